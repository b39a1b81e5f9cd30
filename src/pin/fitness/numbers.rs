//! The numbers that describe a text.

use std::collections::BTreeSet;

use crate::lexicon::{BASE, UNIT};
use crate::pin::frames::{self, Symbol};
use crate::pin::policy::Veto;
use crate::pin::view::View;
use crate::score::{ExplainedToken, Explanation};
use crate::text::TokenKind;

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

pub(super) fn describe(view: &View<'_>) -> [f64; FEATURES] {
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
pub(in crate::pin) fn worst<'e>(view: &View<'e>) -> Option<(&'e ExplainedToken, f64)> {
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
