//! Which terms of a text count, and how much: the rules of clause, degree, negation, contrast and repetition.
//!
//! The same walk serves scoring, explaining and learning, so that weights are used exactly as they were learned.

use crate::lexicon::{Cues, Effect, Lexicon, Role, Term, TermId, Weights};
use crate::text::TokenKind;

use super::constants::{
    AFTER_BUT_FACTOR, ALTHOUGH_FACTOR, BEFORE_BUT_FACTOR, INTENSIFIER_MAX, INTENSIFIER_REACH, NEGATED_DEGREE_FACTOR,
    NEGATION_FACTOR, NEGATION_MIN_LEAN, NEGATION_REACH, REPETITION_FACTORS,
};
use super::feature::{FEATURES, Feature, Seen};

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
    /// What is added to the sums.
    pub fn weights(&self, term: &Term) -> Weights {
        self.of(&term.effect())
    }

    pub(super) fn of(&self, effect: &Effect) -> Weights {
        let plain = effect.weights.unwrap_or(Weights::ZERO);
        let weights = match self.reading {
            Reading::Plain => plain,
            Reading::Negated => effect.negated.unwrap_or(Weights::ZERO),
            Reading::Flipped => plain.swapped(),
        };
        if self.factor == 1.0 { weights } else { weights.scaled(self.factor) }
    }
}

/// What a walk over a text found, and buffers that serve many walks.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) contributions: Vec<Contribution>,
    pub(super) cues: Cues,
    /// Whether there is anything to judge.
    pub(super) judgeable: bool,
    /// Uses of each term so far in this text.
    uses: Vec<u8>,
    clause: Clause,
    seen: Seen,
}

/// What acts on the words to come, until the clause ends.
#[derive(Clone, Copy, Debug)]
struct Clause {
    negation: u32,
    degree: f64,
    degree_reach: u32,
    although: bool,
    but: bool,
}

impl Default for Clause {
    fn default() -> Self {
        Self::START
    }
}

impl Clause {
    const START: Self = Self { negation: 0, degree: 1.0, degree_reach: 0, although: false, but: false };

    /// A new clause: only a `but` reaches over the boundary.
    fn next(self) -> Self {
        Self { but: self.but, ..Self::START }
    }

    /// One word further on.
    fn step(&mut self) {
        self.negation = self.negation.saturating_sub(1);
        self.degree_reach = self.degree_reach.saturating_sub(1);
        if self.degree_reach == 0 {
            self.degree = 1.0;
        }
    }

    fn negate(&mut self) {
        // A second negator takes the first one back: 不得不, 没有不.
        self.negation = if self.negation > 0 { 0 } else { NEGATION_REACH + 1 };
    }

    fn intensify(&mut self, factor: f64) {
        let factor = if self.negation > 0 { NEGATED_DEGREE_FACTOR } else { factor };
        self.degree = (self.degree * factor).min(INTENSIFIER_MAX);
        self.degree_reach = INTENSIFIER_REACH + 1;
    }
}

impl Walk {
    /// Starts a new text; what was found in the one before is gone.
    pub(super) fn begin(&mut self) {
        for contribution in self.contributions.drain(..) {
            if let Some(uses) = self.uses.get_mut(contribution.term.0 as usize) {
                *uses = 0;
            }
        }
        self.judgeable = false;
        self.clause = Clause::START;
        self.seen = Seen::default();
    }

    /// The next token of the text: its kind, its first character after folding, and the term it is.
    pub(super) fn token(&mut self, kind: TokenKind, first: char, id: Option<TermId>, lexicon: &Lexicon) {
        self.seen.note(kind, first);
        match kind {
            TokenKind::Boundary => self.clause = self.clause.next(),
            TokenKind::Mention | TokenKind::Url | TokenKind::Other => {}
            TokenKind::Sticker | TokenKind::Emoji => {
                self.clause = self.clause.next();
                self.term(id, lexicon);
            }
            TokenKind::Word | TokenKind::Number => self.term(id, lexicon),
        }
        self.seen.tokens += 1;
    }

    /// The text is over: what holds for it as a whole comes last.
    pub(super) fn finish(&mut self, features: &[Option<TermId>; FEATURES]) {
        self.cues = self.seen.cues;
        self.judgeable = self.seen.words || self.seen.stickers;
        for (feature, id) in Feature::ALL.into_iter().zip(features) {
            if let Some(term) = id.filter(|_| self.seen.has(feature)) {
                let reading = Reading::Plain;
                self.contributions.push(Contribution {
                    token: None,
                    term,
                    reading,
                    factor: 1.0,
                    rules: RuleSet::default(),
                });
            }
        }
    }

    fn term(&mut self, id: Option<TermId>, lexicon: &Lexicon) {
        let Some(id) = id else {
            self.clause.step();
            return;
        };
        let term = lexicon.effect(id);
        self.seen.cues.extend(term.cues);
        if term.role == Role::But {
            self.weaken_all_before();
            self.clause.but = true;
        }
        if term.weights.is_some() || term.negated.is_some() {
            let token = u32::try_from(self.seen.tokens).ok();
            let contribution = self.contribution(token, id, term, self.clause);
            self.contributions.push(contribution);
        }
        match term.role {
            Role::Negator => self.clause.negate(),
            Role::Intensifier(factor) => self.clause.intensify(factor),
            Role::Although => self.clause.although = true,
            Role::But | Role::None => {}
        }
        self.clause.step();
    }

    /// Which of the term's weights count here, and how much.
    fn contribution(&mut self, token: Option<u32>, id: TermId, term: &Effect, clause: Clause) -> Contribution {
        let mut made =
            Contribution { token, term: id, reading: Reading::Plain, factor: 1.0, rules: RuleSet::default() };
        let modifies_others = matches!(term.role, Role::Negator | Role::Intensifier(_));
        let lean = term.weights.map_or(0, Weights::lean).abs();
        if clause.negation > 0 && !modifies_others {
            if term.negated.is_some() {
                made.reading = Reading::Negated;
                made.rules.insert(Rule::Negation);
            } else if lean >= NEGATION_MIN_LEAN {
                made.reading = Reading::Flipped;
                made.factor *= NEGATION_FACTOR;
                made.rules.insert(Rule::Negation);
            }
        }
        if clause.degree_reach > 0 && clause.degree != 1.0 && !modifies_others && lean >= NEGATION_MIN_LEAN {
            made.factor *= clause.degree;
            made.rules.insert(Rule::Intensifier);
        }
        if clause.but {
            made.factor *= AFTER_BUT_FACTOR;
            made.rules.insert(Rule::AfterBut);
        }
        if clause.although {
            made.factor *= ALTHOUGH_FACTOR;
            made.rules.insert(Rule::Although);
        }
        let repetition = self.repetition(id);
        if repetition != 1.0 {
            made.factor *= repetition;
            made.rules.insert(Rule::Repetition);
        }
        made
    }

    fn repetition(&mut self, id: TermId) -> f64 {
        let index = id.0 as usize;
        if self.uses.len() <= index {
            self.uses.resize(index + 1, 0);
        }
        let uses = self.uses[index];
        self.uses[index] = uses.saturating_add(1);
        REPETITION_FACTORS.get(usize::from(uses)).copied().unwrap_or(0.0)
    }

    fn weaken_all_before(&mut self) {
        for contribution in &mut self.contributions {
            if !contribution.rules.contains(Rule::BeforeBut) {
                contribution.factor *= BEFORE_BUT_FACTOR;
                contribution.rules.insert(Rule::BeforeBut);
            }
        }
    }
}
