//! Tokens from cells: the fast engine's counterpart to [`definition`](super::definition).

use std::ops::{Range, RangeInclusive};

use super::cells::{Cells, Known, Whole};
use super::scan::{Piece, PieceKind};
use super::segment::Fast;
use super::trie::{NO_CODE, Step, Way};
use super::{FoundToken, Listener, Scratch, Token, TokenKind, TokenizedText, emoji_key, is_boundary};
use crate::prefetch::prefetch;

/// A token as cells, and which of the wholes it is if it is one.
struct Place {
    cells: Range<usize>,
    whole: Option<usize>,
}

/// Texts, each asked for from memory some texts before it is read: they may lie anywhere, and to wait for each would
/// take a tenth of the time.
struct Upcoming<'t, I> {
    texts: I,
    /// The next ones, in a ring.
    ring: [Option<&'t str>; 8],
    next: usize,
}

impl<'t, I: Iterator<Item = &'t str>> Upcoming<'t, std::iter::Fuse<I>> {
    #[inline]
    fn new(texts: I) -> Self {
        let mut texts = texts.fuse();
        let ring = std::array::from_fn(|_| take_ahead(&mut texts));
        Self { texts, ring, next: 0 }
    }
}

impl<'t, I: Iterator<Item = &'t str>> Iterator for Upcoming<'t, I> {
    type Item = &'t str;

    #[inline]
    fn next(&mut self) -> Option<&'t str> {
        let place = self.next % self.ring.len();
        self.next = place + 1;
        std::mem::replace(&mut self.ring[place], take_ahead(&mut self.texts))
    }
}

/// The next text; its beginning and its end are on their way.
#[inline]
fn take_ahead<'t>(texts: &mut impl Iterator<Item = &'t str>) -> Option<&'t str> {
    let text = texts.next()?;
    prefetch(text.as_bytes(), 0);
    prefetch(text.as_bytes(), text.len().wrapping_sub(1));
    Some(text)
}

/// Buffers of the fast engine.
#[derive(Default)]
pub(super) struct Buffers {
    cells: Cells,
    way: Way,
}

impl Fast {
    /// Characters that are read before the first of them is looked at. Texts are short: what is done with each of a
    /// page of them goes on from one to the next without a stop.
    const PAGE: usize = 512;

    #[inline]
    pub(super) fn each_token<'t>(
        &self,
        texts: impl Iterator<Item = &'t str>,
        scratch: &mut Scratch,
        listener: &mut impl Listener,
    ) {
        let Buffers { cells, way } = &mut scratch.fast;
        let mut texts = Upcoming::new(texts);
        loop {
            cells.clear();
            while cells.count() < Self::PAGE {
                let Some(text) = texts.next() else { break };
                cells.read::<false>(text, self.known());
            }
            if cells.texts.is_empty() {
                return;
            }
            self.trie.route(cells.codes(), way, listener.announcer());
            let mut wholes = 0;
            for text in &cells.texts {
                listener.start();
                self.each_place(cells, text.clone(), &mut wholes, way, |token, _| listener.token(token));
                listener.end();
            }
        }
    }

    pub(super) fn tokenize(&self, text: &str) -> TokenizedText {
        let mut out =
            TokenizedText { normal: String::with_capacity(text.len()), tokens: Vec::with_capacity(text.len() / 4) };
        let mut written = 0;
        let (mut cells, mut way) = (Cells::default(), Way::default());
        cells.read::<true>(text, self.known());
        self.trie.route(cells.codes(), &mut way, |_| {});
        let (chars, starts, all) = (cells.chars(), cells.starts(), cells.texts[0].clone());
        self.each_place(&cells, all.clone(), &mut 0, &way, |token, place| {
            // White space between tokens is a part of the folded text.
            out.normal.extend(chars[written..place.cells.start].iter().copied().map(char_of));
            let start = out.normal.len();
            written = place.cells.end;
            let span = if let Some(whole) = place.whole {
                let piece = &cells.wholes[whole].piece;
                normal_form(text, piece, &mut out.normal);
                piece.span.clone()
            } else {
                out.normal.extend(chars[place.cells.clone()].iter().copied().map(char_of));
                starts[place.cells.start]..starts[place.cells.end]
            };
            out.tokens.push(Token { kind: token.kind, span, normal: start..out.normal.len() });
        });
        out.normal.extend(chars[written..all.end].iter().copied().map(char_of));
        out
    }

    #[inline]
    fn known(&self) -> Known<'_> {
        Known { trie: &self.trie, table: &self.table, signs: &self.signs }
    }

    /// Calls `each` with every token of a text and where it stands. `wholes` counts those of the page.
    #[inline]
    fn each_place(
        &self,
        read: &Cells,
        text: Range<usize>,
        wholes: &mut usize,
        way: &Way,
        mut each: impl FnMut(FoundToken, Place),
    ) {
        let (chars, steps) = (read.chars(), way.steps.as_slice());
        // Of known length, so that no access needs to be compared with it.
        let (text_chars, text_steps) = (&chars[..text.end], &steps[..text.end]);
        let (mut at, mut any) = (text.start, false);
        while at < text.end {
            let start = at;
            let (first, step) = (text_chars[at], text_steps[at]);
            at += step.len();
            // Nine of ten tokens are this: written apart, so that what follows is made for words.
            if COMMON_HAN.contains(&first) {
                any = true;
                let token = FoundToken { kind: TokenKind::Word, first, tag: self.trie.tag(step.word()) };
                each(token, Place { cells: start..at, whole: None });
                continue;
            }
            let mut whole = None;
            let token = if read.codes()[start] != NO_CODE {
                let joined = at - start == 1 && char_of(first).is_ascii_alphanumeric();
                while joined && steps[at].len() == 1 && char_of(chars[at]).is_ascii_alphanumeric() {
                    at += 1;
                }
                self.word(read, start..at, step)
            } else if first == 0 {
                let Whole { piece, tag } = &read.wholes[*wholes];
                whole = Some(*wholes);
                *wholes += 1;
                FoundToken { kind: piece.kind.token_kind(), first, tag: *tag }
            } else {
                let Some(token) = self.sign(chars, start, !any) else { continue };
                token
            };
            any = true;
            each(token, Place { cells: start..at, whole });
        }
    }

    /// A word that starts with no common Han character, or joined letters and digits.
    fn word(&self, read: &Cells, range: Range<usize>, step: Step) -> FoundToken {
        let first = read.chars()[range.start];
        let is_step = step.len() == range.len();
        let word = if is_step { step.word() } else { self.trie.find(&read.codes()[range.clone()]) };
        FoundToken { kind: word_kind(read.chars(), range), first, tag: self.trie.tag(word) }
    }

    /// A character that can stand in no word.
    fn sign(&self, chars: &[u32], at: usize, at_start: bool) -> Option<FoundToken> {
        let c = char_of(chars[at]);
        let kind = if c.is_whitespace() {
            let before = at.checked_sub(1).map_or('\0', |before| char_of(chars[before]));
            let latin = before.is_ascii_alphanumeric() && char_of(chars[at + 1]).is_ascii_alphanumeric();
            let ends_clause = !at_start && (c == '\n' || !latin);
            return ends_clause.then_some(FoundToken { kind: TokenKind::Boundary, first: chars[at], tag: None });
        } else if is_boundary(c) {
            TokenKind::Boundary
        } else if c.is_alphanumeric() {
            TokenKind::Word
        } else {
            TokenKind::Other
        };
        let tag = (kind == TokenKind::Word).then(|| self.signs.find(c.encode_utf8(&mut [0; 4])));
        Some(FoundToken { kind, first: chars[at], tag: tag.flatten() })
    }
}

/// The block that nearly all Han characters in comments are from.
const COMMON_HAN: RangeInclusive<u32> = 0x4E00..=0x9FFF;

#[inline]
fn char_of(number: u32) -> char {
    char::from_u32(number).unwrap_or_default()
}

/// Kind of a word that does not start with a common Han character: see [`kind_of`](super::definition).
fn word_kind(chars: &[u32], range: Range<usize>) -> TokenKind {
    let word = || chars[range.clone()].iter().copied().map(char_of);
    if word().all(|c| c == '.') {
        let before = range.start.checked_sub(1).map_or('\0', |before| char_of(chars[before]));
        let decimal = before.is_ascii_digit() && char_of(chars[range.end]).is_ascii_digit();
        return if decimal { TokenKind::Number } else { TokenKind::Boundary };
    }
    if word().all(|c| c.is_ascii_digit() || matches!(c, '.' | '%' | '+' | '-' | '#' | '&' | '_')) {
        return TokenKind::Number;
    }
    if word().any(char::is_alphanumeric) { TokenKind::Word } else { TokenKind::Other }
}

/// Appends the form of a piece that lexicons are matched against.
pub(super) fn normal_form(text: &str, piece: &Piece, out: &mut String) {
    let original = &text[piece.span.clone()];
    let start = out.len();
    match piece.kind {
        PieceKind::Emoji => out.extend(emoji_key(original)),
        PieceKind::Sticker => {
            out.push_str(original);
            out[start..].make_ascii_lowercase();
        }
        _ => out.push_str(original),
    }
}
