//! Parquet out, and from Parquet to Parquet with every column in its own type.

use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use indicatif::ProgressBar;
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;

use super::CHUNK_ROWS;
use super::out::Out;
use super::source::Source;
use crate::cli::exit::{ExitStatus, Failure, WithStatus};
use crate::frame::files::{cell, read_parquet_rows};
use crate::frame::schema::SCORE_COLUMNS;
use crate::frame::score_texts;
use crate::score::{Analyzer, Sentiment};

/// Writes batches of rows as Parquet.
pub(super) struct ParquetSink {
    writer: BatchedWriter<Shared>,
    out: Arc<Mutex<Option<Out>>>,
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
        Ok(Self { writer, out })
    }

    pub(super) fn write(&mut self, data: &DataFrame) -> PolarsResult<()> {
        self.writer.write_batch(data)
    }

    pub(super) fn finish(self) -> Result<(), Failure> {
        self.writer.finish().status(ExitStatus::Failure)?;
        let out = self.out.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        out.map_or(Ok(()), Out::commit).status(ExitStatus::Failure)
    }
}

/// Scores Parquet files into one, if all sources are Parquet files of one schema; `false` if they are not.
///
/// # Errors
/// A file that can't be read or written.
pub(super) fn score_files(
    sources: &[Source],
    output: &Path,
    analyzer: &Analyzer,
    progress: &ProgressBar,
) -> Result<bool, Failure> {
    let files: Option<Vec<_>> = sources.iter().map(Source::parquet_file).collect();
    let Some(files) = files else { return Ok(false) };
    let mut schemas = Vec::new();
    for (file, _) in &files {
        let empty = read_parquet_rows(file, 0, 0).status(ExitStatus::BadInput)?;
        schemas.push(scored(&empty, &[]).status(ExitStatus::Failure)?.schema().clone());
    }
    if schemas.windows(2).any(|pair| pair[0] != pair[1]) {
        return Ok(false);
    }
    let Some(schema) = schemas.first() else { return Ok(false) };
    let mut sink = ParquetSink::create(Out::create(output)?, schema).status(ExitStatus::Failure)?;
    for (source, (file, height)) in sources.iter().zip(files) {
        for first in (0..height).step_by(CHUNK_ROWS) {
            let data = read_parquet_rows(file, first, CHUNK_ROWS.min(height - first)).status(ExitStatus::BadInput)?;
            let texts: Vec<String> = texts(&data, source.text_at());
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let batch = scored(&data, &score_texts(&texts, analyzer)).status(ExitStatus::Failure)?;
            sink.write(&batch).status(ExitStatus::Failure)?;
            progress.inc(data.height() as u64);
        }
    }
    sink.finish()?;
    Ok(true)
}

fn texts(data: &DataFrame, at: usize) -> Vec<String> {
    let column = data.columns().get(at);
    let text = |row| column.and_then(|column| column.get(row).ok()).map(|value| cell(&value).into_owned());
    (0..data.height()).map(|row| text(row).unwrap_or_default()).collect()
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
