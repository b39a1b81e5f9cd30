//! What a token is, in plain words: take out what must not be segmented, fold the rest, let jieba-rs cut it.
//!
//! The fast engine must give the same tokens; tests compare the two on any text.

use std::ops::Range;

use jieba_rs::Jieba;
use rustc_hash::FxHashMap;

use super::fast::normal_form;
use super::normalize::Folder;
use super::scan::{self, Piece, PieceKind};
use super::segment::Segmenter;
use super::{FoundToken, Listener, Token, TokenKind, TokenizedText, is_boundary};

/// jieba-rs with a lexicon's words, and their tags to look up.
pub(super) struct Definition {
    jieba: Jieba,
    pub(super) tags: FxHashMap<Box<str>, u32>,
}

impl Definition {
    pub(super) fn new(words: &[(&str, Option<u32>)]) -> Self {
        let mut jieba = Jieba::new();
        let mut tags = FxHashMap::default();
        for (word, tag) in words {
            if Segmenter::can_hold(word) && !jieba.has_word(word) {
                jieba.add_word(word, None, None);
            }
            if let Some(tag) = tag {
                tags.insert((*word).into(), *tag);
            }
        }
        Self { jieba, tags }
    }

    pub(super) fn keep_whole(&mut self, word: &str) {
        if self.jieba.has_word(word) && self.jieba.cut(word, false).len() > 1 {
            self.jieba.add_word(word, None, None);
        }
    }

    pub(super) fn cut(&self, text: &str, mut each: impl FnMut(Range<usize>)) {
        for token in self.jieba.cut(text, false) {
            each(token.byte_start..token.byte_end);
        }
    }

    pub(super) fn each_token(&self, text: &str, listener: &mut impl Listener) {
        let cut = tokenize(text, self);
        listener.start();
        for token in &cut.tokens {
            let term = cut.term(token);
            let tag = self.tags.get(term).copied().filter(|_| token.kind.is_term());
            let first = term.chars().next().map_or(0, u32::from);
            listener.token(FoundToken { kind: token.kind, first, tag });
        }
        listener.end();
    }
}

/// Cuts `text` into tokens.
pub(super) fn tokenize(text: &str, segmenter: &Definition) -> TokenizedText {
    let mut out =
        TokenizedText { normal: String::with_capacity(text.len()), tokens: Vec::with_capacity(text.len() / 4) };
    let mut folder = Folder::default();
    for piece in scan::pieces(text) {
        if piece.kind == PieceKind::Text {
            push_words(text, &piece, segmenter, &mut folder, &mut out);
        } else {
            let start = out.normal.len();
            normal_form(text, &piece, &mut out.normal);
            let normal = start..out.normal.len();
            out.tokens.push(Token { kind: piece.kind.token_kind(), span: piece.span, normal });
        }
    }
    out
}

/// Folds a stretch of plain text, cuts it, and maps each word back to the original bytes.
fn push_words(text: &str, piece: &Piece, segmenter: &Definition, folder: &mut Folder, out: &mut TokenizedText) {
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
