//! Grouping with polars, summing exactly.

use chrono_tz::Tz;
use polars::prelude::*;
use rayon::prelude::*;

use super::buckets::{self, Calendar};
use super::keywords::{self, KeywordOptions};
use super::tally::{Record, Tally};
use super::{
    AggregateError, Aggregates, Bucket, Keyword, LikesRow, Metrics, PolarityRow, RegionRow, Saying, TimeRow, TimeTable,
    VideoRow, sayings,
};
use crate::comment::{CommentTime, Region, RegionGroup, TimePrecision};
use crate::frame::ScoredFrame;
use crate::frame::schema::TIME_PRECISION;
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

/// Makes all tables.
///
/// # Errors
/// More time buckets than [`MAX_BUCKETS`](super::MAX_BUCKETS).
pub fn aggregate(
    frame: &ScoredFrame,
    analyzer: &Analyzer,
    options: &AggregateOptions,
) -> Result<Aggregates, AggregateError> {
    let tables = Tables::new(frame);
    let (keywords, sayings) = tables.words(analyzer, options.keywords);
    Ok(Aggregates {
        total: tables.total(),
        by_time: tables.by_time(options)?,
        by_likes: tables.by_likes()?,
        by_region: tables.by_region()?,
        by_polarity: tables.by_polarity()?,
        by_video: tables.by_video()?,
        keywords,
        sayings,
    })
}

/// The least and the greatest number of likes of each row; the last is open.
const LIKES_ROWS: [(i64, Option<i64>); 6] =
    [(0, Some(0)), (1, Some(9)), (10, Some(99)), (100, Some(999)), (1000, Some(9999)), (10_000, None)];

/// Makes one table at a time from a scored frame.
pub struct Tables<'f> {
    frame: &'f ScoredFrame,
    records: Vec<Record>,
    polarities: Vec<Polarity>,
}

/// The rows of one group; the first of them stands for its key.
struct Group {
    first: usize,
    tally: Tally,
}

impl<'f> Tables<'f> {
    /// Gets a frame ready for grouping.
    pub fn new(frame: &'f ScoredFrame) -> Self {
        let sentiments = frame.sentiments();
        let records = sentiments.iter().zip(frame.frame().likes()).map(|(s, likes)| Record::new(*s, likes)).collect();
        Self { frame, records, polarities: sentiments.iter().map(|sentiment| sentiment.polarity).collect() }
    }

    /// All comments.
    pub fn total(&self) -> Metrics {
        Tally::of(&self.records).metrics()
    }

    /// By time; `None` where no comment has a time fine enough for the bucket.
    ///
    /// # Errors
    /// More buckets than [`MAX_BUCKETS`](super::MAX_BUCKETS).
    pub fn by_time(&self, options: &AggregateOptions) -> Result<Option<TimeTable>, AggregateError> {
        let times = self.frame.frame().times();
        let Some(bucket) = options.bucket.or_else(|| choose_bucket(&times)) else { return Ok(None) };
        let calendar = Calendar { bucket, zone: options.time_zone };
        let placed = |time: CommentTime| bucket.holds(time.precision).then(|| calendar.bucket_of(time));
        let keys: Vec<Option<i64>> = times.iter().map(|time| time.and_then(placed)).collect();
        let Some((first, last)) = range(keys.iter().flatten().copied()) else { return Ok(None) };
        let starts = calendar.range(first, last)?;
        let groups = self.group_by_key(&keys)?;
        let row = |start_ms: i64| {
            let at = groups.binary_search_by_key(&start_ms, |(key, _)| *key);
            let metrics = at.map_or_else(|_| Metrics::default(), |at| groups[at].1.metrics());
            TimeRow { start_ms, bucket_start: calendar.iso(start_ms), metrics }
        };
        let unanchored = self.unanchored();
        let without_time = times.iter().filter(|time| time.is_none()).count() as u64 - unanchored;
        let vague = |time: &&CommentTime| !bucket.holds(time.precision);
        Ok(Some(TimeTable {
            bucket,
            time_zone: options.time_zone.name().to_owned(),
            rows: starts.into_iter().map(row).collect(),
            without_time,
            too_vague: times.iter().flatten().filter(vague).count() as u64 + unanchored,
        }))
    }

    /// By likes: all six rows; comments without a like count stand in none.
    ///
    /// # Errors
    /// When polars can't group.
    pub fn by_likes(&self) -> Result<Vec<LikesRow>, AggregateError> {
        let row_of = |likes: i64| LIKES_ROWS.iter().rev().find(|(from, _)| *from <= likes).map_or(0, |(from, _)| *from);
        let keys: Vec<Option<i64>> = self.frame.frame().likes().map(|likes| likes.map(row_of)).collect();
        let groups = self.group_by_key(&keys)?;
        let row = |(likes_from, likes_to): (i64, Option<i64>)| {
            let found = groups.iter().find(|(from, _)| *from == likes_from);
            LikesRow {
                likes_from,
                likes_to,
                metrics: found.map_or_else(Metrics::default, |(_, tally)| tally.metrics()),
            }
        };
        Ok(LIKES_ROWS.map(row).into())
    }

    /// By region: most comments first, then by name; unknown last.
    ///
    /// # Errors
    /// When polars can't group.
    pub fn by_region(&self) -> Result<Vec<RegionRow>, AggregateError> {
        let names = self.frame.frame().dataframe().column("region")?.str()?;
        let row = |group: Group| {
            let name = names.get(group.first);
            let region = name.and_then(Region::find);
            RegionRow {
                region: name.unwrap_or("未知").to_owned(),
                region_code: region.map_or("", |region| region.code).to_owned(),
                group: region.map_or(RegionGroup::Unknown, |region| region.group),
                metrics: group.tally.metrics(),
            }
        };
        let (unknown, mut known): (Vec<_>, Vec<_>) =
            self.group_by("region")?.into_iter().partition(|group| names.get(group.first).is_none());
        let mut rows: Vec<RegionRow> = known.drain(..).map(row).collect();
        rows.sort_by(|a, b| b.metrics.n.cmp(&a.metrics.n).then_with(|| a.region.cmp(&b.region)));
        rows.extend(unknown.into_iter().map(row));
        Ok(rows)
    }

    /// By polarity: all four rows.
    ///
    /// # Errors
    /// When polars can't group.
    pub fn by_polarity(&self) -> Result<Vec<PolarityRow>, AggregateError> {
        let groups = self.group_by("polarity")?;
        let row = |polarity| {
            let found = groups.iter().find(|group| self.polarities[group.first] == polarity);
            PolarityRow { polarity, metrics: found.map_or_else(Metrics::default, |group| group.tally.metrics()) }
        };
        Ok(Polarity::ALL.into_iter().map(row).collect())
    }

    /// By video, in the order of the ids.
    ///
    /// # Errors
    /// When polars can't group.
    pub fn by_video(&self) -> Result<Vec<VideoRow>, AggregateError> {
        let ids = self.frame.frame().dataframe().column("video_id")?.str()?;
        let row = |group: Group| VideoRow {
            video_id: ids.get(group.first).unwrap_or_default().to_owned(),
            metrics: group.tally.metrics(),
        };
        let mut rows: Vec<VideoRow> = self.group_by("video_id")?.into_iter().map(row).collect();
        rows.sort_by(|a, b| a.video_id.cmp(&b.video_id));
        Ok(rows)
    }

    /// The terms that tell positive and negative comments apart.
    pub fn keywords(&self, analyzer: &Analyzer, options: KeywordOptions) -> Vec<Keyword> {
        let texts: Vec<&str> = self.frame.frame().texts().collect();
        keywords::keywords(&texts, &keywords::cut(&texts, analyzer), &self.polarities, options)
    }

    /// Keywords, and what praise and criticism say, from one cut.
    fn words(&self, analyzer: &Analyzer, options: KeywordOptions) -> (Vec<Keyword>, Vec<Saying>) {
        let texts: Vec<&str> = self.frame.frame().texts().collect();
        let comments = keywords::cut(&texts, analyzer);
        let keywords = keywords::keywords(&texts, &comments, &self.polarities, options);
        (keywords, sayings::sayings(&texts, &comments, &self.polarities))
    }

    /// Comments whose time is a distance from a moment that nobody told.
    fn unanchored(&self) -> u64 {
        let data = self.frame.frame().dataframe();
        let (Ok(times), Ok(words)) = (data.column("created_at"), data.column(TIME_PRECISION).and_then(Column::str))
        else {
            return 0;
        };
        let missing = times.is_null();
        let relative = |(missing, word): &(Option<bool>, Option<&str>)| {
            *missing == Some(true) && *word == Some(TimePrecision::Relative.as_str())
        };
        missing.iter().zip(words.iter()).filter(relative).count() as u64
    }

    /// Groups by a column of the frame; missing values are a group of their own.
    fn group_by(&self, column: &str) -> Result<Vec<Group>, AggregateError> {
        self.groups(self.frame.dataframe(), column)
    }

    /// Groups by whole numbers, one for each row; rows without one are left out. In ascending order of the keys.
    fn group_by_key(&self, keys: &[Option<i64>]) -> Result<Vec<(i64, Tally)>, AggregateError> {
        let column = Int64Chunked::from_slice_options("key".into(), keys).into_column();
        let groups = self.groups(&DataFrame::new(keys.len(), vec![column])?, "key")?;
        let keyed = groups.into_iter().filter_map(|group| Some((keys[group.first]?, group.tally)));
        let mut keyed: Vec<(i64, Tally)> = keyed.collect();
        keyed.sort_unstable_by_key(|(key, _)| *key);
        Ok(keyed)
    }

    fn groups(&self, data: &DataFrame, column: &str) -> Result<Vec<Group>, AggregateError> {
        if data.height() == 0 {
            return Ok(Vec::new());
        }
        let grouped = data.group_by_stable([column])?;
        let groups: Vec<GroupsIndicator<'_>> = grouped.get_groups().iter().collect();
        let sum = |group: &GroupsIndicator<'_>| {
            let tally = match group {
                GroupsIndicator::Idx((_, rows)) => Tally::of(rows.iter().map(|row| &self.records[*row as usize])),
                GroupsIndicator::Slice([first, length]) => {
                    Tally::of(&self.records[*first as usize..(*first + *length) as usize])
                }
            };
            Group { first: group.first() as usize, tally }
        };
        Ok(groups.par_iter().map(sum).collect())
    }
}

/// The length that suits the times; `None` without a single usable one.
fn choose_bucket(times: &[Option<CommentTime>]) -> Option<Bucket> {
    let usable = || times.iter().flatten().filter(|time| time.precision != TimePrecision::Relative);
    let dates = usable().filter(|time| time.precision == TimePrecision::Day).count();
    let mostly_dates = dates * 2 > usable().count();
    let (first, last) = range(usable().map(|time| time.unix_ms))?;
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
mod tests;
