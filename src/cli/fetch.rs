//! `fetch`

mod plan;
mod summary;
mod watch;

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

use super::args::FetchArgs;
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use super::out;
use super::output::{plain, say};
use crate::collect::{
    self, CollectError, FetchOptions, Resolved, Run, RunOptions, Target, VideoOutcome, is_exposed, list_entries,
    parse_base_url,
};
use crate::frame::{Source, decode_text};

const DEFAULT_BASE_URL: &str = "https://api.justoneapi.com";

/// An entry as given, and what it means.
type Wanted = (String, Target);

/// An entry that leads to no video, and why.
struct BadEntry {
    entry: String,
    reason: String,
    status: ExitStatus,
}

/// Runs the command.
pub fn run(config: &Config, args: &FetchArgs) -> CommandResult {
    let (targets, mut bad) = parse_entries(args)?;
    out::check_folder(&args.out)?;
    let run = Run::new(run_options(config, args)?).map_err(|error| match error {
        CollectError::Rate(_) => Failure::usage(format!("--rps: {error}")),
        error => Failure::new(ExitStatus::Failure, error),
    })?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().status(ExitStatus::Failure)?;
    let outcomes = runtime.block_on(collect(config, args, &run, &targets, &mut bad))?;
    Ok(conclude(args, &run, &outcomes, &bad))
}

/// The videos asked for, each once, and the entries that are none.
fn parse_entries(args: &FetchArgs) -> Result<(Vec<Wanted>, Vec<BadEntry>), Failure> {
    let mut entries: Vec<String> = args.videos.clone();
    if let Some(path) = &args.file {
        entries.extend(list_entries(&read_list(path)?).map(str::to_owned));
    }
    let (mut targets, mut bad, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for entry in entries {
        match Target::parse(&entry) {
            Ok(target) if seen.insert(target.clone()) => targets.push((entry, target)),
            Ok(_) => {}
            Err(error) => bad.push(BadEntry { entry, reason: error.to_string(), status: ExitStatus::Usage }),
        }
    }
    if targets.is_empty() {
        let reasons: Vec<_> = bad.iter().map(|bad| bad.reason.as_str()).collect();
        let message = if reasons.is_empty() {
            "no video given: name ids or links, or a list with -f FILE".to_owned()
        } else {
            reasons.join("\n")
        };
        return Err(Failure::usage(message));
    }
    Ok((targets, bad))
}

fn read_list(path: &Path) -> Result<String, Failure> {
    let text = if path.as_os_str() == "-" {
        decode_text(&Source::named("stdin"), std::io::stdin().lock())
    } else {
        let file = std::fs::File::open(path).with_context(|| format!("cannot read the list {}", path.display()));
        decode_text(&Source::of(path), file.status(ExitStatus::Usage)?)
    };
    text.with_context(|| format!("cannot use the list {}", path.display())).status(ExitStatus::Usage)
}

fn run_options(config: &Config, args: &FetchArgs) -> Result<RunOptions, Failure> {
    let settings = &config.settings;
    let Some(token) = settings.justoneapi_token.clone() else {
        return Err(Failure::usage(
            "no token for the service: set the environment variable JUSTONEAPI_TOKEN, or write \
             `justoneapi_token = \"…\"` into shenping.toml; `shenping demo` needs none",
        ));
    };
    let address = args.base_url.as_deref().or(settings.justoneapi_base_url.as_deref()).unwrap_or(DEFAULT_BASE_URL);
    let base_url = parse_base_url(address).status(ExitStatus::Usage)?;
    if is_exposed(&base_url) {
        tracing::warn!("the address of the service is plain http: the token travels unencrypted");
    }
    Ok(RunOptions {
        base_url,
        token,
        calls_per_second: args.rps,
        max_calls: args.max_calls,
        retry_base: Duration::from_millis(args.retry_base_ms),
        timeout: Duration::from_millis(args.timeout_ms),
    })
}

/// Finds out the ids, prints the plan, collects.
async fn collect(
    config: &Config,
    args: &FetchArgs,
    run: &Arc<Run>,
    targets: &[Wanted],
    bad: &mut Vec<BadEntry>,
) -> Result<Vec<VideoOutcome>, Failure> {
    watch::stop_on_signals(run);
    let plain_targets: Vec<Target> = targets.iter().map(|(_, target)| target.clone()).collect();
    let resolved = collect::resolve(run, &args.out, &plain_targets).await;
    let (mut videos, mut seen): (Vec<Resolved>, HashSet<String>) = (Vec::new(), HashSet::new());
    for ((entry, _), resolved) in targets.iter().zip(resolved) {
        match resolved {
            Ok(video) if seen.insert(video.video_id.clone()) => videos.push(video),
            Ok(_) => {}
            Err(stop) => {
                let status = summary::status_of(&stop);
                bad.push(BadEntry { entry: entry.clone(), reason: stop.to_string(), status });
            }
        }
    }
    if args.fresh && run.stopped().is_none() {
        for video in &videos {
            set_aside(args, &video.video_id)?;
        }
    }
    plan::print(args, &videos);
    let options = FetchOptions {
        out: args.out.clone(),
        replies: args.replies,
        max_pages: args.max_pages,
        keep_raw: !args.no_raw,
    };
    let bar = watch::Bar::new(config.progress);
    let outcomes =
        collect::fetch(run.clone(), Arc::new(options), bar.observer(run), videos, usize::from(args.concurrency)).await;
    bar.finish();
    Ok(outcomes)
}

fn set_aside(args: &FetchArgs, video_id: &str) -> Result<(), Failure> {
    let place = collect::set_aside(&args.out, video_id)
        .map_err(|error| Failure::new(summary::status_of_error(&error), error))?;
    if let Some(place) = place {
        say(&format!("the old run of {video_id} is kept in {}", place.display()));
    }
    Ok(())
}

/// Prints how it ended; the worst of what happened is the exit code.
fn conclude(args: &FetchArgs, run: &Run, outcomes: &[VideoOutcome], bad: &[BadEntry]) -> ExitStatus {
    for outcome in outcomes.iter().filter(|outcome| outcome.begun) {
        summary::print_problems(outcome, outcomes.len() > 1);
    }
    summary::print_untouched(outcomes);
    for bad in bad {
        say(&format!("left out {:?}: {}", plain(&bad.entry), plain(&bad.reason)));
    }
    summary::print_closing(args, run, outcomes);
    let statuses = outcomes.iter().filter_map(|outcome| outcome.stop.as_ref()).map(summary::status_of);
    let statuses = statuses.chain(bad.iter().map(|bad| bad.status));
    statuses.max_by_key(|status| summary::weight(*status)).unwrap_or(ExitStatus::Success)
}
