//! The dictionary as the segmenter walks it: the prebuilt array, and further words beside it.

mod add;
mod way;

use std::borrow::Cow;

use super::dictionary::{Dictionary, LexiconWord, Pairs, Root, Unit};
use super::overlay::Overlay;
use crate::sections::Word;

pub(super) use way::{Step, Way};

/// The code of characters that can't stand inside a word.
pub(super) const NO_CODE: u16 = 0;

/// The code of characters beyond U+FFFF that could stand inside a word, but do in none.
pub(super) const FOREIGN_CODE: u16 = u16::MAX >> 1;

/// What stands behind the codes of the last text, so that every character has two after it. Between texts one is enough:
/// no node has a child by it, so that what is looked for beyond it is not found.
pub(super) const END: [u16; 2] = [NO_CODE; 2];

/// How many codes there can be.
const STARTS: usize = FOREIGN_CODE as usize + 1;

/// Index of a word in the lists of [`Trie`]; 0 is none.
pub(super) type WordIndex = u32;

/// What words start with a character.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(16))]
struct Start {
    /// Of the word that is this character alone.
    log_frequency: f64,
    /// The word that is this character alone. With [`LOOK_FURTHER`] if there is none, or if added words start with it.
    step: Step,
    /// The least log-probability from here on: 0 where a block ends, else minus infinity.
    least: f32,
}

/// The mark, in a [`Step`], of a character that is no word by itself, or with which words start that the passes over a
/// text don't find.
const LOOK_FURTHER: u32 = 1 << 7;

impl Start {
    /// Of a character that is this word, or of one that is none.
    fn new(log_frequency: f64, word: WordIndex) -> Self {
        let mark = if word == 0 { LOOK_FURTHER } else { 0 };
        Self { log_frequency, step: Step(Step::new(word, 1).0 | mark), least: f32::NEG_INFINITY }
    }

    #[inline]
    fn word(self) -> WordIndex {
        self.step.word()
    }
}

/// A word that the trie has no room for.
#[derive(Debug, thiserror::Error)]
#[error(
    "a word has a character beyond U+FFFF or more than {} characters, or two words have one number, or there are more \
     than {} words",
    Step::LEN_MAX,
    Unit::VALUE_MAX
)]
pub(super) struct NoRoom;

/// Words have indices: those of jieba's dictionary share one for each frequency. Behind those stand the tagged words,
/// in the order of their tags, so that the index tells the tag; then words without a tag that the dictionary lacks.
pub(super) struct Trie {
    /// Code of each character below U+10000.
    codes: Vec<u16>,
    /// By code.
    starts: Vec<Start>,
    /// Where in the array the second characters of words stand, by the code of the first; 0 where none do. Apart from
    /// the rest, so that those of all common characters lie in few cache lines.
    bases: Vec<u32>,
    /// The double array of [`Unit`]s: inside the program until a word is added.
    units: Cow<'static, [Word]>,
    /// Which two characters any word in the array starts with.
    pairs: Pairs,
    /// Words for which the array has no nodes.
    overlay: Overlay,
    /// By word. What is looked at most often lies closest together.
    log_frequencies: Vec<f64>,
    /// The frequencies of jieba's dictionary, 0 before them.
    frequencies: Vec<u64>,
    /// [`LexiconWord`]s, by word behind the frequencies.
    words: Cow<'static, [Word]>,
    /// How many tags there are.
    tags: u32,
    /// Index of the word with tag 0.
    first_tagged: WordIndex,
    total: u64,
    log_total: f64,
}

/// What words start with each character, by code.
fn starts(roots: &[Root], log_frequencies: &[f64]) -> Vec<Start> {
    let mut starts = vec![Start::new(0.0, 0); STARTS];
    starts[usize::from(NO_CODE)] = Start { step: Step::new(0, 1), least: 0.0, ..Start::default() };
    for (start, Root { value, .. }) in starts[1..].iter_mut().zip(roots.iter().copied()) {
        let log_frequency = log_frequencies.get(value as usize).copied().unwrap_or_default();
        *start = Start::new(log_frequency, value);
    }
    starts
}

/// See [`Trie::bases`].
fn bases(roots: &[Root]) -> Vec<u32> {
    let mut bases = vec![0; STARTS];
    for (base, root) in bases[1..].iter_mut().zip(roots) {
        *base = root.base;
    }
    bases
}

/// The logarithms of the frequencies of all words.
fn log_frequencies(frequencies: &[u64], words: &[Word]) -> Vec<f64> {
    let mut logs: Vec<f64> = Vec::with_capacity(frequencies.len() + words.len());
    logs.extend(frequencies.iter().copied().map(ln));
    for LexiconWord { frequency, plain } in words.iter().map(|word| LexiconWord::from(*word)) {
        // Most words are in jieba's dictionary, and their logarithms are known.
        let is_known = frequencies[plain as usize] == u64::from(frequency);
        logs.push(if is_known { logs[plain as usize] } else { ln(frequency.into()) });
    }
    logs
}

#[expect(clippy::cast_precision_loss, reason = "jieba does the same, and the cut must be the same")]
fn ln(frequency: u64) -> f64 {
    (frequency as f64).ln()
}

impl Trie {
    pub(super) fn new(dictionary: Dictionary) -> Self {
        let frequencies: Vec<u64> = std::iter::once(0).chain(dictionary.frequencies).collect();
        let log_frequencies = log_frequencies(&frequencies, &dictionary.words);
        let mut codes = vec![NO_CODE; 1 << 16];
        let mut next = 1;
        for c in &dictionary.chars {
            codes[usize::from(*c)] = next;
            next += 1;
        }
        // Characters of no word get codes too: a lexicon may add words of them.
        for c in (0..=u16::MAX).filter(|c| char::from_u32(u32::from(*c)).is_some_and(super::segment::is_block_char)) {
            let code = &mut codes[usize::from(c)];
            if *code == NO_CODE {
                *code = next;
                next += 1;
            }
        }
        let mut trie = Self {
            codes,
            starts: starts(&dictionary.roots, &log_frequencies),
            bases: bases(&dictionary.roots),
            units: dictionary.units,
            pairs: dictionary.pairs,
            overlay: Overlay::default(),
            log_frequencies,
            first_tagged: u32::try_from(frequencies.len()).unwrap_or(u32::MAX),
            frequencies,
            words: dictionary.words,
            tags: dictionary.tags,
            total: dictionary.total,
            log_total: 0.0,
        };
        trie.set_log_total();
        trie
    }

    /// The dictionary with the words that were added; `plain` is what it was made of. None if it has no room.
    pub(super) fn to_dictionary(&self, plain: &Dictionary) -> Option<Dictionary> {
        let roots = plain.roots.iter().zip(&self.starts[1..]);
        Some(Dictionary {
            total: self.total,
            roots: roots.map(|(root, start)| Root { value: start.word(), ..*root }).collect(),
            units: self.units.clone(),
            words: self.words.clone(),
            tags: self.tags,
            ..plain.clone()
        })
        .filter(|_| self.overlay.is_empty())
    }

    #[inline]
    pub(super) fn code(&self, c: char) -> u16 {
        match self.codes.get(c as usize) {
            Some(code) => *code,
            None if super::segment::is_block_char(c) => FOREIGN_CODE,
            None => NO_CODE,
        }
    }

    fn frequency(&self, index: WordIndex) -> u64 {
        let index = index as usize;
        let added = || self.words.get(index - self.frequencies.len()).map(|word| LexiconWord::from(*word).frequency);
        self.frequencies.get(index).copied().unwrap_or_else(|| added().unwrap_or_default().into())
    }

    fn set_log_total(&mut self) {
        self.log_total = ln(self.total);
        // What can't be in a word has the probability 1.
        self.starts[usize::from(NO_CODE)].log_frequency = self.log_total;
    }

    /// The word that these codes are; 0 for none.
    pub(super) fn find(&self, codes: &[u16]) -> WordIndex {
        self.find_at(self.place(codes), codes)
    }

    fn find_at(&self, place: Option<Place>, codes: &[u16]) -> WordIndex {
        match place {
            Some(Place::Root(code)) if self.starts[code].word() != 0 => self.starts[code].word(),
            Some(Place::Unit(at)) if Unit::at(&self.units, at).value() != 0 => Unit::at(&self.units, at).value(),
            _ => self.find_in_overlay(codes),
        }
    }

    fn find_in_overlay(&self, codes: &[u16]) -> WordIndex {
        let node = codes.iter().try_fold(Overlay::ROOT, |node, code| self.overlay.child(node, *code));
        node.map_or(0, |node| self.overlay.word(node))
    }

    /// What the word was added with.
    #[inline]
    pub(super) fn tag(&self, index: WordIndex) -> Option<u32> {
        Some(index.wrapping_sub(self.first_tagged)).filter(|tag| *tag < self.tags)
    }

    /// Where the node of these codes stands in the array.
    fn place(&self, codes: &[u16]) -> Option<Place> {
        let (first, rest) = codes.split_first()?;
        let mut base = self.base(*first) as usize;
        let mut place = Place::Root(usize::from(*first));
        for code in rest {
            let at = base + usize::from(*code);
            base = Some(Unit::at(&self.units, at)).filter(|unit| base != 0 && unit.is_for(*code))?.base();
            place = Place::Unit(at);
        }
        Some(place)
    }

    fn base(&self, code: u16) -> u32 {
        self.bases[usize::from(code & FOREIGN_CODE)]
    }

    #[inline]
    fn start(&self, code: u16) -> &Start {
        &self.starts[usize::from(code & FOREIGN_CODE)]
    }
}

/// A place in the array.
#[derive(Clone, Copy)]
enum Place {
    Root(usize),
    Unit(usize),
}
