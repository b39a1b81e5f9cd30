//! Tokens from cells: the fast engine's counterpart to [`definition`](super::definition).

use std::ops::Range;

use super::cells::{Cell, Cells};
use super::scan::{Piece, PieceKind};
use super::segment::Fast;
use super::trie::{NO_CODE, Step, Way};
use super::{FoundToken, Scratch, Token, TokenKind, TokenizedText, emoji_key, is_boundary};

/// A token as cells, and the range of the original where the cells can't tell it.
struct Place {
    cells: Range<usize>,
    whole: Option<usize>,
}

/// Buffers of the fast engine.
#[derive(Default)]
pub(super) struct Buffers {
    cells: Cells,
    way: Way,
    key: String,
}

impl Fast {
    pub(super) fn each_token(
        &self,
        text: &str,
        scratch: &mut Scratch,
        announce: impl FnMut(u32),
        mut each: impl FnMut(FoundToken),
    ) {
        self.each_place(text, &mut scratch.fast, announce, |token, _, _| each(token));
    }

    pub(super) fn tokenize(&self, text: &str) -> TokenizedText {
        let mut out =
            TokenizedText { normal: String::with_capacity(text.len()), tokens: Vec::with_capacity(text.len() / 4) };
        let mut written = 0;
        let mut buffers = Buffers::default();
        self.each_place(
            text,
            &mut buffers,
            |_| {},
            |token, place, cells| {
                // White space between tokens is a part of the folded text.
                out.normal.extend(cells.list[written..place.cells.start].iter().map(|cell| cell.c));
                let start = out.normal.len();
                written = place.cells.end;
                let span = if let Some(whole) = place.whole {
                    let piece = &cells.wholes[whole];
                    normal_form(text, piece, &mut out.normal);
                    piece.span.clone()
                } else {
                    let covered = &cells.list[place.cells.start..=place.cells.end];
                    out.normal.extend(covered[..covered.len() - 1].iter().map(|cell| cell.c));
                    covered[0].at..covered[covered.len() - 1].at
                };
                out.tokens.push(Token { kind: token.kind, span, normal: start..out.normal.len() });
            },
        );
        let cells = &buffers.cells.list;
        out.normal.extend(cells[written..cells.len() - 1].iter().map(|cell| cell.c));
        out
    }

    /// Calls `each` with every token and where it stands.
    #[inline]
    fn each_place(
        &self,
        text: &str,
        buffers: &mut Buffers,
        announce: impl FnMut(u32),
        mut each: impl FnMut(FoundToken, Place, &Cells),
    ) {
        let Buffers { cells: read, way, key } = buffers;
        read.read(text, &self.trie, &self.table);
        let cells = read.list.as_slice();
        let count = cells.len() - 1;
        self.trie.route(&read.codes, way);
        let steps = way.steps.as_slice();
        self.announce(&steps[..count], announce);
        let (mut at, mut wholes, mut any) = (0, 0, false);
        while at < count {
            let start = at;
            let first = cells[at].c;
            at += steps[start].len as usize;
            let token = if read.codes[start] != NO_CODE {
                let joined = at - start == 1 && first.is_ascii_alphanumeric();
                while joined && steps[at].len == 1 && cells[at].c.is_ascii_alphanumeric() {
                    at += 1;
                }
                self.word(read, start..at, steps[start])
            } else if first == '\0' {
                let piece = &read.wholes[wholes];
                wholes += 1;
                self.whole(text, piece, key)
            } else {
                let Some(token) = self.sign(cells, start, !any) else { continue };
                token
            };
            let whole = (first == '\0').then(|| wholes - 1);
            any = true;
            each(token, Place { cells: start..at, whole }, read);
        }
    }

    /// Tells which words come, before the first one is looked at: what is known of them is seldom in the cache.
    #[inline]
    fn announce(&self, steps: &[Step], mut announce: impl FnMut(u32)) {
        let words = || {
            let mut at = 0;
            std::iter::from_fn(move || {
                let step = steps.get(at)?;
                at += step.len as usize;
                Some(step.word)
            })
        };
        words().for_each(|word| self.trie.announce_tag(word));
        words().filter_map(|word| self.trie.tag(word)).for_each(&mut announce);
    }

    /// A word of the dictionary, a character of none, or joined letters and digits.
    #[inline]
    fn word(&self, read: &Cells, range: Range<usize>, step: Step) -> FoundToken {
        let first = read.list[range.start].c;
        let is_step = step.len as usize == range.len();
        let word = if is_step { step.word } else { self.trie.find(&read.codes[range.clone()]) };
        let kind =
            if matches!(first, '\u{4E00}'..='\u{9FFF}') { TokenKind::Word } else { word_kind(&read.list, range) };
        FoundToken { kind, first, tag: self.trie.tag(word) }
    }

    /// A character that can stand in no word.
    fn sign(&self, cells: &[Cell], at: usize, at_start: bool) -> Option<FoundToken> {
        let c = cells[at].c;
        let kind = if c.is_whitespace() {
            let before = at.checked_sub(1).map_or('\0', |before| cells[before].c);
            let latin = before.is_ascii_alphanumeric() && cells[at + 1].c.is_ascii_alphanumeric();
            let ends_clause = !at_start && (c == '\n' || !latin);
            return ends_clause.then_some(FoundToken { kind: TokenKind::Boundary, first: c, tag: None });
        } else if is_boundary(c) {
            TokenKind::Boundary
        } else if c.is_alphanumeric() {
            TokenKind::Word
        } else {
            TokenKind::Other
        };
        let tag = (kind == TokenKind::Word).then(|| self.signs.find(c.encode_utf8(&mut [0; 4])));
        Some(FoundToken { kind, first: c, tag: tag.flatten() })
    }

    fn whole(&self, text: &str, piece: &Piece, key: &mut String) -> FoundToken {
        let kind = piece.kind.token_kind();
        let tag = match piece.kind {
            PieceKind::Sticker | PieceKind::Emoji => {
                let original = &text[piece.span.clone()];
                let is_normal = match piece.kind {
                    PieceKind::Sticker => !original.bytes().any(|byte| byte.is_ascii_uppercase()),
                    _ => original.chars().nth(1).is_none(),
                };
                if is_normal {
                    self.signs.find(original)
                } else {
                    key.clear();
                    normal_form(text, piece, key);
                    self.signs.find(key)
                }
            }
            _ => None,
        };
        FoundToken { kind, first: '\0', tag }
    }
}

/// Kind of a word that does not start with a common Han character: see [`kind_of`](super::definition).
fn word_kind(cells: &[Cell], range: Range<usize>) -> TokenKind {
    let chars = || cells[range.clone()].iter().map(|cell| cell.c);
    if chars().all(|c| c == '.') {
        let before = range.start.checked_sub(1).map_or('\0', |before| cells[before].c);
        let decimal = before.is_ascii_digit() && cells[range.end].c.is_ascii_digit();
        return if decimal { TokenKind::Number } else { TokenKind::Boundary };
    }
    if chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '%' | '+' | '-' | '#' | '&' | '_')) {
        return TokenKind::Number;
    }
    if chars().any(char::is_alphanumeric) { TokenKind::Word } else { TokenKind::Other }
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
