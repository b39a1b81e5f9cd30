//! From a comment's text to tokens that know where they stand in it.
//!
//! The order is fixed: mentions, URLs, bracket stickers and emoji are taken out as tokens of their own
//! ([`scan`]); what is left is folded for matching only ([`normalize`]) and cut by jieba-rs ([`Segmenter`]).
//! Every token keeps the byte range of the original it came from, so that an explanation can point at it.

mod emoji;
mod normalize;
mod scan;
mod segment;

use std::ops::Range;

pub use emoji::emoji_key;
pub use normalize::fold;
pub use segment::Segmenter;

use normalize::Folder;
use scan::{Piece, PieceKind};

/// What a token is; only [`Word`](TokenKind::Word), [`Sticker`](TokenKind::Sticker) and
/// [`Emoji`](TokenKind::Emoji) can carry weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A word of the segmenter that holds a letter or a Han character.
    Word,
    /// A bracket code such as `[捂脸]`.
    Sticker,
    /// One emoji, modifiers and joined parts included.
    Emoji,
    /// `@name`.
    Mention,
    /// A link.
    Url,
    /// Digits without letters; `666` and `233` are still looked up as words.
    Number,
    /// Punctuation that ends a clause: comma, full stop, question mark, line break, a space between words.
    Boundary,
    /// Any other sign.
    Other,
}

/// One token: byte ranges into the original text and into [`TokenizedText::normal`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Bytes of the original text.
    pub span: Range<usize>,
    /// Bytes of the folded text, the form that lexicons are matched against.
    pub normal: Range<usize>,
}

/// A text cut into tokens.
#[derive(Clone, Debug, Default)]
pub struct TokenizedText {
    /// The folded text: NFKC, lower case, simplified characters, runs shortened to three.
    pub normal: String,
    /// Tokens in the order of the text; white space inside a clause is no token.
    pub tokens: Vec<Token>,
}

impl TokenizedText {
    /// The form of a token that lexicons are matched against.
    pub fn term(&self, token: &Token) -> &str {
        &self.normal[token.normal.clone()]
    }
}

/// Cuts `text` into tokens. Never fails; any string is a text.
pub fn tokenize(text: &str, segmenter: &Segmenter) -> TokenizedText {
    let mut out =
        TokenizedText { normal: String::with_capacity(text.len()), tokens: Vec::with_capacity(text.len() / 4) };
    let mut folder = Folder::default();
    for piece in scan::pieces(text) {
        match piece.kind {
            PieceKind::Text => push_words(text, &piece, segmenter, &mut folder, &mut out),
            PieceKind::Sticker => push_whole(text, &piece, TokenKind::Sticker, &mut out),
            PieceKind::Emoji => push_whole(text, &piece, TokenKind::Emoji, &mut out),
            PieceKind::Mention => push_whole(text, &piece, TokenKind::Mention, &mut out),
            PieceKind::Url => push_whole(text, &piece, TokenKind::Url, &mut out),
        }
    }
    out
}

/// A piece that is one token: a sticker is lower-cased, an emoji loses its modifiers.
fn push_whole(text: &str, piece: &Piece, kind: TokenKind, out: &mut TokenizedText) {
    let original = &text[piece.span.clone()];
    let start = out.normal.len();
    match kind {
        TokenKind::Sticker => out.normal.extend(original.chars().map(|c| c.to_ascii_lowercase())),
        TokenKind::Emoji => out.normal.extend(emoji_key(original)),
        _ => out.normal.push_str(original),
    }
    out.tokens.push(Token { kind, span: piece.span.clone(), normal: start..out.normal.len() });
}

/// Folds a stretch of plain text, cuts it, and maps each word back to the original bytes.
fn push_words(text: &str, piece: &Piece, segmenter: &Segmenter, folder: &mut Folder, out: &mut TokenizedText) {
    let base = out.normal.len();
    let offsets = folder.fold_into(&text[piece.span.clone()], &mut out.normal);
    let TokenizedText { normal, tokens } = out;
    let folded = &normal[base..];
    segmenter.cut(folded, |range| {
        let kind = kind_of(folded, &range, tokens.is_empty());
        let Some(kind) = kind else { return };
        let span = piece.span.start + offsets.original(range.start)..piece.span.start + offsets.original(range.end);
        tokens.push(Token { kind, span, normal: base + range.start..base + range.end });
    });
}

/// The kind of a segmented word; `None` for white space that separates nothing.
fn kind_of(folded: &str, range: &Range<usize>, at_start: bool) -> Option<TokenKind> {
    let word = &folded[range.clone()];
    let first = word.chars().next()?;
    if first.is_whitespace() {
        // A space between two Latin words is no clause boundary; anywhere else Chinese writers use it as one.
        let before = folded[..range.start].chars().next_back();
        let after = folded[range.end..].chars().next();
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let ends_clause = !at_start && (first == '\n' || !(latin(before) && latin(after)));
        return ends_clause.then_some(TokenKind::Boundary);
    }
    if is_boundary(first) && word.chars().all(is_boundary) {
        return Some(TokenKind::Boundary);
    }
    if word.bytes().all(|b| b == b'.') {
        let digit_at = |at: Option<char>| at.is_some_and(|c| c.is_ascii_digit());
        let decimal =
            digit_at(folded[..range.start].chars().next_back()) && digit_at(folded[range.end..].chars().next());
        return Some(if decimal { TokenKind::Number } else { TokenKind::Boundary });
    }
    if word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '%' | '+' | '-' | '#' | '&' | '_')) {
        return Some(TokenKind::Number);
    }
    if word.chars().any(char::is_alphanumeric) { Some(TokenKind::Word) } else { Some(TokenKind::Other) }
}

/// Signs that end a clause, after folding to half width.
fn is_boundary(c: char) -> bool {
    matches!(c, ',' | ';' | '!' | '?' | '。' | '…' | '~' | '、' | '—' | '\n' | ':')
}

#[cfg(test)]
mod tests;
