//! The fake services as the program offers them: real binary, real sockets, loopback only.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use assert_cmd::Command as Assert;
use serde_json::{Value, json};

/// A running `shenping sandbox`.
struct Server {
    child: Child,
    base_url: String,
}

impl Server {
    fn start(args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_shenping"))
            .arg("sandbox")
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("a first line");
        Self { child, base_url: line.trim().to_owned() }
    }

    fn send(&self, request: &str) -> Response {
        let address = self.base_url.strip_prefix("http://").expect("a plain address");
        let mut stream = TcpStream::connect(address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut bytes = Vec::new();
        // A connection that is cut is part of what is tested.
        let _ = stream.read_to_end(&mut bytes);
        Response::parse(&bytes)
    }

    fn get(&self, path: &str) -> Response {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n"))
    }

    /// A page of the first video's comments.
    fn page(&self, page: u32) -> Response {
        self.get(&format!("/api/douyin/get-video-comment/v1?token=secret-7&awemeId={}&page={page}", self.video(0)))
    }

    fn video(&self, index: usize) -> String {
        text(&self.get("/__sandbox/videos").json()[index]["aweme_id"])
    }

    fn platform(&self, method: &str, path: &str, token: &str, content_type: &str, body: &str) -> Value {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\naccess-token: {token}\r\n\
             content-type: {content_type}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.send(&request).json()
    }

    fn list(&self, item: &str, more: &str) -> Value {
        let path = format!("/api/apps/v1/item/list_comment/?open_id=o&item_id={}&{more}", encode(item));
        self.platform("GET", &path, "act.good", "application/json", "")
    }

    fn pin(&self, item: &str, comment: &str, top: bool) -> Response {
        let body = json!({"item_id": item, "comment_id": comment, "top": top}).to_string();
        self.send(&format!(
            "POST /api/apps/v1/item/top_comment/?open_id=o HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\
             access-token: act.good\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What came over the wire.
struct Response {
    status: u16,
    length: Option<usize>,
    body: Vec<u8>,
}

impl Response {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
        Self { status, length, body: bytes[end..].to_vec() }
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

/// Percent-encodes what an item id holds.
fn encode(id: &str) -> String {
    id.replace('@', "%40").replace('/', "%2F").replace('+', "%2B").replace('=', "%3D")
}

fn cids(page: &Value) -> Vec<String> {
    page["data"]["comments"].as_array().map_or(Vec::new(), |list| list.iter().map(|c| text(&c["cid"])).collect())
}

#[test]
fn a_walk_through_the_pages_finds_every_comment_and_some_twice() {
    let server = Server::start(&["--comments", "130"]);
    let mut seen = Vec::new();
    for number in 1..100 {
        let page = server.page(number).json();
        assert_eq!(page["code"], json!(0));
        seen.extend(cids(&page));
        if page["data"]["has_more"] == json!(0) {
            assert!(page["data"]["total"].as_u64() > Some(130));
            break;
        }
        assert_eq!(cids(&page).len(), 20);
    }
    let listed = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 130);
    assert!(listed > 130, "no comment came twice");
    let truth = server.get(&format!("/__sandbox/truth?awemeId={}", server.video(0))).json();
    assert_eq!(truth.as_array().map(Vec::len), Some(130));
}

#[test]
fn a_page_has_the_keys_of_the_published_sample() {
    let server = Server::start(&["--comments", "40"]);
    let page = server.page(1).json();
    let keys = |value: &Value| value.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    let data = "status_code comments cursor has_more reply_style total extra log_pb hotsoon_filtered_count \
        user_commented fast_response_comment comment_config general_comment_config show_management_entry_point \
        folded_comment_count";
    assert_eq!(keys(&page["data"]).join(" "), data);
    let comment = &page["data"]["comments"][0];
    let expected = "cid text aweme_id create_time digg_count status user reply_id user_digged reply_comment text_extra \
        label_text label_type reply_comment_total reply_to_reply_id is_author_digged stick_position user_buried \
        label_list is_hot text_music_info image_list is_note_comment can_share item_comment_total level video_list \
        sort_tags is_user_tend_to_reply content_type is_folded enter_from decorated_emoji_info ent_parachute_tip";
    assert!(keys(comment).join(" ").starts_with(expected), "{:?}", keys(comment));
    assert_eq!((&comment["stick_position"], &comment["label_type"]), (&json!(1), &json!(1)));
    assert_eq!(comment["user"].as_object().map(serde_json::Map::len), Some(187));
}

#[test]
fn replies_know_their_parent_and_share_links_their_video() {
    let server = Server::start(&["--comments", "200"]);
    let pages: Vec<Value> = (1..=11).map(|page| server.page(page).json()).collect();
    let parent = pages
        .iter()
        .flat_map(|page| page["data"]["comments"].as_array().cloned().unwrap_or_default())
        .max_by_key(|comment| comment["reply_comment_total"].as_u64())
        .expect("a comment");
    let cid = text(&parent["cid"]);
    let path = "/api/douyin/get-video-sub-comment/v1?token=t&commentId=";
    let replies = server.get(&format!("{path}{cid}")).json();
    let first = &replies["data"]["comments"][0];
    assert_eq!((&first["reply_id"], &first["level"]), (&json!(cid), &json!(2)));
    assert_eq!(first["aweme_id"], json!(server.video(0)));
    assert_eq!(server.get(&format!("{path}1")).json()["code"], json!(400));
    let link = "/api/douyin/share-url-transfer/v1?token=t&shareUrl=https%3A%2F%2Fv.douyin.com%2Fsandbox2%2F";
    assert_eq!(server.get(link).json()["data"]["awemeId"], json!(server.video(1)));
}

#[test]
fn tokens_and_parameters_are_checked() {
    let server = Server::start(&["--comments", "20"]);
    let code = |token: &str, id: &str, page: &str| {
        let path = format!("/api/douyin/get-video-comment/v1?token={token}&awemeId={id}&page={page}");
        server.get(&path).json()["code"].clone()
    };
    let id = server.video(0);
    for (token, expected) in [("", 100), ("bad-token", 100), ("forbidden-token", 600), ("poor-token", 601), ("ok", 0)] {
        assert_eq!(code(token, &id, "1"), json!(expected), "{token}");
    }
    assert_eq!(code("ok", "7588740680004963594", "1"), json!(400));
    assert_eq!(code("ok", &id, "0"), json!(400));
    assert_eq!(code("ok", &id, "99"), json!(0));
    let journal = server.get("/__sandbox/requests");
    assert_eq!(journal.json()["justoneapi"], json!(8));
    let journal = String::from_utf8(journal.body).expect("UTF-8");
    assert!(!journal.contains("bad-token") && journal.contains(&id));
}

#[test]
fn connections_misbehave_on_request() {
    let faults = ["reset@1", "truncate@2", "bad-length@3", "http-429-302@4", "html-502@5", "echo-token@6"];
    let args: Vec<&str> = faults.iter().flat_map(|fault| ["--fault", fault]).chain(["--comments", "60"]).collect();
    let server = Server::start(&args);
    let reset = server.page(1);
    assert_eq!((reset.status, reset.body.len()), (0, 0));
    let cut = server.page(1);
    assert!(cut.status == 200 && cut.length > Some(cut.body.len()), "{:?} {}", cut.length, cut.body.len());
    let short = server.page(1);
    assert!(short.status == 200 && short.json() == Value::Null);
    let limited = server.page(1);
    assert_eq!((limited.status, &limited.json()["code"]), (429, &json!(302)));
    assert_eq!((server.page(1).status, server.page(1).json()["code"].clone()), (502, json!(400)));
    assert_eq!(server.page(1).json()["code"], json!(0));
    assert!(!String::from_utf8_lossy(&server.get("/__sandbox/requests").body).contains("secret-7"));
}

#[test]
fn time_passes_when_asked_to() {
    let server = Server::start(&["--comments", "60"]);
    let before = server.page(1).json();
    let id = server.video(0);
    let path = format!("/__sandbox/advance?awemeId={id}&comments=5&likes=9");
    assert_eq!(server.platform("POST", &path, "", "text/plain", "")["arrived"], json!(5));
    let after = server.page(1).json();
    assert_eq!(cids(&after)[5], cids(&before)[0]);
    let likes = |page: &Value, at: usize| page["data"]["comments"][at]["digg_count"].as_u64().unwrap_or_default();
    assert_eq!(likes(&after, 5), likes(&before, 0) + 9);
}

#[test]
fn a_comment_is_found_again_on_the_open_platform_and_pinned() {
    let server = Server::start(&["--comments", "120"]);
    let item = text(&server.get("/__sandbox/videos").json()[1]["item_id"]);
    let raw = server.get(&format!("/api/douyin/get-video-comment/v1?token=t&awemeId={}", server.video(1))).json();
    let wanted = &raw["data"]["comments"][3];
    let (mut cursor, mut found) = (json!(0), Vec::new());
    for _ in 0..10 {
        let page = server.list(&item, &format!("cursor={cursor}&count=50&sort_type=time"));
        let list = page["data"]["list"].as_array().cloned().unwrap_or_default();
        found.extend(list.into_iter().filter(|entry| entry["create_time"] == wanted["create_time"]));
        cursor = page["data"]["cursor"].clone();
        if page["data"]["has_more"] == json!(false) {
            break;
        }
    }
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0]["content"], &found[0]["top"]), (&wanted["text"], &json!(false)));
    let comment = text(&found[0]["comment_id"]);
    assert_eq!(server.pin(&item, &comment, true).json()["err_no"], json!(0));
    let tops = |server: &Server| {
        let list = server.list(&item, "cursor=0&count=50")["data"]["list"].as_array().cloned().unwrap_or_default();
        list.into_iter().filter(|entry| entry["top"] == json!(true)).count()
    };
    assert_eq!(tops(&server), 1);
    assert_eq!(server.pin(&item, &comment, false).json()["err_no"], json!(0));
    assert_eq!(tops(&server), 0);
    assert_eq!(server.pin(&item, "@nothing==", true).json()["data"]["extra"]["error_code"], json!(2_100_005));
    let journal = server.get("/__sandbox/requests").json();
    let posts: Vec<&Value> = journal["requests"]
        .as_array()
        .map_or(Vec::new(), |entries| entries.iter().filter(|entry| !entry["body"].is_null()).collect());
    assert_eq!(posts.len(), 3);
    assert_eq!(posts[0]["body"], json!({"item_id": item, "comment_id": comment, "top": true}));
}

#[test]
fn the_open_platform_is_as_strict_as_its_pages_say() {
    let server = Server::start(&["--comments", "30"]);
    let item = text(&server.get("/__sandbox/videos").json()[0]["item_id"]);
    let err = |value: &Value| value["err_no"].clone();
    assert_eq!(err(&server.list(&item, "cursor=0&count=51")), json!(28_001_007));
    assert_eq!(err(&server.list(&item, "cursor=5&count=50")), json!(28_001_007));
    assert_eq!(err(&server.list(&item, "cursor=0&sort_type=likes")), json!(28_001_007));
    // An item id that nobody encoded: each + arrives as a blank.
    let path = format!("/api/apps/v1/item/list_comment/?open_id=o&item_id={item}");
    let plain = server.platform("GET", &path, "act.good", "application/json", "");
    assert_eq!(plain["data"]["extra"]["error_code"], json!(2_100_005));
    let path = format!("/api/apps/v1/item_bc/list_comment/?open_id=o&item_id={}", encode(&item));
    for (token, code) in [("", 28_001_003), ("act.expired-1", 28_001_008), ("act.noscope", 28_001_018), ("act.x", 0)] {
        assert_eq!(err(&server.platform("GET", &path, token, "application/json", "")), json!(code), "{token}");
    }
    let no_user = format!("/api/apps/v1/item/list_comment/?item_id={}", encode(&item));
    assert_eq!(err(&server.platform("GET", &no_user, "act.x", "application/json", "")), json!(28_001_007));
}

#[test]
fn an_expired_token_can_be_refreshed_by_form_only() {
    let server = Server::start(&["--comments", "30", "--fault", "pin-expired"]);
    let item = text(&server.get("/__sandbox/videos").json()[0]["item_id"]);
    assert_eq!(server.list(&item, "count=5")["err_no"], json!(28_001_008));
    let refresh =
        |content_type: &str, body: &str| server.platform("POST", "/oauth/refresh_token/", "", content_type, body);
    let form = "application/x-www-form-urlencoded";
    let good = "client_key=ck&refresh_token=rft.good&grant_type=refresh_token";
    assert_eq!(refresh("application/json", "{}")["data"]["error_code"], json!(10002));
    assert_eq!(refresh(form, "client_key=ck&refresh_token=rft.good")["data"]["error_code"], json!(10002));
    assert_eq!(refresh(form, &good.replace("=ck", "=bad-key"))["data"]["error_code"], json!(10003));
    assert_eq!(refresh(form, &good.replace("rft.good", "rft.dead"))["data"]["error_code"], json!(10010));
    let token = text(&refresh(form, good)["data"]["access_token"]);
    let path = format!("/api/apps/v1/item/list_comment/?open_id=o&item_id={}", encode(&item));
    assert_eq!(server.platform("GET", &path, &token, "", "")["err_no"], json!(0));
    let journal = String::from_utf8(server.get("/__sandbox/requests").body).expect("UTF-8");
    assert!(!journal.contains("rft.good") && !journal.contains(&token));
}

#[test]
fn only_alias_ids_convert_and_others_are_silently_missing() {
    let server = Server::start(&["--comments", "5"]);
    let video = server.get("/__sandbox/videos").json()[0].clone();
    let (alias, numeric) = (text(&video["alias_id"]), text(&video["aweme_id"]));
    let body = json!({"app_id": "ttapp", "access_key": "ttapp", "video_ids": [alias, numeric]}).to_string();
    let path = "/api/apps/v1/convert_video_id/video_id_to_open_item_id/";
    let answer = server.platform("POST", path, "clt.app", "application/json", &body);
    assert_eq!(answer["data"]["convert_result"], json!({ alias: video["item_id"] }));
}

#[test]
fn a_post_can_take_effect_and_still_look_lost() {
    let server = Server::start(&["--comments", "40", "--fault", "pin-cut@post*1", "--fault", "pin-twins@list@2"]);
    let item = text(&server.get("/__sandbox/videos").json()[1]["item_id"]);
    let list = server.list(&item, "count=50")["data"]["list"].clone();
    let comment = text(&list[2]["comment_id"]);
    assert_eq!(server.pin(&item, &comment, true).status, 0);
    let twins = server.list(&item, "count=50")["data"]["list"].clone();
    assert_eq!((&twins[0]["content"], &twins[0]["create_time"]), (&twins[1]["content"], &twins[1]["create_time"]));
    assert_ne!(twins[0]["comment_id"], twins[1]["comment_id"]);
    let now = server.list(&item, "count=50")["data"]["list"].clone();
    assert_eq!(now[2]["top"], json!(true));
}

#[test]
fn a_fault_nobody_knows_is_wrong_use_and_the_nearest_is_named() {
    let output =
        Assert::cargo_bin("shenping").expect("the program").args(["sandbox", "--fault", "trunkate@3"]).output();
    let output = output.expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("`truncate`") && message.contains("sandbox --help"), "{message}");
    assert!(output.stdout.is_empty());
    let many = Assert::cargo_bin("shenping").expect("the program").args(["sandbox", "--videos", "10001"]).output();
    assert_eq!(many.expect("it runs").status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn it_listens_on_loopback_and_ends_when_told_to() {
    let mut server = Server::start(&[]);
    assert!(server.base_url.starts_with("http://127.0.0.1:"), "{}", server.base_url);
    let killed = Command::new("kill").arg(server.child.id().to_string()).status().expect("kill runs");
    assert!(killed.success());
    let status = server.child.wait().expect("it ends");
    assert_eq!(status.code(), Some(0));
}
