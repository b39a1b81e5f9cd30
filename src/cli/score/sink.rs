//! Scored rows to a file or stdout, as CSV, JSON Lines or Parquet.

use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use polars::prelude::*;
use rayon::prelude::*;

use super::batch::{Batch, Cell};
use super::parquet::{ParquetSink, score_columns};
use super::render::{self, Layout};
use crate::cli::args::OutputFormat;
use crate::cli::exit::{ExitStatus, Failure, WithStatus};
use crate::cli::out::Out;
use crate::score::{Analyzer, Scratch, Sentiment};

/// Rows that one thread scores and renders in one go.
const PART_ROWS: usize = 1024;

/// Scores rows and writes them.
pub(super) struct Sink<'a> {
    form: Form,
    analyzer: &'a Analyzer,
    /// Columns of the output without the scores.
    columns: Vec<String>,
}

enum Form {
    Csv(Out),
    Jsonl(Out),
    Parquet(Box<ParquetSink>),
}

impl<'a> Sink<'a> {
    /// Starts the output; a file gets its name only when it is complete.
    pub(super) fn create(
        path: &Path,
        format: OutputFormat,
        columns: &[String],
        analyzer: &'a Analyzer,
    ) -> Result<Self, Failure> {
        let mut out = Out::create(path)?;
        let unique_columns = unique(columns);
        let form = match format {
            OutputFormat::Csv => {
                let header = render::csv_header(columns).and_then(|header| out.write_all(&header));
                header.status(ExitStatus::Failure)?;
                return Ok(Self { form: Form::Csv(out), analyzer, columns: columns.to_vec() });
            }
            OutputFormat::Jsonl => Form::Jsonl(out),
            OutputFormat::Parquet => {
                let empty = frame(&unique_columns, &[], &[]).status(ExitStatus::Failure)?;
                Form::Parquet(Box::new(ParquetSink::create(out, empty.schema()).status(ExitStatus::Failure)?))
            }
        };
        Ok(Self { form, analyzer, columns: unique_columns })
    }

    /// Scores and writes rows of a source with these columns, on all threads of the current rayon pool.
    pub(super) fn write(&mut self, source: &[String], batch: &Batch) -> Result<(), Failure> {
        let places = places(source, &self.columns);
        let layout = Layout { columns: &self.columns, places: &places, width: source.len() };
        let analyzer = self.analyzer;
        match &mut self.form {
            Form::Csv(out) => {
                write_parts(out, batch, analyzer, |part, scores| render::csv_lines(batch, part, &layout, scores))
            }
            Form::Jsonl(out) => {
                write_parts(out, batch, analyzer, |part, scores| render::json_lines(batch, part, &layout, scores))
            }
            Form::Parquet(sink) => {
                let column = |place: &Option<usize>| -> Vec<Option<String>> {
                    (0..batch.len()).map(|row| text_cell(batch.cell(row, (*place)?)?)).collect()
                };
                let cells: Vec<_> = places.par_iter().map(column).collect();
                let data = frame(&self.columns, &cells, &scores(batch, analyzer));
                data.and_then(|data| sink.write(data)).status(ExitStatus::Failure)
            }
        }
    }

    /// Completes the output.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self.form {
            Form::Csv(out) | Form::Jsonl(out) => out.commit(),
            Form::Parquet(sink) => sink.finish(),
        }
    }
}

/// Scores and renders the parts of a batch in parallel and writes them in their order.
fn write_parts(
    out: &mut Out,
    batch: &Batch,
    analyzer: &Analyzer,
    render: impl Fn(Range<usize>, &[Sentiment]) -> io::Result<Vec<u8>> + Sync,
) -> Result<(), Failure> {
    let part = |scratch: &mut Scratch, part: Range<usize>| {
        let scores = part_scores(batch, part.clone(), analyzer, scratch);
        render(part, &scores)
    };
    let rendered: Vec<_> = parts(batch).into_par_iter().map_init(Scratch::default, part).collect();
    rendered
        .into_iter()
        .try_for_each(|part| out.write_all(&part?))
        .and_then(|()| out.flush())
        .status(ExitStatus::Failure)
}

/// Scores every row, on all threads of the current rayon pool.
pub(super) fn scores(batch: &Batch, analyzer: &Analyzer) -> Vec<Sentiment> {
    let part = |scratch: &mut Scratch, part| part_scores(batch, part, analyzer, scratch);
    parts(batch).into_par_iter().map_init(Scratch::default, part).flatten_iter().collect()
}

fn parts(batch: &Batch) -> Vec<Range<usize>> {
    (0..batch.len()).step_by(PART_ROWS).map(|first| first..(first + PART_ROWS).min(batch.len())).collect()
}

fn part_scores(batch: &Batch, part: Range<usize>, analyzer: &Analyzer, scratch: &mut Scratch) -> Vec<Sentiment> {
    let mut scores = Vec::with_capacity(part.len());
    let texts: Vec<_> = part.map(|row| batch.text(row)).collect();
    analyzer.score_each(texts.iter().map(|text| &**text), scratch, |sentiment| scores.push(sentiment));
    scores
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

fn text_cell(cell: Cell<'_>) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(String::from_utf8_lossy(&text).into_owned()),
        Cell::Json(json) if json == "null" => None,
        Cell::Json(json) => Some(String::from_utf8_lossy(&render::json_text(&json)).into_owned()),
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
