//! What is measured.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use jieba_rs::Jieba;
use shenping::lexicon::{BUNDLED, LexiconBuilder, LexiconFile};
use shenping::score::Scratch;
use shenping::text::SegmenterKind;
use shenping::{Analyzer, Lexicon};

pub const CUT: &str = "jieba-rs cut(text, false)";
pub const SCORE: &str = "score";
pub const SPARSE: &str = "score, polarity words only";

/// From texts to a sum of results.
type Run<'v> = Box<dyn FnMut(&[String]) -> f64 + 'v>;

/// Something that is measured.
pub struct Variant<'v> {
    pub name: &'static str,
    pub run: Run<'v>,
    /// CPU time of each round.
    pub times: Vec<Duration>,
    /// What the results add up to.
    pub sum: f64,
    /// Variants with the same lexicon, whose sums must be equal.
    pub lexicon: Option<&'static str>,
}

/// Everything that scores or cuts.
pub struct Engines {
    pub jieba: Jieba,
    pub fast: &'static Analyzer,
    naive: Analyzer,
    pub sparse: Analyzer,
    naive_sparse: Analyzer,
}

impl Engines {
    pub fn new(jieba: Jieba, fast: &'static Analyzer) -> Self {
        let sparse = Arc::new(polarity_words());
        Self {
            jieba,
            fast,
            naive: Analyzer::with_segmenter(Lexicon::bundled(), SegmenterKind::Jieba),
            sparse: Analyzer::new(Arc::clone(&sparse)),
            naive_sparse: Analyzer::with_segmenter(sparse, SegmenterKind::Jieba),
        }
    }

    /// How many texts of a hundred hold a term of the sparse lexicon.
    pub fn sparse_hits(&self, texts: &[String]) -> f64 {
        let mut scratch = Scratch::default();
        let hits = texts.iter().filter(|text| !self.sparse.contributions(text, &mut scratch).is_empty()).count();
        hits as f64 * 100.0 / texts.len() as f64
    }

    /// Texts scored with the sparse lexicon by the engine that defines the result.
    pub fn sparse_sum(&self, texts: &[String]) -> f64 {
        one_by_one(&self.naive_sparse)(texts)
    }

    pub fn variants(&self) -> Vec<Variant<'_>> {
        let with = |lexicon, name, run| Variant { name, run, times: Vec::new(), sum: 0.0, lexicon };
        let plain = |name, run| with(None, name, run);
        let bundled = |name, run| with(Some("bundled"), name, run);
        vec![
            plain("memory scan (UTF-8 check)", Box::new(check)),
            plain("decode characters", Box::new(decode)),
            plain(
                CUT,
                Box::new(|texts| {
                    texts.iter().map(|text| self.jieba.cut(black_box(text), false).len()).sum::<usize>() as f64
                }),
            ),
            plain("fast cut, words only", Box::new(|texts| self.fast_cut(texts))),
            bundled("naive score (jieba-rs, look-ups)", one_by_one(&self.naive)),
            bundled("score, a call for each text", one_by_one(self.fast)),
            bundled(SCORE, together(self.fast)),
            with(Some("polarity words"), SPARSE, together(&self.sparse)),
        ]
    }

    fn fast_cut(&self, texts: &[String]) -> f64 {
        let mut words = 0_usize;
        for text in texts {
            self.fast.segmenter().cut(black_box(text), |_| words += 1);
        }
        words as f64
    }
}

/// The words that are good or bad by themselves: what scorers by word lists have.
fn polarity_words() -> Lexicon {
    let (path, text) = BUNDLED[0];
    LexiconBuilder::empty().with_file(LexiconFile::parse(path, text).expect("a bundled file")).build()
}

fn check(texts: &[String]) -> f64 {
    texts.iter().filter(|text| std::str::from_utf8(black_box(text.as_bytes())).is_ok()).count() as f64
}

fn decode(texts: &[String]) -> f64 {
    texts.iter().flat_map(|text| black_box(text).chars()).map(|c| f64::from(u32::from(c) & 1)).sum()
}

fn one_by_one(analyzer: &Analyzer) -> Run<'_> {
    let mut scratch = Scratch::default();
    Box::new(move |texts| texts.iter().map(|text| analyzer.score_with(text, &mut scratch).score).sum())
}

fn together(analyzer: &Analyzer) -> Run<'_> {
    let mut scratch = Scratch::default();
    Box::new(move |texts| score_all(analyzer, texts, &mut scratch))
}

/// The sum of the scores of some texts that are handed over together.
pub fn score_all(analyzer: &Analyzer, texts: &[String], scratch: &mut Scratch) -> f64 {
    let mut sum = 0.0;
    analyzer.score_each(texts.iter().map(|text| black_box(text.as_str())), scratch, |found| sum += found.score);
    sum
}
