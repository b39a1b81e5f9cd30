//! `report` and `export` with the real program on made-up comments: the same figures everywhere, hostile text as text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// Texts that would do harm where they were taken for anything but text.
pub const HOSTILE: [&str; 12] = [
    "<script>document.title='pwned'</script>好看",
    "</script><img src=x onerror=\"document.title='pwned'\">支持",
    "\"><svg onload=alert(1)>垃圾",
    "{{ 7*7 }}{% include 'x' %} 好看",
    "=HYPERLINK(\"http://example.com\",\"x\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "＝1+1 全角公式",
    "\u{1B}[31m红色\u{1B}[0m 太差了",
    "反过来\u{202E}写的字\u{202C} 喜欢",
    "零\u{200B}宽\u{FEFF}字符 真好",
    "坏字\u{FFFD}符 差评",
    "</style><style>*{display:none}</style>",
];

/// A run of the program in a folder of its own.
pub struct Run {
    pub folder: TempDir,
}

impl Run {
    pub fn new(csv: &str) -> Self {
        let folder = tempfile::tempdir().expect("temporary folder");
        fs::write(folder.path().join("in.csv"), csv).expect("input");
        Self { folder }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shenping"));
        command.current_dir(self.folder.path()).args(arguments);
        command
    }

    pub fn report(csv: &str, arguments: &[&str]) -> Self {
        let run = Self::new(csv);
        let all: Vec<&str> =
            ["report", "in.csv", "--out", "out"].into_iter().chain(arguments.iter().copied()).collect();
        run.command(&all).assert().success();
        run
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("out").join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn summary(&self) -> Value {
        serde_json::from_str(&self.text("summary.json")).expect("JSON")
    }

    fn table(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        read_csv(&self.path(name))
    }
}

/// The rows of a CSV file by column.
pub fn read_csv(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("CSV");
    let header = reader.headers().expect("header").clone();
    reader
        .records()
        .map(|record| header.iter().zip(&record.expect("row")).map(|(k, v)| (k.to_owned(), v.to_owned())).collect())
        .collect()
}

/// Comments over two days from a few places, some liked.
pub fn corpus(n: usize) -> String {
    let texts = [
        "太好看了，支持！[赞]",
        "垃圾，骗钱的",
        "今天星期三",
        "真的很喜欢，拍得用心",
        "这价格太贵了，失望",
        "@用户 666",
    ];
    let regions = ["广东", "北京", "四川", "", "日本"];
    let mut csv = "video_id,comment_id,text,created_at,likes,region\n".to_owned();
    for index in 0..n {
        let text = texts[(index * 7 + index / 11) % texts.len()];
        let time = 1_759_280_000 + index * 173_000 / n.max(1);
        let likes = if index % 9 == 0 { (index * 37) % 5000 } else { index % 4 };
        let id = 7_588_740_680_004_963_593_u64 + index as u64;
        let region = regions[index % regions.len()];
        writeln!(csv, "7588740680004963593,{id},\"{text}\",{time},{likes},{region}").expect("memory");
    }
    csv
}

pub fn hostile() -> String {
    let mut csv = "video_id,comment_id,text,created_at,likes,region\n".to_owned();
    // Each three times: enough to be compared, and copies of each other.
    for (index, text) in HOSTILE.iter().cycle().take(3 * HOSTILE.len()).enumerate() {
        let text = text.replace('"', "\"\"");
        let likes = 100 - index;
        writeln!(csv, "\"<b>v</b>\",{index},\"{text}\",1759280000,{likes},\"<i>某地</i>\"").expect("memory");
    }
    csv + &format!("\"<b>v</b>\",99,\"{}\",1759280000,5,广东\n", "长".repeat(5000))
}

const FILES: [&str; 17] = [
    "report.html",
    "summary.json",
    "charts/time.png",
    "charts/polarity.png",
    "charts/likes.png",
    "charts/region.png",
    "charts/keywords.png",
    "charts/wordcloud.png",
    "charts/poster.png",
    "csv/by_time.csv",
    "csv/by_likes.csv",
    "csv/by_region.csv",
    "csv/by_polarity.csv",
    "csv/by_video.csv",
    "csv/keywords.csv",
    "csv/sayings.csv",
    "csv/comments.csv",
];

#[test]
fn every_input_gives_every_file() {
    let one = "text\n太好看了\n";
    let nothing = "text,likes\n@用户,3\n666,1\n……,\n";
    for (csv, language) in [(corpus(300).as_str(), "zh"), (one, "zh"), (nothing, "en"), (hostile().as_str(), "en")] {
        let run = Run::report(csv, &["--lang", language]);
        for file in FILES {
            let size = fs::metadata(run.path(file)).unwrap_or_else(|error| panic!("{file}: {error}")).len();
            assert!(size > 0 && size < 3_000_000, "{file}: {size}");
        }
        let page = run.text("report.html");
        assert!(page.contains("default-src 'none'"));
        for loading in ["src=\"http", "href=\"http", "url(", "@import", "<link", "<iframe"] {
            assert!(!page.contains(loading), "{loading}");
        }
    }
}

#[test]
fn page_tables_and_summary_tell_the_same_figures() {
    let run = Run::report(&corpus(400), &[]);
    let comments = run.table("csv/comments.csv");
    assert_eq!(comments.len(), 400);
    let of = |polarity: &str| comments.iter().filter(|row| row["polarity"] == polarity).count() as u64;
    let summary = run.summary();
    let totals = &summary["totals"];
    let (positive, negative, none) = (of("positive"), of("negative"), of("none"));
    assert!(positive > 0 && negative > 0 && none > 0);
    assert_eq!(totals["n"], 400);
    assert_eq!(totals["positive"], positive);
    assert_eq!(totals["negative"], negative);
    assert_eq!(totals["none"], none);
    let likes: i64 = comments.iter().map(|row| row["likes"].parse::<i64>().expect("likes")).sum();
    assert_eq!(totals["likes"], likes);
    let share = positive as f64 / (400 - none) as f64;
    assert!((summary["shares"]["positive"]["value"].as_f64().expect("share") - share).abs() < 1e-12);
    let video = &run.table("csv/by_video.csv")[0];
    assert_eq!(video["share_positive"].parse::<f64>().expect("share"), summary["shares"]["positive"]["value"]);
    for table in ["csv/by_time.csv", "csv/by_region.csv", "csv/by_likes.csv", "csv/by_polarity.csv"] {
        let n: u64 = run.table(table).iter().map(|row| row["n"].parse::<u64>().expect("n")).sum();
        assert_eq!(n, 400, "{table}");
    }
    let page = run.text("report.html");
    assert!(page.contains(&format!(">{:.0}%", share * 100.0)), "the page shows the share");
    assert!(page.contains(summary["verdict"]["headline"].as_str().expect("words")));
    for region in run.table("csv/by_region.csv") {
        assert!(page.contains(&region["region"]), "{}", region["region"]);
    }
}

#[test]
fn figures_agree_with_plain_loops() {
    let run = Run::report(&corpus(500), &[]);
    let comments = run.table("csv/comments.csv");
    for row in run.table("csv/by_region.csv") {
        let name = if row["region_group"] == "unknown" { "" } else { row["region"].as_str() };
        let inside: Vec<_> = comments.iter().filter(|comment| comment["region"] == name).collect();
        let judged: Vec<_> = inside.iter().filter(|comment| comment["polarity"] != "none").collect();
        let of = |polarity: &str| judged.iter().filter(|comment| comment["polarity"] == polarity).count() as f64;
        let number = |name: &str| row[name].parse::<f64>().expect(name);
        let score = |comment: &BTreeMap<String, String>| comment["score"].parse::<f64>().expect("score");
        let weight = |comment: &BTreeMap<String, String>| (1.0 + comment["likes"].parse::<f64>().expect("likes")).ln();
        assert_eq!(number("n"), inside.len() as f64);
        let (n, k) = (judged.len() as f64, of("positive"));
        assert!((number("share_positive") - k / n).abs() < 1e-9);
        let (p, z2) = (k / n, 1.959_963_984_540_054_f64.powi(2));
        let half = (z2 * (p * (1.0 - p) / n + z2 / (4.0 * n * n))).sqrt();
        assert!((number("share_positive_low") - (p + z2 / (2.0 * n) - half) / (1.0 + z2 / n)).abs() < 1e-9);
        assert!((number("net_sentiment") - (k - of("negative")) / n).abs() < 1e-9);
        let mean = judged.iter().map(|comment| score(comment)).sum::<f64>() / n;
        assert!((number("mean_score") - mean).abs() < 1e-9);
        let weights: f64 = judged.iter().map(|comment| weight(comment)).sum();
        let weighted = judged.iter().map(|comment| weight(comment) * score(comment)).sum::<f64>() / weights;
        assert!((number("like_weighted_score") - weighted).abs() < 1e-9);
        let top = inside.iter().map(|comment| comment["likes"].parse::<f64>().expect("likes")).fold(0.0, f64::max);
        assert!((number("top_comment_share") - top / number("likes")).abs() < 1e-9);
    }
}

#[test]
fn hostile_text_stays_text() {
    let run = Run::report(&hostile(), &["--title", "<script>alert('title')</script>\u{202E}"]);
    let page = run.text("report.html");
    assert_eq!(page.matches("<script").count(), 1, "only our own script");
    assert_eq!(page.matches("<style").count(), 1, "only our own style");
    for tag in ["<img", "<svg onload", "<b>v", "<i>某地"] {
        assert!(!page.contains(tag), "{tag}");
    }
    for hidden in ['\u{1B}', '\u{202E}', '\u{200B}', '\u{FEFF}', '\u{0}'] {
        assert!(!page.contains(hidden), "{hidden:?}");
    }
    assert!(page.contains("{{ 7*7 }}"), "template syntax is shown, not run");
    let texts: Vec<String> =
        run.table("csv/comments.csv").into_iter().map(|mut row| row.remove("text").expect("text")).collect();
    for text in HOSTILE {
        assert!(texts.iter().any(|shown| shown == text), "{text:?} is kept byte for byte");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let csv = corpus(200);
    let (one, two) = (Run::new(&csv), Run::new(&csv));
    let arguments = ["report", "in.csv", "--out", "out"];
    one.command(&arguments).args(["--threads", "1"]).env("TZ", "America/New_York").assert().success();
    two.command(&arguments).args(["--threads", "2"]).env("TZ", "Asia/Tokyo").assert().success();
    for file in FILES {
        assert!(fs::read(one.path(file)).expect(file) == fs::read(two.path(file)).expect(file), "{file}");
    }
}

#[test]
fn the_page_goes_by_one_clock_and_the_tables_of_comments_by_theirs() {
    let run = Run::report(&corpus(60), &["--tz", "America/New_York"]);
    let page = run.text("report.html");
    assert!(page.contains("2025-09-30 20:53") && !page.contains("2025-10-01 08:53"));
    assert_eq!(page.matches("New_York").count(), 1, "the zone is named once");
    assert_eq!(run.table("csv/comments.csv")[0]["created_at"], "2025-10-01T08:53:20+08:00");
    assert_eq!(run.table("csv/by_time.csv")[0]["bucket_start"], "2025-09-30T20:45:00-04:00");
    let dates = Run::report("text,created_at\n太好看了,2025-10-30\n", &["--tz", "America/New_York"]);
    let page = dates.text("report.html");
    assert!(page.contains(">2025-10-30<") && !page.contains("00:00"), "a date is the same everywhere, and no midnight");
}

#[test]
fn a_handful_of_comments_is_told_and_not_compared() {
    let page = Run::report("text,likes,region\n太好看了,3,广东\n真差,1,北京\n", &[]).text("report.html");
    assert!(page.contains("只有 2 条可判断的评论") && page.contains("正面 1 条，中性 0 条，负面 1 条。"));
    for section in ["shares", "time", "likes", "regions", "words", "copies"] {
        let named = |what: &str| page.contains(&format!("{what}=\"{section}\""));
        assert!(!named("id") && !page.contains(&format!("href=\"#{section}\"")), "{section}");
    }
    assert!(page.contains("id=\"voices\"") && page.contains("id=\"table\""));
    let enough = Run::report(&corpus(60), &[]).text("report.html");
    for link in enough.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(enough.contains(&format!("id=\"{link}\"")), "{link}");
    }
}

#[test]
fn several_videos_stand_side_by_side() {
    let csv = "video_id,text,likes\nA1,太好看了,3\nB2,太差了，骗子,5\nB2,真恶心,1\n";
    let run = Run::report(csv, &["--lang", "en"]);
    let page = run.text("report.html");
    assert!(page.contains("id=\"videos\"") && page.contains(">A1<") && page.contains(">B2<"));
    assert!(run.summary()["pin_suggestion"].is_null(), "one comment can't speak for two videos");
}

#[test]
fn nothing_to_report_on_and_nowhere_to_write_have_their_codes() {
    let empty = Run::new("text,likes\n");
    empty.command(&["report", "in.csv", "--out", "out"]).assert().code(6);
    let run = Run::new(&corpus(3));
    fs::write(run.folder.path().join("out"), "a file").expect("written");
    run.command(&["report", "in.csv", "--out", "out"]).assert().code(2);
    run.command(&["report", "in.csv", "--out", "o", "--tz", "Mars/Base"]).assert().code(2);
    run.command(&["report", "missing.csv", "--out", "o"]).assert().code(5);
}

#[test]
fn the_machine_profile_is_the_truth_and_the_excel_profile_is_safe() {
    let run = Run::new(&hostile());
    run.command(&["export", "in.csv", "--out", "out", "--format", "csv,parquet"]).assert().success();
    let texts: Vec<String> =
        run.table("comments.csv").into_iter().map(|mut row| row.remove("text").expect("text")).collect();
    for text in HOSTILE {
        assert!(texts.iter().any(|shown| shown == text), "{text:?}");
    }
    for name in
        ["by_time", "by_likes", "by_region", "by_polarity", "by_video", "keywords", "sayings", "metrics", "comments"]
    {
        let parquet = fs::read(run.path(&format!("{name}.parquet"))).expect(name);
        assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"), "{name}");
    }
    let package: Value = serde_json::from_str(&run.text("datapackage.json")).expect("JSON");
    for resource in package["resources"].as_array().expect("list") {
        let path = run.path(resource["path"].as_str().expect("path"));
        let mut reader = csv::Reader::from_path(path).expect("CSV");
        let described =
            resource["schema"]["fields"].as_array().expect("fields").iter().map(|field| field["name"].as_str());
        assert!(reader.headers().expect("header").iter().map(Some).eq(described), "{}", resource["name"]);
    }
    assert!(run.text("metrics.prom").contains("shenping_comments{video_id=\"<b>v</b>\",polarity=\"positive\"}"));

    run.command(&["export", "in.csv", "--out", "out", "--profile", "excel"]).assert().success();
    let bytes = fs::read(run.path("comments.csv")).expect("CSV");
    assert!(bytes.starts_with("\u{FEFF}".as_bytes()) && bytes.ends_with(b"\r\n"));
    for row in run.table("comments.csv") {
        let text = &row["text"];
        assert!(!text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']), "{text:?}");
    }
}

#[test]
fn ids_keep_every_digit_in_every_profile() {
    for profile in ["machine", "excel"] {
        let run = Run::new(&corpus(4));
        run.command(&["export", "in.csv", "--out", "out", "--profile", profile]).assert().success();
        let text = run.text("comments.csv");
        assert!(text.contains("7588740680004963595"), "{profile}");
        assert_eq!(text.contains("\"'7588740680004963595\""), profile == "excel");
    }
}
