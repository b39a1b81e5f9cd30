//! Terms that are no words of the dictionary, to be found by their bytes: stickers, emoji, words of other scripts.

use rustc_hash::FxHashMap;

use super::scan::sticker_len;

/// Bytes of a term that has room in a slot.
const SHORT: usize = 24;

/// A short term in one half of a cache line; the look-up of a sticker then waits for memory once.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
struct Slot {
    /// The term's bytes, filled up with zeros; all zeros for a free slot.
    key: [u64; SHORT / 8],
    tag: u32,
    /// Whether a text that holds it holds a sticker there.
    is_sticker: bool,
}

#[derive(Debug, Default)]
pub(super) struct Signs {
    /// Open addressing, a power of two, at most a quarter full.
    slots: Vec<Slot>,
    long: FxHashMap<Box<str>, u32>,
}

impl Signs {
    /// The terms with their numbers; of a term given twice the last number counts.
    pub(super) fn new<'t>(terms: impl Iterator<Item = (&'t str, u32)>) -> Self {
        let terms: Vec<_> = terms.collect();
        let mut signs =
            Self { slots: vec![Slot::default(); (terms.len() * 4).next_power_of_two()], long: FxHashMap::default() };
        for (term, tag) in terms {
            match key(term.as_bytes()) {
                Some(key) => {
                    let at = signs.place(key);
                    signs.slots[at] = Slot { key, tag, is_sticker: sticker_len(term) == Some(term.len()) };
                }
                None => {
                    signs.long.insert(term.into(), tag);
                }
            }
        }
        signs
    }

    #[inline]
    pub(super) fn find(&self, term: &str) -> Option<u32> {
        let Some(key) = key(term.as_bytes()) else { return self.long.get(term).copied() };
        let slot = self.slots.get(self.place(key))?;
        (slot.key == key).then_some(slot.tag)
    }

    /// Length and number of the known short sticker that a text starts with.
    #[inline]
    pub(super) fn sticker(&self, text: &[u8]) -> Option<(usize, u32)> {
        let mut key = if let Some(bytes) = text.first_chunk() {
            words(bytes)
        } else {
            let mut bytes = [0; SHORT];
            bytes[..text.len()].copy_from_slice(text);
            words(&bytes)
        };
        // Up to the first closing bracket; what is behind it is no part of the term.
        let at = key.iter().position(|word| closing(*word) != 0)?;
        let bits = closing(key[at]).trailing_zeros() + 1;
        key[at] &= u64::MAX >> (u64::BITS - bits);
        key[at + 1..].fill(0);
        let slot = self.slots.get(self.place(key)).filter(|slot| slot.key == key && slot.is_sticker)?;
        Some((at * 8 + bits as usize / 8, slot.tag))
    }

    /// Where the key is, or would be.
    #[inline]
    fn place(&self, key: [u64; SHORT / 8]) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let hash =
            key.into_iter().fold(0_u64, |hash, word| (hash ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23));
        #[expect(clippy::cast_possible_truncation, reason = "the hash is reduced to the table's size")]
        let mut at = hash as usize & mask;
        while self.slots.get(at).is_some_and(|slot| slot.key != [0; SHORT / 8] && slot.key != key) {
            at = (at + 1) & mask;
        }
        at
    }
}

/// A short term's bytes; `None` where they could be taken for a free slot or another term's, and for long ones.
#[inline]
fn key(term: &[u8]) -> Option<[u64; SHORT / 8]> {
    let mut bytes = [0; SHORT];
    bytes.get_mut(..term.len())?.copy_from_slice(term);
    if term.is_empty() || term.contains(&0) {
        return None;
    }
    Some(words(&bytes))
}

#[inline]
fn words(bytes: &[u8; SHORT]) -> [u64; SHORT / 8] {
    let (words, _) = bytes.as_chunks::<8>();
    [u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1]), u64::from_le_bytes(words[2])]
}

/// The highest bit of the first byte that is a closing bracket; 0 where there is none. Bits above that say nothing.
#[inline]
fn closing(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let zero_there = word ^ (ONES * u64::from(b']'));
    zero_there.wrapping_sub(ONES) & !zero_there & (ONES << 7)
}
