//! What choosing takes and gives: candidates, the choice, the comments passed over.

use serde::Serialize;

use super::checks::Finding;
use super::policy::{PinPolicy, Veto};
use crate::comment::Comment;
use crate::score::Sentiment;

/// One comment with its score.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'c> {
    /// The comment.
    pub comment: &'c Comment,
    /// What [`Analyzer::score`](crate::score::Analyzer::score) says of its text.
    pub sentiment: Sentiment,
}

/// A comment fit to stand on top.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PinChoice {
    /// Its place among the candidates given.
    #[serde(skip)]
    pub index: usize,
    /// The platform's id of the comment.
    pub comment_id: String,
    /// The text as written.
    pub text: String,
    /// Likes when last seen.
    pub likes: i64,
    /// −1 to 1.
    pub score: f64,
    /// 0 to 1.
    pub confidence: f64,
    /// Probability of being fit to stand on top, 0 to 1.
    pub fitness: f64,
    /// What speaks for it, in words.
    pub reasons: Vec<String>,
}

/// A comment passed over.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PinRejection {
    /// Its place among the candidates given.
    #[serde(skip)]
    pub index: usize,
    /// The platform's id of the comment.
    pub comment_id: String,
    /// The text as written.
    pub text: String,
    /// Likes when last seen; `None` where unknown.
    pub likes: Option<i64>,
    /// −1 to 1.
    pub score: f64,
    /// 0 to 1.
    pub confidence: f64,
    /// Probability of being fit to stand on top, 0 to 1; `None` where a graver reason made it needless to ask.
    pub fitness: Option<f64>,
    /// The gravest reason.
    pub reason: Veto,
    /// What called for it: the word, the frame, the number.
    pub detail: String,
    /// Further reasons.
    pub also: Vec<Veto>,
}

/// The result of choosing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PinOutcome {
    /// The comment to pin; `None` where none is safe.
    pub choice: Option<PinChoice>,
    /// The next fit comments by likes.
    pub runners_up: Vec<PinChoice>,
    /// Every comment passed over that has more likes than the choice, most-liked first; without a choice every
    /// comment examined.
    pub rejected: Vec<PinRejection>,
    /// Without a choice: the positive comments with the least against them.
    pub nearest: Vec<PinRejection>,
    /// Comments looked at.
    pub examined: usize,
    /// What the reader must know about the input.
    pub notes: Vec<String>,
    /// The policy followed.
    pub policy: PinPolicy,
}

impl PinRejection {
    /// The gravest of the findings is the reason.
    pub(super) fn new(index: usize, candidate: &Candidate<'_>, fitness: Option<f64>, mut found: Vec<Finding>) -> Self {
        found.sort_by_key(|finding| finding.veto);
        found.dedup_by_key(|finding| finding.veto);
        let also = found.iter().skip(1).map(|finding| finding.veto).collect();
        let first = found.into_iter().next();
        let (reason, detail) = first.map_or((Veto::NotPositive, String::new()), |first| (first.veto, first.detail));
        let Candidate { comment, sentiment } = candidate;
        Self {
            index,
            comment_id: comment.comment_id.clone(),
            text: comment.text.clone(),
            likes: comment.likes,
            score: sentiment.score,
            confidence: sentiment.confidence,
            fitness,
            reason,
            detail,
            also,
        }
    }
}
