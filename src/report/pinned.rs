//! The comment to pin as the page shows it, with what speaks for it in the page's language.

use serde::Serialize;

use crate::chart::{Lang, count};
use crate::lexicon::UNIT;
use crate::pin::{PinChoice, PinOutcome};

use super::facts::Facts;
use super::quotes::{Quote, quotes, shown, signed};

/// Words named as what carries the praise.
const CARRYING: usize = 3;
/// Words that add less, in thousandths, carry nothing.
const WORTH_NAMING: i32 = 300;

/// The suggestion, or that there is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct PinView {
    /// The comment; `None` where none is safe.
    pub(super) quote: Option<Quote>,
    /// What speaks for it.
    pub(super) reasons: Vec<String>,
    /// Comments with more likes that were passed over.
    pub(super) passed_over: usize,
    /// Comments looked at.
    pub(super) examined: String,
}

pub(super) fn view(outcome: &PinOutcome, facts: &Facts<'_>) -> PinView {
    let choice = outcome.choice.as_ref();
    PinView {
        quote: choice.and_then(|choice| quote_of(choice, facts)),
        reasons: choice.map(|choice| reasons(choice, facts)).unwrap_or_default(),
        passed_over: outcome.rejected.len(),
        examined: count(outcome.examined as u64, facts.lang()),
    }
}

fn quote_of(choice: &PinChoice, facts: &Facts<'_>) -> Option<Quote> {
    let is_it = |row: &usize| facts.figures.likes(*row) == Some(choice.likes) && facts.text(*row) == choice.text;
    let row = facts.by_likes().find(is_it)?;
    quotes(facts, &[row]).pop()
}

fn reasons(choice: &PinChoice, facts: &Facts<'_>) -> Vec<String> {
    let lang = facts.lang();
    let confidence = choice.confidence;
    let why = facts.analyzer.explain(&choice.text);
    let mut praise: Vec<_> = why.tokens.iter().filter(|token| token.contribution.lean() >= WORTH_NAMING).collect();
    praise.sort_by_key(|token| std::cmp::Reverse(token.contribution.lean()));
    let named = praise.iter().take(CARRYING).map(|token| {
        let word = shown(&why.text[token.span.clone()], 16).0;
        format!("{word} {}", signed(f64::from(token.contribution.lean()) / UNIT))
    });
    let named = named.collect::<Vec<_>>().join(lang.pick("、", ", "));
    match lang {
        Lang::Zh => {
            vec![
                format!("判为正面，置信度 {confidence:.2}"),
                format!("主要依据：{named}"),
                "没有触发任何否决条件".into(),
            ]
        }
        Lang::En => vec![
            format!("positive with a confidence of {confidence:.2}"),
            format!("carried by {named}"),
            "no objection found".into(),
        ],
    }
}
