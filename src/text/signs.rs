//! Terms that are no words of the dictionary, to be found by their bytes: stickers, emoji, words of other scripts.

use rustc_hash::FxHashMap;

/// Bytes of a term that has room in a slot.
const SHORT: usize = 24;

/// A short term in one half of a cache line; the look-up of a sticker then waits for memory once.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
struct Slot {
    /// The term's bytes, filled up with zeros; all zeros for a free slot.
    key: [u64; SHORT / 8],
    tag: u32,
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
                    signs.slots[at] = Slot { key, tag };
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
    let (words, _) = bytes.as_chunks::<8>();
    Some([u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1]), u64::from_le_bytes(words[2])])
}
