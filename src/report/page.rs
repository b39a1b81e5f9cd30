//! What the page shows, in the order of reading: every figure is a word or number by now.

use serde::Serialize;

use crate::aggregate::{Aggregates, Metrics, Saying, VideoRow};
use crate::chart::{Lang, count, percent};
use crate::lexicon::LexiconFile;
use crate::score::Polarity;

use super::charts;
use super::deciding::Deciding;
use super::facts::{Facts, evenly};
use super::hero::{self, Tile, likes_words};
use super::pinned::PinView;
use super::quotes::{Quote, quotes, shown, signed};
use super::regions::{self, RegionView};
use super::series::Series;
use super::summary::Coverage;
use super::table::{self, Table};
use super::takeaways::{Takeaway, Takeaways, takeaways};
use super::times::{self, BurstView, TurnView};
use super::turns::Turn;
use super::verdict::{MIN_JUDGED, Verdict, interval_percent, interval_points};
use super::{bursts::Peak, net, pinned};
use crate::copies::Group;

/// Most-liked comments shown of each polarity.
const QUOTES: usize = 5;
/// Sayings of either side in the table.
const SAYINGS: usize = 12;
/// Videos shown side by side, and further ones folded away.
const VIDEOS: usize = 20;
const VIDEOS_FOLDED: usize = 180;
/// Groups of copies shown.
const GROUPS: usize = 12;
/// Most-liked comments searched for an example of a saying.
const EXAMPLE_POOL: usize = 20_000;
/// An example with at most so many characters is preferred.
const EXAMPLE_CHARACTERS: usize = 60;

/// Everything the template needs.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Page {
    pub(super) title: String,
    pub(super) version: &'static str,
    pub(super) verdict: Verdict,
    /// Why, in a sentence.
    pub(super) lead: String,
    pub(super) takeaways: Vec<Takeaway>,
    pub(super) tiles: Vec<Tile>,
    pub(super) footnote: String,
    pub(super) bursts: Vec<BurstView>,
    pub(super) turn: Option<TurnView>,
    pub(super) left_out: String,
    pub(super) likes: Vec<MetricsView>,
    pub(super) videos: VideosView,
    pub(super) regions: Vec<RegionView>,
    /// How many places are in `csv/by_region.csv` only.
    pub(super) regions_left_out: usize,
    pub(super) praised: Vec<SayingView>,
    pub(super) criticised: Vec<SayingView>,
    pub(super) has: Has,
    /// Words that decided for positive and for negative.
    pub(super) deciding: [Vec<Deciding>; 2],
    pub(super) copies: CopiesView,
    pub(super) most_liked: Vec<QuoteList>,
    /// `None` with several videos: one comment can't speak for them.
    pub(super) pin: Option<PinView>,
    pub(super) table: Table,
    pub(super) coverage: Vec<CoverageRow>,
    pub(super) warnings: Vec<String>,
    pub(super) sources: Vec<String>,
    pub(super) lexicons: Vec<String>,
}

/// What there is to show; a section without anything to say is left out.
#[derive(Clone, Copy, Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "a list of sections")]
pub(super) struct Has {
    /// Comments that could be judged.
    pub(super) judged: bool,
    /// So many of these that groups can be compared.
    pub(super) enough: bool,
    pub(super) time: bool,
    pub(super) region: bool,
    pub(super) likes: bool,
    /// Sayings of either side.
    pub(super) sayings: bool,
}

impl Has {
    fn new(parts: &Parts<'_>) -> Self {
        let judged = net::counts(&parts.aggregates.total).judged();
        Self {
            judged: judged > 0,
            enough: judged >= MIN_JUDGED,
            time: parts.series.is_some(),
            region: parts.coverage.region > 0,
            likes: parts.coverage.likes > 0,
            sayings: !parts.aggregates.sayings.is_empty(),
        }
    }
}

/// A row of metrics.
#[derive(Clone, Debug, Serialize)]
pub(super) struct MetricsView {
    pub(super) name: String,
    pub(super) n: String,
    pub(super) positive: String,
    pub(super) negative: String,
    pub(super) net: String,
    pub(super) like_weighted: String,
    pub(super) likes: String,
    pub(super) top_share: String,
    pub(super) thin: bool,
}

/// Several videos side by side, most comments first; nothing with one.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct VideosView {
    /// Shown at once.
    pub(super) first: Vec<MetricsView>,
    /// Folded away.
    pub(super) folded: Vec<MetricsView>,
    /// How many are in `csv/by_video.csv` only.
    pub(super) left_out: usize,
    pub(super) all: usize,
}

/// A word or phrase with an example.
#[derive(Clone, Debug, Serialize)]
pub(super) struct SayingView {
    pub(super) term: String,
    pub(super) n: String,
    pub(super) positive: u64,
    pub(super) neutral: u64,
    pub(super) negative: u64,
    pub(super) z: String,
    pub(super) example: Option<Quote>,
}

/// Comments of one polarity.
#[derive(Clone, Debug, Serialize)]
pub(super) struct QuoteList {
    pub(super) polarity: &'static str,
    pub(super) quotes: Vec<Quote>,
}

/// Groups of comments that say the same.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct CopiesView {
    pub(super) groups: Vec<GroupView>,
    pub(super) all_groups: usize,
    pub(super) comments: String,
    pub(super) share: String,
}

/// One group.
#[derive(Clone, Debug, Serialize)]
pub(super) struct GroupView {
    pub(super) n: usize,
    pub(super) variants: usize,
    pub(super) similarity: String,
    pub(super) polarity: &'static str,
    pub(super) text: String,
    pub(super) span: String,
    pub(super) authors: Option<usize>,
    pub(super) likes: String,
}

/// How much of something is known.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CoverageRow {
    pub(super) name: &'static str,
    pub(super) share: String,
    pub(super) note: String,
}

/// What the page needs beside the facts.
pub(super) struct Parts<'p> {
    pub(super) aggregates: &'p Aggregates,
    pub(super) series: Option<&'p Series>,
    pub(super) peaks: &'p [Peak],
    pub(super) turn: Option<&'p Turn>,
    pub(super) verdict: &'p Verdict,
    pub(super) groups: &'p [Group],
    pub(super) coverage: &'p Coverage,
    pub(super) warnings: &'p [String],
    pub(super) title: String,
    pub(super) deciding: [Vec<Deciding>; 2],
    pub(super) pin: Option<&'p crate::pin::PinOutcome>,
}

impl Page {
    pub(super) fn new(facts: &Facts<'_>, parts: Parts<'_>) -> Self {
        let lang = facts.lang();
        let aggregates = parts.aggregates;
        let counts = net::counts(&aggregates.total);
        let mut copied = vec![false; facts.len()];
        parts.groups.iter().flat_map(|group| &group.rows).for_each(|row| copied[*row] = true);
        let words = |polarity| sayings(facts, &aggregates.sayings, polarity);
        let turn = parts.series.zip(parts.turn).map(|(series, turn)| times::turn_view(series, turn, facts));
        let Takeaways { lead, lines } = takeaways(facts, &parts, turn.as_ref(), &copied);
        Self {
            version: env!("CARGO_PKG_VERSION"),
            verdict: parts.verdict.clone(),
            lead,
            takeaways: lines,
            tiles: hero::tiles(facts, aggregates),
            footnote: hero::footnote(facts, aggregates),
            bursts: parts.series.map(|series| times::views(series, parts.peaks, facts)).unwrap_or_default(),
            turn,
            left_out: parts.series.map(|series| series.left_out(lang)).unwrap_or_default(),
            likes: charts::likes_bins(aggregates)
                .iter()
                .map(|row| metrics(charts::bin_name(row, lang), &row.metrics, lang))
                .collect(),
            videos: videos(&aggregates.by_video, lang),
            regions: regions::views(&aggregates.by_region, counts, lang),
            regions_left_out: regions::left_out(&aggregates.by_region),
            praised: words(Polarity::Positive),
            criticised: words(Polarity::Negative),
            has: Has::new(&parts),
            deciding: parts.deciding.clone(),
            copies: copies(facts, parts.groups),
            most_liked: most_liked(facts),
            pin: parts.pin.map(|outcome| pinned::view(outcome, facts)),
            table: table::table(facts, &copied),
            coverage: coverage(facts, parts.coverage),
            warnings: parts.warnings.iter().map(|warning| shown(warning, 400).0).collect(),
            sources: facts.about.sources.iter().map(|source| shown(source, 200).0).collect(),
            lexicons: lexicons(facts),
            title: parts.title,
        }
    }
}

fn metrics(name: String, row: &Metrics, lang: Lang) -> MetricsView {
    let counts = net::counts(row);
    let dash = || "–".to_owned();
    let share = |part| net::share(part, counts).map_or_else(dash, |share| interval_percent(share, lang));
    MetricsView {
        name: if name.is_empty() { lang.pick("（无编号）", "(no id)").to_owned() } else { name },
        n: count(row.n, lang),
        positive: share(row.positive),
        negative: share(row.negative),
        net: net::net(counts).map_or_else(dash, |net| interval_points(net, lang)),
        like_weighted: row.like_weighted_score.map_or_else(dash, signed),
        likes: row.likes.map_or_else(dash, |likes| likes_words(likes, lang)),
        top_share: row.top_comment_share.map_or_else(dash, percent),
        thin: counts.judged() < MIN_JUDGED,
    }
}

fn videos(rows: &[VideoRow], lang: Lang) -> VideosView {
    if rows.len() < 2 {
        return VideosView::default();
    }
    let mut order: Vec<&VideoRow> = rows.iter().collect();
    // Stable: among equals the order of the ids.
    order.sort_by_key(|row| std::cmp::Reverse(row.metrics.n));
    let mut views = order.into_iter().map(|row| metrics(shown(&row.video_id, 40).0, &row.metrics, lang));
    VideosView {
        first: views.by_ref().take(VIDEOS).collect(),
        folded: views.take(VIDEOS_FOLDED).collect(),
        left_out: rows.len().saturating_sub(VIDEOS + VIDEOS_FOLDED),
        all: rows.len(),
    }
}

/// What one side says, each with the most-liked comment of that side that holds it.
fn sayings(facts: &Facts<'_>, all: &[Saying], polarity: Polarity) -> Vec<SayingView> {
    let lang = facts.lang();
    let side = charts::side(all, polarity, SAYINGS);
    let mut examples: Vec<Option<usize>> = vec![None; side.len()];
    let pool: Vec<usize> = if facts.has_likes() {
        facts.by_likes().take(EXAMPLE_POOL).collect()
    } else {
        evenly(&(0..facts.len()).collect::<Vec<_>>(), EXAMPLE_POOL)
    };
    let is_short = |row: &usize| facts.text(*row).chars().nth(EXAMPLE_CHARACTERS).is_none();
    let (short, long): (Vec<usize>, Vec<usize>) =
        pool.into_iter().filter(|row| facts.polarity(*row) == polarity).partition(is_short);
    for row in short.into_iter().chain(long) {
        if examples.iter().all(Option::is_some) {
            break;
        }
        let text = crate::text::fold(&facts.text(row));
        for (saying, example) in side.iter().zip(&mut examples) {
            if example.is_none() && text.contains(&crate::text::fold(&saying.term)) {
                *example = Some(row);
            }
        }
    }
    let view = |(saying, example): (&&Saying, Option<usize>)| SayingView {
        term: shown(&saying.term, 24).0,
        n: count(saying.n, lang),
        positive: saying.positive,
        neutral: saying.neutral,
        negative: saying.negative,
        z: format!("{:.1}", saying.z),
        example: example.and_then(|row| quotes(facts, &[row]).pop()),
    };
    side.iter().zip(examples).map(view).collect()
}

fn most_liked(facts: &Facts<'_>) -> Vec<QuoteList> {
    [Polarity::Positive, Polarity::Neutral, Polarity::Negative]
        .into_iter()
        .map(|polarity| QuoteList {
            polarity: polarity.as_str(),
            quotes: quotes(facts, &once(facts, facts.most_liked(polarity, QUOTES * 4))),
        })
        .collect()
}

/// The first few rows that don't repeat what one before them says.
fn once(facts: &Facts<'_>, rows: Vec<usize>) -> Vec<usize> {
    let mut said = std::collections::HashSet::new();
    rows.into_iter().filter(|row| said.insert(facts.text(*row).trim().to_owned())).take(QUOTES).collect()
}

fn copies(facts: &Facts<'_>, groups: &[Group]) -> CopiesView {
    let lang = facts.lang();
    let comments: usize = groups.iter().map(|group| group.rows.len()).sum();
    CopiesView {
        groups: groups.iter().take(GROUPS).map(|group| group_view(facts, group)).collect(),
        all_groups: groups.len(),
        comments: count(comments as u64, lang),
        share: percent(comments as f64 / facts.len().max(1) as f64),
    }
}

fn group_view(facts: &Facts<'_>, group: &Group) -> GroupView {
    let lang = facts.lang();
    let times = group.rows.iter().filter_map(|row| facts.figures.time(*row));
    let span = times.clone().min_by_key(|time| time.unix_ms).zip(times.max_by_key(|time| time.unix_ms));
    let comments = facts.comments(&evenly(&group.rows, 5000));
    let authors: Option<std::collections::HashSet<_>> =
        comments.iter().map(|scored| scored.comment.author.as_deref()).collect();
    let likes = group.rows.iter().filter_map(|row| facts.figures.likes(*row)).fold(0, i64::saturating_add);
    GroupView {
        n: group.rows.len(),
        variants: group.variants,
        similarity: percent(group.similarity),
        polarity: facts.polarity(group.example).as_str(),
        text: shown(&facts.text(group.example), 160).0,
        span: facts.clock.span(span, lang),
        authors: authors.filter(|_| comments.len() == group.rows.len()).map(|authors| authors.len()),
        likes: likes_words(likes, lang),
    }
}

fn coverage(facts: &Facts<'_>, coverage: &Coverage) -> Vec<CoverageRow> {
    let lang = facts.lang();
    let n = facts.len() as f64;
    let row = |name, known: u64, note: &str| CoverageRow {
        name,
        share: percent(known as f64 / n.max(1.0)),
        note: format!("{} {note}", count(known, lang)),
    };
    let mut rows = vec![
        row(
            lang.pick("情绪可判断", "sentiment judged"),
            coverage.text,
            lang.pick("条有可判断的文字或表情", "hold words or stickers to judge"),
        ),
        row(lang.pick("时间", "time"), coverage.time, lang.pick("条有发表时间", "have a time")),
        row(lang.pick("地区", "region"), coverage.region, lang.pick("条有 IP 属地", "have a place")),
        row(lang.pick("点赞数", "likes"), coverage.likes, lang.pick("条有点赞数", "have a like count")),
    ];
    if let Some(declared) = facts.about.declared {
        rows.push(CoverageRow {
            name: lang.pick("采集", "collected"),
            share: if declared == 0 { "–".to_owned() } else { percent(n / declared as f64) },
            note: match lang {
                Lang::Zh => {
                    format!("采到 {} 条，平台显示 {} 条", count(facts.len() as u64, lang), count(declared, lang))
                }
                Lang::En => format!(
                    "{} collected, the platform says {}",
                    count(facts.len() as u64, lang),
                    count(declared, lang)
                ),
            },
        });
    }
    rows
}

/// Names and versions of the lexicons that scored.
fn lexicons(facts: &Facts<'_>) -> Vec<String> {
    let version = |file: &LexiconFile| file.header.get("version").cloned().unwrap_or_default();
    let files = facts.analyzer.lexicon().files().iter();
    files.map(|file| shown(&format!("{} {}", file.name, version(file)), 80).0.trim_end().to_owned()).collect()
}
