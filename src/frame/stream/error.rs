use std::io;

use polars::prelude::PolarsError;

use crate::frame::{FrameError, InputError};

/// Why a stream of rows can't be scored to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StreamError {
    /// An input can't be used, or read on.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The output can't be written; a closed pipe is one of the kinds.
    #[error("cannot write the scored rows")]
    Write(#[source] io::Error),
    /// The rows can't be made into a table for Parquet.
    #[error(transparent)]
    Table(FrameError),
}

impl From<PolarsError> for StreamError {
    fn from(error: PolarsError) -> Self {
        match error {
            PolarsError::IO { error, .. } => Self::Write(io::Error::new(error.kind(), error)),
            other => Self::Table(FrameError::Polars(other)),
        }
    }
}
