//! What all parts of the report look things up in, computed once.

use std::cmp::Reverse;

use crate::chart::{Counts, Lang};
use crate::comment::{CommentTime, TimePrecision};
use crate::frame::{CommentStore, Figures, ScoredComment};
use crate::pin::{PinOutcome, PinPolicy, choose_among};
use crate::score::{Analyzer, Polarity};

use super::clock::Clock;
use super::{About, ReportInput};

/// Above so many comments only the most-liked are looked at for pinning: the rest never gets a turn.
const PIN_CANDIDATES: usize = 50_000;

/// The comments of a report by row, and their order by likes.
pub(super) struct Facts<'r> {
    pub(super) about: &'r About,
    pub(super) analyzer: &'r Analyzer,
    pub(super) store: &'r CommentStore,
    pub(super) figures: &'r Figures,
    pub(super) clock: Clock,
    /// As [`by_likes`](Self::by_likes).
    by_likes: Vec<u32>,
}

impl<'r> Facts<'r> {
    pub(super) fn new(input: &'r ReportInput<'_>) -> Self {
        let figures = input.comments.figures();
        let likes = |row: u32| figures.likes(row as usize);
        let rows = 0..u32::try_from(figures.len()).unwrap_or(u32::MAX);
        let mut by_likes: Vec<u32> = rows.filter(|row| likes(*row).is_some()).collect();
        by_likes.sort_unstable_by_key(|row| (Reverse(likes(*row)), *row));
        Self {
            about: input.about,
            analyzer: input.analyzer,
            store: input.comments,
            figures,
            clock: Clock::new(input.aggregates.by_time.as_ref()),
            by_likes,
        }
    }

    pub(super) fn lang(&self) -> Lang {
        self.about.lang
    }

    pub(super) fn len(&self) -> usize {
        self.figures.len()
    }

    /// Rows with a like count, most likes first, then in the order of the input.
    pub(super) fn by_likes(&self) -> impl Iterator<Item = usize> {
        self.by_likes.iter().map(|row| *row as usize)
    }

    pub(super) fn has_likes(&self) -> bool {
        !self.by_likes.is_empty()
    }

    pub(super) fn polarity(&self, row: usize) -> Polarity {
        self.figures.polarity(row)
    }

    pub(super) fn text(&self, row: usize) -> String {
        self.store.text(row)
    }

    pub(super) fn times(&self) -> impl Iterator<Item = Option<CommentTime>> {
        (0..self.len()).map(|row| self.figures.time(row))
    }

    /// Some comments in full.
    pub(super) fn comments(&self, rows: &[usize]) -> Vec<ScoredComment> {
        self.store.comments(rows)
    }

    /// The most-liked comments of a polarity; without any like count, the surest ones.
    pub(super) fn most_liked(&self, polarity: Polarity, limit: usize) -> Vec<usize> {
        let is_of = |row: &usize| self.polarity(*row) == polarity;
        if !self.has_likes() {
            let mut rows: Vec<usize> = (0..self.len()).filter(is_of).collect();
            let confidence = |row: usize| self.figures.sentiment(row).confidence;
            rows.sort_by(|a, b| confidence(*b).total_cmp(&confidence(*a)).then(a.cmp(b)));
            rows.truncate(limit);
            return rows;
        }
        self.by_likes().filter(is_of).take(limit).collect()
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
        (0..self.len()).filter(|row| self.figures.time(*row).is_some_and(fits)).collect()
    }

    /// Polarities of some rows.
    pub(super) fn counts(&self, rows: &[usize]) -> Counts {
        let mut counts = Counts::default();
        for row in rows {
            match self.polarity(*row) {
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
        let known = || self.times().flatten().filter(|time| time.precision != TimePrecision::Relative);
        Some((known().min_by_key(|time| time.unix_ms)?, known().max_by_key(|time| time.unix_ms)?))
    }

    /// The comment to pin, by the same choice as `pin suggest`.
    pub(super) fn pin(&self) -> PinOutcome {
        let mut rows: Vec<u32> = if self.len() <= PIN_CANDIDATES {
            (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).collect()
        } else {
            self.by_likes.iter().copied().take(PIN_CANDIDATES).collect()
        };
        rows.sort_unstable();
        choose_among(&self.store.candidates(&rows), self.analyzer, &PinPolicy::default())
    }
}

/// Evenly spaced picks out of many, at most `limit`, in order.
pub(super) fn evenly(rows: &[usize], limit: usize) -> Vec<usize> {
    if rows.len() <= limit {
        return rows.to_vec();
    }
    (0..limit).map(|index| rows[index * rows.len() / limit]).collect()
}
