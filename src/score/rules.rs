//! Which terms of a text count, and how much: the rules of clause, degree, negation, contrast and repetition.
//!
//! The same walk serves scoring, explaining and learning, so that weights are used exactly as they were learned.

use crate::lexicon::{Cues, Effect, Lexicon, Readings, Role, TermId, Weights};
use crate::text::TokenKind;

use super::constants::{
    AFTER_BUT_FACTOR, ALTHOUGH_FACTOR, BEFORE_BUT_FACTOR, INTENSIFIER_MAX, INTENSIFIER_REACH, NEGATED_DEGREE_FACTOR,
    NEGATION_FACTOR, NEGATION_MIN_LEAN, NEGATION_REACH, REPETITION_FACTORS,
};
use super::contribution::{Contribution, Reading, Rule};
use super::feature::{Features, Held, Seen};
use super::sentiment::Sentiment;

/// Uses of a term in a text that are told apart: those that count, and all others.
#[expect(clippy::cast_possible_truncation, reason = "a handful")]
const USES: u32 = REPETITION_FACTORS.len() as u32 + 1;

/// What a walk over a text found, and buffers that serve many walks.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// Of its terms; with those of its features behind them only after [`add_features`](Walk::add_features).
    pub(super) contributions: Vec<Contribution>,
    pub(super) cues: Cues,
    /// Whether there is anything to judge.
    pub(super) judgeable: bool,
    features: Held,
    /// Sum of the contributions, as long as none was changed later; see [`Effect::add_plain`].
    sum: [i32; 4],
    changed_later: bool,
    /// How many of the contributions a 但是 has weakened already: each is weakened once.
    weakened: usize,
    /// When each term was used last. Uses are numbered on and on from text to text, so that nothing needs to be cleared
    /// between them: what is below `first_use` was in another text.
    uses: Vec<u32>,
    /// The number of the first use of any term in this text; those of its later uses follow.
    first_use: u32,
    clause: Clause,
    seen: Seen,
}

/// What acts on the words to come, until the clause ends.
#[derive(Clone, Copy, Debug)]
struct Clause {
    degree: f64,
    // Four bytes, which are asked as one number whether any is set.
    negation: u8,
    degree_reach: u8,
    although: bool,
    but: bool,
}

impl Default for Clause {
    fn default() -> Self {
        Self::START
    }
}

impl Clause {
    const START: Self = Self { degree: 1.0, negation: 0, degree_reach: 0, although: false, but: false };

    /// A new clause: only a `but` reaches over the boundary.
    #[inline]
    fn next(self) -> Self {
        Self { but: self.but, ..Self::START }
    }

    /// Whether nothing acts; a step changes nothing then.
    #[inline]
    fn is_idle(&self) -> bool {
        u32::from_ne_bytes([self.negation, self.degree_reach, self.although.into(), self.but.into()]) == 0
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
        let lean = readings.plain.lean().saturating_abs();
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

    /// What a word does to those behind it.
    fn take(&mut self, role: Role) {
        match role {
            Role::Negator => self.negate(),
            Role::Intensifier(factor) => self.intensify(factor),
            Role::Although => self.although = true,
            Role::But | Role::None => {}
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
        self.contributions.clear();
        if self.uses.len() < lexicon.len() || self.first_use > u32::MAX - 2 * USES {
            self.uses.clear();
            self.uses.resize(lexicon.len(), 0);
            self.first_use = 0;
        }
        self.first_use += USES;
        self.judgeable = false;
        self.sum = [0; 4];
        self.changed_later = false;
        self.weakened = 0;
        self.clause = Clause::START;
        self.seen = Seen::default();
    }

    /// The next token of the text: its kind, its first character after folding, and the term it is.
    #[inline]
    pub(super) fn token(&mut self, kind: TokenKind, first: u32, id: Option<TermId>, lexicon: &Lexicon) {
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

    /// The text is over.
    #[inline]
    pub(super) fn finish(&mut self) {
        self.cues = self.seen.cues;
        self.judgeable = self.seen.words || self.seen.stickers;
        self.features = self.seen.features();
    }

    /// Adds what holds for the text as a whole to the contributions, for those who want to see them.
    pub(super) fn add_features(&mut self, features: &Features) {
        let terms = features.terms(self.features);
        self.contributions.extend(terms.map(|term| Contribution::plain(None, term)));
    }

    /// What the text feels.
    #[inline]
    pub(super) fn sentiment(&self, features: &Features, lexicon: &Lexicon) -> Sentiment {
        if !self.judgeable {
            return Sentiment::NONE;
        }
        let alone = if self.contributions.is_empty() { features.alone(self.features) } else { None };
        alone.unwrap_or_else(|| Sentiment::from_evidence(self.evidence(features, lexicon)))
    }

    /// Sum of all contributions and of what holds for the text as a whole.
    #[inline]
    pub(super) fn evidence(&self, features: &Features, lexicon: &Lexicon) -> Weights {
        let whole = features.sum(self.features);
        if !self.changed_later {
            let [positive, neutral, negative, _] = self.sum;
            return Weights { positive, neutral, negative } + whole;
        }
        let of = |made: &Contribution| made.of(lexicon.readings(made.term));
        self.contributions.iter().map(of).fold(whole, |sum, weights| sum + weights)
    }

    #[inline]
    fn push(&mut self, contribution: Contribution, readings: Readings) {
        let Weights { positive, neutral, negative } = contribution.of(readings);
        for (sum, weight) in self.sum.iter_mut().zip([positive, neutral, negative]) {
            *sum = sum.wrapping_add(weight);
        }
        self.contributions.push(contribution);
    }

    /// What [`push`](Self::push) does where nothing changes a term that [only weighs](Effect::only_weighs).
    #[inline]
    fn push_plain(&mut self, token: Option<u32>, term: TermId, effect: &Effect) {
        effect.add_plain(&mut self.sum);
        self.contributions.push(Contribution::plain(token, term));
    }

    #[inline]
    fn term(&mut self, id: Option<TermId>, lexicon: &Lexicon) {
        let Some(id) = id else {
            self.clause.step();
            return;
        };
        let effect = lexicon.effect(id);
        self.seen.cues.extend(effect.cues);
        // What holds for most terms, without asking what changes the others: one question, because nobody can guess the
        // answer to any part of it.
        if effect.only_weighs() & self.clause.is_idle() & self.is_unused(id) {
            self.note_first_use(id);
            self.push_plain(Some(self.seen.tokens), id, effect);
        } else {
            self.term_in_context(id, effect, lexicon);
        }
    }

    /// A term that acts on its neighbours, or that something may act on.
    #[inline(never)]
    fn term_in_context(&mut self, id: TermId, effect: &Effect, lexicon: &Lexicon) {
        let role = if effect.has_role() { lexicon.role(id) } else { Role::None };
        if role == Role::But {
            self.weaken_all_before();
            self.clause.but = true;
        }
        if effect.weighs() {
            let readings = effect.readings().unwrap_or_else(|| lexicon.readings(id));
            let made = self.contribution(id, readings, role);
            self.push(made, readings);
        }
        if role != Role::None {
            self.clause.take(role);
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

    /// Whether the term was not used in this text so far.
    #[inline]
    fn is_unused(&self, id: TermId) -> bool {
        self.uses.get(id.0 as usize).is_some_and(|last| *last < self.first_use)
    }

    #[inline]
    fn note_first_use(&mut self, id: TermId) {
        if let Some(last) = self.uses.get_mut(id.0 as usize) {
            *last = self.first_use;
        }
    }

    fn repetition(&mut self, id: TermId) -> f64 {
        let Some(last) = self.uses.get_mut(id.0 as usize) else { return 1.0 };
        // A use beyond those counted weighs nothing, nor does any later one.
        let next = (*last + 1).min(self.first_use + USES - 1);
        *last = if *last < self.first_use { self.first_use } else { next };
        REPETITION_FACTORS.get((*last - self.first_use) as usize).copied().unwrap_or(0.0)
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
