use std::path::PathBuf;

use super::answer::Failure;
use super::codes::{Action, action, advice};

/// What kept a call to the platform from working. No variant holds a secret or an address with one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlatformError {
    /// A setting that is needed is not there.
    #[error("{name} is not set; {hint}")]
    Missing {
        /// The environment variable.
        name: &'static str,
        /// Where it comes from.
        hint: &'static str,
    },
    /// A setting has a value that can't be.
    #[error("{setting} can't be used: {problem}")]
    Setting {
        /// The flag or variable.
        setting: &'static str,
        /// What is wrong and what is allowed.
        problem: String,
    },
    /// The HTTP client could not be made.
    #[error("cannot prepare connections: {0}")]
    Http(String),
    /// No answer, or one that says neither yes nor no.
    #[error("{call}: no clear answer ({problem})")]
    Unclear {
        /// What was asked for.
        call: &'static str,
        /// What happened.
        problem: String,
    },
    /// The platform says no.
    #[error("{call}: the platform answered {failure}: {}", advice(failure.code))]
    Refused {
        /// What was asked for.
        call: &'static str,
        /// In its words.
        failure: Failure,
    },
    /// The access token is not accepted, and can't be (or has been) refreshed.
    #[error("{call}: the platform answered {failure}: {problem}")]
    Authorisation {
        /// What was asked for.
        call: &'static str,
        /// In its words.
        failure: Failure,
        /// Why it ends here, and what to do.
        problem: &'static str,
    },
    /// A post got no clear answer, and the comment does not stand where it should.
    #[error("{call}: no clear answer ({problem}); {state}. Look at `shenping pin status` before trying again")]
    Unsettled {
        /// What was asked for.
        call: &'static str,
        /// What happened.
        problem: String,
        /// What the list says now.
        state: &'static str,
        /// In the platform's words, where it gave some.
        failure: Option<Box<Failure>>,
    },
    /// The platform left the video out of the converted ids.
    #[error(
        "the platform gave no item id for video {video}: it converts the ids that a mini program gets when a video is \
         shared through it (they start with 1310), hardly ever the number in a video's link, and no video of another \
         account or a fresh upload; take the item id from the console or the create_video webhook and give it with \
         --item-id"
    )]
    NotConverted {
        /// The id that was to be converted.
        video: String,
    },
    /// The token file can't be read.
    #[error("cannot use token file {path}: {problem}")]
    TokenFile {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
}

/// What an error means for the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The operator must change a setting.
    Configuration,
    /// No connection, no clear answer, or a quota: later the same command may work.
    Later,
    /// Refused, or no longer authorised.
    Refused,
    /// Nothing to act on.
    Nothing,
}

impl PlatformError {
    /// What the error means for the run.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Missing { .. } | Self::Setting { .. } | Self::Http(_) | Self::TokenFile { .. } => {
                ErrorKind::Configuration
            }
            Self::Unclear { .. } | Self::Unsettled { .. } => ErrorKind::Later,
            Self::Refused { failure, .. } => match action(failure.code) {
                Action::Retry | Action::Later => ErrorKind::Later,
                Action::Stop | Action::Refresh | Action::Authorise => ErrorKind::Refused,
            },
            Self::Authorisation { .. } => ErrorKind::Refused,
            Self::NotConverted { .. } => ErrorKind::Nothing,
        }
    }

    /// The platform's refusal behind the error.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Refused { failure, .. } | Self::Authorisation { failure, .. } => Some(failure),
            Self::Unsettled { failure, .. } => failure.as_deref(),
            _ => None,
        }
    }
}
