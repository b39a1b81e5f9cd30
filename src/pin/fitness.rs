//! How fit a text is to stand on top: a probability from a few plain numbers and learned weights.
//!
//! The vetoes say what must not stand on top; fitness says how surely the rest is praise. It is logistic regression
//! over the numbers of [`features`], with the weights of `fitness.tsv`, which were learned from comments that people
//! judged; `reports/accuracy/pin.md` tells how well it does on others.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::Candidate;
use super::choose::{by_likes, is_reply};
use super::frames::{self, Symbol};
use super::policy::Veto;
use super::view::View;
use crate::lexicon::{BASE, Cue, UNIT};
use crate::score::{ExplainedToken, Explanation};
use crate::text::TokenKind;

/// Weights and centres by feature.
const WEIGHTS: &str = include_str!("fitness.tsv");

/// The row of [`WEIGHTS`] that belongs to no feature.
const BIAS: &str = "<bias>";

/// How many numbers describe a text.
pub const FEATURES: usize = 22;

/// The names of the numbers, in their order.
pub const NAMES: [&str; FEATURES] = [
    "positive",
    "neutral",
    "negative",
    "best-word",
    "worst",
    "complaint-share",
    "praise-wording",
    "praise-share",
    "short-praise",
    "praising-symbols",
    "wry-symbols",
    "other-symbols",
    "symbols-only",
    "very-short",
    "length",
    "long",
    "me",
    "you",
    "unknown",
    "laughter",
    "wish",
    "tone",
];

/// How the comments around a comment sound.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// Place and score of the most-liked first-level comments.
    most_liked: Vec<(usize, f64)>,
}

impl Surroundings {
    /// So many of the most-liked other comments tell how a video is received.
    const HEARD: usize = 8;

    /// With few comments their mean says little: it is drawn to 0 as if so many more had a score of 0.
    const PRIOR: f64 = 4.0;

    /// The surroundings of all candidates.
    pub fn of(candidates: &[Candidate<'_>]) -> Self {
        let order = by_likes(candidates).into_iter().filter(|at| !is_reply(candidates[*at].comment));
        let most_liked = order.take(Self::HEARD + 1).map(|at| (at, candidates[at].sentiment.score)).collect();
        Self { most_liked }
    }

    /// Mean score of the most-liked comments other than the one at `index`, −1 to 1.
    pub fn tone(&self, index: usize) -> f64 {
        let others = || self.most_liked.iter().filter(|(at, _)| *at != index).take(Self::HEARD);
        others().map(|(_, score)| score).sum::<f64>() / (others().count() as f64 + Self::PRIOR)
    }
}

/// The numbers that fitness is judged by, in the order of [`NAMES`].
pub fn features(explanation: &Explanation, tone: f64) -> [f64; FEATURES] {
    describe(&View::new(explanation), tone)
}

fn describe(view: &View<'_>, tone: f64) -> [f64; FEATURES] {
    let tokens = &view.explanation.tokens;
    let third = 1.0 / 3.0;
    let [positive, neutral, negative] =
        view.explanation.probabilities.map_or([third; 3], |p| [p.positive, p.neutral, p.negative]).map(log_odds);
    let words = || tokens.iter().filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Number));
    let best_word = words().filter(|token| !is_laughter(&token.term)).map(lean).fold(0.0, f64::max);
    let worst = tokens.iter().map(|token| -lean(token)).fold(0.0, f64::max);
    let praise: f64 = tokens.iter().map(|token| lean(token).max(0.0)).sum();
    let complaint: f64 = tokens.iter().map(|token| (-lean(token)).max(0.0)).sum();
    let characters = view.characters as f64;
    let share = praise_share(view);
    let symbols = Symbols::of(view);
    let unknown: usize = words().filter(|token| token.weights.is_none()).map(|token| token.term.chars().count()).sum();
    let holds = |holds: bool| f64::from(u8::from(holds));
    [
        positive,
        neutral,
        negative,
        best_word.min(3.0),
        worst.min(3.0),
        if praise + complaint > 0.0 { complaint / (praise + complaint) } else { 0.0 },
        holds(share > 0.0),
        share,
        holds(share > 0.0 && view.characters <= 10),
        (symbols.praising as f64).min(2.0),
        (symbols.wry as f64).min(2.0),
        (symbols.other as f64).min(2.0),
        holds(view.characters == 0 && symbols.praising > 0),
        holds((1..5).contains(&view.characters)),
        characters.ln_1p(),
        (characters / 20.0 - 1.0).clamp(0.0, 4.0),
        holds(view.words.contains(['我', '俺', '咱'])),
        holds(view.words.contains(['你', '您'])),
        if characters > 0.0 { unknown as f64 / characters } else { 0.0 },
        holds(words().any(|token| token.term.chars().count() > 1 && is_laughter(&token.term))),
        holds(view.explanation.cues.contains(Cue::Wish)),
        tone,
    ]
}

/// Log-odds of a probability, within ±7.
fn log_odds(p: f64) -> f64 {
    let p = p.clamp(1e-3, 1.0 - 1e-3);
    (p / (1.0 - p)).ln()
}

/// Share of the letters and characters that stand in wordings of praise.
fn praise_share(view: &View<'_>) -> f64 {
    let ranges = frames::BUNDLED.praises(&view.words);
    if ranges.is_empty() {
        return 0.0;
    }
    let praising = |at: usize| ranges.iter().any(|range| range.contains(&at));
    let covered = view.words.char_indices().filter(|(at, c)| c.is_alphanumeric() && praising(*at)).count();
    covered as f64 / view.characters.max(1) as f64
}

/// Different stickers and emoji by what they say.
#[derive(Default)]
struct Symbols {
    praising: usize,
    wry: usize,
    other: usize,
}

impl Symbols {
    fn of(view: &View<'_>) -> Self {
        let mut counts = Self::default();
        for symbol in view.symbols().map(|token| token.term.as_str()).collect::<BTreeSet<_>>() {
            match frames::BUNDLED.symbols.get(symbol) {
                Some(Symbol::Praising) => counts.praising += 1,
                Some(Symbol::Wry) => counts.wry += 1,
                Some(Symbol::Mocking) | None => counts.other += 1,
            }
        }
        counts
    }
}

/// Learned weights of single words are noisier than hand-written ones: car colours and family members come out with a
/// side of their own. In what one word alone may decide they count for less.
const TRUST_IN_LEARNED: f64 = 0.6;

/// How much more positive than negative a token speaks, in natural-log units, by what its source can be trusted.
fn lean(token: &ExplainedToken) -> f64 {
    let trust = if token.lexicon.as_deref() == Some(BASE) { TRUST_IN_LEARNED } else { 1.0 };
    f64::from(token.contribution.lean()) / UNIT * trust
}

/// Laughter may be at somebody's expense; alone it praises nothing.
fn is_laughter(term: &str) -> bool {
    term.chars().all(|c| matches!(c, '哈' | '嘿' | '嘻' | '呵' | '笑' | '死' | '我' | 'h' | 'x' | 'w'))
}

/// What one feature does.
struct Weight {
    /// Its mean among fit comments.
    centre: f64,
    weight: f64,
    /// What a text lacks or has too much of where this feature speaks against it most.
    veto: Veto,
}

struct Weights {
    bias: f64,
    by_feature: [Weight; FEATURES],
}

/// The weights of this program, read once. A row that could not be read would weigh nothing; a test reads every row.
static BUNDLED: LazyLock<Weights> = LazyLock::new(|| {
    let row = |name: &str| WEIGHTS.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'));
    let number = |cell: Option<&str>| cell.and_then(|cell| cell.parse().ok()).unwrap_or_default();
    let weight = |name: &str| {
        let mut cells = row(name).unwrap_or_default().split('\t');
        let (centre, weight) = (number(cells.next()), number(cells.next()));
        Weight { centre, weight, veto: cells.next().and_then(Veto::parse).unwrap_or(Veto::LowConfidence) }
    };
    Weights { bias: weight(BIAS).weight, by_feature: NAMES.map(weight) }
});

/// How fit a text is, and what speaks most against it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fitness {
    /// Probability that judges allow it on top, 0 to 1.
    pub(super) probability: f64,
    /// The feature that holds it down most, next to what fit comments are like.
    pub(super) weakness: &'static str,
    /// The objection that stands for this feature.
    pub(super) veto: Veto,
}

impl Fitness {
    pub(super) fn of(view: &View<'_>, tone: f64) -> Self {
        let found = describe(view, tone);
        let weights = &*BUNDLED;
        let mut sum = weights.bias;
        let mut weakest = (0, f64::INFINITY);
        for (at, (value, weight)) in found.iter().zip(&weights.by_feature).enumerate() {
            let part = (value - weight.centre) * weight.weight;
            sum += part;
            if part < weakest.1 {
                weakest = (at, part);
            }
        }
        Self {
            probability: 1.0 / (1.0 + (-sum).exp()),
            weakness: NAMES[weakest.0],
            veto: weights.by_feature[weakest.0].veto,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_its_weight_and_every_row_its_feature() {
        let rows: Vec<_> = WEIGHTS.lines().filter(|line| !line.starts_with('#')).skip(1).collect();
        let names: Vec<_> = rows.iter().map(|row| row.split('\t').next().unwrap()).collect();
        assert_eq!(names, [&[BIAS][..], &NAMES[..]].concat());
        for row in rows {
            let cells: Vec<_> = row.split('\t').collect();
            assert_eq!(cells.len(), 4, "{row}");
            assert!(cells[1..3].iter().all(|cell| cell.parse::<f64>().is_ok_and(f64::is_finite)), "{row}");
            assert!(Veto::parse(cells[3]).is_some(), "{row}");
        }
    }
}
