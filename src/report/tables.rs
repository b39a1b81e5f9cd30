//! The tables of a report and an export, by name.

use crate::aggregate::Aggregates;
use crate::aggregate::csv::{self, TextTable};

/// All tables of metrics: file name without ending, and contents.
pub fn tables(aggregates: &Aggregates) -> [(&'static str, TextTable); 7] {
    [
        ("by_time", csv::by_time(aggregates.by_time.as_ref())),
        ("by_likes", csv::by_likes(&aggregates.by_likes)),
        ("by_region", csv::by_region(&aggregates.by_region)),
        ("by_polarity", csv::by_polarity(&aggregates.by_polarity)),
        ("by_video", csv::by_video(&aggregates.by_video)),
        ("keywords", csv::keywords(&aggregates.keywords)),
        ("sayings", csv::sayings(&aggregates.sayings)),
    ]
}
