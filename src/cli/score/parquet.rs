//! Parquet out, and from Parquet to Parquet with every column in its own type.

use std::path::Path;

use polars::prelude::*;

use super::batch::Batch;
use super::sink::scores;
use super::source::Source;
use crate::cli::exit::{ExitStatus, Failure, WithStatus};
use crate::cli::out::Out;
use crate::frame::ParquetOut;
use crate::frame::schema::SCORE_COLUMNS;
use crate::score::{Analyzer, Sentiment};

/// Rows of a row group at least: what makes files small and quick to read, and still fits into memory.
const ROW_GROUP_ROWS: usize = 128 * 1024;

/// Writes batches of rows as Parquet.
pub(super) struct ParquetSink(ParquetOut<Out>);

impl ParquetSink {
    pub(super) fn create(out: Out, schema: &Schema) -> PolarsResult<Self> {
        ParquetOut::create(out, schema, ROW_GROUP_ROWS).map(Self)
    }

    pub(super) fn write(&mut self, data: DataFrame) -> PolarsResult<()> {
        self.0.write(data)
    }

    pub(super) fn finish(self) -> Result<(), Failure> {
        self.0.finish().status(ExitStatus::Failure)?.commit()
    }
}

/// Scores Parquet files of one schema into one, every column in its own type.
pub(super) struct Typed<'a> {
    sink: ParquetSink,
    analyzer: &'a Analyzer,
}

impl<'a> Typed<'a> {
    /// Starts the output, if all sources are Parquet files of one schema.
    ///
    /// # Errors
    /// A file that can't be read or created.
    pub(super) fn create(sources: &[Source], output: &Path, analyzer: &'a Analyzer) -> Result<Option<Self>, Failure> {
        let mut schemas: Vec<SchemaRef> = Vec::new();
        for source in sources {
            let Some(empty) = source.parquet_schema() else { return Ok(None) };
            let empty = empty.status(ExitStatus::BadInput)?;
            schemas.push(scored(&empty, &[]).status(ExitStatus::Failure)?.schema().clone());
        }
        if schemas.windows(2).any(|pair| pair[0] != pair[1]) {
            return Ok(None);
        }
        let Some(schema) = schemas.first() else { return Ok(None) };
        let sink = ParquetSink::create(Out::create(output)?, schema).status(ExitStatus::Failure)?;
        Ok(Some(Self { sink, analyzer }))
    }

    /// Scores and writes rows.
    pub(super) fn write(&mut self, batch: &Batch) -> Result<(), Failure> {
        let Batch::Frame(data, _) = batch else { return Ok(()) };
        let scores = scores(batch, self.analyzer);
        scored(data, &scores).and_then(|rows| self.sink.write(rows)).status(ExitStatus::Failure)
    }

    /// Completes the output.
    pub(super) fn finish(self) -> Result<(), Failure> {
        self.sink.finish()
    }
}

/// The rows with their scores as the last columns.
fn scored(data: &DataFrame, scores: &[Sentiment]) -> PolarsResult<DataFrame> {
    let kept = data.columns().iter().filter(|column| !SCORE_COLUMNS.contains(&column.name().as_str()));
    let columns = kept.cloned().chain(score_columns(scores)).collect();
    DataFrame::new(data.height(), columns)
}

/// The three columns of scoring.
pub(super) fn score_columns(scores: &[Sentiment]) -> [Column; 3] {
    let [polarity, score, confidence] = SCORE_COLUMNS;
    [
        StringChunked::from_iter_values(polarity.into(), scores.iter().map(|s| s.polarity.as_str())).into_column(),
        Float64Chunked::from_iter_values(score.into(), scores.iter().map(|s| s.score)).into_column(),
        Float64Chunked::from_iter_values(confidence.into(), scores.iter().map(|s| s.confidence)).into_column(),
    ]
}
