//! jieba's default dictionary as a prebuilt, read-only double array.
//!
//! Building a trie of 349,000 words takes a tenth of a second; reading this one takes a few milliseconds. The file is
//! made by `cargo run --release --no-default-features --example build_dictionary` from the dictionary inside the
//! jieba-rs crate, and a test proves that it equals a fresh build.
//!
//! # Format
//!
//! Little-endian 64-bit words: magic, version, checksum of all that follows, sum of frequencies, three counts, then
//! the sections in the order of [`Dictionary`]'s fields. Characters have codes from 1, the most used first. A node
//! below the first level is a [`Unit`]; its child by the character of code `c` stands at `base + c` and names `c`,
//! and since no two nodes share a base, the name alone tells whose child it is. Children of the root have a [`Root`]
//! each.

mod build;

pub use build::{BuildError, encode};

/// The file that comes inside the binary.
pub(super) const EMBEDDED: &[u8] = include_bytes!("../dictionary.bin");

const MAGIC: u64 = u64::from_le_bytes(*b"ShenPing");
const VERSION: u64 = 1;
/// Words in the header.
const HEADER: usize = 7;

/// A node below the first level. Bits from the lowest: code of its character (14), value (20), filter (8), base (22).
///
/// The value is an index into the frequencies plus one; 0 where no word ends. The filter has a bit for each residue
/// modulo 8 of the codes of its children. A place no node stands at is all zeros, which reads as a node without word
/// and children, whatever code it is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Unit(pub(super) u64);

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

/// The dictionary as read from its file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Dictionary {
    /// Sum of all frequencies, those of words that can never be cut included.
    pub(super) total: u64,
    /// Every frequency that occurs, ascending.
    pub(super) frequencies: Vec<u64>,
    /// The character of each code, the first for code 1. All are below U+10000.
    pub(super) chars: Vec<u16>,
    /// The children of the root by code, the first for code 1.
    pub(super) roots: Vec<Root>,
    /// All other nodes.
    pub(super) units: Vec<Unit>,
}

/// Why a dictionary file can't be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum DictionaryError {
    /// It is something else.
    #[error("this is no dictionary of version {VERSION}")]
    Kind,
    /// It ends too early or too late.
    #[error("the dictionary has {found} bytes where its header promises {wanted}")]
    Length {
        /// Bytes there are.
        found: usize,
        /// Bytes there should be.
        wanted: usize,
    },
    /// Something in it was changed.
    #[error("the dictionary's checksum is wrong: the file is damaged")]
    Checksum,
}

impl Dictionary {
    /// The embedded file.
    pub(super) fn embedded() -> Result<Self, DictionaryError> {
        Self::parse(EMBEDDED)
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, DictionaryError> {
        let (chunks, rest) = bytes.as_chunks::<8>();
        let word = |at: usize| chunks.get(at).map_or(0, |chunk| u64::from_le_bytes(*chunk));
        if word(0) != MAGIC || word(1) != VERSION || chunks.len() < HEADER {
            return Err(DictionaryError::Kind);
        }
        let count = |at: usize| usize::try_from(word(at)).unwrap_or(usize::MAX);
        let (frequencies, chars, units) = (count(4), count(5), count(6));
        let wanted =
            [frequencies, chars.div_ceil(4), chars, chars, units].into_iter().fold(HEADER, usize::saturating_add);
        if chunks.len() != wanted || !rest.is_empty() {
            return Err(DictionaryError::Length { found: bytes.len(), wanted: wanted.saturating_mul(8) });
        }
        if word(2) != checksum(chunks[3..].iter().map(|chunk| u64::from_le_bytes(*chunk))) {
            return Err(DictionaryError::Checksum);
        }
        let mut sections = Sections { chunks, at: HEADER };
        Ok(Self {
            total: word(3),
            frequencies: sections.take(frequencies).collect(),
            chars: sections.take(chars.div_ceil(4)).flat_map(unpack).take(chars).collect(),
            roots: sections.take_roots(chars),
            units: sections.take(units).map(Unit).collect(),
        })
    }

    /// The file's bytes.
    fn to_bytes(&self) -> Vec<u8> {
        let counts = [self.frequencies.len(), self.chars.len(), self.units.len()].map(|count| count as u64);
        let mut words = vec![self.total];
        words.extend(counts);
        words.extend(&self.frequencies);
        words.extend(self.chars.chunks(4).map(pack));
        words.extend(
            self.roots.iter().flat_map(|root| [root.filter, u64::from(root.base) | u64::from(root.value) << 32]),
        );
        words.extend(self.units.iter().map(|unit| unit.0));
        let head = [MAGIC, VERSION, checksum(words.iter().copied())];
        head.into_iter().chain(words).flat_map(u64::to_le_bytes).collect()
    }
}

/// Reads one section after the other.
struct Sections<'b> {
    chunks: &'b [[u8; 8]],
    at: usize,
}

impl<'b> Sections<'b> {
    fn take(&mut self, count: usize) -> impl Iterator<Item = u64> + use<'b> {
        let section = &self.chunks[self.at..self.at + count];
        self.at += count;
        section.iter().map(|chunk| u64::from_le_bytes(*chunk))
    }

    fn take_roots(&mut self, count: usize) -> Vec<Root> {
        let (pairs, _) = self.chunks[self.at..self.at + 2 * count].as_chunks::<2>();
        self.at += 2 * count;
        let root = |[filter, rest]: &[[u8; 8]; 2]| {
            let rest = u64::from_le_bytes(*rest);
            #[expect(clippy::cast_possible_truncation, reason = "two halves of a word")]
            let (base, value) = (rest as u32, (rest >> 32) as u32);
            Root { filter: u64::from_le_bytes(*filter), base, value }
        };
        pairs.iter().map(root).collect()
    }
}

fn pack(chars: &[u16]) -> u64 {
    chars.iter().rev().fold(0, |word, c| word << 16 | u64::from(*c))
}

#[expect(clippy::cast_possible_truncation, reason = "quarters of a word")]
fn unpack(word: u64) -> [u16; 4] {
    [word as u16, (word >> 16) as u16, (word >> 32) as u16, (word >> 48) as u16]
}

/// Four multiply-and-rotate lanes: every bit of every word counts, and it keeps up with memory.
fn checksum(words: impl Iterator<Item = u64>) -> u64 {
    let mut lanes = [0x9E37_79B9_7F4A_7C15_u64; 4];
    for (index, word) in words.enumerate() {
        let lane = &mut lanes[index % 4];
        *lane = (*lane ^ word).wrapping_mul(0x2545_F491_4F6C_DD1D).rotate_left(29);
    }
    lanes.into_iter().fold(0, |sum, lane| (sum ^ lane).wrapping_mul(0x2545_F491_4F6C_DD1D).rotate_left(31))
}

#[cfg(test)]
mod tests;
