//! Times as interfaces, crawlers and spreadsheets write them.
//!
//! A time without a zone is Asia/Shanghai's. A date alone is its midnight there, with [`TimePrecision::Day`].

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use super::{NotUnderstood, is_missing};
use crate::comment::{CommentTime, TimePrecision};
use crate::frame::files::SHANGHAI_OFFSET_SECONDS;

const SECOND: i64 = 1000;
const DAY: i64 = 86_400 * SECOND;

/// What a cell of a time column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeCell<'c> {
    /// The moment; `None` for a distance (`3月前`) from a moment that nobody told.
    pub time: Option<CommentTime>,
    /// A place that the source glued on: the `广东` of `9月前·广东`.
    pub place: Option<&'c str>,
}

/// Reads a time: unix seconds or milliseconds (by size), `2024/7/15 6:55`, `2025-10-30`, `2025.08.07`,
/// `2024年7月15日 6:55`, ISO 8601 with or without offset, `Mon Jul 15 06:55:00 +0800 2024`, `20250807`, and distances
/// (`3月前`, `昨天`, `刚刚`, `07-15`) from `anchor_ms`, the moment the row was collected.
///
/// # Errors
/// Anything else, impossible dates, and numbers that mean no time from 2000 to 2099.
///
/// ```
/// use shenping::frame::value::parse_time;
/// let cell = parse_time("2024/7/15 6:55", None).unwrap().unwrap();
/// assert_eq!(cell.time.unwrap().unix_ms, 1_720_997_700_000);
/// ```
pub fn parse_time(cell: &str, anchor_ms: Option<i64>) -> Result<Option<TimeCell<'_>>, NotUnderstood> {
    if is_missing(cell) {
        return Ok(None);
    }
    let (text, place) = split_place(cell.trim());
    if let Some(time) = absolute(text) {
        return Ok(Some(TimeCell { time: Some(time), place }));
    }
    let (distance, place) = match split_after_distance(text) {
        Some((distance, rest)) => (distance, place.or(rest)),
        None => (text, place),
    };
    let distance = Distance::parse(distance).ok_or(NotUnderstood)?;
    let time = match anchor_ms {
        Some(anchor_ms) => Some(distance.before(anchor_ms).ok_or(NotUnderstood)?),
        None => None,
    };
    Ok(Some(TimeCell { time, place }))
}

/// Cuts a place off at a middle dot.
fn split_place(text: &str) -> (&str, Option<&str>) {
    match text.split_once(['·', '・', '•', '‧']) {
        Some((time, place)) => (time.trim(), Some(place.trim()).filter(|place| !place.is_empty())),
        None => (text, None),
    }
}

/// Cuts `3天前 广东` behind the distance.
fn split_after_distance(text: &str) -> Option<(&str, Option<&str>)> {
    let at = text.find('前')? + '前'.len_utf8();
    let rest = text[at..].trim();
    Some((&text[..at], (!rest.is_empty()).then_some(rest)))
}

fn absolute(text: &str) -> Option<CommentTime> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return number(text).or_else(|| calendar(text));
    }
    // What `Date.toString` and Weibo write.
    let time = DateTime::parse_from_str(text, "%a %b %d %H:%M:%S %z %Y").ok()?;
    exact(time.timestamp_millis())
}

fn exact(unix_ms: i64) -> Option<CommentTime> {
    CommentTime::is_plausible(unix_ms).then(|| CommentTime::exact(unix_ms))
}

/// A number: a compact date, seconds or milliseconds.
fn number(text: &str) -> Option<CommentTime> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return float(text);
    }
    match text.len() {
        8 => NaiveDate::parse_from_str(text, "%Y%m%d").ok().and_then(day),
        14 => NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S").ok().and_then(shanghai),
        _ => CommentTime::from_unix(text.parse().ok()?),
    }
}

/// `1720997700.0`, `1.7209977E9`: seconds that went through a float, which holds them exactly.
fn float(text: &str) -> Option<CommentTime> {
    if !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+')) {
        return None;
    }
    let number: f64 = text.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "checked to lie in the range of plausible times")]
    (number < 1e14).then(|| (if number < 1e11 { number * 1000.0 } else { number }).round() as i64).and_then(exact)
}

/// A date with or without a time of day and an offset.
fn calendar(text: &str) -> Option<CommentTime> {
    let (date, rest) = split_date(text)?;
    let rest = rest.strip_prefix('T').unwrap_or(rest).trim();
    if rest.is_empty() {
        return day(date);
    }
    let (clock, offset_seconds) = split_offset(rest)?;
    let time = date.and_time(clock_time(clock)?);
    exact(time.and_utc().timestamp_millis() - i64::from(offset_seconds) * SECOND)
}

/// `2024-7-15`, `2024/07/15`, `2024.7.15`, `2024年7月15日` and what follows.
fn split_date(text: &str) -> Option<(NaiveDate, &str)> {
    let (year, rest) = leading_number(text, 4)?;
    let (separator, rest) = split_first(rest)?;
    let (month, rest) = leading_number(rest, 2)?;
    let (second, rest) = split_first(rest)?;
    let (day, rest) = leading_number(rest, 2)?;
    let rest = match (separator, second) {
        ('年', '月') => rest.strip_prefix(['日', '号']).unwrap_or(rest),
        ('-' | '/' | '.', _) if separator == second => rest,
        _ => return None,
    };
    // Behind a date comes nothing, a space or a `T`.
    let ends = rest.is_empty() || rest.starts_with([' ', 'T', '\u{3000}', '\u{a0}']) || second == '月';
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    ends.then_some((date, rest.trim_start()))
}

fn leading_number(text: &str, longest: usize) -> Option<(u32, &str)> {
    let end = text.bytes().take(longest).take_while(u8::is_ascii_digit).count();
    Some((text.get(..end)?.parse().ok()?, &text[end..]))
}

fn split_first(text: &str) -> Option<(char, &str)> {
    let mut chars = text.chars();
    Some((chars.next()?, chars.as_str()))
}

/// `Z`, `UTC`, `+08:00`, `+0800`, `+08` at the end of a time of day; none means Asia/Shanghai.
fn split_offset(text: &str) -> Option<(&str, i32)> {
    for name in ["Z", "z", "UTC", "GMT"] {
        if let Some(clock) = text.strip_suffix(name) {
            return Some((clock.trim_end(), 0));
        }
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, SHANGHAI_OFFSET_SECONDS)) };
    let sign = if text.as_bytes()[at] == b'-' { -1 } else { 1 };
    let digits = text[at + 1..].replace(':', "");
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits[..2].parse().ok()?, digits[2..].parse::<i32>().ok()?),
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some((text[..at].trim_end(), sign * (hours * 3600 + minutes * 60)))
}

/// `6:55`, `06:55:00`, `06:55:00.123`, `6时55分`, `下午6:55`, `6:55 PM`.
fn clock_time(text: &str) -> Option<NaiveTime> {
    let (text, half) = split_half_day(text);
    let text = text.replace('：', ":").replace(['时', '点', '分'], ":").replace('秒', "");
    let mut parts = text.trim_end_matches(':').split(':');
    let hour: u32 = small(parts.next()?)?;
    let minute = small(parts.next().unwrap_or("0"))?;
    let (second, fraction) = parts.next().map_or(("0", ""), |part| part.split_once('.').unwrap_or((part, "")));
    if parts.next().is_some() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let ms: String = fraction.chars().chain("000".chars()).take(3).collect();
    let hour = match half {
        Some(afternoon) if (1..=12).contains(&hour) => hour % 12 + if afternoon { 12 } else { 0 },
        None | Some(true) => hour,
        Some(false) => return None,
    };
    NaiveTime::from_hms_milli_opt(hour, minute, small(second)?, ms.parse().ok()?)
}

fn small(text: &str) -> Option<u32> {
    let text = text.trim();
    ((1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// The half of the day, where a clock of twelve hours says it: `true` for the second.
fn split_half_day(text: &str) -> (&str, Option<bool>) {
    for (word, afternoon) in [("上午", false), ("凌晨", false), ("早上", false), ("下午", true), ("晚上", true)]
    {
        if let Some(rest) = text.strip_prefix(word) {
            return (rest.trim(), Some(afternoon));
        }
    }
    for (word, afternoon) in [("AM", false), ("am", false), ("PM", true), ("pm", true)] {
        if let Some(rest) = text.strip_suffix(word) {
            return (rest.trim(), Some(afternoon));
        }
    }
    (text, None)
}

fn day(date: NaiveDate) -> Option<CommentTime> {
    let unix_ms = shanghai(date.and_time(NaiveTime::MIN))?.unix_ms;
    Some(CommentTime { unix_ms, precision: TimePrecision::Day })
}

fn shanghai(time: NaiveDateTime) -> Option<CommentTime> {
    exact(time.and_utc().timestamp_millis() - i64::from(SHANGHAI_OFFSET_SECONDS) * SECOND)
}

/// A time told from the moment of looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Distance {
    /// So many milliseconds ago, roughly.
    Ago(i64),
    /// So many days before today, at a time of day if told.
    DaysBefore(i64, Option<NaiveTime>),
    /// The last such day, at a time of day if told.
    Yearless(u32, u32, Option<NaiveTime>),
}

impl Distance {
    fn parse(text: &str) -> Option<Self> {
        if text == "刚刚" {
            return Some(Self::Ago(0));
        }
        for (word, days) in [("今天", 0), ("昨天", 1), ("前天", 2)] {
            if let Some(rest) = text.strip_prefix(word) {
                let rest = rest.trim();
                return match rest {
                    "" => Some(Self::DaysBefore(days, None)),
                    clock => Some(Self::DaysBefore(days, Some(clock_time(clock)?))),
                };
            }
        }
        match text.strip_suffix('前') {
            Some(span) => Self::parse_span(span.trim()),
            None => Self::parse_yearless(text),
        }
    }

    /// `3月`, `5 分钟`, `半年`.
    fn parse_span(text: &str) -> Option<Self> {
        const UNITS: [(&str, i64); 11] = [
            ("秒", SECOND),
            ("秒钟", SECOND),
            ("分钟", 60 * SECOND),
            ("分", 60 * SECOND),
            ("小时", 3600 * SECOND),
            ("天", DAY),
            ("周", 7 * DAY),
            ("星期", 7 * DAY),
            ("个月", 30 * DAY),
            ("月", 30 * DAY),
            ("年", 365 * DAY),
        ];
        let end = text.bytes().take_while(u8::is_ascii_digit).count();
        let unit = text[end..].trim();
        let (_, length) = UNITS.iter().find(|(name, _)| *name == unit)?;
        let number: i64 = text[..end].parse().ok()?;
        number.checked_mul(*length).map(Self::Ago)
    }

    /// `07-15`, `7月15日 6:55`: a day whose year goes without saying.
    fn parse_yearless(text: &str) -> Option<Self> {
        let (month, rest) = leading_number(text, 2)?;
        let (separator, rest) = split_first(rest)?;
        let (day, rest) = leading_number(rest, 2)?;
        let rest = match separator {
            '月' => rest.strip_prefix(['日', '号'])?,
            '-' | '/' => rest,
            _ => return None,
        };
        // 2024 has every day that any year has.
        NaiveDate::from_ymd_opt(2024, month, day)?;
        let clock = rest.trim();
        let spaced = clock.is_empty() || rest.starts_with(' ') || separator == '月';
        let time = if clock.is_empty() { None } else { Some(clock_time(clock)?) };
        spaced.then_some(Self::Yearless(month, day, time))
    }

    fn before(self, anchor_ms: i64) -> Option<CommentTime> {
        let zone = chrono::FixedOffset::east_opt(SHANGHAI_OFFSET_SECONDS)?;
        let today = DateTime::from_timestamp_millis(anchor_ms)?.with_timezone(&zone).date_naive();
        let at = |date: NaiveDate, clock: Option<NaiveTime>| match clock {
            Some(clock) => shanghai(date.and_time(clock)),
            None => day(date),
        };
        match self {
            Self::Ago(span) => {
                let time = exact(anchor_ms.checked_sub(span)?)?;
                Some(CommentTime { precision: TimePrecision::Relative, ..time })
            }
            Self::DaysBefore(days, clock) => at(today.checked_sub_signed(chrono::TimeDelta::days(days))?, clock),
            Self::Yearless(month, day, clock) => {
                let this_year = NaiveDate::from_ymd_opt(today.year(), month, day).filter(|date| *date <= today);
                // 29 February may be up to eight years back.
                let last = || (1..=8).find_map(|years| NaiveDate::from_ymd_opt(today.year() - years, month, day));
                at(this_year.or_else(last)?, clock)
            }
        }
    }
}

#[cfg(test)]
#[path = "time_tests.rs"]
mod tests;
