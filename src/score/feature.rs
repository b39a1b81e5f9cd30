//! What holds for a text as a whole and has learned weights of its own, beside those of its terms.

use crate::lexicon::{Cue, Cues, TermId};
use crate::text::TokenKind;

/// Something that holds for a text as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Feature {
    /// Always there: how common each class is.
    Bias,
    /// A question mark.
    Question,
    /// An exclamation mark.
    Exclamation,
    /// No words, only stickers or emoji.
    StickerOnly,
    /// A sticker or emoji beside words.
    StickerBesideWords,
    /// More than 40 tokens.
    Long,
    /// A word that hints at something, whichever word.
    Hint(Cue),
}

/// How many features there are.
pub(super) const FEATURES: usize = 15;

/// The term of each feature, where a lexicon has it.
pub(super) type Features = [Option<TermId>; FEATURES];

impl Feature {
    /// All features.
    pub const ALL: [Self; FEATURES] = [
        Self::Bias,
        Self::Question,
        Self::Exclamation,
        Self::StickerOnly,
        Self::StickerBesideWords,
        Self::Long,
        Self::Hint(Cue::Irony),
        Self::Hint(Cue::Insult),
        Self::Hint(Cue::Question),
        Self::Hint(Cue::Rhetorical),
        Self::Hint(Cue::Reported),
        Self::Hint(Cue::Wish),
        Self::Hint(Cue::Conditional),
        Self::Hint(Cue::Comparison),
        Self::Hint(Cue::Advert),
    ];

    /// Index of the first hint in [`ALL`](Self::ALL); hints stand there in the order of their cues.
    const FIRST_HINT: u32 = 6;

    /// Where it stands in [`ALL`](Self::ALL).
    const fn index(self) -> u32 {
        match self {
            Self::Bias => 0,
            Self::Question => 1,
            Self::Exclamation => 2,
            Self::StickerOnly => 3,
            Self::StickerBesideWords => 4,
            Self::Long => 5,
            Self::Hint(cue) => Self::FIRST_HINT + (cue as u16).trailing_zeros(),
        }
    }

    /// Its term in lexicon files.
    pub fn term(self) -> &'static str {
        match self {
            Self::Bias => "<bias>",
            Self::Question => "<question>",
            Self::Exclamation => "<exclamation>",
            Self::StickerOnly => "<sticker-only>",
            Self::StickerBesideWords => "<sticker-beside-words>",
            Self::Long => "<long>",
            Self::Hint(cue) => match cue {
                Cue::Irony => "<cue-irony>",
                Cue::Insult => "<cue-insult>",
                Cue::Question => "<cue-question>",
                Cue::Rhetorical => "<cue-rhetorical>",
                Cue::Reported => "<cue-reported>",
                Cue::Wish => "<cue-wish>",
                Cue::Conditional => "<cue-conditional>",
                Cue::Comparison => "<cue-comparison>",
                Cue::Advert => "<cue-advert>",
                Cue::Politics => "<cue-politics>",
                Cue::Thanks => "<cue-thanks>",
            },
        }
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
    pub(super) fn note(&mut self, kind: TokenKind, first: char) {
        match kind {
            TokenKind::Word => self.words = true,
            TokenKind::Sticker | TokenKind::Emoji => self.stickers = true,
            TokenKind::Boundary => {
                self.question |= first == '?';
                self.exclamation |= first == '!';
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
