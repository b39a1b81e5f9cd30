//! Joining what the segmenter cut apart: names and terms its dictionary does not know.
//!
//! Two words become one phrase where they stand side by side, without a stop word among them, in at least
//! [`MIN_COMMENTS`] comments, in [`MIN_SHARE`] of all places where the rarer of them stands, and [`MIN_LIFT`] times as
//! often as chance would bring them together. Repeated, so that a name of three or four pieces becomes one too.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rayon::prelude::*;

/// Comments that must hold a pair.
const MIN_COMMENTS: u64 = 5;

/// Share of the places of the rarer word at which the other one stands beside it.
const MIN_SHARE: f64 = 0.6;

/// How much more often than by chance.
const MIN_LIFT: f64 = 20.0;

/// Longest phrase, in characters.
const MAX_CHARS: usize = 8;

/// Rounds of joining: pairs, then what two pairs make.
const ROUNDS: usize = 2;

/// A word of a comment, or several that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fragment {
    /// Its folded form.
    pub term: Box<str>,
    /// Bytes of the original text.
    pub span: Range<usize>,
    /// What it does in a phrase.
    pub part: Part,
}

/// What a word does in a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It says something by itself.
    Content,
    /// It turns or strengthens what follows: 不, 太.
    Modifier,
    /// It says nothing by itself: stop words and conjunctions.
    Glue,
}

impl Fragment {
    fn touches(&self, next: &Self) -> bool {
        self.span.end == next.span.start && self.part == Part::Content && next.part == Part::Content
    }
}

type Pair<'c> = (&'c str, &'c str);

/// Pairs that belong together: what may follow each first word. Owned, so that the comments can be taken apart while
/// they are joined; there are millions of them, and two copies would need twice the memory.
type Pairs = HashMap<Box<str>, HashSet<Box<str>>>;

/// Joins the words of all comments that belong together.
pub(super) fn join(mut comments: Vec<Vec<Fragment>>) -> Vec<Vec<Fragment>> {
    for _ in 0..ROUNDS {
        let pairs = find_pairs(&comments);
        if pairs.is_empty() {
            break;
        }
        comments.par_iter_mut().for_each(|fragments| join_pairs(fragments, &pairs));
    }
    comments
}

fn find_pairs(comments: &[Vec<Fragment>]) -> Pairs {
    let mut words: HashMap<&str, u64> = HashMap::new();
    let mut pairs: HashMap<Pair<'_>, u64> = HashMap::new();
    let mut places = 0_u64;
    for fragments in comments {
        places += fragments.len() as u64;
        for fragment in fragments {
            *words.entry(&fragment.term).or_default() += 1;
        }
        let touching = fragments.windows(2).filter(|pair| pair[0].touches(&pair[1]));
        // A comment that repeats itself is one witness.
        let distinct: HashSet<Pair<'_>> = touching.map(|pair| (&*pair[0].term, &*pair[1].term)).collect();
        for pair in distinct {
            *pairs.entry(pair).or_default() += 1;
        }
    }
    let belongs = |((left, right), together): &(Pair<'_>, u64)| {
        let (left_count, right_count) = (words[left] as f64, words[right] as f64);
        let together_count = *together as f64;
        *together >= MIN_COMMENTS
            && left != right
            && left.chars().count() + right.chars().count() <= MAX_CHARS
            && together_count >= MIN_SHARE * left_count.min(right_count)
            && together_count * places as f64 >= MIN_LIFT * left_count * right_count
    };
    let mut found = Pairs::new();
    for ((left, right), _) in pairs.into_iter().filter(belongs) {
        found.entry(left.into()).or_default().insert(right.into());
    }
    found
}

/// Joins pairs from left to right, in place.
fn join_pairs(fragments: &mut Vec<Fragment>, pairs: &Pairs) {
    let belong = |first: &Fragment, second: &Fragment| {
        first.touches(second) && pairs.get(&first.term).is_some_and(|follow| follow.contains(&second.term))
    };
    if !fragments.windows(2).any(|pair| belong(&pair[0], &pair[1])) {
        return;
    }
    let mut joined: Vec<Fragment> = Vec::with_capacity(fragments.len() - 1);
    let mut rest = std::mem::take(fragments).into_iter().peekable();
    while let Some(first) = rest.next() {
        match rest.next_if(|second| belong(&first, second)) {
            Some(second) => {
                let term = format!("{}{}", first.term, second.term).into();
                joined.push(Fragment { term, span: first.span.start..second.span.end, part: Part::Content });
            }
            None => joined.push(first),
        }
    }
    *fragments = joined;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fragments of words separated by `|`; a space parts words without joining them.
    fn comment(cut: &str) -> Vec<Fragment> {
        let mut at = 0;
        let mut fragments = Vec::new();
        for part in cut.split(' ') {
            for word in part.split('|') {
                let part = if matches!(word, "的" | "我") { Part::Glue } else { Part::Content };
                fragments.push(Fragment { term: word.into(), span: at..at + word.len(), part });
                at += word.len();
            }
            at += 1;
        }
        fragments
    }

    fn terms(comments: &[Vec<Fragment>]) -> Vec<String> {
        comments.iter().map(|c| c.iter().map(|f| &*f.term).collect::<Vec<_>>().join("|")).collect()
    }

    /// Enough other comments that nothing meets by chance.
    fn filler() -> impl Iterator<Item = Vec<Fragment>> {
        (0..200).map(|n| comment(&format!("词{n}|别{}|黑 又{n}", n % 7)))
    }

    #[test]
    fn names_cut_apart_become_one() {
        let cuts = ["张君|雅|来", "看|张君|雅", "张君|雅 好", "支持|张君|雅", "张君|雅|的|歌", "张君 雅"];
        let comments = cuts.iter().map(|cut| comment(cut)).chain(filler()).collect();
        let joined = terms(&join(comments));
        assert_eq!(&joined[..6], ["张君雅|来", "看|张君雅", "张君雅|好", "支持|张君雅", "张君雅|的|歌", "张君|雅"]);
    }

    #[test]
    fn pieces_of_three_are_joined_in_two_rounds() {
        let comments = (0..6).map(|n| comment(&format!("说{n} 张|全|蛋"))).chain(filler()).collect();
        assert!(join(comments)[0].iter().any(|fragment| &*fragment.term == "张全蛋"));
    }

    #[test]
    fn words_that_meet_by_habit_stay_apart() {
        let cuts = ["我|喜欢|车", "我|喜欢|狗", "我|喜欢|你", "我|喜欢|他", "我|喜欢|她", "我|喜欢|车"];
        let comments: Vec<_> = cuts.iter().map(|cut| comment(cut)).chain(filler()).collect();
        assert_eq!(terms(&join(comments.clone())), terms(&comments));
    }
}
