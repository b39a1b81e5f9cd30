//! jieba-rs behind one type: it defines how text is cut.

use std::ops::Range;

use jieba_rs::Jieba;

/// Cuts folded text into words.
///
/// The hidden Markov model stays off: it would join single characters that carry weights into invented words, and it
/// touches nothing else.
pub struct Segmenter {
    jieba: Jieba,
}

impl Segmenter {
    /// jieba-rs's default dictionary with `words` added so that each is cut as one.
    ///
    /// A word that holds a character outside jieba's block class (Han, ASCII letters and digits, `+#&._%-`) can never
    /// be cut as one and is left out; `lexicon check` names such terms.
    pub fn with_words<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let mut jieba = Jieba::new();
        for word in words {
            if Self::can_hold(word) && !jieba.has_word(word) {
                jieba.add_word(word, None, None);
            }
        }
        Self { jieba }
    }

    /// Whether a word can be a single token at all.
    pub fn can_hold(word: &str) -> bool {
        !word.is_empty() && word.chars().all(is_block_char)
    }

    /// Calls `each` with the byte range of every word, from left to right and without gaps.
    pub fn cut(&self, text: &str, mut each: impl FnMut(Range<usize>)) {
        for token in self.jieba.cut(text, false) {
            each(token.byte_start..token.byte_end);
        }
    }
}

/// jieba's `RE_HAN_DEFAULT`: what may stand inside a dictionary word.
fn is_block_char(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '0'..='9' | '+' | '#' | '&' | '.' | '_' | '%' | '-')
        || matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}')
}
