//! Putting a comment on top, or taking it down: look, post once, look again.

use serde_json::json;

use super::answer::Failure;
use super::client::Client;
use super::codes::{Action, action};
use super::comments::{Listed, PlatformComment};
use super::error::PlatformError;
use super::find::{Found, Target, find};
use super::wire::{Sent, TRIES, pause};

/// What the list says before anything is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Which of the listed comments is the one looked for.
    pub found: Found,
    /// The one, where there is exactly one.
    pub comment: Option<PlatformComment>,
    /// What is pinned now.
    pub pinned: Option<PlatformComment>,
    /// Comments listed.
    pub listed: usize,
    /// Whether the whole list was seen; without, another comment may be pinned unseen.
    pub complete: bool,
}

/// What became of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The id that support asks for, where the answer arrived.
    pub log_id: Option<String>,
    /// Whether the list shows it. The platform may say yes and show it later.
    pub confirmed: bool,
    /// What was unclear on the way, settled by looking.
    pub warnings: Vec<String>,
}

impl Client {
    /// Looks for a comment and for the one that is pinned now. Stops once the list is older than the target and the
    /// pinned comment has been seen.
    ///
    /// # Errors
    /// When the list can't be had.
    pub async fn plan(&mut self, item_id: &str, target: &Target) -> Result<Plan, PlatformError> {
        let passed = |listed: &Listed| {
            // A pinned comment may stand first whatever its time.
            let last = listed.comments.iter().rev().find(|comment| !comment.top);
            last.and_then(|comment| comment.created_s).is_some_and(|time| time < target.created_s)
        };
        let listed = self.list(item_id, |listed| passed(listed) && listed.pinned().is_some()).await?;
        let found = find(target, &listed.comments);
        let comment = match &found {
            Found::One { index, .. } => listed.comments.get(*index).cloned(),
            Found::None { .. } | Found::Several(_) => None,
        };
        let pinned = listed.pinned().cloned();
        let complete = listed.complete || pinned.is_some();
        Ok(Plan { found, comment, pinned, listed: listed.comments.len(), complete })
    }

    /// What is pinned now, and how many comments were listed to know.
    ///
    /// # Errors
    /// When the list can't be had.
    pub async fn pinned(&mut self, item_id: &str) -> Result<Listed, PlatformError> {
        self.list(item_id, |listed| listed.pinned().is_some()).await
    }

    /// Posts `top` for a comment, then looks at the list. After an answer that says neither yes nor no it looks
    /// first: what is as wanted is done, and only where the platform itself said "busy, try again" is it asked again.
    ///
    /// # Errors
    /// A refusal; or no clear answer and a list that does not show the change.
    pub async fn set_top(&mut self, item_id: &str, comment_id: &str, top: bool) -> Result<Done, PlatformError> {
        let call = if top { "pin comment" } else { "unpin comment" };
        let body = json!({"item_id": item_id, "comment_id": comment_id, "top": top});
        let path = self.paths().top;
        let mut warnings = Vec::new();
        let mut tries = 1;
        loop {
            let (problem, failure) = match self.post(call, path, &body).await? {
                Sent::Success(answer) => {
                    let confirmed = self.shows(item_id, comment_id, top).await;
                    return Ok(Done { log_id: answer.log_id, confirmed, warnings });
                }
                Sent::Failed(failure) => match action(failure.code) {
                    Action::Retry => (failure.to_string(), Some(failure)),
                    Action::Authorise | Action::Refresh => {
                        let problem = "the account's owner must authorise again";
                        return Err(PlatformError::Authorisation { call, failure, problem });
                    }
                    Action::Stop | Action::Later => return Err(PlatformError::Refused { call, failure }),
                },
                Sent::Unclear(problem) => (problem, None),
            };
            match self.top_of(item_id, comment_id).await {
                Ok(now) if now == top => {
                    warnings.push(format!("no clear answer ({problem}), but the list shows the change"));
                    let log_id = failure.and_then(|failure| failure.log_id);
                    return Ok(Done { log_id, confirmed: true, warnings });
                }
                // The platform itself says that it did not work and asks to try again; the list agrees.
                Ok(_) if failure.is_some() && tries < TRIES => pause(tries).await,
                looked => return Err(unsettled(call, problem, failure, looked.is_ok(), top)),
            }
            tries += 1;
        }
    }

    /// Whether the list shows the change; looks up to three times, for it may lag behind.
    async fn shows(&mut self, item_id: &str, comment_id: &str, top: bool) -> bool {
        for tries in 1..=TRIES {
            if matches!(self.top_of(item_id, comment_id).await, Ok(now) if now == top) {
                return true;
            }
            if tries < TRIES {
                pause(tries).await;
            }
        }
        false
    }

    /// Whether the comment is on top now.
    async fn top_of(&mut self, item_id: &str, comment_id: &str) -> Result<bool, PlatformError> {
        let is_it = |comment: &&PlatformComment| comment.id == comment_id;
        let listed = self.list(item_id, |listed| listed.comments.iter().any(|comment| is_it(&comment))).await?;
        Ok(listed.comments.iter().find(is_it).is_some_and(|comment| comment.top))
    }
}

fn unsettled(call: &'static str, problem: String, failure: Option<Failure>, looked: bool, top: bool) -> PlatformError {
    let state = match (looked, top) {
        (true, true) => "the list shows that the comment is not pinned now",
        (true, false) => "the list shows that the comment is still pinned now",
        (false, _) => "and the list could not be read, so whether it worked is not known",
    };
    PlatformError::Unsettled { call, problem, state, failure: failure.map(Box::new) }
}
