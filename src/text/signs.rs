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
    /// Open addressing, a power of two, at most half full.
    slots: Vec<Slot>,
    long: FxHashMap<Box<str>, u32>,
}

impl Signs {
    /// The terms with their numbers; of a term given twice the last number counts.
    pub(super) fn new<'t>(terms: impl Iterator<Item = (&'t str, u32)>) -> Self {
        let terms: Vec<_> = terms.collect();
        let mut signs =
            Self { slots: vec![Slot::default(); (terms.len() * 2).next_power_of_two()], long: FxHashMap::default() };
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

    /// Length and number of the short sticker that stands at `at`, if it is known or has a plain code, as nearly all
    /// have; others must be looked at more closely.
    #[inline]
    pub(super) fn sticker(&self, text: &[u8], at: usize) -> Option<(usize, Option<u32>)> {
        let [first, second, third] = [0, 8, 16].map(|offset| word_at(text, at + offset));
        // Up to the first closing bracket; what is behind it is no part of the term. Without branches: nobody can
        // guess how long the next sticker is.
        let ends = [closing(first), closing(second), closing(third)];
        let ended = |by: u64| u64::from(by != 0).wrapping_neg();
        let (in_first, in_second) = (ended(ends[0]), ended(ends[0] | ends[1]));
        let key = [first & up_to(ends[0]), second & up_to(ends[1]) & !in_first, third & up_to(ends[2]) & !in_second];
        let slot = self.slots.get(self.place(key)).filter(|slot| slot.key == key);
        // As far as the last byte of each word that is not zero. No term has zeros in it, but a text may.
        let bytes = |word: u64| 8 - word.leading_zeros() as usize / 8;
        let len: usize = key.into_iter().map(bytes).sum();
        match slot {
            Some(slot) if slot.is_sticker => Some((len, Some(slot.tag))),
            _ => is_plain_code(&text[at..], len).then_some((len, None)),
        }
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

/// Eight bytes of a text; zeros behind its end.
#[inline]
fn word_at(text: &[u8], at: usize) -> u64 {
    if let Some(bytes) = text.get(at..).and_then(|rest| rest.first_chunk()) {
        return u64::from_le_bytes(*bytes);
    }
    match (text.len().checked_sub(at), text.last_chunk()) {
        (None | Some(0), _) => 0,
        (Some(rest), Some(bytes)) => u64::from_le_bytes(*bytes) >> (8 * (8 - rest)),
        (Some(_), None) => text[at..].iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// The highest bit of the first byte that is a closing bracket; 0 where there is none. Bits above that say nothing.
#[inline]
fn closing(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let zero_there = word ^ (ONES * u64::from(b']'));
    zero_there.wrapping_sub(ONES) & !zero_there & (ONES << 7)
}

/// Whether a text starts with a sticker of so many bytes, brackets included, whose code has no ASCII and none of the
/// lead bytes C0 to C3 and E0 to E3, behind which all other white space and controls lie. Not inlined: with the
/// bundled lexicons nearly every sticker is known, and this is seldom asked.
#[inline(never)]
fn is_plain_code(text: &[u8], len: usize) -> bool {
    let Some([b'[', code @ .., b']']) = text.get(..len) else { return false };
    !code.is_empty() && code.iter().all(|byte| *byte >= 0x80 && !matches!(byte & 0xFC, 0xC0 | 0xE0))
}

/// All bits up to the lowest one; all bits if there is none.
#[inline]
fn up_to(bits: u64) -> u64 {
    bits ^ bits.wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stickers_are_found_wherever_they_stand() {
        let terms =
            ["[赞]", "[捂脸]", "[a]", "[泣不成声]", "[一二三四五六七]", "[a b]", "[]", "好", "[一二三四五六七八九十]"];
        let signs = Signs::new(terms.into_iter().zip(0..));
        let none = Signs::new([].into_iter());
        assert_eq!(signs.find("好"), Some(7));
        for (term, tag) in terms.into_iter().zip(0..).filter(|(term, _)| *term != "好") {
            let want = (sticker_len(term).is_some() && term.len() <= SHORT).then_some(term.len());
            for (before, after) in [("", ""), ("好", ""), ("", "]"), ("[[", "[赞]"), ("好好好", "好好好好好好好好")]
            {
                let text = format!("{before}{term}{after}");
                let found = |signs: &Signs| signs.sticker(text.as_bytes(), before.len());
                assert_eq!(found(&signs), want.map(|len| (len, Some(tag))), "{text}");
                let is_plain = !term.contains('a');
                assert_eq!(found(&none), want.filter(|_| is_plain).map(|len| (len, None)), "{text}");
                assert_eq!(signs.find(term), Some(tag));
            }
        }
        for text in ["[", "[赞", "[捂脸捂脸捂脸捂脸", "[赞\0]", "[x]", "[A]"] {
            assert_eq!(signs.sticker(text.as_bytes(), 0), None, "{text}");
        }
    }

    #[test]
    fn what_is_taken_for_a_sticker_unseen_is_one() {
        let signs = Signs::new([].into_iter());
        let check = |text: &str| {
            let found = signs.sticker(text.as_bytes(), 0).map(|(len, _)| len);
            assert!(found.is_none() || found == sticker_len(text), "{text:?}");
            found.is_some()
        };
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            for text in [format!("[{c}]"), format!("[赞{c}捂]"), format!("[{c}{c}{c}]赞")] {
                assert!(check(&text) || !('\u{4000}'..'\u{A000}').contains(&c), "{text:?}");
            }
        }
        // Characters of every length around each other, the zeros that words are filled up with among them.
        let parts = ["", "\0", "\0\0\0", "a", "[", "]", " ", "Ā", "好", "\u{3000}", "𠀀"];
        let each = || parts.into_iter();
        for (a, b) in each().flat_map(|a| each().map(move |b| (a, b))) {
            for (c, d) in each().flat_map(|c| each().map(move |d| (c, d))) {
                each().for_each(|e| _ = check(&format!("[{a}{b}{c}{d}{e}]好")));
            }
        }
    }
}
