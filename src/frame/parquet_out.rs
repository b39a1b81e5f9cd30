//! A Parquet file written a few rows at a time.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;

/// Writes batches of rows as row groups of a Parquet file.
pub(crate) struct ParquetOut<W: Write> {
    writer: BatchedWriter<Shared<W>>,
    out: Arc<Mutex<Option<W>>>,
    /// Rows that are not enough for a row group yet.
    waiting: Option<DataFrame>,
    group_rows: usize,
}

/// polars's writer keeps what it is given; this leaves us a way to the file, to complete it.
struct Shared<W>(Arc<Mutex<Option<W>>>);

impl<W: Write> Shared<W> {
    fn with<T>(&self, act: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        out.as_mut().map_or_else(|| Err(io::Error::other("the file is complete already")), act)
    }
}

impl<W: Write> Write for Shared<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.with(Write::flush)
    }
}

impl<W: Write> ParquetOut<W> {
    /// Starts a file with row groups of at least so many rows.
    pub(crate) fn create(out: W, schema: &Schema, group_rows: usize) -> PolarsResult<Self> {
        let out = Arc::new(Mutex::new(Some(out)));
        let writer = ParquetWriter::new(Shared(Arc::clone(&out))).with_compression(ParquetCompression::Zstd(None));
        Ok(Self { writer: writer.batched(schema)?, out, waiting: None, group_rows })
    }

    /// Adds rows.
    pub(crate) fn write(&mut self, data: DataFrame) -> PolarsResult<()> {
        let group = match self.waiting.take() {
            Some(mut waiting) => {
                waiting.vstack_mut_owned(data)?;
                waiting
            }
            None => data,
        };
        if group.height() < self.group_rows {
            self.waiting = Some(group);
            return Ok(());
        }
        self.write_group(group)
    }

    fn write_group(&mut self, mut group: DataFrame) -> PolarsResult<()> {
        group.rechunk_mut();
        self.writer.write_batch(&group)
    }

    /// Writes the last rows and the description, and gives back what was written to.
    pub(crate) fn finish(mut self) -> PolarsResult<W> {
        if let Some(rest) = self.waiting.take() {
            self.write_group(rest)?;
        }
        self.writer.finish()?;
        let out = self.out.lock().unwrap_or_else(PoisonError::into_inner).take();
        out.ok_or_else(|| polars_err!(ComputeError: "the file is complete already"))
    }
}
