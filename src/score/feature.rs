//! Which features hold for a text as a whole.

use crate::lexicon::{Cues, FEATURES, Feature, TermId};
use crate::text::TokenKind;

/// The term of each feature, where a lexicon has it.
pub(super) type Features = [Option<TermId>; FEATURES];

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

    /// Indices of the features that hold, ascending.
    #[inline]
    pub(super) fn features(&self) -> impl Iterator<Item = usize> + use<> {
        let bit = |feature: Feature, holds: bool| u32::from(holds) << feature.index();
        let hints = u32::from(self.cues.bits()) << Feature::FIRST_HINT & ((1 << FEATURES) - 1);
        let mut rest = hints
            | bit(Feature::Bias, true)
            | bit(Feature::Question, self.question)
            | bit(Feature::Exclamation, self.exclamation)
            | bit(Feature::StickerOnly, self.stickers && !self.words)
            | bit(Feature::StickerBesideWords, self.stickers && self.words)
            | bit(Feature::Long, self.tokens > LONG_TOKENS);
        std::iter::from_fn(move || {
            let index = (rest != 0).then(|| rest.trailing_zeros() as usize);
            rest &= rest.wrapping_sub(1);
            index
        })
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
            assert!(seen.features().eq([0].into_iter().chain(want)), "{cue:?}");
        }
    }
}
