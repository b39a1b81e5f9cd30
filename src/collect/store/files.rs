//! Files and folders of a collection, with errors that name them.

use std::fs;
use std::io;
use std::path::Path;

pub(super) use crate::atomic::Durability;
use crate::atomic::{Readers, UNFINISHED, sync_folder_of, write_bytes};
use crate::collect::CollectError;

/// Writes a file whole or not at all.
pub(super) fn write(path: &Path, bytes: &[u8], durability: Durability) -> Result<(), CollectError> {
    write_bytes(path, bytes, durability, Readers::Usual).map_err(CollectError::storage("write", path))
}

/// The same for a file that only its owner may read.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), CollectError> {
    write_bytes(path, bytes, Durability::Machine, Readers::Owner).map_err(CollectError::storage("write", path))
}

/// Creates a folder and its parents, and makes the new entries last.
pub(super) fn create_folder(path: &Path) -> Result<(), CollectError> {
    if path.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(path).and_then(|()| sync_folder_of(path)).map_err(CollectError::storage("create", path))
}

/// Removes what a crash left half written, in this folder and below.
pub(super) fn sweep(folder: &Path) -> Result<(), CollectError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(CollectError::storage("read", folder)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(CollectError::storage("read", folder))?;
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            sweep(&path)?;
        } else if path.as_os_str().to_string_lossy().ends_with(UNFINISHED) {
            fs::remove_file(&path).map_err(CollectError::storage("remove", &path))?;
        }
    }
    Ok(())
}

/// The content of a file, `None` where there is none.
pub(super) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, CollectError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(CollectError::storage("read", path)(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_that_fails_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none/fetch.json");
        let message = write(&path, b"new", Durability::Process).unwrap_err().to_string();
        assert!(message.starts_with("cannot write ") && message.contains("fetch.json"), "{message}");
    }

    #[test]
    fn leftovers_of_a_crash_are_swept() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("pages/replies/1");
        create_folder(&inner).unwrap();
        fs::write(inner.join(".shenping-AbCdEf.tmp"), b"half").unwrap();
        fs::write(inner.join("000001.json.zst"), b"whole").unwrap();
        sweep(folder.path()).unwrap();
        assert_eq!(fs::read_dir(&inner).unwrap().count(), 1);
    }
}
