//! What positive comments say that others don't, and what negative ones say: words and whole phrases.
//!
//! A candidate is a run of one to four words that touch: it starts with a word of substance, a negator or an
//! intensifier (`太贵`, `不耐用`) and ends with a word of substance; stop words may stand between (`外婆的味道`). How
//! strongly it marks a side is the log-odds with an informative Dirichlet prior of standing in a comment of that side
//! rather than in any other, neutral ones included: where praise or criticism is rare, a comparison of the two alone
//! would never get beyond chance. Of two that say the same (`可爱`, `真可爱`) one stays.

use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use super::Saying;
use super::keywords::is_keyword;
use super::phrases::{Fragment, Part};
use super::statistics::marks;
use crate::score::Polarity;

/// Sayings of either side at most.
const PER_SIDE: usize = 50;
/// Longest run, in words and in characters.
const MAX_WORDS: usize = 4;
const MAX_CHARS: usize = 8;
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

/// Comments that hold a candidate, by polarity.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    positive: u64,
    neutral: u64,
    negative: u64,
}

impl Counts {
    fn add(&mut self, polarity: Polarity) {
        match polarity {
            Polarity::Positive => self.positive += 1,
            Polarity::Neutral => self.neutral += 1,
            Polarity::Negative => self.negative += 1,
            Polarity::None => {}
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            positive: self.positive + other.positive,
            neutral: self.neutral + other.neutral,
            negative: self.negative + other.negative,
        }
    }

    fn total(self) -> u64 {
        self.positive + self.neutral + self.negative
    }

    fn of(self, side: Polarity) -> u64 {
        match side {
            Polarity::Positive => self.positive,
            Polarity::Negative => self.negative,
            _ => 0,
        }
    }
}

/// The sayings of both sides, z descending, positive first. `comments` are the fragments of `texts`, joined.
pub(super) fn sayings(texts: &[&str], comments: &[Vec<Fragment>], polarities: &[Polarity]) -> Vec<Saying> {
    let candidates = candidates(comments);
    let counts = count(comments, polarities, &candidates);
    let mut whole = Counts::default();
    for polarity in polarities {
        whole.add(*polarity);
    }
    let forms = forms(texts, comments, &counts);
    let sides = [Polarity::Positive, Polarity::Negative];
    sides.into_iter().flat_map(|side| choose(&counts, &forms, whole, side)).collect()
}

/// The runs of a comment: hash of the folded words, and their bytes in the text. Each once.
fn runs(fragments: &[Fragment], found: &mut Vec<(u64, usize, usize)>) {
    found.clear();
    for (start, first) in fragments.iter().enumerate().filter(|(_, first)| first.part != Part::Glue) {
        let mut hasher = FxHasher::default();
        let mut length = 0;
        for (end, last) in fragments.iter().enumerate().skip(start).take(MAX_WORDS) {
            if end > start && fragments[end - 1].span.end != last.span.start {
                break;
            }
            length += last.term.chars().count();
            if length > MAX_CHARS {
                break;
            }
            last.term.hash(&mut hasher);
            let alone = end == start && !is_keyword(first);
            if last.part == Part::Content && length >= 2 && !alone && last.term.chars().any(char::is_alphabetic) {
                found.push((hasher.finish(), first.span.start, last.span.end));
            }
        }
    }
    found.sort_unstable();
    found.dedup_by_key(|(hash, ..)| *hash);
}

/// Hashes of the runs that enough comments of the sample hold.
fn candidates(comments: &[Vec<Fragment>]) -> FxHashMap<u64, u32> {
    let step = comments.len().div_ceil(SAMPLE).max(1);
    let mut seen: FxHashMap<u64, u32> = FxHashMap::default();
    let mut found = Vec::new();
    let mut looked_at = 0_u64;
    for fragments in comments.iter().step_by(step) {
        looked_at += 1;
        runs(fragments, &mut found);
        for (hash, ..) in &found {
            *seen.entry(*hash).or_default() += 1;
        }
    }
    let least = u32::try_from(MIN_SIDE.max(looked_at / 20_000)).unwrap_or(u32::MAX);
    seen.retain(|_, n| *n >= least);
    seen
}

fn count(
    comments: &[Vec<Fragment>],
    polarities: &[Polarity],
    candidates: &FxHashMap<u64, u32>,
) -> FxHashMap<u64, Counts> {
    let add = |(mut counts, mut found): (FxHashMap<u64, Counts>, Vec<_>),
               (fragments, polarity): (&Vec<Fragment>, &Polarity)| {
        runs(fragments, &mut found);
        for (hash, ..) in found.iter().filter(|(hash, ..)| candidates.contains_key(hash)) {
            counts.entry(*hash).or_default().add(*polarity);
        }
        (counts, found)
    };
    let merge = |(mut all, found): (FxHashMap<u64, Counts>, Vec<_>), (part, _)| {
        for (hash, counts) in part {
            let slot: &mut Counts = all.entry(hash).or_default();
            *slot = slot.plus(counts);
        }
        (all, found)
    };
    let empty = || (FxHashMap::default(), Vec::new());
    comments.par_iter().zip(polarities).fold(empty, add).reduce(empty, merge).0
}

/// Each candidate as its first comments write it.
fn forms<'t>(
    texts: &[&'t str],
    comments: &[Vec<Fragment>],
    counts: &FxHashMap<u64, Counts>,
) -> FxHashMap<u64, &'t str> {
    let mut forms: FxHashMap<u64, &str> = FxHashMap::default();
    let mut found = Vec::new();
    for (text, fragments) in texts.iter().zip(comments) {
        if forms.len() == counts.len() {
            break;
        }
        runs(fragments, &mut found);
        for (hash, start, end) in found.iter().filter(|(hash, ..)| counts.contains_key(hash)) {
            if let Some(form) = text.get(*start..*end) {
                forms.entry(*hash).or_insert(form);
            }
        }
    }
    forms
}

/// The clearest sayings of a side, one for those that say the same.
fn choose(counts: &FxHashMap<u64, Counts>, forms: &FxHashMap<u64, &str>, whole: Counts, side: Polarity) -> Vec<Saying> {
    let (inside, outside) = (whole.of(side), whole.total() - whole.of(side));
    let other = if side == Polarity::Positive { Polarity::Negative } else { Polarity::Positive };
    let saying = |(hash, counts): (&u64, &Counts)| {
        let (k, l) = (counts.of(side), counts.total() - counts.of(side));
        let (log_odds, z) = marks((k, inside), (l, outside), PRIOR)?;
        let Counts { positive, neutral, negative } = *counts;
        let form = *forms.get(hash)?;
        // A topic that both sides talk about more than neutral comments do belongs to neither.
        let against = marks((k, inside), (counts.of(other), whole.of(other)), PRIOR);
        let leans = against.is_none_or(|(log_odds, _)| log_odds >= MIN_LEAN);
        (k >= MIN_SIDE && z >= MIN_Z && leans).then(|| Saying {
            side,
            term: form.to_owned(),
            n: counts.total(),
            positive,
            neutral,
            negative,
            log_odds,
            z,
        })
    };
    let mut all: Vec<Saying> = counts.iter().filter_map(saying).collect();
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
    use crate::aggregate::keywords::cut;
    use crate::score::Analyzer;

    fn found(comments: &[(&str, Polarity, usize)]) -> Vec<Saying> {
        let mut texts = Vec::new();
        let mut polarities = Vec::new();
        for (text, polarity, times) in comments {
            texts.extend(std::iter::repeat_n(*text, *times));
            polarities.extend(std::iter::repeat_n(*polarity, *times));
        }
        sayings(&texts, &cut(&texts, Analyzer::bundled()), &polarities)
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
