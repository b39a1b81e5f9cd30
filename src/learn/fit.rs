//! Multinomial logistic regression with a Gaussian prior around given weights, by limited-memory BFGS.
//!
//! Everything is `f64` in a fixed order: chunks have a fixed size and are added up one after the other, so the result
//! does not depend on the number of threads.

use super::design::{CLASSES, Design, Entry, Row};
use crate::threads;

/// Rows that one thread works on at a time. Part of the result, since it fixes the order of addition.
const CHUNK_ROWS: usize = 8192;

/// Pairs of steps and gradients that the curvature is estimated from.
const HISTORY: usize = 10;

/// What the weights are pulled towards, and how strongly; one for each column.
#[derive(Clone, Debug)]
pub(super) struct Prior {
    /// `CLASSES` values for each column.
    pub(super) mean: Vec<f64>,
    /// The precision (inverse variance) of a column.
    pub(super) precision: Vec<f64>,
}

/// Finds the most probable weights, `CLASSES` for each column, starting at `start`.
pub(super) fn fit(design: &Design, prior: &Prior, start: Vec<f64>, max_iterations: usize, tolerance: f64) -> Vec<f64> {
    let mut at = start;
    let (mut value, mut gradient) = objective(design, prior, &at);
    let mut history = History::new(curvatures(design, prior));
    for _ in 0..max_iterations {
        let direction = history.direction(&gradient);
        let slope = dot(&direction, &gradient);
        if slope > -f64::EPSILON {
            break;
        }
        let mut step = 1.0;
        // Armijo's rule; the objective is convex, so some step always serves.
        let (next, next_value, next_gradient) = loop {
            let next: Vec<f64> = at.iter().zip(&direction).map(|(w, d)| w + step * d).collect();
            let (next_value, next_gradient) = objective(design, prior, &next);
            if next_value <= value + 1e-4 * step * slope || step < 1e-10 {
                break (next, next_value, next_gradient);
            }
            step *= 0.5;
        };
        let gain = value - next_value;
        history.push(difference(&next, &at), difference(&next_gradient, &gradient));
        (at, value, gradient) = (next, next_value, next_gradient);
        if gain <= tolerance * value.abs() {
            break;
        }
    }
    at
}

/// How common a class is times how common it is not, for a text that could be either of two or three.
const SPREAD: f64 = 0.22;

/// About how steeply the slope in each weight changes: frequent columns steeply, rare ones as their prior says. The
/// two differ a thousandfold, and without a hint the optimiser spends its steps on finding that out.
fn curvatures(design: &Design, prior: &Prior) -> Vec<f64> {
    let mut of_columns = prior.precision.clone();
    for row in &design.rows {
        for entry in &design.entries[row.entries.clone()] {
            of_columns[entry.column as usize] += SPREAD * row.weight * entry.factor * entry.factor;
        }
    }
    of_columns.into_iter().flat_map(|curvature| [curvature; CLASSES]).collect()
}

/// The last steps, from which the direction of the next one follows.
struct History {
    pairs: std::collections::VecDeque<(Vec<f64>, Vec<f64>, f64)>,
    curvatures: Vec<f64>,
}

impl History {
    fn new(curvatures: Vec<f64>) -> Self {
        Self { pairs: std::collections::VecDeque::new(), curvatures }
    }

    fn push(&mut self, step: Vec<f64>, change: Vec<f64>) {
        let curvature = dot(&step, &change);
        if curvature <= 1e-12 {
            return;
        }
        if self.pairs.len() == HISTORY {
            self.pairs.pop_front();
        }
        self.pairs.push_back((step, change, 1.0 / curvature));
    }

    /// Nocedal's two-loop recursion.
    fn direction(&self, gradient: &[f64]) -> Vec<f64> {
        let mut q: Vec<f64> = gradient.iter().map(|g| -g).collect();
        let mut alphas = Vec::with_capacity(self.pairs.len());
        for (step, change, inverse) in self.pairs.iter().rev() {
            let alpha = inverse * dot(step, &q);
            q.iter_mut().zip(change).for_each(|(q, y)| *q -= alpha * y);
            alphas.push(alpha);
        }
        let scale = self.pairs.back().map_or(1.0, |(_, change, inverse)| {
            let squares: f64 = change.iter().zip(&self.curvatures).map(|(y, curvature)| y * y / curvature).sum();
            1.0 / (inverse * squares)
        });
        q.iter_mut().zip(&self.curvatures).for_each(|(q, curvature)| *q *= scale / curvature);
        for ((step, change, inverse), alpha) in self.pairs.iter().zip(alphas.into_iter().rev()) {
            let beta = inverse * dot(change, &q);
            q.iter_mut().zip(step).for_each(|(q, s)| *q += (alpha - beta) * s);
        }
        q
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// Negative log posterior and its gradient.
fn objective(design: &Design, prior: &Prior, weights: &[f64]) -> (f64, Vec<f64>) {
    let chunks: Vec<&[Row]> = design.rows.chunks(CHUNK_ROWS).collect();
    let mut value = 0.0;
    let mut gradient = vec![0.0; weights.len()];
    for (part, part_gradient) in threads::map(&chunks, |rows| likelihood(design, rows, weights)) {
        value += part;
        gradient.iter_mut().zip(&part_gradient).for_each(|(sum, part)| *sum += part);
    }
    for (column, precision) in prior.precision.iter().enumerate() {
        for at in column * CLASSES..(column + 1) * CLASSES {
            let away = weights[at] - prior.mean[at];
            value += 0.5 * precision * away * away;
            gradient[at] += precision * away;
        }
    }
    (value, gradient)
}

/// The part of the objective that some rows make.
fn likelihood(design: &Design, rows: &[Row], weights: &[f64]) -> (f64, Vec<f64>) {
    let mut value = 0.0;
    let mut gradient = vec![0.0; weights.len()];
    for row in rows {
        let entries = &design.entries[row.entries.clone()];
        let p = probabilities(entries, weights, row.two_class);
        for (p, target) in p.iter().zip(row.target).filter(|(_, target)| *target > 0.0) {
            value -= row.weight * target * p.max(1e-300).ln();
        }
        let error: [f64; CLASSES] = std::array::from_fn(|class| row.weight * (p[class] - row.target[class]));
        for entry in entries {
            let base = entry.column as usize * CLASSES;
            for (class, error) in error.iter().enumerate() {
                gradient[base + entry.source(class)] += entry.factor * error;
            }
        }
    }
    (value, gradient)
}

/// Softmax of the summed evidence; without the neutral class where the labels have none.
pub(super) fn probabilities(entries: &[Entry], weights: &[f64], two_class: bool) -> [f64; CLASSES] {
    let mut z = [0.0; CLASSES];
    for entry in entries {
        let base = entry.column as usize * CLASSES;
        for (class, z) in z.iter_mut().enumerate() {
            *z += entry.factor * weights[base + entry.source(class)];
        }
    }
    if two_class {
        z[1] = f64::NEG_INFINITY;
    }
    let top = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let e = z.map(|z| (z - top).exp());
    let sum: f64 = e.iter().sum();
    e.map(|e| e / sum)
}
