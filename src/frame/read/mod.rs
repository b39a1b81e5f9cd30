//! Reading comments from wherever they are: collections, CSV, JSON Lines, Parquet, plain lines; files or stdin.
//!
//! Nothing is dropped in silence: what can't be understood is counted by column with an example, see [`Warning`].

pub(crate) mod collection;
pub(crate) mod decode;
pub(crate) mod delimited;
mod error;
pub(crate) mod json;
mod mapper;
mod merge;
mod parquet;
mod peek;
mod source;
mod vet;
mod warning;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

pub use error::InputError;
pub(crate) use peek::{csv_headers, decode_text, json_keys};
pub(crate) use source::{Source, resolve_format};
pub use warning::{Finding, Warning};

use super::comments::CommentFrame;
use super::header::CommentField;
use decode::TextReader;
use mapper::Rows;
use merge::Merger;

/// Forms of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One comment a line.
    Text,
    /// Comma-, tab- or semicolon-separated values with a header.
    Csv,
    /// One JSON object a line, or one JSON array of objects.
    Jsonl,
    /// Apache Parquet.
    Parquet,
}

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The form of stdin (else plain lines) and of files whose name does not tell.
    pub format: Option<Format>,
    /// Columns given by name; all others are found by theirs.
    pub columns: BTreeMap<CommentField, String>,
    /// The video of comments whose source does not name one.
    pub video_id: Option<String>,
    /// When the comments were collected, for sources that don't say; distances such as `3月前` count from here.
    pub collected_at_ms: Option<i64>,
    /// Takes authors as they stand, for a caller that hashes them; else all but keyed hashes of ours are left out.
    pub raw_authors: bool,
}

/// Comments with everything known about how they were collected and read.
#[derive(Debug, Default)]
pub struct Input {
    /// The comments, in the order of the inputs, each comment once.
    pub comments: CommentFrame,
    /// How many comments the platform declared, over all collections; `None` unless every input is a collection that
    /// knows.
    pub declared_total: Option<u64>,
    /// What was not understood, left out, or incomplete.
    pub warnings: Vec<Warning>,
}

/// Reads all inputs: collection folders, folders of collections, files, and `-` for stdin.
///
/// # Errors
/// An input that is missing, empty, of no known form, damaged, or without a column of texts.
pub fn read_inputs(paths: &[PathBuf], options: &ReadOptions) -> Result<Input, InputError> {
    let mut merger = Merger::default();
    for path in paths {
        read_input(path, options, &mut merger)?;
    }
    merger.finish()
}

/// Reads comments from anything that can be read, such as stdin.
///
/// # Errors
/// As [`read_inputs`]; Parquet can't be read this way in place and is spooled to a temporary file.
pub fn read_from(reader: impl Read, name: &str, format: Format, options: &ReadOptions) -> Result<Input, InputError> {
    let mut merger = Merger::default();
    read_stream(reader, &Source::named(name), format, options, &mut merger)?;
    merger.finish()
}

fn read_input(path: &Path, options: &ReadOptions, merger: &mut Merger) -> Result<(), InputError> {
    if path.as_os_str() == "-" {
        let format = options.format.unwrap_or(Format::Text);
        return read_stream(std::io::stdin().lock(), &Source::named("stdin"), format, options, merger);
    }
    let read_error = |source| InputError::Read { path: path.to_owned(), source };
    if fs::metadata(path).map_err(read_error)?.is_dir() {
        for folder in collection::find(path)? {
            let collection = collection::read(&folder, options)?;
            merger.add_collection(collection.comments, collection.declared_total, collection.warnings);
        }
        return Ok(());
    }
    let source = Source::of(path);
    match resolve_format(path, options.format)? {
        Format::Parquet => read_parquet_file(path, &source, options, merger),
        format => read_stream(File::open(path).map_err(read_error)?, &source, format, options, merger),
    }
}

fn read_parquet_file(
    path: &Path,
    source: &Source,
    options: &ReadOptions,
    merger: &mut Merger,
) -> Result<(), InputError> {
    match parquet::read_parquet(source, path, options, merger.len())? {
        parquet::Parquet::Frame(frame, warnings) => merger.add_frame(frame, warnings),
        parquet::Parquet::Rows(rows) => merger.add_rows(rows),
    }
    Ok(())
}

fn read_stream(
    reader: impl Read,
    source: &Source,
    format: Format,
    options: &ReadOptions,
    merger: &mut Merger,
) -> Result<(), InputError> {
    let first_row = merger.len();
    let text = |reader| TextReader::new(reader).map_err(|error| source.decode_error(error));
    let rows: Rows = match format {
        Format::Text => delimited::read_lines(source, text(reader)?, options, first_row)?,
        Format::Csv => delimited::read_csv(source, text(reader)?, options, first_row)?,
        Format::Jsonl => json::read_json(source, text(reader)?, options, first_row)?,
        Format::Parquet => {
            let spooled = source::spool(reader).map_err(|error| source.read_error(error))?;
            return read_parquet_file(spooled.path(), source, options, merger);
        }
    };
    merger.add_rows(rows);
    Ok(())
}

#[cfg(test)]
mod tests;
