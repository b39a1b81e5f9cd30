//! Ages as they are given on the command line.

use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// `90m`, `12h`, `30d`, `2w`: a whole number above 0 and its unit, minutes to weeks. `None` for anything else.
pub fn parse_age(text: &str) -> Option<Duration> {
    let unit = text.chars().next_back()?;
    let seconds = match unit {
        'm' => MINUTE,
        'h' => HOUR,
        'd' => DAY,
        'w' => 7 * DAY,
        _ => return None,
    };
    let count: u64 = text.strip_suffix(unit)?.parse().ok()?;
    count.checked_mul(seconds).filter(|seconds| *seconds > 0).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_have_a_number_and_a_unit() {
        for (text, seconds) in [("90m", 90 * MINUTE), ("12h", 12 * HOUR), ("30d", 30 * DAY), ("8w", 56 * DAY)] {
            assert_eq!(parse_age(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        for wrong in ["", "d", "30", "-1d", "0d", "1.5d", "30天", "天", "99999999999999999999d", "9223372036854775807w"]
        {
            assert_eq!(parse_age(wrong), None, "{wrong}");
        }
    }
}
