//! A comment's text as the vetoes look at it.

use crate::score::{ExplainedToken, Explanation};
use crate::text::TokenKind;

/// What the vetoes look at: the explained text, and its words without stickers, mentions and links.
pub(super) struct View<'e> {
    pub(super) explanation: &'e Explanation,
    /// The folded words and punctuation; stickers, emoji, mentions and links are blanks.
    pub(super) words: String,
    /// Letters, digits and Han characters of the words.
    pub(super) characters: usize,
}

/// What ends a clause in folded words.
pub(super) const CLAUSE_ENDS: [char; 11] = ['。', '!', '?', '\n', ';', ',', '、', '~', '…', ' ', ':'];

impl<'e> View<'e> {
    pub(super) fn new(explanation: &'e Explanation) -> Self {
        let mut words = String::with_capacity(explanation.text.len());
        for token in &explanation.tokens {
            match token.kind {
                TokenKind::Word | TokenKind::Number | TokenKind::Boundary | TokenKind::Other => {
                    words.push_str(&token.term);
                }
                TokenKind::Sticker | TokenKind::Emoji | TokenKind::Mention | TokenKind::Url => words.push(' '),
            }
        }
        let characters = words.chars().filter(|c| c.is_alphanumeric()).count();
        Self { explanation, words, characters }
    }

    /// The words sentence by sentence; frames hold within one.
    pub(super) fn sentences(&self) -> impl Iterator<Item = &str> {
        self.words.split(['。', '!', '?', '\n', ';']).filter(|sentence| !sentence.trim().is_empty())
    }

    /// The words clause by clause.
    pub(super) fn clauses(&self) -> impl Iterator<Item = &str> {
        self.words.split(CLAUSE_ENDS).filter(|clause| !clause.is_empty())
    }

    /// Stickers and emoji.
    pub(super) fn symbols(&self) -> impl Iterator<Item = &'e ExplainedToken> {
        let symbol = |token: &&ExplainedToken| matches!(token.kind, TokenKind::Sticker | TokenKind::Emoji);
        self.explanation.tokens.iter().filter(symbol)
    }

    pub(super) fn of_kind(&self, kind: TokenKind) -> impl Iterator<Item = &'e ExplainedToken> {
        self.explanation.tokens.iter().filter(move |token| token.kind == kind)
    }
}
