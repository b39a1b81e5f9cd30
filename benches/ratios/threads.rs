//! How much sooner two threads are through than one, beside what the machine itself allows.

use std::fmt::Write;
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use shenping::Analyzer;
use shenping::score::Scratch;

use crate::clock::{cpu_time, median};
use crate::variants::score_all;

const ROUNDS: usize = 25;

/// Texts a thread takes at once, as frames do.
const TOGETHER: usize = 1024;

/// The same work on one and on two threads, by turns.
#[derive(Default)]
struct Comparison {
    /// Wall times of one thread over those of two.
    speed_up: Vec<f64>,
    /// CPU time of both threads over that of one.
    cost: Vec<f64>,
}

impl Comparison {
    fn round(&mut self, parts: usize, work: &(impl Fn(&mut Scratch, usize) -> f64 + Sync)) {
        let [one, two] = [1, 2].map(|threads| run(threads, parts, work));
        self.speed_up.push(one.0.as_secs_f64() / two.0.as_secs_f64());
        self.cost.push(two.1.as_secs_f64() / one.1.as_secs_f64());
    }

    fn line(&self, name: &str) -> String {
        let [speed_up, cost] = [&self.speed_up, &self.cost].map(|all| median(all.iter().copied()).unwrap_or(f64::NAN));
        format!("{name:34} {speed_up:>9.2} x one thread, for {cost:.2} times its CPU time\n")
    }
}

/// Wall time until some threads have done all parts, and their CPU time. Whoever is free takes the next part.
fn run(threads: usize, parts: usize, work: &(impl Fn(&mut Scratch, usize) -> f64 + Sync)) -> (Duration, Duration) {
    let next = AtomicUsize::new(0);
    let worker = || {
        let start = cpu_time();
        let mut scratch = Scratch::default();
        let parts = std::iter::repeat_with(|| next.fetch_add(1, Relaxed)).take_while(|part| *part < parts);
        black_box(parts.map(|part| work(&mut scratch, part)).sum::<f64>());
        cpu_time().saturating_sub(start)
    };
    let start = Instant::now();
    let cpu = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(worker)).collect();
        others.into_iter().fold(worker(), |sum, other| sum + other.join().expect("a thread that works"))
    });
    (start.elapsed(), cpu)
}

/// Both comparisons in lines of text.
pub fn report(analyzer: &Analyzer, texts: &[String]) -> String {
    let parts: Vec<&[String]> = texts.chunks(TOGETHER).collect();
    let score = |scratch: &mut Scratch, part: usize| score_all(analyzer, parts[part], scratch);
    // Arithmetic in registers: neither memory nor anything of ours can hold it up.
    let count = |_: &mut Scratch, part: usize| count_up(part, 500_000) as f64;
    let (mut scoring, mut counting) = (Comparison::default(), Comparison::default());
    for _ in 0..ROUNDS {
        scoring.round(parts.len(), &score);
        counting.round(100, &count);
    }
    let mut out = scoring.line("score on two threads");
    let _ = write!(out, "{}", counting.line("arithmetic alone on two threads"));
    out
}

fn count_up(seed: usize, steps: usize) -> usize {
    (0..steps).fold(seed, |number, step| black_box(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ step))
}
