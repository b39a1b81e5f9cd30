//! Parquet files, a stretch of rows at a time.

use std::path::Path;

use polars::prelude::{DataFrame, IntoColumn, NamedFrom, PolarsResult, Series};
use tempfile::NamedTempFile;

use crate::frame::schema::SCORE_COLUMNS;
use crate::frame::scored::score_columns;
use crate::frame::{InputError, ParquetRows};
use crate::score::Sentiment;

/// A Parquet file and how far it is read.
pub(super) struct Table {
    file: ParquetRows,
    /// Rows that are decoded and not handed out yet.
    waiting: DataFrame,
    /// What stdin was copied to, removed with this.
    _spool: Option<NamedTempFile>,
}

impl Table {
    pub(super) fn open(name: &str, path: &Path, spool: Option<NamedTempFile>) -> Result<Self, InputError> {
        Ok(Self { file: ParquetRows::open(path, name)?, waiting: DataFrame::default(), _spool: spool })
    }

    pub(super) fn columns(&self) -> Vec<String> {
        self.file.columns()
    }

    /// No row, but all columns in their types.
    pub(super) fn empty(&self) -> Result<DataFrame, InputError> {
        Ok(self.file.empty()?)
    }

    /// At most `most` further rows; `None` at the end.
    pub(super) fn next(&mut self, most: usize) -> Result<Option<DataFrame>, InputError> {
        while self.waiting.height() == 0 {
            match self.file.next_rows()? {
                Some(rows) => self.waiting = rows,
                None => return Ok(None),
            }
        }
        let rows = self.waiting.head(Some(most));
        self.waiting = self.waiting.tail(Some(self.waiting.height() - rows.height()));
        Ok(Some(rows))
    }
}

/// The rows of a Parquet file with their scores as the last columns, instead of any such that it has.
pub(super) fn scored(rows: &DataFrame, scores: &[Sentiment]) -> PolarsResult<DataFrame> {
    let kept = rows.columns().iter().filter(|column| !SCORE_COLUMNS.contains(&column.name().as_str()));
    let columns = kept.cloned().chain(score_columns(scores.iter().copied())).collect();
    DataFrame::new(rows.height(), columns)
}

/// Columns of text, and the scores.
pub(super) fn of_cells(
    columns: &[String],
    cells: Vec<Vec<Option<String>>>,
    scores: &[Sentiment],
) -> PolarsResult<DataFrame> {
    let mut cells = cells.into_iter();
    let text = |name: &String| Series::new(name.into(), cells.next().unwrap_or_default()).into_column();
    let columns: Vec<_> = columns.iter().map(text).collect();
    DataFrame::new(scores.len(), columns.into_iter().chain(score_columns(scores.iter().copied())).collect())
}
