//! Parquet out, and from Parquet to Parquet with every column in its own type.

use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;

use super::batch::Batch;
use super::out::Out;
use super::sink::scores;
use super::source::Source;
use crate::cli::exit::{ExitStatus, Failure, WithStatus};
use crate::frame::schema::SCORE_COLUMNS;
use crate::score::{Analyzer, Sentiment};

/// Rows of a row group at least: what makes files small and quick to read, and still fits into memory.
const ROW_GROUP_ROWS: usize = 128 * 1024;

/// Writes batches of rows as Parquet.
pub(super) struct ParquetSink {
    writer: BatchedWriter<Shared>,
    out: Arc<Mutex<Option<Out>>>,
    /// Rows that are not enough for a row group yet.
    waiting: Option<DataFrame>,
}

/// polars's writer keeps what it is given; this leaves us a way to the file, to complete it.
struct Shared(Arc<Mutex<Option<Out>>>);

impl Shared {
    fn with<T>(&self, act: impl FnOnce(&mut Out) -> io::Result<T>) -> io::Result<T> {
        let mut out = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        out.as_mut().map_or_else(|| Err(io::Error::other("the file is complete already")), act)
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.with(Write::flush)
    }
}

impl ParquetSink {
    pub(super) fn create(out: Out, schema: &Schema) -> PolarsResult<Self> {
        let out = Arc::new(Mutex::new(Some(out)));
        let writer = ParquetWriter::new(Shared(Arc::clone(&out))).batched(schema)?;
        Ok(Self { writer, out, waiting: None })
    }

    pub(super) fn write(&mut self, data: DataFrame) -> PolarsResult<()> {
        let group = match self.waiting.take() {
            Some(mut waiting) => {
                waiting.vstack_mut_owned(data)?;
                waiting
            }
            None => data,
        };
        if group.height() < ROW_GROUP_ROWS {
            self.waiting = Some(group);
            return Ok(());
        }
        self.write_group(group)
    }

    fn write_group(&mut self, mut group: DataFrame) -> PolarsResult<()> {
        group.rechunk_mut();
        self.writer.write_batch(&group)
    }

    pub(super) fn finish(mut self) -> Result<(), Failure> {
        if let Some(rest) = self.waiting.take() {
            self.write_group(rest).status(ExitStatus::Failure)?;
        }
        self.writer.finish().status(ExitStatus::Failure)?;
        let out = self.out.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        out.map_or(Ok(()), Out::commit).status(ExitStatus::Failure)
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
