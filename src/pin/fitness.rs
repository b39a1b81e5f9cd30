//! How fit a text is to stand on top: a probability from a few plain numbers and learned weights.
//!
//! The vetoes say what must not stand on top; fitness says how surely the rest is praise. It is logistic regression
//! over the numbers of [`features`], with the weights of `fitness.tsv`, which were learned from comments that people
//! judged; `reports/accuracy/pin.md` tells how well it does on others.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::frames::{self, Symbol};
use super::policy::Veto;
use super::view::View;
use crate::lexicon::{BASE, UNIT};
use crate::score::{ExplainedToken, Explanation};
use crate::text::TokenKind;

/// Weights and centres by feature.
const WEIGHTS: &str = include_str!("fitness.tsv");

/// The row of [`WEIGHTS`] that belongs to no feature.
const BIAS: &str = "<bias>";

/// How many numbers describe a text.
pub const FEATURES: usize = 15;

/// The names of the numbers, in their order.
pub const NAMES: [&str; FEATURES] = [
    // Log-odds of being positive, and of being neutral.
    "positive",
    "neutral",
    // The leaning of the worst term to the negative side, and the share of all leanings that goes there.
    "worst-term",
    "complaint-share",
    // The share of the text that stands in wordings of praise.
    "praise-share",
    // Different stickers with a twisted face, up to 2; whether praising stickers are all there is.
    "wry-symbols",
    "symbols-only",
    // The logarithm of the length; lengths above twenty, in twenties, up to 4.
    "length",
    "long",
    // Whether the writer speaks of themselves; the share of the text in words that no lexicon has.
    "first-person",
    "unknown",
    // Whether it laughs: jokes do, and whether they are kind takes more than words to tell. Whether it names models,
    // brands or figures: praise that names its subject is meant.
    "laughter",
    "codes",
    // Whether it speaks of a body, weight or love life; of the writer's own wants and money. Praise or not, judges
    // differ about such comments.
    "personal",
    "own-affairs",
];

/// The numbers that fitness is judged by, in the order of [`NAMES`].
pub fn features(explanation: &Explanation) -> [f64; FEATURES] {
    describe(&View::new(explanation))
}

fn describe(view: &View<'_>) -> [f64; FEATURES] {
    let leans = || view.explanation.tokens.iter().map(lean);
    let third = 1.0 / 3.0;
    let [positive, neutral] =
        view.explanation.probabilities.map_or([third; 2], |p| [p.positive, p.neutral]).map(log_odds);
    let praise: f64 = leans().map(|lean| lean.max(0.0)).sum();
    let complaint: f64 = leans().map(|lean| (-lean).max(0.0)).sum();
    let characters = view.characters as f64;
    let words = view.of_kind(TokenKind::Word).chain(view.of_kind(TokenKind::Number));
    let unknown = words.filter(|token| token.weights.is_none()).map(|token| token.term.chars().count()).sum::<usize>();
    let holds = |holds: bool| f64::from(u8::from(holds));
    [
        positive,
        neutral,
        worst(view).map_or(0.0, |(_, lean)| -lean).min(3.0),
        ratio(complaint, praise + complaint),
        praise_share(view),
        (wry_symbols(view) as f64).min(2.0),
        holds(view.characters == 0 && view.symbols().any(|token| symbol(token) == Some(Symbol::Praising))),
        characters.ln_1p(),
        (characters / 20.0 - 1.0).clamp(0.0, 4.0),
        holds(view.words.contains(['我', '俺', '咱'])),
        ratio(unknown as f64, characters),
        holds(LAUGHTER.iter().any(|laugh| view.words.contains(laugh))),
        holds(has_code(view)),
        holds(frames::BUNDLED.speak_of(Veto::Personal, &view.words)),
        holds(frames::BUNDLED.speak_of(Veto::OwnAffairs, &view.words)),
    ]
}

/// Laughter in words.
const LAUGHTER: [&str; 4] = ["哈哈", "嘿嘿", "hhh", "笑死"];

/// Two or more Latin letters or digits that are neither praise (`yyds`) nor cheer or laughter (`666`, `233`).
fn has_code(view: &View<'_>) -> bool {
    let praise = frames::BUNDLED.praises(&view.words);
    let praising = |at: usize| praise.iter().any(|range| range.contains(&at));
    let rest: String = view.words.char_indices().map(|(at, c)| if praising(at) { ' ' } else { c }).collect();
    let cheer = |run: &str| run.bytes().all(|b| b == b'6') || run.trim_start_matches('2').bytes().all(|b| b == b'3');
    rest.split(|c: char| !c.is_ascii_alphanumeric()).any(|run| run.len() > 1 && !cheer(run))
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
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

fn symbol(token: &ExplainedToken) -> Option<Symbol> {
    frames::BUNDLED.symbols.get(token.term.as_str()).copied()
}

fn wry_symbols(view: &View<'_>) -> usize {
    let wry = view.symbols().filter(|token| symbol(token) == Some(Symbol::Wry));
    wry.map(|token| token.term.as_str()).collect::<BTreeSet<_>>().len()
}

/// The term that speaks most for the negative side and how it leans, below 0.
pub(super) fn worst<'e>(view: &View<'e>) -> Option<(&'e ExplainedToken, f64)> {
    let leans = view.explanation.tokens.iter().map(|token| (token, lean(token)));
    leans.min_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, lean)| *lean < 0.0)
}

/// Learned weights of single words are noisier than hand-written ones: car colours and family members come out with a
/// side of their own. In what one word alone may decide they count for less.
const TRUST_IN_LEARNED: f64 = 0.6;

/// How much more positive than negative a token speaks, in natural-log units, by what its source can be trusted.
fn lean(token: &ExplainedToken) -> f64 {
    let trust = if token.lexicon.as_deref() == Some(BASE) { TRUST_IN_LEARNED } else { 1.0 };
    f64::from(token.contribution.lean()) / UNIT * trust
}

/// What one feature does.
struct Weight {
    /// Its mean among fit comments.
    centre: f64,
    slope: f64,
    /// The objection to name where this feature speaks against a text most; `None` where it is never the reason.
    veto: Option<Veto>,
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
        Weight { centre, slope: weight, veto: cells.next().and_then(Veto::parse) }
    };
    Weights { bias: weight(BIAS).slope, by_feature: NAMES.map(weight) }
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
    pub(super) fn of(view: &View<'_>) -> Self {
        let found = describe(view);
        let parts: [f64; FEATURES] = std::array::from_fn(|at| {
            let weight = &BUNDLED.by_feature[at];
            (found[at] - weight.centre) * weight.slope
        });
        let sum = BUNDLED.bias + parts.iter().sum::<f64>();
        let against = (0..FEATURES).filter(|at| parts[*at] < 0.0);
        let named = against.filter_map(|at| Some((at, BUNDLED.by_feature[at].veto?)));
        let (weakest, veto) =
            named.min_by(|a, b| parts[a.0].total_cmp(&parts[b.0])).unwrap_or((0, Veto::LowConfidence));
        // Six decimals: the same on every machine.
        let probability = (1e6 / (1.0 + (-sum).exp())).round() / 1e6;
        Self { probability, weakness: NAMES[weakest], veto }
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
            assert!(cells[3] == "-" || Veto::parse(cells[3]).is_some(), "{row}");
        }
    }
}
