//! Parquet files, a row group at a time.

use std::path::PathBuf;

use polars::prelude::DataFrame;

use super::{Reader, Source, text_column};
use crate::cli::score::batch::Batch;
use crate::frame::ParquetRows;
use crate::frame::read::Source as Name;
use crate::frame::{InputError, ReadOptions};

/// A Parquet file and how far it is read.
pub(super) struct RowGroups {
    file: ParquetRows,
    /// Rows that are decoded and not handed out yet.
    waiting: DataFrame,
    /// What stdin was copied to, removed with this.
    _spool: Option<tempfile::NamedTempFile>,
}

impl RowGroups {
    /// No row, but all columns in their types.
    pub(super) fn empty(&self) -> Result<DataFrame, InputError> {
        Ok(self.file.empty()?)
    }
}

impl Source {
    /// A Parquet file, which may be a copy of stdin.
    pub(super) fn parquet(
        name: Name,
        (path, spool): (PathBuf, Option<tempfile::NamedTempFile>),
        options: &ReadOptions,
    ) -> Result<Self, InputError> {
        let file = ParquetRows::open(&path)?;
        let columns = file.columns();
        let text_at = text_column(&name, &columns, options)?;
        let groups = RowGroups { waiting: DataFrame::default(), file, _spool: spool };
        Ok(Self::new(name, columns, text_at, Reader::Parquet(groups)))
    }

    /// At most `most` further rows; `None` at the end.
    pub(super) fn read_frame(&mut self, most: usize) -> Result<Option<Batch>, InputError> {
        let Reader::Parquet(groups) = &mut self.reader else { return Ok(None) };
        while groups.waiting.height() == 0 {
            match groups.file.next_rows()? {
                Some(rows) => groups.waiting = rows,
                None => return Ok(None),
            }
        }
        let batch = groups.waiting.head(Some(most));
        let rest = groups.waiting.height() - batch.height();
        groups.waiting = groups.waiting.tail(Some(rest));
        Ok(Some(Batch::Frame(batch, self.text_at)))
    }
}
