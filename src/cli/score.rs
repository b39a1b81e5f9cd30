//! `score`: adds `polarity`, `score` and `confidence` to every row.

use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};

use super::args::{OutputFormat, ScoreArgs};
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, Failure};
use super::out::{Out, output_format};
use super::{input, output};
use crate::frame::stream::{self, Form, Progress, StreamError};

/// Runs the command.
pub fn run(config: &Config, args: &ScoreArgs) -> CommandResult {
    let analyzer = Config::analyzer(&args.lexicons)?;
    let form = match output_format(&args.output, args.format)? {
        OutputFormat::Csv => Form::Csv,
        OutputFormat::Jsonl => Form::Jsonl,
        OutputFormat::Parquet => Form::Parquet,
    };
    let inputs = inputs(args)?;
    input::warn_of_repeats(&inputs);
    let stream = stream::open(&inputs, form, &args.input.options()).map_err(input::failure)?;
    for column in stream.replaced_columns() {
        output::print_note(&format!("the input's own column {column} is replaced"));
    }
    let out = Out::create(&args.output)?;
    let bar = progress_bar(config);
    let mut show = |progress: Progress<'_>| match progress {
        Progress::Scored(rows) => bar.inc(rows),
        Progress::Warning(warning) => output::print_warning(&warning.to_string()),
    };
    let (out, _) = stream.score(out, &analyzer, &mut show).map_err(failure)?;
    bar.finish_and_clear();
    out.commit()?;
    Ok(ExitStatus::Success)
}

/// What to read; stdin, if nothing is named and somebody writes to it.
fn inputs(args: &ScoreArgs) -> Result<Vec<PathBuf>, Failure> {
    use std::io::IsTerminal;
    match &args.input.inputs[..] {
        [] if std::io::stdin().is_terminal() => {
            Err(Failure::usage("no INPUT: name files or collections, or `-` to read one comment a line from stdin"))
        }
        [] => Ok(vec![PathBuf::from("-")]),
        inputs => Ok(inputs.to_vec()),
    }
}

/// The exit code of a stream that broke off. The error of the output names it.
fn failure(error: StreamError) -> Failure {
    match error {
        StreamError::Input(error) => input::failure(error),
        StreamError::Write(error) => Failure::new(ExitStatus::Failure, error),
        error => Failure::new(ExitStatus::Failure, error),
    }
}

fn progress_bar(config: &Config) -> ProgressBar {
    if !config.progress {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{spinner} {human_pos} comments scored, {per_sec}");
    let bar = ProgressBar::new_spinner();
    style.map_or_else(|_| ProgressBar::hidden(), |style| bar.with_style(style))
}
