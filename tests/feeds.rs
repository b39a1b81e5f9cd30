//! Feeds and figures against plain loops, and words of one language on a page.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use crate::report::{Run, corpus, read_csv};

type Row = BTreeMap<String, String>;

/// Comments under three videos; one of them has few.
fn videos() -> String {
    let mut csv = "video_id,comment_id,text,created_at,likes,region\n".to_owned();
    let texts = ["太好看了，支持！", "垃圾，骗钱的", "今天星期三", "666", "真的很喜欢"];
    for index in 0..240_usize {
        let video = if index % 40 == 0 { "30" } else { ["10", "20"][index % 2] };
        let (text, likes) = (texts[(index * 3 + index / 7) % 5], (index * 13) % 50);
        let (time, region) = (1_759_280_000 + index * 700, ["广东", "", "日本"][index % 3]);
        writeln!(csv, "75887406800049635{video},{index},{text},{time},{likes},{region}").expect("memory");
    }
    csv
}

/// The figures of some comments, by metric, recomputed with nothing but loops.
fn figures(comments: &[&Row]) -> BTreeMap<&'static str, f64> {
    let of = |polarity: &str| comments.iter().filter(|row| row["polarity"] == polarity).count() as f64;
    let judged = comments.len() as f64 - of("none");
    let likes: Vec<f64> = comments.iter().map(|row| row["likes"].parse::<f64>().expect("likes")).collect();
    let sum: f64 = likes.iter().sum();
    let mut figures = BTreeMap::from([
        ("n", comments.len() as f64),
        ("positive", of("positive")),
        ("neutral", of("neutral")),
        ("negative", of("negative")),
        ("none", of("none")),
        ("likes", sum),
    ]);
    if judged > 0.0 {
        figures.insert("share_positive", of("positive") / judged);
        figures.insert("share_negative", of("negative") / judged);
        figures.insert("net_sentiment", (of("positive") - of("negative")) / judged);
    }
    if sum > 0.0 {
        figures.insert("top_comment_share", likes.iter().copied().fold(0.0, f64::max) / sum);
    }
    figures
}

/// Whether a comment belongs to a place of the long form; times by the hour.
fn belongs(comment: &Row, metric: &Row) -> bool {
    let likes = comment["likes"].parse::<u64>().expect("likes");
    let place = metric["value_of_dimension"].as_str();
    (metric["video_id"].is_empty() || metric["video_id"] == comment["video_id"])
        && match metric["dimension"].as_str() {
            "total" => true,
            "time" => metric["bucket_start"][..13] == comment["created_at"][..13],
            "region" => place == if comment["region"].is_empty() { "未知" } else { comment["region"].as_str() },
            "polarity" => place == comment["polarity"],
            "likes" => match place.split_once('–') {
                Some((from, to)) => (from.parse().expect("from")..=to.parse().expect("to")).contains(&likes),
                None => place.trim_end_matches('+').parse::<u64>().expect("a number") == likes,
            },
            other => panic!("{other}"),
        }
}

#[test]
fn the_long_form_has_every_dimension_of_every_video_and_agrees_with_plain_loops() {
    let run = Run::new(&videos());
    run.command(&["export", "in.csv", "--out", "out", "--bucket", "1h"]).assert().success();
    let comments = read_csv(&run.path("comments.csv"));
    let metrics = read_csv(&run.path("metrics.csv"));
    let mut places: BTreeMap<(String, String), usize> = BTreeMap::new();
    for metric in &metrics {
        *places.entry((metric["video_id"].clone(), metric["dimension"].clone())).or_default() += 1;
        let inside: Vec<&Row> = comments.iter().filter(|comment| belongs(comment, metric)).collect();
        assert_eq!(metric["n"], inside.len().to_string(), "{metric:?}");
        if let Some(expected) = figures(&inside).get(metric["metric"].as_str()) {
            let value: f64 = metric["value"].parse().expect("a number");
            assert!((value - expected).abs() < 1e-12, "{metric:?}: {expected}");
        }
    }
    for video in ["", "7588740680004963510", "7588740680004963520", "7588740680004963530"] {
        for dimension in ["total", "time", "likes", "region", "polarity"] {
            let rows = places.get(&(video.to_owned(), dimension.to_owned()));
            assert!(rows.is_some_and(|rows| *rows >= 10), "{video} {dimension}: {rows:?}");
        }
    }
    let package: serde_json::Value =
        serde_json::from_slice(&fs::read(run.path("datapackage.json")).expect("package")).expect("JSON");
    assert_eq!((&package["shenping"]["videos"], &package["shenping"]["videos_in_full"]), (&3.into(), &3.into()));
}

#[test]
fn the_parts_of_every_table_add_up_to_the_whole() {
    let run = Run::report(&videos(), &["--bucket", "1h"]);
    let comments = read_csv(&run.path("csv/comments.csv"));
    for (table, key) in [("by_video", "video_id"), ("by_polarity", "polarity")] {
        for row in read_csv(&run.path(&format!("csv/{table}.csv"))) {
            let inside: Vec<&Row> = comments.iter().filter(|comment| comment[key] == row[key]).collect();
            for (metric, expected) in figures(&inside) {
                let value: f64 = row[metric].parse().unwrap_or_else(|_| panic!("{table} {metric}: {row:?}"));
                assert!((value - expected).abs() < 1e-12, "{table} {metric}: {row:?}");
            }
        }
    }
    for row in read_csv(&run.path("csv/by_time.csv")) {
        let hour = &row["bucket_start"][..13];
        let inside = comments.iter().filter(|comment| &comment["created_at"][..13] == hour).count();
        assert_eq!(row["n"], inside.to_string(), "{hour}");
    }
}

#[test]
fn hundreds_of_videos_are_folded_and_counted() {
    let mut csv = "video_id,text\n".to_owned();
    for index in 0..230 {
        csv.push_str(&format!("v{index:03},太好看了\n"));
    }
    csv.push_str("v150,真好\n");
    let run = Run::report(&csv, &["--lang", "en"]);
    let page = fs::read_to_string(run.path("report.html")).expect("page");
    let (shown, folded) = page.split_once("<details class=\"fold\">").expect("a fold");
    assert_eq!(
        (shown.matches("<th scope=\"row\">v").count(), folded.matches("<th scope=\"row\">v").count()),
        (20, 180)
    );
    assert!(shown.find(">v150<") < shown.find(">v000<"), "most comments first");
    assert!(page.contains("Another 30 videos are in csv&#x2f;by_video.csv only"));
    assert_eq!(read_csv(&run.path("csv/by_video.csv")).len(), 230);
}

/// What a page says apart from comments, code and names: its text without what came from the input.
fn words_of(page: &str, from_input: &[&str]) -> String {
    let body = page.split("</style>").nth(1).and_then(|rest| rest.split("<script>").next()).expect("a body");
    let mut text = String::new();
    let mut inside = false;
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push('\n');
            }
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    from_input.iter().fold(text, |text, part| text.replace(part, " "))
}

#[test]
fn a_page_speaks_one_language() {
    let csv = "video_id,text,likes,created_at,region\n".to_owned()
        + &"1,AAAA,many,1759280000,BBBB\n".repeat(2)
        + &(0..30).map(|n| format!("1,AAAA {n},{n},{},BBBB\n", 1_759_280_000 + n * 60)).collect::<String>();
    let english = Run::report(&csv, &["--lang", "en"]);
    let words = words_of(&fs::read_to_string(english.path("report.html")).expect("page"), &[]);
    let han: Vec<&str> =
        words.lines().filter(|line| line.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))).collect();
    assert!(han.is_empty(), "{han:?}");

    let chinese = Run::report(&corpus(300), &[]);
    let known = ["shenping", "csv", "summary.json", "Jaccard", "Dirichlet", "Wilson", "Newcombe", "Σ ln", "charts"];
    let warned = Run::report(&csv, &[]);
    for run in [&chinese, &warned] {
        let words = words_of(&fs::read_to_string(run.path("report.html")).expect("page"), &known);
        let sentences = words.lines().filter(|line| {
            let letters = line.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 2);
            letters.filter(|word| !["AAAA", "BBBB"].contains(word)).count() >= 3
        });
        // Names of lexicons stand in a list.
        let sentences: Vec<&str> = sentences.filter(|line| !line.contains("词典:")).collect();
        assert!(sentences.is_empty(), "{sentences:?}");
    }
}

#[test]
fn what_a_spreadsheet_got_reads_back_with_every_digit_of_its_ids() {
    let run = Run::new(&videos());
    run.command(&["export", "in.csv", "--out", "sheet", "--profile", "excel"]).assert().success();
    run.command(&["export", "sheet/comments.csv", "--out", "out"]).assert().success();
    let direct = Run::new(&videos());
    direct.command(&["export", "in.csv", "--out", "out"]).assert().success();
    let ids = |run: &Run| -> Vec<(String, String, String)> {
        let comments = read_csv(&run.path("comments.csv"));
        comments.iter().map(|row| (row["video_id"].clone(), row["comment_id"].clone(), row["text"].clone())).collect()
    };
    assert_eq!(ids(&run).len(), 240);
    let numbers_guarded = |mut rows: Vec<(String, String, String)>| {
        // A text that is only a number is guarded too, and nothing tells whether the apostrophe was there before.
        for row in &mut rows {
            row.2 = row.2.trim_start_matches('\'').to_owned();
        }
        rows
    };
    assert_eq!(numbers_guarded(ids(&run)), ids(&direct));
}
