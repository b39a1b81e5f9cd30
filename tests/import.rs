//! Files that others made, brought in by the real program.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use shenping::Comment;
use shenping::frame::CommentFrame;

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

/// One row of MediaCrawler's Douyin table in its older form, and one in the newer.
fn crawler_rows() -> (Value, Value) {
    let old = json!({
        "comment_id": "7610966321379246906", "create_time": 1_772_066_189, "ip_location": "广东", "aweme_id": VIDEO,
        "content": "做得好[赞]", "user_id": "100001", "sec_uid": "MS4x", "nickname": "某人", "avatar": "https://x/a.jpg",
        "sub_comment_count": "2", "like_count": 12, "last_modify_ts": 1_772_100_000_123_i64, "parent_comment_id": "0",
        "pictures": "",
    });
    let new = json!({
        "comment_id": "7610966321379246907", "create_time": 1_772_066_190, "aweme_id": VIDEO, "content": "不行",
        "creator_hash": "0123456789abcdef0123", "nickname": "某*", "sub_comment_count": "0", "like_count": "2.0万",
        "last_modify_ts": 1_772_100_000_123_i64, "parent_comment_id": "7610966321379246906", "pictures": "https://x/1,https://x/2",
    });
    (old, new)
}

fn assert_crawler_rows(comments: &[Comment]) {
    assert_eq!(comments.len(), 2);
    let (old, new) = (&comments[0], &comments[1]);
    assert_eq!((old.video_id.as_str(), old.comment_id.as_str()), (VIDEO, "7610966321379246906"));
    assert_eq!((old.text.as_str(), old.likes, old.replies), ("做得好[赞]", Some(12), Some(2)));
    assert_eq!(old.created_at.expect("a time").unix_ms, 1_772_066_189_000);
    assert_eq!((old.region.as_deref(), old.parent_id.as_deref(), old.level), (Some("广东"), None, 1));
    assert_eq!((new.likes, new.region.as_deref(), new.has_media), (Some(20_000), None, Some(true)));
    assert_eq!((new.parent_id.as_deref(), new.level), (Some("7610966321379246906"), 2));
    for comment in comments {
        let author = comment.author.as_deref().expect("a hash");
        assert!(author.len() == 16 && author != "100001", "{author}");
    }
}

#[test]
fn mediacrawler_json_of_both_generations() {
    let (old, new) = crawler_rows();
    let desk = Desk::new();
    let before = desk.file("douyin/json/detail_comments_2026-06-01.json", json!([old]).to_string());
    let after = desk.file("douyin/json/detail_comments_2026-08-01.json", json!([new]).to_string());
    let (code, said) = desk.import(&[&before, &after], &[]);
    assert_eq!(code, Some(0), "{said}");
    assert_crawler_rows(&desk.comments(VIDEO));
    assert!(said.contains("MediaCrawler, douyin, older form, 1 rows read, 1 kept"), "{said}");
    assert!(said.contains("MediaCrawler, douyin, newer form, without places, 1 rows read, 1 kept"), "{said}");
    assert!(said.contains("left empty: ") && said.contains("not used: "), "{said}");
    let checkpoint = desk.checkpoint(VIDEO);
    assert_eq!((checkpoint["status"].as_str(), checkpoint["calls"].as_u64()), (Some("complete"), Some(0)));
    assert_eq!((checkpoint["comments"].as_u64(), checkpoint["region_known"].as_u64()), (Some(2), Some(1)));
    let raw = std::fs::read_dir(desk.folder.path().join("data").join(VIDEO)).expect("folder");
    for entry in raw {
        let bytes = std::fs::read(entry.expect("entry").path()).expect("file");
        assert!(!String::from_utf8_lossy(&bytes).contains("某人"));
    }
}

#[test]
fn mediacrawler_lines_and_csv_with_a_byte_order_mark() {
    let (old, new) = crawler_rows();
    let desk = Desk::new();
    desk.imported(&desk.file("a.jsonl", format!("{old}\n")), &["--from", "mediacrawler"]);
    desk.imported(&desk.file("b.jsonl", format!("{new}\n")), &["--from", "mediacrawler"]);
    assert_crawler_rows(&desk.comments(VIDEO));
    let desk = Desk::new();
    let columns: Vec<String> = old.as_object().expect("object").keys().cloned().collect();
    let line = |row: &Value| {
        let cell = |column: &String| match &row[column] {
            Value::String(text) => format!("\"{text}\""),
            Value::Null => {
                if column == "user_id" {
                    "100002".into()
                } else {
                    String::new()
                }
            }
            other => other.to_string(),
        };
        columns.iter().map(cell).collect::<Vec<_>>().join(",")
    };
    let csv = format!("\u{feff}{}\n{}\n{}\n", columns.join(","), line(&old), line(&new));
    desk.imported(&desk.file("c.csv", csv), &[]);
    assert_crawler_rows(&desk.comments(VIDEO));
}

#[test]
fn a_mediacrawler_database() {
    let (old, new) = crawler_rows();
    let desk = Desk::new();
    let path = desk.folder.path().join("sqlite_tables.db");
    let database = rusqlite::Connection::open(&path).expect("database");
    database
        .execute_batch(
            "CREATE TABLE douyin_aweme_comment (id INTEGER PRIMARY KEY, user_id TEXT, comment_id BIGINT, aweme_id BIGINT,
             content TEXT, create_time BIGINT, like_count TEXT, sub_comment_count TEXT, ip_location TEXT,
             parent_comment_id VARCHAR, pictures TEXT, last_modify_ts BIGINT);
             CREATE TABLE douyin_aweme (id INTEGER PRIMARY KEY, title TEXT, content TEXT);
             INSERT INTO douyin_aweme VALUES (1, 'x', 'no comment');",
        )
        .expect("tables");
    for row in [&old, &new] {
        let text = |key: &str| row[key].as_str().map(str::to_owned).or_else(|| Some(row[key].to_string()));
        let region = row["ip_location"].as_str().map(str::to_owned);
        database
            .execute(
                "INSERT INTO douyin_aweme_comment (user_id, comment_id, aweme_id, content, create_time, like_count,
                 sub_comment_count, ip_location, parent_comment_id, pictures, last_modify_ts)
                 VALUES (?1, CAST(?2 AS INTEGER), CAST(?3 AS INTEGER), ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                rusqlite::params![
                    row["user_id"].as_str().unwrap_or("100002"),
                    text("comment_id"),
                    text("aweme_id"),
                    text("content"),
                    row["create_time"].as_i64(),
                    text("like_count"),
                    text("sub_comment_count"),
                    region,
                    text("parent_comment_id"),
                    text("pictures"),
                    row["last_modify_ts"].as_i64(),
                ],
            )
            .expect("row");
    }
    drop(database);
    let said = desk.imported(&path, &[]);
    assert_crawler_rows(&desk.comments(VIDEO));
    assert!(said.contains("[douyin_aweme_comment]") && !said.contains("[douyin_aweme]"), "{said}");
}

#[test]
fn other_platforms_of_mediacrawler() {
    for (platform, row, likes, ms) in [
        (
            "xhs",
            json!({"note_id": "66f0a", "create_time": 1_772_066_189_000_i64, "like_count": "1.2万", "parent_comment_id": 0}),
            Some(12_000),
            1_772_066_189_000,
        ),
        (
            "weibo",
            json!({"note_id": "5012", "create_time": 1_772_066_189, "create_date_time": "2026-02-26 08:36:29", "comment_like_count": "7", "parent_comment_id": ""}),
            Some(7),
            1_772_066_189_000,
        ),
        (
            "bilibili",
            json!({"video_id": "BV1xx411c7mD", "create_time": 1_772_066_189, "like_count": 3, "parent_comment_id": "0"}),
            Some(3),
            1_772_066_189_000,
        ),
        ("kuaishou", json!({"video_id": "3xabc", "create_time": 1_772_066_189_000_i64}), None, 1_772_066_189_000),
        (
            "zhihu",
            json!({"content_id": "1900", "publish_time": 1_772_066_189, "like_count": 4, "parent_comment_id": "0"}),
            Some(4),
            1_772_066_189_000,
        ),
        (
            "tieba",
            json!({"note_id": "9000", "publish_time": "2026-02-26 08:36", "parent_comment_id": ""}),
            None,
            1_772_066_160_000,
        ),
    ] {
        let mut row = row;
        let map = row.as_object_mut().expect("object");
        for (key, value) in
            [("comment_id", "42"), ("content", "好看"), ("sub_comment_count", "1"), ("ip_location", "四川")]
        {
            map.insert(key.into(), value.into());
        }
        map.insert("last_modify_ts".into(), 1_772_100_000_123_i64.into());
        let desk = Desk::new();
        let said = desk.imported(&desk.file("x.json", json!([row]).to_string()), &[]);
        assert!(said.contains(&format!("MediaCrawler, {platform},")), "{said}");
        let keys = ["note_id", "video_id", "content_id"];
        let video = keys.iter().find_map(|key| row[*key].as_str()).expect("a video");
        let comment = &desk.comments(video)[0];
        assert_eq!((comment.likes, comment.replies, comment.level), (likes, Some(1), 1), "{platform}");
        assert_eq!(comment.created_at.expect("a time").unix_ms, ms, "{platform}");
        assert_eq!(comment.region.as_deref(), Some("四川"));
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
        assert_eq!(said.contains("errors of the service"), name == "b.jsonl");
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
    assert!(said.contains("guessed: 2 rows name no video; they went to export"), "{said}");
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
}

/// Just enough of a workbook for a reader.
mod workbook {
    /// One sheet of texts.
    pub fn of(rows: &[Vec<&str>]) -> Vec<u8> {
        let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let cell = |number: usize, column: char, text: &str| {
            format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{}</t></is></c>", escape(text))
        };
        let row = |(number, row): (usize, &Vec<&str>)| {
            let cells: Vec<String> = ('A'..).zip(row).map(|(column, text)| cell(number, column, text)).collect();
            format!("<row r=\"{number}\">{}</row>", cells.concat())
        };
        let sheet: Vec<String> = (1..).zip(rows).map(row).collect();
        let sheet = sheet.concat();
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006";
        zip(&[
            (
                "[Content_Types].xml",
                format!(
                    "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
                ),
            ),
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{links}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{main}\" xmlns:r=\"{links}\"><sheets><sheet name=\"评论\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{links}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>"),
            ),
        ])
    }

    /// An archive of stored files.
    fn zip(files: &[(&str, String)]) -> Vec<u8> {
        let (mut archive, mut directory) = (Vec::new(), Vec::new());
        for (name, text) in files {
            let offset = u32::try_from(archive.len()).expect("small");
            let size = u32::try_from(text.len()).expect("small").to_le_bytes();
            let name_size = u16::try_from(name.len()).expect("small").to_le_bytes();
            let mut common = Vec::new();
            common.extend([20, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            common.extend(crc(text.as_bytes()).to_le_bytes());
            common.extend(size);
            common.extend(size);
            common.extend(name_size);
            common.extend([0, 0]);
            archive.extend(b"PK\x03\x04");
            archive.extend(&common);
            archive.extend(name.as_bytes());
            archive.extend(text.as_bytes());
            directory.extend(b"PK\x01\x02\x14\x00");
            directory.extend(&common);
            directory.extend([0; 10]);
            directory.extend(offset.to_le_bytes());
            directory.extend(name.as_bytes());
        }
        let start = u32::try_from(archive.len()).expect("small").to_le_bytes();
        let size = u32::try_from(directory.len()).expect("small").to_le_bytes();
        let count = u16::try_from(files.len()).expect("small").to_le_bytes();
        archive.extend(&directory);
        archive.extend(b"PK\x05\x06\0\0\0\0");
        archive.extend([count, count].concat());
        archive.extend(size);
        archive.extend(start);
        archive.extend([0, 0]);
        archive
    }

    fn crc(bytes: &[u8]) -> u32 {
        let step = |crc: u32, byte: &u8| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
        };
        !bytes.iter().fold(u32::MAX, step)
    }
}
