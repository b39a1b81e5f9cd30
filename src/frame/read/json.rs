//! JSON Lines, and files that are one JSON array.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::io::{BufReader, Read, Seek};

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::decode::TextReader;
use super::delimited::read_line;
use super::mapper::{Cells, Mapper};
use super::warning::{Finding, Warning};
use super::{InputError, ReadOptions, Reading, Source};

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

/// All keys of the objects of a source, in the order in which they first appear: its columns.
#[derive(Default)]
pub(super) struct Keys {
    names: Vec<String>,
    places: HashMap<String, usize>,
    objects: u64,
}

impl Keys {
    pub(super) fn see(&mut self, object: &RawObject<'_>) {
        self.objects += 1;
        for (key, _) in &object.0 {
            if !self.places.contains_key(key.as_ref()) {
                self.places.insert(key.to_string(), self.names.len());
                self.names.push(key.to_string());
            }
        }
    }

    /// The value under a column; of equal keys the first counts.
    fn cell<'c>(&self, object: &'c RawObject<'_>, at: usize) -> Option<Cow<'c, str>> {
        let name = self.names.get(at)?;
        object.0.iter().find(|(key, _)| key == name).map(|(_, value)| Cow::Owned(cell_text(value)))
    }

    /// The values under all columns.
    pub(super) fn cells(&self, object: &RawObject<'_>) -> Vec<String> {
        (0..self.names.len()).map(|at| self.cell(object, at).unwrap_or_default().into_owned()).collect()
    }

    /// The names of the columns.
    pub(super) fn into_names(self) -> Vec<String> {
        self.names
    }
}

/// Reads JSON Lines, or one JSON array of objects. Lines are read twice, for which columns there are is known at the end
/// only; so no more than one is in memory.
pub(super) fn read_json<R: Read + Seek>(
    source: &Source,
    mut file: R,
    options: &ReadOptions,
    reading: &mut Reading<'_>,
) -> Result<(), InputError> {
    let text = TextReader::new(&mut file).map_err(|error| source.decode_error(error))?;
    if is_array(&text) {
        return read_array(source, text, options, reading);
    }
    let mut bad = Finding { source: source.name.clone(), ..Finding::default() };
    let mut keys = Keys::default();
    each_line(source, text, &mut bad, |_, object| {
        keys.see(object);
        Ok(())
    })?;
    if keys.objects == 0 {
        let source_name = source.name.clone();
        return Err(match bad.count {
            0 => InputError::Empty { source_name },
            _ => InputError::NoJson { source_name, line: bad.line, problem: bad.example },
        });
    }
    let map = source.columns(&keys.names, options)?;
    let mut mapper = Mapper::new(&source.name, keys.names.clone(), map, options)?;
    file.rewind().map_err(|error| source.read_error(error))?;
    let text = TextReader::new(&mut file).map_err(|error| source.decode_error(error))?;
    each_line(source, text, &mut Finding::default(), |line, object| {
        let cells: &Cells<'_> = &|at| keys.cell(object, at);
        mapper.push(line, cells, reading)
    })?;
    let found = mapper.finish(reading)?;
    reading.warn(found);
    reading.warn((bad.count > 0).then_some(Warning::BadLines(bad)));
    Ok(())
}

/// All keys of the objects of a source, in the order in which they first appear.
pub(super) fn keys<R: Read>(source: &Source, text: TextReader<R>) -> Result<Vec<String>, InputError> {
    let mut keys = Keys::default();
    if is_array(&text) {
        let text = read_whole(source, text)?;
        objects(source, &text)?.iter().for_each(|object| keys.see(object));
    } else {
        each_line(source, text, &mut Finding::default(), |_, object| {
            keys.see(object);
            Ok(())
        })?;
    }
    Ok(keys.names)
}

pub(super) fn is_array<R: Read>(text: &TextReader<R>) -> bool {
    text.peek().iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'[')
}

/// Hands on the object of each line, with the line's number; lines that hold none are counted.
pub(super) fn each_line<R: Read>(
    source: &Source,
    text: TextReader<R>,
    bad: &mut Finding,
    mut take: impl FnMut(u64, &RawObject<'_>) -> Result<(), InputError>,
) -> Result<(), InputError> {
    let mut lines = BufReader::new(text);
    let (mut line, mut number) = (Vec::new(), 0);
    while read_line(&mut lines, &mut line).map_err(|error| source.read_error(error))? {
        number += 1;
        let text = String::from_utf8_lossy(&line);
        if text.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<RawObject<'_>>(&text) {
            Ok(object) => take(number, &object)?,
            Err(error) => bad.add(&json_problem(&error), number),
        }
    }
    Ok(())
}

fn read_array<R: Read>(
    source: &Source,
    text: TextReader<R>,
    options: &ReadOptions,
    reading: &mut Reading<'_>,
) -> Result<(), InputError> {
    let text = read_whole(source, text)?;
    let objects = objects(source, &text)?;
    if objects.is_empty() {
        return Err(InputError::Empty { source_name: source.name.clone() });
    }
    let mut keys = Keys::default();
    for object in &objects {
        keys.see(object);
    }
    let map = source.columns(&keys.names, options)?;
    let mut mapper = Mapper::new(&source.name, keys.names.clone(), map, options)?;
    for (number, object) in (1..).zip(&objects) {
        let cells: &Cells<'_> = &|at| keys.cell(object, at);
        mapper.push(number, cells, reading)?;
    }
    let found = mapper.finish(reading)?;
    reading.warn(found);
    Ok(())
}

/// All of a text, broken sequences replaced.
pub(super) fn read_whole<R: Read>(source: &Source, mut text: TextReader<R>) -> Result<String, InputError> {
    let mut bytes = Vec::new();
    text.read_to_end(&mut bytes).map_err(|error| source.read_error(error))?;
    Ok(String::from_utf8(bytes).unwrap_or_else(|broken| String::from_utf8_lossy(broken.as_bytes()).into_owned()))
}

/// The objects of a JSON array.
pub(super) fn objects<'t>(source: &Source, text: &'t str) -> Result<Vec<RawObject<'t>>, InputError> {
    serde_json::from_str(text).map_err(|error| InputError::NoJson {
        source_name: source.name.clone(),
        line: error.line() as u64,
        problem: json_problem(&error),
    })
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
