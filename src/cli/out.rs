//! Where data goes: a file that takes its name when it is complete, or stdout. Tried before the work that fills it.

use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use super::args::OutputFormat;
use super::exit::{ExitStatus, Failure, WithStatus};
use crate::frame::files::AtomicFile;

/// An output that can be written to. Its errors name it.
pub struct Out {
    path: PathBuf,
    form: Form,
}

enum Form {
    Stdout(BufWriter<Stdout>),
    File(AtomicFile),
}

impl Out {
    /// Starts a file, or stdout for `-`.
    ///
    /// # Errors
    /// A path that can't be written to: exit code 2, with what to do.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        if is_dash(path) {
            return Ok(Self::stdout());
        }
        match AtomicFile::create(path) {
            Ok(file) => Ok(Self { path: path.to_owned(), form: Form::File(file) }),
            Err(error) => Err(Failure::usage(format!("cannot write {}: {}", path.display(), advice(path, &error)))),
        }
    }

    /// The standard output.
    pub fn stdout() -> Self {
        Self { path: "-".into(), form: Form::Stdout(BufWriter::with_capacity(64 * 1024, io::stdout())) }
    }

    /// Writes out what waits; a file gets its name.
    ///
    /// # Errors
    /// When it can't be written out: exit code 1.
    pub fn commit(self) -> Result<(), Failure> {
        self.close().status(ExitStatus::Failure)
    }

    fn close(self) -> io::Result<()> {
        let closed = match self.form {
            Form::Stdout(mut out) => out.flush(),
            Form::File(file) => file.commit(),
        };
        closed.map_err(|error| named(&self.path, &error))
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.form {
            Form::Stdout(out) => out.write(bytes),
            Form::File(file) => file.write(bytes),
        };
        written.map_err(|error| named(&self.path, &error))
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = match &mut self.form {
            Form::Stdout(out) => out.flush(),
            Form::File(file) => file.flush(),
        };
        flushed.map_err(|error| named(&self.path, &error))
    }
}

/// Prints to stdout, all of it or an error: exit code 1.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = Out::stdout();
    out.write_all(text.as_bytes()).status(ExitStatus::Failure)?;
    out.commit()
}

/// The same error with the output's name; its kind stays, for a closed pipe is none.
fn named(path: &Path, error: &io::Error) -> io::Error {
    let name = if is_dash(path) { "to stdout".into() } else { path.to_string_lossy() };
    io::Error::new(error.kind(), format!("cannot write {name}: {error}"))
}

/// Why a file can't be started, and what to do. The error's own text would name the temporary file.
fn advice(path: &Path, error: &io::Error) -> String {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.display();
    match error.kind() {
        io::ErrorKind::NotFound => format!("the folder {folder} does not exist; make it, or name a file elsewhere"),
        io::ErrorKind::NotADirectory => format!("{folder} is no folder; name a file elsewhere"),
        io::ErrorKind::IsADirectory => "it is a folder; name a file in it".to_owned(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            format!("nothing may be written to the folder {folder}; name a file elsewhere")
        }
        kind => format!("{}; name a file elsewhere", io::Error::from(kind)),
    }
}

/// Makes sure that a folder can be written to, or made, before the work that fills it; it leaves nothing behind.
///
/// # Errors
/// One that can't: exit code 2, with what to do.
pub fn check_folder(folder: &Path) -> Result<(), Failure> {
    let there = folder.ancestors().find(|folder| folder.exists()).filter(|folder| !folder.as_os_str().is_empty());
    let tried = tempfile::tempfile_in(there.unwrap_or(Path::new(".")));
    tried.map(drop).map_err(|error| {
        let reason = io::Error::from(error.kind());
        Failure::usage(format!("cannot write to {}: {reason}; name a folder elsewhere with --out", folder.display()))
    })
}

/// Whether a path means stdin or stdout.
pub fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The form of an output: as asked for, else by its name's ending. Without an ending, or with `.txt`, it is CSV.
///
/// # Errors
/// An ending that names no form: exit code 2.
pub fn output_format(path: &Path, asked: Option<OutputFormat>) -> Result<OutputFormat, Failure> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match (asked, ending.as_deref()) {
        (Some(format), _) => Ok(format),
        (None, None | Some("" | "csv" | "txt")) => Ok(OutputFormat::Csv),
        (None, Some("jsonl" | "ndjson" | "json")) => Ok(OutputFormat::Jsonl),
        (None, Some("parquet" | "pq")) => Ok(OutputFormat::Parquet),
        (None, Some(ending)) => Err(Failure::usage(format!(
            "{}: no form ends in .{ending}; let the name end in .csv, .txt, .jsonl, .ndjson, .json, .parquet or .pq, or \
             name the form with --format csv, jsonl or parquet",
            path.display()
        ))),
    }
}

/// Starts an output that can only be CSV.
///
/// # Errors
/// A name that promises another form, or a path that can't be written to: exit code 2.
pub fn create_csv(path: &Path) -> Result<Out, Failure> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        None | Some("" | "csv" | "txt") => Out::create(path),
        Some(_) => Err(Failure::usage(format!(
            "{}: this table is written as CSV alone; let the name end in .csv or .txt (`shenping export` writes all \
             tables, as Parquet too)",
            path.display()
        ))),
    }
}
