//! A Parquet file written a few rows at a time.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;

/// Writes batches of rows as row groups of a Parquet file.
pub(crate) struct ParquetOut<W: Write> {
    writer: BatchedWriter<Shared<W>>,
    out: Shared<W>,
    /// Rows that are not enough for a row group yet.
    waiting: Option<DataFrame>,
    group_rows: usize,
}

/// polars's writer keeps what it is given; this leaves us a way to the file, to complete it.
struct Shared<W>(Arc<Mutex<State<W>>>);

struct State<W> {
    out: Option<W>,
    /// Why it could not be written to, which polars tells in words only.
    failure: Option<io::Error>,
}

impl<W> Clone for Shared<W> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<W> Shared<W> {
    fn state(&self) -> MutexGuard<'_, State<W>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, act: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
        let State { out, failure } = &mut *self.state();
        let out = out.as_mut().ok_or_else(|| io::Error::other("the file is complete already"))?;
        act(out).inspect_err(|error| {
            if error.kind() != io::ErrorKind::Interrupted {
                failure.get_or_insert(io::Error::new(error.kind(), error.to_string()));
            }
        })
    }

    /// The failure to write behind one of polars.
    fn explain(&self, error: PolarsError) -> PolarsError {
        self.state().failure.take().map_or(error, PolarsError::from)
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
        let out = Shared(Arc::new(Mutex::new(State { out: Some(out), failure: None })));
        let writer = ParquetWriter::new(out.clone()).with_compression(ParquetCompression::Zstd(None));
        let writer = writer.batched(schema).map_err(|error| out.explain(error))?;
        Ok(Self { writer, out, waiting: None, group_rows })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// [`PolarsError::IO`] where the file can't be written.
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
        self.writer.write_batch(&group).map_err(|error| self.out.explain(error))
    }

    /// Writes the last rows and the description, and gives back what was written to.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub(crate) fn finish(mut self) -> PolarsResult<W> {
        if let Some(rest) = self.waiting.take() {
            self.write_group(rest)?;
        }
        self.writer.finish().map_err(|error| self.out.explain(error))?;
        let out = self.out.state().out.take();
        out.ok_or_else(|| polars_err!(ComputeError: "the file is complete already"))
    }
}
