//! Learns weights from labelled texts.
//!
//! The model is the one that scores: every text is walked over by the same rules, and each contribution's weights are
//! free. They are found by logistic regression with a Gaussian prior around what the lexicon says already, so a term
//! that people weighed by hand moves only as far as the labels insist, and a term nobody weighed needs evidence from
//! several groups (videos, or posts) to count at all. The same examples and settings give the same rows.

mod design;
mod fit;

use std::collections::{BTreeMap, HashSet};

use design::{CLASSES, Design, negated_column, plain_column, present};
use fit::Prior;

use super::{Lexicon, LexiconBuilder, LexiconFile, LexiconRow, NEGATED_PREFIX, RowData, UNIT, Weights};
use crate::score::constants::NEGATION_FACTOR;
use crate::score::{Analyzer, Feature, Reading, Scratch};
use crate::text::TokenKind;

/// One labelled text.
#[derive(Clone, Debug)]
pub struct Example {
    /// The text.
    pub text: String,
    /// Probability of positive, neutral, negative.
    pub target: [f64; 3],
    /// How much it counts.
    pub weight: f64,
    /// Whether the labels know no neutral class; then it only tells positive from negative.
    pub two_class: bool,
    /// What it belongs to: a video, or itself. Terms need several of them.
    pub group: u64,
    /// The source whose own class balance is to be taken out; `None` where the balance is the one to learn.
    pub bias_of: Option<usize>,
}

/// How to learn.
#[derive(Clone, Debug, PartialEq)]
pub struct LearnSettings {
    /// A term nobody weighed must occur in so many texts …
    pub min_texts: u32,
    /// … of so many groups.
    pub min_groups: u32,
    /// A term must occur so often under negation to get weights of its own there.
    pub min_negated: u32,
    /// Precision of the prior of a term nobody weighed (mean 0).
    pub precision_new: f64,
    /// Precision of the prior of a term somebody weighed (mean: those weights).
    pub precision_known: f64,
    /// Terms whose weights all moved less than this are left out, natural-log units.
    pub min_change: f64,
    /// At most so many rows are written, the most useful ones.
    pub max_terms: usize,
    /// Passes: in each, the rules see the weights of the pass before.
    pub rounds: usize,
    /// Steps of the optimiser in a round.
    pub iterations: usize,
}

impl Default for LearnSettings {
    fn default() -> Self {
        Self {
            min_texts: 4,
            min_groups: 3,
            min_negated: 12,
            precision_new: 2.0,
            precision_known: 4.0,
            min_change: 0.05,
            max_terms: 12_000,
            rounds: 2,
            iterations: 120,
        }
    }
}

/// Weights that were learned, sorted by term.
pub type LearnedRows = BTreeMap<String, Weights>;

/// Learns rows to put on top of `known`.
pub fn learn(known: &LexiconBuilder, examples: &[Example], settings: &LearnSettings) -> LearnedRows {
    let sources = examples.iter().filter_map(|example| example.bias_of).max().map_or(0, |most| most + 1);
    let prior_lexicon = known.clone().build();
    let mut candidates = candidates(known, examples, settings);
    let mut rows = candidates.clone();
    for round in 0..settings.rounds {
        let analyzer = Analyzer::new(known.clone().with_file(layer(&rows)).build().into());
        if round > 0 {
            // Negated entries come in once it is known where the terms lean.
            add_negated(&mut candidates, &rows, &analyzer, examples, settings);
            rows.extend(
                candidates.iter().filter(|(term, _)| term.starts_with(NEGATED_PREFIX)).map(|(t, w)| (t.clone(), *w)),
            );
        }
        let analyzer =
            if round > 0 { Analyzer::new(known.clone().with_file(layer(&rows)).build().into()) } else { analyzer };
        let design = Design::new(&analyzer, examples, sources);
        let (prior, start) = prior(&design, analyzer.lexicon(), &prior_lexicon, settings);
        let fitted = fit::fit(&design, &prior, start, settings.iterations, 1e-6);
        rows = read_rows(&fitted, &design, analyzer.lexicon());
    }
    select(rows, &prior_lexicon, settings)
}

/// Every term that occurs often enough, with no weights yet, and the features of whole texts.
fn candidates(known: &LexiconBuilder, examples: &[Example], settings: &LearnSettings) -> LearnedRows {
    #[derive(Default)]
    struct Support {
        texts: u32,
        groups: HashSet<u64>,
    }
    let analyzer = Analyzer::new(known.clone().build().into());
    let mut found: BTreeMap<String, Support> = BTreeMap::new();
    for example in examples {
        let cut = analyzer.tokenize(&example.text);
        let mut here: Vec<&str> = cut
            .tokens
            .iter()
            .filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Sticker | TokenKind::Emoji))
            .map(|token| cut.term(token))
            .collect();
        here.sort_unstable();
        here.dedup();
        for term in here {
            if !found.contains_key(term) {
                found.insert(term.to_owned(), Support::default());
            }
            if let Some(support) = found.get_mut(term) {
                support.texts += 1;
                if support.groups.len() < settings.min_groups as usize {
                    support.groups.insert(example.group);
                }
            }
        }
    }
    let lexicon = analyzer.lexicon();
    let weights_of = |term: &str| lexicon.find(term).and_then(|id| lexicon.term(id).weights);
    let enough =
        |support: &Support| support.texts >= settings.min_texts && support.groups.len() >= settings.min_groups as usize;
    let terms = found.into_iter().filter(|(_, support)| enough(support)).map(|(term, _)| term);
    let features = Feature::ALL.into_iter().map(|feature| feature.term().to_owned());
    terms
        .chain(features)
        .map(|term| {
            let w = weights_of(&term).unwrap_or(Weights::ZERO);
            (term, w)
        })
        .collect()
}

/// Entries for terms that are often negated, starting at the turned-around weights.
fn add_negated(
    candidates: &mut LearnedRows,
    rows: &LearnedRows,
    analyzer: &Analyzer,
    examples: &[Example],
    settings: &LearnSettings,
) {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    let mut scratch = Scratch::default();
    for example in examples {
        for made in analyzer.contributions(&example.text, &mut scratch) {
            if made.reading == Reading::Flipped {
                *counts.entry(made.term.0).or_default() += 1;
            }
        }
    }
    for (id, count) in counts {
        if count >= settings.min_negated {
            let term = &analyzer.lexicon().term(super::TermId(id)).text;
            let plain = rows.get(term.as_ref()).copied().unwrap_or(Weights::ZERO);
            candidates.insert(format!("{NEGATED_PREFIX}{term}"), plain.swapped().scaled(NEGATION_FACTOR));
        }
    }
}

/// The prior over all columns, and where to start: at the weights the walk was made with.
fn prior(design: &Design, lexicon: &Lexicon, known: &Lexicon, settings: &LearnSettings) -> (Prior, Vec<f64>) {
    let mut mean = vec![0.0; design.columns * CLASSES];
    let mut precision = vec![settings.precision_new; design.columns];
    let mut start = mean.clone();
    for (column, weights) in present(lexicon).into_iter().enumerate() {
        if let Some(weights) = weights {
            start[column * CLASSES..(column + 1) * CLASSES].copy_from_slice(&units(weights));
        }
    }
    for (id, term) in lexicon.terms() {
        let before = known.find(&term.text).map(|id| known.term(id));
        let plain = plain_column(id) as usize;
        if let Some(weights) = before.and_then(|term| term.weights) {
            mean[plain * CLASSES..(plain + 1) * CLASSES].copy_from_slice(&units(weights));
            precision[plain] = settings.precision_known;
        }
        let negated = negated_column(id) as usize;
        let turned = term.weights.unwrap_or(Weights::ZERO).swapped().scaled(NEGATION_FACTOR);
        let weights = before.and_then(|term| term.negated).unwrap_or(turned);
        mean[negated * CLASSES..(negated + 1) * CLASSES].copy_from_slice(&units(weights));
        precision[negated] = settings.precision_known;
    }
    // How common classes are follows from the labels alone.
    let free =
        Feature::ALL.iter().filter_map(|feature| lexicon.find(feature.term())).map(|id| plain_column(id) as usize);
    for column in free.chain(lexicon.terms().count() * 2..design.columns) {
        precision[column] = 0.1;
    }
    (Prior { mean, precision }, start)
}

fn units(weights: Weights) -> [f64; CLASSES] {
    [weights.positive, weights.neutral, weights.negative].map(|milli| f64::from(milli) / UNIT)
}

/// The fitted weights as rows, centred: a shift common to all classes says nothing.
fn read_rows(fitted: &[f64], design: &Design, lexicon: &Lexicon) -> LearnedRows {
    let counts = design.counts();
    let mut rows = LearnedRows::new();
    for (id, term) in lexicon.terms() {
        for (column, prefix) in [(plain_column(id) as usize, ""), (negated_column(id) as usize, NEGATED_PREFIX)] {
            if counts[column] > 0 {
                let weights = &fitted[column * CLASSES..(column + 1) * CLASSES];
                rows.insert(format!("{prefix}{}", term.text), centred(weights));
            }
        }
    }
    rows
}

fn centred(weights: &[f64]) -> Weights {
    let mean = weights.iter().sum::<f64>() / weights.len() as f64;
    let [positive, neutral, negative] = std::array::from_fn(|at| hundredths(weights[at] - mean));
    Weights::from_units(positive, neutral, negative)
}

fn hundredths(value: f64) -> f64 {
    (value.clamp(-super::file::WEIGHT_MAX, super::file::WEIGHT_MAX) * 100.0).round() / 100.0
}

/// Leaves out what changes nothing.
fn select(rows: LearnedRows, known: &Lexicon, settings: &LearnSettings) -> LearnedRows {
    let change = |term: &str, weights: Weights| {
        let (text, negated) = term.strip_prefix(NEGATED_PREFIX).map_or((term, false), |text| (text, true));
        let before = known.find(text).map(|id| known.term(id));
        let before = before.and_then(|term| if negated { term.negated } else { term.weights });
        let (now, before) = (units(weights), units(before.unwrap_or(Weights::ZERO)));
        now.iter().zip(before).map(|(now, before)| (now - before).abs()).fold(0.0, f64::max)
    };
    let mut kept: Vec<(f64, String, Weights)> =
        rows.into_iter().map(|(term, weights)| (change(&term, weights), term, weights)).collect();
    kept.retain(|(change, ..)| *change >= settings.min_change);
    kept.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    kept.truncate(settings.max_terms);
    kept.into_iter().map(|(_, term, weights)| (term, weights)).collect()
}

/// Rows as a layer of a lexicon.
pub fn layer(rows: &LearnedRows) -> LexiconFile {
    let rows = rows.iter().map(|(term, weights)| LexiconRow {
        line: 0,
        term: term.clone(),
        data: RowData::Weights(*weights),
        note: String::new(),
    });
    LexiconFile {
        name: super::BASE.to_owned(),
        path: "learned".to_owned(),
        kind: super::LexiconKind::Weights,
        header: BTreeMap::new(),
        rows: rows.collect(),
    }
}
