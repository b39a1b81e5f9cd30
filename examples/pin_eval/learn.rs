//! Learns the weights of fitness: what is learned from, the tables, and judging videos by weights learned without them.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write;
use std::path::Path;

use shenping::pin::fitness::{FEATURES, NAMES, features, terms};
use shenping::pin::{PinChoice, PinOutcome, PinPolicy};
use shenping::{Analyzer, Comment, Polarity};

use crate::judged::Video;
use crate::regress::{Model, Sample, regress};

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

/// The positive comments of some videos: of others nobody asks how fit they are. Comments that a learned base has seen
/// the labels of look surer than others will, so the analyzer should have a base that was learned without them.
pub fn samples<'v>(videos: &'v [Video], analyzer: &Analyzer) -> Vec<Sample<'v>> {
    let sample = |video: &'v Video, comment: &Comment, at: usize| {
        let explanation = analyzer.explain(&comment.text);
        let positive = explanation.sentiment.polarity == Polarity::Positive;
        positive.then(|| Sample {
            video: &video.name,
            channel: &video.channel,
            numbers: features(&explanation),
            terms: terms(&explanation).into_iter().map(str::to_owned).collect(),
            fit: video.judged[at] == "yes",
            weight: video.weights[at],
        })
    };
    let each =
        |video: &'v Video| (0..).zip(&video.comments).filter_map(move |(at, comment)| sample(video, comment, at));
    videos.iter().flat_map(each).collect()
}

/// Learns from all samples and writes both tables into a folder.
pub fn learn(samples: &[Sample<'_>], folder: &Path) -> Result<(), Box<dyn Error>> {
    let all: Vec<_> = samples.iter().collect();
    let model = regress(&all)?;
    let head = format!(
        "# license: MIT OR Apache-2.0\n# source: `pin_eval --learn` on {} positive comments, most of them real, judged \
         for this project by careful readers\n",
        all.len()
    );
    std::fs::write(folder.join("fitness.tsv"), numbers_table(&model, &all, &head)?)?;
    std::fs::write(folder.join("fitness_words.tsv"), words_table(&model, &head)?)?;
    Ok(())
}

fn numbers_table(model: &Model, samples: &[&Sample<'_>], head: &str) -> Result<String, Box<dyn Error>> {
    let fit: Vec<_> = samples.iter().filter(|sample| sample.fit).collect();
    let whole: f64 = fit.iter().map(|sample| sample.weight).sum();
    let centre = |at: usize| fit.iter().map(|sample| sample.weight * sample.numbers[at]).sum::<f64>() / whole;
    let centres: [f64; FEATURES] = std::array::from_fn(centre);
    let bias = model.bias + model.numbers.iter().zip(&centres).map(|(weight, centre)| weight * centre).sum::<f64>();
    let mut table = format!(
        "# How surely a comment is fit to stand on top: logistic regression over the numbers of \
         src/pin/fitness/numbers.rs.\n{head}\
         # scale: natural-log odds for each unit of the feature, counted from the centre, its mean among fit comments\n\
         # veto: the objection to name where the feature speaks against a comment most\n\
         feature\tcentre\tweight\tveto\n<bias>\t0\t{bias:.4}\t-\n"
    );
    for (at, name) in NAMES.iter().enumerate() {
        writeln!(table, "{name}\t{:.4}\t{:.4}\t{}", centres[at], model.numbers[at], VETOES[at])?;
    }
    Ok(table)
}

fn words_table(model: &Model, head: &str) -> Result<String, Box<dyn Error>> {
    let mut table = format!(
        "# What single words say of how fit a comment is to stand on top, learned together with fitness.tsv.\n{head}\
         # scale: natural-log odds where the word stands in the text, however often; below 0 speaks against it\n\
         term\tweight\n"
    );
    for (term, weight) in &model.words {
        writeln!(table, "{term}\t{weight:.2}")?;
    }
    Ok(table)
}

/// What is chosen for each video by weights that were learned without its fold: neither from videos of the fold nor
/// from any comment under one of the same name, whichever file has it. `fold_of` tells the fold of a video by its
/// place and by itself.
pub fn cross_validate<'v>(
    videos: &'v [Video],
    samples: &[Sample<'_>],
    analyzer: &Analyzer,
    policy: &PinPolicy,
    fold_of: impl Fn(usize, &Video) -> usize,
) -> Result<Vec<(&'v Video, PinOutcome)>, Box<dyn Error>> {
    // Whatever no veto speaks against, by likes; fitness is judged here.
    let lenient = PinPolicy { min_fitness: 0.0, runners_up: usize::MAX, ..policy.clone() };
    let mut outcomes = Vec::new();
    let placed: Vec<_> = videos.iter().enumerate().map(|(at, video)| (fold_of(at, video), video)).collect();
    let folds: BTreeSet<_> = placed.iter().map(|(fold, _)| *fold).collect();
    for fold in folds {
        let tested: Vec<_> = placed.iter().filter(|(of, _)| *of == fold).map(|(_, video)| *video).collect();
        let names: BTreeSet<_> = tested.iter().map(|video| video.name.as_str()).collect();
        let others: Vec<_> = samples.iter().filter(|sample| !names.contains(sample.video)).collect();
        let model = regress(&others)?;
        for video in tested {
            let mut outcome = video.outcome(analyzer, &lenient);
            let fit = |choice: &PinChoice| {
                let explanation = analyzer.explain(&choice.text);
                model.probability(&features(&explanation), terms(&explanation)) >= policy.min_fitness
            };
            outcome.choice = outcome.choice.into_iter().chain(outcome.runners_up.drain(..)).find(fit);
            outcomes.push((video, outcome));
        }
    }
    Ok(outcomes)
}
