//! `pin suggest`: the choice, the runners-up, and why everything above was passed over.

use comfy_table::CellAlignment;
use serde_json::{Value, json};

use super::input::{Comments, policy, read};
use crate::cli::args::PinSuggestArgs;
use crate::cli::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use crate::cli::explain::{to_json, to_text};
use crate::cli::out;
use crate::cli::output::{plain, table};
use crate::pin::{PinChoice, PinOutcome, PinRejection};

/// Comments passed over that are shown on the terminal; JSON has all of them.
const SHOWN: usize = 15;
/// Characters of a text that a table shows.
const SHOWN_CHARACTERS: usize = 40;

/// Runs the command: exit code 6 where nothing is safe.
pub fn run(args: &PinSuggestArgs) -> CommandResult {
    let policy = policy(&args.policy)?;
    let videos = read(&args.input, &args.lexicons, args.video.as_deref())?;
    let outcomes: Vec<_> = videos.iter().map(|comments| (comments, comments.choose(&policy))).collect();
    let shown = match outcomes.as_slice() {
        [(comments, outcome)] if args.json => format!("{:#}\n", explained(comments, outcome, args.explain)?),
        [(comments, outcome)] => one_text(comments, outcome, args.explain),
        several if args.json => {
            let videos: Result<Vec<_>, _> =
                several.iter().map(|(comments, outcome)| explained(comments, outcome, args.explain)).collect();
            format!("{:#}\n", json!({"videos": videos?}))
        }
        several => several_text(several),
    };
    out::print(&shown)?;
    let chosen = outcomes.iter().any(|(_, outcome)| outcome.choice.is_some());
    Ok(if chosen { ExitStatus::Success } else { ExitStatus::Nothing })
}

fn explained(comments: &Comments, outcome: &PinOutcome, explain: bool) -> Result<Value, Failure> {
    let mut json = outcome_json(comments, outcome)?;
    if let Some(choice) = outcome.choice.as_ref().filter(|_| explain) {
        json["explanation"] = to_json(&comments.analyzer.explain(&choice.text));
    }
    Ok(json)
}

fn one_text(comments: &Comments, outcome: &PinOutcome, explain: bool) -> String {
    let mut text = outcome_text(outcome);
    if let Some(choice) = outcome.choice.as_ref().filter(|_| explain) {
        text.push('\n');
        text.push_str(&to_text(&comments.analyzer.explain(&choice.text)));
    }
    text
}

/// One paragraph for each video; what was passed over would drown the choices.
fn several_text(outcomes: &[(&Comments, PinOutcome)]) -> String {
    let mut lines = Vec::new();
    for (comments, outcome) in outcomes {
        lines.push(match comments.video_id.as_str() {
            "" => "comments without a video id:".to_owned(),
            id => format!("video {}:", plain(id)),
        });
        match &outcome.choice {
            Some(choice) => {
                lines.push(format!("  pin this one: {}", plain(&choice.text)));
                lines.push(format!("  comment {}, {}", plain(&choice.comment_id), measures(choice)));
            }
            None => lines.push(format!("  no comment of {} is safe to pin", outcome.examined)),
        }
    }
    let chosen = outcomes.iter().filter(|(_, outcome)| outcome.choice.is_some()).count();
    lines.push(format!("\n{chosen} of {} videos; --video ID shows one with all reasons", outcomes.len()));
    lines.join("\n") + "\n"
}

/// The outcome with the video it is about.
pub fn outcome_json(comments: &Comments, outcome: &PinOutcome) -> Result<Value, Failure> {
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
        lines.push(format!("no comment is safe to pin, of {} examined", outcome.examined));
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
    let PinChoice { likes, score, confidence, fitness, .. } = choice;
    format!("{likes} likes, score {score:+.2}, confidence {confidence:.2}, fitness {fitness:.2}")
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
