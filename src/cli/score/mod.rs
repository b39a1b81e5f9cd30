//! `score`: adds `polarity`, `score` and `confidence` to every row, a bounded number of rows at a time.

mod out;
mod parquet;
mod sink;
mod source;

use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::args::{OutputFormat, ScoreArgs};
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use super::output;
use crate::frame::schema::SCORE_COLUMNS;
use crate::frame::score_texts;
use sink::Sink;
use source::Source;

/// Rows scored and written in one go.
const CHUNK_ROWS: usize = 16 * 1024;

/// One value of a row, as it was found.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    /// Text, in CSV with bytes that may not be UTF-8.
    Text(Vec<u8>),
    /// A JSON value as it was written.
    Json(String),
}

/// One row.
#[derive(Debug)]
struct Row {
    /// What to score.
    text: String,
    /// The cells under the source's columns; further ones stand behind them.
    cells: Vec<Cell>,
    /// The JSON object it came from.
    object: Option<String>,
}

/// Runs the command.
pub fn run(config: &Config, args: &ScoreArgs) -> CommandResult {
    let analyzer = Config::analyzer(&args.lexicons)?;
    let format = output_format(args);
    let mut sources = open_all(args, format)?;
    let progress = progress_bar(config);
    if format == OutputFormat::Parquet && parquet::score_files(&sources, &args.output, &analyzer, &progress)? {
        progress.finish_and_clear();
        return Ok(ExitStatus::Success);
    }
    let mut sink = Sink::create(&args.output, format, &union_of_columns(&sources))?;
    for source in &mut sources {
        while let Some(rows) = source.next_rows(CHUNK_ROWS)? {
            let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
            let sentiments = score_texts(&texts, &analyzer);
            sink.write(source.columns(), &rows, &sentiments)?;
            progress.inc(rows.len() as u64);
        }
        for warning in source.warnings() {
            output::print_warning(&warning);
        }
    }
    progress.finish_and_clear();
    sink.finish()?;
    Ok(ExitStatus::Success)
}

/// As asked for, else by the output's ending, else CSV.
fn output_format(args: &ScoreArgs) -> OutputFormat {
    let ending = args.output.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    args.format.unwrap_or(match ending.as_deref() {
        Some("jsonl" | "ndjson" | "json") => OutputFormat::Jsonl,
        Some("parquet" | "pq") => OutputFormat::Parquet,
        _ => OutputFormat::Csv,
    })
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

/// Whether a path means stdin or stdout.
fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}
