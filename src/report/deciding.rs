//! Which words and stickers decided: what most often made comments positive, and what negative.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::score::Polarity;
use crate::text::TokenKind;

use super::facts::{Facts, evenly};
use super::quotes::shown;

/// Comments of a side that are looked at, evenly spread.
const SAMPLE: usize = 3000;
/// Evidence in thousandths that a word must add to its side to count as deciding.
const MIN_LEAN: i32 = 800;
/// Words of a side.
const WORDS: usize = 12;
/// Comments that a word must decide in.
const MIN_COMMENTS: usize = 2;

/// A word or sticker and how many comments it helped to decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Deciding {
    pub(super) word: String,
    pub(super) n: usize,
}

/// The words that most often decided for a side, most frequent first.
pub(super) fn words(facts: &Facts<'_>, side: Polarity) -> Vec<Deciding> {
    let rows: Vec<usize> = (0..facts.len()).filter(|row| facts.polarity(*row) == side).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in evenly(&rows, SAMPLE) {
        let why = facts.analyzer.explain(&facts.text(row));
        let deciding = why.tokens.iter().filter(|token| {
            let lean = token.contribution.lean();
            let says_something =
                token.kind != TokenKind::Boundary && !facts.analyzer.lexicon().is_stopword(&token.term);
            says_something && (if side == Polarity::Negative { -lean } else { lean }) >= MIN_LEAN
        });
        let mut words: Vec<String> = deciding.map(|token| shown(&why.text[token.span.clone()], 12).0).collect();
        // A lone character (`车`, `好`) tells a reader nothing; a lone emoji does.
        words.retain(|word| word.chars().count() > 1 || !word.chars().all(char::is_alphanumeric));
        words.sort_unstable();
        words.dedup();
        for word in words {
            *counts.entry(word).or_default() += 1;
        }
    }
    let counted = counts.into_iter().filter(|(_, n)| *n >= MIN_COMMENTS);
    let mut words: Vec<Deciding> = counted.map(|(word, n)| Deciding { word, n }).collect();
    // Stable: equally frequent ones stay in the order of the characters.
    words.sort_by_key(|deciding| std::cmp::Reverse(deciding.n));
    words.truncate(WORDS);
    words
}
