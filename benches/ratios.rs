//! How fast texts are scored, beside what bounds it: everything in one process, interleaved, medians.
//!
//! ```text
//! SHENPING_BENCH_TEXTS=comments.csv cargo bench --no-default-features --bench ratios -- [--check] [--json FILE] [--only NAME]
//! ```
//!
//! Time is the thread's own CPU time where the system tells it, so that other programs disturb little. `--check`
//! fails when scoring is slower than [`FLOOR`] times `cut(text, false)` of jieba-rs.

mod corpus;

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};
use std::{env, fs, process};

use jieba_rs::Jieba;
use shenping::score::Scratch;
use shenping::text::SegmenterKind;
use shenping::{Analyzer, Lexicon, Sentiment};

/// Well below what is measured: see `benches/README.md`.
const FLOOR: f64 = 1.2;
const ROUNDS: usize = 7;

/// What is measured, from texts to a sum of results.
type Run<'v> = Box<dyn FnMut(&[String]) -> f64 + 'v>;

struct Variant<'v> {
    name: &'static str,
    run: Run<'v>,
    times: Vec<Duration>,
    /// What the results add up to: equal for variants that must agree.
    sum: f64,
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (source, texts) = corpus::load();
    let texts = &texts[..texts.len().min(200_000)];
    let bytes: usize = texts.iter().map(String::len).sum();
    let jieba_start = timed(Jieba::new);
    let fast_start = timed(Analyzer::bundled);
    let starts = [("start: jieba-rs", jieba_start.1), ("start: analyzer, lexicons included", fast_start.1)];
    let (jieba, fast) = (jieba_start.0, fast_start.0);
    let naive = Analyzer::with_segmenter(Lexicon::bundled(), SegmenterKind::Jieba);
    let mut variants = variants(&jieba, fast, &naive);
    if let Some(only) = value_of(&arguments, "--only") {
        variants.retain(|variant| variant.name == only);
    }
    for _ in 0..ROUNDS {
        for variant in &mut variants {
            let start = cpu_time();
            variant.sum = (variant.run)(texts);
            variant.times.push(cpu_time().saturating_sub(start));
        }
    }
    let report = report(&source, texts.len(), bytes, &variants);
    let mut out = std::io::stdout().lock();
    out.write_all(report.as_bytes()).expect("stdout");
    if variants.iter().any(|variant| variant.name == SCORE) {
        writeln!(out, "{:34} {:>9.2} x one thread", "score on two threads", two_threads(fast, texts)).expect("stdout");
    }
    for (name, time) in starts {
        writeln!(out, "{name:34} {:>9.1} ms", time.as_secs_f64() * 1e3).expect("stdout");
    }
    if let Some(path) = value_of(&arguments, "--json") {
        fs::write(path, json(&source, texts.len(), bytes, &variants)).expect("a writable file");
    }
    check(&variants, arguments.iter().any(|argument| argument == "--check"));
}

/// What stands behind an option.
fn value_of<'a>(arguments: &'a [String], option: &str) -> Option<&'a str> {
    let at = arguments.iter().position(|argument| argument == option)?;
    Some(arguments.get(at + 1).unwrap_or_else(|| panic!("{option} wants a value")))
}

/// What a function gives, and how long it took.
fn timed<T>(make: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let made = make();
    (made, start.elapsed())
}

/// How much sooner two threads have scored all texts than one: by the time of the slower one, the best of each.
fn two_threads(analyzer: &Analyzer, texts: &[String]) -> f64 {
    let score = |texts: &[String]| {
        let start = cpu_time();
        let mut sum = 0.0;
        let each = |sentiment: Sentiment| sum += sentiment.score;
        analyzer.score_each(texts.iter().map(String::as_str), &mut Scratch::default(), each);
        black_box(sum);
        cpu_time().saturating_sub(start)
    };
    let (first, second) = texts.split_at(texts.len() / 2);
    let slower_half = || {
        std::thread::scope(|scope| {
            let aside = scope.spawn(|| score(first));
            score(second).max(aside.join().expect("a thread that scores"))
        })
    };
    let (mut one, mut two) = (Duration::MAX, Duration::MAX);
    for _ in 0..3 * ROUNDS {
        one = one.min(score(texts));
        two = two.min(slower_half());
    }
    one.as_secs_f64() / two.as_secs_f64()
}

fn variants<'v>(jieba: &'v Jieba, fast: &'v Analyzer, naive: &'v Analyzer) -> Vec<Variant<'v>> {
    let variant = |name, run| Variant { name, run, times: Vec::new(), sum: 0.0 };
    let score = |analyzer: &'v Analyzer| -> Run<'v> {
        let mut scratch = Scratch::default();
        Box::new(move |texts| texts.iter().map(|text| analyzer.score_with(text, &mut scratch).score).sum())
    };
    let score_each = |analyzer: &'v Analyzer| -> Run<'v> {
        let mut scratch = Scratch::default();
        Box::new(move |texts| {
            let mut sum = 0.0;
            analyzer.score_each(texts.iter().map(String::as_str), &mut scratch, |sentiment| sum += sentiment.score);
            sum
        })
    };
    vec![
        variant(
            "memory scan (UTF-8 check)",
            Box::new(|texts| {
                texts.iter().filter(|text| std::str::from_utf8(black_box(text.as_bytes())).is_ok()).count() as f64
            }),
        ),
        variant(
            "decode characters",
            Box::new(|texts| {
                texts.iter().flat_map(|text| black_box(text).chars()).map(|c| f64::from(u32::from(c) & 1)).sum()
            }),
        ),
        variant(
            CUT,
            Box::new(|texts| texts.iter().map(|text| jieba.cut(black_box(text), false).len()).sum::<usize>() as f64),
        ),
        variant(
            "fast cut, words only",
            Box::new(|texts| {
                let mut words = 0_usize;
                for text in texts {
                    fast.segmenter().cut(black_box(text), |_| words += 1);
                }
                words as f64
            }),
        ),
        variant("naive score (jieba-rs, look-ups)", score(naive)),
        variant("score, a call for each text", score(fast)),
        variant(SCORE, score_each(fast)),
    ]
}

const CUT: &str = "jieba-rs cut(text, false)";
const SCORE: &str = "score";

impl Variant<'_> {
    fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        times[times.len() / 2]
    }
}

fn seconds(variants: &[Variant<'_>], name: &str) -> f64 {
    variants.iter().find(|variant| variant.name == name).map_or(f64::NAN, |variant| variant.median().as_secs_f64())
}

fn report(source: &str, texts: usize, bytes: usize, variants: &[Variant<'_>]) -> String {
    let cut = seconds(variants, CUT);
    let mut out = format!("{texts} texts, {bytes} bytes, one thread, median of {ROUNDS}; {source}\n");
    let _ = writeln!(out, "{:34} {:>12} {:>9} {:>8} {:>9}", "", "comments/s", "MB/s", "x cut", "spread");
    for variant in variants {
        let time = variant.median().as_secs_f64();
        let spread = variant.times.iter().max().map_or(0.0, Duration::as_secs_f64)
            / variant.times.iter().min().map_or(1.0, Duration::as_secs_f64);
        let _ = writeln!(
            out,
            "{:34} {:>12.0} {:>9.1} {:>8.2} {:>9.2}",
            variant.name,
            texts as f64 / time,
            bytes as f64 / time / 1e6,
            cut / time,
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

fn check(variants: &[Variant<'_>], floor: bool) {
    let sums: Vec<u64> =
        variants.iter().filter(|variant| variant.name.contains("score")).map(|v| v.sum.to_bits()).collect();
    let ratio = seconds(variants, CUT) / seconds(variants, SCORE);
    let mut problems = Vec::new();
    if sums.windows(2).any(|pair| pair[0] != pair[1]) {
        problems.push("the engines disagree".to_owned());
    }
    if floor && ratio < FLOOR {
        problems.push(format!("scoring is {ratio:.2} times as fast as cutting; it must be {FLOOR}"));
    }
    if !problems.is_empty() {
        writeln!(std::io::stderr(), "{}", problems.join("; ")).expect("stderr");
        process::exit(1);
    }
}

/// CPU time of this thread on Linux, the clock elsewhere.
fn cpu_time() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.as_deref().and_then(|line| line.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| START.elapsed(), Duration::from_nanos)
}
