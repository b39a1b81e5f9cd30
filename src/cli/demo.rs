//! `demo`: what one would type, against the sandbox of this process.

mod verdict;

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use clap::Parser;

use super::args::{Args, Command, DemoArgs};
use super::config::{Config, Settings};
use super::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use super::fetch;
use crate::frame::{CommentFrame, score_frame};
use crate::sandbox::{Sandbox, SandboxOptions};
use crate::score::Analyzer;

use verdict::Verdict;

/// Calls a second: the sandbox is on this machine and charges nothing.
const CALLS_PER_SECOND: &str = "1000";

/// Collects a made-up video over HTTP, scores it, chooses the comment to pin. No token, no network.
pub fn run(config: &Config, args: &DemoArgs) -> CommandResult {
    let options = SandboxOptions { seed: args.seed, comments: args.comments, videos: 1, ..SandboxOptions::default() };
    let sandbox = Sandbox::start(&options).status(ExitStatus::Usage)?;
    let video = sandbox.video_ids().first().cloned().unwrap_or_default();
    let config = local(config, &sandbox);
    let data = args.out.join("data");
    let collection = data.join(&video);

    let mut fetched = vec!["fetch", &video, "--rps", CALLS_PER_SECOND, "--out"];
    let data = path_text(&data)?;
    fetched.push(data);
    // What an earlier demo left may come from another seed.
    if collection.exists() {
        fetched.push("--fresh");
    }
    perform(&config, &fetched)?;
    sandbox.shutdown();

    let comments = CommentFrame::read_parquet(&collection.join("comments.parquet")).status(ExitStatus::Failure)?;
    let analyzer = Analyzer::bundled();
    let verdict = Verdict::over(&score_frame(&comments, analyzer), analyzer);
    print(&verdict).status(ExitStatus::Failure)
}

/// The same settings, but a token and an address that lead nowhere but here.
fn local(config: &Config, sandbox: &Sandbox) -> Config {
    let settings = Settings {
        justoneapi_token: Some("demo".into()),
        justoneapi_base_url: Some(sandbox.base_url()),
        ..Settings::default()
    };
    Config { progress: config.progress, threads: config.threads, verbose: config.verbose, settings }
}

fn path_text(path: &Path) -> Result<&str, Failure> {
    path.to_str().ok_or_else(|| Failure::usage(format!("{}: the folder's name must be Unicode", path.display())))
}

/// Shows a command and runs it. Anything but success ends the demo with its exit code.
fn perform(config: &Config, words: &[&str]) -> CommandResult {
    // Nothing can be done where even this can't be written.
    let _ = writeln!(std::io::stderr().lock(), "$ shenping {}", words.join(" "));
    let args = Args::try_parse_from(std::iter::once("shenping").chain(words.iter().copied()));
    match args.status(ExitStatus::Usage)?.command {
        Command::Fetch(args) => fetch::run(config, &args),
        _ => Ok(ExitStatus::Success),
    }
}

/// The verdict on stdout.
fn print(verdict: &Verdict) -> anyhow::Result<ExitStatus> {
    let mut stdout = std::io::stdout().lock();
    write!(stdout, "{verdict}").and_then(|()| stdout.flush()).context("cannot print the verdict")?;
    Ok(ExitStatus::Success)
}
