//! Collecting comments over HTTP, page by page, without losing one or paying for one twice.
//!
//! A [`Run`] holds what all videos share: the service, the pace, the budget. [`fetch`] walks the lists of each video and
//! stores every page before it counts. The pages on disk are the truth; `fetch.json` and `comments.parquet` are made
//! from them.

mod client;
mod error;
mod fault;
mod fetch;
pub mod import;
mod links;
mod pace;
pub mod purge;
mod run;
mod store;
mod video;
mod wire;

pub use client::{is_exposed, parse_base_url};
pub use error::CollectError;
pub use fault::{Fault, FaultKind, Reach};
pub use fetch::{Resolved, fetch, resolve};
pub use links::{LinkError, Target, list_entries};
pub use run::{Run, RunOptions, Stop};
pub use store::{Checkpoint, Status};
pub use video::{FetchOptions, Observer, Progress, VideoOutcome};

use std::path::{Path, PathBuf};

use crate::comment::Comment;

/// The checkpoint of a collection; `None` where there is none.
///
/// # Errors
/// A name that can't be a collection's, or a file that can't be read.
pub fn checkpoint_of(out: &Path, video_id: &str) -> Result<Option<Checkpoint>, CollectError> {
    store::peek(out, video_id)
}

/// The comments in an answer of the service as it came, each followed by the replies shown under it. Authors are told
/// apart by what `hash_author` makes of their ids.
///
/// # Errors
/// A refusal, or a body that is no page of comments.
pub fn read_answer(body: &str, hash_author: &dyn Fn(&str) -> String) -> Result<Vec<Comment>, Fault> {
    let context = wire::Context { video_id: None, parent_id: None, fetched_at_ms: None, hash_author };
    let envelope = fault::judge(200, body)?;
    let page = wire::Page::read(envelope.data, &context).map_err(|error| video::not_a_page(&error))?;
    Ok(page.rows.into_iter().flat_map(|row| std::iter::once(row.comment).chain(row.previews)).collect())
}

/// Moves a collection out of the way, keeping it under `out/.old`; where it went.
///
/// # Errors
/// A collection that another process works on, or a folder that can't be moved.
pub fn set_aside(out: &Path, video_id: &str) -> Result<Option<PathBuf>, CollectError> {
    store::set_aside(out, video_id)
}
