//! `pin apply`: find the comment at the platform, look at what is pinned, post once, look again.

use std::io::{self, Write};
use std::path::PathBuf;

use super::attempt::Attempt;
use super::audit::Audit;
use super::input::{Comments, policy, read_one};
use super::platform::{client, comment_line, item_id, video, wait};
use super::suggest::{outcome_json, outcome_text};
use crate::cli::args::PinApplyArgs;
use crate::cli::config::Config;
use crate::cli::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use crate::cli::out;
use crate::cli::output::print_warning;
use crate::comment::TimePrecision;
use crate::frame::ScoredComment;
use crate::openplatform::{Client, Found, Plan, Target};
use crate::pin::{Candidate, PinPolicy, choose};

/// Runs the command.
pub fn run(config: &Config, args: &PinApplyArgs) -> CommandResult {
    let policy = policy(&args.policy)?;
    let video = video(&args.platform)?;
    let comments = read_one(&args.input, &args.lexicons, args.video.as_deref())?;
    let chosen = if let Some(id) = &args.comment_id {
        let chosen = named(&comments, id)?;
        warn_of_vetoes(&comments, &chosen, &policy);
        chosen
    } else {
        suggested(&comments, &policy, args.json)?
    };
    let target = target(&chosen)?;
    let mut client = client(config, &args.platform)?;
    let mut audit = Audit::open(args.input.inputs.first().map(PathBuf::as_path))?;
    wait(async {
        let mut attempt = Attempt::new("pin", !args.yes, args.json);
        attempt.chosen = Some(chosen);
        attempt.item_id = match item_id(&mut client, &video).await {
            Ok(item_id) => item_id,
            Err(error) => return attempt.fail(&mut audit, error),
        };
        act(&mut client, &mut audit, attempt, &target, args).await
    })
}

fn nothing(message: impl Into<String>) -> Failure {
    Failure::new(ExitStatus::Nothing, anyhow::anyhow!(message.into()))
}

/// The comment that the policy chooses; what it abstains from is shown.
fn suggested(comments: &Comments, policy: &PinPolicy, json: bool) -> Result<ScoredComment, Failure> {
    let outcome = comments.choose(policy)?;
    let choice = outcome.choice.as_ref().map(|choice| comments.get(choice.index)).transpose()?;
    if let Some(chosen) = choice.flatten() {
        return Ok(chosen);
    }
    if json {
        let json = outcome_json(comments, &outcome)?;
        out::print(&format!("{json:#}\n"))?;
    } else {
        write!(io::stderr().lock(), "{}", outcome_text(&outcome)).status(ExitStatus::Failure)?;
    }
    Err(nothing("no comment is safe to pin; --comment-id names one of your own choice"))
}

/// The comment that the operator names.
fn named(comments: &Comments, id: &str) -> Result<ScoredComment, Failure> {
    let mut found = comments.with_id(id)?.into_iter();
    let comment = found.next().ok_or_else(|| nothing(format!("the input holds no comment {id}")))?;
    if found.next().is_some() {
        return Err(nothing(format!("the input holds several comments with the id {id}")));
    }
    if comment.comment.level > 1 || comment.comment.parent_id.is_some() {
        return Err(nothing(format!("comment {id} is a reply; only first-level comments can be pinned")));
    }
    Ok(comment)
}

/// The operator decides, but should know what the policy would have said.
fn warn_of_vetoes(comments: &Comments, chosen: &ScoredComment, policy: &PinPolicy) {
    let alone = [Candidate { comment: &chosen.comment, sentiment: chosen.sentiment }];
    for rejection in choose(&alone, &comments.analyzer, policy).rejected {
        print_warning(&format!("the policy would not pin this comment: {}: {}", rejection.reason, rejection.detail));
    }
}

/// What to look for at the platform.
fn target(chosen: &ScoredComment) -> Result<Target, Failure> {
    let comment = &chosen.comment;
    let exact = comment.created_at.filter(|time| time.precision == TimePrecision::Exact).ok_or_else(|| {
        nothing(format!(
            "comment {} has no exact time in the input, and without it can't be told from others at the platform",
            comment.comment_id
        ))
    })?;
    Ok(Target { text: comment.text.clone(), created_s: exact.unix_ms.div_euclid(1000) })
}

async fn act(
    client: &mut Client,
    audit: &mut Audit,
    mut attempt: Attempt,
    target: &Target,
    args: &PinApplyArgs,
) -> CommandResult {
    let plan = match client.plan(&attempt.item_id, target).await {
        Ok(plan) => plan,
        Err(error) => return attempt.fail(audit, error),
    };
    attempt.pinned_now.clone_from(&plan.pinned);
    attempt.platform_comment.clone_from(&plan.comment);
    if !plan.complete {
        attempt.warn("the list could not be walked to its end; another comment may be pinned beyond");
    }
    let Some(comment) = plan.comment.clone() else {
        return attempt.end(audit, not_found(&plan).0, &not_found(&plan).1, ExitStatus::Nothing);
    };
    if let Found::One { but_mentions: true, .. } = plan.found {
        attempt.warn("the texts differ within @mentions; the second of posting is unique, so it is taken for the same");
    }
    let line = comment_line(&comment);
    if comment.top {
        return attempt.end(audit, "already-pinned", &format!("already pinned: {line}"), ExitStatus::Success);
    }
    if let Some(other) = plan.pinned.as_ref().filter(|_| !args.replace) {
        let message =
            format!("another comment is pinned: {}\n--replace pins this one instead: {line}", comment_line(other));
        return attempt.end(audit, "another-pinned", &message, ExitStatus::Usage);
    }
    let instead = plan.pinned.as_ref().map(|other| format!("\ninstead of: {}", comment_line(other)));
    let instead = instead.unwrap_or_default();
    if !args.yes {
        let message = format!("would pin: {line}{instead}\n(dry run; --yes pins)");
        return attempt.end(audit, "would-pin", &message, ExitStatus::Success);
    }
    let done = client.set_top(&attempt.item_id, &comment.id, true).await;
    attempt.settle(audit, done, "pinned", &format!("pinned: {line}{instead}"))
}

fn not_found(plan: &Plan) -> (&'static str, String) {
    match plan.found {
        Found::Several(count) => (
            "ambiguous",
            format!("{count} comments at the platform have this second and text; no telling which one is meant"),
        ),
        Found::One { .. } | Found::None { .. } => {
            let (same_second, same_text) = match plan.found {
                Found::None { same_second, same_text } => (same_second, same_text),
                _ => (0, 0),
            };
            let message = format!(
                "none of the {} comments listed has this second and text ({same_second} of the same second, \
                 {same_text} of the same text at another time); it may be deleted or hidden, or the item id belongs \
                 to another video",
                plan.listed
            );
            ("not-found", message)
        }
    }
}
