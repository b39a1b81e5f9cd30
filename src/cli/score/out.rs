//! A file that takes its name when it is complete, or stdout.

use std::io::{self, BufWriter, Stdout, Write};
use std::path::Path;

use anyhow::Context;

use super::is_dash;
use crate::cli::exit::{ExitStatus, Failure, WithStatus};
use crate::frame::files::AtomicFile;

/// Where the bytes go.
pub(super) enum Out {
    Stdout(BufWriter<Stdout>),
    File(AtomicFile),
}

impl Out {
    /// Starts a file, or stdout for `-`.
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        if is_dash(path) {
            return Ok(Self::Stdout(BufWriter::with_capacity(64 * 1024, io::stdout())));
        }
        let file = AtomicFile::create(path).with_context(|| format!("cannot write {}", path.display()));
        file.map(Self::File).status(ExitStatus::Failure)
    }

    /// Writes out what waits; a file gets its name.
    pub(super) fn commit(self) -> io::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush(),
            Self::File(file) => file.commit(),
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File(file) => file.flush(),
        }
    }
}
