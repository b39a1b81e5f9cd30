use super::*;
use crate::comment::Region;

/// The vendor's sample answer, shortened, with made-up people.
const SAMPLE: &str = include_str!("sample.json");

fn page(body: &str) -> Result<Page, PageError> {
    let context = Context {
        video_id: Some("7588740680004963593"),
        parent_id: None,
        fetched_at_ms: Some(1_773_067_328_000),
        hash_author: &|id| format!("{:b>16}", &id[id.len().saturating_sub(8)..]),
    };
    Page::read(Envelope::read(body).unwrap().data, &context)
}

fn of_comments(comments: &str) -> Result<Page, PageError> {
    page(&format!("{{\"code\":0,\"data\":{{\"comments\":{comments}}}}}"))
}

#[test]
fn the_sample_of_the_service_is_read_as_it_is() {
    let page = page(SAMPLE).unwrap();
    assert_eq!((page.has_more, page.declared_total, page.unreadable, page.rows.len()), (true, Some(746), 0, 1));
    let comment = &page.rows[0].comment;
    assert_eq!(comment.comment_id, "7610966321379246906");
    assert_eq!((comment.text.as_str(), comment.level, comment.parent_id.as_deref()), ("买黄金", 1, None));
    assert_eq!(comment.created_at.unwrap().unix_ms, 1_772_066_189_000);
    assert_eq!((comment.likes, comment.replies), (Some(0), Some(0)));
    // The sample has no place of the comment, only the country of the account, which is another thing.
    assert_eq!(comment.region, None);
    assert_eq!(comment.author.as_deref(), Some("bbbbbbbb00000001"));
    assert_eq!((comment.is_author, comment.liked_by_author), (Some(false), Some(false)));
    assert_eq!((comment.pinned, comment.has_media), (Some(false), Some(false)));
}

#[test]
fn numbers_as_text_and_text_as_numbers_are_read() {
    let page = of_comments(
        r#"[{"cid":7610966321379246906,"text":666,"create_time":"1772066189","digg_count":"12",
            "reply_comment_total":"3","ip_label":"IP属地：广东","stick_position":"1","is_author_digged":"true",
            "label_type":"1","image_list":[{"origin_url":{}}],"user":{"uid":42}}]"#,
    );
    let comment = &page.unwrap().rows[0].comment;
    assert_eq!((comment.comment_id.as_str(), comment.text.as_str()), ("7610966321379246906", "666"));
    assert_eq!((comment.likes, comment.replies), (Some(12), Some(3)));
    assert_eq!(comment.region.as_deref(), Region::find("广东").map(|region| region.name));
    assert_eq!((comment.pinned, comment.liked_by_author, comment.is_author), (Some(true), Some(true), Some(true)));
    assert_eq!((comment.has_media, comment.author.as_deref()), (Some(true), Some("bbbbbbbbbbbbbb42")));
}

#[test]
fn what_is_missing_or_strange_reads_as_missing() {
    let page = of_comments(
        r#"[{"cid":"1"},
            {"cid":"2","text":null,"create_time":-1,"digg_count":-5,"ip_label":"IP未知","user":null,"reply_comment":3},
            {"cid":"3","text":{},"create_time":[],"digg_count":"many","user":"x","stick_position":{}},
            {"cid":"4","create_time":1772066189123,"sticker":{"static_url":{}}}]"#,
    )
    .unwrap();
    for row in &page.rows[..3] {
        let comment = &row.comment;
        assert_eq!((comment.text.as_str(), comment.created_at, comment.likes), ("", None, None));
        assert_eq!((&comment.region, &comment.author, comment.pinned, comment.has_media), (&None, &None, None, None));
    }
    let last = &page.rows[3].comment;
    assert_eq!((last.created_at.unwrap().unix_ms, last.has_media), (1_772_066_189_123, Some(true)));
}

#[test]
fn replies_know_their_parent_and_previews_are_found() {
    let page = of_comments(
        r#"[{"cid":"10","reply_id":"0","level":1,"reply_comment":[
              {"cid":"11","reply_id":"10","text":"a"},{"cid":"12","text":"b"},{"text":"no id"},null]},
            {"cid":"13","reply_id":"10","reply_to_reply_id":"11","level":2}]"#,
    )
    .unwrap();
    let previews: Vec<_> = page.rows[0]
        .previews
        .iter()
        .map(|reply| (&*reply.comment_id, reply.parent_id.as_deref(), reply.level))
        .collect();
    assert_eq!(previews, [("11", Some("10"), 2), ("12", Some("10"), 2)]);
    assert_eq!((page.rows[1].comment.parent_id.as_deref(), page.rows[1].comment.level), (Some("10"), 2));
}

#[test]
fn has_more_has_many_spellings_and_absent_means_no() {
    for (spelling, expected) in [
        ("1", true),
        ("true", true),
        ("\"1\"", true),
        ("0", false),
        ("false", false),
        ("\"0\"", false),
        ("null", false),
    ] {
        let body = format!("{{\"code\":0,\"data\":{{\"has_more\":{spelling},\"comments\":null,\"total\":\"9\"}}}}");
        let page = page(&body).unwrap();
        assert_eq!((page.has_more, page.declared_total, page.rows.len()), (expected, Some(9), 0), "{spelling}");
    }
    assert!(!page("{\"code\":0,\"data\":{}}").unwrap().has_more);
    assert!(page("{\"code\":0,\"data\":null}").unwrap().rows.is_empty());
}

#[test]
fn what_is_no_page_is_told_from_an_empty_one() {
    assert_eq!(page("{\"code\":0,\"data\":{\"status_code\":8}}").err(), Some(PageError::Platform(8)));
    assert_eq!(page("{\"code\":0,\"data\":{\"status_code\":\"5\"}}").err(), Some(PageError::Platform(5)));
    assert!(page("{\"code\":0,\"data\":{\"status_code\":\"0\"}}").is_ok());
    assert_eq!(page("{\"code\":0,\"data\":\"sorry\"}").err(), Some(PageError::Shape));
    assert_eq!(of_comments("{}").err(), Some(PageError::Shape));
    assert_eq!(of_comments("[{\"id\":1},{}]").err(), Some(PageError::NoIdentifiers(2)));
    let page = of_comments("[{\"cid\":\"1\"},{\"cid\":1e18},7,null]").unwrap();
    assert_eq!((page.rows.len(), page.unreadable), (1, 3));
}

#[test]
fn a_page_without_people_reads_back_the_same() {
    let body = r#"{"code":0,"data":{"has_more":1,"total":3,"comments":[
        {"cid":"10","text":"好[赞]","create_time":1772066189,"digg_count":4,"reply_comment_total":1,"ip_label":"广东",
         "label_type":1,"is_author_digged":true,"stick_position":1,"image_list":[1],
         "user":{"uid":"42","nickname":"某人","sec_uid":"MS4"},
         "reply_comment":[{"cid":"11","reply_id":"10","user":{"nickname":"别人","sec_uid":"MS5"}}]}]}}"#;
    let first = page(body).unwrap();
    let bare = String::from_utf8(first.to_bare_json()).unwrap();
    for personal in ["某人", "别人", "nickname", "\"42\"", "\"MS4"] {
        assert!(!bare.contains(personal), "{bare}");
    }
    let second = page(&bare).unwrap();
    assert_eq!((second.has_more, second.declared_total), (true, Some(3)));
    for (first, second) in first.rows.iter().zip(&second.rows) {
        assert_eq!(first.comment, second.comment);
        assert_eq!(first.previews, second.previews);
    }
}

#[test]
fn the_video_behind_a_share_link_is_found_in_any_form() {
    let from_link = |text: &str| text.strip_prefix("https://www.douyin.com/video/").map(str::to_owned);
    for data in [
        r#"{"awemeId":"7588740680004963593","id":"7000000000000000000"}"#,
        r#"{"result":{"type":"video","aweme_id":7588740680004963593}}"#,
        r#""https://www.douyin.com/video/7588740680004963593""#,
        r#"{"id":"12","url":"https://www.douyin.com/video/7588740680004963593"}"#,
    ] {
        let raw: &RawValue = serde_json::from_str(data).unwrap();
        assert_eq!(video_id_in(raw, from_link).as_deref(), Some("7588740680004963593"), "{data}");
    }
    let none: &RawValue = serde_json::from_str(r#"{"id":"12","user":"7588740680004963593"}"#).unwrap();
    assert_eq!(video_id_in(none, from_link), None);
}

#[test]
fn half_a_character_or_a_key_twice_costs_no_comment() {
    let page = of_comments(
        r#"[{"cid":"1","text":"断\ud83d了","ip_label":"\udc00","user":{"uid":"7","nickname":"\ud83d"}},
            {"cid":"2","text":"old","text":"new","digg_count":1e999}]"#,
    )
    .unwrap();
    assert_eq!(page.unreadable, 0);
    let [first, second] = [&page.rows[0].comment, &page.rows[1].comment];
    assert_eq!((first.text.as_str(), first.author.as_deref()), ("断\u{fffd}了", Some("bbbbbbbbbbbbbbb7")));
    assert_eq!((second.text.as_str(), second.likes), ("new", None));
}

#[test]
fn a_list_is_no_object() {
    assert!(Envelope::read("[0,null,{}]").is_none());
    assert_eq!(of_comments(r#"[["1"],{"cid":"2"}]"#).unwrap().unreadable, 1);
    assert_eq!(page(r#"{"code":0,"data":[0,0]}"#).err(), Some(PageError::Shape));
    assert!(page(r#"{"code":0,"data":[ ]}"#).unwrap().rows.is_empty());
}

#[test]
fn absurd_times_are_left_out_and_counted() {
    let comments = r#"[{"cid":"1","create_time":253402300799},{"cid":"2","create_time":86400},
        {"cid":"3","create_time":"soon","reply_comment":[{"cid":"4","create_time":9223372036854775807}]},
        {"cid":"5","create_time":0},{"cid":"6"},{"cid":"7","create_time":"2025-12-27 09:30:45"},
        {"cid":"8","create_time":1772066189}]"#;
    let read = of_comments(comments).unwrap();
    let times = |page: &Page| -> Vec<Option<i64>> {
        page.rows.iter().map(|row| row.comment.created_at.map(|time| time.unix_ms)).collect()
    };
    let expected = [None, None, None, None, None, Some(1_766_799_045_000), Some(1_772_066_189_000)];
    assert_eq!((times(&read), read.odd_times), (expected.to_vec(), 4));
    // Stored without raw data, the page still tells.
    let bare = String::from_utf8(read.to_bare_json()).unwrap();
    let again = page(&bare).unwrap();
    assert_eq!((times(&again), again.odd_times), (expected.to_vec(), 4));
}

#[test]
fn a_hash_that_is_none_is_hashed() {
    let page =
        of_comments(r#"[{"cid":"1","author_hash":"小明"},{"cid":"2","author_hash":"0123456789abcdef"}]"#).unwrap();
    let authors: Vec<_> = page.rows.iter().map(|row| row.comment.author.as_deref()).collect();
    assert_eq!(authors, [Some("bbbbbbbbbbbbbb小明"), Some("0123456789abcdef")]);
}
