//! What the program's exit code says.

use std::process::ExitCode;

/// Why the program ended. The numbers are a promise to scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExitStatus {
    /// Done.
    Success = 0,
    /// Something nobody foresaw.
    Failure = 1,
    /// Wrong use or configuration.
    Usage = 2,
    /// Stopped early; everything so far is stored and the same command resumes.
    Resumable = 3,
    /// Refused: token, permission or balance.
    Refused = 4,
    /// The input or a lexicon can't be used.
    BadInput = 5,
    /// Nothing to do: no comment to report on, none fit to pin.
    Nothing = 6,
    /// Interrupted after a clean checkpoint.
    Interrupted = 130,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status as u8)
    }
}

/// An error together with the exit code it ends the program with.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub status: ExitStatus,
    /// The message chain.
    pub error: anyhow::Error,
}

impl Failure {
    /// Wrong use: exit code 2.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ExitStatus::Usage, anyhow::anyhow!(message.into()))
    }

    /// Any status with its error.
    pub fn new(status: ExitStatus, error: impl Into<anyhow::Error>) -> Self {
        Self { status, error: error.into() }
    }
}

/// Gives an error the exit code it stands for.
pub trait WithStatus<T> {
    /// The same result, an error carrying `status`.
    fn status(self, status: ExitStatus) -> Result<T, Failure>;
}

impl<T, E: Into<anyhow::Error>> WithStatus<T> for Result<T, E> {
    fn status(self, status: ExitStatus) -> Result<T, Failure> {
        self.map_err(|error| Failure::new(status, error))
    }
}

/// What a command returns.
pub type CommandResult = Result<ExitStatus, Failure>;
