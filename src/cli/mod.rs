//! The command-line program: one file a command, one place for exit codes, one for configuration.
//!
//! stdout carries data only; progress, logs and summaries go to stderr.

mod age;
mod args;
mod config;
mod exit;
mod input;
mod out;
mod output;

mod demo;
mod evaluate;
mod explain;
mod export;
mod fetch;
mod import;
mod labelled;
mod learn;
mod lexicon;
mod pin;
mod purge;
mod report;
mod sandbox;
mod score;
mod shell;
mod stats;
mod tables;
mod theme;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use config::Config;
use exit::{CommandResult, ExitStatus};

/// Reads the command line, runs the command, prints what went wrong, and tells the exit code.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return usage(&error),
    };
    match run(args) {
        Ok(status) => status.into(),
        Err(failure) if output::is_broken_pipe(&failure.error) => ExitStatus::Success.into(),
        Err(failure) => {
            output::print_error(&failure.error);
            failure.status.into()
        }
    }
}

/// Help and version are no errors; everything else clap reports is wrong use.
fn usage(error: &clap::Error) -> ExitCode {
    // Nothing can be done where even the message can't be written.
    let _ = error.print();
    if error.use_stderr() { ExitStatus::Usage.into() } else { ExitStatus::Success.into() }
}

fn run(args: Args) -> CommandResult {
    let config = Config::load(&args)?;
    config.start_logging();
    if args.command.computes() {
        config.start_threads()?;
    }
    match args.command {
        Command::Demo(args) => demo::run(&config, &args),
        Command::Fetch(args) => fetch::run(&config, &args),
        Command::Import(args) => import::run(&config, &args),
        Command::Score(args) => score::run(&config, &args),
        Command::Explain(args) => explain::run(&config, &args),
        Command::Stats(args) => stats::run(&config, &args),
        Command::Report(args) => report::run(&config, &args),
        Command::Export(args) => export::run(&config, &args),
        Command::Pin(command) => pin::run(&config, &command),
        Command::Lexicon(command) => lexicon::run(&config, &command),
        Command::Evaluate(args) => evaluate::run(&config, &args),
        Command::Sandbox(args) => sandbox::run(&config, &args),
        Command::Purge(args) => purge::run(&config, &args),
        Command::Completions(args) => shell::completions(&args),
        Command::Man(args) => shell::man(&args),
    }
}
