//! How fit a text is to stand on top: a probability from plain numbers, single words and learned weights.
//!
//! The vetoes say what must not stand on top; fitness says how surely the rest is praise. It is logistic regression
//! over the numbers of [`features`] and the presence of the words of [`terms`], with the weights of `fitness.tsv` and
//! `fitness_words.tsv`, which were learned together from comments that people judged; `reports/accuracy/pin.md` tells
//! how well it does on others.

mod numbers;
mod words;

use std::fmt;
use std::sync::LazyLock;

use super::policy::Veto;
use super::view::View;
pub(super) use numbers::worst;
pub use numbers::{FEATURES, NAMES, features};
use words::Words;
pub use words::terms;

/// Weights and centres by feature.
const WEIGHTS: &str = include_str!("../fitness.tsv");

/// The row of [`WEIGHTS`] that belongs to no feature.
const BIAS: &str = "<bias>";

/// What one feature does.
struct Weight {
    /// Its mean among fit comments.
    centre: f64,
    slope: f64,
    /// The objection to name where this feature speaks against a text most; `None` where it is never the reason.
    veto: Option<Veto>,
}

struct Weights {
    bias: f64,
    by_feature: [Weight; FEATURES],
}

/// The weights of this program, read once. A row that could not be read would weigh nothing; a test reads every row.
static BUNDLED: LazyLock<Weights> = LazyLock::new(|| {
    let row = |name: &str| WEIGHTS.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'));
    let number = |cell: Option<&str>| cell.and_then(|cell| cell.parse().ok()).unwrap_or_default();
    let weight = |name: &str| {
        let mut cells = row(name).unwrap_or_default().split('\t');
        let (centre, weight) = (number(cells.next()), number(cells.next()));
        Weight { centre, slope: weight, veto: cells.next().and_then(Veto::parse) }
    };
    Weights { bias: weight(BIAS).slope, by_feature: NAMES.map(weight) }
});

/// How fit a text is, and what speaks most against it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fitness<'e> {
    /// Probability that judges allow it on top, 0 to 1.
    pub(super) probability: f64,
    /// What holds it down most.
    pub(super) weakness: Weakness<'e>,
    /// The objection that stands for this weakness.
    pub(super) veto: Veto,
}

/// What holds a text down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weakness<'e> {
    /// A feature, next to what fit comments are like.
    Feature(&'static str),
    /// The words together, and this one most.
    Word(&'e str),
}

impl fmt::Display for Weakness<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Feature(name) => f.write_str(name),
            Self::Word(word) => write!(f, "the word {word}"),
        }
    }
}

impl<'e> Fitness<'e> {
    pub(super) fn of(view: &View<'e>) -> Self {
        let found = numbers::describe(view);
        let words = Words::of(view.explanation);
        let parts: [f64; FEATURES] = std::array::from_fn(|at| {
            let weight = &BUNDLED.by_feature[at];
            (found[at] - weight.centre) * weight.slope
        });
        let sum = BUNDLED.bias + parts.iter().sum::<f64>() + words.sum;
        let named = |at: usize| Some((parts[at], Weakness::Feature(NAMES[at]), BUNDLED.by_feature[at].veto?));
        let worded = words.worst.map(|word| (words.sum, Weakness::Word(word), Veto::Wording));
        let against = (0..FEATURES).filter_map(named).chain(worded).filter(|(part, ..)| *part < 0.0);
        let (_, weakness, veto) = against.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((
            0.0,
            Weakness::Feature(NAMES[0]),
            Veto::LowConfidence,
        ));
        // Six decimals: the same on every machine.
        let probability = (1e6 / (1.0 + (-sum).exp())).round() / 1e6;
        Self { probability, weakness, veto }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_its_weight_and_every_row_its_feature() {
        let rows: Vec<_> = WEIGHTS.lines().filter(|line| !line.starts_with('#')).skip(1).collect();
        let names: Vec<_> = rows.iter().map(|row| row.split('\t').next().unwrap()).collect();
        assert_eq!(names, [&[BIAS][..], &NAMES[..]].concat());
        for row in rows {
            let cells: Vec<_> = row.split('\t').collect();
            assert_eq!(cells.len(), 4, "{row}");
            assert!(cells[1..3].iter().all(|cell| cell.parse::<f64>().is_ok_and(f64::is_finite)), "{row}");
            assert!(cells[3] == "-" || Veto::parse(cells[3]).is_some(), "{row}");
        }
    }
}
