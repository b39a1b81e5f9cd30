//! What holds for a text as a whole and has learned weights of its own, beside those of its terms.

use crate::lexicon::{Cue, Cues};
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
const LONG_TOKENS: usize = 40;

/// What occurs anywhere in a text.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) words: bool,
    pub(super) stickers: bool,
    question: bool,
    exclamation: bool,
    /// Tokens so far.
    pub(super) tokens: usize,
    pub(super) cues: Cues,
}

impl Seen {
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

    pub(super) fn has(&self, feature: Feature) -> bool {
        match feature {
            Feature::Bias => true,
            Feature::Question => self.question,
            Feature::Exclamation => self.exclamation,
            Feature::StickerOnly => self.stickers && !self.words,
            Feature::StickerBesideWords => self.stickers && self.words,
            Feature::Long => self.tokens > LONG_TOKENS,
            Feature::Hint(cue) => self.cues.contains(cue),
        }
    }
}
