//! Rows from anywhere, a bounded number at a time, with every cell as it was found.

mod json;
mod parquet;

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use super::batch::{Batch, Rows};
use super::is_dash;
use crate::frame::header::CommentField;
use crate::frame::read::decode::{TextReader, is_broken};
use crate::frame::read::delimited::CsvReader;
use crate::frame::read::{Source as Name, collection, delimited, resolve_format};
use crate::frame::schema::SCORE_COLUMNS;
use crate::frame::{Finding, Format, InputError, ReadOptions, Warning};
use json::{Array, Lines};
use parquet::RowGroups;

type Bytes = Box<dyn Read + Send>;

/// One input.
pub(super) struct Source {
    name: Name,
    columns: Vec<String>,
    text_at: usize,
    reader: Reader,
    short: Finding,
    long: Finding,
    bad: Finding,
    broken: Broken,
    unclosed: Option<Warning>,
    /// An entry of a JSON object had a name that scoring gives.
    replaced: bool,
}

/// Texts with characters that nobody could read.
#[derive(Default)]
struct Broken {
    count: u64,
    /// The number of the first such row, from 1.
    first: u64,
    /// Rows looked at.
    rows: u64,
}

impl Broken {
    fn look_at(&mut self, batch: &Batch) {
        for row in 0..batch.len() {
            self.rows += 1;
            if is_broken(&batch.text(row)) {
                self.first = if self.count == 0 { self.rows } else { self.first };
                self.count += 1;
            }
        }
    }
}

enum Reader {
    Csv { reader: Box<CsvReader<Bytes>>, line_offset: u64 },
    Lines(BufReader<TextReader<Bytes>>),
    Json(Lines),
    Array(Array),
    Parquet(RowGroups),
}

impl Source {
    /// Opens an input: a file, stdin, a collection, or every collection in a folder. With `columns_first` all column
    /// names are known at once, which for JSON Lines means reading it twice.
    pub(super) fn open(path: &Path, options: &ReadOptions, columns_first: bool) -> Result<Vec<Self>, InputError> {
        if is_dash(path) {
            let format = options.format.unwrap_or(Format::Text);
            let name = Name::named("stdin");
            return Ok(vec![match format {
                Format::Parquet => {
                    let spooled = spool(io::stdin().lock())?;
                    Self::parquet(name, (spooled.path().to_owned(), Some(spooled)), options)?
                }
                Format::Jsonl if columns_first => {
                    let spooled = spool(io::stdin().lock())?;
                    let file = spooled.reopen().map_err(|error| name.read_error(error))?;
                    Self::json(name, file, options, true)?
                }
                format => Self::text(name, Box::new(io::stdin()), format, options)?,
            }]);
        }
        let read_error = |source| InputError::Read { path: path.to_owned(), source };
        if fs::metadata(path).map_err(read_error)?.is_dir() {
            let folders = collection::find(path)?.into_iter();
            let open = |folder: PathBuf| {
                let file = folder.join(collection::COMMENTS);
                Self::parquet(Name::of(&folder), (file, None), options)
            };
            return folders.map(open).collect();
        }
        let name = Name::of(path);
        let file = || File::open(path).map_err(read_error);
        Ok(vec![match resolve_format(path, options.format)? {
            Format::Parquet => Self::parquet(name, (path.to_owned(), None), options)?,
            Format::Jsonl => Self::json(name, file()?, options, columns_first)?,
            format => Self::text(name, Box::new(file()?), format, options)?,
        }])
    }

    fn new(name: Name, columns: Vec<String>, text_at: usize, reader: Reader) -> Self {
        let finding = Finding { source: name.name.clone(), ..Finding::default() };
        Self {
            name,
            columns,
            text_at,
            reader,
            short: finding.clone(),
            long: finding.clone(),
            bad: finding,
            broken: Broken::default(),
            unclosed: None,
            replaced: false,
        }
    }

    /// CSV, plain lines, or JSON Lines in one pass.
    fn text(name: Name, bytes: Bytes, format: Format, options: &ReadOptions) -> Result<Self, InputError> {
        let text = TextReader::new(bytes).map_err(|error| name.decode_error(error))?;
        if text.peek().is_empty() {
            return Err(InputError::Empty { source_name: name.name });
        }
        match format {
            Format::Jsonl => Self::json_text(name, text, Vec::new(), options),
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

    /// No row of the Parquet file it reads, with all columns in their types.
    pub(super) fn parquet_schema(&self) -> Option<Result<polars::prelude::DataFrame, InputError>> {
        match &self.reader {
            Reader::Parquet(groups) => Some(groups.empty()),
            _ => None,
        }
    }

    /// Names of the columns; none where every row names its own.
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Columns that already have the name of one that scoring adds.
    pub(super) fn replaced_columns(&self) -> impl Iterator<Item = &str> {
        SCORE_COLUMNS.into_iter().filter(|name| self.columns.iter().any(|column| column == name))
    }

    /// What was not as it should be.
    pub(super) fn warnings(&self) -> Vec<String> {
        let findings = [
            (&self.short, Warning::ShortRows as fn(Finding) -> Warning),
            (&self.bad, Warning::BadLines as fn(Finding) -> Warning),
        ];
        let found = findings.into_iter().filter(|(finding, _)| finding.count > 0);
        let mut warnings: Vec<String> = found.map(|(finding, warning)| warning(finding.clone()).to_string()).collect();
        warnings.extend(self.unclosed.iter().map(ToString::to_string));
        if self.long.count > 0 {
            let Finding { source, count, line, .. } = &self.long;
            warnings.push(format!(
                "{count} rows longer than the header, the first in {source} line {line}; \
                 their surplus cells stand behind the scores in CSV and are left out of other forms"
            ));
        }
        if self.broken.count > 0 {
            let Broken { count, first, .. } = self.broken;
            warnings.push(format!("{count} texts with broken characters, the first in {} row {first}", self.name.name));
        }
        if self.replaced && self.columns.is_empty() {
            warnings.push(format!("{} already has entries that scoring adds; they are replaced", self.name.name));
        }
        warnings
    }

    /// At most `most` further rows; `None` at the end.
    pub(super) fn next_batch(&mut self, most: usize) -> Result<Option<Batch>, InputError> {
        let mut rows = Rows::default();
        match &self.reader {
            Reader::Csv { .. } => self.read_records(most, &mut rows)?,
            Reader::Lines(_) => self.read_lines(most, &mut rows)?,
            Reader::Json(_) => self.read_objects(most, &mut rows)?,
            Reader::Array(_) => self.take_objects(most, &mut rows),
            Reader::Parquet(_) => return self.read_frame(most),
        }
        if rows.is_empty() {
            return Ok(None);
        }
        let batch = Batch::Rows(rows);
        self.broken.look_at(&batch);
        Ok(Some(batch))
    }

    fn read_records(&mut self, most: usize, rows: &mut Rows) -> Result<(), InputError> {
        let Reader::Csv { reader, line_offset } = &mut self.reader else { return Ok(()) };
        let width = self.columns.len();
        let mut record = csv::ByteRecord::new();
        while rows.len() < most && reader.read_byte_record(&mut record).map_err(|error| self.name.csv_error(error))? {
            if record.len() != width {
                let line = record.position().map_or(0, csv::Position::line) + *line_offset;
                let finding = if record.len() < width { &mut self.short } else { &mut self.long };
                finding.add("", line);
            }
            rows.push_record(&record, width, self.text_at);
        }
        if rows.len() < most {
            self.unclosed = delimited::open_quote(&self.name, reader, self.broken.rows + rows.len() as u64)?;
        }
        Ok(())
    }

    fn read_lines(&mut self, most: usize, rows: &mut Rows) -> Result<(), InputError> {
        let Reader::Lines(reader) = &mut self.reader else { return Ok(()) };
        let mut line = Vec::new();
        while rows.len() < most
            && delimited::read_line(reader, &mut line).map_err(|error| self.name.read_error(error))?
        {
            rows.push_line(&line);
        }
        Ok(())
    }
}

fn text_column(name: &Name, columns: &[String], options: &ReadOptions) -> Result<usize, InputError> {
    Ok(name.columns(columns, options)?.get(CommentField::Text).unwrap_or(0))
}

fn spool(mut reader: impl Read) -> Result<tempfile::NamedTempFile, InputError> {
    let mut copy = || {
        let mut file = tempfile::NamedTempFile::new()?;
        io::copy(&mut reader, &mut file)?;
        Ok(file)
    };
    copy().map_err(|source| InputError::Read { path: "stdin".into(), source })
}
