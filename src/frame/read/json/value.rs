//! JSON values as they are written.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A JSON object whose values keep their text, in the order of the text.
pub(crate) struct RawObject<'t>(pub Vec<(Cow<'t, str>, &'t RawValue)>);

impl<'de: 't, 't> Deserialize<'de> for RawObject<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = RawObject<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some((key, value)) = map.next_entry::<Key<'de>, &'de RawValue>()? {
                    entries.push((key.0, value));
                }
                Ok(RawObject(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

/// A key, borrowed where it holds no escape.
#[derive(Deserialize)]
struct Key<'t>(#[serde(borrow)] Cow<'t, str>);

/// A JSON value as the text of a cell: strings without quotes, `null` as nothing, all else as it is written.
pub(crate) fn cell_text(value: &RawValue) -> String {
    match value.get() {
        "null" => String::new(),
        text => json_string(text).unwrap_or_else(|| text.to_owned()),
    }
}

/// The content of a JSON string; `None` for anything else. Half a surrogate pair (`"\ud83d"`), as programs that cut
/// texts leave behind, reads as U+FFFD.
pub(crate) fn json_string(json: &str) -> Option<String> {
    if !json.starts_with('"') {
        return None;
    }
    serde_json::from_str(json).or_else(|_| serde_json::from_str(&without_half_pairs(json))).ok()
}

/// A JSON text in which every escape stands for a character.
pub(crate) fn without_half_pairs(json: &str) -> String {
    let mut mended = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        mended.push_str(&rest[..at]);
        let escape = &rest[at..];
        let length = match utf16_unit(escape) {
            Some(0xD800..=0xDBFF) if matches!(escape.get(6..).and_then(utf16_unit), Some(0xDC00..=0xDFFF)) => 12,
            Some(0xD800..=0xDFFF) => {
                mended.push_str("\\ufffd");
                rest = &escape[6..];
                continue;
            }
            Some(_) => 6,
            None => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        mended.push_str(&escape[..length]);
        rest = &escape[length..];
    }
    mended + rest
}

/// The number in `\uXXXX` at the start of a text.
fn utf16_unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

/// What is wrong with a text that should be JSON, without the place, which would count from the line's start.
pub(crate) fn json_problem(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn half_pairs_become_the_replacement_character_and_whole_ones_stay() {
        for (json, text) in [
            (r#""a\ud83db""#, "a\u{fffd}b"),
            (r#""\udc00""#, "\u{fffd}"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
            (r#""\\ud83d \"\n\u597d""#, "\\ud83d \"\n好"),
            (r#""\\\ud83d好""#, "\\\u{fffd}好"),
        ] {
            assert_eq!(json_string(json).as_deref(), Some(text), "{json}");
        }
        for json in ["7", "null", "\"open", "\"\\ud8\"", "\"\\"] {
            assert_eq!(json_string(json), None, "{json}");
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back_and_no_bytes_make_it_panic(text in "\\PC{0,20}", junk in "[\\\\ud83cD好\"0-9]{0,30}") {
            prop_assert_eq!(json_string(&serde_json::to_string(&text).unwrap()), Some(text));
            let _ = json_string(&format!("\"{junk}"));
        }
    }
}
