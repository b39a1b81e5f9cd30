//! Instructions that scoring a text takes, beside those that jieba-rs takes to cut it: the same on a busy machine.
//!
//! ```text
//! cargo bench --no-default-features --bench instructions -- [--check]
//! ```
//!
//! Runs itself under valgrind (cachegrind) with few and with many texts; the difference is what the texts took, and
//! what is left is the start. `--check` fails where a ratio is worse than [`LIMITS`] allow: for CI.

mod corpus;

use std::hint::black_box;
use std::io::Write;
use std::process::{Command, exit};
use std::{env, fs};

use jieba_rs::Jieba;
use shenping::Analyzer;
use shenping::score::Scratch;

/// Texts of the two runs.
const FEW: usize = 500;
const MANY: usize = 4500;

/// What is measured, and how it may compare with jieba-rs: 7 and 20 % above what it was when last looked at.
const LIMITS: [(&str, &str, f64); 2] = [
    ("score a text of many", "cut(text, false) of a text by jieba-rs", 0.82),
    ("start of the analyzer", "start of jieba-rs", 0.033),
];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, work, texts, file] = &arguments[..]
        && flag == "--work"
    {
        return run(work, texts.parse().expect("a whole number"), file);
    }
    let file = env::temp_dir().join(format!("shenping-texts-{}", std::process::id()));
    let texts: Vec<String> = corpus::load().1.into_iter().take(MANY).collect();
    fs::write(&file, texts.join("\n")).expect("a temporary file");
    let count = |work: &str, texts: usize| instructions(&["--work", work, &texts.to_string(), &file.to_string_lossy()]);
    let measure = |work: &str| {
        let (few, many) = (count(work, FEW), count(work, MANY));
        let per_text = (many - few) / (MANY - FEW) as f64;
        (per_text, few - per_text * FEW as f64)
    };
    let (nothing, score, cut) = (measure("nothing"), measure("score"), measure("cut"));
    fs::remove_file(&file).expect("the temporary file");
    let pairs = [(score.0 - nothing.0, cut.0 - nothing.0), (score.1 - nothing.1, cut.1 - nothing.1)];
    let mut worse = false;
    let mut out = std::io::stdout().lock();
    for ((name, beside, limit), (ours, theirs)) in LIMITS.into_iter().zip(pairs) {
        let ratio = ours / theirs;
        worse |= ratio > limit;
        writeln!(out, "{name}: {ours:.0} instructions; {beside}: {theirs:.0}; ratio {ratio:.3}, at most {limit}")
            .expect("stdout");
    }
    if worse && arguments.iter().any(|argument| argument == "--check") {
        writeln!(std::io::stderr(), "more instructions than allowed: see benches/README.md").expect("stderr");
        exit(1);
    }
}

/// What a run under valgrind does.
fn run(work: &str, texts: usize, file: &str) {
    let content = fs::read_to_string(file).expect("the texts");
    let texts = content.lines().take(texts);
    match work {
        "score" => {
            let analyzer = Analyzer::bundled();
            analyzer.score_each(texts.map(black_box), &mut Scratch::default(), |sentiment| {
                black_box(sentiment);
            });
        }
        "cut" => {
            let jieba = Jieba::new();
            for text in texts {
                black_box(jieba.cut(black_box(text), false));
            }
        }
        _ => {
            for text in texts {
                black_box(text);
            }
        }
    }
}

/// Instructions of this program with these arguments.
fn instructions(arguments: &[&str]) -> f64 {
    let this = env::current_exe().expect("this program");
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]).arg(this);
    let output = valgrind.args(arguments).output().expect("valgrind, which Debian has as a package of this name");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let line = told.lines().find(|line| line.contains("refs:") && line.contains("I ")).expect("a count");
    let digits: String = line.rsplit(':').next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    digits.parse().expect("a number")
}
