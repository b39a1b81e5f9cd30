//! Bursts, with what was said in them.

use serde::Serialize;

use crate::chart::{Counts, Lang, TimeChart, count};
use crate::score::Polarity;

use super::bursts::Peak;
use super::clock::between;
use super::facts::{Facts, evenly};

use super::quotes::{Quote, quotes, shown};
use super::series::{Series, letter};
use super::turns::Turn;
use super::verdict::interval_points;
use super::{net, words};

/// Comments that words of a burst, and of the rest, are counted in.
const WORD_SAMPLE: usize = 3000;
/// Comments shown of a burst.
const QUOTES: usize = 2;
/// With five bursts compared at most, a difference of this many standard errors comes about by chance in 5 % of
/// reports (Bonferroni: 0.05 / 5, two-sided).
const DIFFERS_Z: f64 = 2.58;

/// A burst as the page tells it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct BurstView {
    pub(super) label: String,
    pub(super) when: String,
    pub(super) n: String,
    pub(super) expected: String,
    pub(super) z: String,
    pub(super) words: Vec<String>,
    pub(super) mood: String,
    pub(super) comments: Vec<Quote>,
}

/// A turn of the mood as the page tells it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct TurnView {
    pub(super) text: String,
    pub(super) figures: String,
    pub(super) words: Vec<String>,
    pub(super) comments: Vec<Quote>,
}

/// Bursts with what was said in them.
pub(super) fn views(series: &Series, peaks: &[Peak], facts: &Facts<'_>) -> Vec<BurstView> {
    peaks.iter().enumerate().map(|(index, peak)| view(series, index, *peak, facts)).collect()
}

/// A turn with what was said after it.
pub(super) fn turn_view(series: &Series, turn: &Turn, facts: &Facts<'_>) -> TurnView {
    let (from, to) = series.span(turn.at, turn.last);
    let after = facts.rows_between(from, to, series.is_daily());
    let before = facts.rows_between(series.span(0, 0).0, from, series.is_daily());
    let side = if turn.is_better() { Polarity::Positive } else { Polarity::Negative };
    TurnView {
        text: series.turn_words(turn, facts.lang()),
        figures: series.turn_figures(turn, facts.lang()),
        words: leading(facts, &after, &before),
        comments: top(facts, &after, |polarity| polarity == side),
    }
}

fn view(series: &Series, index: usize, peak: Peak, facts: &Facts<'_>) -> BurstView {
    let lang = facts.lang();
    let (from, to) = series.span(peak.first, peak.last);
    let inside = facts.rows_between(from, to, series.is_daily());
    let mut is_inside = vec![false; facts.len()];
    for row in &inside {
        is_inside[*row] = true;
    }
    let outside: Vec<usize> = (0..facts.len()).filter(|row| !is_inside[*row]).collect();
    BurstView {
        label: letter(index),
        when: between(&series.wall(from), &series.wall(series.shown_end(to))),
        n: count(peak.n, lang),
        expected: peak.expected(lang),
        z: format!("{:.1}", peak.z),
        words: leading(facts, &inside, &outside),
        mood: mood(facts.counts(&inside), facts.counts(&outside), lang),
        comments: top(facts, &inside, |polarity| polarity != Polarity::None),
    }
}

/// Words that mark some comments against others.
fn leading(facts: &Facts<'_>, inside: &[usize], outside: &[usize]) -> Vec<String> {
    let texts = |rows: &[usize]| evenly(rows, WORD_SAMPLE).into_iter().map(|row| facts.text(row)).collect::<Vec<_>>();
    let [inside, outside] = [inside, outside].map(texts);
    let [inside, outside] = [&inside, &outside].map(|texts| texts.iter().map(String::as_str));
    let words = words::leading(inside, outside, facts.analyzer, 5);
    words.iter().map(|word| shown(word, 20).0).collect()
}

/// The most-liked of some comments.
fn top(facts: &Facts<'_>, rows: &[usize], wanted: impl Fn(Polarity) -> bool) -> Vec<Quote> {
    let mut rows: Vec<usize> = rows.iter().copied().filter(|row| wanted(facts.polarity(*row))).collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(facts.figures.likes(*row)), *row));
    rows.truncate(QUOTES);
    quotes(facts, &rows)
}

/// How the mood in a burst compares with the rest.
fn mood(inside: Counts, outside: Counts, lang: Lang) -> String {
    let Some(net) = net::net(inside) else { return String::new() };
    let figures = interval_points(net, lang);
    let z = net::difference_z(inside, outside).unwrap_or(0.0);
    let compared = if z >= DIFFERS_Z {
        lang.pick("比其余时段更正面", "more positive than the rest")
    } else if z <= -DIFFERS_Z {
        lang.pick("比其余时段更负面", "more negative than the rest")
    } else {
        lang.pick("与其余时段没有明显差别", "no clear difference from the rest")
    };
    match lang {
        Lang::Zh => format!("净情绪 {figures}，{compared}"),
        Lang::En => format!("net sentiment {figures}, {compared}"),
    }
}

/// A picture of nothing, for comments without usable times.
pub(super) fn empty_chart(lang: Lang) -> TimeChart {
    TimeChart {
        lang,
        step: String::new(),
        points: Vec::new(),
        nets: Vec::new(),
        net_step: String::new(),
        min_for_net: 0,
        bursts: Vec::new(),
        turn: None,
    }
}
