//! What must hold for any bytes.

use std::sync::LazyLock;

use shenping::text::SegmenterKind;
use shenping::{Analyzer, Lexicon};

static FAST: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::with_segmenter(Lexicon::bundled(), SegmenterKind::Fast));
static JIEBA: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::with_segmenter(Lexicon::bundled(), SegmenterKind::Jieba));

/// Any bytes are a text, and both engines cut and score it alike.
///
/// # Panics
/// Where they do not.
pub fn engines_agree(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let words = |analyzer: &Analyzer| {
        let mut words = Vec::new();
        analyzer.segmenter().cut(&text, |range| words.push(range));
        words
    };
    assert_eq!(words(&FAST), words(&JIEBA), "{text:?}");
    assert_eq!(FAST.tokenize(&text), JIEBA.tokenize(&text), "{text:?}");
    assert_eq!(FAST.score(&text), JIEBA.score(&text), "{text:?}");
}
