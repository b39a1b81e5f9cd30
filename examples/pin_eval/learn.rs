//! Learns the weights of fitness: logistic regression with a ridge penalty, by Newton's method.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write;

use shenping::pin::fitness::{FEATURES, NAMES, features};
use shenping::pin::{PinChoice, PinOutcome, PinPolicy};
use shenping::{Analyzer, Comment, Polarity};

use crate::judged::Video;

/// The constant and the features.
const SIZE: usize = FEATURES + 1;

/// Penalty on the square of a weight, features scaled to a spread of 1; the constant is free.
const RIDGE: f64 = 10.0;

/// The objection to name for each feature, in the order of [`NAMES`]; `-` where it is never the reason.
const VETOES: [&str; FEATURES] = [
    "low-confidence",
    "no-praise",
    "negative-words",
    "negative-words",
    "no-praise",
    "irony-sticker",
    "-",
    "too-short",
    "too-long",
    "-",
    "low-confidence",
    "no-praise",
    "no-praise",
    "personal",
    "own-affairs",
];

type Vector = [f64; SIZE];

/// One positive comment: its features behind a constant 1, and whether it is fit.
struct Sample {
    values: Vector,
    fit: bool,
}

fn samples<'v>(videos: impl Iterator<Item = &'v Video>, analyzer: &Analyzer) -> Vec<Sample> {
    let judged = videos.flat_map(|video| video.comments.iter().zip(&video.judged));
    // Of other comments nobody asks how fit they are.
    let sample = |(comment, judged): (&Comment, &String)| {
        let explanation = analyzer.explain(&comment.text);
        let mut values = [1.0; SIZE];
        values[1..].copy_from_slice(&features(&explanation));
        let sample = Sample { values, fit: judged == "yes" };
        (explanation.sentiment.polarity == Polarity::Positive).then_some(sample)
    };
    judged.filter_map(sample).collect()
}

/// The table of weights. Comments that a learned base has seen the labels of look surer than others will, so the
/// analyzer should have a base that was learned without them.
pub fn learn(videos: &BTreeMap<String, Video>, analyzer: &Analyzer) -> Result<String, Box<dyn Error>> {
    let samples = samples(videos.values(), analyzer);
    let fit: Vec<_> = samples.iter().filter(|sample| sample.fit).collect();
    if fit.is_empty() || fit.len() == samples.len() {
        return Err("learning needs fit and unfit comments among the positive ones".into());
    }
    let weights = regress(&samples)?;
    let centre = |at: usize| fit.iter().map(|sample| sample.values[at]).sum::<f64>() / fit.len() as f64;
    let bias = weights[0] + (1..SIZE).map(|at| weights[at] * centre(at)).sum::<f64>();
    let mut table = format!("feature\tcentre\tweight\tveto\n<bias>\t0\t{bias:.4}\t-\n");
    for (at, name) in NAMES.iter().enumerate() {
        writeln!(table, "{name}\t{:.4}\t{:.4}\t{}", centre(at + 1), weights[at + 1], VETOES[at])?;
    }
    Ok(table)
}

/// What is chosen for each video by weights that were learned from the videos of the other folds; `fold_of` tells
/// the fold of a video by its place and by itself.
pub fn cross_validate<'v>(
    videos: &'v BTreeMap<String, Video>,
    analyzer: &Analyzer,
    policy: &PinPolicy,
    fold_of: impl Fn(usize, &Video) -> usize,
) -> Result<Vec<(&'v Video, PinOutcome)>, Box<dyn Error>> {
    // Whatever no veto speaks against, by likes; fitness is judged here.
    let lenient = PinPolicy { min_fitness: 0.0, runners_up: usize::MAX, ..policy.clone() };
    let mut outcomes = Vec::new();
    let placed: Vec<_> = videos.values().enumerate().map(|(at, video)| (fold_of(at, video), video)).collect();
    let folds: BTreeSet<_> = placed.iter().map(|(fold, _)| *fold).collect();
    for fold in folds {
        let part = |inside: bool| placed.iter().filter(move |(of, _)| (*of == fold) == inside).map(|(_, video)| *video);
        let weights = regress(&samples(part(false), analyzer))?;
        for video in part(true) {
            let mut outcome = video.outcome(analyzer, &lenient);
            let fit = |choice: &PinChoice| {
                let values = features(&analyzer.explain(&choice.text));
                let parts = values.iter().zip(&weights[1..]).map(|(value, weight)| value * weight);
                1.0 / (1.0 + (-weights[0] - parts.sum::<f64>()).exp()) >= policy.min_fitness
            };
            outcome.choice = outcome.choice.into_iter().chain(outcome.runners_up.drain(..)).find(fit);
            outcomes.push((video, outcome));
        }
    }
    Ok(outcomes)
}

/// The weights that fit best.
fn regress(samples: &[Sample]) -> Result<Vector, Box<dyn Error>> {
    let penalties = penalties(samples);
    let mut weights = [0.0; SIZE];
    for _ in 0..50 {
        let mut slope: Vector = std::array::from_fn(|at| penalties[at] * weights[at]);
        let mut curve = [[0.0; SIZE]; SIZE];
        for (at, penalty) in penalties.iter().enumerate() {
            curve[at][at] = *penalty;
        }
        for Sample { values, fit } in samples {
            let sum: f64 = values.iter().zip(&weights).map(|(value, weight)| value * weight).sum();
            let p = 1.0 / (1.0 + (-sum).exp());
            for row in 0..SIZE {
                slope[row] += (p - f64::from(u8::from(*fit))) * values[row];
                for column in 0..SIZE {
                    curve[row][column] += p * (1.0 - p) * values[row] * values[column];
                }
            }
        }
        let step = solve(curve, slope).ok_or("the features depend on each other")?;
        weights.iter_mut().zip(&step).for_each(|(weight, step)| *weight -= step);
        if step.iter().all(|step| step.abs() < 1e-9) {
            break;
        }
    }
    Ok(weights)
}

/// The ridge penalty in units of each feature: its variance times [`RIDGE`].
fn penalties(samples: &[Sample]) -> Vector {
    let n = samples.len() as f64;
    let mean = |at: usize| samples.iter().map(|sample| sample.values[at]).sum::<f64>() / n;
    std::array::from_fn(|at| {
        let mean = mean(at);
        let variance = samples.iter().map(|sample| (sample.values[at] - mean).powi(2)).sum::<f64>() / n;
        RIDGE * variance + 1e-6
    })
}

/// Solves `matrix · x = right` by Gaussian elimination with pivots; `None` where it has no single solution.
fn solve(mut matrix: [Vector; SIZE], mut right: Vector) -> Option<Vector> {
    for column in 0..SIZE {
        let pivot = (column..SIZE).max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))?;
        if matrix[pivot][column].abs() < 1e-12 {
            return None;
        }
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in column + 1..SIZE {
            let factor = matrix[row][column] / matrix[column][column];
            let above = matrix[column];
            matrix[row].iter_mut().zip(&above).for_each(|(cell, above)| *cell -= factor * above);
            right[row] -= factor * right[column];
        }
    }
    let mut solution = [0.0; SIZE];
    for row in (0..SIZE).rev() {
        let known: f64 = (row + 1..SIZE).map(|column| matrix[row][column] * solution[column]).sum();
        solution[row] = (right[row] - known) / matrix[row][row];
    }
    Some(solution)
}
