//! `pin suggest`: the choice, the runners-up, and why everything above was passed over.

use std::io::{self, Write};

use comfy_table::CellAlignment;
use serde_json::{Value, json};

use super::input::{Comments, policy, read};
use crate::cli::args::PinSuggestArgs;
use crate::cli::exit::{CommandResult, ExitStatus, WithStatus};
use crate::cli::explain::{to_json, to_text};
use crate::cli::output::{plain, table};
use crate::pin::{PinChoice, PinOutcome, PinRejection};

/// Comments passed over that are shown on the terminal; JSON has all of them.
const SHOWN: usize = 15;
/// Characters of a text that a table shows.
const SHOWN_CHARACTERS: usize = 40;

/// Runs the command: exit code 6 where nothing is safe.
pub fn run(args: &PinSuggestArgs) -> CommandResult {
    let policy = policy(&args.policy)?;
    let comments = read(&args.input, &args.lexicons)?;
    let outcome = comments.choose(&policy);
    let shown = if args.json {
        let mut json = outcome_json(&comments, &outcome)?;
        if let Some(choice) = outcome.choice.as_ref().filter(|_| args.explain) {
            json["explanation"] = to_json(&comments.analyzer.explain(&choice.text));
        }
        format!("{json:#}\n")
    } else {
        let mut text = outcome_text(&outcome);
        if let Some(choice) = outcome.choice.as_ref().filter(|_| args.explain) {
            text.push('\n');
            text.push_str(&to_text(&comments.analyzer.explain(&choice.text)));
        }
        text
    };
    io::stdout().lock().write_all(shown.as_bytes()).status(ExitStatus::Failure)?;
    Ok(if outcome.choice.is_some() { ExitStatus::Success } else { ExitStatus::Nothing })
}

/// The outcome with the video it is about.
pub fn outcome_json(comments: &Comments, outcome: &PinOutcome) -> Result<Value, crate::cli::exit::Failure> {
    let mut json = json!({"video_id": Some(&comments.video_id).filter(|id| !id.is_empty())});
    let parts = serde_json::to_value(outcome).status(ExitStatus::Failure)?;
    if let (Some(json), Value::Object(parts)) = (json.as_object_mut(), parts) {
        json.extend(parts);
    }
    Ok(json)
}

/// The outcome for a person.
pub fn outcome_text(outcome: &PinOutcome) -> String {
    let mut lines = Vec::new();
    if let Some(choice) = &outcome.choice {
        lines.push(format!("pin this one: {}", plain(&choice.text)));
        lines.push(format!("  comment {}, {}", plain(&choice.comment_id), measures(choice)));
        lines.extend(choice.reasons.iter().map(|reason| format!("  {}", plain(reason))));
    } else {
        lines.push("no comment is safe to pin".to_owned());
    }
    lines.extend(outcome.notes.iter().map(|note| format!("note: {note}")));
    if !outcome.runners_up.is_empty() {
        lines.push("\nrunners-up:".to_owned());
        let fit = outcome.runners_up.iter();
        lines.extend(
            fit.map(|fit| format!("  {} ({}, comment {})", plain(&fit.text), measures(fit), plain(&fit.comment_id))),
        );
    }
    let passed = if outcome.choice.is_some() { "passed over though more liked" } else { "passed over" };
    for (title, rejected) in [("nearest", &outcome.nearest), (passed, &outcome.rejected)] {
        if !rejected.is_empty() {
            lines.push(format!("\n{title}:"));
            lines.extend(rejections(rejected));
        }
    }
    lines.join("\n") + "\n"
}

fn measures(choice: &PinChoice) -> String {
    format!("{} likes, score {:+.2}, confidence {:.2}", choice.likes, choice.score, choice.confidence)
}

fn rejections(rejected: &[PinRejection]) -> Vec<String> {
    let mut table = table(["likes", "score", "why not", "text"]);
    for column in [0, 1] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for rejection in rejected.iter().take(SHOWN) {
        let also: Vec<_> = rejection.also.iter().map(|veto| veto.as_str()).collect();
        let also = if also.is_empty() { String::new() } else { format!("; {}", also.join(", ")) };
        table.add_row([
            rejection.likes.map_or_else(|| "?".to_owned(), |likes| likes.to_string()),
            format!("{:+.2}", rejection.score),
            format!("{}: {}{also}", rejection.reason, plain(&rejection.detail)),
            short(&rejection.text),
        ]);
    }
    let rest = rejected.len().saturating_sub(SHOWN);
    let more = (rest > 0).then(|| format!("  and {rest} more; --json lists them"));
    [table.to_string()].into_iter().chain(more).collect()
}

/// A text cut to what fits a line.
pub fn short(text: &str) -> String {
    let text = plain(text);
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
