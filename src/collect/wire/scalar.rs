//! A JSON value that should be a number, a flag or a short text, whichever of these the service sends today.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::frame::read::json::json_string;
use crate::frame::value::parse_count;

/// Any JSON value. Nothing fails here: what a field can't use reads as missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Scalar {
    /// Not sent.
    #[default]
    Missing,
    /// Sent as `null`.
    Null,
    Flag(bool),
    Int(i64),
    /// Above the signed range.
    Big(u64),
    Float(f64),
    Text(String),
    /// An object or a list, and whether it holds anything.
    Other {
        empty: bool,
    },
}

/// Largest float that still counts one by one.
const EXACT_FLOAT: f64 = 9_007_199_254_740_992.0;

impl Scalar {
    /// The value as it is written; `None` was not sent.
    pub(super) fn of(written: Option<&RawValue>) -> Self {
        let Some(written) = written else { return Self::Missing };
        // Half a character in a text, or a number beyond all numbers.
        let odd = |_| json_string(written.get()).map_or(Self::Other { empty: false }, Self::Text);
        serde_json::from_str(written.get()).unwrap_or_else(odd)
    }

    /// Whether the key was there at all, `null` included.
    pub(super) fn is_present(&self) -> bool {
        *self != Self::Missing
    }

    /// A whole number, also from text; `None` for anything else.
    pub(super) fn int(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(*value),
            Self::Flag(value) => Some(i64::from(*value)),
            Self::Float(value) if value.fract() == 0.0 && value.abs() <= EXACT_FLOAT =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "whole and within the exact range")]
                Some(*value as i64)
            }
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// A count: a whole number of 0 or more, also as people write it (`1.2万`).
    pub(super) fn count(&self) -> Option<i64> {
        let written = || if let Self::Text(text) = self { parse_count(text).ok()? } else { None };
        self.int().or_else(written).filter(|count| *count >= 0)
    }

    /// True or false in any spelling: `1`, `true`, `"1"`, `"true"`.
    pub(super) fn flag(&self) -> Option<bool> {
        match self {
            Self::Flag(value) => Some(*value),
            Self::Text(text) if text.trim().eq_ignore_ascii_case("true") => Some(true),
            Self::Text(text) if text.trim().eq_ignore_ascii_case("false") => Some(false),
            _ => self.int().map(|value| value != 0),
        }
    }

    /// A text, also from a number that is exact.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Int(value) => Some(value.to_string()),
            Self::Big(value) => Some(value.to_string()),
            _ => None,
        }
    }

    /// An identifier: never empty, never `0` (the service's word for none), never rounded through a float.
    pub(super) fn id(&self) -> Option<String> {
        self.text().map(|id| id.trim().to_owned()).filter(|id| !id.is_empty() && id != "0")
    }

    /// Whether there is something: a non-empty list, object or text, a number that is not 0, `true`.
    pub(super) fn holds_something(&self) -> bool {
        match self {
            Self::Other { empty } => !empty,
            Self::Text(text) => !text.is_empty(),
            other => other.flag() == Some(true),
        }
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar::Flag(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Scalar, E> {
        Ok(Scalar::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Scalar, E> {
        Ok(i64::try_from(value).map_or(Scalar::Big(value), Scalar::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Scalar, E> {
        Ok(Scalar::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Scalar, E> {
        Ok(Scalar::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Scalar, A::Error> {
        let mut empty = true;
        while items.next_element::<IgnoredAny>()?.is_some() {
            empty = false;
        }
        Ok(Scalar::Other { empty })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Scalar, A::Error> {
        let mut empty = true;
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            empty = false;
        }
        Ok(Scalar::Other { empty })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Scalar {
        Scalar::of(Some(serde_json::from_str(json).unwrap()))
    }

    #[test]
    fn what_the_parser_refuses_is_no_failure() {
        assert_eq!(read("\"a\\ud83d\""), Scalar::Text("a\u{fffd}".into()));
        assert_eq!(read("1e999").int(), None);
        assert!(read("1e999").is_present());
    }

    #[test]
    fn numbers_come_in_many_forms() {
        for (json, int) in
            [("7", Some(7)), ("\"7\"", Some(7)), ("7.0", Some(7)), ("true", Some(1)), ("\" 7 \"", Some(7))]
        {
            assert_eq!(read(json).int(), int, "{json}");
        }
        for json in ["null", "7.5", "\"x\"", "[]", "{}", "1e300", "18446744073709551615"] {
            assert_eq!(read(json).int(), None, "{json}");
        }
        assert_eq!(read("-1").count(), None);
        assert_eq!(read("\"1.2万\"").count(), Some(12_000));
    }

    #[test]
    fn identifiers_are_never_rounded() {
        assert_eq!(read("7610966321379246906").id().as_deref(), Some("7610966321379246906"));
        assert_eq!(read("18446744073709551615").id().as_deref(), Some("18446744073709551615"));
        assert_eq!(read("\"7610966321379246906\"").id().as_deref(), Some("7610966321379246906"));
        for json in ["7.610966321379247e18", "\"\"", "0", "\"0\"", "null", "[1]"] {
            assert_eq!(read(json).id(), None, "{json}");
        }
    }

    #[test]
    fn flags_have_several_spellings() {
        for json in ["1", "true", "\"1\"", "\"true\"", "\"True\""] {
            assert_eq!(read(json).flag(), Some(true), "{json}");
        }
        for json in ["0", "false", "\"0\"", "\"false\""] {
            assert_eq!(read(json).flag(), Some(false), "{json}");
        }
        for json in ["null", "\"\"", "{}", "\"yes?\""] {
            assert_eq!(read(json).flag(), None, "{json}");
        }
    }

    #[test]
    fn something_is_told_from_nothing() {
        for json in ["[1]", "{\"a\":1}", "\"x\"", "1", "true"] {
            assert!(read(json).holds_something(), "{json}");
        }
        for json in ["[]", "{}", "\"\"", "0", "null", "false"] {
            assert!(!read(json).holds_something(), "{json}");
        }
    }
}
