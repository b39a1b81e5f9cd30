//! Schema v1: the columns of a frame of comments, their names, types and order. Fixed: files in this form stay
//! readable by every later version.

use polars::prelude::{DataType, PlSmallStr, TimeUnit, TimeZone};

/// IANA name of the zone that times are shown in; Douyin's own.
pub const TIME_ZONE: &str = "Asia/Shanghai";

/// What is stored in a column of schema v1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8 text.
    Text,
    /// A small whole number.
    Level,
    /// A count, 0 or more.
    Count,
    /// Yes or no.
    Flag,
    /// Milliseconds since 1970-01-01 UTC, shown in Asia/Shanghai.
    Time,
}

/// One column of schema v1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name of the column.
    pub name: &'static str,
    /// What it stores.
    pub kind: Kind,
    /// Whether a value may be missing.
    pub nullable: bool,
}

impl Field {
    /// The polars type of the column.
    pub fn dtype(self) -> DataType {
        match self.kind {
            Kind::Text => DataType::String,
            Kind::Level => DataType::UInt8,
            Kind::Count => DataType::Int64,
            Kind::Flag => DataType::Boolean,
            Kind::Time => DataType::Datetime(TimeUnit::Milliseconds, Some(time_zone())),
        }
    }
}

const fn required(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, nullable: false }
}

const fn optional(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, nullable: true }
}

/// The columns of schema v1 in their order, which is also the order of a CSV header.
pub const FIELDS: [Field; 15] = [
    required("video_id", Kind::Text),
    required("comment_id", Kind::Text),
    optional("parent_id", Kind::Text),
    required("level", Kind::Level),
    required("text", Kind::Text),
    optional("created_at", Kind::Time),
    optional("likes", Kind::Count),
    optional("replies", Kind::Count),
    optional("region", Kind::Text),
    optional("author", Kind::Text),
    optional("is_author", Kind::Flag),
    optional("liked_by_author", Kind::Flag),
    optional("pinned", Kind::Flag),
    optional("has_media", Kind::Flag),
    optional("fetched_at", Kind::Time),
];

/// An extra last column, there only where some row's time is less than exact: `exact`, `day` or `relative`.
pub const TIME_PRECISION: &str = "time_precision";

/// The columns that scoring adds at the end.
pub const SCORE_COLUMNS: [&str; 3] = ["polarity", "score", "confidence"];

/// [`TIME_ZONE`] for polars.
pub(super) fn time_zone() -> TimeZone {
    // SAFETY: the name is a zone of the IANA database, as a test shows.
    #[expect(unsafe_code, reason = "polars's checked constructor returns an error that can't occur for a constant")]
    unsafe {
        TimeZone::new_unchecked(PlSmallStr::from_static(TIME_ZONE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_zone_is_one_polars_knows() {
        assert_eq!(TimeZone::opt_try_new(Some(TIME_ZONE)).unwrap(), Some(time_zone()));
    }
}
