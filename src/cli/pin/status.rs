//! `pin status` and `pin remove`.

use serde_json::{Value, json};

use super::attempt::Attempt;
use super::audit::Audit;
use super::platform::{client, comment_json, comment_line, failure, item_id, video, wait};
use crate::cli::args::{PinRemoveArgs, PinStatusArgs};
use crate::cli::config::Config;
use crate::cli::exit::{CommandResult, ExitStatus};
use crate::cli::out;
use crate::cli::output::print_warning;

/// What is said where a pinned comment may have been missed.
const NOT_WALKED: &str = "the list could not be walked to its end; a comment may be pinned beyond";

/// Shows what is pinned now.
pub fn status(config: &Config, args: &PinStatusArgs) -> CommandResult {
    let video = video(&args.platform)?;
    let mut client = client(config, &args.platform)?;
    let (item_id, listed) = wait(async {
        let item_id = item_id(&mut client, &video).await.map_err(failure)?;
        let listed = client.pinned(&item_id).await.map_err(failure)?;
        Ok((item_id, listed))
    })?;
    let pinned = listed.pinned();
    let sure = pinned.is_some() || listed.complete;
    let shown = if args.json {
        let json = json!({
            "item_id": item_id,
            "pinned": pinned.map_or(Value::Null, comment_json),
            "listed": listed.comments.len(),
            "complete": sure,
        });
        format!("{json:#}\n")
    } else {
        match pinned {
            Some(comment) => format!("pinned: {}\n  comment {}\n", comment_line(comment), comment.id),
            None => format!("nothing is pinned among {} comments\n", listed.comments.len()),
        }
    };
    if !sure {
        print_warning(NOT_WALKED);
    }
    out::print(&shown)?;
    Ok(ExitStatus::Success)
}

/// Takes down what is pinned; a dry run without `--yes`.
pub fn remove(config: &Config, args: &PinRemoveArgs) -> CommandResult {
    let video = video(&args.platform)?;
    let mut client = client(config, &args.platform)?;
    let mut audit = Audit::open(None)?;
    wait(async {
        let mut attempt = Attempt::new("unpin", !args.yes, args.json);
        attempt.item_id = match item_id(&mut client, &video).await {
            Ok(item_id) => item_id,
            Err(error) => return attempt.fail(&mut audit, error),
        };
        let listed = match client.pinned(&attempt.item_id).await {
            Ok(listed) => listed,
            Err(error) => return attempt.fail(&mut audit, error),
        };
        let Some(comment) = listed.pinned() else {
            if !listed.complete {
                attempt.warn(NOT_WALKED);
            }
            let message = format!("nothing is pinned among {} comments", listed.comments.len());
            return attempt.end(&mut audit, "nothing-pinned", &message, ExitStatus::Nothing);
        };
        attempt.platform_comment = Some(comment.clone());
        attempt.pinned_now = Some(comment.clone());
        if !args.yes {
            let message = format!("would unpin: {}\n(dry run; --yes unpins)", comment_line(comment));
            return attempt.end(&mut audit, "would-unpin", &message, ExitStatus::Success);
        }
        let done = client.set_top(&attempt.item_id, &comment.id, false).await;
        attempt.settle(&mut audit, done, "unpinned", &format!("unpinned: {}", comment_line(comment)))
    })
}
