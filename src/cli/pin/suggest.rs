//! `pin suggest`: the choice, the runners-up, and why everything above was passed over.

use std::cell::Cell;
use std::io::{self, Write};

use comfy_table::CellAlignment;
use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::input::{Comments, policy, read};
use crate::cli::args::PinSuggestArgs;
use crate::cli::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use crate::cli::explain::{to_json, to_text};
use crate::cli::out::{self, Out};
use crate::cli::output::{plain, table};
use crate::pin::{PinChoice, PinOutcome, PinPolicy, PinRejection};

/// Comments passed over that are shown on the terminal; JSON has all of them.
const SHOWN: usize = 15;
/// Characters of a text that a table shows.
const SHOWN_CHARACTERS: usize = 40;

/// Runs the command: exit code 6 where nothing is safe.
pub fn run(args: &PinSuggestArgs) -> CommandResult {
    let policy = policy(&args.policy)?;
    let videos = read(&args.input, &args.lexicons, args.video.as_deref())?;
    let chosen = match videos.as_slice() {
        [comments] => {
            let outcome = comments.choose(&policy)?;
            out::print(&if args.json {
                format!("{:#}\n", explained(comments, &outcome, args.explain)?)
            } else {
                one_text(comments, &outcome, args.explain)
            })?;
            outcome.choice.is_some()
        }
        several if args.json => print_several(several, &policy, args.explain)?,
        several => {
            let (text, chosen) = several_text(several, &policy)?;
            out::print(&text)?;
            chosen
        }
    };
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

/// Writes the answers for several videos one after the other, for all of them together are long; whether one has a
/// choice.
fn print_several(videos: &[Comments], policy: &PinPolicy, explain: bool) -> Result<bool, Failure> {
    let mut out = Out::stdout();
    let answers = Answers { videos, policy, explain, chosen: Cell::new(false), failure: Cell::new(None) };
    let written = serde_json::Serializer::pretty(&mut out).collect_map([("videos", &answers)]);
    if let Some(failure) = answers.failure.take() {
        return Err(failure);
    }
    written.map_err(io::Error::from).and_then(|()| out.write_all(b"\n")).status(ExitStatus::Failure)?;
    out.commit()?;
    Ok(answers.chosen.get())
}

/// Answers that are made when it is their turn to be written.
struct Answers<'v> {
    videos: &'v [Comments],
    policy: &'v PinPolicy,
    explain: bool,
    chosen: Cell<bool>,
    /// Why one could not be made.
    failure: Cell<Option<Failure>>,
}

impl Answers<'_> {
    fn answer(&self, comments: &Comments) -> Result<Value, Failure> {
        let outcome = comments.choose(self.policy)?;
        self.chosen.set(self.chosen.get() || outcome.choice.is_some());
        explained(comments, &outcome, self.explain)
    }
}

impl Serialize for Answers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.videos.len()))?;
        for comments in self.videos {
            let answer = self.answer(comments).map_err(|failure| {
                self.failure.set(Some(failure));
                S::Error::custom("no answer")
            });
            list.serialize_element(&answer?)?;
        }
        list.end()
    }
}

/// One paragraph for each video; what was passed over would drown the choices. And whether one has a choice.
fn several_text(videos: &[Comments], policy: &PinPolicy) -> Result<(String, bool), Failure> {
    let mut lines = Vec::new();
    let mut chosen = 0;
    for comments in videos {
        let outcome = comments.choose(policy)?;
        lines.push(match comments.video_id() {
            "" => "comments without a video id:".to_owned(),
            id => format!("video {}:", plain(id)),
        });
        match &outcome.choice {
            Some(choice) => {
                chosen += 1;
                lines.push(format!("  pin this one: {}", plain(&choice.text)));
                lines.push(format!("  comment {}, {}", plain(&choice.comment_id), measures(choice)));
            }
            None => lines.push(format!("  no comment of {} is safe to pin", outcome.examined)),
        }
    }
    lines.push(format!("\n{chosen} of {} videos; --video ID shows one with all reasons", videos.len()));
    Ok((lines.join("\n") + "\n", chosen > 0))
}

/// The outcome with the video it is about.
pub fn outcome_json(comments: &Comments, outcome: &PinOutcome) -> Result<Value, Failure> {
    let mut json = json!({"video_id": Some(comments.video_id()).filter(|id| !id.is_empty())});
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
