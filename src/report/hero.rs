//! The figures at the top of the page.

use serde::Serialize;

use crate::aggregate::Aggregates;
use crate::chart::{Counts, Lang, count, percent, points};

use super::facts::Facts;
use super::net;
use super::verdict::{MIN_JUDGED, range_percent};

/// A figure at the top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Tile {
    pub(super) value: String,
    pub(super) name: &'static str,
    pub(super) note: String,
    /// `positive`, `negative` or empty.
    pub(super) side: &'static str,
}

impl Tile {
    fn new(name: &'static str, value: String, note: String) -> Self {
        Self { value, name, note, side: "" }
    }
}

/// How many comments, how many of which feeling, how many likes. Shares only where there are enough to speak of.
pub(super) fn tiles(facts: &Facts<'_>, aggregates: &Aggregates) -> Vec<Tile> {
    let lang = facts.lang();
    let counts = net::counts(&aggregates.total);
    let mut tiles = vec![all(facts, counts)];
    match counts.judged() {
        0 => {}
        1..MIN_JUDGED => tiles.extend(few(counts, lang)),
        _ => tiles.extend(shares(counts, lang)),
    }
    if let Some(likes) = aggregates.total.likes {
        let note = aggregates.total.top_comment_share.filter(|_| facts.len() > 1).map(percent);
        let note = note.map_or_else(String::new, |share| match lang {
            Lang::Zh => format!("最高赞一条占 {share}"),
            Lang::En => format!("top comment holds {share}"),
        });
        tiles.push(Tile::new(lang.pick("获赞", "likes"), likes_words(likes, lang), note));
    }
    tiles
}

fn all(facts: &Facts<'_>, counts: Counts) -> Tile {
    let lang = facts.lang();
    let note = match (facts.about.declared, lang) {
        (Some(declared), Lang::Zh) => format!("平台显示 {} 条", count(declared, lang)),
        (Some(declared), Lang::En) => format!("platform says {}", count(declared, lang)),
        (None, Lang::Zh) => format!("可判断 {} 条", count(counts.judged(), lang)),
        (None, Lang::En) => format!("{} judged", count(counts.judged(), lang)),
    };
    Tile::new(lang.pick("评论", "comments"), count(counts.n(), lang), note)
}

/// How many of each; a share of a handful would pretend to know more.
fn few(counts: Counts, lang: Lang) -> Vec<Tile> {
    let tile = |name, n, side| Tile { side, ..Tile::new(name, count(n, lang), String::new()) };
    vec![
        tile(lang.pick("正面", "positive"), counts.positive, "positive"),
        tile(lang.pick("中性", "neutral"), counts.neutral, ""),
        tile(lang.pick("负面", "negative"), counts.negative, "negative"),
    ]
}

fn shares(counts: Counts, lang: Lang) -> Vec<Tile> {
    let share = |name, part, side| {
        let share = net::share(part, counts)?;
        Some(Tile { side, ..Tile::new(name, percent(share.value), format!("{}%", range_percent(share))) })
    };
    let net = net::net(counts).map(|net| {
        let between = lang.pick(" 至 ", " to ");
        let note = format!("{}{between}{}", points(net.low), points(net.high));
        Tile::new(lang.pick("净情绪", "net sentiment"), points(net.value), note)
    });
    let tiles = [
        share(lang.pick("正面", "positive"), counts.positive, "positive"),
        share(lang.pick("负面", "negative"), counts.negative, "negative"),
        net,
    ];
    tiles.into_iter().flatten().collect()
}

/// What the figures are of, and whose clocks the page goes by.
pub(super) fn footnote(facts: &Facts<'_>, aggregates: &Aggregates) -> String {
    let lang = facts.lang();
    let judged = net::counts(&aggregates.total).judged();
    let n = count(judged, lang);
    let shares = match (judged >= MIN_JUDGED, lang) {
        (true, Lang::Zh) => format!("占比只算可判断的 {n} 条，小字是 95% 区间。净情绪 = 正面% − 负面%。"),
        (true, Lang::En) => {
            format!("Shares of the {n} judged; in small type 95 % intervals. Net sentiment = positive % − negative %.")
        }
        (false, Lang::Zh) => {
            format!("可判断的评论不足 {MIN_JUDGED} 条，所以不按点赞、地区和说法分组比较；数字都在 csv/ 里。")
        }
        (false, Lang::En) => {
            format!(
                "Under {MIN_JUDGED} judged comments are not compared by likes, place or words; csv/ has all figures."
            )
        }
    };
    let has_time = facts.times().any(|time| time.is_some());
    let zone = has_time.then(|| match lang {
        Lang::Zh => format!("时间为{}。", facts.clock.zone(lang)),
        Lang::En => format!(" Times are {}.", facts.clock.zone(lang)),
    });
    shares + &zone.unwrap_or_default()
}

/// Likes for people; corrections below 0 count as none.
pub(super) fn likes_words(likes: i64, lang: Lang) -> String {
    count(u64::try_from(likes).unwrap_or(0), lang)
}
