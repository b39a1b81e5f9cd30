use std::path::{Path, PathBuf};

use polars::prelude::{DataType, PolarsError};

/// What can go wrong with frames and their files.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FrameError {
    /// A file can't be opened or read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A file can't be created or written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A Parquet file that is none, or is damaged.
    #[error("{} is no readable Parquet file", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        source: PolarsError,
    },
    /// A Parquet column of a type that is not read.
    #[error(
        "{}: column {column} is of the type {found}, which is not read; save it as text, a number or a time, or \
         leave the column out",
        path.display()
    )]
    UnsupportedType {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
        /// Its type in the words of Arrow.
        found: String,
    },
    /// A column of schema v1 that is not there.
    #[error("column {column} is missing; a frame of comments needs the columns {}", field_names())]
    MissingColumn {
        /// The column.
        column: &'static str,
    },
    /// A column that schema v1 does not have.
    #[error("column {column} does not belong in a frame of comments; allowed are {}", field_names())]
    ExtraColumn {
        /// The column.
        column: String,
    },
    /// A column of another type than schema v1 says.
    #[error("column {column} holds {found}, but {expected} is needed")]
    ColumnType {
        /// The column.
        column: &'static str,
        /// What it holds.
        found: DataType,
        /// What schema v1 wants.
        expected: DataType,
    },
    /// A value that schema v1 does not allow.
    #[error("column {column} row {row}: {problem}")]
    Value {
        /// The column.
        column: &'static str,
        /// The row, counted from 1.
        row: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Comments can't be put aside in a temporary file, or read back from it.
    #[error("cannot keep comments in a temporary file; make room, or name another folder in TMPDIR")]
    Aside(#[source] std::io::Error),
    /// polars refused an operation.
    #[error("the table of comments can't be processed")]
    Polars(#[from] PolarsError),
}

impl FrameError {
    /// What polars says of a file that it writes.
    pub(super) fn writing(path: &Path, error: PolarsError) -> Self {
        match error {
            PolarsError::IO { error, .. } => {
                Self::Write { path: path.to_owned(), source: std::io::Error::new(error.kind(), error) }
            }
            other => Self::Polars(other),
        }
    }

    /// The error of a stretch of rows as one of the whole: with so many rows before it.
    pub(super) fn behind(mut self, rows: usize) -> Self {
        if let Self::Value { row, .. } = &mut self {
            *row += rows;
        }
        self
    }
}

fn field_names() -> String {
    super::schema::FIELDS.map(|field| field.name).join(", ")
}
