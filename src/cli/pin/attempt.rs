//! One attempt to pin or unpin: what is meant, what came of it, and how it is told and recorded.

use serde_json::{Value, json};

use super::audit::Audit;
use super::platform::{comment_json, status_of};
use crate::cli::exit::{CommandResult, ExitStatus, Failure};
use crate::cli::out;
use crate::cli::output::print_warning;
use crate::frame::ScoredComment;
use crate::openplatform::{Done, PlatformComment, PlatformError};
use crate::pin::POLICY_VERSION;

/// One attempt: what is meant, what came of it, and how it is told.
pub struct Attempt {
    action: &'static str,
    /// The video at the platform; empty until it is known.
    pub item_id: String,
    dry_run: bool,
    json: bool,
    /// The collected comment.
    pub chosen: Option<ScoredComment>,
    /// The platform's comment.
    pub platform_comment: Option<PlatformComment>,
    /// What was pinned before.
    pub pinned_now: Option<PlatformComment>,
    warnings: Vec<String>,
    code: Option<i64>,
    message: Option<String>,
    log_id: Option<String>,
}

impl Attempt {
    /// An attempt that has not begun.
    pub fn new(action: &'static str, dry_run: bool, json: bool) -> Self {
        Self {
            action,
            item_id: String::new(),
            dry_run,
            json,
            chosen: None,
            platform_comment: None,
            pinned_now: None,
            warnings: Vec::new(),
            code: None,
            message: None,
            log_id: None,
        }
    }

    /// Something the operator should know; also recorded.
    pub fn warn(&mut self, warning: &str) {
        print_warning(warning);
        self.warnings.push(warning.to_owned());
    }

    /// After a post.
    pub fn settle(
        mut self,
        audit: &mut Audit,
        done: Result<Done, PlatformError>,
        result: &'static str,
        message: &str,
    ) -> CommandResult {
        let done = match done {
            Ok(done) => done,
            Err(error) => return self.fail(audit, error),
        };
        self.code = Some(0);
        self.log_id = done.log_id;
        for warning in &done.warnings {
            self.warn(warning);
        }
        if done.confirmed {
            return self.end(audit, result, message, ExitStatus::Success);
        }
        let message = "the platform accepted it, but its list does not show it yet; look at `shenping pin status` \
                       before trying again";
        self.end(audit, "unconfirmed", message, ExitStatus::Resumable)
    }

    /// After an error.
    pub fn fail(mut self, audit: &mut Audit, error: PlatformError) -> CommandResult {
        let status = status_of(&error);
        if let Some(failure) = error.failure() {
            self.code = Some(failure.code);
            self.log_id.clone_from(&failure.log_id);
        }
        self.message = Some(error.to_string());
        let result = if status == ExitStatus::Refused { "refused" } else { "failed" };
        audit.record(&self.record(result));
        self.print_json(result)?;
        Err(Failure::new(status, error))
    }

    /// Records and tells how it ended.
    pub fn end(mut self, audit: &mut Audit, result: &'static str, message: &str, status: ExitStatus) -> CommandResult {
        self.message = (status != ExitStatus::Success).then(|| message.to_owned());
        audit.record(&self.record(result));
        self.print_json(result)?;
        if status != ExitStatus::Success {
            return Err(Failure::new(status, anyhow::anyhow!(message.to_owned())));
        }
        if !self.json {
            let log_id = self.log_id.as_ref().map(|id| format!(" (log id {id})")).unwrap_or_default();
            out::print(&format!("{message}{log_id}\n"))?;
        }
        Ok(status)
    }

    fn print_json(&self, result: &str) -> Result<(), Failure> {
        if !self.json {
            return Ok(());
        }
        let mut json = self.record(result);
        json["comment"] = self.platform_comment.as_ref().map_or(Value::Null, comment_json);
        json["pinned_before"] = self.pinned_now.as_ref().map_or(Value::Null, comment_json);
        out::print(&format!("{json:#}\n"))
    }

    /// What is recorded; nothing in it is secret.
    fn record(&self, result: &str) -> Value {
        let chosen = self.chosen.as_ref();
        json!({
            "action": self.action,
            "result": result,
            "dry_run": self.dry_run,
            "video_id": chosen.map(|chosen| &chosen.comment.video_id).filter(|id| !id.is_empty()),
            "item_id": Some(&self.item_id).filter(|id| !id.is_empty()),
            "comment_id": chosen.map(|chosen| &chosen.comment.comment_id),
            "platform_comment_id": self.platform_comment.as_ref().map(|comment| &comment.id),
            "likes": chosen.and_then(|chosen| chosen.comment.likes),
            "score": chosen.map(|chosen| chosen.sentiment.score),
            "confidence": chosen.map(|chosen| chosen.sentiment.confidence),
            "policy": POLICY_VERSION,
            "code": self.code,
            "message": self.message,
            "log_id": self.log_id,
            "warnings": self.warnings,
        })
    }
}
