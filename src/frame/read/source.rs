//! What an input is called and what form it has.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::decode::DecodeError;
use super::error::InputError;
use super::quotes::OpenQuote;
use super::warning::Finding;
use super::{Format, ReadOptions, collection};
use crate::frame::header::{ColumnMap, CommentField};

/// An input's name, as messages show it.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The path as given, or `stdin`.
    pub name: String,
}

impl Source {
    pub(crate) fn of(path: &Path) -> Self {
        Self { name: path.display().to_string() }
    }

    pub(crate) fn named(name: &str) -> Self {
        Self { name: name.to_owned() }
    }

    /// Which column feeds which field; the text must be among them.
    pub(crate) fn columns(&self, headers: &[String], options: &ReadOptions) -> Result<ColumnMap, InputError> {
        let source_name = || self.name.clone();
        let map = ColumnMap::detect(headers, &options.columns).map_err(|missing| InputError::NoSuchColumn {
            source_name: source_name(),
            column: missing.name,
            columns: headers.to_vec(),
        })?;
        match map.get(CommentField::Text) {
            Some(_) => Ok(map),
            None => Err(InputError::NoTextColumn { source_name: source_name(), columns: headers.to_vec() }),
        }
    }

    /// Why a JSON source in which there is no object can't be used, from its lines that hold none.
    pub(in crate::frame) fn no_objects(&self, bad: &Finding) -> InputError {
        let source_name = self.name.clone();
        match bad.count {
            0 => InputError::Empty { source_name },
            _ => InputError::NoJson { source_name, line: bad.line, problem: bad.example.clone() },
        }
    }

    pub(crate) fn read_error(&self, error: io::Error) -> InputError {
        InputError::Read { path: self.name.clone().into(), source: error }
    }

    pub(crate) fn csv_error(&self, error: csv::Error) -> InputError {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => self.read_error(error),
            other => self.read_error(io::Error::new(io::ErrorKind::InvalidData, format!("{other:?}"))),
        }
    }

    pub(crate) fn unclosed(&self, quote: OpenQuote) -> InputError {
        let OpenQuote { line, lines } = quote;
        InputError::UnclosedQuote { source_name: self.name.clone(), line, lines }
    }

    pub(crate) fn decode_error(&self, error: DecodeError) -> InputError {
        match error {
            DecodeError::Io(error) => self.read_error(error),
            DecodeError::NotText(kind) => InputError::NotText { source_name: self.name.clone(), kind },
        }
    }
}

/// Where an input is, and in what form.
pub(in crate::frame) enum Place {
    /// stdin.
    Stdin(Format),
    /// Collection folders.
    Collections(Vec<PathBuf>),
    /// A file; one that is not regular, such as a pipe, can be read only once.
    File { format: Format, is_regular: bool },
}

/// Finds an input: `-` is stdin, a folder is a collection or holds some.
///
/// # Errors
/// A path that can't be read, or a folder without a collection.
pub(in crate::frame) fn locate(path: &Path, options: &ReadOptions) -> Result<Place, InputError> {
    if path.as_os_str() == "-" {
        return Ok(Place::Stdin(options.format.unwrap_or(Format::Text)));
    }
    let metadata = fs::metadata(path).map_err(|source| InputError::Read { path: path.to_owned(), source })?;
    if metadata.is_dir() {
        return Ok(Place::Collections(collection::find(path)?));
    }
    Ok(Place::File { format: resolve_format(path, options.format)?, is_regular: metadata.is_file() })
}

/// The form of a file: by what its name ends in, else as asked for,
/// else by its first bytes.
///
/// # Errors
/// A file that can't be read.
pub(crate) fn resolve_format(path: &Path, asked: Option<Format>) -> Result<Format, InputError> {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    let by_name = match ending.as_deref() {
        Some("csv" | "tsv") => Some(Format::Csv),
        Some("jsonl" | "ndjson" | "json") => Some(Format::Jsonl),
        Some("parquet" | "pq") => Some(Format::Parquet),
        _ => None,
    };
    if let Some(format) = by_name.or(asked) {
        return Ok(format);
    }
    let mut start = Vec::new();
    let opened = File::open(path).and_then(|file| file.take(4096).read_to_end(&mut start));
    opened.map_err(|source| InputError::Read { path: path.to_owned(), source })?;
    let first = start.iter().find(|b| !b.is_ascii_whitespace());
    Ok(match first {
        _ if start.starts_with(b"PAR1") => Format::Parquet,
        Some(b'{' | b'[') => Format::Jsonl,
        _ => Format::Csv,
    })
}

/// Copies a stream to a temporary file, for forms that are read from their end or twice.
///
/// # Errors
/// [`InputError::Read`] where the stream can't be read, [`InputError::Aside`] where the file can't be written.
pub(in crate::frame) fn spool(source: &Source, reader: impl Read) -> Result<NamedTempFile, InputError> {
    let mut file = NamedTempFile::new().map_err(InputError::Aside)?;
    let mut reader = BufReader::with_capacity(64 * 1024, reader);
    loop {
        let bytes = match reader.fill_buf() {
            Ok([]) => break,
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(source.read_error(error)),
        };
        file.write_all(bytes).map_err(InputError::Aside)?;
        let count = bytes.len();
        reader.consume(count);
    }
    file.as_file_mut().rewind().map_err(InputError::Aside)?;
    Ok(file)
}
