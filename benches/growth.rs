//! Time per row and memory from a thousand rows to ten million: `score` and `report` over CSV and Parquet, the whole
//! program, on made-up comments; beside `score`, a program in which jieba-rs cuts the same texts on all threads.
//!
//! ```text
//! cargo bench --bench growth -- [--most ROWS] [--report-most ROWS] [--out FILE] [--check]
//! ```
//!
//! Files go to a temporary folder (`TMPDIR`), at most 3 GB, and are removed. `--check` fails where time per row grows
//! or where scoring holds more memory for more rows.

#[path = "corpus/comments.rs"]
mod comments;
mod corpus;
mod process;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, process as this};

use jieba_rs::Jieba;
use polars::prelude::{ParquetCompression, ParquetWriter};
use process::Took;
use rayon::prelude::*;
use shenping::Comment;
use shenping::frame::CommentFrame;

/// Rows of a row group of the Parquet files.
const GROUP: u64 = 131_072;
/// Memory that scoring may hold, whatever the number of rows.
const MOST_KIB: u64 = 1 << 20;
/// From here on the time of starting up no longer counts.
const FIRST_JUDGED: u64 = 100_000;
/// Times may grow so much per row: memory gets slower to reach, and other programs disturb.
const SLOWER: f64 = 1.6;

struct Line {
    command: &'static str,
    form: &'static str,
    rows: u64,
    bytes: u64,
    took: Took,
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, file, ..] = &arguments[..]
        && flag == "--cut"
    {
        return cut(Path::new(file));
    }
    let number = |option: &str, default: u64| {
        let value = arguments.iter().position(|a| a == option).and_then(|at| arguments.get(at + 1));
        value.map_or(default, |value| value.parse().expect("a whole number"))
    };
    let (most, report_most) = (number("--most", 10_000_000), number("--report-most", 1_000_000));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut lines = Vec::new();
    let mut rows = 1000;
    while rows <= most {
        for form in ["csv", "parquet"] {
            let file = folder.path().join(format!("comments.{form}"));
            make(&file, rows);
            lines.extend(measure(&file, form, rows, rows <= report_most, folder.path()));
            fs::remove_file(&file).expect("a file to remove");
        }
        rows *= 10;
    }
    let table = table(&lines);
    std::io::stdout().lock().write_all(table.as_bytes()).expect("stdout");
    if let Some(at) = arguments.iter().position(|argument| argument == "--out") {
        fs::write(&arguments[at + 1], &table).expect("a writable file");
    }
    let problems = problems(&lines);
    writeln!(std::io::stderr(), "{}", if problems.is_empty() { "no step grows" } else { &problems }).expect("stderr");
    if !problems.is_empty() && arguments.iter().any(|argument| argument == "--check") {
        this::exit(1);
    }
}

/// So many comments; every fourth text was there before.
fn rows(count: u64) -> impl Iterator<Item = Comment> {
    let texts: Vec<String> = corpus::load().1;
    let mut fresh = corpus::generate();
    (0..count).map(move |number| {
        let known = usize::try_from(number / 4).unwrap_or(0) % texts.len();
        let text = if number % 4 == 0 { texts[known].clone() } else { fresh.next().unwrap_or_default() };
        comments::comment(number, text)
    })
}

fn make(file: &Path, count: u64) {
    let mut rows = rows(count);
    let mut next = || rows.by_ref().take(usize::try_from(GROUP).unwrap_or(0)).collect::<Vec<_>>();
    if file.extension().is_some_and(|ending| ending == "csv") {
        let mut writer = csv::Writer::from_path(file).expect("a new file");
        writer.write_record(["comment_id", "video_id", "text", "create_time", "likes", "ip_label"]).expect("a header");
        for comment in std::iter::from_fn(|| Some(next()).filter(|rows| !rows.is_empty())).flatten() {
            let seconds = comment.created_at.map(|time| (time.unix_ms / 1000).to_string()).unwrap_or_default();
            let likes = comment.likes.map(|likes| likes.to_string()).unwrap_or_default();
            let region = comment.region.unwrap_or_default();
            let cells = [&comment.comment_id, &comment.video_id, &comment.text, &seconds, &likes, &region];
            writer.write_record(cells).expect("a row");
        }
        writer.flush().expect("the rest");
        return;
    }
    let schema = CommentFrame::default();
    let out = ParquetWriter::new(File::create(file).expect("a new file"));
    let out = out.with_compression(ParquetCompression::Zstd(None));
    let mut writer = out.batched(schema.dataframe().schema()).expect("a writer");
    for rows in std::iter::from_fn(|| Some(next()).filter(|rows| !rows.is_empty())) {
        writer.write_batch(CommentFrame::from_comments(rows).dataframe()).expect("a row group");
    }
    writer.finish().expect("the end of the file");
}

fn measure(file: &Path, form: &'static str, rows: u64, report: bool, folder: &Path) -> Vec<Line> {
    let bytes = fs::metadata(file).expect("a file").len();
    let out: PathBuf = folder.join(format!("out.{form}"));
    let line = |command, took| Line { command, form, rows, bytes, took };
    let mut program = Command::new(env!("CARGO_BIN_EXE_shenping"));
    program.args(["score", "-o"]).arg(&out).arg(file).stderr(Stdio::null());
    let mut lines = vec![line("score", process::run(&mut program))];
    fs::remove_file(&out).expect("the output");
    if form == "csv" {
        let mut this = Command::new(env::current_exe().expect("this program"));
        lines.push(line("beside: jieba-rs cut", process::run(this.arg("--cut").arg(file).stdout(Stdio::null()))));
    }
    if report {
        let out = folder.join("report");
        let mut program = Command::new(env!("CARGO_BIN_EXE_shenping"));
        program.args(["report", "--out"]).arg(&out).arg(file).stderr(Stdio::null());
        lines.push(line("report", process::run(&mut program)));
        fs::remove_dir_all(&out).expect("the report");
    }
    lines
}

/// What `score` is held against: jieba-rs cutting the texts of a CSV file on all threads, and nothing else.
fn cut(file: &Path) {
    let jieba = Jieba::new();
    let mut reader = csv::Reader::from_path(file).expect("a file");
    let text = reader.headers().expect("a header").iter().position(|name| name == "text").expect("a column of texts");
    let mut texts = reader.records().map(|row| row.expect("a row")[text].to_owned());
    let mut words = 0;
    loop {
        let some: Vec<String> = texts.by_ref().take(16 * 1024).collect();
        words += some.par_iter().map(|text| jieba.cut(text, false).len()).sum::<usize>();
        if some.is_empty() {
            break;
        }
    }
    writeln!(std::io::stdout(), "{words} words").expect("stdout");
}

fn table(lines: &[Line]) -> String {
    let mut out = String::from(
        "| command | form | rows | MB | wall s | CPU s | CPU µs a row | rows a second | peak MB |\n\
         |---|---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for Line { command, form, rows, bytes, took } in lines {
        let (wall, cpu) = (took.wall.as_secs_f64(), took.cpu.as_secs_f64());
        let _ = writeln!(
            out,
            "| {command} | {form} | {rows} | {:.1} | {wall:.2} | {cpu:.2} | {:.2} | {:.0} | {:.0} |",
            *bytes as f64 / 1e6,
            cpu * 1e6 / *rows as f64,
            *rows as f64 / wall,
            took.peak_kib as f64 * 1.024 / 1000.0,
        );
    }
    out
}

/// What grows faster than the number of rows, in words.
fn problems(lines: &[Line]) -> String {
    let mut problems = String::new();
    for line in lines.iter().filter(|line| line.rows > FIRST_JUDGED) {
        let alike = |other: &&Line| other.command == line.command && other.form == line.form;
        let Some(base) = lines.iter().filter(alike).find(|other| other.rows == FIRST_JUDGED) else { continue };
        let per_row = |line: &Line| line.took.cpu.as_secs_f64() / line.rows as f64;
        let Line { command, form, rows, took, .. } = line;
        if per_row(line) > per_row(base) * SLOWER {
            let _ = writeln!(problems, "{command} of {rows} rows of {form} takes more time a row than of fewer");
        }
        if *command == "score" && took.peak_kib > MOST_KIB.min(base.took.peak_kib * 2 + (64 << 10)) {
            let _ = writeln!(problems, "{command} of {rows} rows of {form} holds {} MiB", took.peak_kib >> 10);
        }
    }
    problems
}
