//! Which terms of a text count, and how much: the rules of clause, degree, negation, contrast and repetition.
//!
//! The same walk serves scoring, explaining and learning, so that weights are used exactly as they were learned.

use crate::lexicon::{Cues, Effect, Lexicon, Readings, Role, Term, TermId, Weights};
use crate::text::TokenKind;

use super::constants::{
    AFTER_BUT_FACTOR, ALTHOUGH_FACTOR, BEFORE_BUT_FACTOR, INTENSIFIER_MAX, INTENSIFIER_REACH, NEGATED_DEGREE_FACTOR,
    NEGATION_FACTOR, NEGATION_MIN_LEAN, NEGATION_REACH, REPETITION_FACTORS,
};
use super::feature::{Features, Seen};

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
    fn plain(token: Option<u32>, term: TermId) -> Self {
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

/// What a walk over a text found, and buffers that serve many walks.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) contributions: Vec<Contribution>,
    pub(super) cues: Cues,
    /// Whether there is anything to judge.
    pub(super) judgeable: bool,
    /// Sum of the contributions, as long as none was changed later.
    sum: Weights,
    changed_later: bool,
    /// How many of the contributions a 但是 has weakened already: each is weakened once.
    weakened: usize,
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
    #[inline]
    fn next(self) -> Self {
        Self { but: self.but, ..Self::START }
    }

    /// Whether nothing acts; a step changes nothing then.
    #[inline]
    fn is_idle(&self) -> bool {
        (self.negation | self.degree_reach | u32::from(self.although) | u32::from(self.but)) == 0
    }

    /// One word further on.
    #[inline]
    fn step(&mut self) {
        self.negation = self.negation.saturating_sub(1);
        self.degree_reach = self.degree_reach.saturating_sub(1);
        if self.degree_reach == 0 {
            self.degree = 1.0;
        }
    }

    /// Changes what a term contributes where something acts on it.
    fn act_on(self, made: &mut Contribution, readings: Readings, modifies_others: bool) {
        let lean = readings.plain.lean().abs();
        if self.negation > 0 && !modifies_others {
            if readings.negated.is_some() {
                made.reading = Reading::Negated;
                made.rules.insert(Rule::Negation);
            } else if lean >= NEGATION_MIN_LEAN {
                made.reading = Reading::Flipped;
                made.factor *= NEGATION_FACTOR;
                made.rules.insert(Rule::Negation);
            }
        }
        if self.degree_reach > 0 && self.degree != 1.0 && !modifies_others && lean >= NEGATION_MIN_LEAN {
            made.factor *= self.degree;
            made.rules.insert(Rule::Intensifier);
        }
        if self.but {
            made.factor *= AFTER_BUT_FACTOR;
            made.rules.insert(Rule::AfterBut);
        }
        if self.although {
            made.factor *= ALTHOUGH_FACTOR;
            made.rules.insert(Rule::Although);
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
    #[inline]
    pub(super) fn begin(&mut self, lexicon: &Lexicon) {
        for contribution in self.contributions.drain(..) {
            if let Some(uses) = self.uses.get_mut(contribution.term.0 as usize) {
                *uses = 0;
            }
        }
        if self.uses.len() < lexicon.len() {
            self.uses.resize(lexicon.len(), 0);
        }
        self.judgeable = false;
        self.sum = Weights::ZERO;
        self.changed_later = false;
        self.weakened = 0;
        self.clause = Clause::START;
        self.seen = Seen::default();
    }

    /// The next token of the text: its kind, its first character after folding, and the term it is.
    #[inline]
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
        self.seen.tokens = self.seen.tokens.wrapping_add(1);
    }

    /// The text is over: what holds for it as a whole comes last.
    #[inline]
    pub(super) fn finish(&mut self, features: &Features, lexicon: &Lexicon) {
        self.cues = self.seen.cues;
        self.judgeable = self.seen.words || self.seen.stickers;
        for term in self.seen.features().filter_map(|index| features[index]) {
            self.push(Contribution::plain(None, term), lexicon.readings(term));
        }
    }

    /// Sum of all contributions.
    #[inline]
    pub(super) fn evidence(&self, lexicon: &Lexicon) -> Weights {
        if !self.changed_later {
            return self.sum;
        }
        let of = |made: &Contribution| made.of(lexicon.readings(made.term));
        self.contributions.iter().map(of).fold(Weights::ZERO, |sum, weights| sum + weights)
    }

    #[inline]
    fn push(&mut self, contribution: Contribution, readings: Readings) {
        self.sum += contribution.of(readings);
        self.contributions.push(contribution);
    }

    #[inline]
    fn term(&mut self, id: Option<TermId>, lexicon: &Lexicon) {
        let Some(id) = id else {
            self.clause.step();
            return;
        };
        let effect = lexicon.effect(id);
        self.seen.cues.extend(effect.cues);
        if effect.only_weighs() && self.clause.is_idle() && self.is_first_use(id) {
            // What holds for most terms, without asking what changes the others.
            self.sum += effect.plain();
            self.contributions.push(Contribution::plain(Some(self.seen.tokens), id));
        } else {
            self.term_in_context(id, effect, lexicon);
        }
    }

    /// A term that acts on its neighbours, or that something may act on.
    #[inline(never)]
    fn term_in_context(&mut self, id: TermId, effect: &Effect, lexicon: &Lexicon) {
        let role = lexicon.role(id);
        if role == Role::But {
            self.weaken_all_before();
            self.clause.but = true;
        }
        if effect.weighs() {
            let readings = lexicon.readings(id);
            let made = self.contribution(id, readings, role);
            self.push(made, readings);
        }
        match role {
            Role::Negator => self.clause.negate(),
            Role::Intensifier(factor) => self.clause.intensify(factor),
            Role::Although => self.clause.although = true,
            Role::But | Role::None => {}
        }
        self.clause.step();
    }

    /// Which of the term's weights count here, and how much.
    fn contribution(&mut self, id: TermId, readings: Readings, role: Role) -> Contribution {
        let mut made = Contribution::plain(Some(self.seen.tokens), id);
        self.clause.act_on(&mut made, readings, matches!(role, Role::Negator | Role::Intensifier(_)));
        let repetition = self.repetition(id);
        if repetition != 1.0 {
            made.factor *= repetition;
            made.rules.insert(Rule::Repetition);
        }
        made
    }

    /// Whether the term is used for the first time; if so, it is noted.
    #[inline]
    fn is_first_use(&mut self, id: TermId) -> bool {
        self.uses.get_mut(id.0 as usize).is_some_and(|uses| {
            let first = *uses == 0;
            *uses |= u8::from(first);
            first
        })
    }

    fn repetition(&mut self, id: TermId) -> f64 {
        let Some(uses) = self.uses.get_mut(id.0 as usize) else { return 1.0 };
        let before = std::mem::replace(uses, uses.saturating_add(1));
        REPETITION_FACTORS.get(usize::from(before)).copied().unwrap_or(0.0)
    }

    fn weaken_all_before(&mut self) {
        self.changed_later = true;
        for contribution in self.contributions.iter_mut().skip(self.weakened) {
            contribution.factor *= BEFORE_BUT_FACTOR;
            contribution.rules.insert(Rule::BeforeBut);
        }
        self.weakened = self.contributions.len();
    }
}
