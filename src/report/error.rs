use std::path::PathBuf;

use crate::chart::ChartError;

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// There is no comment to report on.
    #[error("there is no comment to report on")]
    Empty,
    /// A picture could not be drawn.
    #[error("cannot draw the chart {name}")]
    Chart {
        /// Which one.
        name: &'static str,
        /// Why.
        source: ChartError,
    },
    /// The page could not be filled in.
    #[error("cannot fill in the page")]
    Template(#[from] minijinja::Error),
    /// A file of a theme can't be used.
    #[error("theme file {file}: {problem}")]
    Theme {
        /// Which file.
        file: String,
        /// Why not.
        problem: String,
    },
    /// A table or summary could not be formed.
    #[error("cannot form {name}")]
    Encode {
        /// Which file.
        name: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The table of comments can't be written.
    #[error("cannot write {}", path.display())]
    Table {
        /// Where.
        path: PathBuf,
        /// Why.
        source: Box<crate::frame::FrameError>,
    },
    /// The folder or a file in it can't be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Comments can't be read back from where they were put aside.
    #[error(transparent)]
    Comments(#[from] crate::frame::FrameError),
}
