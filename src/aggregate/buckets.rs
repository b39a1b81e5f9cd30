//! Time buckets: which one a moment falls into, which are empty, how long they should be.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, SecondsFormat, TimeZone};
use chrono_tz::Tz;

use super::{AggregateError, Bucket, TimeTable};
use crate::comment::{CommentTime, TimePrecision};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Asia/Shanghai is this far ahead of UTC all year, since 1991.
const SHANGHAI: i64 = 8 * HOUR;

/// Times further than this from 1970 (250,000 years) are taken for this far: the calendar ends soon after.
const FURTHEST: i64 = 7_900_000_000_000_000;

/// More buckets than this are refused: nobody reads them, and years of quarter hours would fill the memory.
pub const MAX_BUCKETS: i64 = 100_000;

/// Up to these spans the shorter lengths are chosen: at most 192 quarter hours, 336 hours or 400 days.
const AUTO_SPANS: [(Bucket, i64); 3] =
    [(Bucket::QuarterHour, 2 * DAY), (Bucket::Hour, 14 * DAY), (Bucket::Day, 400 * DAY)];

impl Bucket {
    /// Its length in milliseconds; a day with a change of the clocks differs by an hour.
    pub(crate) fn length_ms(self) -> i64 {
        match self {
            Self::QuarterHour => 15 * MINUTE,
            Self::Hour => HOUR,
            Self::Day => DAY,
            Self::Week => 7 * DAY,
        }
    }

    /// Whether a time known this precisely can be put into a bucket of this length.
    pub(super) fn holds(self, precision: TimePrecision) -> bool {
        match precision {
            TimePrecision::Exact => true,
            TimePrecision::Day => self >= Self::Day,
            TimePrecision::Relative => false,
        }
    }
}

/// The length for comments from `first_ms` to `last_ms`; at least a day where most times are only dates.
pub(super) fn choose(first_ms: i64, last_ms: i64, mostly_dates: bool) -> Bucket {
    let span = last_ms.saturating_sub(first_ms);
    let least = if mostly_dates { Bucket::Day } else { Bucket::QuarterHour };
    let fits = AUTO_SPANS.into_iter().find(|(bucket, longest)| *bucket >= least && span <= *longest);
    fits.map_or(Bucket::Week, |(bucket, _)| bucket)
}

/// The buckets of one length in one zone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calendar {
    pub bucket: Bucket,
    pub zone: Tz,
}

impl TimeTable {
    /// The buckets the table was made with.
    pub(crate) fn calendar(&self) -> Calendar {
        Calendar { bucket: self.bucket, zone: self.time_zone.parse().unwrap_or(Tz::Asia__Shanghai) }
    }
}

impl Calendar {
    /// The start of the bucket that a time falls into, in milliseconds since 1970. A date without a time of day is
    /// the day of that date in any zone.
    pub(crate) fn bucket_of(self, time: CommentTime) -> i64 {
        let time = CommentTime { unix_ms: time.unix_ms.clamp(-FURTHEST, FURTHEST), ..time };
        if time.precision == TimePrecision::Exact || self.zone == Tz::Asia__Shanghai {
            return self.start_of(time.unix_ms);
        }
        match local(time.unix_ms, Tz::Asia__Shanghai) {
            Some(clock) => self.start_of_date(clock.date()),
            None => self.start_of(time.unix_ms),
        }
    }

    /// The start of the bucket that a moment falls into.
    pub(crate) fn start_of(self, unix_ms: i64) -> i64 {
        if self.zone == Tz::Asia__Shanghai {
            let clock = unix_ms + SHANGHAI;
            // 1970-01-01 was a Thursday: three days after a Monday.
            let shift = if self.bucket == Bucket::Week { 3 * DAY } else { 0 };
            let length = self.bucket.length_ms();
            return (clock + shift).div_euclid(length) * length - shift - SHANGHAI;
        }
        let Some(clock) = local(unix_ms, self.zone) else { return unix_ms };
        if self.bucket >= Bucket::Day {
            return self.start_of_date(clock.date());
        }
        // The clock's reading is cut, so that an hour that comes twice makes two buckets.
        let reading = clock.and_utc().timestamp_millis();
        unix_ms - reading.rem_euclid(self.bucket.length_ms())
    }

    /// The first moment of the day or week that a date lies in.
    fn start_of_date(self, date: NaiveDate) -> i64 {
        let back = if self.bucket == Bucket::Week { date.weekday().num_days_from_monday() } else { 0 };
        let first = date.checked_sub_days(Days::new(back.into())).unwrap_or(date);
        first_moment(first, self.zone)
    }

    /// The start of the bucket behind the one that starts at `start_ms`.
    pub(crate) fn next(self, start_ms: i64) -> i64 {
        let length = self.bucket.length_ms();
        // Noon of the next day (or week) lies in it, whatever the clocks do at night.
        let inside = if self.bucket >= Bucket::Day { length + 12 * HOUR } else { length };
        let next = self.start_of(start_ms + inside);
        if next > start_ms { next } else { start_ms + length }
    }

    /// Every bucket from the one that starts at `first_ms` to the one that starts at `last_ms`.
    ///
    /// # Errors
    /// More than [`MAX_BUCKETS`].
    pub(crate) fn range(self, first_ms: i64, last_ms: i64) -> Result<Vec<i64>, AggregateError> {
        let count = last_ms.saturating_sub(first_ms) / self.bucket.length_ms() + 1;
        if count > MAX_BUCKETS {
            return Err(AggregateError::TooManyBuckets { bucket: self.bucket, count, limit: MAX_BUCKETS });
        }
        let mut starts = vec![first_ms];
        let mut start = first_ms;
        while start < last_ms {
            start = self.next(start);
            starts.push(start);
        }
        Ok(starts)
    }

    /// What the zone's clocks show at a moment, as milliseconds since they showed 1970-01-01 00:00.
    pub(crate) fn clock_ms(self, unix_ms: i64) -> i64 {
        local(unix_ms, self.zone).map_or(unix_ms, |clock| clock.and_utc().timestamp_millis())
    }

    /// A start as ISO 8601 with the zone's offset at that moment.
    pub(crate) fn iso(self, start_ms: i64) -> String {
        let time = DateTime::from_timestamp_millis(start_ms).unwrap_or_default();
        let offset = self.zone.offset_from_utc_datetime(&time.naive_utc()).fix();
        time.with_timezone(&offset).to_rfc3339_opts(SecondsFormat::Secs, false)
    }
}

/// What the clocks of a zone show.
fn local(unix_ms: i64, zone: Tz) -> Option<NaiveDateTime> {
    Some(DateTime::from_timestamp_millis(unix_ms)?.with_timezone(&zone).naive_local())
}

/// The first moment of a day; where clocks jump over midnight it is later than 0:00.
fn first_moment(date: NaiveDate, zone: Tz) -> i64 {
    let midnight = date.and_time(NaiveTime::MIN);
    for quarter_hours in 0..=8 {
        let clock = midnight + chrono::TimeDelta::minutes(15 * quarter_hours);
        if let Some(time) = zone.from_local_datetime(&clock).earliest() {
            return time.timestamp_millis();
        }
    }
    // A day that a zone left out altogether (Samoa, 30 December 2011) starts where the next one does.
    midnight.and_utc().timestamp_millis()
        - i64::from(zone.offset_from_utc_datetime(&midnight).fix().local_minus_utc()) * 1000
}

#[cfg(test)]
#[path = "buckets_tests.rs"]
mod tests;
