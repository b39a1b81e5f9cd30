//! `evaluate`: how well scores agree with labels.

use std::fmt::Write as _;
use std::path::Path;

use comfy_table::CellAlignment;
use serde_json::{Value, json};

use super::args::EvaluateArgs;
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use super::input;
use super::labelled::{self, LabelledFile, LabelledRow};
use super::out::{self, Out};
use super::output::{counted, plain, print_warning, table};
use crate::frame::score_texts;
use crate::lexicon::UNIT;
use crate::score::evaluation::{CALIBRATION_BINS, CLASSES, Evaluation};
use crate::score::{Analyzer, Explanation, Polarity, Sentiment};

/// One file with its figures.
struct Evaluated {
    file: LabelledFile,
    sentiments: Vec<Sentiment>,
    figures: Evaluation,
}

/// Runs the command.
pub fn run(_config: &Config, args: &EvaluateArgs) -> CommandResult {
    let errors = args.errors.as_deref().map(out::create_csv).transpose()?;
    input::warn_of_repeats(&args.files);
    let analyzer = Config::analyzer(&args.lexicons)?;
    let mut files = Vec::with_capacity(args.files.len());
    for path in &args.files {
        files.push(evaluate(
            labelled::read(path, args.text_column.as_deref(), args.label_column.as_deref())?,
            &analyzer,
        ));
    }
    let mut all = Evaluation::default();
    for file in &files {
        all.extend(&file.figures);
    }
    let shown = if args.json { format!("{}\n", to_json(&files, &all)) } else { to_text(&files, &all) };
    out::print(&shown)?;
    for file in &files {
        for (word, count) in &file.file.unknown {
            print_warning(&format!(
                "{}: {} left out, label {:?}",
                file.file.path.display(),
                counted(*count, "row"),
                plain(word)
            ));
        }
    }
    if let Some(out) = errors {
        write_errors(out, &files, &analyzer)?;
    }
    Ok(ExitStatus::Success)
}

fn evaluate(file: LabelledFile, analyzer: &Analyzer) -> Evaluated {
    let texts: Vec<&str> = file.rows.iter().map(|row| row.text.as_str()).collect();
    let sentiments = score_texts(&texts, analyzer);
    let mut figures = Evaluation::default();
    for (row, sentiment) in file.rows.iter().zip(&sentiments) {
        figures.add(row.label, *sentiment);
    }
    Evaluated { file, sentiments, figures }
}

fn to_text(files: &[Evaluated], all: &Evaluation) -> String {
    let mut text = String::new();
    for file in files {
        let unknown: u64 = file.file.unknown.values().sum();
        text.push_str(&section(&file.file.path.display().to_string(), &file.figures, unknown));
    }
    if files.len() > 1 {
        let unknown = files.iter().flat_map(|file| file.file.unknown.values()).sum();
        text.push_str(&section(&format!("all {} files together", files.len()), all, unknown));
    }
    text
}

fn section(name: &str, figures: &Evaluation, unknown: u64) -> String {
    let mut text = format!("{}: {} labelled comments\n", plain(name), figures.n());
    if unknown > 0 {
        let _ = writeln!(text, "{}: label not understood", counted(unknown, "row left out"));
    }
    let _ = writeln!(text, "\n{}\n\n{}\n", classes_table(figures), confusion_table(figures));
    let (majority, accuracy, f1) = figures.majority_baseline();
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "{name:<28}{value}");
    };
    line("macro-F1", format!("{:.3}   (always {majority}: {f1:.3})", figures.macro_f1()));
    line("accuracy", format!("{:.3}   (always {majority}: {accuracy:.3})", figures.accuracy()));
    line("polar macro-F1, accuracy", format!("{:.3}, {:.3}", figures.polar_macro_f1(), figures.polar_accuracy()));
    line("coverage", format!("{:.3}", figures.coverage()));
    let calibration = (figures.mean_confidence(), figures.expected_calibration_error());
    line("mean confidence", format!("{:.3}   (expected calibration error {:.3})", calibration.0, calibration.1));
    let _ = writeln!(text, "\n{}\n", calibration_table(figures));
    text
}

/// A table whose columns behind the first are numbers.
fn numbers<const N: usize>(header: [&str; N], rows: Vec<Vec<String>>) -> String {
    let mut table = table(header);
    for column in 1..N {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for row in rows {
        table.add_row(row);
    }
    table.trim_fmt()
}

fn classes_table(figures: &Evaluation) -> String {
    let row = |class: Polarity| {
        let of = figures.class(class);
        let ratios = [of.precision, of.recall, of.f1].map(|value| format!("{value:.3}"));
        [vec![class.to_string()], ratios.to_vec(), vec![of.support.to_string()]].concat()
    };
    numbers(["class", "precision", "recall", "F1", "support"], CLASSES.into_iter().map(row).collect())
}

fn confusion_table(figures: &Evaluation) -> String {
    let row = |at: usize| {
        let counts = figures.confusion[at].iter().map(u64::to_string);
        std::iter::once(CLASSES[at].to_string()).chain(counts).collect()
    };
    let header = ["labelled \\ predicted", "positive", "neutral", "negative"];
    numbers(header, (0..CLASSES.len()).map(row).collect())
}

fn calibration_table(figures: &Evaluation) -> String {
    let width = 1.0 / CALIBRATION_BINS as f64;
    let row = |(at, bin): (usize, &crate::score::evaluation::Bin)| {
        let from = at as f64 * width;
        let cells = [bin.mean_confidence()?, bin.accuracy()?].map(|value| format!("{value:.3}"));
        Some([vec![format!("{from:.1} to {:.1}", from + width)], cells.to_vec(), vec![bin.n.to_string()]].concat())
    };
    let rows = figures.bins().iter().enumerate().filter_map(row).collect();
    numbers(["confidence", "mean", "accuracy", "rows"], rows)
}

/// The figures of all files together at the top, those of each file in `files`.
fn to_json(files: &[Evaluated], all: &Evaluation) -> Value {
    let mut whole = figures_json(all);
    let each = files.iter().map(|file| {
        let mut value = figures_json(&file.figures);
        value["file"] = json!(file.file.path.display().to_string());
        value["unknown_labels"] = json!(file.file.unknown);
        value
    });
    whole["files"] = each.collect();
    whole["unknown_labels"] = json!(files.iter().flat_map(|file| file.file.unknown.values()).sum::<u64>());
    whole
}

fn figures_json(figures: &Evaluation) -> Value {
    let by_class = |value: &dyn Fn(usize) -> Value| -> Value {
        CLASSES.iter().enumerate().map(|(at, class)| (class.as_str().to_owned(), value(at))).collect()
    };
    let class = |at: usize| {
        let of = figures.class(CLASSES[at]);
        json!({"precision": of.precision, "recall": of.recall, "f1": of.f1, "support": of.support})
    };
    let (majority, accuracy, macro_f1) = figures.majority_baseline();
    let bins = figures.bins().iter().enumerate().filter(|(_, bin)| bin.n > 0).map(|(at, bin)| {
        let from = at as f64 / CALIBRATION_BINS as f64;
        json!({"from": from, "n": bin.n, "mean_confidence": bin.mean_confidence(), "accuracy": bin.accuracy()})
    });
    json!({
        "n": figures.n(),
        "accuracy": figures.accuracy(),
        "macro_f1": figures.macro_f1(),
        "polar_accuracy": figures.polar_accuracy(),
        "polar_macro_f1": figures.polar_macro_f1(),
        "coverage": figures.coverage(),
        "classes": by_class(&class),
        "confusion": by_class(&|label| by_class(&|predicted| json!(figures.confusion[label][predicted]))),
        "mean_confidence": figures.mean_confidence(),
        "expected_calibration_error": figures.expected_calibration_error(),
        "calibration": bins.collect::<Vec<_>>(),
        "majority_baseline": {"class": majority.as_str(), "accuracy": accuracy, "macro_f1": macro_f1},
    })
}

/// Writes every wrong prediction with its reasons, the surest first.
fn write_errors(mut out: Out, files: &[Evaluated], analyzer: &Analyzer) -> Result<(), Failure> {
    let mut wrong: Vec<(&Path, &LabelledRow, &Sentiment)> = Vec::new();
    for file in files {
        let rows = file.file.rows.iter().zip(&file.sentiments);
        wrong.extend(
            rows.filter(|(row, made)| is_wrong(row.label, made.polarity))
                .map(|(row, made)| (file.file.path.as_path(), row, made)),
        );
    }
    // A stable sort keeps the order of the files among equals.
    wrong.sort_by(|a, b| b.2.confidence.total_cmp(&a.2.confidence));
    let write = || -> anyhow::Result<()> {
        let mut csv = csv::Writer::from_writer(&mut out);
        csv.write_record(["file", "row", "label", "predicted", "confidence", "score", "text", "reasons"])?;
        for (file, row, made) in wrong {
            let reasons = reasons(&analyzer.explain(&row.text));
            csv.write_record([
                &file.display().to_string(),
                &row.number.to_string(),
                row.label.as_str(),
                made.polarity.as_str(),
                &made.confidence.to_string(),
                &made.score.to_string(),
                &row.text,
                &reasons,
            ])?;
        }
        csv.flush()?;
        Ok(())
    };
    write().status(ExitStatus::Failure)?;
    out.commit()
}

fn is_wrong(label: Polarity, predicted: Polarity) -> bool {
    let nothing_to_judge = label == Polarity::Neutral && predicted == Polarity::None;
    label != predicted && !nothing_to_judge
}

/// The contributions, the weightiest first: `可爱 +1.49/-1.06/-0.42`.
fn reasons(why: &Explanation) -> String {
    let tokens = why.tokens.iter().map(|token| (token.term.as_str(), token.contribution));
    let features = why.features.iter().map(|feature| (feature.name.as_str(), feature.contribution));
    let mut parts: Vec<_> = tokens.chain(features).collect();
    let size = |(_, w): &(&str, crate::lexicon::Weights)| w.positive.abs() + w.neutral.abs() + w.negative.abs();
    parts.retain(|part| size(part) > 0);
    parts.sort_by_key(|part| std::cmp::Reverse(size(part)));
    let shown = parts.iter().map(|(term, w)| {
        let [p, z, n] = [w.positive, w.neutral, w.negative].map(|milli| f64::from(milli) / UNIT);
        format!("{term} {p:+.2}/{z:+.2}/{n:+.2}")
    });
    shown.collect::<Vec<_>>().join("; ")
}
