//! The record of every attempt to pin or unpin, dry runs included.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::cli::exit::{ExitStatus, Failure};
use crate::cli::output::print_warning;
use crate::frame::files::iso_time;

/// The file's name.
const NAME: &str = "pin-audit.jsonl";

/// An open record; opened before anything is done, so that nothing is done that could not be recorded.
pub struct Audit {
    file: File,
    path: PathBuf,
}

impl Audit {
    /// Opens the record of an input: inside a collection, beside a file, else in the working folder.
    ///
    /// # Errors
    /// When the file can't be written to.
    pub fn open(input: Option<&Path>) -> Result<Self, Failure> {
        let folder = match input {
            Some(path) if path.is_dir() => path.to_owned(),
            Some(path) if path.is_file() => path.parent().map(Path::to_owned).unwrap_or_default(),
            _ => PathBuf::new(),
        };
        let path = folder.join(NAME);
        let file = OpenOptions::new().create(true).append(true).open(&path);
        let file = file.map_err(|error| {
            let message = format!("cannot write {}, where every attempt is recorded: {error}", path.display());
            Failure::new(ExitStatus::Failure, anyhow::anyhow!(message))
        })?;
        Ok(Self { file, path })
    }

    /// Adds a line with the time of now in front. Where that fails, the attempt itself is already over: it is said
    /// loudly, and changes nothing else.
    pub fn record(&mut self, attempt: &Value) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = i64::try_from(now.as_millis()).unwrap_or(i64::MAX);
        let mut line = json!({"time": iso_time(now)});
        if let (Some(line), Some(attempt)) = (line.as_object_mut(), attempt.as_object()) {
            line.extend(attempt.clone());
        }
        let written = self.file.write_all(format!("{line}\n").as_bytes()).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            print_warning(&format!("{}: the attempt could not be recorded: {error}", self.path.display()));
        }
    }
}
