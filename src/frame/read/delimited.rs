//! CSV and its relatives, and plain lines.

use std::borrow::Cow;
use std::io::{BufRead, BufReader, Read};

use super::decode::TextReader;
use super::mapper::{Cells, Mapper};
use super::quotes::{OpenQuote, Quotes};
use super::warning::{Finding, Warning};
use super::{InputError, ReadOptions, Reading, Source};

/// A reader of records that notices a quote which is never closed.
pub(crate) type CsvReader<R> = csv::Reader<Quotes<TextReader<R>>>;

/// A reader of records; the header is the first of them.
pub(crate) fn csv_reader<R: Read>(text: TextReader<R>) -> CsvReader<R> {
    let delimiter = delimiter(text.peek());
    let text = Quotes::new(text, delimiter);
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text)
}

/// The names in the first record; none where there is no record.
///
/// # Errors
/// A source that can't be read, or is all one cell for want of a closing quote.
pub(crate) fn read_header<R: Read>(source: &Source, reader: &mut CsvReader<R>) -> Result<Vec<String>, InputError> {
    let mut record = csv::ByteRecord::new();
    reader.read_byte_record(&mut record).map_err(|error| source.csv_error(error))?;
    match reader.get_ref().open_quote() {
        Some(quote) => Err(source.unclosed(quote)),
        None => Ok(header_names(&record)),
    }
}

/// At the end of a source with so many rows: the quote that was never closed.
///
/// # Errors
/// One that leaves no other row.
pub(crate) fn open_quote<R: Read>(
    source: &Source,
    reader: &CsvReader<R>,
    rows: u64,
) -> Result<Option<Warning>, InputError> {
    match reader.get_ref().open_quote() {
        Some(quote) if rows <= 1 => Err(source.unclosed(quote)),
        Some(OpenQuote { line, lines }) => {
            Ok(Some(Warning::UnclosedQuote { source: source.name.clone(), line, lines }))
        }
        None => Ok(None),
    }
}

/// The separator that the header line uses most: comma, tab or semicolon.
fn delimiter(start: &[u8]) -> u8 {
    let line = start.split(|b| matches!(b, b'\n' | b'\r')).find(|line| !line.is_empty()).unwrap_or_default();
    let count = |separator: u8| line.split(|b| *b == separator).count();
    let mut best = b',';
    for separator in [b'\t', b';'] {
        if count(separator) > count(best) {
            best = separator;
        }
    }
    best
}

/// What to add to the reader's line numbers: between CR and LF it sees a record start in the line that ends there.
pub(crate) fn line_offset(start: &[u8]) -> u64 {
    let end = start.iter().position(|b| matches!(b, b'\n' | b'\r'));
    u64::from(end.is_some_and(|end| start[end..].starts_with(b"\r\n")))
}

/// The names in a header record.
fn header_names(record: &csv::ByteRecord) -> Vec<String> {
    record.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect()
}

/// Reads a CSV file.
pub(super) fn read_csv<R: Read>(
    source: &Source,
    text: TextReader<R>,
    options: &ReadOptions,
    reading: &mut Reading<'_>,
) -> Result<(), InputError> {
    let line_offset = line_offset(text.peek());
    let mut reader = csv_reader(text);
    let mut record = csv::ByteRecord::new();
    let headers = read_header(source, &mut reader)?;
    if headers.is_empty() {
        return Err(InputError::Empty { source_name: source.name.clone() });
    }
    let map = source.columns(&headers, options)?;
    let mut mapper = Mapper::new(&source.name, headers.clone(), map, options)?;
    let mut uneven = Uneven::new(source, headers.len());
    let mut rows = 0;
    while reader.read_byte_record(&mut record).map_err(|error| source.csv_error(error))? {
        rows += 1;
        let line = record.position().map_or(0, csv::Position::line) + line_offset;
        if uneven.admits(&record, line) {
            let cells: &Cells<'_> = &|at| record.get(at).map(String::from_utf8_lossy);
            mapper.push(line, cells, reading)?;
        }
    }
    let unclosed = open_quote(source, &reader, rows)?;
    let found = mapper.finish(reading)?;
    reading.warn(unclosed);
    reading.warn(repeated_columns(source, &headers));
    reading.warn(found);
    reading.warn(uneven.warnings());
    Ok(())
}

/// Reads one comment a line.
pub(super) fn read_lines<R: Read>(
    source: &Source,
    text: TextReader<R>,
    options: &ReadOptions,
    reading: &mut Reading<'_>,
) -> Result<(), InputError> {
    let headers = vec!["text".to_owned()];
    let map = source.columns(&headers, options)?;
    let mut mapper = Mapper::new(&source.name, headers, map, options)?;
    let mut lines = BufReader::new(text);
    let mut line = Vec::new();
    let mut number = 0;
    while read_line(&mut lines, &mut line).map_err(|error| source.read_error(error))? {
        number += 1;
        mapper.push(number, &|_| Some(String::from_utf8_lossy(&line)), reading)?;
    }
    if number == 0 {
        return Err(InputError::Empty { source_name: source.name.clone() });
    }
    let found = mapper.finish(reading)?;
    reading.warn(found);
    Ok(())
}

/// Reads the next line without its line break, which is LF, CR or both as in CSV; `false` at the end.
///
/// # Errors
/// When the source can't be read.
pub(crate) fn read_line(lines: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<bool> {
    line.clear();
    let mut any = false;
    loop {
        let ready = match lines.fill_buf() {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            ready => ready?,
        };
        if ready.is_empty() {
            return Ok(any);
        }
        any = true;
        let Some(end) = ready.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
            line.extend_from_slice(ready);
            let length = ready.len();
            lines.consume(length);
            continue;
        };
        line.extend_from_slice(&ready[..end]);
        let is_return = ready[end] == b'\r';
        lines.consume(end + 1);
        if is_return && lines.fill_buf()?.first() == Some(&b'\n') {
            lines.consume(1);
        }
        return Ok(true);
    }
}

/// Names that stand more than once in a header.
pub(super) fn repeated_columns(source: &Source, headers: &[String]) -> Vec<Warning> {
    let repeated = |(at, name): &(usize, &String)| !name.is_empty() && headers[..*at].contains(name);
    let warning =
        |(_, name): (usize, &String)| Warning::RepeatedColumn { source: source.name.clone(), column: name.clone() };
    headers.iter().enumerate().filter(repeated).map(warning).collect()
}

/// Rows with more or fewer cells than the header.
pub(super) struct Uneven {
    width: usize,
    short: Finding,
    long: Finding,
}

impl Uneven {
    pub(super) fn new(source: &Source, width: usize) -> Self {
        let finding = Finding { source: source.name.clone(), ..Finding::default() };
        Self { width, short: finding.clone(), long: finding }
    }

    /// Whether a record can be taken for a row: it may lack cells at its end, and what it has too many must be empty.
    pub(super) fn admits(&mut self, record: &csv::ByteRecord, line: u64) -> bool {
        let example = || -> Cow<'_, str> { record.get(0).map(String::from_utf8_lossy).unwrap_or_default() };
        if record.len() < self.width {
            self.short.add(&example(), line);
            return true;
        }
        let surplus = record.iter().skip(self.width).any(|cell| !cell.is_empty());
        if surplus {
            self.long.add(&example(), line);
        }
        !surplus
    }

    pub(super) fn warnings(self) -> impl Iterator<Item = Warning> {
        let short = (self.short.count > 0).then_some(Warning::ShortRows(self.short));
        let long = (self.long.count > 0).then_some(Warning::LongRows(self.long));
        short.into_iter().chain(long)
    }
}
