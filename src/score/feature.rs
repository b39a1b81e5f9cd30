//! Which features hold for a text as a whole.

use super::sentiment::Sentiment;
use crate::lexicon::{Cues, FEATURES, Feature, Lexicon, TermId, Weights};
use crate::text::TokenKind;

/// What the features of a text weigh in a lexicon.
pub(super) struct Features {
    /// The term of each feature, where the lexicon has it.
    terms: [Option<TermId>; FEATURES],
    /// What each set of features that are no hints adds up to, by its bits: every text has some of them, and nobody can
    /// guess which and how many.
    sums: [Weights; 1 << Feature::FIRST_HINT],
    /// What a text feels that has such a set and nothing else, which is most texts where a lexicon has few terms.
    alone: [Sentiment; 1 << Feature::FIRST_HINT],
    /// The weights of each feature.
    weights: [Weights; FEATURES],
}

impl Features {
    /// Those whose terms are these.
    pub(super) fn new(terms: [Option<TermId>; FEATURES], lexicon: &Lexicon) -> Self {
        let weights = terms.map(|term| term.map_or(Weights::ZERO, |term| lexicon.readings(term).plain));
        let sums = std::array::from_fn(|held| {
            let held = (0..FEATURES).filter(|index| held >> index & 1 == 1);
            held.fold(Weights::ZERO, |sum, index| sum + weights[index])
        });
        Self { terms, sums, alone: sums.map(Sentiment::from_evidence), weights }
    }

    /// What some features add up to.
    #[inline]
    pub(super) fn sum(&self, held: Held) -> Weights {
        const HINTS: u32 = !0 << Feature::FIRST_HINT;
        let sum = self.sums[(held.0 & !HINTS) as usize];
        Held(held.0 & HINTS).indices().fold(sum, |sum, index| sum + self.weights[index])
    }

    /// What a text feels that has these and nothing else, as [`Sentiment::from_evidence`] says; `None` if it must be
    /// asked.
    #[inline]
    pub(super) fn alone(&self, held: Held) -> Option<Sentiment> {
        self.alone.get(held.0 as usize).copied()
    }

    /// The terms of some features, where the lexicon has them.
    pub(super) fn terms(&self, held: Held) -> impl Iterator<Item = TermId> {
        held.indices().filter_map(|index| self.terms[index])
    }

    /// The feature that has this term.
    pub(super) fn find(&self, id: TermId) -> Option<Feature> {
        Feature::ALL.into_iter().zip(self.terms).find_map(|(feature, term)| (term == Some(id)).then_some(feature))
    }
}

/// Features that hold for a text: a bit for each, by index.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Held(u32);

impl Held {
    /// Indices of the features, ascending.
    #[inline]
    fn indices(self) -> impl Iterator<Item = usize> + use<> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let index = (rest != 0).then(|| rest.trailing_zeros() as usize);
            rest &= rest.wrapping_sub(1);
            index
        })
    }
}

/// A text of more tokens than this is long; 5 % of Douyin comments are.
const LONG_TOKENS: u32 = 40;

/// What occurs anywhere in a text.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) words: bool,
    pub(super) stickers: bool,
    question: bool,
    exclamation: bool,
    /// Tokens so far.
    pub(super) tokens: u32,
    pub(super) cues: Cues,
}

impl Seen {
    #[inline]
    pub(super) fn note(&mut self, kind: TokenKind, first: u32) {
        match kind {
            TokenKind::Word => self.words = true,
            TokenKind::Sticker | TokenKind::Emoji => self.stickers = true,
            TokenKind::Boundary => {
                self.question |= first == u32::from('?');
                self.exclamation |= first == u32::from('!');
            }
            _ => {}
        }
    }

    /// The features that hold.
    #[inline]
    pub(super) fn features(&self) -> Held {
        let bit = |feature: Feature, holds: bool| u32::from(holds) << feature.index();
        let hints = u32::from(self.cues.bits()) << Feature::FIRST_HINT & ((1 << FEATURES) - 1);
        let others = bit(Feature::Bias, true)
            | bit(Feature::Question, self.question)
            | bit(Feature::Exclamation, self.exclamation)
            | bit(Feature::StickerOnly, self.stickers && !self.words)
            | bit(Feature::StickerBesideWords, self.stickers && self.words)
            | bit(Feature::Long, self.tokens > LONG_TOKENS);
        Held(hints | others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Cue;

    #[test]
    fn features_stand_at_their_indices() {
        for (at, feature) in Feature::ALL.into_iter().enumerate() {
            assert_eq!(feature.index() as usize, at, "{feature:?}");
        }
        for cue in Cue::ALL {
            let mut seen = Seen { words: true, ..Seen::default() };
            seen.cues.insert(cue);
            let want = Feature::ALL.iter().position(|feature| *feature == Feature::Hint(cue));
            assert!(seen.features().indices().eq([0].into_iter().chain(want)), "{cue:?}");
        }
    }
}
