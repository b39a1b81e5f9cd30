//! What all parts of the report look things up in, computed once.

use std::cmp::Reverse;

use crate::chart::{Counts, Lang};
use crate::comment::{CommentTime, TimePrecision};
use crate::frame::{ScoredComment, ScoredFrame};
use crate::pin::{Candidate, PinOutcome, PinPolicy, choose};
use crate::score::{Analyzer, Polarity, Sentiment};

use super::clock::Clock;
use super::{About, ReportInput};

/// Above so many comments only the most-liked are looked at for pinning: the rest never gets a turn.
const PIN_CANDIDATES: usize = 50_000;

/// The comments of a report by row, and their order by likes.
pub(super) struct Facts<'r> {
    pub(super) about: &'r About,
    pub(super) analyzer: &'r Analyzer,
    pub(super) frame: &'r ScoredFrame,
    pub(super) texts: Vec<&'r str>,
    pub(super) sentiments: Vec<Sentiment>,
    pub(super) likes: Vec<Option<i64>>,
    pub(super) times: Vec<Option<CommentTime>>,
    pub(super) clock: Clock,
    /// Rows with a like count, most likes first, then in the order of the input.
    pub(super) by_likes: Vec<usize>,
}

impl<'r> Facts<'r> {
    pub(super) fn new(input: &'r ReportInput<'_>) -> Self {
        let comments = input.frame.frame();
        let likes: Vec<Option<i64>> = comments.likes().collect();
        let mut by_likes: Vec<usize> = (0..likes.len()).filter(|row| likes[*row].is_some()).collect();
        by_likes.sort_by_key(|row| (Reverse(likes[*row]), *row));
        Self {
            about: input.about,
            analyzer: input.analyzer,
            frame: input.frame,
            texts: comments.texts().collect(),
            sentiments: input.frame.sentiments(),
            likes,
            times: comments.times(),
            clock: Clock::new(input.aggregates.by_time.as_ref()),
            by_likes,
        }
    }

    pub(super) fn lang(&self) -> Lang {
        self.about.lang
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Some comments in full.
    pub(super) fn comments(&self, rows: &[usize]) -> Vec<ScoredComment> {
        let comments = self.frame.frame().comments_at(rows);
        let sentiments = rows.iter().filter_map(|row| self.sentiments.get(*row));
        comments.into_iter().zip(sentiments).map(|(comment, s)| ScoredComment { comment, sentiment: *s }).collect()
    }

    /// The most-liked comments of a polarity; without any like count, the surest ones.
    pub(super) fn most_liked(&self, polarity: Polarity, limit: usize) -> Vec<usize> {
        let is_of = |row: &usize| self.sentiments[*row].polarity == polarity;
        if self.by_likes.is_empty() {
            let mut rows: Vec<usize> = (0..self.len()).filter(is_of).collect();
            rows.sort_by(|a, b| {
                self.sentiments[*b].confidence.total_cmp(&self.sentiments[*a].confidence).then(a.cmp(b))
            });
            rows.truncate(limit);
            return rows;
        }
        self.by_likes.iter().copied().filter(is_of).take(limit).collect()
    }

    /// Rows written exactly in `from..to` (milliseconds since 1970-01-01 UTC).
    pub(super) fn rows_between(&self, from: i64, to: i64, day_precise: bool) -> Vec<usize> {
        let fits = |time: CommentTime| {
            let fine = match time.precision {
                TimePrecision::Exact => true,
                TimePrecision::Day => day_precise,
                TimePrecision::Relative => false,
            };
            fine && (from..to).contains(&time.unix_ms)
        };
        (0..self.len()).filter(|row| self.times[*row].is_some_and(fits)).collect()
    }

    /// Polarities of some rows.
    pub(super) fn counts(&self, rows: &[usize]) -> Counts {
        let mut counts = Counts::default();
        for row in rows {
            match self.sentiments[*row].polarity {
                Polarity::Positive => counts.positive += 1,
                Polarity::Neutral => counts.neutral += 1,
                Polarity::Negative => counts.negative += 1,
                Polarity::None => counts.none += 1,
            }
        }
        counts
    }

    /// First and last moment known to the second or the day.
    pub(super) fn span(&self) -> Option<(CommentTime, CommentTime)> {
        let known = self.times.iter().flatten().filter(|time| time.precision != TimePrecision::Relative).copied();
        Some((known.clone().min_by_key(|time| time.unix_ms)?, known.max_by_key(|time| time.unix_ms)?))
    }

    /// The comment to pin, by the same choice as `pin suggest`.
    pub(super) fn pin(&self) -> PinOutcome {
        let rows: Vec<usize> = if self.len() <= PIN_CANDIDATES {
            (0..self.len()).collect()
        } else {
            let mut rows: Vec<usize> = self.by_likes.iter().copied().take(PIN_CANDIDATES).collect();
            rows.sort_unstable();
            rows
        };
        let comments = self.comments(&rows);
        let candidates: Vec<Candidate<'_>> =
            comments.iter().map(|scored| Candidate { comment: &scored.comment, sentiment: scored.sentiment }).collect();
        choose(&candidates, self.analyzer, &PinPolicy::default())
    }
}

/// Evenly spaced picks out of many, at most `limit`, in order.
pub(super) fn evenly(rows: &[usize], limit: usize) -> Vec<usize> {
    if rows.len() <= limit {
        return rows.to_vec();
    }
    (0..limit).map(|index| rows[index * rows.len() / limit]).collect()
}
