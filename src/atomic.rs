//! Files that are either there whole or not there at all, even after a crash.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Ending of files that are still being written.
pub(crate) const UNFINISHED: &str = ".tmp";

/// How much a file has to survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// The program being killed.
    Process,
    /// The machine going down.
    Machine,
}

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Whoever may read what this user writes.
    Usual,
    /// Its owner alone.
    Owner,
}

/// Writes a file through a temporary one beside it, synced before it takes the name. A device or pipe is written
/// directly; a link keeps pointing where it points.
///
/// # Errors
/// Whatever `write` returns, and when the file can't be created, synced or renamed.
pub fn write_atomic<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    let mut file = AtomicFile::create(path)?;
    write(&mut file)?;
    file.commit()?;
    Ok(())
}

/// The same for bytes that are there already.
pub(crate) fn write_bytes(path: &Path, bytes: &[u8], durability: Durability, readers: Readers) -> io::Result<()> {
    let mut file = AtomicFile::create_for(path, durability, readers)?;
    file.write_all(bytes)?;
    file.commit()
}

/// A file that takes its name only when it is complete; dropped before, it leaves nothing behind.
pub struct AtomicFile {
    target: PathBuf,
    durability: Durability,
    inner: Inner,
}

enum Inner {
    Temporary(BufWriter<tempfile::NamedTempFile>),
    Direct(BufWriter<File>),
}

impl AtomicFile {
    /// Starts writing; an existing file stays as it is until [`commit`](Self::commit).
    ///
    /// # Errors
    /// When the folder does not exist or can't be written to.
    pub fn create(path: &Path) -> io::Result<Self> {
        Self::create_for(path, Durability::Machine, Readers::Usual)
    }

    pub(crate) fn create_for(path: &Path, durability: Durability, readers: Readers) -> io::Result<Self> {
        // Through a link to the file it means, so that the link survives.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if fs::metadata(&target).is_ok_and(|meta| !meta.is_file() && !meta.is_dir()) {
            let file = File::options().write(true).open(&target)?;
            return Ok(Self { target, durability, inner: Inner::Direct(BufWriter::new(file)) });
        }
        if target.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".shenping-").suffix(UNFINISHED);
        #[cfg(unix)]
        if readers == Readers::Usual {
            use std::os::unix::fs::PermissionsExt;
            // What an ordinary new file gets: the process's umask is taken off. Else only the owner may read it.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder_of(&target))?;
        Ok(Self { target, durability, inner: Inner::Temporary(BufWriter::new(file)) })
    }

    /// Makes the file as durable as wanted and gives it its name.
    ///
    /// # Errors
    /// When it can't be written out, synced or renamed.
    pub fn commit(self) -> io::Result<()> {
        match self.inner {
            Inner::Direct(mut file) => file.flush(),
            Inner::Temporary(file) => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                if self.durability == Durability::Process {
                    return file.persist(&self.target).map(drop).map_err(|error| error.error);
                }
                file.as_file().sync_all()?;
                file.persist(&self.target).map_err(|error| error.error)?;
                sync_folder_of(&self.target)
            }
        }
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.inner {
            Inner::Temporary(file) => file.write(bytes),
            Inner::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.inner {
            Inner::Temporary(file) => file.flush(),
            Inner::Direct(file) => file.flush(),
        }
    }
}

/// Makes a rename or a new entry in the folder of `path` survive a power cut.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    match File::open(folder_of(path)).and_then(|folder| folder.sync_all()) {
        // Not every system can sync a folder, and one that is not readable can't be opened: then it syncs on its own.
        Err(error) if matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported) => Ok(()),
        synced => synced,
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        write_atomic(&path, |out| out.write_all(b"old")).unwrap();
        let failed = write_atomic(&path, |out| {
            out.write_all(b"half of the n")?;
            Err(io::Error::other("no more"))
        });
        assert_eq!(failed.unwrap_err().to_string(), "no more");
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        for durability in [Durability::Process, Durability::Machine] {
            let text = format!("{durability:?}");
            write_bytes(&path, text.as_bytes(), durability, Readers::Usual).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_missing_folder_is_an_error_and_a_device_is_written_to() {
        let folder = tempfile::tempdir().unwrap();
        assert!(write_atomic(&folder.path().join("no/out.csv"), |out| out.write_all(b"x")).is_err());
        assert!(write_atomic(folder.path(), |out| out.write_all(b"x")).is_err());
        #[cfg(unix)]
        {
            write_atomic(Path::new("/dev/null"), |out| out.write_all(b"x")).unwrap();
            assert!(!fs::metadata("/dev/null").unwrap().is_file());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_private_file_is_readable_by_its_owner_alone_and_a_link_stays_a_link() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("author.key"), folder.path().join("link"));
        write_bytes(&path, b"old", Durability::Machine, Readers::Usual).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write_bytes(&link, b"key", Durability::Machine, Readers::Owner).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read(&path).unwrap(), b"key");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
