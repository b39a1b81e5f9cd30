use super::Bucket;
use crate::frame::FrameError;

/// Why a table can't be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AggregateError {
    /// The buckets are too short for the span of the comments.
    #[error(
        "the comments span {count} buckets of {}, more than the {limit} that a table may have; choose a longer bucket",
        bucket.as_str()
    )]
    TooManyBuckets {
        /// The length asked for.
        bucket: Bucket,
        /// How many there would be.
        count: i64,
        /// How many there may be.
        limit: i64,
    },
    /// No such zone.
    #[error("{name:?} is no time zone; use a name of the IANA database such as Asia/Shanghai, Europe/Berlin or UTC")]
    NoSuchZone {
        /// The name.
        name: String,
    },
    /// The frame can't be grouped.
    #[error(transparent)]
    Frame(#[from] FrameError),
}

impl From<polars::prelude::PolarsError> for AggregateError {
    fn from(error: polars::prelude::PolarsError) -> Self {
        Self::Frame(error.into())
    }
}
