//! From a comment's text to tokens that know where they stand in it.
//!
//! The order is fixed: mentions, URLs, bracket stickers and emoji are taken out as tokens of their own
//! ([`scan`]); what is left is folded for matching only ([`normalize`]) and cut into jieba's words ([`Segmenter`]).
//! Every token keeps the byte range of the original it came from, so that an explanation can point at it.

mod cells;
mod definition;
pub mod dictionary;
mod emoji;
mod fast;
mod normalize;
mod overlay;
mod route;
mod scan;
mod segment;
mod signs;
mod table;
mod trie;

use std::ops::Range;

pub use emoji::{emoji_key, is_emoji};
pub(crate) use normalize::folded;
pub use normalize::{fold, traditional_bits};
pub(crate) use segment::DictionaryReader;
pub use segment::{Segmenter, SegmenterKind};

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

impl TokenKind {
    /// Whether such a token is looked up in lexicons.
    pub fn is_term(self) -> bool {
        matches!(self, Self::Word | Self::Number | Self::Sticker | Self::Emoji)
    }
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// A token as the rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FoundToken {
    pub(crate) kind: TokenKind,
    /// Its first character after folding, as a number; of no meaning for stickers, emoji, mentions and links.
    pub(crate) first: u32,
    /// The number that the segmenter was given for it.
    pub(crate) tag: Option<u32>,
}

/// What is told of texts, one after the other.
pub(crate) trait Listener {
    /// To be told numbers that tokens may be found with soon; those never given to a word stand for nothing.
    fn announcer(&self) -> impl Fn(u32);
    /// The next text starts.
    fn start(&mut self);
    /// Its next token, in the order of the text.
    fn token(&mut self, token: FoundToken);
    /// The text is over.
    fn end(&mut self);
}

/// Buffers that serve many texts; one for each thread.
#[derive(Default)]
pub struct Scratch {
    fast: fast::Buffers,
}

/// Cuts `text` into tokens. Never fails; any string is a text.
pub fn tokenize(text: &str, segmenter: &Segmenter) -> TokenizedText {
    segmenter.tokenize(text)
}

/// Signs that end a clause, after folding to half width.
fn is_boundary(c: char) -> bool {
    matches!(c, ',' | ';' | '!' | '?' | '。' | '…' | '~' | '、' | '—' | '\n' | ':')
}

#[cfg(test)]
mod tests;
