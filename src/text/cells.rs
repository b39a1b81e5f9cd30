//! One pass over a text: what must not be segmented is taken out, the rest is folded and given its codes.

use super::normalize::{Folder, RUN_MAX, cuts_runs, fold_one};
use super::scan::{Piece, may_start_emoji, special_at};
use super::trie::{END, NO_CODE, Trie};

/// A folded character, or a sticker, emoji, mention or link as a whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// First byte of the original it came from; the next cell's is the end.
    pub(super) at: usize,
    /// The character; NUL, which folding leaves nowhere, for anything else.
    pub(super) c: char,
}

/// A text in cells, and buffers that serve many texts.
#[derive(Default)]
pub(super) struct Cells {
    /// The cells; the last one stands for the end of the text.
    pub(super) list: Vec<Cell>,
    /// The code of each cell's character in the trie, but for the last cell; then [`END`].
    pub(super) codes: Vec<u16>,
    /// What the cells without a character stand for.
    pub(super) wholes: Vec<Piece>,
    folder: Folder,
    folded: String,
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

    #[inline]
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
    last: char,
    run: usize,
}

impl Stretch {
    fn new(start: usize, first_cell: usize) -> Self {
        Self { start, first_cell, complex: false, last: '\0', run: 0 }
    }
}

impl Cells {
    /// Reads a text.
    pub(super) fn read(&mut self, text: &str, trie: &Trie, table: &Table) {
        self.list.clear();
        self.codes.clear();
        self.wholes.clear();
        let mut stretch = Stretch::new(0, 0);
        let mut chars = text.chars();
        loop {
            let at = text.len() - chars.as_str().len();
            let Some(c) = chars.next() else { break };
            let entry = table.entry(c);
            if entry & ATTENTION != 0 {
                if let Some(piece) = special(text, at, c) {
                    self.close(text, stretch, at, trie);
                    chars = text[piece.span.end..].chars();
                    self.push(at, '\0', NO_CODE);
                    stretch = Stretch::new(piece.span.end, self.list.len());
                    self.wholes.push(piece);
                    continue;
                }
                stretch.complex |= entry >> 16 == 0;
            }
            let code = (entry & CODE) as u16;
            let folded = char::from_u32(entry >> 16).unwrap_or_default();
            if stretch.last == folded {
                stretch.run += 1;
                if stretch.run > RUN_MAX && cuts_runs(folded) {
                    continue;
                }
            } else {
                stretch.last = folded;
                stretch.run = 1;
            }
            self.push(at, folded, code);
        }
        self.close(text, stretch, text.len(), trie);
        self.list.push(Cell { at: text.len(), c: '\0' });
        self.codes.extend(END);
    }

    fn push(&mut self, at: usize, c: char, code: u16) {
        self.list.push(Cell { at, c });
        self.codes.push(code);
    }

    /// The cells of a text as it is, without taking anything out.
    pub(super) fn read_raw(&mut self, text: &str, trie: &Trie) {
        self.list.clear();
        self.codes.clear();
        for (at, c) in text.char_indices() {
            self.push(at, c, trie.code(c));
        }
        self.list.push(Cell { at: text.len(), c: '\0' });
        self.codes.extend(END);
    }

    /// Ends a stretch of text; if it could not be folded character by character, it is folded as a whole now.
    fn close(&mut self, text: &str, stretch: Stretch, end: usize, trie: &Trie) {
        if !stretch.complex {
            return;
        }
        self.list.truncate(stretch.first_cell);
        self.codes.truncate(stretch.first_cell);
        self.folded.clear();
        let offsets = self.folder.fold_into(&text[stretch.start..end], &mut self.folded);
        for (at, c) in self.folded.char_indices() {
            self.list.push(Cell { at: stretch.start + offsets.original(at), c });
            self.codes.push(trie.code(c));
        }
    }
}

/// Something other than text that starts here, asked only where it may.
#[inline]
fn special(text: &str, at: usize, c: char) -> Option<Piece> {
    let next = || text.as_bytes().get(at + 1).copied().unwrap_or_default();
    let possible = match c {
        'h' | 'H' | 'w' | 'W' => matches!(next(), b't' | b'T' | b'w' | b'W'),
        // Key caps: a combining mark or variation selector behind the sign.
        '0'..='9' | '#' | '*' => next() >= 0x80,
        '[' | '@' => true,
        _ => may_start_emoji(c),
    };
    if possible { special_at(text, at) } else { None }
}
