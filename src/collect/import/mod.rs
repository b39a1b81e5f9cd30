//! Comments that others collected, brought into the form of our own collections.
//!
//! Files are recognised by content: pages of the service or of Douyin, MediaCrawler's exports (JSON, JSON Lines, CSV,
//! workbook, database; before and after it dropped places and account numbers), spreadsheets with Chinese headers.
//! What was understood, guessed and left empty is reported, row by row accounted for.

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
use crate::comment::Comment;
use crate::frame::header::CommentField;
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
    let mut rows: BTreeMap<String, store::Arrivals> = BTreeMap::new();
    for path in files {
        match read_file(path, options) {
            Ok(parts) => {
                for part in parts {
                    let (file, comments) = take_in(path, part, options);
                    report.files.push(file);
                    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
                    store::distribute(&mut rows, &name, comments);
                }
            }
            Err(error) => report.failed.push((path.clone(), error)),
        }
    }
    for (video_id, arrivals) in rows {
        match store::merge(&options.out, &video_id, arrivals) {
            Ok(video) => report.videos.push(video),
            Err(error) => {
                let is_hopeless = matches!(error, CollectError::Storage { .. });
                report.unwritten.push((video_id, error));
                if is_hopeless {
                    break;
                }
            }
        }
    }
    report
}

/// All tables of a file that hold comments.
fn read_file(path: &Path, options: &ImportOptions) -> Result<Vec<Part>, ImportError> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    let parts = match (options.form, ending.as_str()) {
        (ImportForm::Pages, _) => vec![pages::read(path, options)?],
        (ImportForm::Auto | ImportForm::MediaCrawler, "xlsx" | "xlsm" | "xlsb" | "xls" | "ods") => {
            workbook::read(path, options)?
        }
        (ImportForm::Auto | ImportForm::MediaCrawler, _) if database::is_one(path) => database::read(path, options)?,
        (ImportForm::Auto, _) if pages::is_one(path) => vec![pages::read(path, options)?],
        (form, _) => vec![part::read_table(path, form, options)?],
    };
    if parts.iter().all(|part| part.comments.is_empty()) {
        return Err(ImportError::NoComments { path: path.to_owned() });
    }
    Ok(parts)
}

/// Gives every row an identity and counts what is filled.
fn take_in(path: &Path, part: Part, options: &ImportOptions) -> (FileReport, Vec<Comment>) {
    let Part { name, form, mut comments, columns, unused, rows_read, mut guesses, warnings } = part;
    let kept = comments.len() as u64;
    guesses.extend(identity::complete(&mut comments, path, options.video_id.as_deref()));
    let report = FileReport {
        path: path.to_owned(),
        part: name,
        form,
        columns,
        unused,
        guesses,
        filled: Filled::count(&comments),
        rows_read,
        rows_kept: kept,
        warnings,
    };
    (report, comments)
}
