//! Reading comments from wherever they are: collections, CSV, JSON Lines, Parquet, plain lines; files or stdin.
//!
//! Nothing is dropped in silence: what can't be understood is counted by column with an example, see [`Warning`].

mod cells;
pub(crate) mod collection;
pub(crate) mod decode;
pub(crate) mod delimited;
#[cfg(test)]
mod drip;
mod error;
pub(crate) mod json;
mod mapper;
mod merge;
mod parquet;
mod peek;
pub(crate) mod quotes;
mod source;
mod stored;
mod vet;
mod warning;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

pub(crate) use cells::{CellTable, read_cells};
pub use error::InputError;
pub(crate) use peek::{csv_headers, decode_text, json_keys};
pub(in crate::frame) use source::{Place, locate, spool};
pub(crate) use source::{Source, resolve_format};
pub use warning::{Finding, Warning};

use super::comments::CommentFrame;
use super::header::CommentField;
use crate::score::Sentiment;
use decode::TextReader;
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
    /// Takes what comments feel from the columns `polarity`, `score` and `confidence` that scoring wrote; an input
    /// without them, or with a row in which they are not valid, is an error.
    pub stored_scores: bool,
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

/// Some comments on their way from an input, in its order.
#[derive(Debug)]
pub(crate) struct Chunk {
    /// The comments.
    pub comments: CommentFrame,
    /// Of each: its id was made from the row number, so that it can't tell a comment met again.
    pub made_id: Vec<bool>,
    /// What each feels as its row says, if that was asked for.
    pub stored: Option<Vec<Sentiment>>,
}

/// What is known of the inputs beside their comments.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// As in [`Input`].
    pub declared_total: Option<u64>,
    /// As in [`Input`].
    pub warnings: Vec<Warning>,
}

/// Reads all inputs: collection folders, folders of collections, files, and `-` for stdin.
///
/// # Errors
/// An input that is missing, empty, of no known form, damaged, or without a column of texts.
pub fn read_inputs(paths: &[PathBuf], options: &ReadOptions) -> Result<Input, InputError> {
    let mut merger = Merger::default();
    let read = read_chunks(paths, options, &mut |chunk| merger.add(chunk))?;
    merger.finish(read)
}

/// Reads all inputs a chunk at a time, comments met again included.
///
/// # Errors
/// As [`read_inputs`], and whatever `take` returns.
pub(crate) fn read_chunks(
    paths: &[PathBuf],
    options: &ReadOptions,
    take: &mut dyn FnMut(Chunk) -> Result<(), InputError>,
) -> Result<Read, InputError> {
    let mut reading = Reading::new(take);
    reading.warn(repeated(paths).map(|path| Warning::RepeatedInput { source: path.display().to_string() }));
    for path in paths {
        read_input(path, options, &mut reading)?;
    }
    Ok(reading.finish())
}

/// Inputs that an earlier one means too, by whatever path.
pub(crate) fn repeated(paths: &[PathBuf]) -> impl Iterator<Item = &PathBuf> {
    let mut seen = BTreeSet::new();
    paths.iter().filter(move |path| fs::canonicalize(path).is_ok_and(|place| !seen.insert(place)))
}

/// Reads comments from anything that can be read, such as stdin.
///
/// # Errors
/// As [`read_inputs`]; JSON and Parquet can't be read this way in place and are spooled to a temporary file, which is
/// [`InputError::Aside`] where it can't be written.
pub fn read_from(
    reader: impl io::Read,
    name: &str,
    format: Format,
    options: &ReadOptions,
) -> Result<Input, InputError> {
    let mut merger = Merger::default();
    let read = read_reader(reader, name, format, options, &mut |chunk| merger.add(chunk))?;
    merger.finish(read)
}

/// Reads comments from anything that can be read a chunk at a time, comments met again included.
///
/// # Errors
/// As [`read_from`], and whatever `take` returns.
pub(crate) fn read_reader(
    reader: impl io::Read,
    name: &str,
    format: Format,
    options: &ReadOptions,
    take: &mut dyn FnMut(Chunk) -> Result<(), InputError>,
) -> Result<Read, InputError> {
    let mut reading = Reading::new(take);
    read_stream(reader, &Source::named(name), format, options, &mut reading)?;
    Ok(reading.finish())
}

/// Reads a file of a known form, whatever its name says, a chunk at a time, comments met again included.
///
/// # Errors
/// As [`read_inputs`], and whatever `take` returns.
pub(crate) fn read_file(
    path: &Path,
    format: Format,
    options: &ReadOptions,
    take: &mut dyn FnMut(Chunk) -> Result<(), InputError>,
) -> Result<Read, InputError> {
    let metadata = fs::metadata(path).map_err(|source| InputError::Read { path: path.to_owned(), source })?;
    let mut reading = Reading::new(take);
    read_in_place(path, format, metadata.is_file(), options, &mut reading)?;
    Ok(reading.finish())
}

/// Reading under way: who takes the comments, and what is known so far.
struct Reading<'t> {
    take: &'t mut dyn FnMut(Chunk) -> Result<(), InputError>,
    rows: usize,
    declared: Option<u64>,
    undeclared: bool,
    warnings: Vec<Warning>,
}

impl<'t> Reading<'t> {
    fn new(take: &'t mut dyn FnMut(Chunk) -> Result<(), InputError>) -> Self {
        Self { take, rows: 0, declared: None, undeclared: false, warnings: Vec::new() }
    }

    /// Comments handed on so far.
    fn rows(&self) -> usize {
        self.rows
    }

    fn take(&mut self, chunk: Chunk) -> Result<(), InputError> {
        self.rows += chunk.comments.len();
        (self.take)(chunk)
    }

    /// Hands on comments that all have ids of their own.
    fn take_frame(&mut self, comments: CommentFrame, stored: Option<Vec<Sentiment>>) -> Result<(), InputError> {
        let made_id = vec![false; comments.len()];
        self.take(Chunk { comments, made_id, stored })
    }

    fn warn(&mut self, warnings: impl IntoIterator<Item = Warning>) {
        self.warnings.extend(warnings);
    }

    /// Notes how many comments an input says there are.
    fn declare(&mut self, declared: Option<u64>) {
        match declared {
            Some(count) => self.declared = Some(self.declared.unwrap_or(0).saturating_add(count)),
            None => self.undeclared = true,
        }
    }

    fn finish(self) -> Read {
        Read { declared_total: if self.undeclared { None } else { self.declared }, warnings: self.warnings }
    }
}

fn read_input(path: &Path, options: &ReadOptions, reading: &mut Reading<'_>) -> Result<(), InputError> {
    match locate(path, options)? {
        Place::Stdin(format) => read_stream(io::stdin().lock(), &Source::named("stdin"), format, options, reading),
        Place::Collections(folders) => folders.iter().try_for_each(|folder| collection::read(folder, options, reading)),
        Place::File { format, is_regular } => read_in_place(path, format, is_regular, options, reading),
    }
}

fn read_in_place(
    path: &Path,
    format: Format,
    is_regular: bool,
    options: &ReadOptions,
    reading: &mut Reading<'_>,
) -> Result<(), InputError> {
    let open = || File::open(path).map_err(|source| InputError::Read { path: path.to_owned(), source });
    let source = Source::of(path);
    match format {
        Format::Parquet => {
            reading.declare(None);
            parquet::read_parquet(&source, path, options, reading)
        }
        Format::Jsonl if is_regular => {
            reading.declare(None);
            json::read_json(&source, open()?, options, reading)
        }
        format => read_stream(open()?, &source, format, options, reading),
    }
}

fn read_stream(
    reader: impl io::Read,
    source: &Source,
    format: Format,
    options: &ReadOptions,
    reading: &mut Reading<'_>,
) -> Result<(), InputError> {
    reading.declare(None);
    let text = |reader| TextReader::new(reader).map_err(|error| source.decode_error(error));
    match format {
        Format::Text => delimited::read_lines(source, text(reader)?, options, reading),
        Format::Csv => delimited::read_csv(source, text(reader)?, options, reading),
        Format::Jsonl => {
            let spooled = spool(source, reader)?;
            json::read_json(source, spooled.into_file(), options, reading)
        }
        Format::Parquet => {
            let spooled = spool(source, reader)?;
            parquet::read_parquet(source, spooled.path(), options, reading)
        }
    }
}

#[cfg(test)]
mod tests;
