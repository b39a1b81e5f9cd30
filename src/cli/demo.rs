//! `demo`: what one would type, against the sandbox of this process.

mod verdict;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use clap::Parser;

use super::args::{Args, Command, DemoArgs, InputArgs, LexiconArgs};
use super::config::{Config, Settings};
use super::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use super::output::say;
use super::stats::options;
use super::tables::Analysed;
use super::{fetch, input, out, report};
use crate::aggregate::{AggregateOptions, aggregate};
use crate::chart::Lang;
use crate::comment::Comment;
use crate::frame::{CommentFrame, CommentStore, score_frame};
use crate::report::{About, ReportInput, Theme, conclude};
use crate::sandbox::{Sandbox, SandboxOptions};

use verdict::Verdict;

/// Calls a second: the sandbox is on this machine and charges nothing.
const CALLS_PER_SECOND: &str = "1000";
/// The clock of the report.
const TIME_ZONE: &str = "Asia/Shanghai";

/// Collects a made-up video over HTTP, scores it, writes the report, chooses the comment to pin. No token, no network.
pub fn run(config: &Config, args: &DemoArgs) -> CommandResult {
    let folder = report::prepare(&args.out)?;
    let options = options(None, TIME_ZONE)?;
    let sandbox = SandboxOptions { seed: args.seed, comments: args.comments, videos: 1, ..SandboxOptions::default() };
    let sandbox = Sandbox::start(&sandbox).status(ExitStatus::Usage)?;
    let video = sandbox.video_ids().first().cloned().unwrap_or_default();
    let title = sandbox.titles().first().map(|title| format!("演示：{title}"));
    let collection = args.out.join("data").join(&video);
    let status = collect(config, &sandbox, &video, &args.out.join("data"))?;
    sandbox.shutdown();
    if status != ExitStatus::Success {
        return Ok(status);
    }

    say(&format!("$ shenping report {} --out {}", collection.display(), args.out.display()));
    let analysed = analyse(collection, &options)?;
    let about = About {
        title,
        lang: Lang::Zh,
        // Not where it lies: the same seed gives the same report in any folder.
        sources: vec![format!("shenping demo --comments {} --seed {}", args.comments, args.seed)],
        declared: analysed.declared,
        bucket_given: false,
        warnings: analysed.warnings.clone(),
        theme: Theme::default(),
    };
    report::write_report(&analysed, &about, &folder)?;
    // The page is Chinese like the comments, the terminal speaks English like the rest of the program.
    let about = About { lang: Lang::En, ..about };
    let Analysed { analyzer, comments, aggregates, .. } = &analysed;
    let conclusion = conclude(&ReportInput { comments, aggregates, analyzer, about: &about });
    print(&Verdict(conclusion.status(ExitStatus::Failure)?), &args.out)
}

/// Collects as `fetch` does, with a token and an address that lead nowhere but here.
fn collect(config: &Config, sandbox: &Sandbox, video: &str, out: &Path) -> CommandResult {
    let settings = Settings {
        justoneapi_token: Some("demo".into()),
        justoneapi_base_url: Some(sandbox.base_url()),
        ..Settings::default()
    };
    let config = Config { progress: config.progress, threads: config.threads, verbose: config.verbose, settings };
    let folder = out.to_str();
    let folder =
        folder.ok_or_else(|| Failure::usage(format!("{}: the folder's name must be Unicode", out.display())))?;
    let mut words = vec!["shenping", "fetch", video, "--rps", CALLS_PER_SECOND, "--out", folder];
    // What an earlier demo left may come from another seed.
    if out.join(video).exists() {
        words.push("--fresh");
    }
    say(&format!("$ {}", words.join(" ")));
    match Args::try_parse_from(words).status(ExitStatus::Usage)?.command {
        Command::Fetch(args) => fetch::run(&config, &args),
        _ => Err(Failure::usage("the demo collects with `fetch` and nothing else")),
    }
}

/// Reads, scores and aggregates the collection.
fn analyse(collection: PathBuf, options: &AggregateOptions) -> Result<Analysed, Failure> {
    let analyzer = Config::analyzer(&LexiconArgs::default())?;
    let input = input::read(&InputArgs { inputs: vec![collection], ..InputArgs::default() })?;
    let comments = CommentFrame::from_comments(repeatable(input.comments.comments()));
    let frame = score_frame(&comments, &analyzer);
    let aggregates = aggregate(&frame, &analyzer, options).status(ExitStatus::Usage)?;
    let comments = CommentStore::from_frame(&frame).status(ExitStatus::Failure)?;
    Ok(Analysed { analyzer, comments, aggregates, declared: input.declared_total, warnings: input.warnings })
}

/// The comments without what differs from run to run: the moment of collecting, and the key that hides authors.
/// The same seed then writes the same bytes.
fn repeatable(mut comments: Vec<Comment>) -> Vec<Comment> {
    let mut authors: HashMap<String, usize> = HashMap::new();
    for comment in &mut comments {
        comment.fetched_at_ms = None;
        comment.author = comment.author.take().map(|author| {
            let known = authors.len();
            format!("person-{}", authors.entry(author).or_insert(known))
        });
    }
    comments
}

/// The verdict on stdout, where to read on on stderr.
fn print(verdict: &Verdict, folder: &Path) -> CommandResult {
    out::print(&verdict.to_string())?;
    say(&format!("all of it, with charts and every comment: {}", folder.join("report.html").display()));
    Ok(ExitStatus::Success)
}
