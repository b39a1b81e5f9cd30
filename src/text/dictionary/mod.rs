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
//! the root have a [`Root`] each.
//!
//! A lexicon's words have values behind those of jieba's frequencies, and a [`LexiconWord`] each, which tells what
//! stood there before: so the one file is jieba's dictionary, too.

mod build;

use std::borrow::Cow;

pub use build::BuildError;
pub(crate) use build::build;

use crate::sections::{self, Aligned, FileError, Sections, Word};

/// The file that comes inside the binary.
static EMBEDDED: &Aligned<[u8]> = &Aligned(*include_bytes!("../dictionary.bin"));

const KIND: Word = *b"SPDict 2";

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

/// A child of the root: where its own children stand, which they may be, and the value of the one-character word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Root {
    /// A bit for each residue modulo 64 of the codes of its children.
    pub(super) filter: u64,
    pub(super) base: u32,
    pub(super) value: u32,
}

/// A word with a tag, or one that jieba's dictionary lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LexiconWord {
    pub(super) frequency: u32,
    /// The value that its node has in jieba's dictionary.
    pub(super) plain: u32,
    /// What tokens are found with; [`NO_TAG`](super::trie::NO_TAG) for none.
    pub(super) tag: u32,
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
    /// The lexicon's words, the first for the value behind those of the frequencies.
    pub(super) words: Vec<LexiconWord>,
    /// The lexicon's terms that can be no word, each with its tag.
    pub(super) signs: Vec<(String, u32)>,
}

impl Dictionary {
    /// The embedded file, and the fingerprint of the lexicons in it.
    pub(super) fn embedded() -> Result<(Self, u64), FileError> {
        Self::parse(&EMBEDDED.0)
    }

    pub(super) fn parse(bytes: &'static [u8]) -> Result<(Self, u64), FileError> {
        let Sections { fingerprint, sections } = Sections::<8>::read(bytes, KIND)?;
        let [numbers, frequencies, chars, roots, units, words, tags, signs] = sections;
        let &[plain_total, total, char_count, ..] = numbers else { return Err(FileError::Kind) };
        let char_count = usize::try_from(sections::number(char_count)).unwrap_or(usize::MAX);
        let root = |[filter, rest]: &[Word; 2]| {
            let [base, value] = sections::unpair(*rest);
            Root { filter: sections::number(*filter), base, value }
        };
        let word = |(word, tag): (&Word, u32)| {
            let [frequency, plain] = sections::unpair(*word);
            LexiconWord { frequency, plain, tag }
        };
        let sign = |line: &str| {
            let (tag, term) = line.split_once('\t')?;
            Some((term.to_owned(), tag.parse().ok()?))
        };
        let dictionary = Self {
            plain_total: sections::number(plain_total),
            total: sections::number(total),
            frequencies: frequencies.iter().map(|word| sections::number(*word)).collect(),
            chars: chars.iter().flat_map(|word| sections::quarters(*word)).take(char_count).collect(),
            roots: roots.as_chunks().0.iter().map(root).collect(),
            units: Cow::Borrowed(units),
            words: words.iter().zip(tags.iter().flat_map(|tags| sections::unpair(*tags))).map(word).collect(),
            signs: sections::text_of(signs).lines().filter_map(sign).collect(),
        };
        Ok((dictionary, fingerprint))
    }

    /// The file's bytes.
    pub(super) fn to_bytes(&self, fingerprint: u64) -> Vec<u8> {
        let root = |root: &Root| [root.filter, sections::pair(root.base, root.value)];
        let tags = |words: &[LexiconWord]| sections::pair(words[0].tag, words.get(1).map_or(0, |word| word.tag));
        let signs: String = self.signs.iter().map(|(term, tag)| format!("{tag}\t{term}\n")).collect();
        let sections = [
            vec![self.plain_total, self.total, self.chars.len() as u64],
            self.frequencies.clone(),
            self.chars.chunks(4).map(sections::of_quarters).collect(),
            self.roots.iter().flat_map(root).collect(),
            self.units.iter().map(|unit| sections::number(*unit)).collect(),
            self.words.iter().map(|word| sections::pair(word.frequency, word.plain)).collect(),
            self.words.chunks(2).map(tags).collect(),
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
            word.map_or(value, |word| word.plain)
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
        self.total = self.plain_total;
        self
    }
}

#[cfg(test)]
pub(crate) mod tests;
