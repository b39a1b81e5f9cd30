//! Collection folders: `comments.parquet` and what `fetch.json` says about it.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::vet::Vet;
use super::warning::Warning;
use super::{InputError, ReadOptions, Reading, Source};
use crate::frame::ParquetRows;
use crate::frame::comments::CommentFrame;

/// The table of comments in a collection folder.
pub(crate) const COMMENTS: &str = "comments.parquet";
const CHECKPOINT: &str = "fetch.json";

/// The part of `fetch.json` that matters here; everything may be missing.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Checkpoint {
    status: Option<String>,
    stopped_because: Option<String>,
    declared_total: Option<u64>,
    warnings: Vec<serde_json::Value>,
}

/// The collections a folder means: itself, or those directly inside it by name.
pub(crate) fn find(folder: &Path) -> Result<Vec<PathBuf>, InputError> {
    if folder.join(COMMENTS).is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let read_error = |source| InputError::Read { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(read_error)? {
        let path = entry.map_err(read_error)?.path();
        if path.join(COMMENTS).is_file() {
            found.push(path);
        }
    }
    if found.is_empty() {
        return Err(InputError::NoCollection { folder: folder.to_owned() });
    }
    found.sort();
    Ok(found)
}

/// Reads one collection.
pub(super) fn read(folder: &Path, options: &ReadOptions, reading: &mut Reading<'_>) -> Result<(), InputError> {
    let source = Source::of(folder);
    if options.stored_scores {
        // A collection holds what the platform said, and no scores.
        return Err(InputError::NotScored { source_name: source.name, line: None });
    }
    let table = folder.join(COMMENTS);
    let mut rows = ParquetRows::open(&table, &table.to_string_lossy())?;
    let mut vet = Vet::new(&source.name, options);
    let mut first_row = 0;
    // Even a collection without a comment must have the right columns.
    CommentFrame::from_dataframe(&rows.empty()?)?;
    while let Some(data) = rows.next_rows()? {
        let comments = CommentFrame::from_dataframe(&data).map_err(|error| error.behind(first_row))?;
        first_row += comments.len();
        reading.take_frame(vet.pass(comments)?, None)?;
    }
    reading.warn(vet.finish());
    let checkpoint = match read_checkpoint(&folder.join(CHECKPOINT)) {
        Ok(checkpoint) => checkpoint,
        Err(problem) => {
            let message = format!("{CHECKPOINT} can't be read, so nothing is known about completeness: {problem}");
            reading.warn([Warning::Collection { source: source.name.clone(), message }]);
            Checkpoint::default()
        }
    };
    if checkpoint.status.as_deref() == Some("partial") {
        let because = checkpoint.stopped_because;
        reading.warn([Warning::PartialCollection { source: source.name.clone(), because }]);
    }
    for warning in checkpoint.warnings {
        let message = warning.as_str().map_or_else(|| warning.to_string(), str::to_owned);
        reading.warn([Warning::Collection { source: source.name.clone(), message }]);
    }
    reading.declare(checkpoint.declared_total);
    Ok(())
}

fn read_checkpoint(path: &Path) -> Result<Checkpoint, String> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| error.to_string()),
        // An imported collection need not have one.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Checkpoint::default()),
        Err(error) => Err(error.to_string()),
    }
}
