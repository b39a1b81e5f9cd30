//! Counts as people and programs write them.

use super::{NotUnderstood, is_missing};

/// Reads a count: `12`, `0.0`, `1,234`, `2.0万`, `1.2w`, `3k`, `1亿`, `10万+`, `1.5E3`. The result is exact.
///
/// # Errors
/// What is no number, negative (`-1` is a placeholder), not whole (`2.5`) or beyond `i64`.
///
/// ```
/// use shenping::frame::value::parse_count;
/// assert_eq!(parse_count("2.0万"), Ok(Some(20_000)));
/// assert_eq!(parse_count(""), Ok(None));
/// assert!(parse_count("many").is_err());
/// ```
pub fn parse_count(cell: &str) -> Result<Option<i64>, NotUnderstood> {
    if is_missing(cell) {
        return Ok(None);
    }
    let cell = cell.trim();
    let cell = cell.strip_suffix('+').unwrap_or(cell).trim_end();
    let (number, power) = split_unit(cell);
    let (mantissa, exponent) = match number.find(['e', 'E']) {
        Some(at) => (&number[..at], number[at + 1..].parse::<i32>().map_err(|_| NotUnderstood)?),
        None => (number, 0),
    };
    decimal(mantissa.trim(), exponent.checked_add(power).ok_or(NotUnderstood)?).map(Some)
}

/// Takes the unit off the end; the power of ten it stands for.
fn split_unit(cell: &str) -> (&str, i32) {
    const UNITS: [(char, i32); 9] =
        [('万', 4), ('萬', 4), ('w', 4), ('W', 4), ('k', 3), ('K', 3), ('千', 3), ('亿', 8), ('億', 8)];
    for (unit, power) in UNITS {
        if let Some(number) = cell.strip_suffix(unit) {
            return (number.trim_end(), power);
        }
    }
    (cell, 0)
}

/// `digits · 10^power`, which must be whole.
fn decimal(digits: &str, power: i32) -> Result<i64, NotUnderstood> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = without_separators(whole)?;
    if whole.is_empty() && fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotUnderstood);
    }
    let fraction = fraction.trim_end_matches('0');
    let places = i32::try_from(fraction.len()).map_err(|_| NotUnderstood)?;
    let shift = power.checked_sub(places).ok_or(NotUnderstood)?;
    let number = whole + fraction;
    let number = number.trim_start_matches('0');
    if number.is_empty() {
        return Ok(0);
    }
    // Digits below the point that no unit lifts above it would make half a like.
    let shift = u32::try_from(shift).map_err(|_| NotUnderstood)?;
    let number = number.parse::<i64>().map_err(|_| NotUnderstood)?;
    10_i64.checked_pow(shift).and_then(|factor| number.checked_mul(factor)).ok_or(NotUnderstood)
}

/// `1,234,567` without its commas; a comma anywhere else is no thousands separator.
fn without_separators(whole: &str) -> Result<String, NotUnderstood> {
    let mut groups = whole.split([',', '，']);
    let first = groups.next().unwrap_or_default();
    let mut digits = first.to_owned();
    let mut grouped = false;
    for group in groups {
        if group.len() != 3 {
            return Err(NotUnderstood);
        }
        grouped = true;
        digits.push_str(group);
    }
    let plausible = !grouped || (1..=3).contains(&first.len());
    if plausible && digits.bytes().all(|b| b.is_ascii_digit()) { Ok(digits) } else { Err(NotUnderstood) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_every_source_are_read_exactly() {
        let cases = [
            ("0", 0),
            ("12", 12),
            ("0.0", 0),
            ("3.0", 3),
            ("0003", 3),
            (" 7 ", 7),
            ("1,234", 1234),
            ("12,345,678", 12_345_678),
            ("2.0万", 20_000),
            ("1.2w", 12_000),
            ("1.23 万", 12_300),
            ("10万+", 100_000),
            ("3k", 3000),
            ("1.5K", 1500),
            ("1亿", 100_000_000),
            ("2E3", 2000),
            ("1.5e+03", 1500),
            ("9223372036854775807", i64::MAX),
        ];
        for (cell, count) in cases {
            assert_eq!(parse_count(cell), Ok(Some(count)), "{cell:?}");
        }
    }

    #[test]
    fn nothing_is_nothing_and_the_rest_is_not_understood() {
        for cell in ["", " ", "-", "null", "NaN", "None", "无"] {
            assert_eq!(parse_count(cell), Ok(None), "{cell:?}");
        }
        for cell in ["-1", "2.5", "many", "1,23", "1234,567", "1.2.3", "万", ".", "1e", "1e99", "1e-3", "12条", "赞"]
        {
            assert_eq!(parse_count(cell), Err(NotUnderstood), "{cell:?}");
        }
        assert_eq!(parse_count("9223372036854775808"), Err(NotUnderstood));
        assert_eq!(parse_count("1.00005万"), Err(NotUnderstood));
        assert_eq!(parse_count("1e2147483647万"), Err(NotUnderstood));
    }
}
