//! Times as the page tells them: on the clocks of one zone, and no finer than they are known.

use crate::aggregate::{Bucket, Calendar, TimeTable};
use crate::chart::{Lang, LocalTime};
use crate::comment::{CommentTime, TimePrecision};

/// The clocks of the zone that the time table was made for; those of Beijing without a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    calendar: Calendar,
}

impl Clock {
    pub(super) fn new(table: Option<&TimeTable>) -> Self {
        let calendar = table.map(TimeTable::calendar);
        Self { calendar: calendar.unwrap_or(Calendar { bucket: Bucket::QuarterHour, zone: chrono_tz::Asia::Shanghai }) }
    }

    /// What the clocks show at a moment.
    pub(super) fn at(self, unix_ms: i64) -> LocalTime {
        LocalTime::from_ms(self.calendar.clock_ms(unix_ms))
    }

    /// When a comment was written: `2025-10-01 13:05`, `2025-10-01` where only the day is known, `约 2025-07-01` where
    /// only a distance to some other moment is. A date is the same in every zone.
    pub(super) fn comment(self, time: CommentTime, lang: Lang) -> String {
        match time.precision {
            TimePrecision::Exact => format!("{} {}", day(self.at(time.unix_ms)), hour(self.at(time.unix_ms))),
            TimePrecision::Day => day(beijing(time.unix_ms)),
            TimePrecision::Relative => format!("{}{}", lang.pick("约 ", "about "), day(beijing(time.unix_ms))),
        }
    }

    /// The day on which a comment was written.
    pub(super) fn day(self, time: CommentTime) -> String {
        day(if time.precision == TimePrecision::Exact { self.at(time.unix_ms) } else { beijing(time.unix_ms) })
    }

    /// From the first time to the last; what they share is said once.
    pub(super) fn span(self, span: Option<(CommentTime, CommentTime)>, lang: Lang) -> String {
        let Some((first, last)) = span else { return String::new() };
        between(&self.comment(first, lang), &self.comment(last, lang))
    }

    /// The name of the zone in words: `北京时间（Asia/Shanghai）`.
    pub(super) fn zone(self, lang: Lang) -> String {
        let name = self.calendar.zone.name();
        match (lang, self.calendar.zone == chrono_tz::Asia::Shanghai) {
            (Lang::Zh, true) => format!("北京时间（{name}）"),
            (Lang::Zh, false) => format!(" {name} 当地时间"),
            (Lang::En, true) => format!("Beijing time ({name})"),
            (Lang::En, false) => format!("{name} time"),
        }
    }
}

/// `2025-10-01`
pub(super) fn day(time: LocalTime) -> String {
    format!("{:04}-{:02}-{:02}", time.year, time.month, time.day)
}

/// `13:05`
pub(super) fn hour(time: LocalTime) -> String {
    format!("{:02}:{:02}", time.hour, time.minute)
}

/// Two moments; one is said once, and so is the day of two on one day.
pub(super) fn between(from: &str, to: &str) -> String {
    if from == to {
        return from.to_owned();
    }
    match (from.rsplit_once(' '), to.rsplit_once(' ')) {
        (Some((day, _)), Some((last, time))) if day == last => format!("{from} – {time}"),
        _ => format!("{from} – {to}"),
    }
}

/// A date is stored as its midnight in Beijing.
fn beijing(unix_ms: i64) -> LocalTime {
    LocalTime::from_ms(unix_ms + 8 * 3_600_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIDNIGHT: i64 = 1_759_248_000_000;

    fn clock(zone: &str) -> Clock {
        let table = TimeTable {
            bucket: Bucket::Hour,
            time_zone: zone.to_owned(),
            rows: Vec::new(),
            without_time: 0,
            too_vague: 0,
        };
        Clock::new(Some(&table))
    }

    #[test]
    fn moments_follow_the_zone_and_dates_do_not() {
        let exact = CommentTime::exact(MIDNIGHT);
        let date = CommentTime { precision: TimePrecision::Day, ..exact };
        let vague = CommentTime { precision: TimePrecision::Relative, ..exact };
        let cases = [
            ("Asia/Shanghai", "2025-10-01 00:00", "北京时间（Asia/Shanghai）"),
            ("America/New_York", "2025-09-30 12:00", " America/New_York 当地时间"),
        ];
        for (zone, moment, name) in cases {
            let clock = clock(zone);
            assert_eq!(clock.comment(exact, Lang::Zh), moment);
            assert_eq!(clock.comment(date, Lang::Zh), "2025-10-01");
            assert_eq!(clock.comment(vague, Lang::En), "about 2025-10-01");
            assert_eq!(clock.zone(Lang::Zh), name);
        }
        assert_eq!(Clock::new(None).comment(exact, Lang::Zh), "2025-10-01 00:00");
    }

    #[test]
    fn a_span_says_nothing_twice() {
        let clock = clock("Asia/Shanghai");
        let from = CommentTime::exact(MIDNIGHT);
        let span = |minutes: i64| clock.span(Some((from, CommentTime::exact(MIDNIGHT + minutes * 60_000))), Lang::Zh);
        assert_eq!(span(0), "2025-10-01 00:00");
        assert_eq!(span(65), "2025-10-01 00:00 – 01:05");
        assert_eq!(span(1500), "2025-10-01 00:00 – 2025-10-02 01:00");
        assert_eq!(clock.span(None, Lang::Zh), "");
    }
}
