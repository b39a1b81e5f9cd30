//! Logistic regression with ridge penalties over a few numbers and many words, by cyclic coordinate descent.

use std::collections::{BTreeMap, BTreeSet};

use shenping::pin::fitness::FEATURES;

/// Penalty on the square of a number's weight, numbers scaled to a spread of 1.
const RIDGE: f64 = 5.0;

/// Penalty on the square of a word's weight. As good as 6 to 12 where the channel was learned from, and better where it
/// was not.
const WORD_RIDGE: f64 = 20.0;

/// Words of fewer comments have no weight: names and typing errors would.
const WORD_COMMENTS: usize = 3;

/// Nor have words that only the comments of one channel hold: names of its people and brands say whom its judges like.
const WORD_CHANNELS: usize = 2;

/// Words of less weight decide nothing and are left out.
const LEAST_WORD: f64 = 0.05;

/// The constant is all but free.
const FREE: f64 = 1e-6;

/// Steps below this change no table.
const LAST_STEP: f64 = 1e-6;

/// Rounds over all weights at most; some hundred are needed.
const ROUNDS: usize = 5_000;

/// One comment to learn from.
pub struct Sample<'v> {
    /// The name of its video.
    pub video: &'v str,
    /// Where that was posted.
    pub channel: &'v str,
    /// What describes it.
    pub numbers: [f64; FEATURES],
    /// Its words, each once.
    pub terms: Vec<String>,
    /// Whether judges let it stand on top.
    pub fit: bool,
    /// How much it counts, above 0.
    pub weight: f64,
}

/// Learned weights in natural-log odds.
pub struct Model {
    /// The log-odds of a text whose numbers are all 0.
    pub bias: f64,
    /// By feature.
    pub numbers: [f64; FEATURES],
    /// By word, in the two decimals of the table.
    pub words: BTreeMap<String, f64>,
}

impl Model {
    /// Probability of being fit, 0 to 1.
    pub fn probability<'t>(&self, numbers: &[f64; FEATURES], terms: impl IntoIterator<Item = &'t str>) -> f64 {
        let parts = numbers.iter().zip(&self.numbers).map(|(value, weight)| value * weight);
        let words = terms.into_iter().filter_map(|term| self.words.get(term));
        logistic(self.bias + parts.sum::<f64>() + words.sum::<f64>())
    }
}

fn logistic(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

/// One weight: where what it weighs is not 0.
struct Column {
    values: Vec<(usize, f64)>,
    penalty: f64,
}

/// The weights that fit best.
pub fn regress(samples: &[&Sample<'_>]) -> Result<Model, Box<dyn std::error::Error>> {
    if samples.iter().all(|sample| sample.fit) || !samples.iter().any(|sample| sample.fit) {
        return Err("learning needs fit and unfit comments among the positive ones".into());
    }
    let means: [f64; FEATURES] = std::array::from_fn(|at| mean(samples, |sample| sample.numbers[at]));
    let constant = Column { values: (0..samples.len()).map(|row| (row, 1.0)).collect(), penalty: FREE };
    // Counted from the mean the numbers say little of the constant, so that descent is quick.
    let number = |at: usize| Column {
        values: samples.iter().map(|sample| sample.numbers[at] - means[at]).enumerate().collect(),
        penalty: RIDGE * mean(samples, |sample| (sample.numbers[at] - means[at]).powi(2)) + FREE,
    };
    let mut terms: BTreeMap<&str, Vec<(usize, f64)>> = BTreeMap::new();
    for (row, sample) in samples.iter().enumerate() {
        sample.terms.iter().for_each(|term| terms.entry(term).or_default().push((row, 1.0)));
    }
    let channels = |rows: &[(usize, f64)]| rows.iter().map(|(row, _)| samples[*row].channel).collect::<BTreeSet<_>>();
    terms.retain(|_, rows| rows.len() >= WORD_COMMENTS && channels(rows).len() >= WORD_CHANNELS);
    let (terms, rows): (Vec<_>, Vec<_>) = terms.into_iter().unzip();
    let words = rows.into_iter().map(|values| Column { values, penalty: WORD_RIDGE });
    let columns: Vec<_> = [constant].into_iter().chain((0..FEATURES).map(number)).chain(words).collect();

    let weights = descend(samples, &columns).ok_or("the weights do not settle")?;
    let numbers: [f64; FEATURES] = std::array::from_fn(|at| weights[at + 1]);
    let rounded = weights[FEATURES + 1..].iter().map(|weight| (weight * 100.0).round() / 100.0);
    let words = terms.iter().map(|term| (*term).to_owned()).zip(rounded);
    Ok(Model {
        bias: weights[0] - numbers.iter().zip(&means).map(|(weight, mean)| weight * mean).sum::<f64>(),
        numbers,
        words: words.filter(|(_, weight)| weight.abs() >= LEAST_WORD).collect(),
    })
}

fn mean(samples: &[&Sample<'_>], value: impl Fn(&Sample<'_>) -> f64) -> f64 {
    samples.iter().map(|sample| value(sample)).sum::<f64>() / samples.len() as f64
}

/// Newton's step for one weight after the other until none moves; `None` where that does not end.
fn descend(samples: &[&Sample<'_>], columns: &[Column]) -> Option<Vec<f64>> {
    let mut weights = vec![0.0; columns.len()];
    let mut odds = vec![0.0; samples.len()];
    for _ in 0..ROUNDS {
        let mut largest: f64 = 0.0;
        for (column, weight) in columns.iter().zip(&mut weights) {
            let (mut slope, mut curve) = (column.penalty * *weight, column.penalty);
            for (row, value) in &column.values {
                let Sample { fit, weight, .. } = samples[*row];
                let p = logistic(odds[*row]);
                slope += weight * (p - f64::from(u8::from(*fit))) * value;
                curve += weight * p * (1.0 - p) * value * value;
            }
            let step = slope / curve;
            *weight -= step;
            column.values.iter().for_each(|(row, value)| odds[*row] -= step * value);
            largest = largest.max(step.abs());
        }
        if largest < LAST_STEP {
            return Some(weights);
        }
    }
    None
}
