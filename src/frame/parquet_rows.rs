//! The rows of a Parquet file, a stretch at a time.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars::prelude::*;

use super::error::FrameError;
use super::files;
use super::parquet_types::{Decimal, Readable, point_decimals, readable};

/// Rows decoded in one go at most. Other programs write row groups of up to a million rows.
const STRETCH_ROWS: usize = 256 * 1024;

/// A Parquet file that is read from its beginning to its end. Its description is read once; of the rows only one
/// stretch, never longer than a row group, is in memory at a time.
pub(crate) struct ParquetRows {
    name: PathBuf,
    file: File,
    metadata: Arc<FileMetadata>,
    schema: Arc<ArrowSchema>,
    decimals: Vec<Decimal>,
    /// The columns that are read; all if not given.
    kept: Option<Vec<usize>>,
    /// First row and number of rows of the stretches to come, the next one last.
    ahead: Vec<(usize, usize)>,
}

impl ParquetRows {
    /// Opens a file to read all of its columns; errors call it by `name`.
    ///
    /// # Errors
    /// A file that can't be read or is no Parquet, or a column of a type that can't be read.
    pub(crate) fn open(path: &Path, name: &str) -> Result<Self, FrameError> {
        let rows = Self::describe(path, name)?;
        files::check_types(&rows.name, rows.schema.iter_values())?;
        Ok(rows)
    }

    /// Opens a file and reads its description; which columns are read is still to be said.
    ///
    /// # Errors
    /// A file that can't be read or is no Parquet.
    pub(super) fn describe(path: &Path, name: &str) -> Result<Self, FrameError> {
        let read = |source| FrameError::Read { path: name.into(), source };
        let parquet = |source| FrameError::Parquet { path: name.into(), source };
        let file = File::open(path).map_err(read)?;
        let mut reader = ParquetReader::new(file.try_clone().map_err(read)?);
        let schema = reader.schema().map_err(parquet)?;
        let metadata = reader.get_metadata().map_err(parquet)?.clone();
        let Readable { metadata, schema, decimals } = readable(metadata, schema);
        let heights = (0..metadata.row_groups.len()).map(|at| metadata.row_groups[at].num_rows());
        let ahead = stretches(heights).into_iter().rev().collect();
        Ok(Self { name: name.into(), file, metadata, schema, decimals, kept: None, ahead })
    }

    /// Reads these columns only, by position in ascending order; the others may be of any type.
    ///
    /// # Errors
    /// One of a type that can't be read.
    pub(super) fn keep(&mut self, columns: Vec<usize>) -> Result<(), FrameError> {
        let fields = self.schema.iter_values().enumerate().filter(|(at, _)| columns.contains(at));
        files::check_types(&self.name, fields.map(|(_, field)| field))?;
        self.kept = Some(columns);
        Ok(())
    }

    /// Names of the columns that are read.
    pub(crate) fn columns(&self) -> Vec<String> {
        let is_kept = |at: &usize| self.kept.as_ref().is_none_or(|kept| kept.contains(at));
        let names = self.schema.iter_names().enumerate().filter(|(at, _)| is_kept(at));
        names.map(|(_, name)| name.to_string()).collect()
    }

    /// No row, but all columns in their types.
    ///
    /// # Errors
    /// A column of a type that can't be read.
    pub(crate) fn empty(&self) -> Result<DataFrame, FrameError> {
        self.read(0, 0)
    }

    /// The next stretch of rows; `None` at the end.
    ///
    /// # Errors
    /// A damaged file.
    pub(crate) fn next_rows(&mut self) -> Result<Option<DataFrame>, FrameError> {
        let Some((first, count)) = self.ahead.pop() else { return Ok(None) };
        self.read(first, count).map(Some)
    }

    fn read(&self, first: usize, count: usize) -> Result<DataFrame, FrameError> {
        let file = self.file.try_clone().map_err(|source| FrameError::Read { path: self.name.clone(), source })?;
        // By row groups: those outside of the stretch are not looked at. Only one is in it, so this is one thread's
        // work, beside the others that score.
        let mut reader = ParquetReader::new(file).read_parallel(ParallelStrategy::RowGroups);
        reader.set_metadata(self.metadata.clone());
        let rows = reader.with_projection(self.kept.clone()).with_slice(Some((first, count))).finish();
        let rows = rows.and_then(|rows| point_decimals(rows, &self.decimals));
        rows.map_err(|source| FrameError::Parquet { path: self.name.clone(), source })
    }
}

/// Row groups of these heights in stretches that never reach from one into the next: first row and number of rows.
fn stretches(heights: impl Iterator<Item = usize>) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    let mut group_start = 0;
    for height in heights {
        let parts = (0..height).step_by(STRETCH_ROWS);
        all.extend(parts.map(|first| (group_start + first, STRETCH_ROWS.min(height - first))));
        group_start += height;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_cover_every_row_once_and_stay_within_their_group() {
        let found = stretches([3, 0, STRETCH_ROWS + 1, 2].into_iter());
        assert_eq!(found, [(0, 3), (3, STRETCH_ROWS), (3 + STRETCH_ROWS, 1), (4 + STRETCH_ROWS, 2)]);
    }

    #[test]
    fn all_rows_come_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.parquet");
        let numbers = Column::new("n".into(), (0..1000_i64).collect::<Vec<_>>());
        let mut data = DataFrame::new(1000, vec![numbers]).unwrap();
        ParquetWriter::new(File::create(&path).unwrap()).with_row_group_size(Some(300)).finish(&mut data).unwrap();
        let mut rows = ParquetRows::open(&path, "x").unwrap();
        assert_eq!((rows.columns(), rows.empty().unwrap().height()), (vec!["n".to_owned()], 0));
        let mut read = rows.empty().unwrap();
        let mut stretches = 0;
        while let Some(stretch) = rows.next_rows().unwrap() {
            read.vstack_mut(&stretch).unwrap();
            stretches += 1;
        }
        assert!(stretches > 1);
        assert!(read.equals(&data));
    }
}
