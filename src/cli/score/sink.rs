//! Scored rows to a file or stdout, as CSV, JSON Lines or Parquet.

use std::io::{self, Write};
use std::path::Path;

use polars::prelude::*;

use super::out::Out;
use super::parquet::{ParquetSink, score_columns};
use super::{Cell, Row};
use crate::cli::args::OutputFormat;
use crate::cli::exit::{ExitStatus, Failure, WithStatus};
use crate::frame::read::json::{RawObject, cell_text};
use crate::frame::schema::SCORE_COLUMNS;
use crate::score::Sentiment;

/// Writes rows with their scores.
pub(super) struct Sink {
    form: Form,
    /// Columns of the output without the scores.
    columns: Vec<String>,
}

enum Form {
    Csv(Box<csv::Writer<Out>>),
    Jsonl(Out),
    Parquet(Box<ParquetSink>),
}

impl Sink {
    /// Starts the output; a file gets its name only when it is complete.
    pub(super) fn create(path: &Path, format: OutputFormat, columns: &[String]) -> Result<Self, Failure> {
        let out = Out::create(path)?;
        let form = match format {
            OutputFormat::Csv => {
                let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(out);
                let header = columns.iter().map(String::as_str).chain(SCORE_COLUMNS);
                writer.write_record(header).map_err(io_error).status(ExitStatus::Failure)?;
                Form::Csv(Box::new(writer))
            }
            OutputFormat::Jsonl => Form::Jsonl(out),
            OutputFormat::Parquet => {
                let empty = frame(&unique(columns), &[], &[]).status(ExitStatus::Failure)?;
                Form::Parquet(Box::new(ParquetSink::create(out, empty.schema()).status(ExitStatus::Failure)?))
            }
        };
        let columns = if format == OutputFormat::Csv { columns.to_vec() } else { unique(columns) };
        Ok(Self { form, columns })
    }

    /// Writes rows of a source with these columns.
    pub(super) fn write(&mut self, source: &[String], rows: &[Row], scores: &[Sentiment]) -> Result<(), Failure> {
        let places = places(source, &self.columns);
        let mut scored = rows.iter().zip(scores);
        let written = match &mut self.form {
            Form::Csv(writer) => scored
                .try_for_each(|(row, score)| write_csv(writer, row, source.len(), &places, *score))
                .and_then(|()| writer.flush()),
            Form::Jsonl(out) => scored
                .try_for_each(|(row, score)| write_json(out, row, &self.columns, &places, *score))
                .and_then(|()| out.flush()),
            Form::Parquet(writer) => {
                let cells: Vec<Vec<Option<String>>> =
                    places.iter().map(|place| rows.iter().map(|row| text_cell(row, *place)).collect()).collect();
                let data = frame(&self.columns, &cells, scores);
                return data.and_then(|data| writer.write(&data)).status(ExitStatus::Failure);
            }
        };
        written.status(ExitStatus::Failure)
    }

    /// Completes the output.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self.form {
            Form::Csv(writer) => writer
                .into_inner()
                .map_err(csv::IntoInnerError::into_error)
                .and_then(Out::commit)
                .status(ExitStatus::Failure),
            Form::Jsonl(out) => out.commit().status(ExitStatus::Failure),
            Form::Parquet(sink) => sink.finish(),
        }
    }
}

/// Where in a source's rows each column of the output stands. Equal names are told apart by their order.
fn places(source: &[String], columns: &[String]) -> Vec<Option<usize>> {
    let mut taken = vec![false; source.len()];
    let unique = unique(source);
    let find = |column: &String| {
        let free = |at: &usize| !taken[*at] && (source[*at] == *column || unique[*at] == *column);
        let at = (0..source.len()).find(free)?;
        taken[at] = true;
        Some(at)
    };
    columns.iter().map(find).collect()
}

/// The names with numbers behind repeated ones, for forms where each must be its own.
fn unique(columns: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(columns.len());
    for column in columns {
        let candidates = std::iter::once(column.clone()).chain((2..).map(|n| format!("{column}_{n}")));
        names.extend(candidates.into_iter().find(|name| !names.contains(name)));
    }
    names
}

fn write_csv(
    writer: &mut csv::Writer<Out>,
    row: &Row,
    width: usize,
    places: &[Option<usize>],
    score: Sentiment,
) -> io::Result<()> {
    for place in places {
        match place.and_then(|at| row.cells.get(at)) {
            Some(Cell::Text(text)) => writer.write_field(text),
            Some(Cell::Json(json)) => writer.write_field(json_text(json)),
            None => writer.write_field(""),
        }
        .map_err(io_error)?;
    }
    for value in score_cells(score) {
        writer.write_field(value).map_err(io_error)?;
    }
    // Cells beyond the header stay, behind the scores, so that those stand under their names.
    for surplus in row.cells.iter().skip(width) {
        if let Cell::Text(text) = surplus {
            writer.write_field(text).map_err(io_error)?;
        }
    }
    writer.write_record(None::<&[u8]>).map_err(io_error)
}

fn write_json(
    out: &mut Out,
    row: &Row,
    columns: &[String],
    places: &[Option<usize>],
    score: Sentiment,
) -> io::Result<()> {
    let [polarity, value, confidence] = score_cells(score);
    let scores = format!(r#""polarity":"{polarity}","score":{value},"confidence":{confidence}}}"#);
    let mut line = String::new();
    if let Some(object) = &row.object {
        push_entries(&mut line, object);
    } else {
        line.push('{');
        for (column, place) in columns.iter().zip(places) {
            let value = match place.and_then(|at| row.cells.get(at)) {
                Some(Cell::Text(text)) => serde_json::to_string(&String::from_utf8_lossy(text))?,
                Some(Cell::Json(json)) => json.clone(),
                None => "null".to_owned(),
            };
            line.push_str(&serde_json::to_string(column)?);
            line.push(':');
            line.push_str(&value);
            line.push(',');
        }
    }
    line.push_str(&scores);
    line.push('\n');
    out.write_all(line.as_bytes())
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

fn score_cells(score: Sentiment) -> [String; 3] {
    [score.polarity.as_str().to_owned(), score.score.to_string(), score.confidence.to_string()]
}

/// A JSON value as the text of a CSV cell.
fn json_text(json: &str) -> String {
    serde_json::from_str::<&serde_json::value::RawValue>(json).map_or_else(|_| json.to_owned(), cell_text)
}

fn text_cell(row: &Row, place: Option<usize>) -> Option<String> {
    match row.cells.get(place?)? {
        Cell::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
        Cell::Json(json) if json == "null" => None,
        Cell::Json(json) => Some(json_text(json)),
    }
}

/// Cells column by column, and the scores.
fn frame(columns: &[String], cells: &[Vec<Option<String>>], scores: &[Sentiment]) -> PolarsResult<DataFrame> {
    let empty = Vec::new();
    let text = |(at, name): (usize, &String)| {
        StringChunked::from_slice_options(name.into(), cells.get(at).unwrap_or(&empty)).into_column()
    };
    let all = columns.iter().enumerate().map(text).chain(score_columns(scores)).collect();
    DataFrame::new(scores.len(), all)
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
