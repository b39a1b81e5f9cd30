//! `stats`: one table as CSV.

#![expect(clippy::unwrap_used, reason = "a test that can't go on should say so")]

use std::path::Path;
use std::process::{Command, Output};

const CSV: &str = "video,text,create_time,digg_count,ip_label\n\
    v1,太好看了,2025-12-27 09:10:00,9,广东\n\
    v1,垃圾,2025-12-27 11:59:59,0,IP属地：广东\n\
    v2,今天星期三,2025-12-27 ,1.2万,无\n\
    v2,@某人,3月前,0.0,马来西亚\n";

const METRICS: &str = "n,positive,neutral,negative,none,share_positive,share_positive_low,share_positive_high,\
    share_negative,share_negative_low,share_negative_high,net_sentiment,mean_score,like_weighted_score,likes,\
    top_comment_share";

fn stats(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shenping")).current_dir(folder).arg("stats").args(arguments).output().unwrap()
}

fn table(output: &Output) -> Vec<Vec<String>> {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.csv"), CSV).unwrap();
    folder
}

fn column(rows: &[Vec<String>], name: &str) -> Vec<String> {
    let at = rows[0].iter().position(|header| header == name).unwrap();
    rows[1..].iter().map(|row| row[at].clone()).collect()
}

#[test]
fn every_table_has_its_keys_and_the_sixteen_metrics() {
    let folder = folder();
    for (by, keys, rows) in [
        ("time", "bucket_start", 1),
        ("likes", "likes_from,likes_to", 6),
        ("region", "region,region_code,region_group", 3),
        ("polarity", "polarity", 4),
        ("video", "video_id", 2),
    ] {
        let found = table(&stats(folder.path(), &["in.csv", "--by", by, "--bucket", "1d"]));
        assert_eq!(found[0].join(","), format!("{keys},{METRICS}"));
        assert_eq!(found.len() - 1, rows, "{by}");
        assert!(found.iter().all(|row| row.len() == found[0].len()));
    }
    let keywords = table(&stats(folder.path(), &["in.csv", "--by", "keyword"]));
    assert_eq!(keywords[0].join(","), "term,n,positive,neutral,negative,log_odds,z");
}

#[test]
fn hours_without_comments_are_rows_and_vague_times_are_named() {
    let folder = folder();
    let output = stats(folder.path(), &["in.csv", "--by", "time", "--bucket", "1h"]);
    let rows = table(&output);
    let hours = ["09", "10", "11"].map(|hour| format!("2025-12-27T{hour}:00:00+08:00"));
    assert_eq!(column(&rows, "bucket_start"), hours);
    assert_eq!(column(&rows, "n"), ["1", "0", "1"]);
    assert_eq!(column(&rows, "net_sentiment")[1], "");
    assert!(stderr(&output).contains("2 comments with a date or a relative time only left out of 1h buckets"));
    let utc = table(&stats(folder.path(), &["in.csv", "--by", "time", "--bucket", "1h", "--tz", "UTC"]));
    assert_eq!(column(&utc, "bucket_start")[0], "2025-12-27T01:00:00+00:00");
}

#[test]
fn regions_and_likes_are_understood_as_they_are_written() {
    let folder = folder();
    let regions = table(&stats(folder.path(), &["in.csv", "--by", "region"]));
    assert_eq!(column(&regions, "region_code"), ["CN-GD", "MY", ""]);
    assert_eq!(column(&regions, "region_group"), ["province", "abroad", "unknown"]);
    let videos = table(&stats(folder.path(), &["in.csv", "--by", "video"]));
    assert_eq!(column(&videos, "likes"), ["9", "12000"]);
    assert_eq!(column(&videos, "top_comment_share"), ["1", "1"]);
}

#[test]
fn gb18030_gives_the_same_tables() {
    let folder = folder();
    let (bytes, ..) = encoding_rs::GB18030.encode(CSV);
    std::fs::write(folder.path().join("gb.csv"), bytes).unwrap();
    for by in ["region", "video", "keyword"] {
        let [utf8, gb] = ["in.csv", "gb.csv"].map(|file| stats(folder.path(), &[file, "--by", by]).stdout);
        assert_eq!(utf8, gb, "{by}");
    }
}

#[test]
fn a_file_is_written_whole_and_errors_have_their_codes() {
    let folder = folder();
    let path = folder.path();
    assert_eq!(table(&stats(path, &["in.csv", "--by", "video", "-o", "out.csv"])), Vec::<Vec<String>>::new());
    let printed = stats(path, &["in.csv", "--by", "video"]).stdout;
    assert_eq!(std::fs::read(path.join("out.csv")).unwrap(), printed);
    std::fs::write(path.join("header.csv"), "text,likes\n").unwrap();
    std::fs::write(path.join("long.csv"), "text,time\na,2015-01-01 00:00:00\nb,2025-01-01 00:00:00\n").unwrap();
    for (arguments, code) in [
        (&["--by", "video"][..], 2),
        (&["in.csv"][..], 2),
        (&["in.csv", "--by", "time", "--tz", "Mars"][..], 2),
        (&["long.csv", "--by", "time", "--bucket", "15m"][..], 2),
        (&["missing.csv", "--by", "video"][..], 5),
        (&["in.csv", "--by", "video", "--text-column", "nope"][..], 5),
        (&["header.csv", "--by", "video"][..], 6),
    ] {
        assert_eq!(stats(path, arguments).status.code(), Some(code), "{arguments:?}");
    }
    let weeks = table(&stats(path, &["long.csv", "--by", "time"]));
    assert_eq!((weeks.len(), column(&weeks, "bucket_start")[0].as_str()), (524, "2014-12-29T00:00:00+08:00"));
}

#[test]
fn neither_names_nor_absurd_times_get_further_than_a_count() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "{\"cid\":\"1\",\"text\":\"好看\",\"create_time\":253402300799,\"author\":\"小明同学\"}\n\
        {\"cid\":\"2\",\"text\":\"垃圾\",\"create_time\":1766799045,\"author\":\"0123456789abcdef\"}\n";
    std::fs::write(folder.path().join("in.jsonl"), lines).unwrap();
    let output = stats(folder.path(), &["in.jsonl", "--by", "time", "--bucket", "15m"]);
    let said = stderr(&output);
    assert!(table(&output).len() >= 2 && said.contains("1 value not understood"), "{said}");
    assert!(said.contains("1 author without a keyed hash") && !said.contains("小明"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn tables_hold_figures_and_no_texts() {
    // 32 MB of text more: seven times as much as frames of comments, a fraction of it as figures.
    for by in ["polarity", "keyword"] {
        let peak = |lines| crate::support::peak_over(lines, &["stats", "-", "--by", by]);
        let (short, long) = (peak(100_000), peak(300_000));
        assert!(long < short + 64 * 1024, "{by}: {short} KiB, then {long} KiB");
    }
}

#[test]
fn a_comment_met_again_counts_once_with_its_last_values() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, rows: &str| {
        let header = "video_id,comment_id,text,likes,region\n";
        std::fs::write(folder.path().join(name), format!("{header}{rows}")).unwrap();
    };
    file("monday.csv", "v,1,太好看了,1,广东\nv,2,垃圾,2,广东\nv,3,好看,3,\n");
    file("tuesday.csv", "v,2,垃圾,20,四川\nv,4,不错,4,\nv,1,太好看了,10,四川\nv,3,换了一句,5,\n");
    let files = ["monday.csv", "tuesday.csv"];
    let region = stats(folder.path(), &[files[0], files[1], "--by", "region"]);
    let rows = table(&region);
    assert_eq!((column(&rows, "region"), column(&rows, "likes")), (text(&["四川", "未知"]), text(&["30", "12"])));
    assert!(stderr(&region).contains("2 rows repeating a comment"), "{}", stderr(&region));
    assert!(stderr(&region).contains("2 rows share their comment id with a different comment, such as 3"));
    let mut export = Command::new(env!("CARGO_BIN_EXE_shenping"));
    let export =
        export.current_dir(folder.path()).args(["export", "--out", "out", "--format", "csv,parquet"]).args(files);
    assert!(export.output().unwrap().status.success());
    let read = |name: &str| table(&stats(folder.path(), &[name, "--by", "region"]));
    assert_eq!(read("out/comments.csv"), rows);
    assert_eq!(read("out/comments.parquet"), rows);
    let comments = std::fs::read_to_string(folder.path().join("out/comments.csv")).unwrap();
    let cells = |at: usize| comments.lines().skip(1).map(move |row| row.split(',').nth(at).unwrap().to_owned());
    assert_eq!(cells(1).collect::<Vec<_>>(), ["1", "2", "3", "4", "3"]);
    assert_eq!(cells(6).collect::<Vec<_>>(), ["10", "20", "3", "4", "5"]);
}

fn text(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

#[test]
fn scores_in_the_input_stand_unless_others_are_asked_for() {
    let folder = folder();
    let counts = |arguments: &[&str]| {
        let output = stats(folder.path(), &[arguments, &["--by", "polarity"]].concat());
        let rows = table(&output);
        (column(&rows, "n").join(" "), stderr(&output))
    };
    let (fresh, said) = counts(&["in.csv"]);
    assert!(!said.contains("stored"), "{said}");
    for name in ["scored.csv", "scored.jsonl", "scored.parquet"] {
        let mut score = Command::new(env!("CARGO_BIN_EXE_shenping"));
        assert!(
            score.current_dir(folder.path()).args(["score", "in.csv", "-o", name]).output().unwrap().status.success()
        );
        let (stored, said) = counts(&[name]);
        assert_eq!(stored, fresh, "{name}");
        assert!(said.contains("note: the scores stored in the input are used; --rescore"), "{said}");
    }
    // Somebody knows better.
    let scored = std::fs::read_to_string(folder.path().join("scored.csv")).unwrap();
    let judged = scored.replace(",positive,", ",negative,");
    assert_ne!(judged, scored);
    std::fs::write(folder.path().join("judged.csv"), &judged).unwrap();
    let (stored, _) = counts(&["judged.csv"]);
    assert_ne!(stored, fresh);
    for other in [&["--rescore"][..], &["--no-base", "--rescore"], &["--segmenter", "jieba"]] {
        let (again, said) = counts(&[&["judged.csv"], other].concat());
        assert!(!said.contains("stored") && (other[0] == "--no-base" || again == fresh), "{other:?}: {said}");
    }
    let (mixed, _) = counts(&["judged.csv", "in.csv"]);
    assert!(mixed.starts_with("2 "), "where one input has none, all are scored: {mixed}");
    // A row that can't be: whoever wrote the others is not trusted either.
    for (good, bad) in [(",negative,", ",bad,"), (",none,0,0", ",none,0,"), (",none,0,0", ",none,2,0")] {
        std::fs::write(folder.path().join("broken.csv"), judged.replacen(good, bad, 1)).unwrap();
        let (again, said) = counts(&["broken.csv"]);
        assert_eq!(again, fresh, "{bad}");
        assert!(said.contains("warning: broken.csv line") && said.contains("all comments are scored again"), "{said}");
    }
    let keywords = stats(folder.path(), &["judged.csv", "--by", "keyword"]);
    assert!(stderr(&keywords).contains("the scores stored"), "{}", stderr(&keywords));
}
