//! Files that others made, brought in by the real program.

mod mediacrawler;
mod workbook;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use shenping::Comment;
use shenping::frame::CommentFrame;

use mediacrawler::crawler_rows;

const VIDEO: &str = "7588740680004963593";

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("folder") }
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folder");
        std::fs::write(&path, bytes).expect("file");
        path
    }

    /// The exit code and what the program said.
    fn import(&self, files: &[&Path], flags: &[&str]) -> (Option<i32>, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shenping"));
        command.arg("import").args(files).args(flags).current_dir(self.folder.path());
        let output = command.output().expect("run");
        assert!(output.stdout.is_empty());
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    #[track_caller]
    fn imported(&self, file: &Path, flags: &[&str]) -> String {
        let (code, stderr) = self.import(&[file], flags);
        assert_eq!(code, Some(0), "{stderr}");
        stderr
    }

    fn comments(&self, video: &str) -> Vec<Comment> {
        CommentFrame::read_parquet(&self.folder.path().join("data").join(video).join("comments.parquet"))
            .expect("schema v1")
            .comments()
    }

    fn checkpoint(&self, video: &str) -> Value {
        let path = self.folder.path().join("data").join(video).join("fetch.json");
        serde_json::from_slice(&std::fs::read(path).expect("fetch.json")).expect("JSON")
    }
}

#[test]
fn pages_saved_by_hand_in_every_wrapping() {
    let comment = |cid: &str, likes: i64| {
        json!({"cid": cid, "text": "好[赞]", "aweme_id": VIDEO, "digg_count": likes,
        "create_time": 1_772_066_189, "reply_id": "0", "ip_label": "中国香港", "user": {"uid": "77", "nickname": "某人"}})
    };
    let page = |cid: &str| json!({"code": 0, "data": {"status_code": 0, "has_more": 0, "total": 9, "comments": [comment(cid, 1)]}});
    let failed = json!({"code": 301, "message": "x", "data": null});
    let (one, two) = (page("1"), page("2"));
    for (name, text, rows) in [
        ("a.json", serde_json::to_string_pretty(&one).expect("JSON"), 1),
        ("b.jsonl", format!("{one}\n{two}\n{failed}\n"), 2),
        ("c.json", json!([one, two]).to_string(), 2),
        ("d.json", one["data"].to_string(), 1),
        ("e.json", json!([comment("1", 1), comment("2", 2)]).to_string(), 2),
        ("f.jsonl", format!("{}\n{}\n", comment("1", 1), comment("2", 2)), 2),
    ] {
        let desk = Desk::new();
        let said = desk.imported(&desk.file(name, text), &[]);
        let comments = desk.comments(VIDEO);
        assert_eq!(comments.len(), rows, "{name}: {said}");
        assert_eq!((comments[0].likes, comments[0].region.as_deref()), (Some(1), Some("香港")), "{name}");
        assert!(comments[0].author.as_ref().is_some_and(|author| author.len() == 16), "{name}");
        assert_eq!(said.contains("error of the service"), name == "b.jsonl");
    }
}

#[test]
fn a_spreadsheet_with_chinese_headers_in_gb18030() {
    let text = "昵称,评论内容,点赞数,评论时间,评论用户ip,评论回复数\n某人,太好看了[赞],2.0万,2024/7/15 6:55,IP属地：广东,3\n\
                别人,一般,0,9月前·广东,无,\n第三,,5,2025.08.07,美国,0\n";
    let (bytes, _, _) = encoding_rs::GB18030.encode(text);
    let desk = Desk::new();
    let file = desk.file("评论导出.csv", &bytes);
    let said = desk.imported(&file, &["--video", VIDEO]);
    let comments = desk.comments(VIDEO);
    assert_eq!(comments.len(), 3);
    assert_eq!((comments[0].likes, comments[0].replies), (Some(20_000), Some(3)));
    assert_eq!(comments[0].created_at.expect("a time").unix_ms, 1_720_997_700_000);
    let regions: Vec<_> = comments.iter().map(|comment| comment.region.as_deref()).collect();
    assert_eq!(regions[0], Some("广东"));
    assert_eq!(regions[2], Some("美国"));
    assert!(comments.iter().all(|comment| comment.author.is_none()), "names are not taken in");
    assert!(said.contains("text from 评论内容") && said.contains("guessed: 3 rows have no comment id"), "{said}");
    // Once more: nothing new.
    let said = desk.imported(&file, &["--video", VIDEO]);
    assert!(said.contains("3 comments, 0 of them new"), "{said}");
}

#[test]
fn columns_can_be_given_and_videos_guessed() {
    let desk = Desk::new();
    let file = desk.file("export.csv", "a,b,c\n1,好看,7\n2,难看,\n");
    let (code, said) = desk.import(&[&file], &[]);
    assert_eq!(code, Some(5), "{said}");
    let said = desk.imported(&file, &["--map", "text=b", "--map", "likes=c", "--map", "comment_id=a"]);
    assert!(said.contains("guessed: 2 rows without a video, kept as export"), "{said}");
    let comments = desk.comments("export");
    assert_eq!((comments[0].comment_id.as_str(), comments[0].likes, comments[1].likes), ("1", Some(7), None));
    for wrong in ["text", "colour=b", "text="] {
        let (code, said) = desk.import(&[&file], &["--map", wrong]);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains("comment_id, parent_id"), "{said}");
    }
}

#[test]
fn a_workbook_is_read_sheet_by_sheet() {
    let desk = Desk::new();
    let rows = [
        vec!["评论ID", "视频ID", "评论内容", "点赞数", "时间"],
        vec!["7610966321379246906", VIDEO, "好看，支持", "3", "2025-07-20 12:00"],
        vec!["7610966321379246907", VIDEO, "难看 & <差>", "1.5万", "2025.08.07"],
    ];
    let file = desk.file("export.xlsx", workbook::of(&rows));
    let said = desk.imported(&file, &[]);
    let comments = desk.comments(VIDEO);
    assert_eq!(comments.len(), 2, "{said}");
    assert_eq!((comments[1].text.as_str(), comments[1].likes), ("难看 & <差>", Some(15_000)));
    assert_eq!(comments[0].comment_id, "7610966321379246906");
    assert!(said.contains("workbook, 2 rows read, 2 kept"), "{said}");
}

#[test]
fn the_last_seen_wins_and_a_bad_file_stops_nobody() {
    let desk = Desk::new();
    let first = desk.file("1.csv", format!("comment_id,video_id,text,likes\na,{VIDEO},好,1\nb,{VIDEO},坏,2\n"));
    let second = desk.file("2.csv", format!("comment_id,video_id,text,likes\na,{VIDEO},好,9\nc,{VIDEO},新,\n"));
    let broken = desk.file("broken.xlsx", b"PK\x03\x04 nothing");
    let (code, said) = desk.import(&[&first, &broken, &second, Path::new("missing.csv")], &[]);
    assert_eq!(code, Some(5), "{said}");
    assert!(said.contains("broken.xlsx") && said.contains("missing.csv"), "{said}");
    let comments = desk.comments(VIDEO);
    let likes: Vec<_> = comments.iter().map(|comment| (comment.comment_id.as_str(), comment.likes)).collect();
    assert_eq!(likes, [("a", Some(9)), ("b", Some(2)), ("c", None)]);
    assert_eq!(desk.checkpoint(VIDEO)["duplicates"], 1);
}

#[cfg(unix)]
#[test]
fn files_are_read_in_place_and_a_folder_for_temporary_files_that_is_missing_is_told_apart() {
    let desk = Desk::new();
    let rows = |id: &str| format!("{{\"comment_id\":\"{id}\",\"text\":\"好看\"}}\n");
    let lines = desk.file("a.jsonl", rows("1"));
    // What is asked for goes before what the name says.
    let other = desk.file("b.csv", rows("2"));
    let run = |words: &[&str], file: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shenping"));
        command.args(words).current_dir(desk.folder.path()).env("TMPDIR", "/nonexistent");
        command.stdin(std::fs::File::open(file).expect("file"));
        let output = command.output().expect("run");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let files: [(&Path, &[&str]); 2] =
        [(&lines, &["import", "a.jsonl"]), (&other, &["import", "b.csv", "--from", "jsonl"])];
    for (file, words) in files {
        let (code, said) = run(&[words, &["--video", VIDEO]].concat(), file);
        assert_eq!(code, Some(0), "{said}");
    }
    let ids: Vec<_> = desk.comments(VIDEO).into_iter().map(|comment| comment.comment_id).collect();
    assert_eq!(ids, ["1", "2"]);
    for words in [&["stats", "-", "--by", "video"][..], &["score", "-", "--output", "x.csv"]] {
        let (code, said) = run(&[words, &["--input-format", "jsonl"]].concat(), &lines);
        assert!(code == Some(1) && said.contains("TMPDIR"), "{words:?} {said}");
    }
}

#[test]
fn our_own_tables_come_back_as_they_were() {
    let (old, new) = crawler_rows();
    let desk = Desk::new();
    desk.imported(&desk.file("c.jsonl", format!("{old}\n{new}\n")), &[]);
    let before = desk.comments(VIDEO);
    let table = desk.folder.path().join("data").join(VIDEO).join("comments.parquet");
    let frame = CommentFrame::read_parquet(&table).expect("table");
    let csv = desk.folder.path().join("own.csv");
    frame.write_csv(&csv).expect("csv");
    for file in [&table, &csv] {
        let other = Desk::new();
        other.imported(file, &[]);
        assert_eq!(other.comments(VIDEO), before, "{}", file.display());
    }
}

#[test]
fn what_is_new_is_counted_beside_a_table_that_holds_a_comment_twice() {
    let desk = Desk::new();
    desk.imported(&desk.file("1.csv", "comment_id,text\na,好\n"), &["--video", VIDEO]);
    let known = desk.comments(VIDEO).remove(0);
    let table = desk.folder.path().join("data").join(VIDEO).join("comments.parquet");
    CommentFrame::from_comments(vec![known; 3]).write_parquet(&table).expect("table");
    let said = desk.imported(&desk.file("2.csv", "comment_id,text\nb,坏\n"), &["--video", VIDEO]);
    assert!(said.contains("2 comments, 1 of them new"), "{said}");
}

#[test]
fn hashes_that_others_made_without_a_key_are_hashed_again_in_every_form() {
    let desk = Desk::new();
    let rows = "comment_id,text,creator_hash\n1,好看,0123456789abcdef\n2,支持,0123456789abcdef\n";
    let csv = desk.file("others.csv", rows);
    let parquet = desk.folder.path().join("others.parquet");
    let mut score = Command::new(env!("CARGO_BIN_EXE_shenping"));
    assert!(score.arg("score").arg(&csv).arg("-o").arg(&parquet).output().expect("run").status.success());
    for (video, file) in [("1001", &csv), ("1002", &parquet)] {
        let said = desk.imported(file, &["--video", video]);
        assert!(said.contains("author from creator_hash"), "{said}");
        let authors: Vec<_> =
            desk.comments(video).into_iter().map(|comment| comment.author.expect("an author")).collect();
        assert!(authors[0] == authors[1] && authors[0].len() == 16 && authors[0] != "0123456789abcdef", "{authors:?}");
    }
}

#[test]
fn purging_lists_first_and_deletes_only_what_is_old() {
    let desk = Desk::new();
    let row = |video: &str| format!("comment_id,video_id,text\na,{video},好\n");
    desk.imported(&desk.file("1.csv", row("1001")), &[]);
    desk.imported(&desk.file("2.csv", row("1002")), &[]);
    let data = desk.folder.path().join("data");
    std::fs::create_dir(data.join("notes")).expect("folder");
    let old = std::time::SystemTime::now() - std::time::Duration::from_hours(40 * 24);
    let checkpoint = std::fs::File::options().append(true).open(data.join("1001/fetch.json")).expect("file");
    checkpoint.set_modified(old).expect("a time");
    let purge = |flags: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shenping"));
        let output = command.arg("purge").args(flags).current_dir(desk.folder.path()).output().expect("run");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(purge(&["--older-than", "50d"]).0, Some(6));
    let (code, said) = purge(&["--older-than", "30d"]);
    assert!(code == Some(0) && said.contains("1001: 40 days old") && !said.contains("1002"), "{said}");
    assert!(data.join("1001").is_dir(), "listing deletes nothing");
    assert_eq!(purge(&["--older-than", "30d", "--yes"]).0, Some(0));
    assert!(!data.join("1001").exists() && data.join("1002").is_dir() && data.join("notes").is_dir());
    assert_eq!(purge(&["--older-than", "soon"]).0, Some(2));
    // A copy has new files, and what it holds is as old as it says.
    let path = data.join("1002/fetch.json");
    let text = std::fs::read_to_string(&path).expect("fetch.json");
    let said: Value = serde_json::from_str(&text).expect("JSON");
    std::fs::write(&path, text.replace(said["updated_at"].as_str().expect("a time"), "2024-01-01T00:00:00+08:00"))
        .expect("file");
    assert_eq!(purge(&["--older-than", "30d", "--yes"]).0, Some(0));
    assert!(!data.join("1002").exists());
}

#[test]
fn distances_in_time_count_from_the_moment_told() {
    let desk = Desk::new();
    let file =
        desk.file("a.csv", "评论,时间,点赞\n好看,3月前,1.2万\n一般,9月前·广东,3\n难看,昨天 12:30,\n早,2025.08.07,0\n");
    let said = desk.imported(&file, &["--video", VIDEO]);
    assert!(said.contains("3 times too vague to place") && said.contains("--collected-at"), "{said}");
    let times = |desk: &Desk| -> Vec<Option<i64>> {
        desk.comments(VIDEO).iter().map(|row| row.created_at.map(|time| time.unix_ms)).collect()
    };
    assert_eq!(times(&desk), [None, None, None, Some(1_754_496_000_000)]);
    let said = desk.imported(&file, &["--video", VIDEO, "--collected-at", "2025-12-27T09:30:45+08:00"]);
    let (anchor, day) = (1_766_799_045_000, 86_400_000);
    let told = [Some(anchor - 90 * day), Some(anchor - 270 * day)];
    assert_eq!(times(&desk)[..2], told, "{said}");
    // What is a clock's reading now was unknown before, so that its row counts as another one.
    assert!(said.contains("5 comments, 1 of them new"), "{said}");
    let regions: Vec<_> = desk.comments(VIDEO).iter().map(|row| row.region.clone()).collect();
    assert_eq!(regions[1].as_deref(), Some("广东"));
    let (code, said) = desk.import(&[&file], &["--collected-at", "3月前"]);
    assert!(code == Some(2) && said.contains("2025-12-27"), "{said}");
}

#[test]
fn what_cannot_be_taken_from_pages_is_counted_and_told() {
    let row = |cid: &str| format!(r#"{{"cid":"{cid}","aweme_id":"{VIDEO}","text":"断\ud83d了","digg_count":"1.2万"}}"#);
    let page = |cid: &str| format!(r#"{{"code":0,"data":{{"comments":[{}]}}}}"#, row(cid));
    let desk = Desk::new();
    let file = desk.file("a.jsonl", format!("{}\n{}\n{{\"code\":303}}\n{}\n", page("1"), &page("2")[..40], page("3")));
    let said = desk.imported(&file, &[]);
    assert!(said.contains("1 line without JSON, left out") && said.contains("1 answer with an error"), "{said}");
    let comments = desk.comments(VIDEO);
    assert_eq!(comments.len(), 2);
    assert_eq!((comments[0].text.as_str(), comments[0].likes), ("断\u{fffd}了", Some(12_000)));
    for (name, text, words) in [
        ("errors.json", "{\"code\":301,\"data\":null}".to_owned(), "1 answer with an error of the service"),
        ("empty.json", "{\"code\":0,\"data\":{\"comments\":null}}".to_owned(), "1 page without any"),
        ("cut.json", page("1")[..60].to_owned(), "its JSON is broken in line 1"),
    ] {
        let (code, said) = desk.import(&[&desk.file(name, text)], &[]);
        assert!(code == Some(5) && said.contains(words), "{said}");
    }
}

#[test]
fn a_collection_in_use_is_left_alone_and_the_others_are_written() {
    let desk = Desk::new();
    let rows = |text: &str| format!("comment_id,video_id,text\na,1001,{text}\na,1002,{text}\n");
    desk.imported(&desk.file("1.csv", rows("好")), &[]);
    let lock = std::fs::File::open(desk.folder.path().join("data/1001/.lock")).expect("a lock");
    lock.lock().expect("it is free");
    let (code, said) = desk.import(&[&desk.file("2.csv", rows("坏"))], &[]);
    assert!(code == Some(3) && said.contains("1001") && said.contains("another shenping works on"), "{said}");
    assert_eq!((desk.comments("1001")[0].text.as_str(), desk.comments("1002")[0].text.as_str()), ("好", "坏"));
}
