//! Patterns of wording that make a text unfit, read from `frames.txt`.
//!
//! The lexicon's cues name single words; a frame is a pattern: its parts stand in one sentence in this order, with
//! little between them. Both sides are matched folded (simplified, lower case, half width).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::policy::Veto;
use crate::text::fold;

/// `kind: pattern pattern …`, one kind a line: a veto, or one of the kinds below.
const FRAMES: &str = include_str!("frames.txt");

/// Lines of wordings that praise.
const PRAISE: &str = "praise";

/// What stands before the veto of a topic.
const TOPIC: &str = "topic-";

/// A wording behind one of these does not praise.
const NEGATIONS: [char; 8] = ['不', '没', '别', '未', '无', '难', '非', '少'];

/// What stands between the parts of a pattern.
const GAP: char = '…';

/// At most so many characters stand between two parts.
const GAP_CHARACTERS: usize = 8;

/// What stands before an exception.
const EXCEPT: char = '!';

/// What a sticker or emoji says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    /// Praise, love or congratulation and nothing else.
    Praising,
    /// A twisted face that goes with teasing and with praise.
    Wry,
    /// Mockery, malice or disgust.
    Mocking,
}

impl Symbol {
    fn parse(kind: &str) -> Option<Self> {
        match kind {
            "praise-sticker" => Some(Self::Praising),
            "wry-sticker" => Some(Self::Wry),
            "irony-sticker" => Some(Self::Mocking),
            _ => None,
        }
    }
}

/// One pattern.
pub(super) struct Frame {
    /// What it speaks for.
    pub(super) veto: Veto,
    /// As written, for the explanation.
    pub(super) pattern: &'static str,
    /// Its folded parts in their order.
    parts: Vec<String>,
    /// Folded wordings in which it does not hold.
    exceptions: Vec<String>,
}

/// All patterns, ready to match.
#[derive(Default)]
pub(super) struct Frames {
    /// Patterns of words.
    pub(super) wordings: Vec<Frame>,
    /// Words that tell what a text is about beside praise. They make it less fit, not unfit.
    topics: Vec<Frame>,
    /// What stickers and emoji say, by their folded codes.
    pub(super) symbols: HashMap<&'static str, Symbol>,
    /// Folded wordings that praise.
    praise: Vec<String>,
}

/// The patterns of this program, read once; a test reads every line.
pub(super) static BUNDLED: LazyLock<Frames> = LazyLock::new(|| {
    let mut frames = Frames::default();
    for (kind, pattern) in lines() {
        if kind == PRAISE {
            frames.praise.push(fold(pattern));
        } else if let Some(veto) = topic(kind) {
            frames.topics.push(Frame::new(veto, pattern));
        } else if let Some(symbol) = Symbol::parse(kind) {
            frames.symbols.insert(pattern, symbol);
        } else if let Some(veto) = Veto::parse(kind) {
            frames.wordings.push(Frame::new(veto, pattern));
        }
    }
    frames
});

/// Kind and pattern of every entry.
fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    let entries = FRAMES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "));
    entries.flat_map(|(kind, patterns)| patterns.split_whitespace().map(move |pattern| (kind, pattern)))
}

/// The veto of a kind that names a topic.
fn topic(kind: &str) -> Option<Veto> {
    Veto::parse(kind.strip_prefix(TOPIC)?)
}

impl Frames {
    /// Whether a pattern of this veto names the wording or a part of it, so that the pattern with its exceptions
    /// and not the lexicon decides on it.
    pub(super) fn decide(&self, veto: Veto, term: &str) -> bool {
        let names = |frame: &Frame| matches!(frame.parts.as_slice(), [part] if term.contains(part.as_str()));
        self.wordings.iter().any(|frame| frame.veto == veto && names(frame))
    }

    /// Whether the folded `words` speak of the topic with this veto.
    pub(super) fn speak_of(&self, topic: Veto, words: &str) -> bool {
        self.topics.iter().any(|frame| frame.veto == topic && frame.holds(words, std::iter::once(words)))
    }

    /// Where wordings in the folded `words` praise, in no order; they may overlap.
    pub(super) fn praises(&self, words: &str) -> Vec<std::ops::Range<usize>> {
        let plain = |at: usize| !words[..at].ends_with(NEGATIONS);
        let found = self.praise.iter().flat_map(|praise| words.match_indices(praise.as_str()));
        found.filter(|(at, _)| plain(*at)).map(|(at, praise)| at..at + praise.len()).collect()
    }
}

impl Frame {
    fn new(veto: Veto, pattern: &'static str) -> Self {
        let mut exceptions = pattern.split(EXCEPT);
        let shown = exceptions.next().unwrap_or_default();
        Self {
            veto,
            pattern: shown,
            parts: shown.split(GAP).map(fold).collect(),
            exceptions: exceptions.map(fold).collect(),
        }
    }

    /// Whether it holds in the folded `words`: a single part anywhere, several parts in one of the `sentences`.
    pub(super) fn holds<'w>(&self, words: &str, mut sentences: impl Iterator<Item = &'w str>) -> bool {
        match self.parts.as_slice() {
            [word] => words.contains(word.as_str()) && self.except(words).contains(word.as_str()),
            parts => sentences.any(|sentence| in_order(sentence, parts) && in_order(&self.except(sentence), parts)),
        }
    }

    /// The words without the exceptions.
    fn except(&self, words: &str) -> String {
        self.exceptions.iter().fold(words.to_owned(), |words, exception| words.replace(exception.as_str(), " "))
    }
}

/// Whether the parts stand in the sentence in their order, near each other.
fn in_order(sentence: &str, parts: &[String]) -> bool {
    let Some((first, more)) = parts.split_first() else { return true };
    sentence.match_indices(first.as_str()).any(|(at, part)| near(&sentence[at + part.len()..], more))
}

fn near(rest: &str, parts: &[String]) -> bool {
    let Some((part, more)) = parts.split_first() else { return true };
    let close = rest.match_indices(part.as_str()).take_while(|(at, _)| rest[..*at].chars().count() <= GAP_CHARACTERS);
    close.into_iter().any(|(at, part)| near(&rest[at + part.len()..], more))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(pattern: &'static str, sentence: &str) -> bool {
        Frame::new(Veto::Irony, pattern).holds(sentence, std::iter::once(sentence))
    }

    #[test]
    fn parts_must_stand_in_order_and_near_each_other() {
        assert!(holds("可真…行", "你可真是太行了"));
        assert!(!holds("可真…行", "行不行可真难说"));
        assert!(!holds("行…行", "行"));
        assert!(holds("一个…一个", "一个红一个白"));
        assert!(!holds("一个…一个", "这是直播之外的另一个她，内心柔软，也是一个普通的女孩"));
        assert!(holds("一个…一个", "一个人写了这么多年的歌，一个红一个白"), "a later pair counts too");
    }

    #[test]
    fn exceptions_lift_only_what_they_cover() {
        assert!(holds("要是!主要是", "要是便宜点"));
        assert!(!holds("要是!主要是", "主要是好看"));
        assert!(holds("要是!主要是", "主要是贵，要是便宜点"));
    }

    #[test]
    fn every_line_is_understood_and_no_pattern_stands_twice() {
        let mut seen = std::collections::HashSet::new();
        for (kind, pattern) in lines() {
            let veto = topic(kind).or(Veto::parse(kind));
            let known = kind == PRAISE || Symbol::parse(kind).is_some() || veto.is_some();
            assert!(known, "{kind}");
            let shown = pattern.split(EXCEPT).next().unwrap();
            assert!(seen.insert((kind == PRAISE, shown)), "{pattern} stands twice");
            assert!(pattern.split([GAP, EXCEPT]).all(|part| !part.is_empty()), "{pattern}");
            let exceptions = pattern.split(EXCEPT).skip(1);
            let part = shown.split(GAP).next().unwrap();
            let covering = |exception: &str| shown.contains(GAP) || exception.contains(part);
            assert!(exceptions.into_iter().all(covering), "{pattern}: an exception that excepts nothing");
        }
        let mut prose = FRAMES.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        assert!(prose.all(|line| line.contains(": ")), "a line without a kind");
        assert!(BUNDLED.wordings.len() > 300 && BUNDLED.symbols.len() > 150);
    }

    #[test]
    fn a_pattern_decides_on_the_cues_of_its_veto_that_hold_its_wording() {
        assert!(BUNDLED.decide(Veto::Conditional, "只要是"), "只要是你 is no condition, whatever the cue says");
        assert!(!BUNDLED.decide(Veto::Conditional, "一旦"));
        assert!(!BUNDLED.decide(Veto::Irony, "只要是"));
    }

    #[test]
    fn negated_praise_does_not_praise() {
        assert!(!BUNDLED.praises("真好看").is_empty());
        assert!(BUNDLED.praises("不好看").is_empty());
    }
}
