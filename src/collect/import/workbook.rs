//! Spreadsheets: each sheet with a column of texts is a table.

use std::path::Path;

use calamine::{Data, Reader, open_workbook_auto};

use super::part::{CsvText, Part, Table};
use super::{ImportError, ImportOptions, platform};
use crate::frame::header::{ColumnMap, CommentField};
use crate::frame::store::Pile;
use crate::frame::{Format, read_reader};

/// From here on a float has lost whole numbers; shown with its fraction, so that the reader of ids notices.
const FIRST_INEXACT: f64 = 9_007_199_254_740_992.0;

/// A sheet whose header is known.
struct Sheet {
    name: String,
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Reads all sheets that are known to hold comments, or else that have texts.
pub(super) fn read(path: &Path, options: &ImportOptions, pile: &mut Pile) -> Result<Vec<Part>, ImportError> {
    let failed = |source| ImportError::Workbook { path: path.to_owned(), source: Box::new(source) };
    let mut workbook = open_workbook_auto(path).map_err(failed)?;
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_range(&name).map_err(failed)?;
        let rows = range.rows().map(|row| row.iter().map(cell).collect::<Vec<String>>());
        let mut rows = rows.filter(|row| row.iter().any(|cell| !cell.is_empty()));
        let Some(headers) = rows.next() else { continue };
        let map = ColumnMap::detect(&headers, &options.columns);
        if map.is_ok_and(|map| map.get(CommentField::Text).is_none()) {
            tracing::info!("sheet {name} of {} has no column of texts", path.display());
            continue;
        }
        sheets.push(Sheet { name, headers, rows: rows.collect() });
    }
    // Beside the comments MediaCrawler writes a sheet of posts, whose texts are no comments.
    if sheets.iter().any(|sheet| platform::recognise(&sheet.headers).is_some()) {
        sheets.retain(|sheet| platform::recognise(&sheet.headers).is_some());
    }
    sheets.into_iter().map(|sheet| sheet.understand(path, options, pile)).collect()
}

impl Sheet {
    fn understand(self, path: &Path, options: &ImportOptions, pile: &mut Pile) -> Result<Part, ImportError> {
        let mut text = CsvText::new();
        text.push(&self.headers);
        self.rows.iter().for_each(|row| text.push(row));
        let source = format!("{} [{}]", path.display(), self.name);
        let table = Table { name: Some(self.name), word: "workbook", headers: self.headers };
        table.understand(path, options, pile, |read, take| {
            read_reader(text.into_bytes().as_slice(), &source, Format::Csv, &read, take)
        })
    }
}

/// A cell as text; dates as ISO 8601, long numbers so that rounding shows.
fn cell(data: &Data) -> String {
    match data {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) if number.abs() >= FIRST_INEXACT => format!("{number:.1}"),
        Data::Float(number) => number.to_string(),
        Data::Bool(flag) => flag.to_string(),
        Data::DateTime(time) => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
        }
    }
}
