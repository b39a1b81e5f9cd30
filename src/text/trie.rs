//! The dictionary as the segmenter walks it: the prebuilt array, and further words beside it.

mod way;

use std::borrow::Cow;
use std::ops::Range;

use super::dictionary::{Dictionary, LexiconWord, Root, Unit};
use super::overlay::Overlay;
use crate::prefetch::prefetch;
use crate::sections::Word;

pub(super) use way::{Step, Way};

/// The code of characters that can't stand inside a word.
pub(super) const NO_CODE: u16 = 0;

/// The code of characters beyond U+FFFF that could stand inside a word, but do in none.
pub(super) const FOREIGN_CODE: u16 = u16::MAX >> 1;

/// What stands behind the codes of a text, so that every character has two after it.
pub(super) const END: [u16; 2] = [NO_CODE; 2];

/// How many codes there can be.
const STARTS: usize = FOREIGN_CODE as usize + 1;

/// The tag of words without one.
pub(super) const NO_TAG: u32 = u32::MAX;

/// Index of a word in the lists of [`Trie`]; 0 is none.
pub(super) type WordIndex = u32;

/// What words start with a character.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
struct Start {
    /// A bit for each residue modulo 64 of the codes of second characters, in words of the dictionary.
    filter: u64,
    /// Of the word that is this character alone.
    log_frequency: f64,
    base: u32,
    word: WordIndex,
    /// A bit for each residue modulo 32 of the codes of second characters, in added words; all bits for a character
    /// that is no word by itself.
    look_further: u32,
    /// The character's node in the overlay; 0 where no added word starts with it.
    added_node: u32,
}

/// A word that the trie has no room for.
#[derive(Debug, thiserror::Error)]
#[error("a word has a character beyond U+FFFF, or there are more than {} words", Unit::VALUE_MAX)]
pub(super) struct NoRoom;

pub(super) struct Trie {
    /// Code of each character below U+10000.
    codes: Vec<u16>,
    /// By code.
    starts: Vec<Start>,
    /// The double array of [`Unit`]s: inside the program until a word is added.
    units: Cow<'static, [Word]>,
    /// Words for which the array has no nodes.
    overlay: Overlay,
    /// First one for each frequency of the dictionary, shared by its words; then one for each word with a tag. What
    /// is looked at most often lies closest together.
    log_frequencies: Vec<f64>,
    /// By word, like the other two lists; [`NO_TAG`] for none.
    tags: Vec<u32>,
    frequencies: Vec<u64>,
    total: u64,
    log_total: f64,
}

/// What words start with each character, by code.
fn starts(roots: &[Root], log_frequencies: &[f64]) -> Vec<Start> {
    let mut starts = vec![Start { look_further: u32::MAX, ..Start::default() }; STARTS];
    starts[usize::from(NO_CODE)].look_further = 0;
    for (start, root) in starts[1..].iter_mut().zip(roots) {
        let log_frequency = log_frequencies.get(root.value as usize).copied().unwrap_or_default();
        let look_further = if root.value == 0 { u32::MAX } else { 0 };
        let Root { filter, base, value: word } = *root;
        *start = Start { filter, log_frequency, base, word, look_further, added_node: 0 };
    }
    starts
}

#[expect(clippy::cast_precision_loss, reason = "jieba does the same, and the cut must be the same")]
fn ln(frequency: u64) -> f64 {
    (frequency as f64).ln()
}

impl Trie {
    pub(super) fn new(dictionary: Dictionary) -> Self {
        let Dictionary { total, frequencies, words, .. } = dictionary;
        let added = words.iter().map(|word| u64::from(word.frequency));
        let frequencies: Vec<u64> = std::iter::once(0).chain(frequencies).chain(added).collect();
        let log_frequencies: Vec<f64> = frequencies.iter().copied().map(ln).collect();
        let mut tags = vec![NO_TAG; frequencies.len() - words.len()];
        tags.extend(words.iter().map(|word| word.tag));
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
        let starts = starts(&dictionary.roots, &log_frequencies);
        let (units, overlay) = (dictionary.units, Overlay::default());
        let mut trie =
            Self { codes, starts, units, overlay, log_frequencies, tags, frequencies, total, log_total: 0.0 };
        trie.set_log_total();
        trie
    }

    /// The dictionary with the words that were added; `plain` is what it was made of. None if it has no room.
    pub(super) fn to_dictionary(&self, plain: &Dictionary) -> Option<Dictionary> {
        let first = plain.frequencies.len() + 1;
        let added = self.frequencies.iter().zip(&self.tags).skip(first);
        let word = |(frequency, tag): (&u64, &u32)| {
            Some(LexiconWord { frequency: u32::try_from(*frequency).ok()?, plain: 0, tag: *tag })
        };
        let mut words = added.map(word).collect::<Option<Vec<_>>>().filter(|_| self.overlay.is_empty())?;
        let mut note = |value: WordIndex, plain: WordIndex| {
            if let Some(word) = (value as usize).checked_sub(first).and_then(|index| words.get_mut(index)) {
                word.plain = plain;
            }
        };
        let mut roots = plain.roots.clone();
        for (root, start) in roots.iter_mut().zip(&self.starts[1..]) {
            note(start.word, root.value);
            root.value = start.word;
        }
        for (unit, plain) in self.units.iter().zip(plain.units.iter()) {
            note(Unit::from(*unit).value(), Unit::from(*plain).value());
        }
        Some(Dictionary { total: self.total, roots, units: self.units.clone(), words, ..plain.clone() })
    }

    #[inline]
    pub(super) fn code(&self, c: char) -> u16 {
        match self.codes.get(c as usize) {
            Some(code) => *code,
            None if super::segment::is_block_char(c) => FOREIGN_CODE,
            None => NO_CODE,
        }
    }

    /// Makes `word` a word with this tag, with the frequency jieba suggests if it is none yet.
    ///
    /// # Errors
    /// When the word has a character beyond U+FFFF, or there are too many words already.
    pub(super) fn add(&mut self, word: &str, tag: Option<u32>, way: &mut Way) -> Result<(), NoRoom> {
        let padded: Vec<u16> = word.chars().map(|c| self.code(c)).chain(END).collect();
        let codes = &padded[..padded.len() - END.len()];
        if codes.contains(&FOREIGN_CODE) || self.tags.len() > Unit::VALUE_MAX as usize {
            return Err(NoRoom);
        }
        let place = self.place(codes);
        let known = self.find_at(place, codes);
        let frequency = match known {
            0 => self.suggested_frequency(word, &padded, way),
            index => self.frequencies[index as usize],
        };
        if known != 0 && tag.is_none() {
            return Ok(());
        }
        let index = u32::try_from(self.tags.len()).map_err(|_| NoRoom)?;
        self.push(frequency, tag.unwrap_or(NO_TAG));
        self.set(place, codes, index);
        if known == 0 {
            self.total += frequency;
            self.set_log_total();
        }
        Ok(())
    }

    /// Gives a word that is known, but would be cut apart, the frequency jieba suggests.
    pub(super) fn keep_whole(&mut self, word: &str, way: &mut Way) {
        let padded: Vec<u16> = word.chars().map(|c| self.code(c)).chain(END).collect();
        let codes = &padded[..padded.len() - END.len()];
        let place = self.place(codes);
        let known = self.find_at(place, codes) as usize;
        let Ok(index) = u32::try_from(self.tags.len()) else { return };
        let mut parts = 0;
        self.each_part(word, &padded, way, |_| parts += 1);
        if known == 0 || index > Unit::VALUE_MAX || parts == 1 {
            return;
        }
        let (old, tag) = (self.frequencies[known], self.tags[known]);
        let frequency = self.suggested_frequency(word, &padded, way).max(old);
        self.push(frequency, tag);
        self.set(place, codes, index);
        self.total += frequency - old;
        self.set_log_total();
    }

    fn push(&mut self, frequency: u64, tag: u32) {
        self.log_frequencies.push(ln(frequency));
        self.tags.push(tag);
        self.frequencies.push(frequency);
    }

    /// A word that will be added or looked up soon: its place is fetched.
    pub(super) fn announce(&self, word: &str) {
        let mut chars = word.chars();
        if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
            prefetch(&self.units, self.start(self.code(first)).base as usize + usize::from(self.code(second)));
        }
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
            Some(Place::Root(code)) if self.starts[code].word != 0 => self.starts[code].word,
            Some(Place::Unit(at)) if self.unit(at).value() != 0 => self.unit(at).value(),
            _ => self.find_in_overlay(codes),
        }
    }

    fn find_in_overlay(&self, codes: &[u16]) -> WordIndex {
        let [first, rest @ ..] = codes else { return 0 };
        let mut node = Some(self.start(*first).added_node).filter(|node| *node != 0);
        for code in rest {
            node = node.and_then(|node| self.overlay.child(node, *code));
        }
        node.map_or(0, |node| self.overlay.word(node))
    }

    /// Adds a word of at least two characters.
    fn add_to_overlay(&mut self, codes: &[u16], word: WordIndex) {
        let [first, second, ..] = codes else { return };
        let start = &mut self.starts[usize::from(*first & FOREIGN_CODE)];
        start.look_further |= 1 << (second & 31);
        if start.added_node == 0 {
            start.added_node = self.overlay.new_node();
        }
        let mut node = start.added_node;
        for code in &codes[1..] {
            node = self.overlay.make_child(node, *code);
        }
        self.overlay.set_word(node, word);
    }

    /// What the word was added with.
    #[inline]
    pub(super) fn tag(&self, index: WordIndex) -> Option<u32> {
        Some(self.tags[index as usize]).filter(|tag| *tag != NO_TAG)
    }

    /// Where the node of these codes stands in the array.
    fn place(&self, codes: &[u16]) -> Option<Place> {
        let (first, rest) = codes.split_first()?;
        let mut base = self.start(*first).base as usize;
        let mut place = Place::Root(usize::from(*first));
        for code in rest {
            let at = base + usize::from(*code);
            base = Some(self.unit(at)).filter(|unit| base != 0 && unit.is_for(*code))?.base();
            place = Place::Unit(at);
        }
        Some(place)
    }

    fn set(&mut self, place: Option<Place>, codes: &[u16], index: WordIndex) {
        match place {
            Some(Place::Root(code)) => {
                self.starts[code].word = index;
                self.starts[code].log_frequency = self.log_frequencies[index as usize];
            }
            // A prefix of a word of the dictionary may become a word at its place.
            Some(Place::Unit(at)) => {
                let mut unit = self.unit(at);
                unit.set_value(index);
                self.units.to_mut()[at] = unit.into();
            }
            None => self.add_to_overlay(codes, index),
        }
    }

    /// jieba's `suggest_freq`, operation by operation.
    fn suggested_frequency(&self, word: &str, codes: &[u16], way: &mut Way) -> u64 {
        let mut sum = 0.0_f64;
        self.each_part(word, codes, way, |range| {
            let index = self.find(&codes[range]);
            let frequency = if index == 0 { 1 } else { self.frequencies[index as usize] };
            sum = sum + ln(frequency) - self.log_total;
        });
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as jieba does")]
        let suggested = (sum + self.log_total).exp() as u64 + 1;
        suggested.max(1)
    }

    /// Calls `each` with what a word is cut into, as ranges of its characters.
    fn each_part(&self, word: &str, codes: &[u16], way: &mut Way, mut each: impl FnMut(Range<usize>)) {
        self.route(codes, way, |_| {});
        let is_alphanumeric = |at| word.chars().nth(at).is_some_and(|c| c.is_ascii_alphanumeric());
        let count = codes.len() - END.len();
        super::route::each_word(&way.steps, is_alphanumeric, 0..count, |range, _| each(range));
    }

    /// The unit at a place; one for nobody behind the last.
    #[inline]
    fn unit(&self, at: usize) -> Unit {
        self.units.get(at).copied().unwrap_or_default().into()
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
