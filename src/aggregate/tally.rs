//! Exact sums: whole numbers throughout, so neither order nor number of threads can change a result.

use super::{Metrics, wilson};
use crate::score::{Polarity, Sentiment};

/// Steps of a score in 1: scores are whole millionths.
const SCORE_UNIT: f64 = 1e6;

/// Steps of a weight in 1. `ln(1 + likes)` is rounded to 2⁻⁴⁰, far below what a float of the result shows.
const WEIGHT_UNIT: f64 = 1_099_511_627_776.0;

/// What one comment adds to a group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record {
    polarity: Polarity,
    score: i64,
    likes: Option<i64>,
    weight: i64,
}

impl Record {
    pub(super) fn new(sentiment: Sentiment, likes: Option<i64>) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "a score is within ±1, a logarithm of an i64 below 44")]
        let (score, weight) = (
            (sentiment.score * SCORE_UNIT).round() as i64,
            ((likes.unwrap_or(0).max(0) as f64).ln_1p() * WEIGHT_UNIT).round() as i64,
        );
        Self { polarity: sentiment.polarity, score, likes, weight }
    }
}

/// The sums of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    positive: u64,
    neutral: u64,
    negative: u64,
    none: u64,
    /// Of the comments that could be judged, in millionths.
    score: i64,
    /// Of the comments that could be judged and have a like count: weights, and weights times scores.
    weight: i128,
    weighted_score: i128,
    with_likes: u64,
    likes: i128,
    most_likes: i64,
}

impl Tally {
    #[cfg(test)]
    pub(super) fn of<'r>(records: impl IntoIterator<Item = &'r Record>) -> Self {
        let mut tally = Self::default();
        for record in records {
            tally.add(record);
        }
        tally
    }

    /// Adds the sums of other comments.
    pub(super) fn merge(&mut self, other: &Self) {
        self.positive += other.positive;
        self.neutral += other.neutral;
        self.negative += other.negative;
        self.none += other.none;
        self.score += other.score;
        self.weight += other.weight;
        self.weighted_score += other.weighted_score;
        self.with_likes += other.with_likes;
        self.likes += other.likes;
        self.most_likes = self.most_likes.max(other.most_likes);
    }

    pub(super) fn add(&mut self, record: &Record) {
        match record.polarity {
            Polarity::Positive => self.positive += 1,
            Polarity::Neutral => self.neutral += 1,
            Polarity::Negative => self.negative += 1,
            Polarity::None => self.none += 1,
        }
        if let Some(likes) = record.likes {
            self.with_likes += 1;
            self.likes += i128::from(likes);
            self.most_likes = self.most_likes.max(likes);
        }
        if record.polarity != Polarity::None {
            self.score += record.score;
            if record.likes.is_some() {
                self.weight += i128::from(record.weight);
                self.weighted_score += i128::from(record.weight) * i128::from(record.score);
            }
        }
    }

    /// The sums as the columns of a table.
    pub(super) fn metrics(&self) -> Metrics {
        let judged = self.positive + self.neutral + self.negative;
        let share_positive = wilson(self.positive, judged);
        let share_negative = wilson(self.negative, judged);
        let likes = (self.with_likes > 0).then(|| i64::try_from(self.likes).unwrap_or(i64::MAX));
        Metrics {
            n: judged + self.none,
            positive: self.positive,
            neutral: self.neutral,
            negative: self.negative,
            none: self.none,
            share_positive,
            share_negative,
            // One division of whole numbers, rather than a difference of two rounded shares.
            net_sentiment: (judged > 0).then(|| (self.positive as f64 - self.negative as f64) / judged as f64),
            mean_score: (judged > 0).then(|| quotient(self.score.into(), judged.into()) / SCORE_UNIT),
            like_weighted_score: (self.weight > 0).then(|| quotient(self.weighted_score, self.weight) / SCORE_UNIT),
            likes,
            top_comment_share: likes.filter(|likes| *likes > 0).map(|likes| self.most_likes as f64 / likes as f64),
        }
    }
}

/// A quotient of whole numbers; whole quotients come out exactly, however large the numbers are.
fn quotient(over: i128, under: i128) -> f64 {
    (over / under) as f64 + (over % under) as f64 / under as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(polarity: Polarity, score: f64, likes: Option<i64>) -> Record {
        Record::new(Sentiment { polarity, score, confidence: 0.9 }, likes)
    }

    #[test]
    fn every_column_follows_its_formula() {
        let records = [
            record(Polarity::Positive, 0.8, Some(9)),
            record(Polarity::Negative, -0.5, Some(0)),
            record(Polarity::Neutral, 0.1, None),
            record(Polarity::None, 0.0, Some(1)),
        ];
        let metrics = Tally::of(&records).metrics();
        assert_eq!((metrics.n, metrics.positive, metrics.neutral, metrics.negative, metrics.none), (4, 1, 1, 1, 1));
        assert_eq!(metrics.share_positive.map(|share| share.value), Some(1.0 / 3.0));
        assert_eq!(metrics.net_sentiment, Some(0.0));
        assert!((metrics.mean_score.unwrap() - 0.4 / 3.0).abs() < 1e-15);
        assert!((metrics.like_weighted_score.unwrap() - 0.8).abs() < 1e-12);
        assert_eq!((metrics.likes, metrics.top_comment_share), (Some(10), Some(0.9)));
    }

    #[test]
    fn what_is_undefined_is_missing() {
        let empty = Tally::default().metrics();
        assert_eq!(empty, Metrics::default());
        let silent = Tally::of(&[record(Polarity::None, 0.0, Some(0))]).metrics();
        assert_eq!((silent.n, silent.share_positive, silent.mean_score), (1, None, None));
        assert_eq!((silent.likes, silent.top_comment_share, silent.like_weighted_score), (Some(0), None, None));
        let unliked = Tally::of(&[record(Polarity::Positive, 0.5, None)]).metrics();
        assert_eq!((unliked.likes, unliked.like_weighted_score), (None, None));
    }

    #[test]
    fn one_comment_has_its_own_score() {
        for (micro, likes) in [(-157_730, 1), (1, 3), (999_999, 149_991), (-1_000_000, 7)] {
            let score = f64::from(micro) / 1e6;
            let metrics = Tally::of(&[record(Polarity::Positive, score, Some(likes))]).metrics();
            assert_eq!((metrics.mean_score, metrics.like_weighted_score), (Some(score), Some(score)));
        }
    }

    #[test]
    fn huge_like_counts_do_not_overflow() {
        let records =
            [record(Polarity::Positive, 1.0, Some(i64::MAX)), record(Polarity::Positive, 1.0, Some(i64::MAX))];
        let metrics = Tally::of(&records).metrics();
        assert_eq!((metrics.likes, metrics.like_weighted_score), (Some(i64::MAX), Some(1.0)));
    }
}
