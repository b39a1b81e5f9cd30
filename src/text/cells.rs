//! One pass over a text: what must not be segmented is taken out, the rest is folded and given its codes.

use std::ops::Range;

use super::fast::normal_form;
use super::normalize::{Folder, RUN_MAX, cuts_runs};
use super::scan::{Piece, PieceKind, may_start_emoji, special_at};
use super::signs::Signs;
use super::table::{Table, next_plain};
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
    /// How many cells there are, an end of each text included.
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

/// A stretch of plain text while it is being read.
#[derive(Clone, Copy)]
struct Stretch {
    start: usize,
    first_cell: usize,
    /// Whether a character in it can only be folded with its neighbours in view.
    complex: bool,
    last: u32,
}

impl Stretch {
    fn new(start: usize, first_cell: usize) -> Self {
        Self { start, first_cell, complex: false, last: 0 }
    }
}

/// Whether a character that a stretch ends with may stand there once more.
#[cold]
#[inline(never)]
fn goes_on(stretch: &[u32], folded: u32) -> bool {
    !stretch.ends_with(&[folded; RUN_MAX]) || !cuts_runs(char::from_u32(folded).unwrap_or_default())
}

/// What the reader of a text knows.
#[derive(Clone, Copy)]
pub(super) struct Known<'k> {
    pub(super) trie: &'k Trie,
    pub(super) table: &'k Table,
    pub(super) signs: &'k Signs,
}

impl Cells {
    /// How many cells there are, an end of each text included.
    #[inline]
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The code of each cell's character, and [`END`].
    #[inline]
    pub(super) fn codes(&self) -> &[u16] {
        &self.codes[..self.count + END.len() - 1]
    }

    /// The character of each cell, as a number, and of [`END`].
    #[inline]
    pub(super) fn chars(&self) -> &[u32] {
        &self.chars[..self.count + END.len() - 1]
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
            at = self.read_plain::<SPANS>(text, at, known.table, &mut stretch);
            let c = match text.as_bytes().get(at) {
                None => break,
                Some(byte) if byte.is_ascii() => char::from(*byte),
                Some(_) => text[at..].chars().next().unwrap_or_default(),
            };
            if let Some(whole) = self.special(text, at, c, known.signs) {
                self.close::<SPANS>(text, stretch, at, known.trie);
                self.push::<SPANS>(at, 0, NO_CODE);
                at = whole.piece.span.end;
                self.wholes.push(whole);
                stretch = Stretch::new(at, self.count);
                continue;
            }
            let entry = known.table.entry(c);
            stretch.complex |= entry.folded() == 0;
            let so_far = &self.chars[stretch.first_cell..self.count];
            if stretch.last != entry.folded() || goes_on(so_far, entry.folded()) {
                self.push::<SPANS>(at, entry.folded(), entry.code());
            }
            stretch.last = entry.folded();
            at += c.len_utf8();
        }
        self.close::<SPANS>(text, stretch, text.len(), known.trie);
        self.end::<SPANS>(text, first);
    }

    /// Reads characters of one or three bytes that fold to one character and start nothing special. Stops at the
    /// first that is none.
    // A call, so that what it holds has the registers to itself.
    #[inline(never)]
    fn read_plain<const SPANS: bool>(&mut self, text: &str, at: usize, table: &Table, stretch: &mut Stretch) -> usize {
        let Self { codes, chars, starts, .. } = self;
        // There is room for a cell for each byte of the text.
        let room = codes.len().min(chars.len());
        let (codes, chars) = (&mut codes[..room], &mut chars[..room]);
        let Some(entries) = table.entries() else { return at };
        let (mut count, mut last) = (self.count, stretch.last);
        let mut rest = &text.as_bytes()[at..];
        while count < room
            && let Some((entry, behind)) = next_plain(rest, entries)
        {
            let folded = entry.folded();
            if last != folded || goes_on(&chars[stretch.first_cell..count], folded) {
                (codes[count], chars[count]) = (entry.code(), folded);
                count += 1;
                if SPANS {
                    starts.push(text.len() - rest.len());
                }
            }
            last = folded;
            rest = behind;
        }
        (self.count, stretch.last) = (count, last);
        text.len() - rest.len()
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
        // Of what ends the page the next text needs but the first in front of it.
        self.count -= END.len() - 1;
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
                    return Some(Whole { piece: Piece { kind: PieceKind::Sticker, span: at..at + len }, tag });
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
