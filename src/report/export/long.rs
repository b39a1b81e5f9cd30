//! One figure a row, for dashboards that pivot; and the headline figures for Prometheus.

use std::fmt::Write as _;

use crate::aggregate::csv::TextTable;
use crate::aggregate::{Aggregates, LikesRow, Metrics, PolarityRow, RegionRow, TimeTable, VideoTables};

use super::super::{charts, net};
use crate::chart::Lang;

/// Columns of `metrics.csv`.
pub(super) const COLUMNS: [&str; 7] =
    ["video_id", "metric", "dimension", "value_of_dimension", "bucket_start", "value", "n"];

/// Where a row of metrics belongs.
#[derive(Clone, Copy)]
struct Place<'p> {
    video: &'p str,
    dimension: &'p str,
    value: &'p str,
    bucket_start: &'p str,
}

/// All metrics in long form. With one video every row names it. With several, rows without a video are over all of
/// them, every video has its totals, and those of `videos` have all dimensions. Undefined metrics have no row.
pub(super) fn metrics(aggregates: &Aggregates, videos: &[VideoTables]) -> TextTable {
    let Aggregates { total, by_time, by_likes, by_region, by_polarity, by_video, .. } = aggregates;
    let mut rows = Vec::new();
    let whole = match by_video.as_slice() {
        [only] => only.video_id.as_str(),
        _ => "",
    };
    push_total(&mut rows, whole, total);
    push_dimensions(&mut rows, whole, (by_time.as_ref(), by_likes, by_region, by_polarity));
    if by_video.len() > 1 {
        for row in by_video {
            push_total(&mut rows, &row.video_id, &row.metrics);
            if let Ok(at) = videos.binary_search_by(|video| video.video_id.cmp(&row.video_id)) {
                let VideoTables { video_id, by_time, by_likes, by_region, by_polarity } = &videos[at];
                push_dimensions(&mut rows, video_id, (by_time.as_ref(), by_likes, by_region, by_polarity));
            }
        }
    }
    TextTable { header: COLUMNS.to_vec(), rows }
}

fn push_total(rows: &mut Vec<Vec<String>>, video: &str, metrics: &Metrics) {
    push(rows, Place { video, dimension: "total", value: "", bucket_start: "" }, metrics);
}

/// Tables by time, likes, region and polarity.
type Dimensions<'d> = (Option<&'d TimeTable>, &'d [LikesRow], &'d [RegionRow], &'d [PolarityRow]);

fn push_dimensions(
    rows: &mut Vec<Vec<String>>,
    video: &str,
    (by_time, by_likes, by_region, by_polarity): Dimensions<'_>,
) {
    let mut push = |dimension, value: &str, bucket_start: &str, metrics| {
        self::push(rows, Place { video, dimension, value, bucket_start }, metrics);
    };
    for row in by_time.iter().flat_map(|table| &table.rows) {
        push("time", &row.bucket_start, &row.bucket_start, &row.metrics);
    }
    for row in by_likes {
        let range = charts::bin_name(row, Lang::En);
        push("likes", range.trim_end_matches(" likes"), "", &row.metrics);
    }
    for row in by_region {
        push("region", &row.region, "", &row.metrics);
    }
    for row in by_polarity {
        push("polarity", row.polarity.as_str(), "", &row.metrics);
    }
}

fn push(rows: &mut Vec<Vec<String>>, place: Place<'_>, metrics: &Metrics) {
    let whole = |count: u64| Some(count.to_string());
    let number = |value: Option<f64>| value.map(|value| value.to_string());
    let values = [
        ("n", whole(metrics.n)),
        ("positive", whole(metrics.positive)),
        ("neutral", whole(metrics.neutral)),
        ("negative", whole(metrics.negative)),
        ("none", whole(metrics.none)),
        ("share_positive", number(metrics.share_positive.map(|share| share.value))),
        ("share_negative", number(metrics.share_negative.map(|share| share.value))),
        ("net_sentiment", number(metrics.net_sentiment)),
        ("mean_score", number(metrics.mean_score)),
        ("like_weighted_score", number(metrics.like_weighted_score)),
        ("likes", metrics.likes.map(|likes| likes.to_string())),
        ("top_comment_share", number(metrics.top_comment_share)),
    ];
    for (metric, value) in values {
        let Some(value) = value else { continue };
        let cells = [place.video, metric, place.dimension, place.value, place.bucket_start, &value];
        rows.push(cells.into_iter().map(str::to_owned).chain([metrics.n.to_string()]).collect());
    }
}

/// The headline figures in Prometheus's text format, one series a video.
pub(super) fn prometheus(aggregates: &Aggregates) -> String {
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, value: &dyn Fn(&Metrics) -> Vec<(String, f64)>| {
        // Writing to a string can't fail.
        let _ = write!(text, "# HELP shenping_{name} {help}\n# TYPE shenping_{name} gauge\n");
        for row in &aggregates.by_video {
            for (labels, value) in value(&row.metrics) {
                let _ = writeln!(text, "shenping_{name}{{video_id=\"{}\"{labels}}} {value}", label(&row.video_id));
            }
        }
    };
    gauge("comments", "Comments by polarity.", &|metrics| {
        let counts = [
            ("positive", metrics.positive),
            ("neutral", metrics.neutral),
            ("negative", metrics.negative),
            ("none", metrics.none),
        ];
        counts.into_iter().map(|(name, n)| (format!(",polarity=\"{name}\""), n as f64)).collect()
    });
    gauge("share", "Share of the judged comments, with its 95 % interval.", &|metrics| {
        let shares = [("positive", metrics.share_positive), ("negative", metrics.share_negative)];
        let known = shares.into_iter().filter_map(|(name, share)| Some((name, share?)));
        let bounds = known.flat_map(|(name, share)| {
            [("value", share.value), ("low", share.low), ("high", share.high)]
                .map(|(bound, value)| (format!(",polarity=\"{name}\",bound=\"{bound}\""), value))
        });
        bounds.collect()
    });
    gauge("net_sentiment", "Share positive minus share negative, with its 95 % interval.", &|metrics| {
        let net =
            net::net(net::counts(metrics)).map(|net| [("value", net.value), ("low", net.low), ("high", net.high)]);
        net.into_iter().flatten().map(|(bound, value)| (format!(",bound=\"{bound}\""), value)).collect()
    });
    gauge("likes", "Sum of likes.", &|metrics| {
        metrics.likes.map(|likes| (String::new(), likes as f64)).into_iter().collect()
    });
    text
}

/// A label's value, escaped; control characters have no place in it.
fn label(value: &str) -> String {
    crate::chart::without_hidden(value).replace('\\', "\\\\").replace('"', "\\\"")
}
