//! What MediaCrawler writes: all its files, platforms and generations.

use serde_json::{Value, json};
use shenping::Comment;

use super::{Desk, VIDEO, workbook};

/// One row of MediaCrawler's Douyin table in its older form, and one in the newer.
pub(super) fn crawler_rows() -> (Value, Value) {
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
fn a_long_table_of_a_database_is_read_whole_and_an_empty_one_passed_by() {
    let desk = Desk::new();
    let path = desk.folder.path().join("a.db");
    let database = rusqlite::Connection::open(&path).expect("database");
    database
        .execute_batch(
            "CREATE TABLE comments (comment_id INTEGER, text TEXT, likes INTEGER);
             CREATE TABLE old_comments (comment_id INTEGER, text TEXT);
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
             INSERT INTO comments SELECT i, '第' || i || '条, \"好看\"' || char(10), i % 7 FROM n;",
        )
        .expect("tables");
    drop(database);
    let said = desk.imported(&path, &["--video", VIDEO]);
    assert!(said.contains("2500 rows read, 2500 kept") && !said.contains("old_comments"), "{said}");
    let comments = desk.comments(VIDEO);
    let whole = |(at, comment): (i64, &Comment)| {
        comment.comment_id == at.to_string()
            && comment.text == format!("第{at}条, \"好看\"\n")
            && comment.likes == Some(at % 7)
    };
    assert!(comments.len() == 2500 && (1..).zip(&comments).all(whole));
}

#[test]
fn a_database_that_breaks_off_behind_many_rows_is_named_as_one() {
    let desk = Desk::new();
    let path = desk.folder.path().join("a.db");
    let database = rusqlite::Connection::open(&path).expect("database");
    database
        .execute_batch(
            "CREATE VIEW comments AS
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
             SELECT i AS comment_id, '好看' || abs(-9223372036854775807 - (i > 2000)) AS text FROM n;",
        )
        .expect("a view");
    drop(database);
    let (code, said) = desk.import(&[&path], &["--video", VIDEO]);
    assert!(code == Some(5) && said.contains("SQLite") && said.contains("integer overflow"), "{said}");
    assert!(!desk.folder.path().join("data").join(VIDEO).exists());
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
fn both_generations_of_mediacrawler_mix_in_one_file() {
    let (old, mut new) = crawler_rows();
    // Looks like a keyed hash of ours, and anybody could make it of an account number.
    new["creator_hash"] = "0123456789abcdef".into();
    let (mut same_old, mut same_new) = (old.clone(), new.clone());
    same_old["comment_id"] = "8".into();
    same_new["comment_id"] = "9".into();
    let rows = [old, new, same_old, same_new];
    let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
    let array = Value::from(rows.to_vec()).to_string();
    for (name, text) in [("a.jsonl", lines), ("a.json", array)] {
        let desk = Desk::new();
        let said = desk.imported(&desk.file(name, text), &[]);
        assert!(said.contains("douyin, both forms mixed, 4 rows read, 4 kept"), "{said}");
        assert!(said.contains("author from user_id") && said.contains("author from creator_hash"), "{said}");
        assert!(said.contains("author 4,") && !said.contains("not used: creator_hash"), "{said}");
        let comments = desk.comments(VIDEO);
        let authors: Vec<&str> = comments.iter().map(|row| row.author.as_deref().expect("an author")).collect();
        assert_eq!((authors[0], authors[1]), (authors[2], authors[3]));
        assert!(
            authors[0] != authors[1] && authors.iter().all(|author| author.len() == 16 && !author.contains("abcdef"))
        );
    }
}

#[test]
fn posts_of_mediacrawler_are_no_comments() {
    let desk = Desk::new();
    let posts = [vec!["note_id", "content", "last_modify_ts"], vec!["5012", "正文", "1772100000123"]];
    let comments = [
        vec!["comment_id", "note_id", "content", "create_time", "comment_like_count", "last_modify_ts"],
        vec!["7", "5012", "好看", "1772066189", "3", "1772100000123"],
    ];
    let book = workbook::of_sheets(&[("Contents", &posts), ("Comments", &comments)]);
    let said = desk.imported(&desk.file("weibo.xlsx", book), &[]);
    assert!(said.contains("[Comments]: workbook of MediaCrawler, weibo") && !said.contains("[Contents]"), "{said}");
    let found = desk.comments("5012");
    assert_eq!((found.len(), found[0].text.as_str(), found[0].likes), (1, "好看", Some(3)));
    let post = json!({"note_id": "5012", "content": "正文", "last_modify_ts": 1_772_100_000_123_i64});
    let (code, said) = desk.import(&[&desk.file("search_contents.jsonl", format!("{post}\n"))], &[]);
    assert!(code == Some(5) && said.contains("holds posts or people of MediaCrawler"), "{said}");
    assert_eq!(desk.comments("5012").len(), 1);
}
