//! `summary.json`: the headline figures for programs. Keys are documented in `docs/summary.md` and stay as they are.

use serde_json::{Map, Value, json};

use crate::aggregate::{Aggregates, Interval, Metrics};
use crate::chart::{Counts, Estimate};
use crate::frame::ScoredComment;
use crate::frame::files::iso_time;
use crate::pin::PinOutcome;
use crate::score::Polarity;

use super::facts::Facts;
use super::net;
use super::series::Series;
use super::turns::Turn;
use super::verdict::Verdict;
use crate::copies::Group;

/// Top comments of each polarity.
const TOP: usize = 5;

/// How many comments have what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Coverage {
    /// Comments that could be judged.
    pub(super) text: u64,
    /// Comments with a time.
    pub(super) time: u64,
    /// Comments with a place.
    pub(super) region: u64,
    /// Comments with a like count.
    pub(super) likes: u64,
}

impl Coverage {
    pub(super) fn new(facts: &Facts<'_>, aggregates: &Aggregates) -> Self {
        let unknown = aggregates.by_region.iter().filter(|row| row.group == crate::comment::RegionGroup::Unknown);
        let some = |known: usize| known as u64;
        Self {
            text: aggregates.total.n - aggregates.total.none,
            time: some(facts.times().flatten().count()),
            region: aggregates.total.n - unknown.map(|row| row.metrics.n).sum::<u64>().min(aggregates.total.n),
            likes: some(facts.by_likes().count()),
        }
    }
}

/// What was found out about the comments.
pub(super) struct Conclusions<'c> {
    pub(super) verdict: &'c Verdict,
    pub(super) turn: Option<(&'c Turn, &'c Series)>,
    pub(super) coverage: &'c Coverage,
    pub(super) groups: &'c [Group],
    pub(super) pin: Option<&'c PinOutcome>,
    pub(super) warnings: &'c [String],
}

fn turn_json(turn: &Turn, series: &Series) -> Value {
    json!({
        "at": iso_time(series.span(turn.at, turn.last).0),
        "direction": if turn.is_better() { "better" } else { "worse" },
        "net_before": net::net(turn.before).map(estimate),
        "net_after": net::net(turn.after).map(estimate),
        "z": turn.z,
    })
}

/// The summary as JSON.
pub(super) fn summary(facts: &Facts<'_>, title: &str, found: &Conclusions<'_>, aggregates: &Aggregates) -> Value {
    let counts = net::counts(&aggregates.total);
    let Conclusions { verdict, coverage, groups, pin, warnings, .. } = found;
    json!({
        "title": title,
        "program": { "name": "shenping", "version": env!("CARGO_PKG_VERSION") },
        "verdict": { "lean": verdict.lean, "headline": verdict.headline, "evidence": verdict.evidence },
        "turn": found.turn.map(|(turn, series)| turn_json(turn, series)),
        "collected": facts.len(),
        "declared": facts.about.declared,
        "videos": aggregates.by_video.iter().map(|row| &row.video_id).collect::<Vec<_>>(),
        "totals": totals(&aggregates.total),
        "shares": shares(&aggregates.total, counts),
        "net_sentiment": net::net(counts).map(estimate),
        "mean_score": aggregates.total.mean_score,
        "like_weighted_score": aggregates.total.like_weighted_score,
        "top_comment_share": aggregates.total.top_comment_share,
        "coverage": coverage_json(coverage, facts.len()),
        "time_span": time_span(facts),
        "top_positive": top(facts, Polarity::Positive),
        "top_negative": top(facts, Polarity::Negative),
        "pin_suggestion": pin.and_then(|outcome| outcome.choice.as_ref()),
        "copies": { "groups": groups.len(), "comments": groups.iter().map(|group| group.rows.len()).sum::<usize>() },
        "lexicons": lexicons(facts),
        "sources": facts.about.sources,
        "warnings": warnings,
    })
}

fn totals(metrics: &Metrics) -> Value {
    json!({
        "n": metrics.n,
        "positive": metrics.positive,
        "neutral": metrics.neutral,
        "negative": metrics.negative,
        "none": metrics.none,
        "likes": metrics.likes,
    })
}

fn shares(metrics: &Metrics, counts: Counts) -> Value {
    json!({
        "positive": metrics.share_positive.map(interval),
        "neutral": net::share(counts.neutral, counts).map(estimate),
        "negative": metrics.share_negative.map(interval),
    })
}

fn interval(interval: Interval) -> Value {
    json!({ "value": interval.value, "low": interval.low, "high": interval.high })
}

fn estimate(estimate: Estimate) -> Value {
    json!({ "value": estimate.value, "low": estimate.low, "high": estimate.high })
}

fn coverage_json(coverage: &Coverage, n: usize) -> Value {
    let entries =
        [("text", coverage.text), ("time", coverage.time), ("region", coverage.region), ("likes", coverage.likes)];
    let share = |known: u64| if n == 0 { Value::Null } else { json!(known as f64 / n as f64) };
    entries.into_iter().map(|(name, known)| (name.to_owned(), share(known))).collect::<Map<_, _>>().into()
}

fn time_span(facts: &Facts<'_>) -> Value {
    facts
        .span()
        .map_or(Value::Null, |(first, last)| json!({ "from": iso_time(first.unix_ms), "to": iso_time(last.unix_ms) }))
}

fn top(facts: &Facts<'_>, polarity: Polarity) -> Vec<Value> {
    let rows = facts.most_liked(polarity, TOP);
    facts.comments(&rows).iter().map(comment).collect()
}

fn comment(scored: &ScoredComment) -> Value {
    let comment = &scored.comment;
    json!({
        "video_id": comment.video_id,
        "comment_id": comment.comment_id,
        "text": comment.text,
        "likes": comment.likes,
        "created_at": comment.created_at.map(|time| iso_time(time.unix_ms)),
        "region": comment.region,
        "score": scored.sentiment.score,
        "confidence": scored.sentiment.confidence,
    })
}

fn lexicons(facts: &Facts<'_>) -> Vec<Value> {
    let files = facts.analyzer.lexicon().files().iter();
    files.map(|file| json!({ "name": file.name, "version": file.header.get("version") })).collect()
}
