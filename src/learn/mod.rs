//! Learns weights from labelled texts.
//!
//! The model is the one that scores: every text is walked over by the same rules, and each contribution's weights are
//! free. They are found by logistic regression with a Gaussian prior around what the lexicon says already, so a term
//! that people weighed by hand moves only as far as the labels insist, and a term nobody weighed needs evidence from
//! several groups (videos, or posts) to count for itself. What labels say of a term is carried over to terms that keep
//! the same company in unlabelled texts. The same examples and settings give the same rows.

mod company;
mod design;
mod fit;
mod recipe;
mod vocabulary;

use std::collections::BTreeMap;

use serde::Deserialize;

use design::{CLASSES, Design, Kinship, negated_column, plain_column, present};
use fit::Prior;
pub use recipe::{DataFile, Recipe, Start};
use vocabulary::Uses;

use crate::lexicon::{
    BASE, Feature, Lexicon, LexiconBuilder, LexiconFile, LexiconKind, LexiconRow, NEGATED_PREFIX, RowData, UNIT,
    WEIGHT_MAX, Weights,
};
use crate::score::Analyzer;
use crate::score::constants::NEGATION_FACTOR;

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
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LearnSettings {
    /// A term must occur in so many labelled texts …
    pub min_texts: u32,
    /// … of so many groups to get weights for itself.
    pub min_groups: u32,
    /// A term must occur so often under negation to get weights of its own there.
    pub min_negated: u32,
    /// Precision (inverse variance) of the prior of a term nobody weighed; its mean is 0.
    pub precision_new: f64,
    /// Precision of the prior of a term somebody weighed; its mean are those weights.
    pub precision_known: f64,
    /// Dimensions of the vectors that tell which terms keep the same company; 0 for none.
    pub dimensions: usize,
    /// A term needs so many uses in texts without labels to get a vector.
    pub min_uses: u32,
    /// Precision of the prior of the weights of a dimension; their mean is 0.
    pub precision_company: f64,
    /// Precision of the prior of the weights of characters and pairs of characters inside terms, which terms made of
    /// the same ones share; their mean is 0. 0 for none.
    pub precision_pieces: f64,
    /// Terms whose weights all moved less than this are left out, natural-log units.
    pub min_change: f64,
    /// At most so many rows are written, those that moved most.
    pub max_rows: usize,
    /// Passes: in each, the rules see the weights of the pass before.
    pub rounds: usize,
    /// Most steps of the optimiser in a pass.
    pub iterations: usize,
}

impl Default for LearnSettings {
    fn default() -> Self {
        Self {
            min_texts: 4,
            min_groups: 3,
            min_negated: 12,
            precision_new: 2.0,
            precision_known: 8.0,
            dimensions: 0,
            min_uses: 8,
            precision_company: 1.0,
            precision_pieces: 0.0,
            min_change: 0.05,
            max_rows: 12_000,
            rounds: 2,
            iterations: 120,
        }
    }
}

/// A source's own class balance, and the features of whole texts, follow from the labels nearly alone.
const PRECISION_BALANCE: f64 = 0.1;

/// The optimiser stops when a step gains less than this share of the objective.
const TOLERANCE: f64 = 1e-6;

/// Weights that were learned, sorted by term.
pub type LearnedRows = BTreeMap<String, Weights>;

/// Learns rows to put on top of `known`; `unlabelled` texts tell which terms keep the same company.
pub fn learn(
    known: &LexiconBuilder,
    examples: &[Example],
    unlabelled: &[String],
    settings: &LearnSettings,
) -> LearnedRows {
    let sources = examples.iter().filter_map(|example| example.bias_of).max().map_or(0, |most| most + 1);
    let with = |rows: &LearnedRows| Analyzer::new(known.clone().with_file(layer(rows)).build().into());
    let before = with(&LearnedRows::new());
    let vectors = vocabulary::company(&before, unlabelled, settings);
    let mut rows: LearnedRows = vectors.keys().map(|term| (term.clone(), Weights::ZERO)).collect();
    rows.extend(vocabulary::candidates(&before, examples, settings));
    for round in 0..settings.rounds {
        let mut analyzer = with(&rows);
        if round > 0 {
            // Where terms lean, and so what a negation turns around, is known only now.
            rows.extend(vocabulary::negated(&analyzer, examples, settings));
            analyzer = with(&rows);
        }
        let kinship = kinship(analyzer.lexicon(), &vectors, settings);
        let design = Design::new(&analyzer, examples, sources, &kinship);
        let (prior, start) = prior(&design, analyzer.lexicon(), before.lexicon(), &kinship, settings);
        let fitted = fit::fit(&design, &prior, start, settings.iterations, TOLERANCE);
        rows = read_rows(&fitted, &design, analyzer.lexicon(), &kinship);
    }
    let texts = examples.iter().map(|example| example.text.as_str()).chain(unlabelled.iter().map(String::as_str));
    let uses = vocabulary::uses(&with(&rows), texts);
    select(rows, before.lexicon(), &uses, settings)
}

/// What the terms of a lexicon share.
fn kinship(lexicon: &Lexicon, vectors: &vocabulary::Vectors, settings: &LearnSettings) -> Kinship {
    let terms = || lexicon.terms().map(|(_, term)| term.text.as_ref());
    let has_pieces = settings.precision_pieces > 0.0;
    let (pieces, piece_count) = if has_pieces { vocabulary::pieces(terms()) } else { (Vec::new(), 0) };
    let vectors = terms().map(|term| vectors.get(term).cloned()).collect();
    Kinship { vectors, dimensions: settings.dimensions, pieces, piece_count }
}

/// The numbers of a column in a list of weights.
fn place(column: u32) -> std::ops::Range<usize> {
    let first = column as usize * CLASSES;
    first..first + CLASSES
}

/// The prior over all columns, and where to start: at the weights the walk was made with.
fn prior(
    design: &Design,
    lexicon: &Lexicon,
    known: &Lexicon,
    kinship: &Kinship,
    settings: &LearnSettings,
) -> (Prior, Vec<f64>) {
    let mut mean = vec![0.0; design.columns * CLASSES];
    let mut precision = vec![settings.precision_new; design.columns];
    let mut start = mean.clone();
    for (column, weights) in (0..).zip(present(lexicon)) {
        if let Some(weights) = weights {
            start[place(column)].copy_from_slice(&units(weights));
        }
    }
    for (id, term) in lexicon.terms() {
        let before = known.find(&term.text).map(|id| known.term(id));
        let (plain, negated) = (plain_column(id), negated_column(id));
        if let Some(weights) = before.and_then(|term| term.weights) {
            mean[place(plain)].copy_from_slice(&units(weights));
            precision[plain as usize] = settings.precision_known;
        }
        let turned = term.weights.unwrap_or(Weights::ZERO).swapped().scaled(NEGATION_FACTOR);
        let weights = before.and_then(|term| term.negated).unwrap_or(turned);
        mean[place(negated)].copy_from_slice(&units(weights));
        precision[negated as usize] = settings.precision_known;
    }
    for id in Feature::ALL.iter().filter_map(|feature| lexicon.find(feature.term())) {
        precision[plain_column(id) as usize] = PRECISION_BALANCE;
    }
    let behind_terms = lexicon.terms().count() * 2;
    let company = design.columns - kinship.dimensions;
    let pieces = company - kinship.piece_count;
    precision[behind_terms..pieces].fill(PRECISION_BALANCE);
    precision[pieces..company].fill(settings.precision_pieces);
    precision[company..].fill(settings.precision_company);
    (Prior { mean, precision }, start)
}

fn units(weights: Weights) -> [f64; CLASSES] {
    [weights.positive, weights.neutral, weights.negative].map(|milli| f64::from(milli) / UNIT)
}

/// The fitted weights as rows: a term's own plus what its company and its characters add.
fn read_rows(fitted: &[f64], design: &Design, lexicon: &Lexicon, kinship: &Kinship) -> LearnedRows {
    let counts = design.counts();
    let company = design.columns - kinship.dimensions;
    let (fitted_pieces, of_company) = fitted.split_at(company * CLASSES);
    let of_pieces = &fitted_pieces[(company - kinship.piece_count) * CLASSES..];
    let mut rows = LearnedRows::new();
    for (id, term) in lexicon.terms() {
        let (plain, negated) = (plain_column(id), negated_column(id));
        let vector = kinship.vectors[id.0 as usize].as_deref().unwrap_or_default();
        if counts[plain as usize] > 0 || !vector.is_empty() {
            let mut weights = [0.0; CLASSES];
            weights.copy_from_slice(&fitted[place(plain)]);
            for (value, of_dimension) in vector.iter().zip(of_company.chunks(CLASSES)) {
                weights.iter_mut().zip(of_dimension).for_each(|(weight, of)| *weight += value * of);
            }
            for piece in kinship.pieces.get(id.0 as usize).into_iter().flatten() {
                weights.iter_mut().zip(&of_pieces[place(*piece)]).for_each(|(weight, of)| *weight += of);
            }
            rows.insert(term.text.to_string(), centred(weights));
        }
        if counts[negated as usize] > 0 {
            let mut weights = [0.0; CLASSES];
            weights.copy_from_slice(&fitted[place(negated)]);
            rows.insert(format!("{NEGATED_PREFIX}{}", term.text), centred(weights));
        }
    }
    rows
}

/// Weights in hundredths that add up to about 0: a shift common to all classes says nothing.
fn centred(weights: [f64; CLASSES]) -> Weights {
    let mean = weights.iter().sum::<f64>() / CLASSES as f64;
    let limit = WEIGHT_MAX;
    let [positive, neutral, negative] =
        weights.map(|weight| ((weight - mean).clamp(-limit, limit) * 100.0).round() / 100.0);
    Weights::from_units(positive, neutral, negative)
}

/// Leaves out what changes little: rows are ranked by how far they moved, times the root of how often they are used.
fn select(rows: LearnedRows, known: &Lexicon, uses: &Uses, settings: &LearnSettings) -> LearnedRows {
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
    for (change, term, _) in &mut kept {
        *change *= f64::from(uses.get(term.as_str()).copied().unwrap_or_default()).sqrt();
    }
    kept.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    kept.truncate(settings.max_rows);
    kept.into_iter().map(|(_, term, weights)| (term, weights)).collect()
}

/// Rows as a layer of a lexicon.
pub fn layer(rows: &LearnedRows) -> LexiconFile {
    let row = |(line, (term, weights)): (usize, (&String, &Weights))| LexiconRow {
        line,
        term: term.clone(),
        data: RowData::Weights(*weights),
        note: String::new(),
    };
    LexiconFile {
        name: BASE.to_owned(),
        path: "learned".to_owned(),
        kind: LexiconKind::Weights,
        // What is not learned of a term stays.
        header: BTreeMap::from([("refines".to_owned(), "all".to_owned())]),
        rows: (1..).zip(rows).map(row).collect(),
    }
}
