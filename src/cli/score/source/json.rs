//! JSON Lines and arrays of JSON objects.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read, Seek};

use super::{Bytes, Reader, Source, text_column};
use crate::cli::score::batch::Rows;
use crate::frame::header::CommentField;
use crate::frame::read::decode::TextReader;
use crate::frame::read::json::{RawObject, cell_text, json_problem};
use crate::frame::read::{Source as Name, delimited};
use crate::frame::schema::SCORE_COLUMNS;
use crate::frame::{InputError, ReadOptions};

/// A file of one object a line.
pub(super) struct Lines {
    reader: BufReader<TextReader<Bytes>>,
    line: u64,
    /// The entry that is scored, once it is known.
    text_key: Option<String>,
}

/// The objects of an array that are not handed out yet.
pub(super) type Array = std::vec::IntoIter<String>;

impl Source {
    /// JSON Lines or an array, from a file.
    pub(super) fn json(
        name: Name,
        mut file: File,
        options: &ReadOptions,
        columns_first: bool,
    ) -> Result<Self, InputError> {
        let mut columns = Vec::new();
        if columns_first {
            columns = keys_of(&name, &file)?;
            file.rewind().map_err(|error| name.read_error(error))?;
        }
        let text = TextReader::new(Box::new(file) as Bytes).map_err(|error| name.decode_error(error))?;
        if text.peek().is_empty() {
            return Err(InputError::Empty { source_name: name.name });
        }
        Self::json_text(name, text, columns, options)
    }

    /// JSON Lines or an array.
    pub(super) fn json_text(
        name: Name,
        mut text: TextReader<Bytes>,
        columns: Vec<String>,
        options: &ReadOptions,
    ) -> Result<Self, InputError> {
        let given = options.columns.get(&CommentField::Text).cloned();
        if !is_array(&text) {
            let text_key = match (given, columns.is_empty()) {
                (None, false) => Some(columns[text_column(&name, &columns, options)?].clone()),
                (given, _) => given,
            };
            let lines = Lines { reader: BufReader::new(text), line: 0, text_key };
            return Ok(Self::new(name, columns, 0, Reader::Json(lines)));
        }
        let objects = read_array(&name, &mut text)?;
        let mut keys = Keys::default();
        for object in &objects {
            keys.add(object);
        }
        let text_at = text_column(&name, &keys.names, options)?;
        Ok(Self::new(name, keys.names, text_at, Reader::Array(objects.into_iter())))
    }

    /// Further objects of a file of lines. Which entry is scored is found out from the first of them.
    pub(super) fn read_objects(&mut self, most: usize, rows: &mut Rows) -> Result<(), InputError> {
        let Reader::Json(Lines { text_key, .. }) = &self.reader else { return Ok(()) };
        if let Some(key) = text_key.clone() {
            let columns = self.columns.clone();
            return self.each_object(most, |object, entries| push_object(rows, object, entries, &columns, &key));
        }
        let mut objects = Vec::new();
        self.each_object(most, |object, _| objects.push(object.to_owned()))?;
        if objects.is_empty() {
            let (line, problem) = (self.bad.line, self.bad.example.clone());
            let source_name = self.name.name.clone();
            return if self.bad.count > 0 { Err(InputError::NoJson { source_name, line, problem }) } else { Ok(()) };
        }
        let mut keys = Keys::default();
        for object in &objects {
            keys.add(object);
        }
        let at = text_column(&self.name, &keys.names, &ReadOptions::default())?;
        for object in &objects {
            push_text(rows, object, &self.columns, &keys.names[at]);
        }
        if let Reader::Json(lines) = &mut self.reader {
            lines.text_key = Some(keys.names.swap_remove(at));
        }
        Ok(())
    }

    /// Hands at most `most` further objects to `act`; lines that hold none are counted.
    fn each_object(&mut self, most: usize, mut act: impl FnMut(&str, &RawObject<'_>)) -> Result<(), InputError> {
        let Reader::Json(lines) = &mut self.reader else { return Ok(()) };
        let (mut line, mut objects) = (Vec::new(), 0);
        while objects < most
            && delimited::read_line(&mut lines.reader, &mut line).map_err(|error| self.name.read_error(error))?
        {
            lines.line += 1;
            let text = String::from_utf8_lossy(&line);
            let object = text.trim();
            if object.is_empty() {
                continue;
            }
            match serde_json::from_str::<RawObject<'_>>(object) {
                Ok(entries) => {
                    self.replaced |= entries.0.iter().any(|(key, _)| SCORE_COLUMNS.contains(&key.as_ref()));
                    objects += 1;
                    act(object, &entries);
                }
                Err(error) => self.bad.add(&json_problem(&error), lines.line),
            }
        }
        Ok(())
    }

    /// Further objects of an array.
    pub(super) fn take_objects(&mut self, most: usize, rows: &mut Rows) {
        let Reader::Array(objects) = &mut self.reader else { return };
        let text_key = &self.columns[self.text_at];
        for object in objects.by_ref().take(most) {
            push_text(rows, &object, &self.columns, text_key);
        }
    }
}

fn push_text(rows: &mut Rows, object: &str, columns: &[String], text_key: &str) {
    // It was read before.
    if let Ok(entries) = serde_json::from_str::<RawObject<'_>>(object) {
        push_object(rows, object, &entries, columns, text_key);
    }
}

fn push_object(rows: &mut Rows, object: &str, entries: &RawObject<'_>, columns: &[String], text_key: &str) {
    let value = |name: &str| entries.0.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
    let text = value(text_key).map(cell_text).unwrap_or_default();
    rows.push_object(object, columns.iter().map(|name| value(name).map_or("null", |value| value.get())), &text);
}

/// The names of all keys, in the order they are met.
#[derive(Default)]
struct Keys {
    names: Vec<String>,
    seen: HashSet<String>,
}

impl Keys {
    fn add(&mut self, object: &str) {
        let Ok(object) = serde_json::from_str::<RawObject<'_>>(object) else { return };
        for (key, _) in &object.0 {
            if !self.seen.contains(key.as_ref()) {
                self.seen.insert(key.to_string());
                self.names.push(key.to_string());
            }
        }
    }
}

fn is_array(text: &TextReader<Bytes>) -> bool {
    text.peek().iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'[')
}

fn read_array(name: &Name, text: &mut TextReader<Bytes>) -> Result<Vec<String>, InputError> {
    let mut bytes = Vec::new();
    text.read_to_end(&mut bytes).map_err(|error| name.read_error(error))?;
    let text = String::from_utf8_lossy(&bytes);
    let no_json = |error: serde_json::Error| InputError::NoJson {
        source_name: name.name.clone(),
        line: error.line() as u64,
        problem: json_problem(&error),
    };
    let values: Vec<&serde_json::value::RawValue> = serde_json::from_str(&text).map_err(no_json)?;
    let object = |value: &&serde_json::value::RawValue| {
        serde_json::from_str::<RawObject<'_>>(value.get()).map(|_| value.get().to_owned())
    };
    values.iter().map(object).collect::<Result<_, _>>().map_err(no_json)
}

/// All keys of a file of JSON Lines, read through to its end.
fn keys_of(name: &Name, file: &File) -> Result<Vec<String>, InputError> {
    let text = TextReader::new(file).map_err(|error| name.decode_error(error))?;
    if text.peek().iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'[') {
        return Ok(Vec::new());
    }
    let mut reader = BufReader::new(text);
    let (mut line, mut keys) = (Vec::new(), Keys::default());
    while delimited::read_line(&mut reader, &mut line).map_err(|error| name.read_error(error))? {
        keys.add(&String::from_utf8_lossy(&line));
    }
    Ok(keys.names)
}
