//! Why a text got its score: each token with its weights, the rules that acted on it, and the sum.

use std::ops::Range;

use super::contribution::{Contribution, Reading, RuleSet};
use super::feature::Features;
use super::rules::Walk;
use super::sentiment::{Probabilities, Sentiment};
use crate::lexicon::{Cues, Feature, Lexicon, Role, TermId, Weights};
use crate::text::{Token, TokenKind, TokenizedText};

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

/// Puts together what a walk over a cut text found. `terms` are the terms that the tokens are.
pub(super) fn explain(
    text: &str,
    cut: &TokenizedText,
    terms: &[Option<TermId>],
    walk: &Walk,
    features: &Features,
    lexicon: &Lexicon,
) -> Explanation {
    let mut tokens: Vec<_> =
        cut.tokens.iter().zip(terms).map(|(token, term)| plain_token(cut, token, *term, lexicon)).collect();
    let mut whole = Vec::new();
    let mut evidence = Weights::ZERO;
    for made in &walk.contributions {
        let contribution = made.of(lexicon.readings(made.term));
        evidence += contribution;
        match made.token.and_then(|index| tokens.get_mut(index as usize)) {
            Some(token) => fill_in(token, made, contribution, lexicon),
            None => whole.push(feature(made.term, contribution, features, lexicon)),
        }
    }
    let (probabilities, sentiment) = if walk.judgeable {
        (Some(Probabilities::from_evidence(evidence)), Sentiment::from_evidence(evidence))
    } else {
        (None, Sentiment::NONE)
    };
    Explanation { text: text.to_owned(), tokens, features: whole, evidence, probabilities, sentiment, cues: walk.cues }
}

fn feature(id: TermId, contribution: Weights, features: &Features, lexicon: &Lexicon) -> ExplainedFeature {
    let name = features.find(id).map_or("", Feature::term).to_owned();
    let [lexicon, _] = lexicon.origins(id).map(|name| name.map(str::to_owned));
    ExplainedFeature { name, lexicon, contribution }
}

fn plain_token(cut: &TokenizedText, token: &Token, id: Option<TermId>, lexicon: &Lexicon) -> ExplainedToken {
    ExplainedToken {
        span: token.span.clone(),
        kind: token.kind,
        term: cut.term(token).to_owned(),
        weights: None,
        lexicon: None,
        reading: Reading::Plain,
        factor: 1.0,
        rules: RuleSet::default(),
        contribution: Weights::ZERO,
        role: id.map_or(Role::None, |id| lexicon.role(id)),
        cues: id.map(|id| lexicon.effect(id).cues).unwrap_or_default(),
    }
}

fn fill_in(token: &mut ExplainedToken, made: &Contribution, contribution: Weights, lexicon: &Lexicon) {
    let readings = lexicon.readings(made.term);
    let [plain_origin, negated_origin] = lexicon.origins(made.term);
    let (weights, origin) = match made.reading {
        Reading::Negated => (readings.negated, negated_origin),
        Reading::Plain | Reading::Flipped => {
            (Some(readings.plain).filter(|_| lexicon.effect(made.term).weighs_plainly()), plain_origin)
        }
    };
    token.weights = weights;
    token.lexicon = origin.map(str::to_owned);
    token.reading = made.reading;
    token.factor = made.factor;
    token.rules = made.rules;
    token.contribution = contribution;
}
