//! The comment table of the page: which rows, and within what size.

use serde::Serialize;

use crate::chart::{Lang, count};
use crate::frame::ScoredComment;
use crate::score::Polarity;

use super::clock::Clock;
use super::facts::{Facts, evenly};
use super::quotes::{shown, signed};
use super::regions::place;

/// Most rows.
const MAX_ROWS: usize = 2000;
/// Of these so many are the most-liked; the rest are spread evenly over all others.
const MOST_LIKED: usize = 1000;
/// Longer texts are cut.
const MAX_CHARACTERS: usize = 160;
/// Bytes that all rows together may take in the page.
const BUDGET: usize = 1_300_000;
/// Sorts before every time.
const UNKNOWN_TIME: i64 = -1_000_000_000_000_000;
/// Bytes of a row beside its text.
const ROW_OVERHEAD: usize = 260;

/// A row as the page shows and sorts it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Row {
    pub(super) text: String,
    pub(super) polarity: &'static str,
    pub(super) score: String,
    /// For sorting: millionths.
    pub(super) score_key: i64,
    pub(super) confidence: String,
    pub(super) likes: String,
    pub(super) likes_key: i64,
    pub(super) when: String,
    pub(super) when_key: i64,
    pub(super) region: String,
    pub(super) copied: bool,
}

/// The rows shown and why these.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    pub(super) note: String,
}

/// Chooses and fills the rows; `copied` tells which rows belong to a group of copies.
pub(super) fn table(facts: &Facts<'_>, copied: &[bool]) -> Table {
    let lang = facts.lang();
    let chosen = choose(facts);
    let mut rows = Vec::with_capacity(chosen.len());
    let mut bytes = 0;
    for (row, scored) in chosen.iter().zip(facts.comments(&chosen)) {
        let made = self::row(&scored, copied.get(*row).copied().unwrap_or(false), facts.clock, lang);
        bytes += ROW_OVERHEAD + escaped_len(&made.text) + escaped_len(&made.region);
        if bytes > BUDGET {
            break;
        }
        rows.push(made);
    }
    let note = note(facts, rows.len());
    Table { rows, note }
}

/// All rows where they fit; else the most-liked and an even spread of the others.
fn choose(facts: &Facts<'_>) -> Vec<usize> {
    if facts.len() <= MAX_ROWS {
        let without_likes = (0..facts.len()).filter(|row| facts.figures.likes(*row).is_none());
        return facts.by_likes().chain(without_likes).collect();
    }
    let liked: Vec<usize> = facts.by_likes().take(MOST_LIKED).collect();
    let mut taken = vec![false; facts.len()];
    for row in &liked {
        taken[*row] = true;
    }
    let others: Vec<usize> = (0..facts.len()).filter(|row| !taken[*row]).collect();
    let spread = evenly(&others, MAX_ROWS - liked.len());
    liked.into_iter().chain(spread).collect()
}

fn note(facts: &Facts<'_>, shown: usize) -> String {
    let (all, lang) = (facts.len() as u64, facts.lang());
    if shown as u64 == all {
        return match lang {
            Lang::Zh => format!("全部 {} 条。", count(all, lang)),
            Lang::En => format!("All {}.", count(all, lang)),
        };
    }
    let (all, shown) = (count(all, lang), count(shown as u64, lang));
    match lang {
        Lang::Zh => format!(
            "{all} 条中的 {shown} 条：点赞最多的 {MOST_LIKED} 条，其余按顺序等距抽取。全部评论见 csv/comments.csv。"
        ),
        Lang::En => format!(
            "{shown} of {all}: the {MOST_LIKED} most-liked, the others picked evenly. All are in csv/comments.csv."
        ),
    }
}

fn row(scored: &ScoredComment, copied: bool, clock: Clock, lang: Lang) -> Row {
    let comment = &scored.comment;
    let when = comment.created_at;
    #[expect(clippy::cast_possible_truncation, reason = "millionths of -1 to 1")]
    let score_key = (scored.sentiment.score * 1e6).round() as i64;
    Row {
        text: shown(&comment.text, MAX_CHARACTERS).0,
        polarity: scored.sentiment.polarity.as_str(),
        score: if scored.sentiment.polarity == Polarity::None {
            "–".to_owned()
        } else {
            signed(scored.sentiment.score)
        },
        score_key,
        confidence: format!("{:.2}", scored.sentiment.confidence),
        likes: comment.likes.map_or_else(String::new, |likes| count(u64::try_from(likes).unwrap_or(0), lang)),
        likes_key: comment.likes.unwrap_or(-1),
        when: when.map(|time| clock.comment(time, lang)).unwrap_or_default(),
        when_key: when.map_or(UNKNOWN_TIME, |time| time.unix_ms),
        region: place(comment.region.as_deref().unwrap_or_default(), lang),
        copied,
    }
}

/// Bytes of a text once HTML's special characters are escaped (at most six each).
fn escaped_len(text: &str) -> usize {
    text.chars().map(|c| if matches!(c, '&' | '<' | '>' | '"' | '\'' | '/') { 6 } else { c.len_utf8() }).sum()
}
