use std::fmt;
use std::hint::select_unpredictable;

use super::calibration;
use crate::lexicon::{UNIT, Weights, round};

/// What a comment feels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Polarity {
    /// Praise, joy, support, thanks.
    Positive,
    /// A statement or question without a side.
    Neutral,
    /// Complaint, mockery, anger, worry, sadness.
    Negative,
    /// Nothing in it could be judged: empty, or only mentions, digits or punctuation.
    None,
}

impl Polarity {
    /// All polarities in the order of tables.
    pub const ALL: [Self; 4] = [Self::Positive, Self::Neutral, Self::Negative, Self::None];

    /// The word for it in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Neutral => "neutral",
            Self::Negative => "negative",
            Self::None => "none",
        }
    }

    /// The polarity a word in an output names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|polarity| polarity.as_str() == word)
    }
}

impl fmt::Display for Polarity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Probability of each class; the three add up to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probabilities {
    /// Probability of positive.
    pub positive: f64,
    /// Probability of neutral.
    pub neutral: f64,
    /// Probability of negative.
    pub negative: f64,
}

impl Probabilities {
    /// The softmax of summed evidence.
    #[inline]
    pub fn from_evidence(evidence: Weights) -> Self {
        let odds = odds(evidence);
        let sum = odds.iter().sum::<f64>();
        let [positive, neutral, negative] = odds.map(|odds| odds / sum);
        Self { positive, neutral, negative }
    }
}

/// How probable positive, neutral and negative are, next to the most probable of them, which has 1.
#[inline]
fn odds(Weights { positive, neutral, negative }: Weights) -> [f64; 3] {
    let top = positive.max(neutral).max(negative);
    [positive, neutral, negative].map(|own| falling(top.abs_diff(own)))
}

/// Odds of a class that has `gap` thousandths less evidence than the one with most: the exponential function, from
/// tables, because evidence is whole numbers; it is the same on every machine.
fn falling(gap: u32) -> f64 {
    let (far, near) = ((gap / NEAR) as usize, (gap % NEAR) as usize);
    FAR_FALL.get(far).map_or(0.0, |far| far * NEAR_FALL[near])
}

/// Thousandths in a step of the coarse table.
const NEAR: u32 = 256;

/// e^(−n/1000) for gaps below [`NEAR`].
static NEAR_FALL: [f64; NEAR as usize] = powers(fall(1.0 / UNIT));

/// e^(−n·0.256), until it is less than 10⁻¹⁷ and can no longer be seen beside 1.
static FAR_FALL: [f64; 160] = powers(fall(NEAR as f64 / UNIT));

/// e^(−x) for a small x ≥ 0, by its series.
const fn fall(x: f64) -> f64 {
    let (mut sum, mut n) = (1.0, 24.0);
    while n > 0.0 {
        sum = 1.0 - x / n * sum;
        n -= 1.0;
    }
    sum
}

/// The powers of `base` from the zeroth on, by squaring, which keeps errors small.
const fn powers<const N: usize>(base: f64) -> [f64; N] {
    let mut table = [1.0; N];
    let mut n = 1;
    while n < N {
        table[n] = table[n / 2] * table[n / 2] * if n % 2 == 1 { base } else { 1.0 };
        n += 1;
    }
    table
}

/// The result for one text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sentiment {
    /// The most probable class.
    pub polarity: Polarity,
    /// Probability of positive minus probability of negative, −1 to 1, in steps of a millionth; 0 where nothing can
    /// be judged.
    pub score: f64,
    /// How often a class chosen with such a probability is the right one, 0 to 1, in steps of a millionth; 0 where
    /// nothing can be judged.
    pub confidence: f64,
}

impl Sentiment {
    /// The result where nothing can be judged.
    pub const NONE: Self = Self { polarity: Polarity::None, score: 0.0, confidence: 0.0 };

    /// The result of summed evidence. On a tie neutral is chosen, then positive.
    // Inlined into the walk over tokens it makes that slower by more than a call takes.
    #[inline(never)]
    pub fn from_evidence(evidence: Weights) -> Self {
        let odds = odds(evidence);
        let sum = odds.iter().sum::<f64>();
        // See `Probabilities`, of which only these two are wanted here, so that two divisions are enough.
        let (score, chosen) = ((odds[0] - odds[2]) / sum, 1.0 / sum);
        let is_neutral = evidence.neutral >= evidence.positive.max(evidence.negative);
        let other =
            select_unpredictable(evidence.positive >= evidence.negative, Polarity::Positive, Polarity::Negative);
        let polarity = select_unpredictable(is_neutral, Polarity::Neutral, other);
        Self { polarity, score: millionths(score), confidence: millionths(calibration::confidence(chosen)) }
    }
}

/// Rounds to a millionth, so that sums of scores can be formed exactly in integers.
fn millionths(value: f64) -> f64 {
    // Adding zero turns a negative zero into a plain one.
    round(value * 1e6) / 1e6 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_evidence_is_neutral_with_a_score_of_zero() {
        let sentiment = Sentiment::from_evidence(Weights::ZERO);
        assert_eq!(sentiment.polarity, Polarity::Neutral);
        assert!(sentiment.score.abs() < f64::EPSILON && (0.3..0.4).contains(&sentiment.confidence));
    }

    #[test]
    fn odds_fall_exponentially() {
        for gap in 0..40_000_u32 {
            let want = (-f64::from(gap) / 1000.0).exp();
            assert!((falling(gap) / want - 1.0).abs() < 1e-13, "{gap}");
        }
        assert_eq!(falling(u32::MAX), 0.0);
        let extreme = Weights { positive: i32::MAX, neutral: 0, negative: i32::MIN };
        assert_eq!(Probabilities::from_evidence(extreme).positive, 1.0);
    }

    #[test]
    fn scores_follow_the_evidence_and_stay_in_range() {
        let strong = Sentiment::from_evidence(Weights::from_units(6.0, 0.0, -6.0));
        assert_eq!(strong.polarity, Polarity::Positive);
        assert!(strong.score > 0.99 && strong.score <= 1.0);
        let mirrored = Sentiment::from_evidence(Weights::from_units(-6.0, 0.0, 6.0));
        assert!((strong.score + mirrored.score).abs() < 1e-12);
    }
}
