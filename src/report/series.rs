//! Comments over time as a picture can show them.

use crate::aggregate::{Bucket, Calendar, TimeTable};
use crate::chart::{Burst, Counts, Lang, LocalTime, NetStretch, TimeChart, TimePoint, count};
use crate::comment::TimePrecision;

use super::bursts::{self, Peak};
use super::clock;
use super::facts::Facts;
use super::net;
use super::turns::{self, Turn, add};

/// More stretches than this can't be told apart in a picture; neighbours are put together.
const MAX_POINTS: usize = 240;
/// Fewer judged comments than this give no net sentiment worth a point.
const MIN_FOR_NET: u64 = 10;
/// Net sentiment is drawn over so many neighbouring stretches: the fewest with which most of them have enough comments.
const NET_SIZES: [usize; 10] = [1, 2, 3, 4, 6, 8, 12, 24, 48, 96];
/// Share of the stretches that must have enough.
const NET_SHARE: f64 = 0.6;
/// Net sentiment keeps at least so many stretches.
const NET_STRETCHES: usize = 6;
/// Bursts shown.
const MAX_BURSTS: usize = 5;
/// A picture may show the shortest stretch with this share of the comments …
const FOCUS_SHARE: f64 = 0.9;
/// … if it is this much shorter than the whole; a few stragglers would press everything else into a corner.
const FOCUS_RATIO: i64 = 3;
/// … and there are so many comments.
const FOCUS_MIN: usize = 20;
/// A focused picture has at most so many stretches.
const FOCUS_POINTS: i64 = 200;

/// Counts over even stretches of time, few enough for a picture.
pub(super) struct Series {
    starts: Vec<i64>,
    end: i64,
    counts: Vec<Counts>,
    merged: usize,
    calendar: Calendar,
    /// Comments with a time before or after what is shown.
    beyond: u64,
}

impl Series {
    /// The series of a report: the table's, or closer up where almost all comments fall into a short stretch and
    /// nobody asked for a certain bucket.
    pub(super) fn new(table: &TimeTable, facts: &Facts<'_>) -> Self {
        let whole = Self::whole(table);
        if facts.about.bucket_given { whole } else { whole.focused(facts).unwrap_or(whole) }
    }

    /// The table with neighbours put together until it fits.
    fn whole(table: &TimeTable) -> Self {
        let merged = table.rows.len().div_ceil(MAX_POINTS).max(1);
        let groups = table.rows.chunks(merged);
        let sum = |rows: &[crate::aggregate::TimeRow]| {
            rows.iter().map(|row| net::counts(&row.metrics)).fold(Counts::default(), add)
        };
        let calendar = table.calendar();
        Self {
            starts: groups.clone().filter_map(|rows| rows.first()).map(|row| row.start_ms).collect(),
            end: table.rows.last().map_or(0, |row| calendar.next(row.start_ms)),
            counts: groups.map(sum).collect(),
            merged,
            calendar,
            beyond: 0,
        }
    }

    /// The shortest stretch with almost all comments, in finer buckets; `None` where that gains little.
    fn focused(&self, facts: &Facts<'_>) -> Option<Self> {
        let moments = |day_too: bool| {
            let times = facts.times().enumerate();
            times.filter_map(move |(row, time)| {
                let time = time?;
                let fine = time.precision == TimePrecision::Exact || (day_too && time.precision == TimePrecision::Day);
                fine.then_some((row, time))
            })
        };
        let mut sorted: Vec<i64> = moments(false).map(|(_, time)| time.unix_ms).collect();
        sorted.sort_unstable();
        let (first, last) = focus(&sorted)?;
        let bucket = Bucket::ALL.into_iter().find(|bucket| (last - first) / bucket.length_ms() < FOCUS_POINTS)?;
        if bucket >= self.calendar.bucket {
            return None;
        }
        let calendar = Calendar { bucket, ..self.calendar };
        let starts = calendar.range(calendar.start_of(first), calendar.start_of(last)).ok()?;
        let mut counts = vec![Counts::default(); starts.len()];
        let mut beyond = 0;
        for (row, time) in moments(bucket >= Bucket::Day) {
            match starts.binary_search(&calendar.bucket_of(time)) {
                Ok(index) => counts[index] = add(counts[index], facts.counts(&[row])),
                Err(_) => beyond += 1,
            }
        }
        let end = starts.last().map_or(0, |start| calendar.next(*start));
        Some(Self { starts, end, counts, merged: 1, calendar, beyond })
    }

    /// Length of so many stretches in words.
    pub(super) fn length(&self, stretches: usize, lang: Lang) -> String {
        let n = self.merged * stretches;
        let (size, zh, en) = match self.calendar.bucket {
            Bucket::QuarterHour if n.is_multiple_of(4) => (n / 4, "小时", "h"),
            Bucket::QuarterHour => (n * 15, "分钟", "min"),
            Bucket::Hour => (n, "小时", "h"),
            Bucket::Day => (n, "天", "d"),
            Bucket::Week => (n, "周", "wk"),
        };
        format!("{size} {}", lang.pick(zh, en))
    }

    /// What the picture leaves out, in words; empty for nothing.
    pub(super) fn left_out(&self, lang: Lang) -> String {
        let n = count(self.beyond, lang);
        match (self.beyond, lang) {
            (0, _) => String::new(),
            (_, Lang::Zh) => format!("图中只画评论最密集的一段，另有 {n} 条在此之前或之后，见 csv/by_time.csv。"),
            (_, Lang::En) => {
                format!("Only the densest stretch is drawn; {n} comments lie before or after, see csv/by_time.csv.")
            }
        }
    }

    pub(super) fn points(&self) -> Vec<TimePoint> {
        let points = self.starts.iter().zip(&self.counts);
        points.map(|(start, counts)| TimePoint { start: self.local(*start), counts: *counts }).collect()
    }

    /// A moment on the clock of the table's zone.
    fn local(&self, unix_ms: i64) -> LocalTime {
        LocalTime::from_ms(self.calendar.clock_ms(unix_ms))
    }

    /// The end of a stretch as it is told: its last day, or the moment after it.
    pub(super) fn shown_end(&self, unix_ms: i64) -> i64 {
        if self.is_daily() { unix_ms - 1 } else { unix_ms }
    }

    /// Net sentiment over as many neighbouring stretches as it takes to have enough comments in most, and how many
    /// these are.
    fn nets(&self) -> (Vec<NetStretch>, usize) {
        let solid = |size: usize| {
            let groups = self.counts.chunks(size).map(|group| group.iter().copied().fold(Counts::default(), add));
            let solid = groups.clone().filter(|counts| counts.judged() >= MIN_FOR_NET).count();
            solid as f64 >= NET_SHARE * groups.len() as f64
        };
        let sizes = NET_SIZES.into_iter().take_while(|size| *size == 1 || self.counts.len() / size >= NET_STRETCHES);
        let size = sizes.clone().find(|size| solid(*size)).or_else(|| sizes.last()).unwrap_or(1);
        let stretch = |(index, group): (usize, &[Counts])| {
            let counts = group.iter().copied().fold(Counts::default(), add);
            let net = net::net(counts).filter(|_| counts.judged() >= MIN_FOR_NET)?;
            Some(NetStretch { first: index * size, last: index * size + group.len() - 1, net })
        };
        (self.counts.chunks(size).enumerate().filter_map(stretch).collect(), size)
    }

    pub(super) fn turn(&self) -> Option<Turn> {
        turns::find(&self.counts)
    }

    /// The turn in a sentence.
    pub(super) fn turn_words(&self, turn: &Turn, lang: Lang) -> String {
        let length = self.length(turn.last + 1 - turn.at, lang);
        turns::sentence(turn, &self.wall(self.starts[turn.at]), &length, lang)
    }

    /// The turn in a few words, and the point it begins with.
    pub(super) fn turn_mark(&self, turn: &Turn, lang: Lang) -> (usize, String) {
        (turn.at, turns::mark(turn, self.local(self.starts[turn.at]), self.is_daily(), lang))
    }

    /// Net sentiment before and after the turn.
    pub(super) fn turn_figures(&self, turn: &Turn, lang: Lang) -> String {
        turns::figures(turn, &self.length(turn.last + 1 - turn.at, lang), lang)
    }

    /// Start of a stretch, and the end of another (milliseconds since 1970-01-01 UTC).
    pub(super) fn span(&self, first: usize, last: usize) -> (i64, i64) {
        (self.starts[first], self.starts.get(last + 1).copied().unwrap_or(self.end))
    }

    pub(super) fn peaks(&self) -> Vec<Peak> {
        let counts: Vec<u64> = self.counts.iter().map(|counts| counts.n()).collect();
        bursts::find(&counts, MAX_BURSTS)
    }

    pub(super) fn chart(&self, peaks: &[Peak], turn: Option<&Turn>, lang: Lang) -> TimeChart {
        let bursts = peaks.iter().enumerate();
        let bursts = bursts.map(|(index, peak)| Burst { first: peak.first, last: peak.last, label: letter(index) });
        let (nets, size) = self.nets();
        TimeChart {
            lang,
            step: self.length(1, lang),
            points: self.points(),
            nets,
            net_step: self.length(size, lang),
            min_for_net: MIN_FOR_NET,
            bursts: bursts.collect(),
            turn: turn.map(|turn| turn.at),
        }
    }

    /// Whether comments that only know their day are counted.
    pub(super) fn is_daily(&self) -> bool {
        self.calendar.bucket >= Bucket::Day
    }

    /// A moment on the clock of the table, in words.
    pub(super) fn wall(&self, unix_ms: i64) -> String {
        let time = self.local(unix_ms);
        if self.is_daily() { clock::day(time) } else { format!("{} {}", clock::day(time), clock::hour(time)) }
    }
}

/// Name of the burst at a place in the list.
pub(super) fn letter(index: usize) -> String {
    char::from(b'A' + u8::try_from(index.min(25)).unwrap_or(25)).to_string()
}

/// The shortest stretch of sorted moments that holds almost all, where it is far shorter than the whole.
fn focus(sorted: &[i64]) -> Option<(i64, i64)> {
    if sorted.len() < FOCUS_MIN {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
    let held = (sorted.len() as f64 * FOCUS_SHARE).ceil() as usize;
    let windows = sorted.windows(held).map(|window| (window[0], window[held - 1]));
    let (first, last) = windows.min_by_key(|(first, last)| (last - first, *first))?;
    let whole = sorted[sorted.len() - 1] - sorted[0];
    ((last - first) * FOCUS_RATIO < whole).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::{Metrics, TimeRow};

    fn table(n: usize, bucket: Bucket) -> TimeTable {
        let row = |index: usize| TimeRow {
            start_ms: 1_759_248_000_000 + i64::try_from(index).unwrap() * bucket.length_ms(),
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
            let series = Series::whole(&table(n, Bucket::Hour));
            assert!(series.points().len() <= MAX_POINTS);
            assert_eq!(series.points().iter().map(|point| point.counts.n()).sum::<u64>(), 2 * n as u64);
            assert_eq!(series.length(1, Lang::Zh), step);
        }
        assert_eq!(Series::whole(&table(0, Bucket::Day)).points(), []);
    }

    #[test]
    fn net_sentiment_is_drawn_over_stretches_with_enough_comments() {
        let series = Series::whole(&table(60, Bucket::Hour));
        let (nets, size) = series.nets();
        assert_eq!((nets.len(), size, nets[1].first, nets[1].last), (10, 6, 6, 11));
        assert_eq!(Series::whole(&table(2, Bucket::Hour)).nets(), (Vec::new(), 1));
    }

    #[test]
    fn clocks_follow_the_zone_of_the_table_through_their_changes() {
        let series = Series::whole(&table(3, Bucket::Hour));
        assert_eq!(series.points()[0].start, LocalTime { year: 2025, month: 10, day: 1, hour: 0, minute: 0 });
        assert_eq!(series.wall(1_759_248_000_000), "2025-10-01 00:00");
        // Berlin sets its clocks back on 26 October 2025 at 1:00 UTC.
        let berlin = TimeTable { time_zone: "Europe/Berlin".to_owned(), ..table(3, Bucket::Hour) };
        let change = 1_761_440_400_000;
        for (hours, clock) in [(-2, "01:00"), (-1, "02:00"), (0, "02:00"), (1, "03:00")] {
            assert_eq!(Series::whole(&berlin).wall(change + hours * 3_600_000), format!("2025-10-26 {clock}"));
        }
    }

    #[test]
    fn stragglers_do_not_press_the_rest_into_a_corner() {
        let mut moments: Vec<i64> = (0..100).collect();
        moments.extend([10_000, 20_000]);
        assert_eq!(focus(&moments), Some((0, 91)));
        let even: Vec<i64> = (0..100).map(|index| index * 10).collect();
        assert_eq!(focus(&even), None);
        assert_eq!(focus(&moments[..10]), None);
    }
}
