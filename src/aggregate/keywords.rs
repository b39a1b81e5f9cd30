//! The terms that tell positive and negative comments apart.
//!
//! A term counts once in a comment. How strongly it leans is its log-odds with an informative Dirichlet prior (Monroe,
//! Colaresi and Quinn 2008, "Fightin' Words"): the prior follows how often the term occurs in all comments, so that a
//! rare term needs more than luck to stand out, and `z` puts the log-odds in units of its standard deviation.

use std::collections::{BTreeMap, HashMap};

use super::Keyword;
use super::counts::Counts;
use super::statistics::log_odds;
use super::words::{Piece, Vocabulary};
use crate::score::Polarity;

/// How to choose keywords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeywordOptions {
    /// Comments that must hold a term; if not given, 3 or one in 10,000 comments, whichever is more.
    pub min_count: Option<u64>,
    /// Terms of either side at most.
    pub per_side: usize,
}

impl Default for KeywordOptions {
    fn default() -> Self {
        Self { min_count: None, per_side: 100 }
    }
}

/// Strength of the prior as a share of the data: it counts as many occurrences as a tenth of all there are.
const PRIOR_SHARE: f64 = 0.1;

/// Terms of fewer characters are mostly function words and cut-off ends.
const MIN_CHARS: usize = 2;

/// Characters of which words of pure laughter and sighing consist.
const LAUGHTER: &str = "哈呵嘿嘻嘎噗啊呀哦嗯呜额呃唉哎h";

/// Whether a folded word of substance carries a topic: no laughter, not a lone character.
pub(super) fn is_keyword(term: &str) -> bool {
    term.chars().nth(MIN_CHARS - 1).is_some()
        && term.chars().any(char::is_alphabetic)
        && !term.chars().all(|c| LAUGHTER.contains(c))
}

/// Counts the comments that hold each term.
pub(super) struct Counting<'v> {
    vocabulary: &'v Vocabulary,
    /// By term.
    counts: Vec<Counts>,
    /// How often each form occurs.
    occurrences: Vec<u64>,
    in_comment: Vec<u32>,
}

impl<'v> Counting<'v> {
    pub(super) fn new(vocabulary: &'v Vocabulary) -> Self {
        let counts = vec![Counts::default(); vocabulary.texts.len()];
        Self { vocabulary, counts, occurrences: vec![0; vocabulary.forms.len()], in_comment: Vec::new() }
    }

    /// Adds the words of a comment, joined where they belong together.
    pub(super) fn add(&mut self, pieces: &[Piece], polarity: Polarity) {
        self.in_comment.clear();
        for piece in pieces {
            self.occurrences[piece.form as usize] += 1;
            let form = self.vocabulary.form(*piece);
            if form.is_keyword {
                self.in_comment.push(form.term);
            }
        }
        self.in_comment.sort_unstable();
        self.in_comment.dedup();
        for term in &self.in_comment {
            self.counts[*term as usize].add(polarity);
        }
    }

    /// The keywords of so many comments, |z| descending.
    pub(super) fn keywords(self, comments: usize, options: KeywordOptions) -> Vec<Keyword> {
        let floor = options.min_count.unwrap_or_else(|| 3.max(comments as u64 / 10_000));
        let counts = (0..).zip(&self.counts).map(|(term, counts)| (self.vocabulary.texts.name(term), *counts));
        let mut keywords = measure(&counts.collect::<Vec<_>>(), floor);
        keywords.sort_by(|a, b| b.z.abs().total_cmp(&a.z.abs()).then(b.n.cmp(&a.n)).then_with(|| a.term.cmp(&b.term)));
        let mut left = [options.per_side; 2];
        keywords.retain(|keyword| {
            let side = &mut left[usize::from(keyword.z < 0.0)];
            let keep = *side > 0;
            *side = side.saturating_sub(1);
            keep
        });
        self.write_as_readers_do(&mut keywords);
        keywords
    }

    /// Gives each term the form that most comments write it in: `M9` rather than the folded `m9`.
    fn write_as_readers_do(&self, keywords: &mut [Keyword]) {
        let mut spellings: HashMap<String, BTreeMap<&str, u64>> =
            keywords.iter().map(|keyword| (keyword.term.clone(), BTreeMap::new())).collect();
        for (form, occurrences) in self.vocabulary.forms.iter().zip(&self.occurrences).filter(|(_, n)| **n > 0) {
            if let Some(spellings) = spellings.get_mut(self.vocabulary.texts.name(form.term)) {
                *spellings.entry(self.vocabulary.texts.name(form.spelling)).or_default() += occurrences;
            }
        }
        for keyword in keywords {
            let spellings = spellings.get(&keyword.term);
            // Of equally frequent ones the first in the order of the characters.
            let best = spellings.and_then(|all| all.iter().rev().max_by_key(|(_, count)| **count));
            if let Some((spelling, _)) = best {
                keyword.term = (*spelling).to_owned();
            }
        }
    }
}

fn measure(counts: &[(&str, Counts)], floor: u64) -> Vec<Keyword> {
    let sum = |get: fn(&Counts) -> u64| counts.iter().map(|(_, counts)| get(counts)).sum::<u64>() as f64;
    let (positive, negative, all) = (sum(|c| c.positive), sum(|c| c.negative), sum(|c| c.total()));
    // One imaginary occurrence of an unseen term keeps the odds finite where there is only one term.
    let strength = PRIOR_SHARE * (all + 1.0);
    let keyword = |(term, counts): &(&str, Counts)| {
        let prior = PRIOR_SHARE * counts.total() as f64;
        let sides = [(counts.positive as f64, positive), (counts.negative as f64, negative)];
        let (log_odds, z) = log_odds(sides[0], sides[1], (prior, strength));
        Keyword {
            term: (*term).to_owned(),
            n: counts.total(),
            positive: counts.positive,
            neutral: counts.neutral,
            negative: counts.negative,
            log_odds,
            z,
        }
    };
    counts.iter().filter(|(_, counts)| counts.total() >= floor.max(1)).map(keyword).collect()
}

#[cfg(test)]
#[path = "keywords_tests.rs"]
mod tests;
