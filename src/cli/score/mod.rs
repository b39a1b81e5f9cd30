//! `score`: adds `polarity`, `score` and `confidence` to every row, a bounded number of rows at a time.

mod batch;
mod parquet;
mod pipeline;
mod render;
mod sink;
mod source;

use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};

use super::args::{OutputFormat, ScoreArgs};
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use super::out::{is_dash, output_format};
use super::output;
use crate::frame::schema::SCORE_COLUMNS;
use crate::score::Analyzer;
use batch::Batch;
use parquet::Typed;
use pipeline::{Event, Reading};
use sink::Sink;
use source::Source;

/// Runs the command.
pub fn run(config: &Config, args: &ScoreArgs) -> CommandResult {
    let analyzer = Config::analyzer(&args.lexicons)?;
    let format = output_format(&args.output, args.format)?;
    let sources = open_all(args, format)?;
    let progress = progress_bar(config);
    let columns: Vec<Vec<String>> = sources.iter().map(|source| source.columns().to_vec()).collect();
    let mut output = Output::create(args, format, &sources, &analyzer)?;
    Reading::start(sources)?.for_each(|event| {
        match event {
            Event::Batch(source, batch) => {
                output.write(&columns[source], &batch)?;
                progress.inc(batch.len() as u64);
            }
            Event::Ended(warnings) => warnings.iter().for_each(|warning| output::print_warning(warning)),
        }
        Ok(())
    })?;
    progress.finish_and_clear();
    output.finish()?;
    Ok(ExitStatus::Success)
}

/// What the rows go through.
enum Output<'a> {
    /// From Parquet to Parquet, every column in its own type.
    Typed(Box<Typed<'a>>),
    /// From anything to anything.
    Any(Sink<'a>),
}

impl<'a> Output<'a> {
    fn create(
        args: &ScoreArgs,
        format: OutputFormat,
        sources: &[Source],
        analyzer: &'a Analyzer,
    ) -> Result<Self, Failure> {
        if format == OutputFormat::Parquet
            && let Some(typed) = Typed::create(sources, &args.output, analyzer)?
        {
            return Ok(Self::Typed(Box::new(typed)));
        }
        Sink::create(&args.output, format, &union_of_columns(sources), analyzer).map(Self::Any)
    }

    fn write(&mut self, columns: &[String], batch: &Batch) -> Result<(), Failure> {
        match self {
            Self::Typed(typed) => typed.write(batch),
            Self::Any(sink) => sink.write(columns, batch),
        }
    }

    fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Typed(typed) => typed.finish(),
            Self::Any(sink) => sink.finish(),
        }
    }
}

fn open_all(args: &ScoreArgs, format: OutputFormat) -> Result<Vec<Source>, Failure> {
    use std::io::IsTerminal;
    let stdin = [PathBuf::from("-")];
    let inputs = match &args.input.inputs[..] {
        [] if std::io::stdin().is_terminal() => {
            return Err(Failure::usage(
                "no INPUT: name files or collections, or `-` to read one comment a line from stdin",
            ));
        }
        [] => &stdin[..],
        inputs => inputs,
    };
    // Only where every row names its own columns can they be left unknown until it is written.
    let columns_first = format != OutputFormat::Jsonl;
    let mut sources = Vec::new();
    for path in inputs {
        sources.extend(Source::open(path, &args.input.options(), columns_first).status(ExitStatus::BadInput)?);
    }
    for column in sources.iter().flat_map(Source::replaced_columns).collect::<std::collections::BTreeSet<_>>() {
        output::print_note(&format!("the input's own column {column} is replaced"));
    }
    Ok(sources)
}

/// All columns of all sources in the order they are met, those that scoring adds left out.
fn union_of_columns(sources: &[Source]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        for column in source.columns() {
            // A source may have a name twice; only between sources do equal names mean the same column.
            if !SCORE_COLUMNS.contains(&column.as_str()) && (at == 0 || !columns.contains(column)) {
                columns.push(column.clone());
            }
        }
    }
    columns
}

fn progress_bar(config: &Config) -> ProgressBar {
    if !config.progress {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{spinner} {human_pos} comments scored, {per_sec}");
    let bar = ProgressBar::new_spinner();
    style.map_or_else(|_| ProgressBar::hidden(), |style| bar.with_style(style))
}
