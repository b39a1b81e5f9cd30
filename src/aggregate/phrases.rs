//! Joining what the segmenter cut apart: names and terms its dictionary does not know.
//!
//! Two words become one phrase where they stand side by side, without a stop word among them, in at least
//! [`MIN_COMMENTS`] comments, in [`MIN_SHARE`] of all places where the rarer of them stands, and [`MIN_LIFT`] times as
//! often as chance would bring them together. Repeated, so that a name of three or four pieces becomes one too.

use rustc_hash::{FxHashMap, FxHashSet};

use super::words::{Part, Piece, Vocabulary};

/// Comments that must hold a pair.
const MIN_COMMENTS: u32 = 5;

/// Share of the places of the rarer word at which the other one stands beside it.
const MIN_SHARE: f64 = 0.6;

/// How much more often than by chance.
const MIN_LIFT: f64 = 20.0;

/// Longest phrase, in characters.
const MAX_CHARS: u32 = 8;

/// Rounds of joining: pairs, then what two pairs make.
pub(super) const ROUNDS: usize = 2;

/// Terms side by side, by number.
type Pair = (u32, u32);

/// How often each term occurs.
pub(super) struct WordCounts<'v> {
    vocabulary: &'v Vocabulary,
    /// By term.
    counts: Vec<u64>,
    places: u64,
}

impl<'v> WordCounts<'v> {
    pub(super) fn new(vocabulary: &'v Vocabulary) -> Self {
        Self { vocabulary, counts: vec![0; vocabulary.texts.len()], places: 0 }
    }

    pub(super) fn add(&mut self, pieces: &[Piece]) {
        self.places += pieces.len() as u64;
        for piece in pieces {
            self.counts[self.vocabulary.form(*piece).term as usize] += 1;
        }
    }

    /// Goes on to count pairs.
    pub(super) fn pairs(self) -> PairCounts<'v> {
        PairCounts { words: self, pairs: FxHashMap::default(), in_comment: Vec::new() }
    }
}

/// In how many comments each pair stands that may belong together.
pub(super) struct PairCounts<'v> {
    words: WordCounts<'v>,
    pairs: FxHashMap<Pair, u32>,
    in_comment: Vec<Pair>,
}

impl PairCounts<'_> {
    pub(super) fn add(&mut self, pieces: &[Piece]) {
        self.in_comment.clear();
        for pair in pieces.windows(2) {
            if let Some(pair) = pair_of(pair[0], pair[1], self.words.vocabulary).filter(|pair| self.may_belong(*pair)) {
                self.in_comment.push(pair);
            }
        }
        // A comment that repeats itself is one witness.
        self.in_comment.sort_unstable();
        self.in_comment.dedup();
        for pair in &self.in_comment {
            *self.pairs.entry(*pair).or_default() += 1;
        }
    }

    /// Whether a pair belongs together if its rarer word never stands without the other. Most pairs are of a rare word
    /// and of one that stands everywhere: they need not be counted, which is most of the memory.
    fn may_belong(&self, (left, right): Pair) -> bool {
        let (left, right) = (self.words.counts[left as usize], self.words.counts[right as usize]);
        let at_best = left.min(right);
        at_best >= u64::from(MIN_COMMENTS) && self.is_beyond_chance(at_best as f64, left as f64, right as f64)
    }

    fn is_beyond_chance(&self, together: f64, left: f64, right: f64) -> bool {
        together * self.words.places as f64 >= MIN_LIFT * left * right
    }

    /// The pairs that belong together.
    pub(super) fn found(self) -> Pairs {
        let count = |term: u32| self.words.counts[term as usize] as f64;
        let belongs = |((left, right), together): (&Pair, &u32)| {
            let (left, right, comments) = (count(*left), count(*right), f64::from(*together));
            *together >= MIN_COMMENTS
                && comments >= MIN_SHARE * left.min(right)
                && self.is_beyond_chance(comments, left, right)
        };
        let found = self.pairs.iter().filter(|pair| belongs(*pair));
        Pairs(found.map(|(pair, _)| *pair).collect())
    }
}

/// Two words that touch, differ and are short enough together.
fn pair_of(first: Piece, second: Piece, vocabulary: &Vocabulary) -> Option<Pair> {
    let (left, right) = (vocabulary.form(first), vocabulary.form(second));
    let fits = second.touches
        && left.part == Part::Content
        && right.part == Part::Content
        && left.term != right.term
        && left.chars.saturating_add(right.chars) <= MAX_CHARS;
    fits.then_some((left.term, right.term))
}

/// Pairs that belong together.
pub(super) struct Pairs(FxHashSet<Pair>);

impl Pairs {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Joins the words of comments.
pub(super) struct Joiner<'v> {
    pairs: Pairs,
    vocabulary: &'v mut Vocabulary,
    /// By the numbers of two forms, the number of both together.
    made: FxHashMap<(u32, u32), u32>,
}

impl<'v> Joiner<'v> {
    pub(super) fn new(pairs: Pairs, vocabulary: &'v mut Vocabulary) -> Self {
        Self { pairs, vocabulary, made: FxHashMap::default() }
    }

    /// The words of a comment, pairs joined from left to right.
    pub(super) fn join(&mut self, pieces: &[Piece]) -> Vec<Piece> {
        let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
        let mut rest = pieces.iter().copied().peekable();
        while let Some(first) = rest.next() {
            let belongs = |second: &Piece| {
                pair_of(first, *second, self.vocabulary).is_some_and(|pair| self.pairs.0.contains(&pair))
            };
            let second = rest.next_if(belongs);
            joined.push(second.map_or(first, |second| self.both(first, second)));
        }
        joined
    }

    fn both(&mut self, first: Piece, second: Piece) -> Piece {
        let vocabulary = &mut *self.vocabulary;
        let form = *self.made.entry((first.form, second.form)).or_insert_with(|| {
            let term = [vocabulary.term(first), vocabulary.term(second)].concat();
            let spelling = [vocabulary.spelling(first), vocabulary.spelling(second)].concat();
            vocabulary.number(&term, &spelling, Part::Content)
        });
        Piece { form, touches: first.touches }
    }
}

#[cfg(test)]
#[path = "phrases_tests.rs"]
mod tests;
