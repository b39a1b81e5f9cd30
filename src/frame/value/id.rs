//! Identifiers, which are text: 19 digits do not survive a float.

use super::is_missing;

/// An identifier as it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Id<'c> {
    /// The identifier.
    pub text: &'c str,
    /// It looks as if it had been a floating-point number on its way here (`7.58874E+18`, `7588740680004960000`): its
    /// last digits are lost, and different comments may share it.
    pub rounded: bool,
}

/// Whether a text is a keyed hash of an author as we make them: 16 lower-case hexadecimal digits, at least one of them
/// a letter, so that it can be told from an account number.
pub fn is_author_hash(text: &str) -> bool {
    has_hash_form(text) && !text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A keyed hash with a letter in it: where it has none, the first digit becomes one. So are hashes that were stored
/// without a letter the same as those made now.
pub(crate) fn with_letter(hash: &str) -> String {
    match hash.bytes().next() {
        Some(first @ b'0'..=b'9') if hash.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{}{}", char::from(b'a' + (first - b'0') % 6), &hash[1..])
        }
        _ => hash.to_owned(),
    }
}

/// Whether a text has the form of a keyed hash, be it of digits only, as they once were.
pub(crate) fn has_hash_form(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Digits that a float of 64 bits keeps for certain.
const EXACT_DIGITS: usize = 15;

/// Zeros at the end of a long number that chance brings in one of 10,000.
const SUSPICIOUS_ZEROS: usize = 4;

/// Reads an identifier; `None` where there is none. Marks that keep spreadsheets from changing it are taken off
/// (`'123`, `="123"`), and so is the `.0` of a short number.
pub fn parse_id(cell: &str) -> Option<Id<'_>> {
    let mut text = cell.trim();
    if let Some(inner) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        text = inner;
    }
    text = text.strip_prefix('\'').unwrap_or(text).trim();
    if is_missing(text) {
        return None;
    }
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if all_digits(whole) {
        let short = whole.len() <= EXACT_DIGITS;
        let zeros = whole.len() - whole.trim_end_matches('0').len();
        let rounded = !short && (whole.len() < text.len() || zeros >= SUSPICIOUS_ZEROS);
        return Some(Id { text: whole, rounded });
    }
    let scientific = text.split_once(['e', 'E']).is_some_and(|(mantissa, exponent)| {
        all_digits(exponent.strip_prefix('+').unwrap_or(exponent)) && mantissa.split('.').all(all_digits)
    });
    Some(Id { text, rounded: scientific && text.contains(['.', '+']) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_have_a_letter() {
        for (hash, lettered) in [
            ("0123456789012345", "a123456789012345"),
            ("9123456789012345", "d123456789012345"),
            ("012345678901234f", "012345678901234f"),
            ("", ""),
        ] {
            assert_eq!(with_letter(hash), lettered);
            assert_eq!(with_letter(lettered), lettered);
            assert_eq!(is_author_hash(lettered), !hash.is_empty());
        }
        assert!(!is_author_hash("0123456789012345") && has_hash_form("0123456789012345"));
    }

    #[test]
    fn identifiers_stay_text_and_rounded_ones_are_noticed() {
        let cases = [
            ("7588740680004963593", Some(("7588740680004963593", false))),
            (" 12 ", Some(("12", false))),
            ("'7588740680004963593", Some(("7588740680004963593", false))),
            ("=\"7588740680004963593\"", Some(("7588740680004963593", false))),
            ("\t7588740680004963593", Some(("7588740680004963593", false))),
            ("12.0", Some(("12", false))),
            ("100000", Some(("100000", false))),
            ("7588740680004960000", Some(("7588740680004960000", true))),
            ("7588740680004963328.0", Some(("7588740680004963328", true))),
            ("7.58874E+18", Some(("7.58874E+18", true))),
            ("1.0E18", Some(("1.0E18", true))),
            ("12e5", Some(("12e5", false))),
            ("BV1xx411c7mD", Some(("BV1xx411c7mD", false))),
            ("@abc/def==", Some(("@abc/def==", false))),
            ("", None),
            ("null", None),
        ];
        for (cell, expected) in cases {
            assert_eq!(parse_id(cell).map(|id| (id.text, id.rounded)), expected, "{cell:?}");
        }
    }
}
