//! The moment from which the mood was clearly another.
//!
//! For every stretch of the series the comments of the twelve stretches from it on are compared with all before it.
//! The clearest difference counts if it is four standard errors or more: up to 240 stretches are tried, and one in
//! 240 differs by 3.7 by chance (Bonferroni, 5 %).

use crate::chart::{Counts, Lang, LocalTime, points};

use super::net;
use super::verdict::Lean;

/// Stretches after the moment that are compared.
pub(super) const AFTER: usize = 12;
/// Judged comments that either side must have.
const MIN_SIDE: u64 = 20;
/// Least distance in standard errors.
const MIN_Z: f64 = 4.0;
/// Least change of net sentiment worth a word.
const MIN_CHANGE: f64 = 0.15;

/// Months as a headline names them.
const ENGLISH_MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];

/// A turn of the mood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Turn {
    /// The stretch it begins with.
    pub(super) at: usize,
    /// The last stretch compared.
    pub(super) last: usize,
    pub(super) before: Counts,
    pub(super) after: Counts,
    /// Standard errors; above 0 for the better.
    pub(super) z: f64,
}

impl Turn {
    pub(super) fn is_better(&self) -> bool {
        self.z > 0.0
    }
}

/// The clearest turn in a series; of equally clear ones the first.
pub(super) fn find(counts: &[Counts]) -> Option<Turn> {
    let mut before = Counts::default();
    let mut clearest: Option<Turn> = None;
    for at in 1..counts.len() {
        before = add(before, counts[at - 1]);
        let last = (at + AFTER).min(counts.len()) - 1;
        let after = counts[at..=last].iter().copied().fold(Counts::default(), add);
        if before.judged() < MIN_SIDE || after.judged() < MIN_SIDE {
            continue;
        }
        let Some(z) = net::difference_z(after, before) else { continue };
        let worth = change(before, after) >= MIN_CHANGE;
        if worth && z.abs() >= MIN_Z && clearest.is_none_or(|turn| z.abs() > turn.z.abs()) {
            clearest = Some(Turn { at, last, before, after, z });
        }
    }
    clearest
}

/// Distance between two net sentiments.
fn change(before: Counts, after: Counts) -> f64 {
    let net = |counts| net::net(counts).map_or(0.0, |net| net.value);
    (net(after) - net(before)).abs()
}

pub(super) fn add(a: Counts, b: Counts) -> Counts {
    Counts {
        positive: a.positive + b.positive,
        neutral: a.neutral + b.neutral,
        negative: a.negative + b.negative,
        none: a.none + b.none,
    }
}

/// What the headline adds: `，但 3月3日 19:00 起转差`.
pub(super) fn clause(turn: &Turn, start: LocalTime, daily: bool, lean: Lean, lang: Lang) -> String {
    let against = matches!((lean, turn.is_better()), (Lean::Positive, false) | (Lean::Negative, true));
    let but = match (against, lang) {
        (true, Lang::Zh) => "，但 ",
        (false, Lang::Zh) => "，",
        (true, Lang::En) => ", but ",
        (false, Lang::En) => ", ",
    };
    format!("{but}{}", mark(turn, start, daily, lang))
}

/// The turn in a few words: `3月3日 19:00 起转差`.
pub(super) fn mark(turn: &Turn, start: LocalTime, daily: bool, lang: Lang) -> String {
    let LocalTime { year, month, day, hour, minute } = start;
    match lang {
        Lang::Zh => {
            let moment = if daily {
                format!("{year}年{month}月{day}日")
            } else {
                format!("{month}月{day}日 {hour:02}:{minute:02} ")
            };
            format!("{moment}起{}", if turn.is_better() { "转好" } else { "转差" })
        }
        Lang::En => {
            let month = ENGLISH_MONTHS[(month as usize).clamp(1, 12) - 1];
            let moment =
                if daily { format!("{day} {month} {year}") } else { format!("{day} {month} {hour:02}:{minute:02}") };
            format!("{} from {moment} on", if turn.is_better() { "better" } else { "worse" })
        }
    }
}

/// The turn in a sentence with its figures; `after` names the length of the time compared.
pub(super) fn sentence(turn: &Turn, moment: &str, after: &str, lang: Lang) -> String {
    let better = turn.is_better();
    let figures = figures(turn, after, lang);
    match lang {
        Lang::Zh => format!("{moment} 起明显{}：{figures}。", if better { "转好" } else { "转差" }),
        Lang::En => format!("Clearly {} from {moment} on: {figures}.", if better { "better" } else { "worse" }),
    }
}

/// Net sentiment before and after the turn.
pub(super) fn figures(turn: &Turn, after: &str, lang: Lang) -> String {
    let figure = |counts| net::net(counts).map_or_else(|| "–".to_owned(), |net| points(net.value));
    let (from, to) = (figure(turn.before), figure(turn.after));
    match lang {
        Lang::Zh => format!("之前净情绪 {from}，之后 {after} {to}"),
        Lang::En => format!("net sentiment {from} before, {to} in the {after} after"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(n: usize, positive: u64, negative: u64) -> Vec<Counts> {
        vec![Counts { positive, neutral: 3, negative, none: 1 }; n]
    }

    #[test]
    fn a_turn_is_found_at_its_hour_either_way() {
        for (first, second, better) in [((8, 1), (1, 8), false), ((1, 8), (8, 1), true)] {
            let counts = [hours(30, first.0, first.1), hours(20, second.0, second.1)].concat();
            let turn = find(&counts).expect("a turn");
            assert_eq!((turn.at, turn.last, turn.is_better()), (30, 41, better));
        }
    }

    #[test]
    fn an_even_mood_and_few_comments_have_no_turn() {
        assert_eq!(find(&hours(200, 5, 4)), None);
        assert_eq!(find(&[hours(1, 9, 0), hours(1, 0, 9)].concat()), None);
        assert_eq!(find(&[]), None);
    }
}
