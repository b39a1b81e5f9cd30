//! JSON Lines, and files that are one JSON array.

mod objects;
mod value;

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Read, Seek};

pub(in crate::frame) use objects::Objects;
pub(crate) use value::{RawObject, cell_text, json_problem, json_string, without_half_pairs};

use super::mapper::{Cells, Mapper};
use super::warning::{Finding, Warning};
use super::{InputError, ReadOptions, Reading, Source};

/// All keys of the objects of a source, in the order in which they first appear: its columns.
#[derive(Default)]
pub(in crate::frame) struct Keys {
    names: Vec<String>,
    places: HashMap<String, usize>,
    objects: u64,
}

impl Keys {
    pub(in crate::frame) fn see(&mut self, object: &RawObject<'_>) {
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
    pub(in crate::frame) fn into_names(self) -> Vec<String> {
        self.names
    }
}

/// Reads JSON Lines, or one JSON array of objects. Both are read twice, for which columns there are is known at the end
/// only; so no more than one object is in memory.
pub(super) fn read_json<R: Read + Seek>(
    source: &Source,
    mut file: R,
    options: &ReadOptions,
    reading: &mut Reading<'_>,
) -> Result<(), InputError> {
    let (keys, bad) = look_through(source, &mut file)?;
    if keys.objects == 0 {
        return Err(source.no_objects(&bad));
    }
    let map = source.columns(&keys.names, options)?;
    let mut mapper = Mapper::new(&source.name, keys.names.clone(), map, options)?;
    file.rewind().map_err(|error| source.read_error(error))?;
    let mut objects = Objects::open(source, &mut file)?;
    let mut push = |line: u64, _: &str, object: &RawObject<'_>| {
        let cells: &Cells<'_> = &|at| keys.cell(object, at);
        mapper.push(line, cells, reading)
    };
    while let Some(pushed) = objects.next(&mut push)? {
        pushed?;
    }
    let found = mapper.finish(reading)?;
    reading.warn(found);
    reading.warn((bad.count > 0).then_some(Warning::BadLines(bad)));
    Ok(())
}

/// All keys of a source, and the lines in it that hold no object.
///
/// # Errors
/// A source that can't be read, is no text, or is an array with anything but objects in it.
pub(in crate::frame) fn look_through(source: &Source, reader: impl Read) -> Result<(Keys, Finding), InputError> {
    let mut keys = Keys::default();
    let mut objects = Objects::open(source, reader)?;
    while objects.next(|_, _, object| keys.see(object))?.is_some() {}
    Ok((keys, objects.into_bad()))
}
