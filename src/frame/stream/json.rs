//! JSON Lines and arrays of JSON objects.

use std::io::Read;

use super::batch::Rows;
use super::source::{Bytes, text_column};
use crate::frame::read::Source as Name;
use crate::frame::read::decode::TextReader;
use crate::frame::read::json::{Keys, Objects, RawObject, cell_text, look_through};
use crate::frame::schema::SCORE_COLUMNS;
use crate::frame::{Finding, InputError, ReadOptions};

/// The objects of a source, and which of their entries is scored.
pub(super) struct Json {
    name: Name,
    objects: Objects<Bytes>,
    /// All keys; none where every row names its own.
    columns: Vec<String>,
    options: ReadOptions,
    /// The entry that is scored, once it is known.
    text_key: Option<String>,
    /// An entry has a name that scoring gives.
    replaces: bool,
}

impl Json {
    /// All keys of a source, read through to its end.
    pub(super) fn columns(name: &Name, reader: impl Read) -> Result<Vec<String>, InputError> {
        Ok(look_through(name, reader)?.0.into_names())
    }

    /// The objects of a text whose columns are these; if none are given, every row names its own.
    pub(super) fn new(
        name: &Name,
        text: TextReader<Bytes>,
        columns: Vec<String>,
        options: &ReadOptions,
    ) -> Result<Self, InputError> {
        let find = |at: usize| columns.get(at).cloned();
        let text_key = if columns.is_empty() { None } else { find(text_column(name, &columns, options)?) };
        let objects = Objects::new(name, text);
        Ok(Self { name: name.clone(), objects, columns, options: options.clone(), text_key, replaces: false })
    }

    /// Lines that hold no object.
    pub(super) fn bad(&self) -> &Finding {
        self.objects.bad()
    }

    /// Whether an entry has a name that scoring gives.
    pub(super) fn replaces(&self) -> bool {
        self.replaces
    }

    /// At most `most` further objects.
    pub(super) fn read(&mut self, most: usize, rows: &mut Rows) -> Result<(), InputError> {
        if self.text_key.is_none() {
            return self.read_first(most, rows);
        }
        let Self { objects, columns, text_key, replaces, .. } = self;
        let key = text_key.as_deref().unwrap_or_default();
        while rows.len() < most
            && objects
                .next(|_, text, object| {
                    *replaces |= has_scores(object);
                    push(rows, text, object, columns, key);
                })?
                .is_some()
        {}
        Ok(())
    }

    /// The first objects, from which it is found out which entry is scored.
    fn read_first(&mut self, most: usize, rows: &mut Rows) -> Result<(), InputError> {
        let (mut keys, mut texts) = (Keys::default(), Vec::new());
        while texts.len() < most
            && let Some(text) = self.objects.next(|_, text, object| {
                keys.see(object);
                self.replaces |= has_scores(object);
                text.to_owned()
            })?
        {
            texts.push(text);
        }
        let bad = self.objects.bad();
        if texts.is_empty() && (bad.count > 0 || self.objects.is_array()) {
            return Err(self.name.no_objects(bad));
        }
        if texts.is_empty() {
            return Ok(());
        }
        let mut names = keys.into_names();
        let key = names.swap_remove(text_column(&self.name, &names, &self.options)?);
        for text in &texts {
            // It was read before.
            if let Ok(object) = serde_json::from_str(text) {
                push(rows, text, &object, &self.columns, &key);
            }
        }
        self.text_key = Some(key);
        Ok(())
    }
}

fn has_scores(object: &RawObject<'_>) -> bool {
    object.0.iter().any(|(key, _)| SCORE_COLUMNS.contains(&key.as_ref()))
}

fn push(rows: &mut Rows, text: &str, object: &RawObject<'_>, columns: &[String], text_key: &str) {
    let value = |name: &str| object.0.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
    let scored = value(text_key).map(cell_text).unwrap_or_default();
    rows.push_object(text, columns.iter().map(|name| value(name).map_or("null", |value| value.get())), &scored);
}
