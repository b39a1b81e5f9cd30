//! Choosing with the real program.

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn suggest(folder: &Path, rows: &[&str], flags: &[&str]) -> (i32, String, String) {
    let file = folder.join("comments.csv");
    std::fs::write(&file, format!("comment_id,text,likes,create_time,level,is_author\n{}\n", rows.join("\n")))
        .expect("it works");
    let output =
        Command::cargo_bin("shenping").expect("the program").args(["pin", "suggest"]).arg(&file).args(flags).output();
    let output = output.expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

const ROWS: [&str; 6] = [
    "7000000000000000001,太好看了，真喜欢[微笑],900,1772066100,1,",
    "7000000000000000002,多少钱在哪里买？,800,1772066101,1,",
    "7000000000000000003,太好看了，超级喜欢，支持！[赞],500,1772066102,1,",
    "7000000000000000004,太漂亮了，爱了爱了，支持！,400,1772066103,1,",
    "7000000000000000005,真的太棒了，支持支持！,1000,1772066104,2,",
    "7000000000000000006,谢谢大家的喜欢和支持！,990,1772066105,1,true",
];

#[test]
fn json_names_the_choice_and_every_reason() {
    let folder = tempfile::tempdir().expect("folder");
    let (code, out, err) = suggest(folder.path(), &ROWS, &["--json"]);
    assert_eq!(code, 0, "{out}{err}");
    let json: Value = serde_json::from_str(&out).expect("JSON");
    let choice = &json["choice"];
    assert_eq!((&choice["comment_id"], &choice["likes"]), (&"7000000000000000003".into(), &500.into()));
    for key in ["text", "score", "confidence", "reasons"] {
        assert!(!choice[key].is_null(), "{key}");
    }
    let reasons: Vec<(&str, &str)> = json["rejected"]
        .as_array()
        .expect("it works")
        .iter()
        .map(|rejected| (rejected["comment_id"].as_str().expect("text"), rejected["reason"].as_str().expect("text")))
        .collect();
    let ids: Vec<_> = reasons.iter().map(|(id, _)| &id[18..]).collect();
    assert_eq!(ids, ["5", "6", "1", "2"], "everything above, most-liked first");
    assert_eq!((reasons[0].1, reasons[1].1), ("reply", "author"));
    assert_eq!(json["runners_up"][0]["comment_id"], "7000000000000000004");
    assert!(json["policy"]["version"].is_string());
}

#[test]
fn flags_change_the_policy() {
    let folder = tempfile::tempdir().expect("folder");
    let chosen = |flags: &[&str]| {
        let flags: Vec<_> = ["--json"].iter().chain(flags).copied().collect();
        let (code, out, _) = suggest(folder.path(), &ROWS, &flags);
        let json: Value = serde_json::from_str(&out).expect("JSON");
        (code, json["choice"]["comment_id"].as_str().map(|id| id[18..].to_owned()))
    };
    assert_eq!(chosen(&["--include-author"]), (0, Some("6".to_owned())));
    assert_eq!(chosen(&["--min-likes", "501"]), (6, None));
    assert_eq!(chosen(&["--min-confidence", "1"]), (6, None));
    assert_eq!(chosen(&["--max-age", "30d"]), (0, Some("3".to_owned())));
    for flags in [["--min-confidence", "1.5"], ["--max-age", "old"], ["--min-likes", "x"]] {
        let (code, out, _) = suggest(folder.path(), &ROWS, &flags);
        assert_eq!((code, out.as_str()), (2, ""));
    }
}

#[test]
fn an_abstention_ends_with_6_and_says_why() {
    let folder = tempfile::tempdir().expect("folder");
    let (code, out, _) = suggest(folder.path(), &ROWS[..2], &[]);
    assert_eq!(code, 6);
    assert!(out.contains("no comment is safe to pin") && out.contains("irony-sticker"), "{out}");
    let (code, out, _) = suggest(folder.path(), &ROWS[..2], &["--json"]);
    let json: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &json["choice"], json["rejected"].as_array().expect("a list").len()), (6, &Value::Null, 2));
}

const VIDEOS: &str = "comment_id,video_id,text,likes,create_time,level\n\
    7000000000000000001,7100000000000000001,太好看了，超级喜欢，支持！[赞],50,1772066100,1\n\
    7000000000000000002,7100000000000000002,这也太贵了吧，难看,90,1772066101,1\n\
    7000000000000000003,7100000000000000001,什么垃圾,500,1772066102,1\n";

fn of_videos(command: &[&str], flags: &[&str]) -> (i32, String, String) {
    let folder = tempfile::tempdir().expect("folder");
    let file = folder.path().join("videos.csv");
    std::fs::write(&file, VIDEOS).expect("it works");
    let output = Command::cargo_bin("shenping").expect("the program").args(command).arg(&file).args(flags).output();
    let output = output.expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

#[test]
fn each_of_several_videos_gets_its_own_answer() {
    let suggest = ["pin", "suggest"];
    let (code, out, err) = of_videos(&suggest, &["--json"]);
    assert_eq!(code, 0, "{err}");
    let json: Value = serde_json::from_str(&out).expect("JSON");
    let answers: Vec<_> = json["videos"].as_array().expect("a list").iter().collect();
    assert_eq!(answers.len(), 2);
    assert_eq!((&answers[0]["video_id"], &answers[0]["choice"]["likes"]), (&"7100000000000000001".into(), &50.into()));
    assert_eq!((&answers[1]["video_id"], &answers[1]["choice"]), (&"7100000000000000002".into(), &Value::Null));
    let (code, out, _) = of_videos(&suggest, &[]);
    assert!(code == 0 && out.contains("1 of 2 videos") && out.contains("video 7100000000000000002:"), "{out}");
    let (code, out, _) = of_videos(&suggest, &["--video", "7100000000000000002", "--json"]);
    let json: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &json["choice"]), (6, &Value::Null));
    let (code, out, err) = of_videos(&suggest, &["--video", "1"]);
    assert!(code == 6 && out.is_empty() && err.contains("no comment of video"), "{out}{err}");
}

#[test]
fn applying_wants_one_video_named() {
    let (code, out, err) = of_videos(&["pin", "apply"], &["--item-id", "@a"]);
    assert!(code == 2 && out.is_empty() && err.contains("--video 7100000000000000001"), "{out}{err}");
}

#[test]
fn without_likes_nobody_is_the_most_liked() {
    let folder = tempfile::tempdir().expect("folder");
    let file = folder.path().join("texts.csv");
    std::fs::write(&file, "text\n太好看了，支持！\n").expect("it works");
    let output = Command::cargo_bin("shenping")
        .expect("the program")
        .args(["pin", "suggest"])
        .arg(&file)
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(6));
    assert!(String::from_utf8(output.stdout).expect("text").contains("number of likes"));
}

#[test]
fn explain_adds_up_the_choice() {
    let folder = tempfile::tempdir().expect("folder");
    let (code, out, _) = suggest(folder.path(), &ROWS, &["--explain"]);
    assert_eq!(code, 0);
    assert!(out.contains("pin this one: 太好看了") && out.contains("runners-up") && out.contains("sum"), "{out}");
}

#[test]
fn hostile_texts_stay_text_on_the_terminal() {
    let folder = tempfile::tempdir().expect("folder");
    let (code, out, _) = suggest(folder.path(), &["1,\"太好看了，支持\u{1b}[31m\u{202e}！\",9,1772066100,1,"], &[]);
    assert!(!out.contains('\u{1b}') && !out.contains('\u{202e}'), "{code} {out:?}");
}

/// Sixty made-up videos of all sorts, written and judged for this project (CC0-1.0): praise, and what only sounds like
/// it. None of them was learned from.
const MADE_UP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/pin_made_up.csv");

#[test]
fn on_videos_of_all_sorts_nearly_every_suggestion_is_right() {
    let mut rows = csv::Reader::from_path(MADE_UP).expect("the fixture");
    let rows: Vec<_> = rows.records().map(|row| row.expect("a row")).collect();
    let fit: std::collections::HashSet<_> = rows.iter().filter(|row| &row[4] == "yes").map(|row| &row[1]).collect();
    let output = Command::cargo_bin("shenping").expect("it").args(["pin", "suggest", "--json", MADE_UP]).output();
    let json: Value = serde_json::from_slice(&output.expect("it runs").stdout).expect("JSON");
    let videos = json["videos"].as_array().expect("a list");
    let chosen: Vec<_> = videos.iter().filter(|video| !video["choice"].is_null()).collect();
    let id = |video: &Value| video["choice"]["comment_id"].as_str().expect("an id").to_owned();
    let wrong: Vec<_> = chosen.iter().filter(|video| !fit.contains(id(video).as_str())).collect();
    assert_eq!(videos.len(), 60);
    assert!(chosen.len() >= 48, "{} of 60 videos have a suggestion, and each has a fit comment", chosen.len());
    assert!(wrong.len() * 20 <= chosen.len(), "{} of {} are wrong: {wrong:#?}", wrong.len(), chosen.len());
}
