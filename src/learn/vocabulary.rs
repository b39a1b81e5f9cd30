//! Which terms get weights: found in the texts, often enough and in enough places.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::company::vectors;
use super::{Example, LearnSettings, LearnedRows};
use crate::lexicon::{Feature, NEGATED_PREFIX, TermId, Weights};
use crate::score::constants::NEGATION_FACTOR;
use crate::score::{Analyzer, Reading, Scratch};
use crate::text::TokenKind;

/// Terms by their company: vectors of one length.
pub(super) type Vectors = BTreeMap<String, Vec<f64>>;

/// How often the weights of each row count.
pub(super) type Uses = BTreeMap<String, u32>;

/// Counts how often each row's weights would count in texts.
pub(super) fn uses<'t>(analyzer: &Analyzer, texts: impl Iterator<Item = &'t str>) -> Uses {
    let mut counts: BTreeMap<(u32, bool), u32> = BTreeMap::new();
    let mut scratch = Scratch::default();
    for text in texts {
        for made in analyzer.contributions(text, &mut scratch) {
            *counts.entry((made.term.0, made.reading == Reading::Negated)).or_default() += 1;
        }
    }
    let name = |(id, negated): (u32, bool)| {
        let text = &analyzer.lexicon().term(TermId(id)).text;
        if negated { format!("{NEGATED_PREFIX}{text}") } else { text.to_string() }
    };
    counts.into_iter().map(|(row, count)| (name(row), count)).collect()
}

/// The terms of a text that can carry weights, in its order.
fn terms_of(analyzer: &Analyzer, text: &str) -> Vec<String> {
    let cut = analyzer.tokenize(text);
    let weighed = |kind| matches!(kind, TokenKind::Word | TokenKind::Sticker | TokenKind::Emoji);
    cut.tokens.iter().filter(|token| weighed(token.kind)).map(|token| cut.term(token).to_owned()).collect()
}

/// Every term that occurs often enough, and the features of whole texts, with the weights they have now.
pub(super) fn candidates(analyzer: &Analyzer, examples: &[Example], settings: &LearnSettings) -> LearnedRows {
    let mut found: BTreeMap<String, (u32, HashSet<u64>)> = BTreeMap::new();
    for example in examples {
        let mut here = terms_of(analyzer, &example.text);
        here.sort_unstable();
        here.dedup();
        for term in here {
            let (texts, groups) = found.entry(term).or_default();
            *texts += 1;
            if groups.len() < settings.min_groups as usize {
                groups.insert(example.group);
            }
        }
    }
    found.retain(|_, (texts, groups)| *texts >= settings.min_texts && groups.len() >= settings.min_groups as usize);
    let lexicon = analyzer.lexicon();
    let now = |term: &str| lexicon.find(term).and_then(|id| lexicon.term(id).weights).unwrap_or(Weights::ZERO);
    let features = Feature::ALL.into_iter().map(|feature| feature.term().to_owned());
    found.into_keys().chain(features).map(|term| (term.clone(), now(&term))).collect()
}

/// Entries for terms that are often negated, starting at the turned-around weights.
pub(super) fn negated(analyzer: &Analyzer, examples: &[Example], settings: &LearnSettings) -> LearnedRows {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    let mut scratch = Scratch::default();
    for example in examples {
        for made in analyzer.contributions(&example.text, &mut scratch) {
            if made.reading != Reading::Plain {
                *counts.entry(made.term.0).or_default() += 1;
            }
        }
    }
    counts.retain(|_, count| *count >= settings.min_negated);
    let entry = |id: u32| {
        let term = analyzer.lexicon().term(TermId(id));
        let turned = || term.weights.unwrap_or(Weights::ZERO).swapped().scaled(NEGATION_FACTOR);
        (format!("{NEGATED_PREFIX}{}", term.text), term.negated.unwrap_or_else(turned))
    };
    counts.into_keys().map(entry).collect()
}

/// The vectors of all terms that are used often enough in texts of the kind to be judged.
pub(super) fn company(analyzer: &Analyzer, texts: &[String], settings: &LearnSettings) -> Vectors {
    if settings.dimensions == 0 {
        return Vectors::new();
    }
    let cut = |text: &String| {
        let mut terms = terms_of(analyzer, text);
        terms.dedup();
        terms
    };
    let texts: Vec<Vec<String>> = texts.iter().map(cut).collect();
    let mut uses: BTreeMap<&str, u32> = BTreeMap::new();
    for term in texts.iter().flatten() {
        *uses.entry(term).or_default() += 1;
    }
    uses.retain(|_, uses| *uses >= settings.min_uses);
    let ids: BTreeMap<&str, u32> = uses.into_keys().zip(0..).collect();
    let number = |text: &Vec<String>| text.iter().filter_map(|term| ids.get(term.as_str()).copied()).collect();
    let numbered: Vec<Vec<u32>> = texts.iter().map(number).collect();
    let made = vectors(&numbered, ids.len(), settings.dimensions);
    ids.into_keys().map(str::to_owned).zip(made).collect()
}

/// A piece must occur in so many terms: what one term alone has is the term.
const MIN_TERMS: u32 = 2;

/// The characters of each term and its pairs of neighbouring characters, as numbers, and how many there are.
pub(super) fn pieces<'t>(terms: impl Iterator<Item = &'t str>) -> (Vec<Vec<u32>>, usize) {
    let cut: Vec<Vec<&str>> = terms.map(pieces_of).collect();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for pieces in &cut {
        for piece in pieces.iter().collect::<BTreeSet<_>>() {
            *counts.entry(piece).or_default() += 1;
        }
    }
    counts.retain(|_, terms| *terms >= MIN_TERMS);
    let ids: BTreeMap<&str, u32> = counts.into_keys().zip(0..).collect();
    let numbered = cut.iter().map(|pieces| pieces.iter().filter_map(|piece| ids.get(piece).copied()).collect());
    (numbered.collect(), ids.len())
}

fn pieces_of(term: &str) -> Vec<&str> {
    if !term.chars().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')) {
        return Vec::new();
    }
    let mut ends: Vec<usize> = term.char_indices().map(|(at, _)| at).collect();
    ends.push(term.len());
    let of = |length: usize| ends.iter().zip(ends.iter().skip(length)).map(|(from, to)| &term[*from..*to]);
    of(1).chain(of(2)).collect()
}
