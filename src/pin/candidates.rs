//! What is chosen among: comments in memory, or anywhere else that gives them by their numbers.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::outcome::Candidate;
use crate::comment::Comment;
use crate::copies::Copies;
use crate::score::Sentiment;

/// Scored comments to choose among, numbered from 0.
///
/// Choosing puts all of them in order by likes and time. In full it asks for those that come first, and for all of
/// them, in their order, only where a limit of age or the end of what is examined calls for it.
pub trait Candidates {
    /// How many there are.
    fn count(&self) -> usize;

    /// Likes when last seen.
    fn likes(&self, index: usize) -> Option<i64>;

    /// When it was posted, in milliseconds since 1970-01-01 UTC.
    fn created_ms(&self, index: usize) -> Option<i64>;

    /// The comment in full with what it feels; one that can't be had is passed by.
    fn get(&self, index: usize) -> Option<(Cow<'_, Comment>, Sentiment)>;

    /// How many of the comments say (nearly) what this one says, itself included; see [`Copies`].
    fn copies(&self, index: usize) -> usize;
}

/// Candidates in memory.
pub(super) struct Given<'c> {
    candidates: &'c [Candidate<'c>],
    copies: OnceCell<Copies>,
}

impl<'c> Given<'c> {
    pub(super) fn new(candidates: &'c [Candidate<'c>]) -> Self {
        Self { candidates, copies: OnceCell::new() }
    }
}

impl Candidates for Given<'_> {
    fn count(&self) -> usize {
        self.candidates.len()
    }

    fn likes(&self, index: usize) -> Option<i64> {
        self.candidates[index].comment.likes
    }

    fn created_ms(&self, index: usize) -> Option<i64> {
        self.candidates[index].comment.created_at.map(|time| time.unix_ms)
    }

    fn get(&self, index: usize) -> Option<(Cow<'_, Comment>, Sentiment)> {
        self.candidates.get(index).map(|candidate| (Cow::Borrowed(candidate.comment), candidate.sentiment))
    }

    fn copies(&self, index: usize) -> usize {
        let texts = || self.candidates.iter().map(|candidate| candidate.comment.text.as_str()).collect::<Vec<_>>();
        self.copies.get_or_init(|| Copies::of(&texts())).count(index)
    }
}
