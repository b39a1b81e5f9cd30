//! Which comment deserves the top: pure choice by a policy, no I/O.
//!
//! Pinning speaks for the video's author in public, so precision comes first: the most-liked comment that is surely
//! positive and that no veto speaks against, or none at all.
//!
//! ```
//! use shenping::pin::{Candidate, PinPolicy, Veto, choose};
//! use shenping::{Analyzer, Comment};
//!
//! let analyzer = Analyzer::bundled();
//! let comment = |id: &str, text: &str, likes| Comment {
//!     comment_id: id.into(), text: text.into(), likes: Some(likes), level: 1, ..Comment::default()
//! };
//! let comments = [comment("1", "呵呵，你可真行[微笑]", 900), comment("2", "太好看了，支持！[赞]", 120)];
//! let candidates: Vec<_> = comments
//!     .iter()
//!     .map(|comment| Candidate { comment, sentiment: analyzer.score(&comment.text) })
//!     .collect();
//! let outcome = choose(&candidates, analyzer, &PinPolicy::default());
//! assert!(outcome.choice.is_none_or(|choice| choice.comment_id == "2"));
//! assert_eq!(outcome.rejected[0].comment_id, "1");
//! ```
//!
//! Comments that don't fit into memory are [`Candidates`] for [`choose_among`].

mod candidates;
mod checks;
mod choose;
pub mod fitness;
mod frames;
mod outcome;
mod policy;
mod view;

pub use candidates::Candidates;
pub use choose::{choose, choose_among};
pub use outcome::{Candidate, PinChoice, PinOutcome, PinRejection};
pub use policy::{POLICY_VERSION, PinPolicy, Veto};

#[cfg(test)]
mod tests;
