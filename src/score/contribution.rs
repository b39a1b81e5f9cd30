//! What a term adds to the evidence, and why.

use crate::lexicon::{Readings, Term, TermId, Weights};

/// A rule that changed what a term contributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Rule {
    /// A negator stands before it.
    Negation = 1,
    /// An intensifier stands before it.
    Intensifier = 2,
    /// It stands before a `but`.
    BeforeBut = 4,
    /// It stands behind a `but`.
    AfterBut = 8,
    /// It stands in a clause of `although`.
    Although = 16,
    /// It was there before.
    Repetition = 32,
}

impl Rule {
    /// All rules.
    pub const ALL: [Self; 6] =
        [Self::Negation, Self::Intensifier, Self::BeforeBut, Self::AfterBut, Self::Although, Self::Repetition];

    /// The word for it in explanations.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Negation => "negation",
            Self::Intensifier => "intensifier",
            Self::BeforeBut => "before-but",
            Self::AfterBut => "after-but",
            Self::Although => "although",
            Self::Repetition => "repetition",
        }
    }
}

/// A set of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleSet(u8);

impl RuleSet {
    /// Adds a rule.
    pub fn insert(&mut self, rule: Rule) {
        self.0 |= rule as u8;
    }

    /// Whether a rule is in the set.
    pub fn contains(self, rule: Rule) -> bool {
        self.0 & rule as u8 != 0
    }

    /// The rules in the set.
    pub fn iter(self) -> impl Iterator<Item = Rule> {
        Rule::ALL.into_iter().filter(move |rule| self.contains(*rule))
    }
}

/// Which of a term's weights count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reading {
    /// The plain weights.
    Plain,
    /// The weights known for the inside of a negation.
    Negated,
    /// The plain weights, turned around.
    Flipped,
}

/// Evidence of a term at its place: which weights, times what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contribution {
    /// Index of the token; `None` for what holds for the text as a whole.
    pub token: Option<u32>,
    /// The term.
    pub term: TermId,
    /// Which of its weights.
    pub reading: Reading,
    /// What they are multiplied by.
    pub factor: f64,
    /// The rules behind reading and factor.
    pub rules: RuleSet,
}

impl Contribution {
    /// One that no rule has changed.
    #[inline]
    pub(super) fn plain(token: Option<u32>, term: TermId) -> Self {
        Self { token, term, reading: Reading::Plain, factor: 1.0, rules: RuleSet::default() }
    }

    /// What is added to the sums.
    pub fn weights(&self, term: &Term) -> Weights {
        self.of(term.readings())
    }

    #[inline]
    pub(super) fn of(&self, readings: Readings) -> Weights {
        let weights = match self.reading {
            Reading::Plain => readings.plain,
            Reading::Negated => readings.negated.unwrap_or(Weights::ZERO),
            Reading::Flipped => readings.plain.swapped(),
        };
        if self.factor == 1.0 { weights } else { weights.scaled(self.factor) }
    }
}
