//! Rows with their scores as the bytes of CSV or JSON Lines.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use super::batch::{Batch, Cell};
use crate::frame::read::json::{RawObject, cell_text};
use crate::frame::schema::SCORE_COLUMNS;
use crate::score::Sentiment;

/// How rows of one source become lines of the output.
pub(super) struct Layout<'s> {
    /// Columns of the output without the scores.
    pub(super) columns: &'s [String],
    /// Where in a row of the source each of them stands.
    pub(super) places: &'s [Option<usize>],
    /// Columns of the source.
    pub(super) width: usize,
}

/// A header record of CSV.
pub(super) fn csv_header(columns: &[String]) -> io::Result<Vec<u8>> {
    let mut writer = csv_writer(Vec::new());
    writer.write_record(columns.iter().map(String::as_str).chain(SCORE_COLUMNS)).map_err(io_error)?;
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// Some rows of a batch with their scores as CSV.
pub(super) fn csv_lines(
    batch: &Batch,
    rows: Range<usize>,
    layout: &Layout<'_>,
    scores: &[Sentiment],
) -> io::Result<Vec<u8>> {
    let mut writer = csv_writer(Vec::with_capacity(rows.len() * 128));
    let mut number = String::new();
    for (row, sentiment) in rows.zip(scores) {
        for place in layout.places {
            match place.and_then(|at| batch.cell(row, at)) {
                Some(Cell::Text(text)) => writer.write_field(text),
                Some(Cell::Json(json)) => writer.write_field(json_text(&json)),
                None => writer.write_field(""),
            }
            .map_err(io_error)?;
        }
        writer.write_field(sentiment.polarity.as_str()).map_err(io_error)?;
        for value in [sentiment.score, sentiment.confidence] {
            number.clear();
            push_millionths(&mut number, value);
            writer.write_field(&number).map_err(io_error)?;
        }
        // Cells beyond the header stay, behind the scores, so that those stand under their names.
        for surplus in batch.surplus(row, layout.width) {
            writer.write_field(surplus).map_err(io_error)?;
        }
        writer.write_record(None::<&[u8]>).map_err(io_error)?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// Some rows of a batch with their scores as JSON Lines.
pub(super) fn json_lines(
    batch: &Batch,
    rows: Range<usize>,
    layout: &Layout<'_>,
    scores: &[Sentiment],
) -> io::Result<Vec<u8>> {
    let mut lines = String::with_capacity(rows.len() * 256);
    let keys: Vec<String> = layout.columns.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    for (row, sentiment) in rows.zip(scores) {
        if let Some(object) = batch.object(row) {
            push_entries(&mut lines, object);
        } else {
            lines.push('{');
            for (key, place) in keys.iter().zip(layout.places) {
                lines.push_str(key);
                lines.push(':');
                match place.and_then(|at| batch.cell(row, at)) {
                    Some(Cell::Text(text)) => lines.push_str(&serde_json::to_string(&String::from_utf8_lossy(&text))?),
                    Some(Cell::Json(json)) => lines.push_str(&json),
                    None => lines.push_str("null"),
                }
                lines.push(',');
            }
        }
        lines.push_str("\"polarity\":\"");
        lines.push_str(sentiment.polarity.as_str());
        lines.push_str("\",\"score\":");
        push_millionths(&mut lines, sentiment.score);
        lines.push_str(",\"confidence\":");
        push_millionths(&mut lines, sentiment.confidence);
        lines.push_str("}\n");
    }
    Ok(lines.into_bytes())
}

/// A JSON value as the text of a CSV cell.
pub(super) fn json_text(json: &str) -> Cow<'_, [u8]> {
    match json {
        "null" => Cow::Borrowed(b""),
        plain if !plain.starts_with('"') => Cow::Borrowed(plain.as_bytes()),
        quoted => serde_json::from_str::<&serde_json::value::RawValue>(quoted)
            .map_or(Cow::Borrowed(quoted.as_bytes()), |value| Cow::Owned(cell_text(value).into_bytes())),
    }
}

/// An object without its closing brace, ready for more entries; byte for byte, unless it has entries of our names.
fn push_entries(line: &mut String, object: &str) {
    let entries = serde_json::from_str::<RawObject<'_>>(object).map(|object| object.0).unwrap_or_default();
    let ours = |key: &str| SCORE_COLUMNS.contains(&key);
    if !entries.iter().any(|(key, _)| ours(key)) && !object.contains('\n') {
        line.push_str(object.trim_end().strip_suffix('}').unwrap_or(object).trim_end());
        if !entries.is_empty() {
            line.push(',');
        }
        return;
    }
    line.push('{');
    for (key, value) in entries.iter().filter(|(key, _)| !ours(key)) {
        // A key that was read can be written.
        line.push_str(&serde_json::to_string(key).unwrap_or_default());
        line.push(':');
        line.push_str(&value.get().replace(['\n', '\r'], " "));
        line.push(',');
    }
}

/// Writes a number as Rust does, in its shortest exact form. Scores are whole millionths of at most 1, for which a few
/// divisions are enough.
fn push_millionths(out: &mut String, value: f64) {
    use std::fmt::Write as _;
    let millionths = (value.abs() * 1e6).round();
    if millionths > 1e6 || millionths / 1e6 != value.abs() || value == 0.0 && value.is_sign_negative() {
        // Writing to a text can't fail.
        let _ = write!(out, "{value}");
        return;
    }
    if value < 0.0 {
        out.push('-');
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1,000,000")]
    let mut rest = millionths as u32;
    out.push(if rest >= 1_000_000 { '1' } else { '0' });
    rest %= 1_000_000;
    let mut unit = 100_000;
    if rest > 0 {
        out.push('.');
    }
    while rest > 0 {
        out.push(char::from_digit(rest / unit, 10).unwrap_or('0'));
        rest %= unit;
        unit /= 10;
    }
}

fn csv_writer<W: Write>(out: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().flexible(true).from_writer(out)
}

pub(super) fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_rust_writes_them() {
        let steps = (-1_000_000..=1_000_000).step_by(37).chain(-40..40).chain([-1_000_000, 1_000_000, 500_000, 10]);
        for value in steps.map(|millionths| f64::from(millionths) / 1e6).chain([-0.0, 1.5, 1e-9, 0.1 + 0.2, f64::NAN]) {
            let mut out = String::new();
            push_millionths(&mut out, value);
            assert_eq!(out, value.to_string());
        }
    }

    #[test]
    fn json_values_become_cells() {
        for (json, cell) in [("null", ""), ("1.10", "1.10"), (r#""a\"b""#, "a\"b"), ("[1, 2]", "[1, 2]")] {
            assert_eq!(&*json_text(json), cell.as_bytes());
        }
    }
}
