//! Grouping, and summing exactly.

use std::hash::Hash;

use chrono_tz::Tz;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::buckets::{self, Calendar};
use super::keywords::KeywordOptions;
use super::tally::{Record, Tally};
use super::words::Words;
use super::{
    AggregateError, Aggregates, Bucket, LikesRow, Metrics, PolarityRow, RegionRow, TimeRow, TimeTable, VideoRow,
};
use crate::comment::{CommentTime, Region, RegionGroup, TimePrecision};
use crate::frame::{Figures, ScoredFrame};
use crate::score::{Analyzer, Polarity};

/// How to make the tables.
#[derive(Clone, Copy, Debug)]
pub struct AggregateOptions {
    /// Length of a time bucket; chosen from the span if not given.
    pub bucket: Option<Bucket>,
    /// Whose days and hours the buckets follow.
    pub time_zone: Tz,
    /// How to choose keywords.
    pub keywords: KeywordOptions,
}

impl Default for AggregateOptions {
    fn default() -> Self {
        Self { bucket: None, time_zone: Tz::Asia__Shanghai, keywords: KeywordOptions::default() }
    }
}

/// Finds a time zone by its IANA name.
///
/// # Errors
/// A name that the IANA database does not have.
pub fn parse_time_zone(name: &str) -> Result<Tz, AggregateError> {
    name.trim().parse().map_err(|_| AggregateError::NoSuchZone { name: name.to_owned() })
}

/// Makes all tables over a frame.
///
/// # Errors
/// More time buckets than [`MAX_BUCKETS`](super::MAX_BUCKETS), or words that fit into no memory and no temporary file.
pub fn aggregate(
    frame: &ScoredFrame,
    analyzer: &Analyzer,
    options: &AggregateOptions,
) -> Result<Aggregates, AggregateError> {
    let folder = std::env::temp_dir();
    let mut words = Words::new(analyzer, &folder);
    let texts: Vec<&str> = frame.frame().texts().collect();
    words.push(&texts).map_err(AggregateError::Words)?;
    tabulate(&frame.figures(), words, options)
}

/// Makes all tables over comments that were taken apart into figures and words.
///
/// # Errors
/// More time buckets than [`MAX_BUCKETS`](super::MAX_BUCKETS), or words that can't be read back.
pub fn tabulate(figures: &Figures, words: Words<'_>, options: &AggregateOptions) -> Result<Aggregates, AggregateError> {
    let tables = Tables::new(figures);
    let (keywords, sayings) = words.tables(figures, options.keywords)?;
    Ok(Aggregates {
        total: tables.total(),
        by_time: tables.by_time(options)?,
        by_likes: tables.by_likes(),
        by_region: tables.by_region(),
        by_polarity: tables.by_polarity(),
        by_video: tables.by_video(),
        keywords,
        sayings,
    })
}

/// The least and the greatest number of likes of each row; the last is open.
const LIKES_ROWS: [(i64, Option<i64>); 6] =
    [(0, Some(0)), (1, Some(9)), (10, Some(99)), (100, Some(999)), (1000, Some(9999)), (10_000, None)];

/// Makes one table at a time from the figures of comments.
#[derive(Clone, Copy)]
pub struct Tables<'f> {
    figures: &'f Figures,
    /// The rows that count; all if not given.
    rows: Option<&'f [u32]>,
}

/// Rows that one thread adds up before it looks for more.
const TOGETHER: usize = 16 * 1024;

impl<'f> Tables<'f> {
    /// Tables over all comments.
    pub fn new(figures: &'f Figures) -> Self {
        Self { figures, rows: None }
    }

    /// Tables over some rows.
    pub(super) fn over(figures: &'f Figures, rows: &'f [u32]) -> Self {
        Self { figures, rows: Some(rows) }
    }

    /// All comments.
    pub fn total(&self) -> Metrics {
        self.grouped(|_| Some(())).remove(&()).unwrap_or_default().metrics()
    }

    /// By time; `None` where no comment has a time fine enough for the bucket.
    ///
    /// # Errors
    /// More buckets than [`MAX_BUCKETS`](super::MAX_BUCKETS).
    pub fn by_time(&self, options: &AggregateOptions) -> Result<Option<TimeTable>, AggregateError> {
        let Some(bucket) = options.bucket.or_else(|| choose_bucket(self.times().flatten())) else { return Ok(None) };
        let calendar = Calendar { bucket, zone: options.time_zone };
        let placed = |time: CommentTime| bucket.holds(time.precision).then(|| calendar.bucket_of(time));
        let groups = self.grouped(|row| self.figures.time(row).and_then(placed));
        let Some((first, last)) = range(groups.keys().copied()) else { return Ok(None) };
        let row = |start_ms: i64| TimeRow {
            start_ms,
            bucket_start: calendar.iso(start_ms),
            metrics: groups.get(&start_ms).map_or_else(Metrics::default, Tally::metrics),
        };
        let unanchored = self.places().filter(|row| self.figures.is_unanchored(*row)).count() as u64;
        let vague = |time: &CommentTime| !bucket.holds(time.precision);
        Ok(Some(TimeTable {
            bucket,
            time_zone: options.time_zone.name().to_owned(),
            rows: calendar.range(first, last)?.into_iter().map(row).collect(),
            without_time: self.times().filter(Option::is_none).count() as u64 - unanchored,
            too_vague: self.times().flatten().filter(vague).count() as u64 + unanchored,
        }))
    }

    /// By likes: all six rows; comments without a like count stand in none.
    pub fn by_likes(&self) -> Vec<LikesRow> {
        let row_of = |likes: i64| LIKES_ROWS.iter().rev().find(|(from, _)| *from <= likes).map_or(0, |(from, _)| *from);
        let groups = self.grouped(|row| self.figures.likes(row).map(row_of));
        let row = |(likes_from, likes_to): (i64, Option<i64>)| LikesRow {
            likes_from,
            likes_to,
            metrics: groups.get(&likes_from).map_or_else(Metrics::default, Tally::metrics),
        };
        LIKES_ROWS.map(row).into()
    }

    /// By region: most comments first, then by name; unknown last.
    pub fn by_region(&self) -> Vec<RegionRow> {
        let mut groups = self.grouped(|row| Some(self.figures.region(row)));
        let unknown = groups.remove(&None);
        let row = |name: Option<&str>, tally: &Tally| {
            let region = name.and_then(Region::find);
            RegionRow {
                region: name.unwrap_or("未知").to_owned(),
                region_code: region.map_or("", |region| region.code).to_owned(),
                group: region.map_or(RegionGroup::Unknown, |region| region.group),
                metrics: tally.metrics(),
            }
        };
        let known = groups.iter().filter_map(|(region, tally)| Some((self.figures.region_name((*region)?), tally)));
        let mut rows: Vec<RegionRow> = known.map(|(name, tally)| row(Some(name), tally)).collect();
        rows.sort_by(|a, b| b.metrics.n.cmp(&a.metrics.n).then_with(|| a.region.cmp(&b.region)));
        rows.extend(unknown.map(|tally| row(None, &tally)));
        rows
    }

    /// By polarity: all four rows.
    pub fn by_polarity(&self) -> Vec<PolarityRow> {
        let groups = self.grouped(|row| Some(self.figures.polarity(row)));
        let row = |polarity| PolarityRow {
            polarity,
            metrics: groups.get(&polarity).map_or_else(Metrics::default, Tally::metrics),
        };
        Polarity::ALL.into_iter().map(row).collect()
    }

    /// By video, in the order of the ids.
    pub fn by_video(&self) -> Vec<VideoRow> {
        let groups = self.grouped(|row| Some(self.figures.video(row)));
        let row = |(video, tally): (&u32, &Tally)| VideoRow {
            video_id: self.figures.video_id(*video).to_owned(),
            metrics: tally.metrics(),
        };
        let mut rows: Vec<VideoRow> = groups.iter().map(row).collect();
        rows.sort_by(|a, b| a.video_id.cmp(&b.video_id));
        rows
    }

    fn len(&self) -> usize {
        self.rows.map_or(self.figures.len(), <[u32]>::len)
    }

    /// The row of the comment at a place.
    fn row(&self, place: usize) -> usize {
        self.rows.map_or(place, |rows| rows[place] as usize)
    }

    fn places(&self) -> impl Iterator<Item = usize> + Clone {
        (0..self.len()).map(|place| self.row(place))
    }

    fn times(&self) -> impl Iterator<Item = Option<CommentTime>> + Clone {
        self.places().map(|row| self.figures.time(row))
    }

    /// Adds up the comments of each group on all threads; those without a key are left out. Sums of whole numbers don't
    /// depend on who adds them.
    fn grouped<K: Copy + Eq + Hash + Send>(&self, key: impl Fn(usize) -> Option<K> + Sync) -> FxHashMap<K, Tally> {
        let add = |mut groups: FxHashMap<K, Tally>, first: usize| {
            for place in first..(first + TOGETHER).min(self.len()) {
                let row = self.row(place);
                if let Some(key) = key(row) {
                    let record = Record::new(self.figures.sentiment(row), self.figures.likes(row));
                    groups.entry(key).or_default().add(&record);
                }
            }
            groups
        };
        let merge = |mut all: FxHashMap<K, Tally>, part: FxHashMap<K, Tally>| {
            for (key, tally) in part {
                all.entry(key).or_default().merge(&tally);
            }
            all
        };
        let firsts: Vec<usize> = (0..self.len()).step_by(TOGETHER).collect();
        firsts.into_par_iter().fold(FxHashMap::default, add).reduce(FxHashMap::default, merge)
    }
}

/// The length that suits the times; `None` without a single usable one.
fn choose_bucket(times: impl Iterator<Item = CommentTime> + Clone) -> Option<Bucket> {
    let usable = times.filter(|time| time.precision != TimePrecision::Relative);
    let dates = usable.clone().filter(|time| time.precision == TimePrecision::Day).count();
    let mostly_dates = dates * 2 > usable.clone().count();
    let (first, last) = range(usable.map(|time| time.unix_ms))?;
    Some(buckets::choose(first, last, mostly_dates))
}

fn range(values: impl Iterator<Item = i64>) -> Option<(i64, i64)> {
    values.fold(None, |range, value| match range {
        None => Some((value, value)),
        Some((least, greatest)) => Some((value.min(least), value.max(greatest))),
    })
}

#[cfg(test)]
#[path = "compute_tests.rs"]
pub(super) mod tests;
