//! Comments that others collected, brought into the form of our own collections.
//!
//! Files are recognised by content: pages of the service or of Douyin, MediaCrawler's exports (JSON, JSON Lines, CSV,
//! workbook, database; before and after it dropped places and account numbers), spreadsheets with Chinese headers.
//! What was understood, guessed and left empty is reported, row by row accounted for.

mod arrived;
mod database;
mod error;
mod identity;
mod pages;
mod part;
mod platform;
mod report;
mod store;
mod workbook;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use error::ImportError;
pub use report::{FileReport, Filled, ImportReport, VideoReport};

use crate::collect::CollectError;
use crate::frame::header::CommentField;
use crate::frame::store::Pile;
use arrived::{Arrived, Brought};
use part::Part;

/// The video that somebody names: an id, the address of a video, or what else can name a folder.
///
/// # Errors
/// Anything else.
pub fn parse_video(text: &str) -> Result<String, CollectError> {
    identity::video_of_user(text)
}

/// Who made a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImportForm {
    /// Find out by content.
    #[default]
    Auto,
    /// Answers of the service or of Douyin.
    Pages,
    /// MediaCrawler.
    MediaCrawler,
    /// Values separated by commas, tabs or semicolons.
    Csv,
    /// JSON Lines or one JSON array.
    Jsonl,
    /// Parquet.
    Parquet,
}

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Folder of the collections.
    pub out: PathBuf,
    /// Who made the files.
    pub form: ImportForm,
    /// Columns given by name; all others are found by theirs.
    pub columns: BTreeMap<CommentField, String>,
    /// The video of comments whose file doesn't name one.
    pub video_id: Option<String>,
    /// When the comments were collected, where the file doesn't say; distances such as `3月前` count from here.
    pub collected_at_ms: Option<i64>,
}

/// Imports files into collections, one a video, merging with what is there. A file that can't be used doesn't stop the
/// others, nor does a collection that another process holds; both are part of the report.
pub fn import(files: &[PathBuf], options: &ImportOptions) -> ImportReport {
    let mut report = ImportReport::default();
    let mut arrived = Arrived::new();
    for path in files {
        match read_file(path, options, &mut arrived) {
            Ok(files) => report.files.extend(files),
            Err(error) => report.failed.push((path.clone(), error)),
        }
    }
    for video_id in arrived.videos() {
        match store::merge(&options.out, video_id, &arrived) {
            Ok(video) => report.videos.push(video),
            Err(error) => {
                let is_hopeless = matches!(error, CollectError::Storage { .. });
                report.unwritten.push((video_id.to_owned(), error));
                if is_hopeless {
                    break;
                }
            }
        }
    }
    report
}

/// Takes over all tables of a file, or none.
fn read_file(path: &Path, options: &ImportOptions, arrived: &mut Arrived) -> Result<Vec<FileReport>, ImportError> {
    let parts = read_parts(path, options, &mut arrived.pile)?;
    let parts = parts.into_iter().map(|part| Ok((arrived.look_through(&part)?, part)));
    let parts = parts.collect::<Result<Vec<_>, ImportError>>()?;
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let take = |(brought, part): (Brought, Part)| FileReport {
        path: path.to_owned(),
        part: part.name,
        form: part.form,
        columns: part.columns,
        unused: part.unused,
        guesses: part.guesses,
        filled: arrived.take(&file, brought, part.namesakes),
        rows_read: part.rows_read,
        rows_kept: part.rows.len() as u64,
        warnings: part.warnings,
    };
    Ok(parts.into_iter().map(take).collect())
}

/// All tables of a file that hold comments.
fn read_parts(path: &Path, options: &ImportOptions, pile: &mut Pile) -> Result<Vec<Part>, ImportError> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    let parts = match (options.form, ending.as_str()) {
        (ImportForm::Pages, _) => vec![pages::read(path, options, pile)?],
        (ImportForm::Auto | ImportForm::MediaCrawler, "xlsx" | "xlsm" | "xlsb" | "xls" | "ods") => {
            workbook::read(path, options, pile)?
        }
        (ImportForm::Auto | ImportForm::MediaCrawler, _) if database::is_one(path) => {
            database::read(path, options, pile)?
        }
        (ImportForm::Auto, _) if pages::is_one(path) => vec![pages::read(path, options, pile)?],
        (form, _) => vec![part::read_table(path, form, options, pile)?],
    };
    if parts.iter().all(|part| part.rows.is_empty()) {
        return Err(ImportError::NoComments { path: path.to_owned() });
    }
    Ok(parts)
}
