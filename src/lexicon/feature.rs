//! The names under which a lexicon weighs what holds for a text as a whole.

use super::Cue;

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
pub(crate) const FEATURES: usize = 15;

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
    pub(crate) const FIRST_HINT: u32 = 6;

    /// Where it stands in [`ALL`](Self::ALL).
    pub(crate) const fn index(self) -> u32 {
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
