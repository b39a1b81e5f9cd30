//! What changed and when: the series for the chart, and bursts with their words and comments.

use serde::Serialize;

use crate::aggregate::{Bucket, TimeTable};
use crate::chart::{self, Burst, Counts, Lang, LocalTime, TimeChart, TimePoint, count};
use crate::score::Polarity;

use super::bursts::{self, Peak};
use super::facts::{Facts, evenly};
use super::quotes::{Quote, minute, quote};
use super::verdict::interval_points;
use super::{net, words};

/// More stretches than this can't be told apart in a picture; neighbours are put together.
const MAX_POINTS: usize = 240;
/// Fewer judged comments than this give no net sentiment worth a point.
const MIN_FOR_NET: u64 = 5;
/// Bursts shown.
const MAX_BURSTS: usize = 5;
/// Comments that words of a burst, and of the rest, are counted in.
const WORD_SAMPLE: usize = 3000;

/// A burst as the page tells it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct BurstView {
    pub(super) label: String,
    pub(super) when: String,
    pub(super) n: String,
    pub(super) expected: String,
    pub(super) z: String,
    pub(super) words: Vec<String>,
    pub(super) mood: String,
    pub(super) comments: Vec<Quote>,
}

/// A time table with neighbours put together until it fits a picture.
pub(super) struct Series {
    starts: Vec<i64>,
    end: i64,
    counts: Vec<Counts>,
    merged: usize,
    bucket: Bucket,
    offset_ms: i64,
}

impl Series {
    pub(super) fn new(table: &TimeTable) -> Self {
        let merged = table.rows.len().div_ceil(MAX_POINTS).max(1);
        let groups = table.rows.chunks(merged);
        let counts = groups.clone().map(|rows| rows.iter().map(|row| net::counts(&row.metrics)).fold(Counts::default(), add));
        let length = bucket_ms(table.bucket);
        Self {
            starts: groups.clone().filter_map(|rows| rows.first()).map(|row| row.start_ms).collect(),
            end: table.rows.last().map_or(0, |row| row.start_ms + length),
            counts: counts.collect(),
            merged,
            bucket: table.bucket,
            offset_ms: table.rows.first().map_or(0, |row| offset_ms(&row.bucket_start)),
        }
    }

    /// Length of a stretch in words.
    pub(super) fn step(&self, lang: Lang) -> String {
        let (size, zh, en) = match self.bucket {
            Bucket::QuarterHour if self.merged.is_multiple_of(4) => (self.merged / 4, "小时", "h"),
            Bucket::QuarterHour => (self.merged * 15, "分钟", "min"),
            Bucket::Hour => (self.merged, "小时", "h"),
            Bucket::Day => (self.merged, "天", "d"),
            Bucket::Week => (self.merged, "周", "wk"),
        };
        format!("{size} {}", lang.pick(zh, en))
    }

    pub(super) fn points(&self) -> Vec<TimePoint> {
        let points = self.starts.iter().zip(&self.counts);
        points
            .map(|(start, counts)| TimePoint {
                start: LocalTime::from_ms(start + self.offset_ms),
                counts: *counts,
                net: net::net(*counts).filter(|_| counts.judged() >= MIN_FOR_NET),
            })
            .collect()
    }

    /// Start of a stretch, and the end of another (milliseconds since 1970-01-01 UTC).
    fn span(&self, first: usize, last: usize) -> (i64, i64) {
        (self.starts[first], self.starts.get(last + 1).copied().unwrap_or(self.end))
    }

    pub(super) fn peaks(&self) -> Vec<Peak> {
        let counts: Vec<u64> = self.counts.iter().map(|counts| counts.n()).collect();
        bursts::find(&counts, MAX_BURSTS)
    }

    pub(super) fn chart(&self, peaks: &[Peak], lang: Lang) -> TimeChart {
        let bursts = peaks.iter().enumerate();
        TimeChart {
            lang,
            step: self.step(lang),
            points: self.points(),
            bursts: bursts
                .map(|(index, peak)| Burst { first: peak.first, last: peak.last, label: letter(index) })
                .collect(),
        }
    }

    /// Bursts with what was said in them.
    pub(super) fn views(&self, peaks: &[Peak], facts: &Facts<'_>) -> Vec<BurstView> {
        peaks.iter().enumerate().map(|(index, peak)| self.view(index, *peak, facts)).collect()
    }

    fn view(&self, index: usize, peak: Peak, facts: &Facts<'_>) -> BurstView {
        let lang = facts.lang();
        let (from, to) = self.span(peak.first, peak.last);
        let day_precise = matches!(self.bucket, Bucket::Day | Bucket::Week);
        let inside = facts.rows_between(from, to, day_precise);
        let outside: Vec<usize> = {
            let mut is_inside = vec![false; facts.len()];
            inside.iter().for_each(|row| is_inside[*row] = true);
            (0..facts.len()).filter(|row| !is_inside[*row]).collect()
        };
        let texts = |rows: &[usize]| evenly(rows, WORD_SAMPLE).into_iter().map(|row| facts.texts[row]).collect::<Vec<_>>();
        let words = words::leading(texts(&inside).into_iter(), texts(&outside).into_iter(), facts.analyzer, 5);
        let mut rows = inside.clone();
        rows.sort_by_key(|row| (std::cmp::Reverse(facts.likes[*row]), *row));
        rows.retain(|row| facts.sentiments[*row].polarity != Polarity::None);
        rows.truncate(2);
        BurstView {
            label: letter(index),
            when: format!("{} – {}", self.wall(from), self.wall(to)),
            n: count(peak.n, lang),
            expected: format!("{:.0}", peak.expected),
            z: format!("{:.1}", peak.z),
            words: words.iter().map(|word| super::quotes::shown(word, 20).0).collect(),
            mood: mood(facts.counts(&inside), facts.counts(&outside), lang),
            comments: facts.comments(&rows).iter().map(|scored| quote(scored, facts.analyzer, lang)).collect(),
        }
    }

    /// A moment on the clock of the table.
    fn wall(&self, unix_ms: i64) -> String {
        let shanghai = 8 * 3_600_000;
        let text = minute(unix_ms + self.offset_ms - shanghai);
        let whole_days = matches!(self.bucket, Bucket::Day | Bucket::Week);
        if whole_days { text.get(..10).unwrap_or_default().to_owned() } else { text }
    }
}

/// How the mood in a burst compares with the rest.
fn mood(inside: Counts, outside: Counts, lang: Lang) -> String {
    let Some(net) = net::net(inside) else { return String::new() };
    let figures = interval_points(net, lang);
    let z = net::difference_z(inside, outside).unwrap_or(0.0);
    // Five bursts at most are compared: 2.6 keeps a chance of 5 % for any false alarm.
    let compared = if z >= 2.6 {
        lang.pick("比其余时段更正面", "more positive than the rest")
    } else if z <= -2.6 {
        lang.pick("比其余时段更负面", "more negative than the rest")
    } else {
        lang.pick("与其余时段没有明显差别", "no clear difference from the rest")
    };
    match lang {
        Lang::Zh => format!("净情绪 {figures}，{compared}"),
        Lang::En => format!("net sentiment {figures}, {compared}"),
    }
}

fn letter(index: usize) -> String {
    char::from(b'A' + u8::try_from(index.min(25)).unwrap_or(25)).to_string()
}

fn add(a: Counts, b: Counts) -> Counts {
    Counts {
        positive: a.positive + b.positive,
        neutral: a.neutral + b.neutral,
        negative: a.negative + b.negative,
        none: a.none + b.none,
    }
}

fn bucket_ms(bucket: Bucket) -> i64 {
    match bucket {
        Bucket::QuarterHour => 15 * 60_000,
        Bucket::Hour => 3_600_000,
        Bucket::Day => 86_400_000,
        Bucket::Week => 7 * 86_400_000,
    }
}

/// The offset at the end of an ISO 8601 time, in milliseconds; 0 for `Z` or nothing.
fn offset_ms(iso: &str) -> i64 {
    let Some(tail) = iso.len().checked_sub(6).and_then(|at| iso.get(at..)) else { return 0 };
    let (sign, rest) = match tail.split_at(1) {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return 0,
    };
    let Some((hours, minutes)) = rest.split_once(':') else { return 0 };
    let number = |digits: &str| digits.parse::<i64>().unwrap_or(0);
    sign * (number(hours) * 60 + number(minutes)) * 60_000
}

/// First and last moment of some comments, in words.
pub(super) fn span_words(span: Option<(i64, i64)>) -> String {
    span.map_or_else(String::new, |(first, last)| {
        let (first, last) = (minute(first), minute(last));
        if first == last { first } else { format!("{first} – {last}") }
    })
}

/// A picture of nothing, for comments without usable times.
pub(super) fn empty_chart(lang: Lang) -> TimeChart {
    TimeChart { lang, step: String::new(), points: Vec::<chart::TimePoint>::new(), bursts: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::{Metrics, TimeRow};

    fn table(n: usize, bucket: Bucket) -> TimeTable {
        let row = |index: usize| TimeRow {
            start_ms: 1_759_248_000_000 + i64::try_from(index).unwrap() * bucket_ms(bucket),
            bucket_start: "2025-10-01T00:00:00+08:00".to_owned(),
            metrics: Metrics { n: 2, positive: 1, negative: 1, ..Metrics::default() },
        };
        TimeTable {
            bucket,
            time_zone: "Asia/Shanghai".to_owned(),
            rows: (0..n).map(row).collect(),
            without_time: 0,
            too_vague: 0,
        }
    }

    #[test]
    fn any_number_of_buckets_fits_a_picture_and_loses_no_comment() {
        for (n, step) in [(1, "1 小时"), (240, "1 小时"), (241, "2 小时"), (26_280, "110 小时")] {
            let series = Series::new(&table(n, Bucket::Hour));
            assert!(series.points().len() <= MAX_POINTS);
            assert_eq!(series.points().iter().map(|point| point.counts.n()).sum::<u64>(), 2 * n as u64);
            assert_eq!(series.step(Lang::Zh), step);
        }
        assert_eq!(Series::new(&table(0, Bucket::Day)).points(), []);
    }

    #[test]
    fn clocks_follow_the_offset_of_the_table() {
        assert_eq!(offset_ms("2025-10-01T00:00:00+08:00"), 8 * 3_600_000);
        assert_eq!(offset_ms("2025-10-01T00:00:00-03:30"), -(3 * 60 + 30) * 60_000);
        assert_eq!(offset_ms("2025-10-01T00:00:00Z"), 0);
        let series = Series::new(&table(3, Bucket::Hour));
        assert_eq!(series.points()[0].start, LocalTime { year: 2025, month: 10, day: 1, hour: 0, minute: 0 });
        assert_eq!(series.wall(1_759_248_000_000), "2025-10-01 00:00");
    }
}
