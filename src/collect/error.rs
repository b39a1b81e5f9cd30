//! What can go wrong around a run, as opposed to inside a call (see [`Fault`](super::Fault)).

use std::path::PathBuf;

/// A run that can't start, or a folder that can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CollectError {
    /// The address of the service is not usable.
    #[error("the address of the service is wrong: {problem}; it looks like https://api.justoneapi.com")]
    BaseUrl {
        /// What is wrong; never quotes the address, which may hold a secret.
        problem: &'static str,
    },
    /// The HTTP client could not be made.
    #[error("cannot prepare HTTP calls: {0}")]
    Client(String),
    /// The rate is no positive number.
    #[error("the rate of {0} calls a second is impossible: give a number above 0")]
    Rate(f64),
    /// Another process works on the collection.
    #[error("another shenping works on {}: wait for it to end, then run the command again", path.display())]
    Locked {
        /// The collection.
        path: PathBuf,
    },
    /// A folder name would leave its place.
    #[error("{0:?} can't name a collection: letters, digits, - and _ are allowed, 100 at most")]
    Name(String),
    /// Reading or writing failed.
    #[error("cannot {action} {}: {source}", path.display())]
    Storage {
        /// What was tried: `write`, `read`, `create`, `lock`.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The table of comments could not be read or written.
    #[error("cannot use {}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: Box<crate::frame::FrameError>,
    },
}

impl CollectError {
    /// What the user can do about it, where the message doesn't say.
    pub fn advice(&self) -> Option<&'static str> {
        use std::io::ErrorKind as Kind;
        let Self::Storage { source, .. } = self else { return None };
        match source.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => {
                Some("what is stored is whole; make room, then run the same command again")
            }
            Kind::ReadOnlyFilesystem | Kind::PermissionDenied => {
                Some("make the folder writable, or choose another with --out")
            }
            _ => None,
        }
    }

    /// Makes a system error say what was tried, and where.
    pub(crate) fn storage(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Storage { action, path, source }
    }

    /// Says which table is meant.
    pub(crate) fn table(path: PathBuf, source: crate::frame::FrameError) -> Self {
        Self::Table { path, source: Box::new(source) }
    }
}
