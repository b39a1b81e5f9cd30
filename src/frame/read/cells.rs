//! Tables as they are: names of columns and cells of text, for who looks for columns that no comment has.

use std::fs::File;
use std::io::Seek;
use std::path::Path;

use super::decode::{TextReader, is_broken};
use super::delimited::{Uneven, csv_reader, line_offset, open_quote, read_header, repeated_columns};
use super::json::{Objects, look_through};
use super::warning::{Finding, Warning};
use super::{Format, InputError, Source, resolve_format};
use crate::frame::{ParquetRows, files};

/// A table in memory.
#[derive(Debug, Default)]
pub(crate) struct CellTable {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows that can be understood, in their order.
    pub rows: Vec<CellRow>,
    /// What could not be.
    pub warnings: Vec<Warning>,
}

/// One row.
#[derive(Debug)]
pub(crate) struct CellRow {
    /// Its number among all rows of the file, from 0; those left out have one too.
    pub number: usize,
    /// The line it starts in; in Parquet the row.
    line: u64,
    /// Its cells; a short row ends early.
    pub cells: Vec<String>,
}

/// Reads a file of any form: CSV with any separator, JSON Lines or an array, Parquet; text in any encoding.
///
/// # Errors
/// A file that is missing, empty, damaged, or of no known form.
pub(crate) fn read_cells(path: &Path) -> Result<CellTable, InputError> {
    let source = Source::of(path);
    let file = || File::open(path).map_err(|error| source.read_error(error));
    let mut table = match resolve_format(path, None)? {
        Format::Parquet => parquet_cells(path, &source.name)?,
        Format::Jsonl => json_cells(&source, file()?)?,
        Format::Csv | Format::Text => csv_cells(&source, file()?)?,
    };
    if table.columns.iter().all(String::is_empty) {
        return Err(InputError::Empty { source_name: source.name });
    }
    let mut broken = Finding { source: source.name.clone(), ..Finding::default() };
    for row in &table.rows {
        for _ in row.cells.iter().filter(|cell| is_broken(cell)) {
            broken.add("", row.line);
        }
    }
    table.warnings.extend((broken.count > 0).then_some(Warning::BrokenText(broken)));
    Ok(table)
}

fn csv_cells(source: &Source, file: File) -> Result<CellTable, InputError> {
    let text = TextReader::new(file).map_err(|error| source.decode_error(error))?;
    let line_offset = line_offset(text.peek());
    let mut reader = csv_reader(text);
    let columns = read_header(source, &mut reader)?;
    let mut record = csv::ByteRecord::new();
    let mut uneven = Uneven::new(source, columns.len());
    let (mut rows, mut number) = (Vec::new(), 0);
    while reader.read_byte_record(&mut record).map_err(|error| source.csv_error(error))? {
        let line = record.position().map_or(0, csv::Position::line) + line_offset;
        if uneven.admits(&record, line) {
            let cells = record.iter().take(columns.len());
            let cells = cells.map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
            rows.push(CellRow { number, line, cells });
        }
        number += 1;
    }
    let mut warnings = repeated_columns(source, &columns);
    warnings.extend(open_quote(source, &reader, number as u64)?);
    warnings.extend(uneven.warnings());
    Ok(CellTable { columns, rows, warnings })
}

fn json_cells(source: &Source, mut file: File) -> Result<CellTable, InputError> {
    let (keys, bad) = look_through(source, &mut file)?;
    file.rewind().map_err(|error| source.read_error(error))?;
    let mut objects = Objects::open(source, &mut file)?;
    let mut rows: Vec<CellRow> = Vec::new();
    while let Some((line, cells)) = objects.next(|line, _, object| (line, keys.cells(object)))? {
        rows.push(CellRow { number: rows.len(), line, cells });
    }
    if rows.is_empty() {
        return Err(source.no_objects(&bad));
    }
    let warnings = (bad.count > 0).then_some(Warning::BadLines(bad)).into_iter().collect();
    Ok(CellTable { columns: keys.into_names(), rows, warnings })
}

fn parquet_cells(path: &Path, name: &str) -> Result<CellTable, InputError> {
    let mut stretches = ParquetRows::open(path, name)?;
    let mut table = CellTable { columns: stretches.columns(), ..CellTable::default() };
    while let Some(data) = stretches.next_rows()? {
        for row in 0..data.height() {
            let values = data.columns().iter().map(|column| column.get(row));
            let cells = values.map(|value| value.map(|value| files::cell(&value).into_owned()).unwrap_or_default());
            let number = table.rows.len();
            table.rows.push(CellRow { number, line: number as u64 + 1, cells: cells.collect() });
        }
    }
    Ok(table)
}
