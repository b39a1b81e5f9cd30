//! Where ticks go and what they say.

use super::Lang;
use super::time::LocalTime;

/// A scale from figures to logical pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// Maps `low..high` to `from..to`; an empty range is widened so that nothing is divided by zero.
    pub(super) fn new((low, high): (f64, f64), (from, to): (f64, f64)) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        Self { low, high, from, to }
    }

    pub(super) fn place(self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }
}

/// Round ticks from 0 to at least `max`: 0, 20, 40 … Whole numbers, about `wanted` of them.
pub(super) fn count_ticks(max: u64, wanted: u32) -> Vec<u64> {
    let rough = (max.max(1) as f64 / f64::from(wanted)).max(1.0);
    let power = 10_f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= rough - 1e-9).unwrap_or(10.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 or more, below 2^53")]
    let step = (factor * power).round().max(1.0) as u64;
    (0..=max.max(1).div_ceil(step)).map(|index| index * step).collect()
}

/// Ticks for shares or net sentiment between `low` and `high`, every 5, 10, 25 or 50 points.
pub(super) fn share_ticks(low: f64, high: f64) -> Vec<f64> {
    let span = (high - low).max(0.01);
    let step = [0.05, 0.10, 0.25, 0.50].into_iter().find(|step| span / step <= 5.0).unwrap_or(0.5);
    let first = (low / step - 1e-9).ceil();
    let mut ticks = Vec::new();
    let mut index = 0.0;
    while (first + index) * step <= high + 1e-9 {
        ticks.push((first + index) * step);
        index += 1.0;
    }
    ticks
}

/// A share, 0 to 1, as a percentage without decimals: `63%`; `<1%` and `>99%` where rounding would say none or all.
pub(crate) fn percent(share: f64) -> String {
    match (share * 100.0).round() {
        0.0 if share > 0.0 => "<1%".to_owned(),
        100.0 if share < 1.0 => ">99%".to_owned(),
        // Adding zero turns a negative zero into a plain one.
        rounded => format!("{:.0}%", rounded + 0.0),
    }
}

/// A net sentiment in points with its sign: `+12`, `−8`, `0`.
pub(crate) fn points(net: f64) -> String {
    let rounded = (net * 100.0).round() + 0.0;
    match rounded {
        0.0 => "0".to_owned(),
        // A true minus sign, as wide as the plus.
        _ => format!("{rounded:+.0}").replace('-', "−"),
    }
}

/// A count for people: `712`, `12,345`, `129万`.
pub(crate) fn count(value: u64, lang: Lang) -> String {
    let short = |unit: f64, name: &str| {
        let scaled = value as f64 / unit;
        if scaled >= 100.0 { format!("{scaled:.0}{name}") } else { format!("{scaled:.1}{name}").replace(".0", "") }
    };
    match (value, lang) {
        (0..100_000, _) => grouped(value),
        (100_000_000.., Lang::Zh) => short(1e8, "亿"),
        (_, Lang::Zh) => short(1e4, "万"),
        (1_000_000.., Lang::En) => short(1e6, "M"),
        (_, Lang::En) => short(1e3, "k"),
    }
}

/// A count with all its digits: `129,072`.
fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A tick on a time axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TimeTick {
    /// Index of the point it stands at.
    pub(super) index: usize,
    /// `13:00`, `10-01`, `2025-10`.
    pub(super) label: String,
    /// What the label leaves open, where it changes: the date under hours, the year under days.
    pub(super) context: Option<String>,
}

/// Steps between ticks, finest first; each numbers the stretch of time that a moment lies in.
const LEVELS: [(Grain, i64); 16] = [
    (Grain::Minutes, 15),
    (Grain::Minutes, 60),
    (Grain::Minutes, 120),
    (Grain::Minutes, 180),
    (Grain::Minutes, 360),
    (Grain::Minutes, 720),
    (Grain::Days, 1),
    (Grain::Days, 2),
    (Grain::Days, 7),
    (Grain::Days, 14),
    (Grain::Months, 1),
    (Grain::Months, 2),
    (Grain::Months, 3),
    (Grain::Months, 6),
    (Grain::Months, 12),
    (Grain::Months, 60),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grain {
    Minutes,
    Days,
    Months,
}

impl Grain {
    /// The number of the stretch of `size` grains that holds `time`.
    fn number(self, size: i64, time: LocalTime) -> i64 {
        let days = time.days();
        match self {
            Self::Minutes => (days * 1440 + i64::from(time.hour) * 60 + i64::from(time.minute)).div_euclid(size),
            // 1970-01-01 was a Thursday; weeks begin on Monday.
            Self::Days if size % 7 == 0 => (days + 3).div_euclid(size),
            Self::Days => days.div_euclid(size),
            Self::Months => (i64::from(time.year) * 12 + i64::from(time.month) - 1).div_euclid(size),
        }
    }

    fn label(self, time: LocalTime) -> String {
        match self {
            Self::Minutes => format!("{:02}:{:02}", time.hour, time.minute),
            Self::Days => format!("{:02}-{:02}", time.month, time.day),
            Self::Months => format!("{}-{:02}", time.year, time.month),
        }
    }

    fn context(self, time: LocalTime) -> Option<String> {
        match self {
            Self::Minutes => Some(format!("{}-{:02}-{:02}", time.year, time.month, time.day)),
            Self::Days => Some(time.year.to_string()),
            Self::Months => None,
        }
    }
}

/// Ticks for evenly spaced points `spacing` pixels apart such that labels `label_width` wide don't touch. Points that
/// are whole days have no hours.
pub(super) fn time_ticks(times: &[LocalTime], spacing: f64, label_width: f64) -> Vec<TimeTick> {
    let daily = times.iter().all(|time| (time.hour, time.minute) == (0, 0));
    for (grain, size) in LEVELS.into_iter().filter(|(grain, _)| !daily || *grain != Grain::Minutes) {
        let starts = starts(times, grain, size);
        let apart = starts.windows(2).all(|pair| (pair[1] - pair[0]) as f64 * spacing >= label_width);
        if apart && !starts.is_empty() {
            return label(times, &starts, grain);
        }
    }
    times.first().map(|_| label(times, &[0], Grain::Days)).unwrap_or_default()
}

/// Indices of the points that begin a new stretch. The first point counts only if no other follows closely.
fn starts(times: &[LocalTime], grain: Grain, size: i64) -> Vec<usize> {
    let numbers: Vec<_> = times.iter().map(|time| grain.number(size, *time)).collect();
    let mut starts: Vec<_> = (1..numbers.len()).filter(|index| numbers[*index] != numbers[*index - 1]).collect();
    let typical = starts.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or(1);
    if starts.first().is_none_or(|first| *first >= typical) {
        starts.insert(0, 0);
    }
    starts
}

fn label(times: &[LocalTime], starts: &[usize], grain: Grain) -> Vec<TimeTick> {
    let mut last = None;
    starts
        .iter()
        .map(|index| {
            let time = times[*index];
            let context = grain.context(time);
            let changed = context != last;
            last.clone_from(&context);
            TimeTick { index: *index, label: grain.label(time), context: context.filter(|_| changed) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_for_people() {
        for (value, zh, en) in
            [(7, "7", "7"), (12_345, "12,345", "12,345"), (129_072, "12.9万", "129k"), (3_000_000, "300万", "3M")]
        {
            assert_eq!((count(value, Lang::Zh).as_str(), count(value, Lang::En).as_str()), (zh, en));
        }
    }

    #[test]
    fn a_share_is_never_rounded_to_none_or_all() {
        let shares = [(0.0, "0%"), (0.001, "<1%"), (0.634, "63%"), (0.999, ">99%"), (1.0, "100%")];
        assert!(shares.into_iter().all(|(share, words)| percent(share) == words));
    }

    #[test]
    fn ticks_cover_the_range_with_round_numbers() {
        assert_eq!(count_ticks(0, 4), [0, 1]);
        assert_eq!(count_ticks(1, 4), [0, 1]);
        assert_eq!(count_ticks(7, 4), [0, 2, 4, 6, 8]);
        assert_eq!(count_ticks(1234, 4), [0, 500, 1000, 1500]);
        assert_eq!(share_ticks(-1.0, 1.0), [-1.0, -0.5, 0.0, 0.5, 1.0]);
    }

    fn hours(count: i64) -> Vec<LocalTime> {
        (0..count).map(|hour| LocalTime::from_ms(1_759_276_800_000 + hour * 3_600_000)).collect()
    }

    #[test]
    fn time_labels_never_touch() {
        for (count, spacing) in [(1, 900.0), (2, 450.0), (24, 37.5), (24 * 30, 1.25), (24 * 365 * 3, 0.034)] {
            let times = hours(count);
            let ticks = time_ticks(&times, spacing, 60.0);
            assert!(!ticks.is_empty(), "{count}");
            for pair in ticks.windows(2) {
                assert!((pair[1].index - pair[0].index) as f64 * spacing >= 60.0, "{count}: {pair:?}");
            }
        }
    }

    #[test]
    fn a_day_is_labelled_with_hours_under_its_date() {
        let ticks = time_ticks(&hours(30), 30.0, 60.0);
        assert_eq!(ticks[0], TimeTick { index: 0, label: "00:00".into(), context: Some("2025-10-01".into()) });
        assert_eq!(ticks[12], TimeTick { index: 24, label: "00:00".into(), context: Some("2025-10-02".into()) });
        assert!(ticks[1].context.is_none());
    }
}
