use std::sync::Arc;

use super::LexiconFile;
use super::effect::Readings;

/// Evidence for each class, in thousandths of a natural-log unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Weights {
    /// Evidence for positive.
    pub positive: i32,
    /// Evidence for neutral.
    pub neutral: i32,
    /// Evidence for negative.
    pub negative: i32,
}

impl Weights {
    /// Evidence that says nothing.
    pub const ZERO: Self = Self { positive: 0, neutral: 0, negative: 0 };

    /// Weights from natural-log units, rounded to thousandths; for less than two million units.
    pub fn from_units(positive: f64, neutral: f64, negative: f64) -> Self {
        let milli = |units: f64| round_to_i32(units * super::UNIT);
        Self { positive: milli(positive), neutral: milli(neutral), negative: milli(negative) }
    }

    /// Weights of a term for which only a valence in −4…4 is known.
    ///
    /// A valence v of full strength (4) speaks like a strong sticker: +1.6 for its side, −1.2 for the other,
    /// −0.4 for neutral, and linearly less below; so a user's file and the bundled ones weigh alike.
    pub fn from_valence(valence: f64) -> Self {
        let strength = valence.abs() / 4.0;
        let (own, neutral, other) = (1.6 * strength, -0.4 * strength, -1.2 * strength);
        if valence >= 0.0 { Self::from_units(own, neutral, other) } else { Self::from_units(other, neutral, own) }
    }

    /// How much more positive than negative the evidence is; for weights beyond what files may give as much as fits.
    pub fn lean(self) -> i32 {
        self.positive.saturating_sub(self.negative)
    }

    /// Positive and negative exchanged.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self { positive: self.negative, neutral: self.neutral, negative: self.positive }
    }

    pub(super) fn narrowed(self) -> Option<[i16; 3]> {
        let [positive, neutral, negative] =
            [self.positive, self.neutral, self.negative].map(|weight| i16::try_from(weight).ok());
        Some([positive?, neutral?, negative?])
    }

    #[inline]
    pub(super) fn widened([positive, neutral, negative]: [i16; 3]) -> Self {
        Self { positive: positive.into(), neutral: neutral.into(), negative: negative.into() }
    }

    /// Every weight times `factor`, rounded to whole thousandths; for results below 2³¹.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        let scale = |weight: i32| round_to_i32(f64::from(weight) * factor);
        Self { positive: scale(self.positive), neutral: scale(self.neutral), negative: scale(self.negative) }
    }
}

/// A number so large that doubles of its size are whole numbers: adding it rounds, halves to even, and leaves the
/// whole number in the lowest bits.
const WHOLE: f64 = 1.5 * (1_u64 << 52) as f64;

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "weights stay within six units, factors within ten")]
fn round_to_i32(value: f64) -> i32 {
    let shifted = value + WHOLE;
    // A half: the other way round, perhaps.
    if (value - (shifted - WHOLE)).abs() == 0.5 { round(value) as i32 } else { shifted.to_bits() as i32 }
}

/// Rounds to a whole number, halves away from zero, as `f64::round` does; for numbers below 2⁵¹. Where the target's
/// baseline has no instruction for it, that is a call into the mathematical library.
#[inline]
pub(crate) fn round(value: f64) -> f64 {
    let whole = (value + WHOLE) - WHOLE;
    let half_towards_zero = value - whole == 0.5_f64.copysign(value);
    if half_towards_zero { whole + 1.0_f64.copysign(value) } else { whole }
}

/// Sums of weights that files may give stay far from the ends. Beyond those sums wrap, wherever they are formed: so
/// their order never matters.
impl std::ops::Add for Weights {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            positive: self.positive.wrapping_add(other.positive),
            neutral: self.neutral.wrapping_add(other.neutral),
            negative: self.negative.wrapping_add(other.negative),
        }
    }
}

impl std::ops::AddAssign for Weights {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// What a word does to its neighbours.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Role {
    /// Nothing.
    #[default]
    None,
    /// Turns the next sentiment word of its clause around: 不, 没有.
    Negator,
    /// Multiplies the next sentiment word of its clause: 很, 有点.
    Intensifier(f64),
    /// What follows weighs more: 但是.
    But,
    /// What follows weighs less: 虽然.
    Although,
}

/// A hint that a text is not what its words say, or not fit for some purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum Cue {
    /// Words that praise only in mockery.
    Irony = 1,
    /// Abuse.
    Insult = 2,
    /// A question.
    Question = 4,
    /// A question that expects no answer.
    Rhetorical = 8,
    /// What somebody else says.
    Reported = 16,
    /// A wish or a piece of advice.
    Wish = 32,
    /// Something that holds only if.
    Conditional = 64,
    /// A comparison to the disadvantage of one side.
    Comparison = 128,
    /// Advertising, or contact details.
    Advert = 256,
    /// Politics.
    Politics = 512,
    /// Thanks.
    Thanks = 1024,
}

impl Cue {
    /// All cues.
    pub const ALL: [Self; 11] = [
        Self::Irony,
        Self::Insult,
        Self::Question,
        Self::Rhetorical,
        Self::Reported,
        Self::Wish,
        Self::Conditional,
        Self::Comparison,
        Self::Advert,
        Self::Politics,
        Self::Thanks,
    ];

    /// The word for it in lexicon files and explanations.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Irony => "irony",
            Self::Insult => "insult",
            Self::Question => "question",
            Self::Rhetorical => "rhetorical",
            Self::Reported => "reported",
            Self::Wish => "wish",
            Self::Conditional => "conditional",
            Self::Comparison => "comparison",
            Self::Advert => "advert",
            Self::Politics => "politics",
            Self::Thanks => "thanks",
        }
    }

    /// The cue a word in a file names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cue| cue.as_str() == word)
    }
}

/// A set of cues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cues(u16);

impl Cues {
    /// Adds a cue.
    pub fn insert(&mut self, cue: Cue) {
        self.0 |= cue as u16;
    }

    /// Adds all cues of another set.
    pub fn extend(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether the cue is in the set.
    pub fn contains(self, cue: Cue) -> bool {
        self.0 & cue as u16 != 0
    }

    /// One bit for each cue, in the order of [`Cue::ALL`].
    pub(crate) fn bits(self) -> u16 {
        self.0
    }

    pub(super) fn of_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The cues in the set.
    pub fn iter(self) -> impl Iterator<Item = Cue> {
        Cue::ALL.into_iter().filter(move |cue| self.contains(*cue))
    }
}

/// The row that decided a weight.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file.
    pub file: Arc<LexiconFile>,
    /// Its line, from 1.
    pub line: usize,
}

/// One term: its weights outside and inside a negation, its role, its cues.
#[derive(Clone, Debug)]
pub struct Term {
    /// The folded form.
    pub text: Box<str>,
    /// Weights where it stands plainly.
    pub weights: Option<Weights>,
    /// Weights where a negator acts on it, if they are known better than by turning the plain ones around.
    pub negated: Option<Weights>,
    /// What it does to its neighbours.
    pub role: Role,
    /// What it hints at.
    pub cues: Cues,
    /// Where the weights come from.
    pub source: Option<Source>,
    /// Where the weights under negation come from.
    pub negated_source: Option<Source>,
}

impl Term {
    pub(crate) fn readings(&self) -> Readings {
        Readings { plain: self.weights.unwrap_or_default(), negated: self.negated }
    }

    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.into(),
            weights: None,
            negated: None,
            role: Role::None,
            cues: Cues::default(),
            source: None,
            negated_source: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_round_as_the_standard_library_rounds() {
        let near = [0.0, 0.25, 0.499_999_999_999_999_94, 0.5, 0.75, 1.0, 1.5, 2.5, 3.499_999_999_999_999_6, 1e9 + 0.5];
        for value in near.into_iter().flat_map(|value| [value, -value]) {
            assert_eq!(round(value), value.round(), "{value}");
        }
        for weight in -6000..=6000 {
            for factor in [0.74, 0.7, 1.2, 0.6, 0.4, 0.2, 1.5, 0.74 * 1.2 * 0.6, 0.125] {
                let value = f64::from(weight) * factor;
                assert_eq!(round(value), value.round(), "{value}");
                assert_eq!(f64::from(round_to_i32(value)), value.round(), "{value}");
            }
        }
    }
}
