//! Proves that the fast engine and jieba-rs cut and score alike, on real and on generated texts.
//!
//! ```text
//! cargo run --release --no-default-features --example prove_engine -- [--generate N] FILE...
//! ```
//!
//! Every line of the files and every cell of their lines is a text; so are N texts (a million if not said) made of
//! their pieces, of words, stickers, signs, scripts, and of any characters at all. Each distinct text is cut raw,
//! cut into tokens and scored by both engines, alone and together with others. The first difference is printed and
//! the exit code is 1.

#[path = "../benches/corpus/random.rs"]
mod random;

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::{env, fs, process};

use random::Random;
use shenping::score::Scratch;
use shenping::text::SegmenterKind;
use shenping::{Analyzer, Lexicon, Polarity, Sentiment};

fn main() {
    let mut generate = 1_000_000;
    let mut files = Vec::new();
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--generate" {
            generate = arguments.next().and_then(|count| count.parse().ok()).expect("--generate wants a number");
        } else {
            files.push(argument);
        }
    }
    let mut proof = Proof::new();
    let mut pieces: Vec<String> = PIECES.iter().map(|piece| (*piece).to_owned()).collect();
    for file in &files {
        let text = String::from_utf8_lossy(&fs::read(file).expect("a readable file")).into_owned();
        proof.check(&text);
        for line in text.lines() {
            proof.check(line);
            line.split([',', '\t']).for_each(|cell| proof.check(cell));
            pieces.extend(line.split([',', '，', '。', ' ']).step_by(7).take(2).map(str::to_owned));
        }
    }
    let mut random = Random(0x5EED);
    for _ in 0..generate {
        let text = random.text(&pieces);
        proof.check(&text);
    }
    proof.check_together();
    let Proof { texts, tokens, .. } = proof;
    writeln!(std::io::stdout(), "{} distinct texts, {tokens} tokens, no difference", texts.len()).expect("stdout");
}

/// Both engines and what they have been shown.
struct Proof {
    fast: Analyzer,
    jieba: Analyzer,
    buffers: (Scratch, Scratch),
    /// Hashes of the texts checked.
    texts: HashSet<u64>,
    tokens: usize,
    /// Texts to score together, with the bits that they have alone.
    together: Vec<(String, Bits)>,
}

/// Polarity, score and confidence.
type Bits = (Polarity, u64, u64);

fn bits(sentiment: Sentiment) -> Bits {
    (sentiment.polarity, sentiment.score.to_bits(), sentiment.confidence.to_bits())
}

impl Proof {
    fn new() -> Self {
        let fast = Analyzer::with_segmenter(Lexicon::bundled(), SegmenterKind::Fast);
        let jieba = Analyzer::with_segmenter(Lexicon::bundled(), SegmenterKind::Jieba);
        assert_eq!(fast.segmenter().kind(), SegmenterKind::Fast, "the fast engine has no room for the bundled words");
        Self { fast, jieba, buffers: Default::default(), texts: HashSet::new(), tokens: 0, together: Vec::new() }
    }

    fn check(&mut self, text: &str) {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        if !self.texts.insert(hasher.finish()) {
            return;
        }
        let raw = |analyzer: &Analyzer| {
            let mut words = Vec::new();
            analyzer.segmenter().cut(text, |range| words.push(range));
            words
        };
        Self::compare(text, &raw(&self.fast), &raw(&self.jieba));
        let tokens = self.fast.tokenize(text);
        self.tokens += tokens.tokens.len();
        Self::compare(text, &tokens, &self.jieba.tokenize(text));
        let Self { fast, jieba, buffers, .. } = self;
        let judge = |analyzer: &Analyzer, scratch: &mut Scratch| {
            let sentiment = analyzer.score_with(text, scratch);
            (bits(sentiment), analyzer.contributions(text, scratch).to_vec())
        };
        let (left, right) = (judge(fast, &mut buffers.0), judge(jieba, &mut buffers.1));
        Self::compare(text, &left, &right);
        self.together.push((text.to_owned(), left.0));
        if self.together.len() >= 1000 {
            self.check_together();
        }
    }

    fn check_together(&mut self) {
        let mut alone = self.together.iter();
        let texts = self.together.iter().map(|(text, _)| text.as_str());
        self.fast.score_each(texts, &mut self.buffers.0, |sentiment| {
            if let Some((text, alone)) = alone.next() {
                Self::compare(text, &bits(sentiment), alone);
            }
        });
        assert!(alone.next().is_none(), "a text without a result");
        self.together.clear();
    }

    fn compare<T: PartialEq + std::fmt::Debug>(text: &str, fast: &T, jieba: &T) {
        if fast != jieba {
            let mut out = std::io::stderr().lock();
            writeln!(out, "differs on {text:?}\nfast  {fast:?}\njieba {jieba:?}").expect("stderr");
            process::exit(1);
        }
    }
}

const PIECES: [&str; 75] = [
    "好",
    "不好看",
    "太好看了",
    "没毛病",
    "绝绝子",
    "哈哈哈哈哈哈",
    "666666",
    "233",
    "yyds",
    "YYDS",
    "C++",
    "3.14",
    "5G",
    "T恤",
    "AA制",
    "卡拉OK",
    "1号店",
    "4S店",
    "中华人民共和国",
    "[捂脸]",
    "[赞][赞]",
    "[OK]",
    "[",
    "[好",
    "[好好\0",
    "𠀀\0\0\0",
    "]",
    "@用户",
    "@",
    "@某人 ",
    "https://v.douyin.com/a",
    "www.x",
    "http",
    "h",
    "w",
    "❤️",
    "👍🏻",
    "👨‍👩‍👧",
    "1️⃣",
    "#️⃣",
    "©",
    "©️",
    "〰️",
    "㊗️",
    "，",
    "。",
    "…",
    "......",
    "！？",
    "\r\n",
    "\r",
    "\n",
    "\t",
    " ",
    "\u{3000}",
    "\u{200b}",
    "\u{feff}",
    "\u{0}",
    "後悔買",
    "看著",
    "乾隆",
    "藉口",
    "ＯＫ",
    "１２３",
    "ﬁ",
    "㎏",
    "ｶﾞ",
    "の",
    "가나",
    "é",
    "İ",
    "𠮷",
    "\u{2ebf0}",
    "龘",
    "γ",
];

impl Random {
    fn text(&mut self, pieces: &[String]) -> String {
        let mut text = String::new();
        for _ in 0..=self.below(8) {
            match self.below(8) {
                0 => (0..=self.below(6)).for_each(|_| text.extend(self.char(0x4E00, 0x5200))),
                1 => text.extend(self.char(0, 0x11_0000)),
                2 => text.extend(self.char(0, 0x3100)),
                3 => text.extend(self.char(0x20, 0x5F)),
                4 => {
                    let piece = PIECES[self.below(PIECES.len())];
                    (0..=self.below(5)).for_each(|_| text.push_str(piece));
                }
                5 => text.push_str(PIECES[self.below(PIECES.len())]),
                _ => {
                    // From the middle of a piece: words that start and end in unusual places.
                    let piece = &pieces[self.below(pieces.len())];
                    let skip = self.below(4);
                    text.extend(piece.chars().skip(skip).take(20));
                }
            }
        }
        text
    }

    fn char(&mut self, first: u32, count: usize) -> Option<char> {
        char::from_u32(first + u32::try_from(self.below(count)).ok()?)
    }
}
