//! JSON Lines, and files that are one JSON array.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::io::{BufReader, Read};

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::decode::TextReader;
use super::delimited::read_line;
use super::mapper::{Cells, Mapper, Rows};
use super::warning::{Finding, Warning};
use super::{InputError, ReadOptions, Source};

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

/// The objects of a source as rows of cells under the names of all keys.
#[derive(Default)]
struct Table {
    headers: Vec<String>,
    places: HashMap<String, usize>,
    rows: Vec<(u64, Vec<(usize, String)>)>,
}

impl Table {
    fn push(&mut self, line: u64, object: &RawObject<'_>) {
        let mut row = Vec::with_capacity(object.0.len());
        for (key, value) in &object.0 {
            let known = self.places.get(key.as_ref()).copied();
            let place = known.unwrap_or_else(|| {
                self.headers.push(key.to_string());
                self.places.insert(key.to_string(), self.headers.len() - 1);
                self.headers.len() - 1
            });
            row.push((place, cell_text(value)));
        }
        self.rows.push((line, row));
    }
}

/// Reads JSON Lines, or one JSON array of objects.
pub(super) fn read_json<R: Read>(
    source: &Source,
    text: TextReader<R>,
    options: &ReadOptions,
    first_row: usize,
) -> Result<Rows, InputError> {
    let mut bad = Finding { source: source.name.clone(), ..Finding::default() };
    let table = read_table(source, text, &mut bad)?;
    if table.rows.is_empty() {
        let source_name = source.name.clone();
        return Err(match bad.count {
            0 => InputError::Empty { source_name },
            _ => InputError::NoJson { source_name, line: bad.line, problem: bad.example },
        });
    }
    let map = source.columns(&table.headers, options)?;
    let mut mapper = Mapper::new(&source.name, table.headers, map, options, first_row);
    for (line, row) in &table.rows {
        let cells: &Cells<'_> =
            &|at| row.iter().find(|(place, _)| *place == at).map(|(_, text)| Cow::Borrowed(&**text));
        mapper.push(*line, cells)?;
    }
    let mut rows = mapper.finish()?;
    if bad.count > 0 {
        rows.warnings.push(Warning::BadLines(bad));
    }
    Ok(rows)
}

/// All keys of the objects of a source, in the order in which they first appear.
pub(super) fn keys<R: Read>(source: &Source, text: TextReader<R>) -> Result<Vec<String>, InputError> {
    Ok(read_table(source, text, &mut Finding::default())?.headers)
}

fn read_table<R: Read>(source: &Source, text: TextReader<R>, bad: &mut Finding) -> Result<Table, InputError> {
    let is_array = text.peek().iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'[');
    if is_array { read_array(source, text) } else { read_objects(source, text, bad) }
}

fn read_objects<R: Read>(source: &Source, text: TextReader<R>, bad: &mut Finding) -> Result<Table, InputError> {
    let mut lines = BufReader::new(text);
    let (mut line, mut number) = (Vec::new(), 0);
    let mut table = Table::default();
    while read_line(&mut lines, &mut line).map_err(|error| source.read_error(error))? {
        number += 1;
        let text = String::from_utf8_lossy(&line);
        if text.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<RawObject<'_>>(&text) {
            Ok(object) => table.push(number, &object),
            Err(error) => bad.add(&json_problem(&error), number),
        }
    }
    Ok(table)
}

fn read_array<R: Read>(source: &Source, mut text: TextReader<R>) -> Result<Table, InputError> {
    let mut bytes = Vec::new();
    text.read_to_end(&mut bytes).map_err(|error| source.read_error(error))?;
    let text = String::from_utf8_lossy(&bytes);
    let objects: Vec<RawObject<'_>> = serde_json::from_str(&text).map_err(|error| InputError::NoJson {
        source_name: source.name.clone(),
        line: error.line() as u64,
        problem: json_problem(&error),
    })?;
    let mut table = Table::default();
    for (number, object) in (1..).zip(&objects) {
        table.push(number, object);
    }
    Ok(table)
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
