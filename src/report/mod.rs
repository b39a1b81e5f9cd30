//! The report: one offline page, pictures, CSV tables and `summary.json`, all from the same figures.
//!
//! [`render`] makes the bytes of every file, [`write()`] puts them on disk. Neither looks at the clock or the network.

mod bursts;
mod charts;
mod clock;
mod conclusion;
mod deciding;
mod error;
mod export;
mod facts;
mod hero;
mod html;
mod net;
mod page;
mod pinned;
mod quotes;
mod regions;
mod series;
mod summary;
mod table;
mod tables;
mod takeaways;
mod theme;
mod times;
mod turns;
mod verdict;
mod warnings;
mod words;
mod write;

use crate::aggregate::Aggregates;
use crate::chart::Lang;
use crate::frame::{CommentStore, Warning};
use crate::score::Analyzer;

pub use conclusion::{Conclusion, conclude};
pub use error::ReportError;
pub use export::{ExportInput, ExportOptions, Profile, export};
pub use tables::tables;
pub use theme::Theme;
pub use write::{File, OutputFolder, render, write};

/// Everything a report is made of.
pub struct ReportInput<'r> {
    /// The scored comments; at least one.
    pub comments: &'r CommentStore,
    /// The tables over them.
    pub aggregates: &'r Aggregates,
    /// What scored them; explains the comments shown.
    pub analyzer: &'r Analyzer,
    /// What is known beside the comments.
    pub about: &'r About,
}

/// What is known beside the comments themselves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// Title of the report; `None` makes one from the videos.
    pub title: Option<String>,
    /// Language of the page and the pictures.
    pub lang: Lang,
    /// Files or folders read, as given.
    pub sources: Vec<String>,
    /// Comments the platform says there are; `None` where nobody said.
    pub declared: Option<u64>,
    /// Whether somebody asked for a certain time bucket; else the picture may come closer where almost all comments
    /// fall into a short stretch.
    pub bucket_given: bool,
    /// What went wrong or was left out on the way.
    pub warnings: Vec<Warning>,
    /// How the page looks.
    pub theme: Theme,
}
