//! What single words say about fitness.
//!
//! The numbers don't see what a text speaks of. Judges do: they let thanks and admiration stand, and seldom wishes,
//! nicknames and other people. Each word has a learned weight, next to what the numbers say already.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use crate::score::Explanation;
use crate::text::TokenKind;

/// Weights by term.
const WEIGHTS: &str = include_str!("../fitness_words.tsv");

/// What stands before a line that is no row.
const COMMENT: &str = "# ";

/// The terms of a text that are weighed, each once: words, numbers, stickers and emoji.
pub fn terms(explanation: &Explanation) -> BTreeSet<&str> {
    let weighed = [TokenKind::Word, TokenKind::Number, TokenKind::Sticker, TokenKind::Emoji];
    let tokens = explanation.tokens.iter().filter(|token| weighed.contains(&token.kind));
    tokens.map(|token| token.term.as_str()).collect()
}

/// The weights of this program in natural-log odds, read once. A row that could not be read would weigh nothing; a
/// test reads every row.
pub(super) static BUNDLED: LazyLock<HashMap<&'static str, f64>> = LazyLock::new(|| {
    let rows = WEIGHTS.lines().filter(|line| !line.starts_with(COMMENT));
    rows.filter_map(|row| row.split_once('\t'))
        .filter_map(|(term, weight)| Some((term, weight.parse().ok()?)))
        .collect()
});

/// What the words of a text say together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'e> {
    /// The sum of their weights.
    pub(super) sum: f64,
    /// The one that speaks most against the text.
    pub(super) worst: Option<&'e str>,
}

impl<'e> Words<'e> {
    pub(super) fn of(explanation: &'e Explanation) -> Self {
        let weighed = || terms(explanation).into_iter().filter_map(|term| Some((term, *BUNDLED.get(term)?)));
        let against = weighed().filter(|(_, weight)| *weight < 0.0);
        let worst = against.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(term, _)| term);
        Self { sum: weighed().map(|(_, weight)| weight).sum(), worst }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_weighs_something() {
        let rows: Vec<_> = WEIGHTS.lines().filter(|line| !line.starts_with(COMMENT)).collect();
        assert_eq!(rows[0], "term\tweight");
        let terms: Vec<_> = rows[1..].iter().map(|row| row.split('\t').next().unwrap()).collect();
        assert!(terms.is_sorted_by(|a, b| a < b), "sorted, each term once");
        assert_eq!(BUNDLED.len(), terms.len());
        for (term, weight) in BUNDLED.iter() {
            assert!(!term.is_empty() && weight.is_finite() && weight.abs() >= 0.05, "{term} {weight}");
        }
    }
}
