use std::path::PathBuf;

use crate::counted::counted;
use crate::frame::InputError;

/// Why a file can't be imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// It can't be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A table that can't be understood.
    #[error(transparent)]
    Table(Box<InputError>),
    /// A workbook that is damaged or protected.
    #[error("{} is no readable workbook", path.display())]
    Workbook {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        source: Box<calamine::Error>,
    },
    /// A database that is damaged or locked.
    #[error("{} is no readable SQLite database", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// Pages that are none.
    #[error("{} holds no answer of the service: {problem}", path.display())]
    Pages {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// Pages without a comment.
    #[error(
        "{} holds no comments: {}, {}",
        path.display(),
        counted(*pages, "page without any"),
        counted(*refusals, "answer with an error of the service")
    )]
    EmptyPages {
        /// The file.
        path: PathBuf,
        /// Pages without comments.
        pages: u64,
        /// Answers with another code than 0.
        refusals: u64,
    },
    /// Another table of the crawler that wrote it.
    #[error(
        "{} holds posts or people of MediaCrawler, no comments: those are in the file with `comments` in its name",
        path.display()
    )]
    Posts {
        /// The file.
        path: PathBuf,
    },
    /// Nothing in it is a comment.
    #[error("{} holds no comments: no table with a column of texts, or no rows; name columns with --map", path.display())]
    NoComments {
        /// The file.
        path: PathBuf,
    },
}

impl From<InputError> for ImportError {
    fn from(error: InputError) -> Self {
        Self::Table(Box::new(error))
    }
}
