//! How fast texts are scored, beside what bounds it: everything in one process, round after round, medians.
//!
//! ```text
//! SHENPING_BENCH_DATA=comments.csv cargo bench --no-default-features --bench ratios -- [--check] [--json FILE] [--only NAME]
//! ```
//!
//! Time is the thread's own CPU time where the system tells it, so that other programs disturb little. Each round
//! measures everything once; "x cut" is the median of the rounds' own ratios, so that what slows a whole round down
//! cancels out. `--check` fails when scoring is slower than [`FLOOR`] times `cut(text, false)` of jieba-rs.

mod clock;
#[path = "../corpus/mod.rs"]
mod corpus;
mod threads;
mod variants;

use std::fmt::Write as _;
use std::io::Write;
use std::time::Duration;
use std::{env, fs, process};

use jieba_rs::Jieba;
use shenping::Analyzer;

use clock::{median, timed};
use variants::{CUT, Engines, SCORE, SPARSE, Variant};

/// Well below what is measured: see `benches/README.md`.
const FLOOR: f64 = 1.2;
const ROUNDS: usize = 25;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (source, texts) = corpus::load();
    let texts = &texts[..texts.len().min(200_000)];
    let bytes: usize = texts.iter().map(String::len).sum();
    let start = std::time::Instant::now();
    let jieba = Jieba::new();
    let jieba_start = start.elapsed();
    let fast = Analyzer::bundled();
    let starts = [
        ("start: jieba-rs", jieba_start),
        ("start: analyzer, lexicons included", start.elapsed().saturating_sub(jieba_start)),
    ];
    let engines = Engines::new(jieba, fast);
    let mut variants = engines.variants();
    let only = value_of(&arguments, "--only");
    let is_checked = arguments.iter().any(|argument| argument == "--check");
    if let Some(only) = only {
        if let Some(problem) = problem_with(only, is_checked, &variants) {
            fail(&problem);
        }
        variants.retain(|variant| variant.name == only);
    }
    for _ in 0..ROUNDS {
        for variant in &mut variants {
            let (sum, time) = timed(|| (variant.run)(texts));
            variant.sum = sum;
            variant.times.push(time);
        }
    }
    let mut report = report(&source, texts.len(), bytes, &variants);
    if only.is_none() {
        report += &threads::report(fast, texts);
        let _ = writeln!(report, "{:34} {:>9.1} % of the texts", "polarity words are in", engines.sparse_hits(texts));
    }
    for (name, time) in starts {
        let _ = writeln!(report, "{name:34} {:>9.1} ms", time.as_secs_f64() * 1e3);
    }
    std::io::stdout().lock().write_all(report.as_bytes()).expect("stdout");
    if let Some(path) = value_of(&arguments, "--json") {
        fs::write(path, json(&source, texts.len(), bytes, &variants)).expect("a writable file");
    }
    let mut problems = disagreements(&variants, &engines, texts);
    let ratio = ratio(&variants, SCORE);
    // A ratio that is no number is none that was reached.
    if is_checked && (ratio.is_nan() || ratio < FLOOR) {
        problems.push(format!("scoring is {ratio:.2} times as fast as cutting; it must be {FLOOR}"));
    }
    if !problems.is_empty() {
        fail(&problems.join("; "));
    }
}

fn fail(problem: &str) -> ! {
    writeln!(std::io::stderr(), "{problem}").expect("stderr");
    process::exit(1);
}

/// Why this variant can't be measured alone.
fn problem_with(only: &str, is_checked: bool, variants: &[Variant<'_>]) -> Option<String> {
    let names: Vec<&str> = variants.iter().map(|variant| variant.name).collect();
    if !names.contains(&only) {
        return Some(format!("--only {only:?} is none of {names:?}"));
    }
    is_checked.then(|| format!("--check compares {SCORE:?} with {CUT:?}; leave out --only"))
}

/// What stands behind an option.
fn value_of<'a>(arguments: &'a [String], option: &str) -> Option<&'a str> {
    let at = arguments.iter().position(|argument| argument == option)?;
    Some(arguments.get(at + 1).unwrap_or_else(|| panic!("{option} wants a value")))
}

/// How many times as fast as cutting with jieba-rs something is.
fn ratio(variants: &[Variant<'_>], name: &str) -> f64 {
    let times = |name| variants.iter().find(|variant| variant.name == name).map_or(&[][..], |variant| &variant.times);
    let ratios = times(CUT).iter().zip(times(name)).map(|(cut, own)| cut.as_secs_f64() / own.as_secs_f64());
    median(ratios).unwrap_or(f64::NAN)
}

fn report(source: &str, texts: usize, bytes: usize, variants: &[Variant<'_>]) -> String {
    let mut out = format!("{texts} texts, {bytes} bytes, one thread, median of {ROUNDS}; {source}\n");
    let _ = writeln!(out, "{:34} {:>12} {:>9} {:>8} {:>9}", "", "comments/s", "MB/s", "x cut", "spread");
    for variant in variants {
        let time = median(variant.times.iter().map(Duration::as_secs_f64)).unwrap_or(f64::NAN);
        // A round in which the machine did something else says nothing.
        let mut times = variant.times.clone();
        times.sort_unstable();
        let quarter = times.len() / 4;
        let spread = times[times.len() - 1 - quarter].as_secs_f64() / times[quarter].as_secs_f64();
        let _ = writeln!(
            out,
            "{:34} {:>12.0} {:>9.1} {:>8.2} {:>9.2}",
            variant.name,
            texts as f64 / time,
            bytes as f64 / time / 1e6,
            ratio(variants, variant.name),
            spread
        );
    }
    out
}

fn json(source: &str, texts: usize, bytes: usize, variants: &[Variant<'_>]) -> String {
    let runs: Vec<String> = variants
        .iter()
        .map(|variant| {
            let nanos: Vec<u128> = variant.times.iter().map(Duration::as_nanos).collect();
            format!("    {{\"name\": {:?}, \"cpu_ns\": {nanos:?}}}", variant.name)
        })
        .collect();
    format!(
        "{{\n  \"source\": {source:?},\n  \"texts\": {texts},\n  \"bytes\": {bytes},\n  \"variants\": [\n{}\n  ]\n}}\n",
        runs.join(",\n")
    )
}

/// What the engines don't agree on.
fn disagreements(variants: &[Variant<'_>], engines: &Engines, texts: &[String]) -> Vec<String> {
    let differs = |pair: &&[Variant<'_>]| {
        pair[0].lexicon.is_some()
            && pair[0].lexicon == pair[1].lexicon
            && pair[0].sum.to_bits() != pair[1].sum.to_bits()
    };
    let pairs = variants.windows(2).filter(differs);
    let mut problems: Vec<String> =
        pairs.map(|pair| format!("{:?} and {:?} disagree", pair[0].name, pair[1].name)).collect();
    let sparse = variants.iter().find(|variant| variant.name == SPARSE);
    if sparse.is_some_and(|sparse| sparse.sum.to_bits() != engines.sparse_sum(texts).to_bits()) {
        problems.push(format!("{SPARSE:?} and jieba-rs with the same lexicon disagree"));
    }
    problems
}
