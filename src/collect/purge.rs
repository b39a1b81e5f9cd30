//! Finding collections that nobody has touched for long, and deleting them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::CollectError;
use super::store::{Checkpoint, lock};

/// A collection old enough to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outdated {
    /// Its folder.
    pub folder: PathBuf,
    /// How long ago its checkpoint was written.
    pub age: Duration,
    /// Bytes it takes.
    pub bytes: u64,
}

/// All collections below `out`, those set aside by a fresh start included, whose checkpoint is older than `age` by what
/// it says or by its file's time; the oldest first. Folders without a checkpoint are no collections and stay.
///
/// # Errors
/// A folder that can't be read.
pub fn outdated(out: &Path, age: Duration) -> Result<Vec<Outdated>, CollectError> {
    let mut found = Vec::new();
    for folder in [out.to_owned(), out.join(".old")] {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder).map_err(CollectError::storage("read", &folder))? {
            let entry = entry.map_err(CollectError::storage("read", &folder))?;
            // A link leads out of the folder of collections, where nothing may be deleted.
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let (true, Some(written)) = (is_folder, last_written(&entry.path())) else { continue };
            let since = SystemTime::now().duration_since(written).unwrap_or_default();
            if since > age {
                found.push(Outdated { bytes: size(&entry.path()), folder: entry.path(), age: since });
            }
        }
    }
    found.sort_by(|a, b| b.age.cmp(&a.age).then_with(|| a.folder.cmp(&b.folder)));
    Ok(found)
}

/// When a collection was last worked on. A copy keeps what the checkpoint says, though its file is new.
fn last_written(folder: &Path) -> Option<SystemTime> {
    let modified = fs::metadata(folder.join(Checkpoint::FILE)).ok()?.modified().ok()?;
    let said = Checkpoint::load(folder).ok().flatten();
    let said = said.and_then(|checkpoint| chrono::DateTime::parse_from_rfc3339(&checkpoint.updated_at).ok());
    Some(said.map_or(modified, |said| modified.min(said.into())))
}

/// Deletes a collection that nobody works on.
///
/// # Errors
/// One that another process works on, or that can't be deleted.
pub fn delete(outdated: &Outdated) -> Result<(), CollectError> {
    let _lock = lock(&outdated.folder)?;
    fs::remove_dir_all(&outdated.folder).map_err(CollectError::storage("delete", &outdated.folder))
}

fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(data) if data.is_dir() => size(&entry.path()),
            Ok(data) => data.len(),
            Err(_) => 0,
        })
        .sum()
}
