//! One pass over a text: what must not be segmented is taken out, the rest is folded and given its codes.

use std::ops::Range;

use super::fast::normal_form;
use super::normalize::{Folder, RUN_MAX, cuts_runs, fold_one};
use super::scan::{Piece, PieceKind, may_start_emoji, special_at};
use super::signs::Signs;
use super::trie::{END, NO_CODE, Trie};

/// A sticker, emoji, mention or link.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) piece: Piece,
    /// The number it is found with.
    pub(super) tag: Option<u32>,
}

/// Texts in cells, each a folded character or a whole, and buffers that serve many texts.
#[derive(Default)]
pub(super) struct Cells {
    /// The code of each cell's character in the trie; as long as needed for the longest text so far.
    codes: Vec<u16>,
    /// The character of each cell, as a number; NUL, which folding leaves nowhere, for a whole and for the end.
    chars: Vec<u32>,
    /// How many cells there are, the ends of texts included.
    count: usize,
    /// The cells of each text. An end stands behind each, so that nothing reaches from one to the next.
    pub(super) texts: Vec<Range<usize>>,
    /// First byte of the original that each cell came from; only if asked for.
    starts: Vec<usize>,
    /// What the cells without a character stand for.
    pub(super) wholes: Vec<Whole>,
    folder: Folder,
    folded: String,
    key: String,
}

/// What folding makes of each character below U+10000, and what code that has.
pub(super) struct Table {
    /// From the lowest bit: code (15 bits), a bit for characters that may start something special or fold in no
    /// simple way, and the folded character (16 bits), 0 where folding is not simple.
    entries: Vec<u32>,
}

const CODE: u32 = (1 << 15) - 1;
const ATTENTION: u32 = 1 << 15;

impl Table {
    /// The table for the codes of a trie.
    ///
    /// It covers the blocks that comments are written in. All other characters are folded where they occur.
    pub(super) fn new(trie: &Trie) -> Self {
        let mut entries = vec![ATTENTION; 1 << 16];
        let blocks = ['\0'..='\u{FF}', '\u{2010}'..='\u{2027}', '\u{3000}'..='\u{30FF}', '\u{4E00}'..='\u{9FFF}'];
        for c in blocks.into_iter().flatten().chain('\u{FF00}'..='\u{FF65}') {
            let Some(folded) = fold_one(c).filter(|folded| (1..0x1_0000).contains(&(*folded as u32))) else { continue };
            let attention =
                matches!(c, '[' | '@' | 'h' | 'H' | 'w' | 'W' | '0'..='9' | '#' | '*') || may_start_emoji(c);
            let attention = if attention { ATTENTION } else { 0 };
            entries[c as usize] = u32::from(trie.code(folded)) | attention | (folded as u32) << 16;
        }
        Self { entries }
    }

    fn entry(&self, c: char) -> u32 {
        self.entries.get(c as usize).copied().unwrap_or(ATTENTION)
    }
}

/// A stretch of plain text while it is being read.
#[derive(Clone, Copy)]
struct Stretch {
    start: usize,
    first_cell: usize,
    /// Whether a character in it can only be folded with its neighbours in view.
    complex: bool,
    last: u32,
    run: usize,
}

impl Stretch {
    fn new(start: usize, first_cell: usize) -> Self {
        Self { start, first_cell, complex: false, last: 0, run: 0 }
    }

    /// Whether a folded character says more than those before it did.
    #[inline]
    fn takes(&mut self, folded: u32) -> bool {
        if self.last == folded {
            self.run += 1;
            self.run <= RUN_MAX || !cuts_runs(char::from_u32(folded).unwrap_or_default())
        } else {
            self.last = folded;
            self.run = 1;
            true
        }
    }
}

/// What the reader of a text knows.
#[derive(Clone, Copy)]
pub(super) struct Known<'k> {
    pub(super) trie: &'k Trie,
    pub(super) table: &'k Table,
    pub(super) signs: &'k Signs,
}

impl Cells {
    /// How many cells there are, the ends of texts included.
    #[inline]
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The code of each cell's character.
    #[inline]
    pub(super) fn codes(&self) -> &[u16] {
        &self.codes[..self.count]
    }

    /// The character of each cell, as a number.
    #[inline]
    pub(super) fn chars(&self) -> &[u32] {
        &self.chars[..self.count]
    }

    /// Bytes of the original where each cell starts. Empty if they were not asked for.
    #[inline]
    pub(super) fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// Forgets all texts.
    #[inline]
    pub(super) fn clear(&mut self) {
        self.count = 0;
        self.texts.clear();
        self.starts.clear();
        self.wholes.clear();
    }

    /// Reads one more text; notes where cells start if `SPANS`, which only the first may ask for.
    pub(super) fn read<const SPANS: bool>(&mut self, text: &str, known: Known<'_>) {
        let first = self.begin(text);
        let mut stretch = Stretch::new(0, first);
        let mut at = 0;
        loop {
            self.read_plain::<SPANS>(text, &mut at, known.table, &mut stretch);
            let Some(c) = text[at..].chars().next() else { break };
            if let Some(whole) = self.special(text, at, c, known.signs) {
                self.close::<SPANS>(text, stretch, at, known.trie);
                self.push::<SPANS>(at, 0, NO_CODE);
                at = whole.piece.span.end;
                self.wholes.push(whole);
                stretch = Stretch::new(at, self.count);
                continue;
            }
            let entry = known.table.entry(c);
            stretch.complex |= folded(entry) == 0;
            if stretch.takes(folded(entry)) {
                self.push::<SPANS>(at, folded(entry), code(entry));
            }
            at += c.len_utf8();
        }
        self.close::<SPANS>(text, stretch, text.len(), known.trie);
        self.end::<SPANS>(text, first);
    }

    /// Reads characters of one or three bytes that fold to one character and start nothing special. Stops at the
    /// first that is none.
    #[inline]
    fn read_plain<const SPANS: bool>(&mut self, text: &str, at: &mut usize, table: &Table, stretch: &mut Stretch) {
        let Self { codes, chars, starts, .. } = self;
        // There is room for a cell for each byte of the text.
        let (codes, chars) = (codes.as_mut_slice(), chars.as_mut_slice());
        let Some(entries) = table.entries.first_chunk() else { return };
        let (mut count, mut local) = (self.count, *stretch);
        while let Some((entry, len)) = entry_of(&text.as_bytes()[*at..], entries)
            && let (Some(code_there), Some(char_there)) = (codes.get_mut(count), chars.get_mut(count))
        {
            if local.takes(folded(entry)) {
                (*code_there, *char_there) = (code(entry), folded(entry));
                count += 1;
                if SPANS {
                    starts.push(*at);
                }
            }
            *at += len;
        }
        self.count = count;
        *stretch = local;
    }

    #[inline]
    fn begin(&mut self, text: &str) -> usize {
        self.make_room(text.len());
        self.count
    }

    /// Makes room for some more cells, and the end.
    #[inline]
    fn make_room(&mut self, more: usize) {
        let room = self.count + more + END.len();
        if self.codes.len() < room {
            self.codes.resize(room, NO_CODE);
            self.chars.resize(room, 0);
        }
    }

    #[inline]
    fn push<const SPANS: bool>(&mut self, at: usize, c: u32, code: u16) {
        self.codes[self.count] = code;
        self.chars[self.count] = c;
        self.count += 1;
        if SPANS {
            self.starts.push(at);
        }
    }

    #[inline]
    fn end<const SPANS: bool>(&mut self, text: &str, first: usize) {
        self.texts.push(first..self.count);
        for code in END {
            self.push::<SPANS>(text.len(), 0, code);
        }
    }

    /// The cells of a text as it is, without taking anything out.
    pub(super) fn read_raw(&mut self, text: &str, trie: &Trie) {
        let first = self.begin(text);
        for (at, c) in text.char_indices() {
            self.push::<true>(at, c as u32, trie.code(c));
        }
        self.end::<true>(text, first);
    }

    /// Ends a stretch of text; if it could not be folded character by character, it is folded as a whole now.
    #[inline]
    fn close<const SPANS: bool>(&mut self, text: &str, stretch: Stretch, end: usize, trie: &Trie) {
        if stretch.complex {
            self.fold_anew::<SPANS>(text, stretch, end, trie);
        }
    }

    #[cold]
    fn fold_anew<const SPANS: bool>(&mut self, text: &str, stretch: Stretch, end: usize, trie: &Trie) {
        self.count = stretch.first_cell;
        self.starts.truncate(stretch.first_cell);
        self.folded.clear();
        // One character may fold to many.
        let mut folded = std::mem::take(&mut self.folded);
        let mut folder = std::mem::take(&mut self.folder);
        let offsets = folder.fold_into(&text[stretch.start..end], &mut folded);
        self.make_room(folded.len() + text.len() - end);
        for (at, c) in folded.char_indices() {
            self.push::<SPANS>(stretch.start + offsets.original(at), c as u32, trie.code(c));
        }
        (self.folded, self.folder) = (folded, folder);
    }

    /// Something other than text that starts here, asked only where it may.
    #[inline]
    fn special(&mut self, text: &str, at: usize, c: char, signs: &Signs) -> Option<Whole> {
        let bytes = text.as_bytes();
        let next = || bytes.get(at + 1).copied().unwrap_or_default();
        let possible = match c {
            '[' => {
                if let Some((len, tag)) = signs.sticker(bytes, at) {
                    let piece = Piece { kind: PieceKind::Sticker, span: at..at + len };
                    return Some(Whole { piece, tag: Some(tag) });
                }
                true
            }
            'h' | 'H' | 'w' | 'W' => matches!(next(), b't' | b'T' | b'w' | b'W'),
            // Key caps: a combining mark or variation selector behind the sign.
            '0'..='9' | '#' | '*' => next() >= 0x80,
            '@' => true,
            _ => may_start_emoji(c),
        };
        let piece = if possible { special_at(text, at)? } else { return None };
        let tag = self.tag_of(text, &piece, signs);
        Some(Whole { piece, tag })
    }

    fn tag_of(&mut self, text: &str, piece: &Piece, signs: &Signs) -> Option<u32> {
        let original = &text[piece.span.clone()];
        let is_normal = match piece.kind {
            PieceKind::Sticker => !original.bytes().any(|byte| byte.is_ascii_uppercase()),
            PieceKind::Emoji => original.chars().nth(1).is_none(),
            _ => return None,
        };
        if is_normal {
            return signs.find(original);
        }
        self.key.clear();
        normal_form(text, piece, &mut self.key);
        signs.find(&self.key)
    }
}

/// Entry and length of the character that a text starts with, if it has one or three bytes and needs no attention.
#[inline]
fn entry_of(text: &[u8], entries: &[u32; 1 << 16]) -> Option<(u32, usize)> {
    let (entry, len) = match *text {
        // The text is UTF-8: bits that need not be looked at cancel out.
        [lead @ 0xE0..=0xEF, second, third, ..] => {
            let c = (u32::from(lead) << 12) + (u32::from(second) << 6) + u32::from(third);
            (entries[(c.wrapping_sub(0x2080) & 0xFFFF) as usize], 3)
        }
        [single @ 0..=0x7F, ..] => (entries[usize::from(single)], 1),
        _ => return None,
    };
    (entry & ATTENTION == 0).then_some((entry, len))
}

#[inline]
fn folded(entry: u32) -> u32 {
    entry >> 16
}

#[inline]
fn code(entry: u32) -> u16 {
    (entry & CODE) as u16
}
