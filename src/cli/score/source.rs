//! Rows from anywhere, a bounded number at a time, with every cell as it was found.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use super::{Cell, Row, is_dash};
use crate::cli::exit::{ExitStatus, Failure, WithStatus};
use crate::frame::header::CommentField;
use crate::frame::read::decode::TextReader;
use crate::frame::read::json::{RawObject, cell_text, json_problem};
use crate::frame::read::{Source as Name, collection, delimited, resolve_format};
use crate::frame::schema::SCORE_COLUMNS;
use crate::frame::{Finding, Format, InputError, ReadOptions, Warning};

type Bytes = Box<dyn Read>;

/// One input.
pub(super) struct Source {
    name: Name,
    columns: Vec<String>,
    text_at: usize,
    rows: Rows,
    short: Finding,
    long: Finding,
    bad: Finding,
    /// An entry of a JSON object had a name that scoring gives.
    replaced: bool,
}

enum Rows {
    Csv { reader: Box<csv::Reader<TextReader<Bytes>>>, line_offset: u64 },
    Lines { reader: BufReader<TextReader<Bytes>> },
    Json { reader: BufReader<TextReader<Bytes>>, line: u64, text_key: Option<String> },
    Objects(std::vec::IntoIter<String>),
    Parquet { file: PathBuf, _spool: Option<tempfile::NamedTempFile>, next: usize, height: usize },
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
}

impl Source {
    fn new(name: Name, columns: Vec<String>, text_at: usize, rows: Rows) -> Self {
        let finding = Finding { source: name.name.clone(), ..Finding::default() };
        Self {
            name,
            columns,
            text_at,
            rows,
            short: finding.clone(),
            long: finding.clone(),
            bad: finding,
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
            Format::Text => {
                Ok(Self::new(name, vec!["text".to_owned()], 0, Rows::Lines { reader: BufReader::new(text) }))
            }
            _ => {
                let line_offset = delimited::line_offset(text.peek());
                let mut reader = delimited::csv_reader(text);
                let mut header = csv::ByteRecord::new();
                reader.read_byte_record(&mut header).map_err(|error| name.csv_error(error))?;
                let columns = delimited::header_names(&header);
                let text_at = text_column(&name, &columns, options)?;
                Ok(Self::new(name, columns, text_at, Rows::Csv { reader: Box::new(reader), line_offset }))
            }
        }
    }

    fn json(name: Name, mut file: File, options: &ReadOptions, columns_first: bool) -> Result<Self, InputError> {
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

    fn json_text(
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
            let rows = Rows::Json { reader: BufReader::new(text), line: 0, text_key };
            return Ok(Self::new(name, columns, 0, rows));
        }
        let objects = read_array(&name, &mut text)?;
        let mut keys = Keys::default();
        for object in &objects {
            keys.add(object);
        }
        let text_at = text_column(&name, &keys.names, options)?;
        Ok(Self::new(name, keys.names, text_at, Rows::Objects(objects.into_iter())))
    }

    fn parquet(
        name: Name,
        (file, spool): (PathBuf, Option<tempfile::NamedTempFile>),
        options: &ReadOptions,
    ) -> Result<Self, InputError> {
        let (columns, height) = crate::frame::files::parquet_shape(&file)?;
        let text_at = text_column(&name, &columns, options)?;
        Ok(Self::new(name, columns, text_at, Rows::Parquet { file, _spool: spool, next: 0, height }))
    }

    /// The Parquet file it reads and its number of rows, if it does.
    pub(super) fn parquet_file(&self) -> Option<(&Path, usize)> {
        match &self.rows {
            Rows::Parquet { file, height, .. } => Some((file, *height)),
            _ => None,
        }
    }

    /// Position of the column of texts.
    pub(super) fn text_at(&self) -> usize {
        self.text_at
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
        if self.long.count > 0 {
            let Finding { source, count, line, .. } = &self.long;
            warnings.push(format!(
                "{count} rows longer than the header, the first in {source} line {line}; \
                 their surplus cells stand behind the scores in CSV and are left out of other forms"
            ));
        }
        if self.replaced && self.columns.is_empty() {
            warnings.push(format!("{} already has entries that scoring adds; they are replaced", self.name.name));
        }
        warnings
    }

    /// At most `most` further rows; `None` at the end.
    pub(super) fn next_rows(&mut self, most: usize) -> Result<Option<Vec<Row>>, Failure> {
        let rows = match &self.rows {
            Rows::Csv { .. } => self.csv_rows(most),
            Rows::Lines { .. } => self.line_rows(most),
            Rows::Json { .. } => self.json_rows(most),
            Rows::Objects(_) => Ok(self.object_rows(most)),
            Rows::Parquet { .. } => self.parquet_rows(most),
        };
        let rows = rows.status(ExitStatus::BadInput)?;
        Ok((!rows.is_empty()).then_some(rows))
    }

    fn csv_rows(&mut self, most: usize) -> Result<Vec<Row>, InputError> {
        let Rows::Csv { reader, line_offset } = &mut self.rows else { return Ok(Vec::new()) };
        let mut rows = Vec::new();
        let mut record = csv::ByteRecord::new();
        while rows.len() < most && reader.read_byte_record(&mut record).map_err(|error| self.name.csv_error(error))? {
            let line = record.position().map_or(0, csv::Position::line) + *line_offset;
            match record.len().cmp(&self.columns.len()) {
                std::cmp::Ordering::Less => self.short.add("", line),
                std::cmp::Ordering::Greater => self.long.add("", line),
                std::cmp::Ordering::Equal => {}
            }
            let mut cells: Vec<Cell> = record.iter().map(|cell| Cell::Text(cell.to_vec())).collect();
            cells.resize_with(cells.len().max(self.columns.len()), || Cell::Text(Vec::new()));
            let text = String::from_utf8_lossy(record.get(self.text_at).unwrap_or_default()).into_owned();
            rows.push(Row { text, cells, object: None });
        }
        Ok(rows)
    }

    fn line_rows(&mut self, most: usize) -> Result<Vec<Row>, InputError> {
        let Rows::Lines { reader } = &mut self.rows else { return Ok(Vec::new()) };
        let mut rows = Vec::new();
        let mut line = Vec::new();
        while rows.len() < most
            && delimited::read_line(reader, &mut line).map_err(|error| self.name.read_error(error))?
        {
            let text = String::from_utf8_lossy(&line).into_owned();
            rows.push(Row { text, cells: vec![Cell::Text(line.clone())], object: None });
        }
        Ok(rows)
    }

    fn json_rows(&mut self, most: usize) -> Result<Vec<Row>, InputError> {
        let Rows::Json { reader, line: number, text_key } = &mut self.rows else { return Ok(Vec::new()) };
        let mut objects = Vec::new();
        let mut line = Vec::new();
        while objects.len() < most
            && delimited::read_line(reader, &mut line).map_err(|error| self.name.read_error(error))?
        {
            *number += 1;
            let object = String::from_utf8_lossy(&line);
            if object.trim().is_empty() {
                continue;
            }
            match serde_json::from_str::<RawObject<'_>>(&object) {
                Ok(entries) => {
                    self.replaced |= entries.0.iter().any(|(key, _)| SCORE_COLUMNS.contains(&key.as_ref()));
                    objects.push(object.trim().to_owned());
                }
                Err(error) => self.bad.add(&json_problem(&error), *number),
            }
        }
        if text_key.is_none() && !objects.is_empty() {
            let mut keys = Keys::default();
            for object in &objects {
                keys.add(object);
            }
            let at = text_column(&self.name, &keys.names, &ReadOptions::default())?;
            *text_key = Some(keys.names.swap_remove(at));
        }
        if objects.is_empty() && text_key.is_none() && self.bad.count > 0 {
            let (line, problem) = (self.bad.line, self.bad.example.clone());
            return Err(InputError::NoJson { source_name: self.name.name.clone(), line, problem });
        }
        let text_key = text_key.clone().unwrap_or_default();
        Ok(objects.into_iter().map(|object| object_row(object, &self.columns, &text_key)).collect())
    }

    fn object_rows(&mut self, most: usize) -> Vec<Row> {
        let Rows::Objects(objects) = &mut self.rows else { return Vec::new() };
        let text_key = self.columns[self.text_at].clone();
        objects.by_ref().take(most).map(|object| object_row(object, &self.columns, &text_key)).collect()
    }

    fn parquet_rows(&mut self, most: usize) -> Result<Vec<Row>, InputError> {
        let Rows::Parquet { file, next, height, .. } = &mut self.rows else { return Ok(Vec::new()) };
        let count = most.min(*height - *next);
        if count == 0 {
            return Ok(Vec::new());
        }
        let data = crate::frame::files::read_parquet_rows(file, *next, count)?;
        *next += count;
        let row = |at: usize| {
            let cells = data.columns().iter().map(|column| value_cell(column, at)).collect::<Vec<_>>();
            let text = match cells.get(self.text_at) {
                Some(Cell::Text(text)) => String::from_utf8_lossy(text).into_owned(),
                Some(Cell::Json(json)) if json != "null" => json.clone(),
                _ => String::new(),
            };
            Row { text, cells, object: None }
        };
        Ok((0..data.height()).map(row).collect())
    }
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

fn object_row(object: String, columns: &[String], text_key: &str) -> Row {
    let (mut text, mut cells) = (String::new(), Vec::new());
    if let Ok(entries) = serde_json::from_str::<RawObject<'_>>(&object) {
        let value = |name: &str| entries.0.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
        text = value(text_key).map(cell_text).unwrap_or_default();
        let cell = |name: &String| Cell::Json(value(name).map_or("null", |value| value.get()).to_owned());
        cells = columns.iter().map(cell).collect();
    }
    Row { text, cells, object: Some(object) }
}

fn text_column(name: &Name, columns: &[String], options: &ReadOptions) -> Result<usize, InputError> {
    Ok(name.columns(columns, options)?.get(CommentField::Text).unwrap_or(0))
}

fn value_cell(column: &polars::prelude::Column, row: usize) -> Cell {
    use polars::prelude::AnyValue;
    let value = column.get(row).unwrap_or(AnyValue::Null);
    let text = crate::frame::files::cell(&value);
    match value {
        AnyValue::Null => Cell::Json("null".to_owned()),
        AnyValue::Boolean(_) => Cell::Json(text.into_owned()),
        value if value.is_primitive_numeric() && text.parse::<f64>().is_ok_and(f64::is_finite) => {
            Cell::Json(text.into_owned())
        }
        _ => Cell::Text(text.into_owned().into_bytes()),
    }
}

fn spool(mut reader: impl Read) -> Result<tempfile::NamedTempFile, InputError> {
    let mut copy = || {
        let mut file = tempfile::NamedTempFile::new()?;
        io::copy(&mut reader, &mut file)?;
        Ok(file)
    };
    copy().map_err(|source| InputError::Read { path: "stdin".into(), source })
}
