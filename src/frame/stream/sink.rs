//! Scored rows as CSV, JSON Lines or Parquet.

use std::io::{self, Write};
use std::ops::Range;

use polars::prelude::SchemaRef;
use rayon::prelude::*;

use super::batch::{Batch, Cell};
use super::parquet::{of_cells, scored};
use super::render::{self, Layout};
use super::source::Source;
use super::{Form, StreamError};
use crate::frame::ParquetOut;
use crate::frame::schema::SCORE_COLUMNS;
use crate::score::{Analyzer, Scratch, Sentiment};

/// Rows that one thread scores and renders in one go.
const PART_ROWS: usize = 1024;

/// Rows of a row group at least: what makes files small and quick to read, and still fits into memory.
const ROW_GROUP_ROWS: usize = 128 * 1024;

/// Scores rows and writes them.
pub(super) struct Sink<'a, W: Write> {
    output: Output<W>,
    analyzer: &'a Analyzer,
    /// Columns of the output without the scores.
    columns: Vec<String>,
}

enum Output<W: Write> {
    Csv(W),
    Jsonl(W),
    /// Columns of text.
    Texts(Box<ParquetOut<W>>),
    /// From Parquet to Parquet, every column in the type it is read as.
    Typed(Box<ParquetOut<W>>),
}

impl<'a, W: Write> Sink<'a, W> {
    /// Starts the output of rows from these sources.
    pub(super) fn create(
        mut out: W,
        form: Form,
        sources: &[Source],
        analyzer: &'a Analyzer,
    ) -> Result<Self, StreamError> {
        let columns = union_of_columns(sources);
        let parquet = |out, schema: &SchemaRef| ParquetOut::create(out, schema, ROW_GROUP_ROWS).map(Box::new);
        let sink = |output, columns| Self { output, analyzer, columns };
        Ok(match form {
            Form::Csv => {
                let header = render::csv_header(&columns).and_then(|header| out.write_all(&header));
                header.map_err(StreamError::Write)?;
                sink(Output::Csv(out), columns)
            }
            Form::Jsonl => sink(Output::Jsonl(out), unique(&columns)),
            Form::Parquet => {
                if let Some(schema) = common_schema(sources)? {
                    return Ok(sink(Output::Typed(parquet(out, &schema)?), columns));
                }
                let columns = unique(&columns);
                let empty = of_cells(&columns, Vec::new(), &[])?;
                sink(Output::Texts(parquet(out, empty.schema())?), columns)
            }
        })
    }

    /// Scores and writes rows of a source with these columns, on all threads of the current rayon pool.
    pub(super) fn write(&mut self, source: &[String], batch: &Batch) -> Result<(), StreamError> {
        let places = places(source, &self.columns);
        let layout = Layout { columns: &self.columns, places: &places, width: source.len() };
        let analyzer = self.analyzer;
        match &mut self.output {
            Output::Csv(out) => {
                write_parts(out, batch, analyzer, |part, scores| render::csv_lines(batch, part, &layout, scores))?;
            }
            Output::Jsonl(out) => {
                write_parts(out, batch, analyzer, |part, scores| render::json_lines(batch, part, &layout, scores))?;
            }
            Output::Texts(out) => {
                let column = |place: &Option<usize>| -> Vec<Option<String>> {
                    (0..batch.len()).map(|row| text_cell(batch.cell(row, (*place)?)?)).collect()
                };
                let cells = places.par_iter().map(column).collect();
                out.write(of_cells(&self.columns, cells, &scores(batch, analyzer))?)?;
            }
            Output::Typed(out) => {
                if let Batch::Frame(rows, _) = batch {
                    out.write(scored(rows, &scores(batch, analyzer))?)?;
                }
            }
        }
        Ok(())
    }

    /// Writes what waits and hands the output back.
    pub(super) fn finish(self) -> Result<W, StreamError> {
        match self.output {
            Output::Csv(out) | Output::Jsonl(out) => Ok(out),
            Output::Texts(out) | Output::Typed(out) => Ok(out.finish()?),
        }
    }
}

/// All columns of all sources in the order they are met, those that scoring adds left out.
fn union_of_columns(sources: &[Source]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        for column in source.columns() {
            // A source may have a name twice; only between sources do equal names mean the same column.
            if !SCORE_COLUMNS.contains(&column.as_str()) && (at == 0 || !columns.contains(column)) {
                columns.push(column.clone());
            }
        }
    }
    columns
}

/// The schema of the scored rows, if all sources are Parquet files of one.
fn common_schema(sources: &[Source]) -> Result<Option<SchemaRef>, StreamError> {
    let mut common: Option<SchemaRef> = None;
    for source in sources {
        let Some(table) = source.table() else { return Ok(None) };
        let schema = scored(&table.empty()?, &[])?.schema().clone();
        if common.get_or_insert_with(|| schema.clone()) != &schema {
            return Ok(None);
        }
    }
    Ok(common)
}

/// Scores and renders the parts of a batch in parallel and writes them in their order.
fn write_parts(
    out: &mut impl Write,
    batch: &Batch,
    analyzer: &Analyzer,
    render: impl Fn(Range<usize>, &[Sentiment]) -> io::Result<Vec<u8>> + Sync,
) -> Result<(), StreamError> {
    let part = |scratch: &mut Scratch, part: Range<usize>| {
        let scores = part_scores(batch, part.clone(), analyzer, scratch);
        render(part, &scores)
    };
    let rendered: Vec<_> = parts(batch).into_par_iter().map_init(Scratch::default, part).collect();
    let mut parts = rendered.into_iter();
    parts.try_for_each(|part| out.write_all(&part?)).and_then(|()| out.flush()).map_err(StreamError::Write)
}

/// Scores every row, on all threads of the current rayon pool.
fn scores(batch: &Batch, analyzer: &Analyzer) -> Vec<Sentiment> {
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
