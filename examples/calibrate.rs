//! Prints the knots of `src/score/calibration.rs`: how often choices are right, by the probability they were made with.
//!
//! ```text
//! cargo run --release --no-default-features --example calibrate -- LEXICON=LABELLED.csv...
//! ```
//!
//! Each file of labels (columns `text` and `label`) is judged by a base lexicon that was learned without it. The curve
//! through the knots is the straight-lined one with the least squared error over all rows.

use std::error::Error;
use std::io::Write;

use shenping::lexicon::LexiconFile;
use shenping::{Analyzer, Polarity};

/// Places of the knots, as in `src/score/calibration.rs`.
const FIRST: f64 = 0.3;
const DENSITY: f64 = 20.0;
const KNOTS: usize = 15;

/// How many rows' worth a knot is pulled to where probability and share are the same.
const PULL: f64 = 5.0;

fn main() -> Result<(), Box<dyn Error>> {
    let pairs: Vec<String> = std::env::args().skip(1).collect();
    if pairs.is_empty() {
        return Err("usage: calibrate LEXICON=LABELLED.csv...".into());
    }
    let mut choices = Vec::new();
    for pair in &pairs {
        let (lexicon, labelled) = pair.split_once('=').ok_or("each argument is LEXICON=LABELLED.csv")?;
        let file = LexiconFile::parse(lexicon, &std::fs::read_to_string(lexicon)?)?;
        let analyzer = Analyzer::builder().without_base().with_file(file).build();
        let before = choices.len();
        judge(labelled, &analyzer, &mut choices)?;
        let right = choices[before..].iter().filter(|choice| choice.1).count();
        writeln!(std::io::stderr(), "{labelled}: {right} of {} right", choices.len() - before)?;
    }
    let knots = knots(&choices);
    let shown: Vec<String> = knots.iter().map(|knot| format!("{knot:.3}")).collect();
    writeln!(std::io::stdout(), "[{}]", shown.join(", "))?;
    Ok(())
}

/// Adds the probability of every choice and whether it is right.
fn judge(labelled: &str, analyzer: &Analyzer, choices: &mut Vec<(f64, bool)>) -> Result<(), Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(labelled)?;
    let header = reader.headers()?.clone();
    let column = |name: &str| header.iter().position(|own| own == name).ok_or(format!("{labelled}: no column {name}"));
    let (text, label) = (column("text")?, column("label")?);
    for row in reader.records() {
        let row = row?;
        let why = analyzer.explain(&row[text]);
        if let (Some(p), Some(label)) = (why.probabilities, Polarity::parse(&row[label])) {
            choices.push((p.positive.max(p.neutral).max(p.negative), why.sentiment.polarity == label));
        }
    }
    Ok(())
}

/// Least squares over hat functions: each row touches two neighbouring knots, so the normal equations are tridiagonal.
fn knots(choices: &[(f64, bool)]) -> [f64; KNOTS] {
    let mut diagonal = [PULL; KNOTS];
    let mut beside = [0.0; KNOTS];
    let mut wanted: [f64; KNOTS] = std::array::from_fn(|knot| PULL * (FIRST + knot as f64 / DENSITY));
    for (probability, right) in choices {
        let place = ((probability - FIRST) * DENSITY).clamp(0.0, (KNOTS - 1) as f64);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is within 0..KNOTS")]
        let knot = (place.floor() as usize).min(KNOTS - 2);
        let share = place - knot as f64;
        let right = f64::from(u8::from(*right));
        for (at, weight) in [(knot, 1.0 - share), (knot + 1, share)] {
            diagonal[at] += weight * weight;
            wanted[at] += weight * right;
        }
        beside[knot] += share * (1.0 - share);
    }
    for knot in 1..KNOTS {
        let factor = beside[knot - 1] / diagonal[knot - 1];
        diagonal[knot] -= factor * beside[knot - 1];
        wanted[knot] -= factor * wanted[knot - 1];
    }
    for knot in (0..KNOTS).rev() {
        let behind = wanted.get(knot + 1).map_or(0.0, |next| beside[knot] * next);
        wanted[knot] = (wanted[knot] - behind) / diagonal[knot];
    }
    wanted
}
