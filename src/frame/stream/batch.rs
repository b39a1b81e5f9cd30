//! Rows on their way from an input to the output, many in one piece of memory.

use std::borrow::Cow;
use std::ops::Range;

use polars::prelude::{AnyValue, Column, DataFrame};

use crate::frame::files;

/// One value of a row, as it was found.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell<'b> {
    /// Text, in CSV with bytes that may not be UTF-8.
    Text(Cow<'b, [u8]>),
    /// A JSON value as it was written.
    Json(Cow<'b, str>),
}

/// Rows that were read in one go.
#[derive(Debug)]
pub(super) enum Batch {
    /// Rows of text.
    Rows(Rows),
    /// Rows of a Parquet file, and which column is scored.
    Frame(DataFrame, usize),
}

impl Batch {
    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Rows(rows) => rows.spans.len(),
            Self::Frame(data, _) => data.height(),
        }
    }

    /// What to score in a row.
    pub(super) fn text(&self, row: usize) -> Cow<'_, str> {
        match self {
            Self::Rows(rows) => String::from_utf8_lossy(rows.get(&rows.spans[row].text)),
            Self::Frame(data, text_at) => frame_text(data.columns().get(*text_at), row),
        }
    }

    /// The cell of a row under a column of its source; `None` where it has no such cell.
    pub(super) fn cell(&self, row: usize, at: usize) -> Option<Cell<'_>> {
        match self {
            Self::Rows(rows) => rows.cell(rows.spans[row].cells.clone().nth(at)?),
            Self::Frame(data, _) => data.columns().get(at).map(|column| frame_cell(column, row)),
        }
    }

    /// Cells of a row behind the first `width`.
    pub(super) fn surplus(&self, row: usize, width: usize) -> impl Iterator<Item = &[u8]> {
        let rows = if let Self::Rows(rows) = self { Some(rows) } else { None };
        rows.into_iter().flat_map(move |rows| {
            let cells = rows.spans[row].cells.clone().skip(width);
            cells.map(|at| rows.get(&rows.cells[at].bytes))
        })
    }

    /// The JSON object that a row came from.
    pub(super) fn object(&self, row: usize) -> Option<&str> {
        let Self::Rows(rows) = self else { return None };
        rows.spans[row].object.as_ref().map(|object| rows.str(object))
    }
}

fn frame_text(column: Option<&Column>, row: usize) -> Cow<'_, str> {
    match column.and_then(|column| column.get(row).ok()) {
        Some(AnyValue::String(text)) => Cow::Borrowed(text),
        Some(value) => Cow::Owned(files::cell(&value).into_owned()),
        None => Cow::Borrowed(""),
    }
}

fn frame_cell(column: &Column, row: usize) -> Cell<'_> {
    let value = column.get(row).unwrap_or(AnyValue::Null);
    match value {
        AnyValue::Null => Cell::Json(Cow::Borrowed("null")),
        AnyValue::String(text) => Cell::Text(Cow::Borrowed(text.as_bytes())),
        value => {
            let text = files::cell(&value).into_owned();
            let finite = || value.is_primitive_numeric() && text.parse::<f64>().is_ok_and(f64::is_finite);
            if matches!(value, AnyValue::Boolean(_)) || finite() {
                Cell::Json(Cow::Owned(text))
            } else {
                Cell::Text(Cow::Owned(text.into_bytes()))
            }
        }
    }
}

/// Rows of text, one after the other in one buffer.
#[derive(Debug, Default)]
pub(super) struct Rows {
    bytes: Vec<u8>,
    cells: Vec<StoredCell>,
    spans: Vec<StoredRow>,
    /// Where the cells of the row being added begin.
    first_cell: usize,
}

#[derive(Debug)]
struct StoredCell {
    bytes: Range<usize>,
    is_json: bool,
}

#[derive(Debug)]
struct StoredRow {
    cells: Range<usize>,
    text: Range<usize>,
    object: Option<Range<usize>>,
}

impl Rows {
    /// Number of complete rows.
    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// Adds a row of cells of text, made up to `width` with empty ones; the cell at `text_at` is scored.
    pub(super) fn push_record(&mut self, record: &csv::ByteRecord, width: usize, text_at: usize) {
        let start = self.put(record.as_slice()).start;
        let ends = (0..record.len()).filter_map(|at| record.range(at));
        self.cells
            .extend(ends.map(|range| StoredCell { bytes: start + range.start..start + range.end, is_json: false }));
        let end = self.bytes.len();
        let cells = self.first_cell..(self.first_cell + width).max(self.cells.len());
        self.cells.resize_with(cells.end, || StoredCell { bytes: end..end, is_json: false });
        let text = self.cells[cells.clone()].get(text_at).map_or(end..end, |cell| cell.bytes.clone());
        self.end_row(text, None);
    }

    /// Adds a row of one cell, which is scored.
    pub(super) fn push_line(&mut self, line: &[u8]) {
        let bytes = self.put(line);
        self.cells.push(StoredCell { bytes: bytes.clone(), is_json: false });
        self.end_row(bytes, None);
    }

    /// Adds a JSON object with the values under the source's columns, and the text that is scored.
    pub(super) fn push_object<'v>(&mut self, object: &str, values: impl Iterator<Item = &'v str>, text: &str) {
        for value in values {
            let bytes = self.put(value.as_bytes());
            self.cells.push(StoredCell { bytes, is_json: true });
        }
        let (object, text) = (self.put(object.as_bytes()), self.put(text.as_bytes()));
        self.end_row(text, Some(object));
    }

    fn end_row(&mut self, text: Range<usize>, object: Option<Range<usize>>) {
        self.spans.push(StoredRow { cells: self.first_cell..self.cells.len(), text, object });
        self.first_cell = self.cells.len();
    }

    fn put(&mut self, bytes: &[u8]) -> Range<usize> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        start..self.bytes.len()
    }

    fn get(&self, range: &Range<usize>) -> &[u8] {
        &self.bytes[range.clone()]
    }

    /// What was put in as text.
    fn str(&self, range: &Range<usize>) -> &str {
        std::str::from_utf8(self.get(range)).unwrap_or_default()
    }

    fn cell(&self, at: usize) -> Option<Cell<'_>> {
        let cell = self.cells.get(at)?;
        Some(if cell.is_json {
            Cell::Json(Cow::Borrowed(self.str(&cell.bytes)))
        } else {
            Cell::Text(Cow::Borrowed(self.get(&cell.bytes)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_give_back_what_was_put_in() {
        let mut rows = Rows::default();
        rows.push_record(&csv::ByteRecord::from(vec!["a", "好看", "b", "c"]), 3, 1);
        rows.push_record(&csv::ByteRecord::from(vec!["a"]), 3, 1);
        rows.push_line("垃圾".as_bytes());
        rows.push_object(r#"{"t":"行"}"#, ["null"].into_iter(), "行");
        let batch = Batch::Rows(rows);
        let texts: Vec<_> = (0..batch.len()).map(|row| batch.text(row)).collect();
        assert_eq!(texts, ["好看", "", "垃圾", "行"]);
        assert_eq!(batch.surplus(0, 3).collect::<Vec<_>>(), [b"c"]);
        assert_eq!(batch.surplus(1, 3).count(), 0);
        let text = |text: &'static str| Some(Cell::Text(Cow::Borrowed(text.as_bytes())));
        assert_eq!((batch.cell(0, 2), batch.cell(1, 0), batch.cell(1, 2)), (text("b"), text("a"), text("")));
        assert_eq!((batch.cell(2, 0), batch.cell(2, 1)), (text("垃圾"), None));
        assert_eq!((batch.cell(3, 0), batch.object(3)), (Some(Cell::Json("null".into())), Some(r#"{"t":"行"}"#)));
    }
}
