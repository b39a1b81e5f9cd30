//! Why a text got its score: each token with its weights, the rules that acted on it, and the sum.

use std::ops::Range;

use super::rules::{Contribution, Reading, RuleSet, Walk};
use super::sentiment::{Probabilities, Sentiment};
use crate::lexicon::{Cues, Lexicon, Role, Term, Weights};
use crate::text::{TokenKind, TokenizedText};

/// A score and everything that was added up to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The text as given.
    pub text: String,
    /// Its tokens in order.
    pub tokens: Vec<ExplainedToken>,
    /// What holds for the text as a whole.
    pub features: Vec<ExplainedFeature>,
    /// The sum of all contributions.
    pub evidence: Weights,
    /// The probabilities that follow from the sum; `None` where nothing can be judged.
    pub probabilities: Option<Probabilities>,
    /// The result, the same as [`Analyzer::score`](super::Analyzer::score) gives.
    pub sentiment: Sentiment,
    /// Hints found on the way.
    pub cues: Cues,
}

/// One token and what it contributed.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedToken {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// What it is.
    pub kind: TokenKind,
    /// The form that was looked up.
    pub term: String,
    /// The weights found, before rules; `None` where no lexicon has the term.
    pub weights: Option<Weights>,
    /// Name of the lexicon file that gave them.
    pub lexicon: Option<String>,
    /// Which weights counted.
    pub reading: Reading,
    /// What the rules multiplied them by.
    pub factor: f64,
    /// The rules that acted.
    pub rules: RuleSet,
    /// What was added to the sum.
    pub contribution: Weights,
    /// What the term does to its neighbours.
    pub role: Role,
    /// Hints this term gave.
    pub cues: Cues,
}

/// Something that holds for the text as a whole, and what it contributed.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedFeature {
    /// Its name in the lexicon, such as `<bias>`.
    pub name: String,
    /// Name of the lexicon file that gave its weights.
    pub lexicon: Option<String>,
    /// What was added to the sum.
    pub contribution: Weights,
}

pub(super) fn explain(text: &str, cut: &TokenizedText, walk: &Walk, lexicon: &Lexicon) -> Explanation {
    let mut tokens: Vec<_> = cut.tokens.iter().map(|token| plain_token(cut, token, lexicon)).collect();
    let mut features = Vec::new();
    let mut evidence = Weights::ZERO;
    for made in &walk.contributions {
        let contribution = made.weights(lexicon.term(made.term));
        evidence += contribution;
        match made.token.and_then(|index| tokens.get_mut(index as usize)) {
            Some(token) => fill_in(token, made, contribution, lexicon),
            None => features.push(feature(lexicon.term(made.term), contribution)),
        }
    }
    let (probabilities, sentiment) = if walk.judgeable {
        (Some(Probabilities::from_evidence(evidence)), Sentiment::from_evidence(evidence))
    } else {
        (None, Sentiment::NONE)
    };
    Explanation { text: text.to_owned(), tokens, features, evidence, probabilities, sentiment, cues: walk.cues }
}

fn feature(term: &Term, contribution: Weights) -> ExplainedFeature {
    let lexicon = term.source.as_ref().map(|source| source.file.name.clone());
    ExplainedFeature { name: term.text.to_string(), lexicon, contribution }
}

fn plain_token(cut: &TokenizedText, token: &crate::text::Token, lexicon: &Lexicon) -> ExplainedToken {
    let term = cut.term(token);
    let known = lexicon.find(term).map(|id| lexicon.term(id));
    ExplainedToken {
        span: token.span.clone(),
        kind: token.kind,
        term: term.to_owned(),
        weights: None,
        lexicon: None,
        reading: Reading::Plain,
        factor: 1.0,
        rules: RuleSet::default(),
        contribution: Weights::ZERO,
        role: known.map_or(Role::None, |term| term.role),
        cues: known.map(|term| term.cues).unwrap_or_default(),
    }
}

fn fill_in(token: &mut ExplainedToken, made: &Contribution, contribution: Weights, lexicon: &Lexicon) {
    let term = lexicon.term(made.term);
    let (weights, source) = match made.reading {
        Reading::Negated => (term.negated, &term.negated_source),
        Reading::Plain | Reading::Flipped => (term.weights, &term.source),
    };
    token.weights = weights;
    token.lexicon = source.as_ref().map(|source| source.file.name.clone());
    token.reading = made.reading;
    token.factor = made.factor;
    token.rules = made.rules;
    token.contribution = contribution;
}
