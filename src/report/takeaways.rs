//! What to take away in ten seconds: a line each, with its figure, and silence where there is only noise.

use serde::Serialize;

use crate::chart::{Lang, count, percent};
use crate::score::Polarity;

use super::charts;
use super::facts::Facts;
use super::net;
use super::page::Parts;
use super::quotes::{Quote, shown};
use super::regions;
use super::times::TurnView;
use super::verdict::MIN_JUDGED;

/// Shares by head and by likes that differ by this much tell different stories. By hand: one comment in seven.
const LOUD_GAP: f64 = 0.15;
/// Fewer likes than this have no voice of their own. By hand.
const MIN_LIKES: u64 = 50;
/// From this share of all likes on the most-liked comment is worth a word (by hand) …
const TOP_WORTH_A_WORD: f64 = 0.2;
/// … and from this on the likes speak for that comment alone: it has more than all others.
const TOP_IS_ALL: f64 = 0.5;
/// Characters of the comment that the lead cites.
const MAX_VOICE: usize = 30;
/// Places, times or likes known for fewer comments than this are worth a warning. By hand: then
/// what is known may well not speak for the rest.
const LOW_COVERAGE: f64 = 0.6;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Takeaway {
    /// What it is about.
    pub(super) topic: &'static str,
    pub(super) text: String,
    /// Where in the page to read on.
    pub(super) anchor: &'static str,
}

/// What a reader takes away: the sentence under the headline that says why, and a line for everything else.
pub(super) struct Takeaways {
    pub(super) lead: String,
    pub(super) lines: Vec<Takeaway>,
}

pub(super) fn takeaways(facts: &Facts<'_>, parts: &Parts<'_>, turn: Option<&TurnView>, copied: &[bool]) -> Takeaways {
    let lang = facts.lang();
    let enough = net::counts(&parts.aggregates.total).judged() >= MIN_JUDGED;
    let mut lines = Vec::new();
    let mut add = |topic, anchor, text: Option<String>| {
        lines.extend(text.map(|text| Takeaway { topic, text, anchor }));
    };
    let turned = turn.map(|turn| after_turn(turn, lang));
    let words = words(parts, lang).filter(|_| enough);
    let lead = match (turned, words) {
        (Some(turned), words) => {
            add(lang.pick("说什么", "What"), "words", words);
            turned
        }
        (None, Some(words)) => words,
        (None, None) => parts.verdict.evidence.clone(),
    };
    if enough {
        add(lang.pick("谁的声音", "Who"), "likes", loud(parts, lang));
        add(lang.pick("何时", "When"), "time", bursts(parts, lang));
        add(lang.pick("哪里", "Where"), "regions", places(parts, lang));
    }
    add(lang.pick("复制", "Copies"), "copies", copies(parts, copied, lang));
    add(lang.pick("留意", "Mind"), "method", coverage(facts, parts, lang));
    Takeaways { lead, lines }
}

/// What followed the turn that the headline names, in figures, words and the loudest voice.
fn after_turn(turn: &TurnView, lang: Lang) -> String {
    let words: Vec<String> = turn.words.iter().map(|word| quoted(word, lang)).collect();
    let voice: String = turn.comments.first().map(Quote::text).unwrap_or_default();
    let voice = shown(&voice, MAX_VOICE).0;
    let mut text = turn.figures.clone();
    match lang {
        Lang::Zh => {
            if !words.is_empty() {
                text += &format!("；之后多说{}", words.concat());
            }
            if !voice.is_empty() {
                text += &format!("，点赞最多的一条是“{voice}”");
            }
            text + "。"
        }
        Lang::En => {
            text.replace_range(..1, &text[..1].to_uppercase());
            if !words.is_empty() {
                text += &format!("; since then people say {}", words.join(", "));
            }
            if !voice.is_empty() {
                text += &format!("; most liked: “{voice}”");
            }
            text + "."
        }
    }
}

/// A word as a sentence cites it.
fn quoted(word: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("「{word}」"),
        Lang::En => format!("“{word}”"),
    }
}

fn words(parts: &Parts<'_>, lang: Lang) -> Option<String> {
    let list = |polarity| -> String {
        let terms = charts::side(&parts.aggregates.sayings, polarity, 5);
        let terms = terms.iter().map(|saying| quoted(&shown(&saying.term, 16).0, lang));
        terms.collect::<Vec<_>>().join(lang.pick("", ", "))
    };
    let (praised, criticised) = (list(Polarity::Positive), list(Polarity::Negative));
    match (praised.is_empty(), criticised.is_empty(), lang) {
        (true, true, _) => deciding(parts, lang),
        (false, true, Lang::Zh) => Some(format!("好评里多见{praised}；批评里没有突出的说法。")),
        (true, false, Lang::Zh) => Some(format!("批评里多见{criticised}；好评里没有突出的说法。")),
        (false, false, Lang::Zh) => Some(format!("好评里多见{praised}，批评里多见{criticised}。")),
        (false, true, Lang::En) => Some(format!("Praise says {praised}; criticism has no words of its own.")),
        (true, false, Lang::En) => Some(format!("Criticism says {criticised}; praise has no words of its own.")),
        (false, false, Lang::En) => Some(format!("Praise says {praised}; criticism says {criticised}.")),
    }
}

/// What made comments positive or negative, where no saying stands out.
fn deciding(parts: &Parts<'_>, lang: Lang) -> Option<String> {
    let list = |side: usize| {
        let words = parts.deciding[side].iter().take(4).map(|deciding| deciding.word.as_str());
        words.collect::<Vec<_>>().join(lang.pick("、", ", "))
    };
    let (praise, criticism) = (list(0), list(1));
    match (praise.is_empty(), criticism.is_empty(), lang) {
        (true, true, _) => None,
        (false, true, Lang::Zh) => Some(format!("好评主要靠这些词和表情：{praise}。")),
        (true, false, Lang::Zh) => Some(format!("批评主要靠这些词和表情：{criticism}。")),
        (false, false, Lang::Zh) => Some(format!("好评主要靠：{praise}；批评主要靠：{criticism}。")),
        (false, true, Lang::En) => Some(format!("Praise rests on {praise}.")),
        (true, false, Lang::En) => Some(format!("Criticism rests on {criticism}.")),
        (false, false, Lang::En) => Some(format!("Praise rests on {praise}; criticism on {criticism}.")),
    }
}

/// Whether the liked comments feel as the many do.
fn loud(parts: &Parts<'_>, lang: Lang) -> Option<String> {
    let counts = net::counts(&parts.aggregates.total);
    let likes = charts::likes_by_polarity(parts.aggregates);
    let all: u64 = likes.iter().sum();
    if all < MIN_LIKES {
        return None;
    }
    let top = parts.aggregates.total.top_comment_share.filter(|share| *share >= TOP_WORTH_A_WORD);
    if let Some(top) = top.filter(|share| *share >= TOP_IS_ALL) {
        let top = percent(top);
        return Some(match lang {
            Lang::Zh => format!("最高赞一条独占 {top} 的赞：按赞看到的只是这一条，不代表大家。"),
            Lang::En => format!("One comment holds {top} of the likes: by likes you see that one, not the crowd."),
        });
    }
    let judged = counts.judged() as f64;
    let by_head = [counts.positive as f64 / judged, counts.negative as f64 / judged];
    let by_likes = [likes[0] as f64 / all as f64, likes[2] as f64 / all as f64];
    let gaps = [by_likes[0] - by_head[0], by_likes[1] - by_head[1]];
    let side = usize::from(gaps[1].abs() > gaps[0].abs());
    let name = [lang.pick("正面", "Positive"), lang.pick("负面", "Negative")][side];
    let (head, like) = (percent(by_head[side]), percent(by_likes[side]));
    let mut text = match (lang, gaps[side].abs() >= LOUD_GAP) {
        (Lang::Zh, true) => format!("{name}评论占 {head} 的条数、{like} 的赞：点赞的人和发言的人不是一个态度。"),
        (Lang::Zh, false) => format!("按条数与按点赞看，结论相近（{name}：{head} 对 {like}）。"),
        (Lang::En, true) => {
            format!("{name} comments are {head} by head and {like} by likes: the loud and the many differ.")
        }
        (Lang::En, false) => format!("By head and by likes the picture is similar ({name}: {head} and {like})."),
    };
    if let Some(top) = top.map(percent) {
        let more = match lang {
            Lang::Zh => format!("其中最高赞一条独占 {top}。"),
            Lang::En => format!(" The top comment alone holds {top}."),
        };
        text.push_str(&more);
    }
    Some(text)
}

fn bursts(parts: &Parts<'_>, lang: Lang) -> Option<String> {
    let series = parts.series?;
    let strongest = parts.peaks.iter().max_by(|a, b| a.z.total_cmp(&b.z));
    let Some(peak) = strongest else {
        return (series.points().len() >= 6)
            .then(|| lang.pick("评论量没有异常的爆发。", "No unusual burst of comments.").to_owned());
    };
    let moment = series.wall(series.span(peak.first, peak.last).0);
    let (n, expected) = (count(peak.n, lang), peak.expected(lang));
    Some(match lang {
        Lang::Zh => {
            format!("{} 个爆发时段，最强的从 {moment} 起，{n} 条，照前后看应有约 {expected} 条。", parts.peaks.len())
        }
        Lang::En if parts.peaks.len() == 1 => {
            format!("One burst from {moment}: {n} comments where about {expected} would be usual.")
        }
        Lang::En => format!(
            "{} bursts; the strongest from {moment}: {n} comments where about {expected} would be usual.",
            parts.peaks.len()
        ),
    })
}

fn places(parts: &Parts<'_>, lang: Lang) -> Option<String> {
    let rows = &parts.aggregates.by_region;
    let total = net::counts(&parts.aggregates.total);
    let solid = rows.iter().filter(|row| net::counts(&row.metrics).judged() >= MIN_JUDGED).count();
    if solid < 2 {
        return None;
    }
    let (above, below) = regions::standing_out(rows, total, lang);
    let join = |names: &[String]| names.iter().take(4).cloned().collect::<Vec<_>>().join(lang.pick("、", ", "));
    Some(match (above.is_empty(), below.is_empty(), lang) {
        (true, true, Lang::Zh) => "各地的差别都在误差之内，不宜解读。".to_owned(),
        (true, true, Lang::En) => "Differences between regions are within chance.".to_owned(),
        (false, true, Lang::Zh) => format!("{}比其他地方更正面，其余差别在误差之内。", join(&above)),
        (true, false, Lang::Zh) => format!("{}比其他地方更负面，其余差别在误差之内。", join(&below)),
        (false, false, Lang::Zh) => format!("{}更正面，{}更负面，其余差别在误差之内。", join(&above), join(&below)),
        (false, true, Lang::En) => {
            format!("More positive than elsewhere: {}; other differences are within chance.", join(&above))
        }
        (true, false, Lang::En) => {
            format!("More negative than elsewhere: {}; other differences are within chance.", join(&below))
        }
        (false, false, Lang::En) => format!(
            "More positive: {}; more negative: {}; other differences are within chance.",
            join(&above),
            join(&below)
        ),
    })
}

fn copies(parts: &Parts<'_>, copied: &[bool], lang: Lang) -> Option<String> {
    let n = copied.iter().filter(|is| **is).count();
    if n == 0 {
        return None;
    }
    let share = percent(n as f64 / copied.len() as f64);
    let (groups, n) = (parts.groups.len(), count(n as u64, lang));
    Some(match lang {
        Lang::Zh => format!("{groups} 组雷同评论，共 {n} 条（{share}）；只标出，没有删除。"),
        Lang::En => {
            format!("{groups} groups of near-identical comments, {n} in all ({share}); pointed out, not removed.")
        }
    })
}

/// What is known for too few comments to lean on.
fn coverage(facts: &Facts<'_>, parts: &Parts<'_>, lang: Lang) -> Option<String> {
    let n = facts.len() as f64;
    let known = [
        (parts.coverage.time, lang.pick("发表时间", "time")),
        (parts.coverage.region, lang.pick("地区", "region")),
        (parts.coverage.likes, lang.pick("点赞数", "likes")),
    ];
    let missing: Vec<&str> = known.into_iter().filter(|(known, _)| *known == 0).map(|(_, name)| name).collect();
    let poor = known.into_iter().filter(|(known, _)| *known > 0 && (*known as f64) < LOW_COVERAGE * n);
    let poor: Vec<String> = poor.map(|(known, name)| format!("{name} {}", percent(known as f64 / n))).collect();
    let comma = lang.pick("、", ", ");
    let (missing, poor) = (missing.join(comma), poor.join(comma));
    match (missing.is_empty(), poor.is_empty(), lang) {
        (true, true, _) => None,
        (false, true, Lang::Zh) => Some(format!("数据里没有{missing}。")),
        (true, false, Lang::Zh) => Some(format!("只有部分评论有：{poor}；相关图表只代表这部分。")),
        (false, false, Lang::Zh) => {
            Some(format!("数据里没有{missing}；只有部分评论有：{poor}，相关图表只代表这部分。"))
        }
        (false, true, Lang::En) => Some(format!("The data have no {missing}.")),
        (true, false, Lang::En) => Some(format!("Known for some comments only: {poor}; the charts speak for those.")),
        (false, false, Lang::En) => Some(format!(
            "The data have no {missing}; known for some comments only: {poor}; the charts speak for those."
        )),
    }
}
