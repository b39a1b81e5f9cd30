//! Finds what must not reach the segmenter: mentions, links, bracket stickers, emoji.

use std::ops::Range;

use super::TokenKind;
use super::emoji::emoji_len;
pub(super) use super::emoji::may_start_emoji;

/// What a stretch of the original text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PieceKind {
    Text,
    Sticker,
    Emoji,
    Mention,
    Url,
}

impl PieceKind {
    /// The kind of the token that such a piece is as a whole.
    pub(super) fn token_kind(self) -> TokenKind {
        match self {
            Self::Text => TokenKind::Word,
            Self::Sticker => TokenKind::Sticker,
            Self::Emoji => TokenKind::Emoji,
            Self::Mention => TokenKind::Mention,
            Self::Url => TokenKind::Url,
        }
    }
}

/// A stretch of the original text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: PieceKind,
    pub(super) span: Range<usize>,
}

/// The longest sticker code seen on Douyin has 8 characters; other platforms prefix a channel name.
const STICKER_MAX_CHARS: usize = 20;

/// Douyin nicknames have at most 20 characters. A longer stretch behind `@` without white space is a sentence
/// glued to a name; then only the sign is taken out, so that the sentence is still judged.
const MENTION_MAX_CHARS: usize = 24;

/// The pieces of a text in order, without gaps.
pub(super) fn pieces(text: &str) -> Pieces<'_> {
    Pieces { text, at: 0, pending: None }
}

pub(super) struct Pieces<'t> {
    text: &'t str,
    at: usize,
    pending: Option<Piece>,
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if let Some(piece) = self.pending.take() {
            return Some(piece);
        }
        let start = self.at;
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            if let Some(piece) = special_at(self.text, self.at) {
                let before = start..piece.span.start;
                self.at = piece.span.end;
                if before.is_empty() {
                    return Some(piece);
                }
                self.pending = Some(piece);
                return Some(Piece { kind: PieceKind::Text, span: before });
            }
            self.at += char_len(bytes[self.at]);
        }
        (start < self.at).then_some(Piece { kind: PieceKind::Text, span: start..self.at })
    }
}

/// Bytes of the character that starts with this byte.
fn char_len(first: u8) -> usize {
    match first {
        0..=0x7f => 1,
        0x80..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    }
}

/// The piece other than text that starts at `at`.
pub(super) fn special_at(text: &str, at: usize) -> Option<Piece> {
    let rest = &text[at..];
    let (kind, len) = match rest.as_bytes()[0] {
        b'[' => (PieceKind::Sticker, sticker_len(rest)?),
        b'@' => (PieceKind::Mention, mention_len(text, at)?),
        b'h' | b'H' | b'w' | b'W' => (PieceKind::Url, url_len(text, at)?),
        // Emoji start beyond Latin-1, or are key caps on a digit or sign, or are © and ®.
        0x80.. | b'0'..=b'9' | b'#' | b'*' => (PieceKind::Emoji, emoji_len(rest)?),
        _ => return None,
    };
    Some(Piece { kind, span: at..at + len })
}

/// Bytes of the sticker that a text starts with: `[` code `]`, the code without brackets or white space.
pub(super) fn sticker_len(rest: &str) -> Option<usize> {
    let mut count = 0;
    for (offset, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            b']' => return (count > 0).then_some(offset + 1),
            b'[' | 0..=0x20 | 0x7f => return None,
            // A byte in the middle of a character.
            0x80..=0xbf => {}
            // Characters among which there is white space or a control: asked one by one.
            0xc2 | 0xe1..=0xe3 if rest[offset..].chars().next().is_none_or(|c| c.is_whitespace() || c.is_control()) => {
                return None;
            }
            _ => count += 1,
        }
        if count > STICKER_MAX_CHARS {
            return None;
        }
    }
    None
}

/// `@` and a name up to white space, another `@`, a sticker or a full-width comma or colon.
fn mention_len(text: &str, at: usize) -> Option<usize> {
    let mail = text[..at].bytes().next_back().is_some_and(|b| b.is_ascii_alphanumeric());
    if mail {
        return None;
    }
    let name = &text[at + 1..];
    let mut end = name.len();
    for (count, (offset, c)) in name.char_indices().enumerate() {
        if c.is_whitespace() || matches!(c, '@' | '[' | '，' | '：' | '。' | '！' | '？' | ',') {
            end = offset;
            break;
        }
        if count >= MENTION_MAX_CHARS {
            return Some(1);
        }
    }
    Some(1 + end)
}

fn url_len(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    if text[..at].bytes().next_back().is_some_and(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let head = rest.get(..8).unwrap_or(rest).to_ascii_lowercase();
    if !["http://", "https://", "www."].iter().any(|prefix| head.starts_with(prefix)) {
        return None;
    }
    let len = rest.bytes().take_while(u8::is_ascii_graphic).count();
    Some(len)
}
