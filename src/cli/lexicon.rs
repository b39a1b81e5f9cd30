//! `lexicon`: what the lexicons hold, whether files are sound, and learning new ones.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, anyhow};
use comfy_table::CellAlignment;

use super::args::{LexiconCheckArgs, LexiconCommand, LexiconShowArgs};
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use super::learn;
use super::out;
use super::output::{counted, plain, table};
use crate::lexicon::{BUNDLED, Cue, LexiconFile, LexiconRow, NEGATED_PREFIX, RowData, UNIT, Weights, check};
use crate::score::Analyzer;
use crate::text::fold;

/// Runs the command.
pub fn run(_config: &Config, command: &LexiconCommand) -> CommandResult {
    match command {
        LexiconCommand::List => list(),
        LexiconCommand::Check(args) => run_check(args),
        LexiconCommand::Show(args) => show(args),
        LexiconCommand::Learn(args) => learn::run(args),
    }
}

/// Every bundled file, those that the analyzer does not use included.
fn bundled() -> Result<Vec<LexiconFile>, Failure> {
    let parse = |(path, text): &(&str, &str)| LexiconFile::parse(path, text);
    BUNDLED.iter().map(parse).collect::<Result<_, _>>().status(ExitStatus::Failure)
}

fn list() -> CommandResult {
    let mut shown = table(["name", "kind", "version", "license", "rows", "source"]);
    if let Some(column) = shown.column_mut(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for file in bundled()? {
        let header = |key: &str| file.header(key).to_owned();
        let (kind, rows) = (file.kind.to_string(), file.rows.len().to_string());
        shown.add_row([file.name.clone(), kind, header("version"), header("license"), rows, header("source")]);
    }
    print(&format!("{}\n", shown.trim_fmt()))
}

fn print(text: &str) -> CommandResult {
    out::print(text)?;
    Ok(ExitStatus::Success)
}

/// Prints each problem as `file:line: message`; exit code 5 if there is one.
fn run_check(args: &LexiconCheckArgs) -> CommandResult {
    let mut problems = Vec::new();
    let mut files = Vec::new();
    if args.files.is_empty() {
        files = bundled()?;
    }
    for path in &args.files {
        match read(path)? {
            Ok(file) => files.push(file),
            Err(problem) => problems.push(problem),
        }
    }
    let rows: usize = files.iter().map(|file| file.rows.len()).sum();
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    problems.extend(check::check(&files).iter().map(ToString::to_string));
    if problems.is_empty() {
        return print(&format!(
            "{}, {}, no problem: {}\n",
            counted(files.len() as u64, "file"),
            counted(rows as u64, "row"),
            names.join(", ")
        ));
    }
    let text: String = problems.iter().flat_map(|problem| [plain(problem), "\n".to_owned()]).collect();
    print(&text)?;
    let problems = counted(problems.len() as u64, "problem");
    let files = counted(files.len().max(args.files.len()) as u64, "file");
    Err(Failure::new(ExitStatus::BadInput, anyhow!("{problems} in {files}")))
}

/// A file from disk; one whose rows can't be read is a problem among others, one that can't be opened a failure.
fn read(path: &Path) -> Result<Result<LexiconFile, String>, Failure> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read lexicon {}", path.display()));
    let shown = path.display().to_string();
    let Ok(text) = String::from_utf8(bytes.status(ExitStatus::BadInput)?) else {
        return Ok(Err(format!("{shown}:1: the file is not UTF-8 text")));
    };
    Ok(LexiconFile::parse(&shown, &text).map_err(|error| error.to_string()))
}

fn show(args: &LexiconShowArgs) -> CommandResult {
    let analyzer = Config::analyzer(&args.lexicons)?;
    let mut text = String::new();
    for (at, term) in args.terms.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        show_term(&mut text, term, &analyzer);
    }
    print(&text)
}

/// Everything that any file says of a term, the file that decides marked.
fn show_term(text: &mut String, term: &str, analyzer: &Analyzer) {
    let term = if term.starts_with(['[', '<']) { term.to_ascii_lowercase() } else { fold(term) };
    let term = term.strip_prefix(NEGATED_PREFIX).unwrap_or(&term);
    let mut shown = table(["says", "positive", "neutral", "negative", "file", "note"]);
    for column in 1..4 {
        if let Some(column) = shown.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut rows = 0;
    for file in analyzer.lexicon().files() {
        for row in file.rows.iter().filter(|row| says(&row.term, term)) {
            shown.add_row(cells(file, row, analyzer, term));
            rows += 1;
        }
    }
    let _ = writeln!(text, "{}", plain(term));
    if rows > 0 {
        let _ = writeln!(text, "{}", shown.trim_fmt());
        return;
    }
    let cut = analyzer.tokenize(term);
    let parts: Vec<&str> = cut.tokens.iter().map(|token| cut.term(token)).collect();
    let _ = writeln!(text, "in no lexicon; texts that hold it are cut into: {}", plain(&parts.join(" | ")));
}

/// Whether a row of a file is about a folded term, plain or under negation.
fn says(row: &str, term: &str) -> bool {
    let row = row.strip_prefix(NEGATED_PREFIX).unwrap_or(row);
    if row.starts_with(['[', '<']) { row.eq_ignore_ascii_case(term) } else { row == term || fold(row) == term }
}

fn cells(file: &LexiconFile, row: &LexiconRow, analyzer: &Analyzer, term: &str) -> [String; 6] {
    let negated = row.term.starts_with(NEGATED_PREFIX);
    let entry = analyzer.lexicon().find(term).map(|id| analyzer.lexicon().term(id));
    let source = entry.and_then(|entry| if negated { entry.negated_source.as_ref() } else { entry.source.as_ref() });
    let decides = source.is_some_and(|source| source.file.path == file.path && source.line == row.line);
    let (says, weights) = match row.data {
        RowData::Weights(weights) => {
            let place = if negated { "weights under negation" } else { "weights" };
            (format!("{place}{}", if decides { "" } else { " (overridden)" }), Some(weights))
        }
        RowData::Negator => ("negator".to_owned(), None),
        RowData::Intensifier(factor) => (format!("intensifier ×{factor:.2}"), None),
        RowData::But => ("but".to_owned(), None),
        RowData::Although => ("although".to_owned(), None),
        RowData::Cue(cue) => (format!("cue {}", Cue::as_str(cue)), None),
        RowData::Stopword => ("stop word".to_owned(), None),
        RowData::Word => ("word".to_owned(), None),
    };
    let unit =
        |pick: fn(Weights) -> i32| weights.map_or(String::new(), |w| format!("{:+.2}", f64::from(pick(w)) / UNIT));
    let (positive, neutral, negative) = (unit(|w| w.positive), unit(|w| w.neutral), unit(|w| w.negative));
    [says, positive, neutral, negative, format!("{}:{}", file.path, row.line), plain(&row.note)]
}
