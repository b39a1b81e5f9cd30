//! Folding and codes of characters in one look-up.

use super::normalize::fold_one;
use super::scan::may_start_emoji;
use super::trie::Trie;

/// What folding makes of each character below U+10000, and what code that has.
pub(super) struct Table {
    /// From the lowest bit: code (15 bits), a bit for characters that may start something special or fold in no
    /// simple way, and the folded character (16 bits), 0 where folding is not simple.
    entries: Vec<u32>,
}

/// See [`Table`].
#[derive(Clone, Copy)]
pub(super) struct Entry(u32);

impl Entry {
    const CODE: u32 = (1 << 15) - 1;
    const ATTENTION: u32 = 1 << 15;

    /// The character it folds to; 0 where folding is not simple.
    #[inline]
    pub(super) fn folded(self) -> u32 {
        self.0 >> 16
    }

    #[inline]
    pub(super) fn code(self) -> u16 {
        (self.0 & Self::CODE) as u16
    }
}

impl Table {
    /// The table for the codes of a trie.
    ///
    /// It covers the blocks that comments are written in. All other characters are folded where they occur.
    pub(super) fn new(trie: &Trie) -> Self {
        let mut entries = vec![Entry::ATTENTION; 1 << 16];
        let blocks = ['\0'..='\u{FF}', '\u{2010}'..='\u{2027}', '\u{3000}'..='\u{30FF}', '\u{4E00}'..='\u{9FFF}'];
        for c in blocks.into_iter().flatten().chain('\u{FF00}'..='\u{FF65}') {
            let Some(folded) = fold_one(c).filter(|folded| (1..0x1_0000).contains(&(*folded as u32))) else { continue };
            let attention =
                matches!(c, '[' | '@' | 'h' | 'H' | 'w' | 'W' | '0'..='9' | '#' | '*') || may_start_emoji(c);
            let attention = if attention { Entry::ATTENTION } else { 0 };
            entries[c as usize] = u32::from(trie.code(folded)) | attention | (folded as u32) << 16;
        }
        Self { entries }
    }

    pub(super) fn entry(&self, c: char) -> Entry {
        Entry(self.entries.get(c as usize).copied().unwrap_or(Entry::ATTENTION))
    }

    /// The entries as an array, whose length no access needs to be compared with.
    #[inline]
    pub(super) fn entries(&self) -> Option<&Entries> {
        self.entries.first_chunk()
    }
}

/// An entry for each character below U+10000.
pub(super) type Entries = [u32; 1 << 16];

/// The entry of the character that a text starts with, and the rest of the text, if it has one or three bytes and needs
/// no attention.
#[inline]
pub(super) fn next_plain<'t>(text: &'t [u8], entries: &Entries) -> Option<(Entry, &'t [u8])> {
    let (entry, rest) = match text {
        // The text is UTF-8: bits that need not be looked at cancel out.
        [lead @ 0xE0..=0xEF, second, third, rest @ ..] => {
            let c = (u32::from(*lead) << 12) + (u32::from(*second) << 6) + u32::from(*third);
            (entries[(c.wrapping_sub(0x2080) & 0xFFFF) as usize], rest)
        }
        [single @ 0..=0x7F, rest @ ..] => (entries[usize::from(*single)], rest),
        _ => return None,
    };
    if entry & Entry::ATTENTION == 0 { Some((Entry(entry), rest)) } else { None }
}
