//! Labelled texts as rows of numbers: which weights count in each, and how much.

use std::ops::Range;

use super::Example;
use crate::lexicon::{Lexicon, TermId, Weights};
use crate::score::{Analyzer, Contribution, Reading, Scratch};

/// What terms share with others, by their ids: the company they keep, and the characters they are made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Kinship {
    pub(super) vectors: Vec<Option<Vec<f64>>>,
    pub(super) dimensions: usize,
    /// Numbers of a term's pieces, once for each place.
    pub(super) pieces: Vec<Vec<u32>>,
    pub(super) piece_count: usize,
}

/// Positive, neutral, negative.
pub(super) const CLASSES: usize = 3;

/// One use of one column's weights.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) column: u32,
    pub(super) factor: f64,
    flipped: bool,
}

impl Entry {
    /// The class whose weight counts for `class`.
    pub(super) fn source(&self, class: usize) -> usize {
        if self.flipped { CLASSES - 1 - class } else { class }
    }
}

/// One text.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) entries: Range<usize>,
    pub(super) target: [f64; CLASSES],
    pub(super) weight: f64,
    pub(super) two_class: bool,
}

/// All texts.
#[derive(Clone, Debug, Default)]
pub(super) struct Design {
    pub(super) rows: Vec<Row>,
    pub(super) entries: Vec<Entry>,
    pub(super) columns: usize,
}

/// Columns of a term: its plain weights, and the ones under negation behind them. Behind those of the terms come one
/// for how common the classes are in each source, then the pieces of terms, then the dimensions of their company.
pub(super) fn plain_column(term: TermId) -> u32 {
    term.0 * 2
}

pub(super) fn negated_column(term: TermId) -> u32 {
    term.0 * 2 + 1
}

impl Design {
    /// Walks over every text with `analyzer`.
    pub(super) fn new(analyzer: &Analyzer, examples: &[Example], sources: usize, kinship: &Kinship) -> Self {
        let own = analyzer.lexicon().terms().count() * 2;
        let first_piece = own + sources;
        let first_dimension = first_piece + kinship.piece_count;
        let mut design = Self { columns: first_dimension + kinship.dimensions, ..Self::default() };
        let mut scratch = Scratch::default();
        for example in examples {
            let start = design.entries.len();
            let contributions = analyzer.contributions(&example.text, &mut scratch);
            design.entries.extend(contributions.iter().filter_map(entry));
            if let Some(source) = example.bias_of {
                design.entries.push(Entry { column: column(own + source), factor: 1.0, flipped: false });
            }
            design.push_pieces(contributions, kinship, first_piece);
            design.push_company(contributions, kinship, first_dimension);
            let entries = start..design.entries.len();
            let (target, weight, two_class) = (example.target, example.weight, example.two_class);
            design.rows.push(Row { entries, target, weight, two_class });
        }
        design
    }

    /// The pieces of all terms that count with their plain weights.
    fn push_pieces(&mut self, contributions: &[Contribution], kinship: &Kinship, first: usize) {
        for made in contributions.iter().filter(|made| made.reading != Reading::Negated && made.factor != 0.0) {
            let (factor, flipped) = (made.factor, made.reading == Reading::Flipped);
            let pieces = kinship.pieces.get(made.term.0 as usize).into_iter().flatten();
            self.entries.extend(pieces.map(|piece| Entry { column: column(first + *piece as usize), factor, flipped }));
        }
    }

    /// The sum of the vectors of all terms, those that are turned around apart.
    fn push_company(&mut self, contributions: &[Contribution], kinship: &Kinship, first: usize) {
        for flipped in [false, true] {
            let reading = if flipped { Reading::Flipped } else { Reading::Plain };
            let mut sum = vec![0.0; kinship.dimensions];
            for made in contributions.iter().filter(|made| made.reading == reading) {
                if let Some(vector) = kinship.vectors.get(made.term.0 as usize).and_then(Option::as_ref) {
                    sum.iter_mut().zip(vector).for_each(|(sum, value)| *sum += made.factor * value);
                }
            }
            let used = sum.into_iter().enumerate().filter(|(_, value)| *value != 0.0);
            self.entries.extend(used.map(|(at, factor)| Entry { column: column(first + at), factor, flipped }));
        }
    }

    /// How often each column counts.
    pub(super) fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.columns];
        for entry in &self.entries {
            counts[entry.column as usize] += 1;
        }
        counts
    }
}

fn column(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn entry(made: &Contribution) -> Option<Entry> {
    if made.factor == 0.0 {
        return None;
    }
    let (column, flipped) = match made.reading {
        Reading::Plain => (plain_column(made.term), false),
        Reading::Flipped => (plain_column(made.term), true),
        Reading::Negated => (negated_column(made.term), false),
    };
    Some(Entry { column, factor: made.factor, flipped })
}

/// The weights a lexicon has now, in the order of columns; `None` where it has none.
pub(super) fn present(lexicon: &Lexicon) -> Vec<Option<Weights>> {
    lexicon.terms().flat_map(|(_, term)| [term.weights, term.negated]).collect()
}
