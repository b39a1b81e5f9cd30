use proptest::prelude::*;

use super::*;
use crate::comment::Comment;
use crate::frame::CommentFrame;
use crate::score::Sentiment;

/// 2025-12-22 00:00 in Beijing, a Monday.
const MONDAY: i64 = 1_766_332_800_000;
const HOUR: i64 = 3_600_000;

type Row = (Comment, Sentiment);

fn row(polarity: Polarity, score: f64, likes: Option<i64>) -> Row {
    let comment = Comment { level: 1, likes, ..Comment::default() };
    (comment, Sentiment { polarity, score, confidence: 0.5 })
}

fn scored(rows: &[Row]) -> ScoredFrame {
    let (comments, sentiments): (Vec<Comment>, Vec<Sentiment>) = rows.iter().cloned().unzip();
    ScoredFrame::new(CommentFrame::from_comments(comments), &sentiments)
}

fn frame(rows: &[Row]) -> Figures {
    scored(rows).figures()
}

/// Figures of comments of which only the polarity is known.
pub(in crate::aggregate) fn figures_of(polarities: &[Polarity]) -> Figures {
    frame(&polarities.iter().map(|polarity| row(*polarity, 0.0, None)).collect::<Vec<_>>())
}

fn at(hours: i64, precision: TimePrecision) -> Row {
    let (comment, sentiment) = row(Polarity::Positive, 0.5, None);
    let created_at = Some(CommentTime { unix_ms: MONDAY + hours * HOUR, precision });
    (Comment { created_at, ..comment }, sentiment)
}

fn with_bucket(bucket: Bucket) -> AggregateOptions {
    AggregateOptions { bucket: Some(bucket), ..AggregateOptions::default() }
}

#[test]
fn empty_buckets_are_present_and_vague_times_are_counted() {
    use TimePrecision::{Day, Exact, Relative};
    let rows = [at(9, Exact), at(12, Exact), at(0, Day), at(5, Relative), row(Polarity::None, 0.0, None)];
    let frame = frame(&rows);
    let table = Tables::new(&frame).by_time(&with_bucket(Bucket::Hour)).unwrap().unwrap();
    let starts: Vec<&str> = table.rows.iter().map(|row| &row.bucket_start[11..16]).collect();
    assert_eq!(starts, ["09:00", "10:00", "11:00", "12:00"]);
    assert_eq!(table.rows.iter().map(|row| row.metrics.n).collect::<Vec<_>>(), [1, 0, 0, 1]);
    assert_eq!((table.too_vague, table.without_time), (2, 1));
    let days = Tables::new(&frame).by_time(&with_bucket(Bucket::Day)).unwrap().unwrap();
    assert_eq!((days.rows[0].metrics.n, days.too_vague, days.rows.len()), (3, 1, 1));
    assert_eq!(days.rows[0].bucket_start, "2025-12-22T00:00:00+08:00");
}

#[test]
fn without_a_usable_time_there_is_no_table() {
    let vague = frame(&[at(0, TimePrecision::Relative), row(Polarity::None, 0.0, None)]);
    assert_eq!(Tables::new(&vague).by_time(&AggregateOptions::default()).unwrap(), None);
    let dates = frame(&[at(0, TimePrecision::Day)]);
    assert_eq!(Tables::new(&dates).by_time(&with_bucket(Bucket::Hour)).unwrap(), None);
    assert_eq!(Tables::new(&dates).by_time(&AggregateOptions::default()).unwrap().unwrap().bucket, Bucket::Day);
}

#[test]
fn likes_fall_into_the_fixed_rows() {
    let likes = [0, 1, 9, 10, 99, 100, 999, 1000, 9999, 10_000, i64::MAX];
    let mut rows: Vec<Row> = likes.iter().map(|likes| row(Polarity::Neutral, 0.0, Some(*likes))).collect();
    rows.push(row(Polarity::Neutral, 0.0, None));
    let table = Tables::new(&frame(&rows)).by_likes();
    let counts: Vec<_> = table.iter().map(|row| (row.likes_from, row.likes_to, row.metrics.n)).collect();
    let expected = [
        (0, Some(0), 1),
        (1, Some(9), 2),
        (10, Some(99), 2),
        (100, Some(999), 2),
        (1000, Some(9999), 2),
        (10_000, None, 2),
    ];
    assert_eq!(counts, expected);
}

#[test]
fn regions_come_by_size_with_the_unknown_last() {
    let place = |region: Option<&str>| {
        let (comment, sentiment) = row(Polarity::Neutral, 0.0, None);
        (Comment { region: region.map(str::to_owned), ..comment }, sentiment)
    };
    let rows = [None, None, None, Some("火星"), Some("马来西亚"), Some("广东"), Some("广东")].map(place);
    let table = Tables::new(&frame(&rows)).by_region();
    let found: Vec<_> = table
        .iter()
        .map(|row| (row.region.as_str(), row.region_code.as_str(), row.group.as_str(), row.metrics.n))
        .collect();
    let expected = [
        ("广东", "CN-GD", "province", 2),
        ("火星", "", "unknown", 1),
        ("马来西亚", "MY", "abroad", 1),
        ("未知", "", "unknown", 3),
    ];
    assert_eq!(found, expected);
}

#[test]
fn tables_of_nothing_are_empty() {
    let empty = scored(&[]);
    let tables = aggregate(&empty, Analyzer::bundled(), &AggregateOptions::default()).unwrap();
    assert_eq!((tables.total.n, tables.by_time, tables.by_region.len(), tables.by_video.len()), (0, None, 0, 0));
    assert_eq!((tables.by_likes.len(), tables.by_polarity.len(), tables.keywords.len()), (6, 4, 0));
}

#[test]
fn years_of_quarter_hours_are_refused() {
    let rows = [at(0, TimePrecision::Exact), at(24 * 365 * 4, TimePrecision::Exact)];
    let refused = Tables::new(&frame(&rows)).by_time(&with_bucket(Bucket::QuarterHour)).unwrap_err();
    assert!(refused.to_string().starts_with("the comments span 140161 buckets of 15m"), "{refused}");
}

fn any_row() -> impl Strategy<Value = Row> {
    let likes = prop_oneof![Just(None), (0_i64..20_000).prop_map(Some), Just(Some(0))];
    let region = prop_oneof![Just(None), Just(Some("广东".to_owned())), Just(Some("日本".to_owned()))];
    (0_usize..4, -1_000_000_i32..=1_000_000, likes, region, 0_i64..72, 0_u8..3).prop_map(
        |(class, micro, likes, region, hours, video)| {
            let polarity = Polarity::ALL[class];
            let score = if polarity == Polarity::None { 0.0 } else { f64::from(micro) / 1e6 };
            let created_at = Some(CommentTime::exact(MONDAY + hours * HOUR));
            let comment =
                Comment { likes, region, created_at, video_id: format!("v{video}"), level: 1, ..Comment::default() };
            (comment, Sentiment { polarity, score, confidence: 0.5 })
        },
    )
}

/// n, positive, none, mean score, like-weighted score, likes, share of the top comment.
type Plain = (u64, u64, u64, Option<f64>, Option<f64>, Option<i64>, Option<f64>);

/// The formulas of the contract once more, as plainly as can be.
fn plain(rows: &[&Row]) -> Plain {
    let judged: Vec<_> = rows.iter().filter(|row| row.1.polarity != Polarity::None).collect();
    let count = |polarity| rows.iter().filter(|row| row.1.polarity == polarity).count() as u64;
    let mean = (!judged.is_empty()).then(|| judged.iter().map(|row| row.1.score).sum::<f64>() / judged.len() as f64);
    let weights = judged.iter().filter_map(|row| Some(((row.0.likes? as f64).ln_1p(), row.1.score)));
    let (over, under) =
        weights.fold((0.0, 0.0), |(over, under), (weight, score)| (over + weight * score, under + weight));
    let likes: Vec<i64> = rows.iter().filter_map(|row| row.0.likes).collect();
    let sum = (!likes.is_empty()).then(|| likes.iter().sum::<i64>());
    let top = sum.filter(|sum| *sum > 0).map(|sum| *likes.iter().max().unwrap() as f64 / sum as f64);
    (
        rows.len() as u64,
        count(Polarity::Positive),
        count(Polarity::None),
        mean,
        (under > 0.0).then(|| over / under),
        sum,
        top,
    )
}

fn check(metrics: &Metrics, rows: &[&Row]) {
    let (n, positive, none, mean, weighted, likes, top) = plain(rows);
    assert_eq!((metrics.n, metrics.positive, metrics.none, metrics.likes), (n, positive, none, likes));
    for (found, expected) in
        [(metrics.mean_score, mean), (metrics.like_weighted_score, weighted), (metrics.top_comment_share, top)]
    {
        assert_eq!(found.is_some(), expected.is_some());
        assert!((found.unwrap_or(0.0) - expected.unwrap_or(0.0)).abs() < 1e-9, "{found:?} {expected:?}");
    }
}

fn all(rows: &[Row]) -> Aggregates {
    aggregate(&scored(rows), Analyzer::bundled(), &with_bucket(Bucket::Hour)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn tables_equal_a_plain_recomputation(rows in proptest::collection::vec(any_row(), 1..60)) {
        let tables = all(&rows);
        check(&tables.total, &rows.iter().collect::<Vec<_>>());
        for video in &tables.by_video {
            check(&video.metrics, &rows.iter().filter(|row| row.0.video_id == video.video_id).collect::<Vec<_>>());
        }
        for region in &tables.by_region {
            let name = region.region.as_str();
            check(&region.metrics, &rows.iter().filter(|row| row.0.region.as_deref().unwrap_or("未知") == name).collect::<Vec<_>>());
        }
        for bucket in &tables.by_time.unwrap().rows {
            let inside = |row: &&Row| row.0.created_at.unwrap().unix_ms == bucket.start_ms;
            check(&bucket.metrics, &rows.iter().filter(inside).collect::<Vec<_>>());
        }
        for row in &tables.by_likes {
            let inside = |r: &&Row| r.0.likes.is_some_and(|l| l >= row.likes_from && l <= row.likes_to.unwrap_or(i64::MAX));
            check(&row.metrics, &rows.iter().filter(inside).collect::<Vec<_>>());
        }
    }

    #[test]
    fn neither_order_nor_threads_matter(rows in proptest::collection::vec(any_row(), 1..60), seed in 1_usize..59) {
        let mut shuffled = rows.clone();
        shuffled.rotate_left(seed % rows.len());
        shuffled.reverse();
        let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
        let one = pool(1).install(|| all(&rows));
        prop_assert_eq!(&pool(3).install(|| all(&rows)), &one);
        prop_assert_eq!(&all(&shuffled), &one);
    }
}
