//! The terms that tell positive and negative comments apart.
//!
//! A term counts once in a comment. How strongly it leans is its log-odds with an informative Dirichlet prior (Monroe,
//! Colaresi and Quinn 2008, "Fightin' Words"): the prior follows how often the term occurs in all comments, so that a
//! rare term needs more than luck to stand out, and `z` puts the log-odds in units of its standard deviation.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::Keyword;
use super::phrases::{self, Fragment, Part};
use crate::lexicon::Role;
use crate::score::{Analyzer, Polarity};
use crate::text::TokenKind;

/// How to choose keywords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeywordOptions {
    /// Comments that must hold a term; if not given, 3 or one in 10,000 comments, whichever is more.
    pub min_count: Option<u64>,
    /// Terms of either side at most.
    pub per_side: usize,
}

impl Default for KeywordOptions {
    fn default() -> Self {
        Self { min_count: None, per_side: 100 }
    }
}

/// Strength of the prior as a share of the data: it counts as many occurrences as a tenth of all there are.
const PRIOR_SHARE: f64 = 0.1;

/// Terms of fewer characters are mostly function words and cut-off ends.
const MIN_CHARS: usize = 2;

/// Characters of which words of pure laughter and sighing consist.
const LAUGHTER: &str = "哈呵嘿嘻嘎噗啊呀哦嗯呜额呃唉哎h";

/// Comments that hold a term.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    positive: u64,
    neutral: u64,
    negative: u64,
}

impl Counts {
    fn add(&mut self, polarity: Polarity) {
        match polarity {
            Polarity::Positive => self.positive += 1,
            Polarity::Neutral => self.neutral += 1,
            Polarity::Negative => self.negative += 1,
            Polarity::None => {}
        }
    }

    fn total(self) -> u64 {
        self.positive + self.neutral + self.negative
    }
}

/// The words of all texts, joined where they belong together.
pub(super) fn cut(texts: &[&str], analyzer: &Analyzer) -> Vec<Vec<Fragment>> {
    phrases::join(texts.par_iter().map(|text| fragments(text, analyzer)).collect())
}

/// Finds the keywords of texts with known words and polarities, |z| descending.
pub(super) fn keywords(
    texts: &[&str],
    comments: &[Vec<Fragment>],
    polarities: &[Polarity],
    options: KeywordOptions,
) -> Vec<Keyword> {
    let counts = count(comments, polarities);
    let floor = options.min_count.unwrap_or_else(|| 3.max(texts.len() as u64 / 10_000));
    let mut keywords = measure(&counts, floor);
    keywords.sort_by(|a, b| b.z.abs().total_cmp(&a.z.abs()).then(b.n.cmp(&a.n)).then_with(|| a.term.cmp(&b.term)));
    let mut left = [options.per_side; 2];
    keywords.retain(|keyword| {
        let side = &mut left[usize::from(keyword.z < 0.0)];
        let keep = *side > 0;
        *side = side.saturating_sub(1);
        keep
    });
    write_as_readers_do(&mut keywords, texts, comments);
    keywords
}

/// The words of a text in their order, those that are no keywords included, for they part the others.
fn fragments(text: &str, analyzer: &Analyzer) -> Vec<Fragment> {
    let cut = analyzer.tokenize(text);
    let words = cut.tokens.iter().filter(|token| token.kind == TokenKind::Word);
    words
        .map(|token| {
            let term = cut.term(token);
            Fragment { term: term.into(), span: token.span.clone(), part: part(term, analyzer) }
        })
        .collect()
}

fn part(term: &str, analyzer: &Analyzer) -> Part {
    let lexicon = analyzer.lexicon();
    match lexicon.find(term).map(|id| lexicon.term(id).role) {
        Some(Role::Negator | Role::Intensifier(_)) => Part::Modifier,
        Some(Role::But | Role::Although) => Part::Glue,
        _ if lexicon.is_stopword(term) => Part::Glue,
        _ => Part::Content,
    }
}

/// Words that carry a topic: no stop words, negators, intensifiers or conjunctions, no laughter, not a lone character.
pub(super) fn is_keyword(fragment: &Fragment) -> bool {
    let term = &*fragment.term;
    fragment.part == Part::Content
        && term.chars().nth(MIN_CHARS - 1).is_some()
        && term.chars().any(char::is_alphabetic)
        && !term.chars().all(|c| LAUGHTER.contains(c))
}

fn count<'c>(comments: &'c [Vec<Fragment>], polarities: &[Polarity]) -> BTreeMap<&'c str, Counts> {
    let mut counts: HashMap<&str, Counts> = HashMap::new();
    let mut terms: Vec<&str> = Vec::new();
    for (fragments, polarity) in comments.iter().zip(polarities) {
        terms.clear();
        terms.extend(fragments.iter().filter(|fragment| is_keyword(fragment)).map(|fragment| &*fragment.term));
        terms.sort_unstable();
        terms.dedup();
        for term in &terms {
            counts.entry(term).or_default().add(*polarity);
        }
    }
    counts.into_iter().collect()
}

fn measure(counts: &BTreeMap<&str, Counts>, floor: u64) -> Vec<Keyword> {
    let sum = |get: fn(&Counts) -> u64| counts.values().map(get).sum::<u64>() as f64;
    let (positive, negative, all) = (sum(|c| c.positive), sum(|c| c.negative), sum(|c| c.total()));
    // One imaginary occurrence of an unseen term keeps the odds finite where there is only one term.
    let strength = PRIOR_SHARE * (all + 1.0);
    let keyword = |(term, counts): (&&str, &Counts)| {
        let prior = PRIOR_SHARE * counts.total() as f64;
        let odds = |count: u64, of: f64| {
            let count = count as f64 + prior;
            (count / (of + strength - count)).ln()
        };
        let log_odds = odds(counts.positive, positive) - odds(counts.negative, negative);
        let variance = 1.0 / (counts.positive as f64 + prior) + 1.0 / (counts.negative as f64 + prior);
        Keyword {
            term: (*term).to_owned(),
            n: counts.total(),
            positive: counts.positive,
            neutral: counts.neutral,
            negative: counts.negative,
            log_odds,
            z: log_odds / variance.sqrt(),
        }
    };
    counts.iter().filter(|(_, counts)| counts.total() >= floor.max(1)).map(keyword).collect()
}

/// Gives each term the form that most comments write it in: `M9` rather than the folded `m9`.
fn write_as_readers_do(keywords: &mut [Keyword], texts: &[&str], comments: &[Vec<Fragment>]) {
    let mut forms: HashMap<String, BTreeMap<&str, u64>> =
        keywords.iter().map(|keyword| (keyword.term.clone(), BTreeMap::new())).collect();
    for (text, fragments) in texts.iter().zip(comments) {
        for fragment in fragments {
            if let Some(forms) = forms.get_mut(&*fragment.term)
                && let Some(form) = text.get(fragment.span.clone())
            {
                *forms.entry(form).or_default() += 1;
            }
        }
    }
    for keyword in keywords {
        let forms = forms.get(&keyword.term);
        // Of equally frequent forms the first in the order of the characters.
        let best = forms.and_then(|forms| forms.iter().rev().max_by_key(|(_, count)| **count));
        if let Some((form, _)) = best {
            keyword.term = (*form).to_owned();
        }
    }
}

#[cfg(test)]
#[path = "keywords_tests.rs"]
mod tests;
