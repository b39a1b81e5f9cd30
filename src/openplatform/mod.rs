//! The Douyin open platform: list a video's comments, find one of them, put it on top or take it down.
//!
//! [`Client`] makes calls, one after the other; it decides by the codes in the answer, never by the HTTP status
//! alone, refreshes the access token once, and never sends a post a second time before it has looked whether the
//! first one worked. [`find`] tells which of the platform's comments a collected one is: the two services share no
//! id, so time and text must agree.

mod answer;
mod client;
mod codes;
mod comments;
mod convert;
mod error;
mod find;
mod pinning;
mod tokens;
mod wire;

pub use answer::Failure;
pub use client::{Client, ClientOptions};
pub use codes::{Action, action, advice};
pub use comments::{Listed, PlatformComment};
pub use error::{ErrorKind, PlatformError};
pub use find::{Found, Target, find};
pub use pinning::{Done, Plan};
pub use tokens::{Credentials, TokenFile};
