use std::path::PathBuf;

use super::decode::NotText;
use crate::frame::error::FrameError;

/// Why an input can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// It is missing or can't be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// It holds nothing, not even a header.
    #[error("{source_name} is empty")]
    Empty {
        /// The file.
        source_name: String,
    },
    /// It is no text, though its form should be.
    #[error("{source_name} is no text file: {}", advice(*kind))]
    NotText {
        /// The file.
        source_name: String,
        /// What it is instead.
        kind: NotText,
    },
    /// No line of it is JSON.
    #[error("{source_name} line {line} is no JSON object: {problem}; one object a line or one array is needed")]
    NoJson {
        /// The file.
        source_name: String,
        /// The first such line.
        line: u64,
        /// What is wrong with it.
        problem: String,
    },
    /// A quote that is never closed makes one cell of everything.
    #[error(
        "{source_name} line {line} opens a quote that is never closed, so that all {lines} lines from there are one \
         cell; close it, or write a quote that is meant as a character as \"\""
    )]
    UnclosedQuote {
        /// The file.
        source_name: String,
        /// The line of the quote.
        line: u64,
        /// Lines from there to the end.
        lines: u64,
    },
    /// No column has a name that texts have.
    #[error(
        "{source_name} has no column that is known to hold texts; its columns are {}; name the right one with --text-column",
        list(columns)
    )]
    NoTextColumn {
        /// The file.
        source_name: String,
        /// Its columns.
        columns: Vec<String>,
    },
    /// A column asked for is not there.
    #[error("{source_name} has no column {column}; its columns are {}", list(columns))]
    NoSuchColumn {
        /// The file.
        source_name: String,
        /// The column asked for.
        column: String,
        /// The columns it has.
        columns: Vec<String>,
    },
    /// A folder that is no collection and holds none.
    #[error(
        "{} is no collection and holds none (a collection has a comments.parquet); name a collection or the files themselves",
        folder.display()
    )]
    NoCollection {
        /// The folder.
        folder: PathBuf,
    },
    /// Stored scores were asked for and it has none, or a row in which they can't be right.
    #[error("{source_name}{} holds no valid polarity, score and confidence", line.map(|line| format!(" line {line}")).unwrap_or_default())]
    NotScored {
        /// The file.
        source_name: String,
        /// The first row that is not valid; `None` where columns are missing.
        line: Option<u64>,
    },
    /// Comments can't be put aside in a temporary file.
    #[error("cannot keep comments in a temporary file; make room, or name another folder in TMPDIR")]
    Aside(#[source] std::io::Error),
    /// The system gives no thread to read with.
    #[error("cannot start a thread to read with; allow this user more processes (ulimit -u)")]
    Thread(#[source] std::io::Error),
    /// Whoever takes the comments wants no more.
    #[error("reading was stopped")]
    Stopped,
    /// A Parquet file or its contents.
    #[error(transparent)]
    Frame(#[from] FrameError),
}

impl InputError {
    /// Whether the fault lies with this machine, such as a full disk, and not with the input.
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::Aside(_) | Self::Thread(_) | Self::Frame(FrameError::Aside(_)))
    }
}

fn advice(kind: NotText) -> &'static str {
    match kind {
        NotText::Parquet => "it is Parquet; let its name end in .parquet or say --input-format parquet",
        NotText::Zip => "it is a zip archive or Excel workbook; save the sheet as CSV",
        NotText::Compressed => "it is compressed; unpack it first",
        NotText::Binary => "it holds bytes that no text has; CSV, JSON Lines and Parquet can be read",
    }
}

/// Column names for a message: quoted, shortened, at most 20.
fn list(columns: &[String]) -> String {
    const SHOWN: usize = 20;
    let mut names: Vec<String> =
        columns.iter().take(SHOWN).map(|name| format!("{:?}", name.chars().take(40).collect::<String>())).collect();
    if columns.len() > SHOWN {
        names.push(format!("and {} more", columns.len() - SHOWN));
    }
    names.join(", ")
}
