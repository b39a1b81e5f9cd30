//! Rows from anywhere, a bounded number at a time, with every cell as it was found.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::batch::{Batch, Rows};
use super::json::Json;
use super::parquet::Table;
use crate::frame::header::CommentField;
use crate::frame::read::decode::{TextReader, is_broken};
use crate::frame::read::delimited::{self, CsvReader};
use crate::frame::read::{Place, Source as Name, collection, locate, spool};
use crate::frame::{Finding, Format, InputError, ReadOptions, Warning};

pub(super) type Bytes = Box<dyn Read + Send>;

/// One input.
pub(super) struct Source {
    name: Name,
    columns: Vec<String>,
    text_at: usize,
    reader: Reader,
    found: Found,
}

enum Reader {
    Csv { reader: Box<CsvReader<Bytes>>, line_offset: u64 },
    Lines(BufReader<TextReader<Bytes>>),
    Json(Box<Json>),
    Parquet(Box<Table>),
}

/// What is not as it should be.
struct Found {
    short: Finding,
    long: Finding,
    /// Texts with characters that nobody could read; the line is the number of the row.
    broken: Finding,
    unclosed: Option<Warning>,
    /// Rows so far.
    rows: u64,
}

impl Source {
    /// Opens an input: a file, stdin, a collection, or every collection in a folder. With `columns_first` all column
    /// names are known at once, for which JSON is read twice.
    pub(super) fn open(path: &Path, options: &ReadOptions, columns_first: bool) -> Result<Vec<Self>, InputError> {
        let open = || File::open(path).map_err(|source| InputError::Read { path: path.to_owned(), source });
        let twice = |format| format == Format::Jsonl && columns_first;
        Ok(vec![match locate(path, options)? {
            Place::Stdin(format) => Self::stdin(format, options, columns_first)?,
            Place::Collections(folders) => {
                let open = |folder: PathBuf| {
                    Self::parquet(Name::of(&folder), &folder.join(collection::COMMENTS), None, options)
                };
                return folders.into_iter().map(open).collect();
            }
            Place::File { format: Format::Parquet, .. } => Self::parquet(Name::of(path), path, None, options)?,
            Place::File { format, is_regular: true } if twice(format) => Self::json(Name::of(path), open()?, options)?,
            Place::File { format, .. } if twice(format) => {
                let name = Name::of(path);
                let spooled = spool(&name, open()?)?;
                Self::json(name, spooled.into_file(), options)?
            }
            Place::File { format, .. } => Self::text(Name::of(path), Box::new(open()?), format, options)?,
        }])
    }

    fn stdin(format: Format, options: &ReadOptions, columns_first: bool) -> Result<Self, InputError> {
        let name = Name::named("stdin");
        match format {
            Format::Parquet => {
                let spooled = spool(&name, io::stdin().lock())?;
                let path = spooled.path().to_owned();
                Self::parquet(name, &path, Some(spooled), options)
            }
            Format::Jsonl if columns_first => {
                let spooled = spool(&name, io::stdin().lock())?;
                Self::json(name, spooled.into_file(), options)
            }
            format => Self::text(name, Box::new(io::stdin()), format, options),
        }
    }

    /// CSV, plain lines, or JSON in one pass.
    fn text(name: Name, bytes: Bytes, format: Format, options: &ReadOptions) -> Result<Self, InputError> {
        let text = TextReader::new(bytes).map_err(|error| name.decode_error(error))?;
        if text.peek().is_empty() {
            return Err(InputError::Empty { source_name: name.name });
        }
        match format {
            Format::Jsonl => {
                let reader = Reader::Json(Box::new(Json::new(&name, text, Vec::new(), options)?));
                Ok(Self::new(name, Vec::new(), 0, reader))
            }
            Format::Text => Ok(Self::new(name, vec!["text".to_owned()], 0, Reader::Lines(BufReader::new(text)))),
            _ => {
                let line_offset = delimited::line_offset(text.peek());
                let mut reader = delimited::csv_reader(text);
                let columns = delimited::read_header(&name, &mut reader)?;
                let text_at = text_column(&name, &columns, options)?;
                Ok(Self::new(name, columns, text_at, Reader::Csv { reader: Box::new(reader), line_offset }))
            }
        }
    }

    /// JSON Lines or an array, read through for its keys.
    fn json(name: Name, mut file: File, options: &ReadOptions) -> Result<Self, InputError> {
        let columns = Json::columns(&name, &file)?;
        file.rewind().map_err(|error| name.read_error(error))?;
        let text = TextReader::new(Box::new(file) as Bytes).map_err(|error| name.decode_error(error))?;
        let reader = Reader::Json(Box::new(Json::new(&name, text, columns.clone(), options)?));
        Ok(Self::new(name, columns, 0, reader))
    }

    /// A Parquet file, which may be a copy of stdin.
    fn parquet(
        name: Name,
        path: &Path,
        spool: Option<NamedTempFile>,
        options: &ReadOptions,
    ) -> Result<Self, InputError> {
        let shown = path.to_string_lossy();
        let table = Table::open(if spool.is_some() { &name.name } else { &shown }, path, spool)?;
        let columns = table.columns();
        let text_at = text_column(&name, &columns, options)?;
        Ok(Self::new(name, columns, text_at, Reader::Parquet(Box::new(table))))
    }

    fn new(name: Name, columns: Vec<String>, text_at: usize, reader: Reader) -> Self {
        let finding = Finding { source: name.name.clone(), ..Finding::default() };
        let found = Found { short: finding.clone(), long: finding.clone(), broken: finding, unclosed: None, rows: 0 };
        Self { name, columns, text_at, reader, found }
    }

    /// The Parquet file it reads.
    pub(super) fn table(&self) -> Option<&Table> {
        if let Reader::Parquet(table) = &self.reader { Some(table) } else { None }
    }

    /// Names of the columns; none where every row names its own.
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// At the end: what was not as it should be.
    pub(super) fn take_warnings(&mut self) -> Vec<Warning> {
        let Found { short, long, broken, unclosed, .. } = &mut self.found;
        let json = if let Reader::Json(json) = &self.reader { Some(json) } else { None };
        let bad = json.map(|json| json.bad().clone()).unwrap_or_default();
        let counted = |finding: Finding, warning: fn(Finding) -> Warning| (finding.count > 0).then(|| warning(finding));
        let replaced = json.is_some_and(|json| json.replaces() && self.columns.is_empty());
        let found = [
            counted(std::mem::take(short), Warning::ShortRows),
            counted(bad, Warning::BadLines),
            unclosed.take(),
            counted(std::mem::take(long), Warning::SurplusCells),
            counted(std::mem::take(broken), Warning::BrokenTexts),
            replaced.then(|| Warning::ReplacedEntries { source: self.name.name.clone() }),
        ];
        found.into_iter().flatten().collect()
    }

    /// At most `most` further rows; `None` at the end.
    pub(super) fn next_batch(&mut self, most: usize) -> Result<Option<Batch>, InputError> {
        let (name, text_at) = (&self.name, self.text_at);
        let mut rows = Rows::default();
        match &mut self.reader {
            Reader::Csv { reader, line_offset } => {
                self.found.read_records(
                    name,
                    (reader, *line_offset),
                    (self.columns.len(), text_at),
                    most,
                    &mut rows,
                )?;
            }
            Reader::Lines(reader) => read_lines(reader, most, &mut rows).map_err(|error| name.read_error(error))?,
            Reader::Json(json) => json.read(most, &mut rows)?,
            Reader::Parquet(table) => return Ok(table.next(most)?.map(|rows| Batch::Frame(rows, text_at))),
        }
        let batch = Batch::Rows(rows);
        self.found.look_at(&batch);
        Ok((batch.len() > 0).then_some(batch))
    }
}

impl Found {
    fn read_records(
        &mut self,
        name: &Name,
        (reader, line_offset): (&mut CsvReader<Bytes>, u64),
        (width, text_at): (usize, usize),
        most: usize,
        rows: &mut Rows,
    ) -> Result<(), InputError> {
        let mut record = csv::ByteRecord::new();
        while rows.len() < most && reader.read_byte_record(&mut record).map_err(|error| name.csv_error(error))? {
            if record.len() != width {
                let line = record.position().map_or(0, csv::Position::line) + line_offset;
                let finding = if record.len() < width { &mut self.short } else { &mut self.long };
                finding.add("", line);
            }
            rows.push_record(&record, width, text_at);
        }
        if rows.len() < most {
            self.unclosed = delimited::open_quote(name, reader, self.rows + rows.len() as u64)?;
        }
        Ok(())
    }

    /// Counts the rows of text and those that are broken.
    fn look_at(&mut self, batch: &Batch) {
        for row in 0..batch.len() {
            self.rows += 1;
            if is_broken(&batch.text(row)) {
                self.broken.add("", self.rows);
            }
        }
    }
}

fn read_lines(reader: &mut BufReader<TextReader<Bytes>>, most: usize, rows: &mut Rows) -> io::Result<()> {
    let mut line = Vec::new();
    while rows.len() < most && delimited::read_line(reader, &mut line)? {
        rows.push_line(&line);
    }
    Ok(())
}

/// The column that is scored.
pub(super) fn text_column(name: &Name, columns: &[String], options: &ReadOptions) -> Result<usize, InputError> {
    Ok(name.columns(columns, options)?.get(CommentField::Text).unwrap_or(0))
}
