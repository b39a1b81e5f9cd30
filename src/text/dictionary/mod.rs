//! jieba's default dictionary with the bundled lexicons' words in it, as a prebuilt, read-only double array.
//!
//! Building a trie of 349,000 words takes a tenth of a second; this one is used where it lies in the program. The file
//! is made by `cargo run --release --no-default-features --example build_dictionary` from the dictionary inside the
//! jieba-rs crate and the files in `lexicons/`; tests prove that it equals a fresh build.
//!
//! # Format
//!
//! [Sections](crate::sections): counts and sums, then the fields of [`Dictionary`]. Characters have codes from 1, the
//! most used first. A node below the first level is a [`Unit`]; its child by the character of code `c` stands at
//! `base + c` and names `c`, and since no two nodes share a base, the name alone tells whose child it is. Children of
//! the root have a [`Root`] each; which children those have, [`Pairs`] tells from less memory.
//!
//! A lexicon's words have values behind those of jieba's frequencies, in the order of their tags, and a [`LexiconWord`]
//! each, which tells what stood there before: so the one file is jieba's dictionary, too.

mod build;

use std::borrow::Cow;

pub use build::BuildError;
pub(crate) use build::build;

use crate::sections::{self, Aligned, FileError, Sections, Word};

/// The file that comes inside the binary.
static EMBEDDED: &Aligned<[u8]> = &Aligned(*include_bytes!("../dictionary.bin"));

const KIND: Word = *b"SPDict 3";

/// A node below the first level. Bits from the lowest: code of its character (14), value (20), filter (8), base (22).
///
/// The value is an index into the frequencies plus one; 0 where no word ends. The filter has a bit for each residue
/// modulo 8 of the codes of its children. A place no node stands at is all zeros, which reads as a node without word
/// and children, whatever code it is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Unit(u64);

impl From<Word> for Unit {
    #[inline]
    fn from(word: Word) -> Self {
        Self(sections::number(word))
    }
}

impl From<Unit> for Word {
    fn from(unit: Unit) -> Self {
        unit.0.to_le_bytes()
    }
}

impl Unit {
    pub(super) const VALUE_MAX: u32 = (1 << 20) - 1;
    const CODE_MAX: u64 = (1 << 14) - 1;
    const BASE_MAX: u32 = (1 << 22) - 1;

    fn new(code: u16, value: u32, filter: u8, base: u32) -> Self {
        Self(u64::from(code) | u64::from(value) << 14 | u64::from(filter) << 34 | u64::from(base) << 42)
    }

    /// The unit at a place; one for nobody behind the last.
    #[inline]
    pub(super) fn at(units: &[Word], place: usize) -> Self {
        units.get(place).copied().unwrap_or_default().into()
    }

    #[inline]
    pub(super) fn is_for(self, code: u16) -> bool {
        self.0 & Self::CODE_MAX == u64::from(code)
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "20 bits are left")]
    pub(super) fn value(self) -> u32 {
        (self.0 >> 14) as u32 & Self::VALUE_MAX
    }

    pub(super) fn set_value(&mut self, value: u32) {
        self.0 = self.0 & !(u64::from(Self::VALUE_MAX) << 14) | u64::from(value) << 14;
    }

    /// The code of its own character.
    #[cfg(test)]
    fn code(self) -> u16 {
        (self.0 & Self::CODE_MAX) as u16
    }

    #[cfg(test)]
    fn filter(self) -> u8 {
        (self.0 >> 34 & 0xff) as u8
    }

    /// Whether a child by this code is possible.
    #[inline]
    pub(super) fn may_have(self, code: u16) -> bool {
        self.0 >> (34 + (code & 7)) & 1 == 1
    }

    /// Where the child by this code stands, if there is one.
    #[inline]
    pub(super) fn place_of(self, code: u16) -> u32 {
        (self.0 >> 42) as u32 + u32::from(code)
    }

    pub(super) fn base(self) -> usize {
        (self.0 >> 42) as usize
    }
}

/// A child of the root: where its own children stand, and the value of the one-character word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Root {
    pub(super) base: u32,
    pub(super) value: u32,
}

/// Which two characters any word starts with: a bit for each pair of codes, by its hash.
///
/// More than half of the pairs in texts start no word. To look for them in the array would be to wait for memory; this
/// fits into a processor's second cache, and tells nine in ten of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pairs(Cow<'static, [Word]>);

impl Pairs {
    const LOG_BITS: u32 = 20;
    const WORDS: usize = 1 << (Self::LOG_BITS - 6);

    /// The bits, as an array, whose length no access needs to be compared with.
    #[inline]
    pub(super) fn bits(&self) -> &[Word; Self::WORDS] {
        const NONE: &[Word; Pairs::WORDS] = &[[0; 8]; Pairs::WORDS];
        self.0.first_chunk().unwrap_or(NONE)
    }

    /// Whether a word may start with two characters of these codes.
    #[inline]
    pub(super) fn may_start(bits: &[Word; Self::WORDS], first: u16, second: u16) -> bool {
        let hash = Self::hash(first, second);
        sections::number(bits[hash >> 6]) >> (hash & 63) & 1 == 1
    }

    fn of(pairs: impl Iterator<Item = (u16, u16)>) -> Self {
        let mut bits = vec![0_u64; Self::WORDS];
        for (first, second) in pairs {
            let hash = Self::hash(first, second);
            bits[hash >> 6] |= 1 << (hash & 63);
        }
        Self(bits.into_iter().map(u64::to_le_bytes).collect())
    }

    #[inline]
    fn hash(first: u16, second: u16) -> usize {
        let pair = u32::from(first) << 16 | u32::from(second);
        (pair.wrapping_mul(0x9E37_79B1) >> (u32::BITS - Self::LOG_BITS)) as usize
    }
}

/// A word with a tag, or one that jieba's dictionary lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LexiconWord {
    /// 0 where no word has the tag.
    pub(super) frequency: u32,
    /// The value that its node has in jieba's dictionary.
    pub(super) plain: u32,
}

impl From<Word> for LexiconWord {
    fn from(word: Word) -> Self {
        let [frequency, plain] = sections::unpair(word);
        Self { frequency, plain }
    }
}

impl From<LexiconWord> for Word {
    fn from(word: LexiconWord) -> Self {
        sections::pair(word.frequency, word.plain).to_le_bytes()
    }
}

/// A dictionary: jieba's, and what a lexicon's words changed in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dictionary {
    /// Sum of all frequencies in jieba's dictionary, those of words that can never be cut included.
    pub(super) plain_total: u64,
    /// The sum with the lexicon's words.
    pub(super) total: u64,
    /// Every frequency that occurs in jieba's dictionary, ascending.
    pub(super) frequencies: Vec<u64>,
    /// The character of each code, the first for code 1. All are below U+10000.
    pub(super) chars: Vec<u16>,
    /// The children of the root by code, the first for code 1.
    pub(super) roots: Vec<Root>,
    /// All other nodes: [`Unit`]s.
    pub(super) units: Cow<'static, [Word]>,
    pub(super) pairs: Pairs,
    /// The lexicon's words, as [`LexiconWord`]s, the first for the value behind those of the frequencies. Those with a
    /// tag stand at it, the others behind.
    pub(super) words: Cow<'static, [Word]>,
    /// How many tags there are.
    pub(super) tags: u32,
    /// The lexicon's terms that can be no word, each with its tag.
    pub(super) signs: Vec<(String, u32)>,
}

impl Dictionary {
    /// The embedded file, and the fingerprint of the lexicons in it.
    pub(super) fn embedded() -> Result<(Self, u64), FileError> {
        Self::parse(&EMBEDDED.0)
    }

    pub(super) fn parse(bytes: &'static [u8]) -> Result<(Self, u64), FileError> {
        let Sections { fingerprint, sections } = Sections::<8>::embedded(bytes, KIND)?;
        let [numbers, frequencies, chars, roots, units, pairs, words, signs] = sections;
        let &[plain_total, total, counts, ..] = numbers else { return Err(FileError::Kind) };
        let [char_count, tags] = sections::unpair(counts);
        let root = |root: &Word| {
            let [base, value] = sections::unpair(*root);
            Root { base, value }
        };
        let sign = |line: &str| {
            let (tag, term) = line.split_once('\t')?;
            Some((term.to_owned(), tag.parse().ok()?))
        };
        let dictionary = Self {
            plain_total: sections::number(plain_total),
            total: sections::number(total),
            frequencies: frequencies.iter().map(|word| sections::number(*word)).collect(),
            chars: chars.iter().flat_map(|word| sections::quarters(*word)).take(char_count as usize).collect(),
            roots: roots.iter().map(root).collect(),
            units: Cow::Borrowed(units),
            pairs: Pairs(Cow::Borrowed(pairs)),
            words: Cow::Borrowed(words),
            tags,
            signs: sections::text_of(signs).lines().filter_map(sign).collect(),
        };
        Ok((dictionary, fingerprint))
    }

    /// The file's bytes.
    pub(super) fn to_bytes(&self, fingerprint: u64) -> Vec<u8> {
        let numbers = |words: &[Word]| words.iter().map(|word| sections::number(*word)).collect();
        let char_count = u32::try_from(self.chars.len()).unwrap_or(u32::MAX);
        let signs: String = self.signs.iter().map(|(term, tag)| format!("{tag}\t{term}\n")).collect();
        let sections = [
            vec![self.plain_total, self.total, sections::pair(char_count, self.tags)],
            self.frequencies.clone(),
            self.chars.chunks(4).map(sections::of_quarters).collect(),
            self.roots.iter().map(|root| sections::pair(root.base, root.value)).collect(),
            numbers(&self.units),
            numbers(&self.pairs.0),
            numbers(&self.words),
            sections::text_section(&signs),
        ];
        sections::write(KIND, fingerprint, &sections)
    }

    /// jieba's dictionary alone.
    pub(super) fn without_words(mut self) -> Self {
        let first = self.frequencies.len() + 1;
        let words = std::mem::take(&mut self.words);
        let plain = |value: u32| {
            let word = (value as usize).checked_sub(first).and_then(|index| words.get(index));
            word.map_or(value, |word| LexiconWord::from(*word).plain)
        };
        for root in &mut self.roots {
            root.value = plain(root.value);
        }
        for place in self.units.to_mut() {
            let mut unit = Unit::from(*place);
            if unit.value() as usize >= first {
                unit.set_value(plain(unit.value()));
                *place = unit.into();
            }
        }
        self.signs.clear();
        self.tags = 0;
        self.total = self.plain_total;
        self
    }
}

#[cfg(test)]
pub(crate) mod tests;
