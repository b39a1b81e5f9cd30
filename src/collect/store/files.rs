//! Files that are either there whole or not there at all, even after a crash.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::collect::CollectError;

/// Ending of files that are still being written.
pub(super) const UNFINISHED: &str = ".tmp";

/// How much a file has to survive.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Durability {
    /// The program being killed.
    Process,
    /// The machine going down.
    Machine,
}

/// Writes under a temporary name and renames, so that readers and survivors see the old file or the new one.
pub(super) fn write(path: &Path, bytes: &[u8], durability: Durability) -> Result<(), CollectError> {
    write_with(path, bytes, durability, &mut fs::OpenOptions::new())
}

/// The same for a file that only its owner may read.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), CollectError> {
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    write_with(path, bytes, Durability::Machine, &mut options)
}

fn write_with(
    path: &Path,
    bytes: &[u8],
    durability: Durability,
    options: &mut fs::OpenOptions,
) -> Result<(), CollectError> {
    let unfinished = unfinished_name(path);
    let result = (|| {
        let mut file = options.write(true).create(true).truncate(true).open(&unfinished)?;
        file.write_all(bytes)?;
        if durability == Durability::Machine {
            file.sync_all()?;
        }
        drop(file);
        fs::rename(&unfinished, path)?;
        if durability == Durability::Machine { sync_folder_of(path) } else { Ok(()) }
    })();
    if result.is_err() {
        // What is half written is of no use; a failure to remove it is the lesser news.
        let _ = fs::remove_file(&unfinished);
    }
    result.map_err(CollectError::storage("write", path))
}

fn unfinished_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(UNFINISHED);
    name.into()
}

/// Makes a rename or a new entry in the folder of `path` survive a power cut.
fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        // Folders can't be opened for syncing on other systems, which sync them on their own.
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
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
    fn a_failed_write_leaves_the_old_file_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fetch.json");
        write(&path, b"old", Durability::Machine).unwrap();
        // The temporary name is taken by a folder: the write can't even begin.
        fs::create_dir(unfinished_name(&path)).unwrap();
        let message = write(&path, b"new", Durability::Machine).unwrap_err().to_string();
        assert!(message.starts_with("cannot write ") && message.contains("fetch.json"), "{message}");
        assert_eq!(fs::read(&path).unwrap(), b"old");
    }

    #[test]
    fn leftovers_of_a_crash_are_swept() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("pages/replies/1");
        create_folder(&inner).unwrap();
        fs::write(inner.join("000001.json.zst.tmp"), b"half").unwrap();
        fs::write(inner.join("000001.json.zst"), b"whole").unwrap();
        sweep(folder.path()).unwrap();
        assert_eq!(fs::read_dir(&inner).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_private_file_is_readable_by_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("author.key");
        write_private(&path, b"key").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
