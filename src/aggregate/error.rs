use super::Bucket;

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
    /// The words of comments can't be put aside in a temporary file, or read back from it.
    #[error("cannot keep words in a temporary file; make room, or name another folder in TMPDIR")]
    Words(#[source] std::io::Error),
}
