//! The pictures of a report, from its tables.

use rayon::prelude::*;

use crate::aggregate::{Aggregates, LikesRow, Saying};
use crate::chart::{
    self, Cloud, CloudWord, Counts, KeywordBar, Keywords, Lang, Likes, LikesBar, Picture, PolarityBars, Poster,
    PosterQuote, count,
};
use crate::score::Polarity;

use super::clock::between;
use super::error::ReportError;
use super::facts::Facts;
use super::quotes::shown;
use super::series::Series;
use super::times;
use super::turns::Turn;
use super::verdict::Verdict;
use super::{bursts::Peak, net, regions};

/// Width of pictures on wide pages and in files, and on phones, in logical pixels.
const WIDE: u32 = 1000;
const NARROW: u32 = 356;
const POSTER: u32 = 540;
/// Keywords of either side in the chart.
const BARS: usize = 12;

/// A picture for the page in two widths.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(super) struct Drawn {
    pub(super) name: &'static str,
    pub(super) wide: String,
    pub(super) narrow: String,
}

/// Draws pictures for the page; each with the words a screen reader says.
pub(super) fn draw(pictures: &[(Picture, String)]) -> Result<Vec<Drawn>, ReportError> {
    let draw = |(picture, alternative): &(Picture, String)| {
        let svg = |width| chart::svg(picture, width, alternative).map_err(|source| failed(picture, source));
        Ok(Drawn { name: picture.name(), wide: svg(WIDE)?, narrow: svg(NARROW)? })
    };
    pictures.par_iter().map(draw).collect()
}

/// Draws pictures as PNG files.
pub(super) fn files(pictures: &[&Picture], footer: &str) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    let draw = |picture: &&Picture| {
        let width = if matches!(picture, Picture::Poster(_)) { POSTER } else { WIDE };
        let bytes = chart::png(picture, width, footer).map_err(|source| failed(picture, source))?;
        Ok((format!("charts/{}.png", picture.name()), bytes))
    };
    pictures.par_iter().map(draw).collect()
}

fn failed(picture: &Picture, source: chart::ChartError) -> ReportError {
    ReportError::Chart { name: picture.name(), source }
}

/// All pictures of the page with their words.
pub(super) fn pictures(
    aggregates: &Aggregates,
    series: Option<&Series>,
    (peaks, turn): (&[Peak], Option<&Turn>),
    verdict: &Verdict,
    lang: Lang,
) -> Vec<(Picture, String)> {
    let counts = net::counts(&aggregates.total);
    let time = series.map_or_else(|| times::empty_chart(lang), |series| series.chart(peaks, turn, lang));
    let say = |zh: &'static str, en: &'static str| lang.pick(zh, en).to_owned();
    let time_words = match lang {
        Lang::Zh => format!("评论数与净情绪随时间的变化，{} 个爆发时段；数字见 csv/by_time.csv", peaks.len()),
        Lang::En => format!("Comments and net sentiment over time, {} bursts; figures in csv/by_time.csv", peaks.len()),
    };
    vec![
        (Picture::Polarity(polarity(counts, lang)), verdict.evidence.clone()),
        (Picture::Time(time), time_words),
        (
            Picture::Likes(likes(aggregates, lang)),
            say(
                "按条数与按点赞数的情绪占比，以及不同获赞数的评论；数字见下表",
                "Shares by head and by likes; figures in the table below",
            ),
        ),
        (
            Picture::Region(regions::map(&aggregates.by_region, lang)),
            say(
                "34 个省级地区的净情绪与评论数；数字见下表",
                "Net sentiment and comments of 34 regions; figures in the table below",
            ),
        ),
        (
            Picture::Keywords(keywords(&aggregates.sayings, lang)),
            say(
                "夸奖与吐槽的说法，按区分度排列；数字见下表",
                "What praise and criticism say, by distinctness; figures in the table below",
            ),
        ),
        (Picture::Cloud(cloud(&aggregates.sayings, lang)), say("词云，内容与上图相同", "The same as a word cloud")),
    ]
}

fn polarity(counts: Counts, lang: Lang) -> PolarityBars {
    let share = |part| net::share(part, counts);
    let shares = match (share(counts.positive), share(counts.neutral), share(counts.negative)) {
        (Some(positive), Some(neutral), Some(negative)) => Some([positive, neutral, negative]),
        _ => None,
    };
    PolarityBars { lang, counts, shares }
}

/// Shares of three polarities; `None` of nothing.
fn shares(parts: [u64; 3]) -> Option<[f64; 3]> {
    let sum = parts.iter().map(|part| u128::from(*part)).sum::<u128>();
    (sum > 0).then(|| parts.map(|part| part as f64 / sum as f64))
}

/// Likes given to positive, neutral and negative comments.
pub(super) fn likes_by_polarity(aggregates: &Aggregates) -> [u64; 3] {
    [Polarity::Positive, Polarity::Neutral, Polarity::Negative].map(|polarity| {
        let row = aggregates.by_polarity.iter().find(|row| row.polarity == polarity);
        row.and_then(|row| row.metrics.likes).and_then(|likes| u64::try_from(likes).ok()).unwrap_or(0)
    })
}

fn likes(aggregates: &Aggregates, lang: Lang) -> Likes {
    let bar = |name: &str, counts: Counts| LikesBar {
        name: name.to_owned(),
        n: counts.judged(),
        of_likes: false,
        shares: shares([counts.positive, counts.neutral, counts.negative]),
    };
    let total = net::counts(&aggregates.total);
    let by_head = bar(lang.pick("每条评论一票", "per comment"), total);
    let liked = likes_by_polarity(aggregates);
    let by_likes = LikesBar {
        name: lang.pick("每个点赞一票", "per like").to_owned(),
        of_likes: true,
        n: liked.iter().copied().fold(0, u64::saturating_add),
        shares: shares(liked),
    };
    let bins = likes_bins(aggregates).iter();
    Likes {
        lang,
        summary: vec![by_head, by_likes],
        bins: bins.map(|row| bar(&bin_name(row, lang), net::counts(&row.metrics))).collect(),
    }
}

/// Numbers of likes up to the most that any comment has.
pub(super) fn likes_bins(aggregates: &Aggregates) -> &[LikesRow] {
    let rows = &aggregates.by_likes;
    let last = rows.iter().rposition(|row| row.metrics.n > 0);
    &rows[..last.map_or(rows.len(), |last| last + 1)]
}

/// `10–99 赞`, `1万+ 赞`
pub(super) fn bin_name(row: &LikesRow, lang: Lang) -> String {
    let range = match row.likes_to {
        Some(to) if to == row.likes_from => to.to_string(),
        Some(to) => format!("{}–{to}", row.likes_from),
        None if lang == Lang::Zh && row.likes_from == 10_000 => "1万+".to_owned(),
        None => format!("{}+", row.likes_from),
    };
    format!("{range} {}", lang.pick("赞", "likes"))
}

/// What one side says, clearest first.
pub(super) fn side(sayings: &[Saying], side: Polarity, limit: usize) -> Vec<&Saying> {
    sayings.iter().filter(|saying| saying.side == side).take(limit).collect()
}

fn keywords(all: &[Saying], lang: Lang) -> Keywords {
    let bars = |polarity| {
        let bar = |saying: &Saying| KeywordBar { term: shown(&saying.term, 24).0, n: saying.on_side(), z: saying.z };
        side(all, polarity, BARS).into_iter().map(bar).collect()
    };
    Keywords { lang, positive: bars(Polarity::Positive), negative: bars(Polarity::Negative) }
}

fn cloud(all: &[Saying], lang: Lang) -> Cloud {
    let word = |saying: &Saying| CloudWord {
        term: shown(&saying.term, 12).0,
        n: saying.on_side(),
        positive: saying.side == Polarity::Positive,
    };
    Cloud { lang, words: all.iter().map(word).collect() }
}

/// The summary picture.
pub(super) fn poster(
    facts: &Facts<'_>,
    aggregates: &Aggregates,
    (series, turn): (Option<&Series>, Option<&Turn>),
    verdict: &Verdict,
    title: &str,
) -> Picture {
    let lang = facts.lang();
    let terms = |polarity| side(&aggregates.sayings, polarity, 8).iter().map(|said| shown(&said.term, 12).0).collect();
    let span = facts.span().map(|(first, last)| between(&facts.clock.day(first), &facts.clock.day(last)));
    let n = count(aggregates.total.n, lang);
    let footer = match lang {
        Lang::Zh => format!("{n} 条评论；情绪由词典规则判断，个别评论会判错"),
        Lang::En => format!("{n} comments; judged by lexicon and rules, single ones may be wrong"),
    };
    Picture::Poster(Poster {
        lang,
        title: title.to_owned(),
        verdict: verdict.headline.clone(),
        evidence: verdict.evidence.clone(),
        counts: net::counts(&aggregates.total),
        points: series.map(Series::points).unwrap_or_default(),
        step: series.map(|series| series.length(1, lang)).unwrap_or_default(),
        turn: series.zip(turn).map(|(series, turn)| series.turn_mark(turn, lang)),
        span: span.unwrap_or_default(),
        praised: terms(Polarity::Positive),
        criticised: terms(Polarity::Negative),
        quotes: quotes(facts),
        footer: vec![footer, format!("shenping {}", env!("CARGO_PKG_VERSION"))],
    })
}

/// The most-liked comment of either side.
fn quotes(facts: &Facts<'_>) -> Vec<PosterQuote> {
    let lang = facts.lang();
    let rows = [Polarity::Positive, Polarity::Negative].map(|polarity| facts.most_liked(polarity, 1));
    let comments = facts.comments(&rows.concat());
    let note = |scored: &crate::frame::ScoredComment| {
        let likes = scored
            .comment
            .likes
            .map(|likes| format!("{} {}", count(u64::try_from(likes).unwrap_or(0), lang), lang.pick("赞", "likes")));
        let region = scored.comment.region.as_deref().map(|region| regions::place(region, lang));
        likes.into_iter().chain(region).collect::<Vec<_>>().join(" · ")
    };
    comments
        .iter()
        .map(|scored| PosterQuote {
            text: shown(&scored.comment.text, 120).0,
            note: note(scored),
            positive: scored.sentiment.polarity == Polarity::Positive,
        })
        .collect()
}
