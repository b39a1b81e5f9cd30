//! What positive comments say that others don't, and what negative ones say: words and whole phrases.
//!
//! A candidate is a run of one to four words that touch: it starts with a word of substance, a negator or an
//! intensifier (`太贵`, `不耐用`) and ends with a word of substance; stop words may stand between (`外婆的味道`). How
//! strongly it marks a side is the log-odds with an informative Dirichlet prior of standing in a comment of that side
//! rather than in any other, neutral ones included: where praise or criticism is rare, a comparison of the two alone
//! would never get beyond chance. Of two that say the same (`可爱`, `真可爱`) one stays.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use super::Saying;
use super::counts::Counts;
use super::statistics::marks;
use super::words::{Part, Piece, Vocabulary};
use crate::score::Polarity;

/// Sayings of either side at most.
const PER_SIDE: usize = 50;
/// Longest run, in words and in characters.
const MAX_WORDS: usize = 4;
const MAX_CHARS: u32 = 8;
/// Candidates are looked for in so many comments, evenly spread; they are counted in all.
const SAMPLE: usize = 100_000;
/// Comments of its side that must hold a saying.
const MIN_SIDE: u64 = 3;
/// A saying must mark its side by so many standard deviations: one word in 200 does by chance.
const MIN_Z: f64 = 2.58;
/// And be at least 1.5 times as common on it as on the other side (log-odds).
const MIN_LEAN: f64 = 0.405;
/// Strength of the prior, in comments.
const PRIOR: f64 = 50.0;
/// A longer saying replaces the shorter one in it where it makes up this share of the shorter one's comments.
const SAME_SHARE: f64 = 0.4;

/// A run of words of a comment: hash of the folded words, the first and the last of them.
type Run = (u64, usize, usize);

/// The runs of a comment, each once.
fn runs(pieces: &[Piece], vocabulary: &Vocabulary, found: &mut Vec<Run>) {
    found.clear();
    for (start, piece) in pieces.iter().enumerate() {
        let first = vocabulary.form(*piece);
        if first.part == Part::Glue {
            continue;
        }
        let mut hasher = FxHasher::default();
        let mut length = 0;
        for (end, piece) in pieces.iter().enumerate().skip(start).take(MAX_WORDS) {
            if end > start && !piece.touches {
                break;
            }
            let last = vocabulary.form(*piece);
            length += last.chars;
            if length > MAX_CHARS {
                break;
            }
            hasher.write_u32(last.term);
            let alone = end == start && !first.is_keyword;
            if last.part == Part::Content && length >= 2 && !alone && last.is_alphabetic {
                found.push((hasher.finish(), start, end));
            }
        }
    }
    found.sort_unstable();
    found.dedup_by_key(|(hash, ..)| *hash);
}

/// Looks for runs that enough comments of a sample hold.
pub(super) struct Candidates<'v> {
    vocabulary: &'v Vocabulary,
    step: usize,
    seen: FxHashMap<u64, u32>,
    looked_at: u64,
    found: Vec<Run>,
}

impl<'v> Candidates<'v> {
    /// To look at some of so many comments.
    pub(super) fn new(vocabulary: &'v Vocabulary, comments: usize) -> Self {
        let step = comments.div_ceil(SAMPLE).max(1);
        Self { vocabulary, step, seen: FxHashMap::default(), looked_at: 0, found: Vec::new() }
    }

    /// Looks at the words of a comment, joined where they belong together.
    pub(super) fn add(&mut self, row: usize, pieces: &[Piece]) {
        if !row.is_multiple_of(self.step) {
            return;
        }
        self.looked_at += 1;
        runs(pieces, self.vocabulary, &mut self.found);
        for (hash, ..) in &self.found {
            *self.seen.entry(*hash).or_default() += 1;
        }
    }

    /// Goes on to count the candidates in all comments.
    pub(super) fn counting(self) -> Counting<'v> {
        let least = u32::try_from(MIN_SIDE.max(self.looked_at / 20_000)).unwrap_or(u32::MAX);
        let enough = self.seen.into_iter().filter(|(_, n)| *n >= least);
        let candidates = enough.map(|(hash, _)| (hash, Candidate::default())).collect();
        Counting { vocabulary: self.vocabulary, candidates, found: self.found }
    }
}

/// A run with the comments that hold it.
#[derive(Default)]
struct Candidate {
    counts: Counts,
    /// As the first comment writes it.
    words: Vec<Piece>,
}

/// Counts the comments that hold each candidate.
pub(super) struct Counting<'v> {
    vocabulary: &'v Vocabulary,
    candidates: FxHashMap<u64, Candidate>,
    found: Vec<Run>,
}

impl Counting<'_> {
    /// Adds the words of a comment, joined where they belong together.
    pub(super) fn add(&mut self, pieces: &[Piece], polarity: Polarity) {
        runs(pieces, self.vocabulary, &mut self.found);
        for (hash, start, end) in &self.found {
            if let Some(candidate) = self.candidates.get_mut(hash) {
                candidate.counts.add(polarity);
                if candidate.words.is_empty() {
                    candidate.words = pieces[*start..=*end].to_vec();
                }
            }
        }
    }

    /// The sayings of both sides, z descending, positive first; `whole` are all comments.
    pub(super) fn sayings(&self, whole: Counts) -> Vec<Saying> {
        let spelling = |words: &[Piece]| words.iter().map(|piece| self.vocabulary.spelling(*piece)).collect::<String>();
        let candidates = self.candidates.values();
        let all: Vec<(String, Counts)> =
            candidates.map(|candidate| (spelling(&candidate.words), candidate.counts)).collect();
        [Polarity::Positive, Polarity::Negative].into_iter().flat_map(|side| choose(&all, whole, side)).collect()
    }
}

/// The clearest sayings of a side, one for those that say the same.
fn choose(candidates: &[(String, Counts)], whole: Counts, side: Polarity) -> Vec<Saying> {
    let (inside, outside) = (whole.of(side), whole.total() - whole.of(side));
    let other = if side == Polarity::Positive { Polarity::Negative } else { Polarity::Positive };
    let saying = |(term, counts): &(String, Counts)| {
        let (k, l) = (counts.of(side), counts.total() - counts.of(side));
        let (log_odds, z) = marks((k, inside), (l, outside), PRIOR)?;
        let Counts { positive, neutral, negative } = *counts;
        // A topic that both sides talk about more than neutral comments do belongs to neither.
        let against = marks((k, inside), (counts.of(other), whole.of(other)), PRIOR);
        let leans = against.is_none_or(|(log_odds, _)| log_odds >= MIN_LEAN);
        (k >= MIN_SIDE && z >= MIN_Z && leans).then(|| Saying {
            side,
            term: term.clone(),
            n: counts.total(),
            positive,
            neutral,
            negative,
            log_odds,
            z,
        })
    };
    let mut all: Vec<Saying> = candidates.iter().filter_map(saying).collect();
    all.sort_by(|a, b| b.z.total_cmp(&a.z).then(b.n.cmp(&a.n)).then_with(|| a.term.cmp(&b.term)));
    let mut kept: Vec<Saying> = Vec::new();
    for saying in all {
        if kept.len() == PER_SIDE {
            break;
        }
        if kept.iter().any(|other| other.term.contains(&saying.term)) {
            continue;
        }
        let within = |other: &Saying| saying.term.contains(&other.term);
        let takes_over =
            |other: &Saying| within(other) && saying.on_side() as f64 >= SAME_SHARE * other.on_side() as f64;
        if kept.iter().any(takes_over) || !kept.iter().any(within) {
            kept.retain(|other| !takes_over(other));
            kept.push(saying);
        }
    }
    kept.sort_by(|a, b| b.z.total_cmp(&a.z).then(b.n.cmp(&a.n)).then_with(|| a.term.cmp(&b.term)));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::compute::tests::figures_of;
    use crate::aggregate::keywords::KeywordOptions;
    use crate::aggregate::words::Words;
    use crate::score::Analyzer;

    fn found(comments: &[(&str, Polarity, usize)]) -> Vec<Saying> {
        let mut texts = Vec::new();
        let mut polarities = Vec::new();
        for (text, polarity, times) in comments {
            texts.extend(std::iter::repeat_n(*text, *times));
            polarities.extend(std::iter::repeat_n(*polarity, *times));
        }
        let folder = std::env::temp_dir();
        let mut words = Words::new(Analyzer::bundled(), &folder);
        words.push(&texts).unwrap();
        words.tables(&figures_of(&polarities), KeywordOptions::default()).unwrap().1
    }

    fn terms(sayings: &[Saying], side: Polarity) -> Vec<&str> {
        sayings.iter().filter(|saying| saying.side == side).map(|saying| saying.term.as_str()).collect()
    }

    #[test]
    fn a_side_is_known_by_whole_phrases_even_where_the_other_side_is_silent() {
        use Polarity::{Neutral, Positive};
        let said = found(&[("外婆的味道啊", Positive, 12), ("今天星期三", Neutral, 60), ("多少钱一斤", Neutral, 30)]);
        assert_eq!(terms(&said, Positive), ["外婆的味道"]);
        assert_eq!((said[0].n, said[0].positive, said[0].on_side()), (12, 12, 12));
        assert!(said[0].z >= MIN_Z && said[0].log_odds > 0.0);
        assert_eq!(terms(&said, Polarity::Negative), [""; 0]);
    }

    #[test]
    fn what_both_sides_talk_about_belongs_to_neither() {
        use Polarity::{Negative, Neutral, Positive};
        let said = found(&[("华为，漂亮", Positive, 40), ("华为，差评", Negative, 40), ("晚上吃什么", Neutral, 200)]);
        assert_eq!(terms(&said, Positive), ["漂亮"]);
        assert_eq!(terms(&said, Negative), ["差评"]);
    }

    #[test]
    fn rare_words_and_one_sided_crowds_say_nothing() {
        assert_eq!(found(&[("真可爱", Polarity::Positive, 2), ("今天", Polarity::Neutral, 50)]), []);
        assert_eq!(found(&[("真可爱", Polarity::Positive, 50)]), []);
        assert_eq!(found(&[]), []);
    }
}
