//! How a run ended, in words and as an exit code.

use std::path::Path;

use crate::cli::args::{DEFAULT_CONCURRENCY, DEFAULT_DATA, DEFAULT_MAX_PAGES, DEFAULT_RPS, FetchArgs};
use crate::cli::exit::ExitStatus;
use crate::cli::output::{counted, plain, say};
use crate::collect::{CollectError, FaultKind, Run, Stop, VideoOutcome};

/// The exit code a reason to stop stands for.
pub(super) fn status_of(stop: &Stop) -> ExitStatus {
    match stop {
        Stop::Fault(fault) if fault.kind.is_refusal() => ExitStatus::Refused,
        Stop::Fault(fault) if matches!(fault.kind, FaultKind::Moved | FaultKind::Parameters) => ExitStatus::Usage,
        Stop::Interrupted => ExitStatus::Interrupted,
        // What the user asked for is there.
        Stop::MaxPages(_) => ExitStatus::Success,
        Stop::Storage(error) => status_of_error(error),
        _ => ExitStatus::Resumable,
    }
}

/// The exit code of a folder that can't be used.
pub(super) fn status_of_error(error: &CollectError) -> ExitStatus {
    match error {
        CollectError::Locked { .. } => ExitStatus::Resumable,
        CollectError::Name(_) => ExitStatus::Usage,
        _ => ExitStatus::Failure,
    }
}

/// Which of several exit codes a script most needs to hear about.
pub(super) fn weight(status: ExitStatus) -> u8 {
    match status {
        ExitStatus::Success => 0,
        ExitStatus::Usage | ExitStatus::BadInput | ExitStatus::Nothing => 1,
        ExitStatus::Resumable => 2,
        ExitStatus::Failure => 3,
        ExitStatus::Refused => 4,
        ExitStatus::Interrupted => 5,
    }
}

/// The reason a video ended early, its warnings, and with several videos what was collected of each.
pub(super) fn print_problems(outcome: &VideoOutcome, one_of_many: bool) {
    let video_id = &outcome.video_id;
    for warning in &outcome.checkpoint.warnings {
        say(&format!("{video_id}: {}", plain(warning)));
    }
    if let Some(stop) = &outcome.stop {
        say(&format!("{video_id}: stopped early: {}", plain(&stop.to_string())));
    }
    if one_of_many {
        let checkpoint = &outcome.checkpoint;
        let calls = counted(checkpoint.calls, "call");
        say(&format!(
            "{video_id}: {} comments (declared {}), {calls}",
            checkpoint.comments,
            declared(checkpoint.declared_total)
        ));
    }
}

/// How many videos the run did not come to, and why; one line for all of them.
pub(super) fn print_untouched(outcomes: &[VideoOutcome]) {
    let untouched = || outcomes.iter().filter(|outcome| !outcome.begun);
    if let Some(stop) = untouched().find_map(|outcome| outcome.stop.as_ref()) {
        let videos = counted(untouched().count() as u64, "video");
        say(&format!("{videos} not begun: {}", plain(&stop.to_string())));
    }
}

/// The closing line, and how to go on where something is left.
pub(super) fn print_closing(args: &FetchArgs, run: &Run, outcomes: &[VideoOutcome]) {
    let sum = |get: fn(&VideoOutcome) -> u64| outcomes.iter().map(get).sum::<u64>();
    let declared_of = |outcome: &VideoOutcome| outcome.checkpoint.declared_total;
    let total = outcomes.iter().any(|outcome| declared_of(outcome).is_some());
    let total = total.then(|| outcomes.iter().filter_map(declared_of).sum());
    let calls = sum(|outcome| outcome.checkpoint.calls);
    let now = run.calls();
    let mut line = format!(
        "collected {} comments (declared {}) in {}",
        sum(|outcome| outcome.checkpoint.comments),
        declared(total),
        counted(calls, "call")
    );
    if now != calls {
        line = format!("{line}, {now} of them now");
    }
    say(&line);
    let left = outcomes.iter().filter_map(|outcome| outcome.stop.as_ref());
    if left.clone().next().is_some() {
        let limited = left.clone().any(|stop| matches!(stop, Stop::MaxPages(_)));
        say(&format!("resume with: {}", command_line(args, limited)));
    }
}

fn declared(total: Option<i64>) -> String {
    total.map_or_else(|| "unknown".to_owned(), |total| total.to_string())
}

/// The command that goes on from here: the same one without `--fresh`, and without the limit that ended it.
fn command_line(args: &FetchArgs, limited: bool) -> String {
    let mut words = vec!["shenping".to_owned(), "fetch".to_owned()];
    words.extend(args.videos.iter().map(|video| quoted(video)));
    let mut option = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            words.push(name.to_owned());
            words.push(quoted(&value));
        }
    };
    let path = |path: &Path| path.display().to_string();
    option("-f", args.file.as_deref().map(path));
    option("--out", (args.out != Path::new(DEFAULT_DATA)).then(|| path(&args.out)));
    let pages = if limited { args.max_pages.saturating_mul(2) } else { args.max_pages };
    option("--max-pages", (pages != DEFAULT_MAX_PAGES).then(|| pages.to_string()));
    option("--max-calls", args.max_calls.map(|calls| calls.to_string()));
    option("--concurrency", (args.concurrency != DEFAULT_CONCURRENCY).then(|| args.concurrency.to_string()));
    option("--rps", (args.rps != DEFAULT_RPS).then(|| args.rps.to_string()));
    option("--base-url", args.base_url.clone());
    for (wanted, name) in [(args.replies, "--replies"), (args.no_raw, "--no-raw")] {
        if wanted {
            words.push(name.to_owned());
        }
    }
    words.join(" ")
}

/// A word as a shell takes it literally.
fn quoted(word: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,".contains(c);
    if !word.is_empty() && word.chars().all(harmless) {
        return plain(word);
    }
    format!("'{}'", plain(word).replace('\'', "'\\''"))
}
