//! Patterns of wording that make a text unfit, read from `frames.txt`.
//!
//! The lexicon's cues name single words; a frame is a pattern: its parts stand in one sentence in this order, with
//! anything between them. Both sides are matched folded (simplified, lower case, half width).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::policy::Veto;
use crate::text::fold;

/// `veto: pattern pattern …`, one veto a line.
const FRAMES: &str = include_str!("frames.txt");

/// Lines of wordings that praise.
const PRAISE: &str = "praise";

/// A wording behind one of these does not praise.
const NEGATIONS: [char; 8] = ['不', '没', '别', '未', '无', '难', '非', '少'];

/// What stands between the parts of a pattern.
const GAP: char = '…';

/// One pattern.
pub(super) struct Frame {
    /// What it speaks for.
    pub(super) veto: Veto,
    /// As written, for the explanation.
    pub(super) pattern: &'static str,
    /// Its folded parts in their order.
    parts: Vec<String>,
}

/// All patterns, ready to match.
pub(super) struct Frames {
    /// Patterns of words.
    pub(super) wordings: Vec<Frame>,
    /// What a sticker or emoji speaks for, by its folded code.
    pub(super) symbols: HashMap<&'static str, Veto>,
    /// Folded wordings that praise.
    praise: Vec<String>,
}

/// The patterns of this program, read once; a test reads every line.
pub(super) static BUNDLED: LazyLock<Frames> = LazyLock::new(|| {
    let praise = lines().filter(|(kind, _)| *kind == PRAISE).map(|(_, wording)| fold(wording)).collect();
    let mut frames = Frames { wordings: Vec::new(), symbols: HashMap::new(), praise };
    for (veto, pattern) in lines().filter_map(|(veto, pattern)| Some((Veto::parse(veto)?, pattern))) {
        if veto == Veto::IronySticker {
            frames.symbols.insert(pattern, veto);
        } else {
            frames.wordings.push(Frame { veto, pattern, parts: pattern.split(GAP).map(fold).collect() });
        }
    }
    frames
});

/// Veto and pattern of every entry.
fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    let entries = FRAMES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "));
    entries.flat_map(|(veto, patterns)| patterns.split_whitespace().map(move |pattern| (veto, pattern)))
}

impl Frames {
    /// The first wording that praises in the folded `words`.
    pub(super) fn praise<'w>(&self, words: &'w str) -> Option<&'w str> {
        let plain = |at: &usize| !words[..*at].ends_with(NEGATIONS);
        self.praise.iter().find_map(|praise| {
            let at = words.match_indices(praise.as_str()).map(|(at, _)| at).find(plain)?;
            words.get(at..at + praise.len())
        })
    }
}

impl Frame {
    /// Whether it holds in the folded `words`: a single part anywhere, several parts in one of the `sentences`.
    pub(super) fn holds<'w>(&self, words: &str, mut sentences: impl Iterator<Item = &'w str>) -> bool {
        match self.parts.as_slice() {
            [word] => words.contains(word.as_str()),
            parts => sentences.any(|sentence| in_order(sentence, parts)),
        }
    }
}

/// Whether the parts stand in the sentence in their order.
fn in_order(sentence: &str, parts: &[String]) -> bool {
    let mut rest = sentence;
    parts.iter().all(|part| match rest.find(part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_must_stand_in_order_in_one_sentence() {
        let parts = |pattern: &str| pattern.split(GAP).map(str::to_owned).collect::<Vec<_>>();
        assert!(in_order("你可真是太行了", &parts("可真…行")));
        assert!(!in_order("行不行可真难说", &parts("可真…行")));
        assert!(!in_order("行", &parts("行…行")));
    }

    #[test]
    fn every_line_is_understood_and_no_pattern_stands_twice() {
        let mut seen = std::collections::HashSet::new();
        for (veto, pattern) in lines() {
            assert!(veto == PRAISE || Veto::parse(veto).is_some(), "{veto}");
            assert!(seen.insert((veto == PRAISE, pattern)), "{pattern} stands twice");
            assert!(pattern.split(GAP).all(|part| !part.is_empty()), "{pattern}");
        }
        let prose = FRAMES.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        assert!(prose.clone().all(|line| line.contains(": ")), "a line without a veto");
        assert!(BUNDLED.wordings.len() > 300 && BUNDLED.symbols.len() > 50);
    }
}
