//! A look at what a source holds before it is read: its columns, or its text as it is.

use std::io::Read;

use super::decode::TextReader;
use super::delimited::{csv_reader, read_header};
use super::json::look_through;
use super::{InputError, Source};

/// The names in the header of a CSV source.
pub(crate) fn csv_headers(source: &Source, reader: impl Read) -> Result<Vec<String>, InputError> {
    let text = TextReader::new(reader).map_err(|error| source.decode_error(error))?;
    read_header(source, &mut csv_reader(text))
}

/// All keys of the objects in a JSON Lines source or a JSON array.
pub(crate) fn json_keys(source: &Source, reader: impl Read) -> Result<Vec<String>, InputError> {
    Ok(look_through(source, reader)?.0.into_names())
}

/// The whole source as UTF-8.
pub(crate) fn decode_text(source: &Source, reader: impl Read) -> Result<String, InputError> {
    let mut reader = TextReader::new(reader).map_err(|error| source.decode_error(error))?;
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|error| source.read_error(error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
