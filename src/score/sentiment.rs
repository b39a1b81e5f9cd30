use std::fmt;

use super::constants::SHARPNESS;
use crate::lexicon::{UNIT, Weights};

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
    pub fn from_evidence(evidence: Weights) -> Self {
        let units = |milli: i32| f64::from(milli) / UNIT * SHARPNESS;
        let [positive, neutral, negative] = [evidence.positive, evidence.neutral, evidence.negative].map(units);
        let top = positive.max(neutral).max(negative);
        let [positive, neutral, negative] = [positive, neutral, negative].map(|units| (units - top).exp());
        let sum = positive + neutral + negative;
        Self { positive: positive / sum, neutral: neutral / sum, negative: negative / sum }
    }
}

/// The result for one text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sentiment {
    /// The most probable class.
    pub polarity: Polarity,
    /// Probability of positive minus probability of negative, −1 to 1, in steps of a millionth; 0 where nothing can
    /// be judged.
    pub score: f64,
    /// Probability of the class chosen, 0 to 1, in steps of a millionth; 0 where nothing can be judged.
    pub confidence: f64,
}

impl Sentiment {
    /// The result where nothing can be judged.
    pub const NONE: Self = Self { polarity: Polarity::None, score: 0.0, confidence: 0.0 };

    /// The result of summed evidence. On a tie neutral is chosen, then positive.
    pub fn from_evidence(evidence: Weights) -> Self {
        let p = Probabilities::from_evidence(evidence);
        let polarity = if evidence.neutral >= evidence.positive && evidence.neutral >= evidence.negative {
            Polarity::Neutral
        } else if evidence.positive >= evidence.negative {
            Polarity::Positive
        } else {
            Polarity::Negative
        };
        let confidence = p.positive.max(p.neutral).max(p.negative);
        Self { polarity, score: millionths(p.positive - p.negative), confidence: millionths(confidence) }
    }
}

/// Rounds to a millionth, so that sums of scores can be formed exactly in integers.
fn millionths(value: f64) -> f64 {
    // Adding zero turns a negative zero into a plain one.
    (value * 1e6).round() / 1e6 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_evidence_is_neutral_with_a_score_of_zero() {
        let sentiment = Sentiment::from_evidence(Weights::ZERO);
        assert_eq!(sentiment.polarity, Polarity::Neutral);
        assert!(sentiment.score.abs() < f64::EPSILON && (sentiment.confidence - 0.333_333).abs() < 1e-9);
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
