//! Everything a service may do to us that is allowed by what is known of it, and some that is not.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::harness::{Run, assert_no_token_in};
use super::service::{Asked, Reply, Service, VIDEO, comment, http, ok, page, raw, regular};
use crate::support::crc;

const OTHER: &str = "7588740680004963594";

#[test]
fn every_code_inside_http_200_has_its_action() {
    // The code; the calls it may cost; the exit code; whether other videos go on; the word for it.
    for (code, calls, exit, goes_on, word) in [
        (100, 1, 4, false, "token_refused"),
        (301, 4, 3, true, "collection_failed"),
        (302, 6, 3, false, "rate_limit"),
        (303, 1, 3, false, "daily_quota"),
        (400, 1, 2, true, "bad_parameters"),
        (500, 5, 3, true, "server_error"),
        (503, 5, 3, true, "server_error"),
        (600, 1, 4, false, "no_permission"),
        (601, 1, 4, false, "balance_too_low"),
        (101, 1, 3, true, "unexplained_code"),
        (202, 1, 3, true, "unexplained_code"),
        (300, 1, 3, true, "unexplained_code"),
        (404, 1, 3, true, "unexplained_code"),
        (602, 1, 3, true, "unexplained_code"),
        (999, 1, 3, false, "unknown_code"),
        (201, 1, 0, true, "empty_page"),
    ] {
        let service = Service::start(move |asked| match asked.video.as_str() {
            VIDEO => ok(&json!({"code": code, "message": "说明", "data": {}}).to_string()),
            _ => ok(&regular(asked.page, 1).to_string()),
        });
        let run = service.fetch(&[VIDEO, OTHER, "--concurrency", "1"]).ends_with(exit);
        let asked = service.asked();
        let of = |video: &str| asked.iter().filter(|asked| asked.video == video).count();
        assert_eq!((of(VIDEO), of(OTHER) > 0), (calls, goes_on), "{code}: {}", run.stderr);
        assert_eq!(service.checkpoint(VIDEO)["stopped_because"], word);
        assert_eq!(service.checkpoint(VIDEO)["calls"], calls);
        if exit == 0 {
            continue;
        }
        assert!(run.stderr.contains(&format!("(code {code}): 说明; ")), "what happened, and what to do");
        assert_eq!(run.stderr.contains("1 video not begun"), !goes_on);
        run.says("resume with: ");
    }
}

/// A gzip file of bytes that are not packed.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let size = u16::try_from(bytes.len()).expect("small");
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    packed.extend(size.to_le_bytes());
    packed.extend((!size).to_le_bytes());
    packed.extend(bytes);
    packed.extend(crc(bytes).to_le_bytes());
    packed.extend(u32::from(size).to_le_bytes());
    packed
}

const HEAD: &str = "HTTP/1.1 200 OK";

/// One request for each page fails, each in another way.
fn broken(page: u32, body: &str) -> Option<Reply> {
    let bytes = body.as_bytes();
    let with_length = |length: usize, body: &[u8]| raw(&format!("{HEAD}\r\nContent-Length: {length}"), body);
    let packed =
        |body: &[u8]| raw(&format!("{HEAD}\r\nContent-Encoding: gzip\r\nContent-Length: {}", body.len()), body);
    let chunk = |body: &[u8]| [format!("{:x}\r\n", bytes.len()).as_bytes(), body].concat();
    Some(match page {
        1 => Reply::Bytes(Vec::new()),
        2 => Reply::Bytes(b"HTTP/1.1 200".to_vec()),
        3 => Reply::Bytes(b"SSH-2.0-x\r\n\r\n".to_vec()),
        4 => with_length(bytes.len() + 9, bytes),
        5 => with_length(bytes.len() - 9, bytes),
        6 => with_length(0, b""),
        7 => packed(&gzip(bytes)[..bytes.len() / 2]),
        8 => packed(bytes),
        9 => raw(&format!("{HEAD}\r\nTransfer-Encoding: chunked"), &chunk(&bytes[..9])),
        10 => http(200, &body[..100]),
        11 => http(200, "<html>welcome</html>"),
        12 => http(502, "<html>bad gateway</html>"),
        13 => http(503, ""),
        14 => http(504, ""),
        15 => http(429, "slowly"),
        16 => http(429, &json!({"code": 302}).to_string()),
        17 => http(500, &json!({"code": 500, "message": null}).to_string()),
        18 => http(200, &json!({"code": "301"}).to_string()),
        19 => http(200, "[0]"),
        20 => http(200, "null"),
        21 => http(200, &json!({"code": 0, "data": "later"}).to_string()),
        22 => http(200, &json!({"code": 0, "data": {"status_code": 8}}).to_string()),
        23 => http(200, &json!({"code": 0, "data": {"status_code": "5", "comments": []}}).to_string()),
        24 => http(200, &json!({"code": "0", "data": {}}).to_string()),
        25 => http(200, &"\0".repeat(99)),
        26 => Reply::Drip(bytes.to_vec(), Duration::from_millis(400)),
        _ => return None,
    })
}

/// Odd, but a page all the same.
fn odd(page: u32, body: &str) -> Reply {
    let bytes = body.as_bytes();
    let of = |head: &str, body: &[u8]| raw(&format!("{HEAD}{head}"), body);
    match page % 6 {
        0 => of("\r\nContent-Encoding: gzip", &gzip(bytes)),
        1 => of("", bytes),
        2 => ok(&format!("\u{feff} {body}")),
        3 => {
            let chunks =
                bytes.chunks(99).map(|chunk| [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat());
            of("\r\nTransfer-Encoding: chunked", &[chunks.flatten().collect(), b"0\r\n\r\n".to_vec()].concat())
        }
        4 => Reply::Drip([b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", bytes].concat(), Duration::from_millis(3)),
        _ => http(500, body),
    }
}

#[test]
fn each_broken_answer_costs_one_call_and_no_comment() {
    const PAGES: u32 = 30;
    let service = Service::start(|asked| {
        let body = regular(asked.page, PAGES).to_string();
        match broken(asked.page, &body) {
            Some(reply) if asked.attempt == 1 => reply,
            _ => odd(asked.page, &body),
        }
    });
    service.fetch(&[VIDEO]).ends_with(0);
    let asked = service.asked();
    assert_eq!(service.checkpoint(VIDEO)["calls"], asked.len());
    let attempts: Vec<u32> = asked.iter().filter(|asked| asked.attempt == 2).map(|asked| asked.page).collect();
    assert_eq!(attempts, (1..=26).collect::<Vec<_>>(), "once more, and only what failed");
    assert_eq!(asked.len(), 56);
    assert_eq!(service.comments().len(), 150);
}

#[test]
fn paging_looks_at_nothing_but_more_and_news() {
    let more = [json!(1), json!("1"), json!(true), json!("true"), json!("True"), json!(1.0), json!(2)];
    let cursors = [json!(20), json!("20"), json!(20), json!(0), Value::Null, json!({}), json!(1e30)];
    for end in [json!(0), json!("0"), json!(false), json!("false"), json!(null), json!("")] {
        let (more, cursors) = (more.clone(), cursors.clone());
        let service = Service::start(move |asked| {
            let at = asked.page as usize - 1;
            let mut body = regular(asked.page, 0);
            body["data"]["has_more"] = more.get(at).unwrap_or(&end).clone();
            body["data"]["cursor"] = cursors.get(at).cloned().unwrap_or_default();
            ok(&body.to_string())
        });
        service.fetch(&[VIDEO]).ends_with(0);
        assert_eq!((service.asked().len(), service.comments().len()), (8, 40));
    }
}

#[test]
fn overlapping_pages_leave_each_comment_once_with_the_likes_last_seen() {
    let service = Service::start(|asked| {
        let first = i64::from(asked.page) * 3;
        let seen: Vec<Value> = (first..first + 5)
            .map(|number| comment(number, json!({"digg_count": 1000 * i64::from(asked.page)})))
            .collect();
        ok(&page(&seen, asked.page < 4).to_string())
    });
    service.fetch(&[VIDEO]).ends_with(0);
    let likes: Vec<i64> = service.comments().iter().map(|comment| comment.likes.expect("likes")).collect();
    let expected: Vec<i64> = (0..14).map(|at| 1000 * (at / 3 + 1).min(4)).collect();
    assert_eq!(likes, expected);
    assert_eq!(service.checkpoint(VIDEO)["duplicates"], 6);
}

#[test]
fn odd_rows_are_read_as_far_as_they_go() {
    let rows = [
        r#"{"cid":7610966321379246906,"text":"断\ud83d了","digg_count":"12","user":{"uid":7,"nickname":"\udc00"}}"#,
        r#"{"cid":"2","text":null,"digg_count":-3,"create_time":"1772066189"}"#,
        r#"{"cid":"3","text":666,"digg_count":9000000000000000000,"create_time":1772066189000}"#,
        r#"{"cid":"4","text":"old","text":"😀👨‍👩‍👧","digg_count":"1.2万","user":"x"}"#,
        r#"{"cid":"5","digg_count":1e999,"user":null,"sticker":{"static_url":{}}}"#,
        r#"{"cid":"6","digg_count":3.5,"reply_comment":"x","create_time":253402300799}"#,
        "null",
        "[\"8\"]",
        r#"{"cid":1.5e18}"#,
    ];
    let body = format!(r#"{{"code":0,"data":{{"comments":[{}]}}}}"#, rows.join(","));
    let service = Service::saying(body);
    service
        .fetch(&[VIDEO])
        .ends_with(0)
        .says("3 rows without a readable identifier")
        .says("1 time outside of 2000 to 2099");
    let comments = service.comments();
    let read: BTreeMap<&str, _> =
        comments.iter().map(|row| (row.comment_id.as_str(), (row.text.as_str(), row.likes))).collect();
    let expected = BTreeMap::from([
        ("7610966321379246906", ("断\u{fffd}了", Some(12))),
        ("2", ("", None)),
        ("3", ("666", Some(9_000_000_000_000_000_000))),
        ("4", ("😀👨‍👩‍👧", Some(12_000))),
        ("5", ("", None)),
        ("6", ("", None)),
    ]);
    assert_eq!(read, expected);
    let times: Vec<_> = comments.iter().map(|row| row.created_at.map(|time| time.unix_ms)).collect();
    assert_eq!(times[1..4], [Some(1_772_066_189_000), Some(1_772_066_189_000), None]);
    assert!(comments[0].author.is_some() && comments[4].has_media == Some(true));
}

#[test]
fn videos_that_cannot_be_had_do_not_stand_in_the_way_of_others() {
    let videos: Vec<String> = (0..6).map(|number| format!("758874068000496360{number}")).collect();
    let withheld = videos[..4].to_vec();
    let service = Service::start(move |asked| {
        if withheld.contains(&asked.video) { ok("{\"code\":301}") } else { ok(&regular(asked.page, 1).to_string()) }
    });
    let videos: Vec<&str> = videos.iter().map(String::as_str).collect();
    service.fetch(&videos).ends_with(3);
    for video in &videos[4..] {
        assert_eq!(service.checkpoint(video)["status"], "complete");
    }
    assert_eq!(service.asked().len(), 4 * 4 + 2);
}

#[test]
fn a_service_that_is_down_is_not_asked_for_every_video() {
    let service = Service::start(|_| http(503, "<html>maintenance</html>"));
    let videos: Vec<String> = (10..50).map(|number| format!("75887406800049636{number}")).collect();
    let videos: Vec<&str> = videos.iter().map(String::as_str).chain(["--concurrency", "1"]).collect();
    service.fetch(&videos).ends_with(3).says("37 videos not begun: the service is in trouble");
    assert_eq!(service.asked().len(), 15);
}

#[test]
fn long_threads_keep_to_the_limit_of_pages_and_are_completed_later() {
    let service = Service::start(|asked: &Asked| {
        if asked.parent.is_empty() {
            let rows = [comment(1, json!({"reply_comment_total": 30})), comment(2, json!({"reply_comment_total": 2}))];
            return ok(&page(&rows, 0).to_string());
        }
        let (long, number) = (asked.parent.ends_with('1'), i64::from(asked.page));
        let first = if long { 100 * number } else { 5000 };
        let rows: Vec<Value> =
            (first..first + 5).map(|at| comment(at, json!({"reply_id": asked.parent, "level": 2}))).collect();
        ok(&page(&rows, long && number < 6).to_string())
    });
    service.fetch(&[VIDEO, "--replies", "--max-pages", "2"]).ends_with(0).says("--max-pages 4");
    assert_eq!((service.checkpoint(VIDEO)["status"].as_str(), service.asked().len()), (Some("partial"), 4));
    service.fetch(&[VIDEO, "--replies"]).ends_with(0);
    assert_eq!((service.checkpoint(VIDEO)["status"].as_str(), service.asked().len()), (Some("complete"), 8));
    assert_eq!(service.comments().len(), 37);
}

#[test]
fn a_rate_limit_slows_the_rest_of_the_run_down() {
    let service = Service::start(|asked| match (asked.page, asked.attempt) {
        (4, 1) => ok("{\"code\":302}"),
        _ => ok(&regular(asked.page, 10).to_string()),
    });
    let output = service.command(&[VIDEO, "--rps", "50"]).output().expect("run");
    Run::of(&output).ends_with(0);
    let asked = service.asked();
    // Ten calls after the limit: nine times 40 ms instead of 20, but for the trip of the last.
    let took = asked.last().expect("a call").at - asked[4].at;
    assert_eq!(asked.len(), 11);
    assert!(took > Duration::from_millis(6 * 40 - 20), "{took:?}");
}

#[test]
fn a_redirect_is_told_and_the_token_does_not_follow_it() {
    let service = Service::start(|_| {
        raw("HTTP/1.1 302 Found\r\nLocation: https://new.example/base?token=sesame-open-1234\r\nContent-Length: 0", b"")
    });
    service
        .fetch(&[VIDEO])
        .ends_with(2)
        .says("redirects elsewhere (HTTP 302): to https://new.example/base; give the new");
    assert_eq!(service.asked().len(), 1);
}

#[test]
fn the_token_is_nowhere_however_it_is_echoed() {
    let service = Service::start(|asked| {
        let echo = "sesame-open-1234 token%3Dsesame-open-1234 \u{1b}[31m";
        match asked.attempt {
            1 => http(502, &format!("<html>{echo}</html>")),
            2 => ok(&json!({"code": 500, "message": echo}).to_string()),
            3 => raw("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\nX-Echo: sesame-open-1234", b"{"),
            _ if asked.page == 1 => ok(&page(&[comment(1, json!({"text": echo}))], 1).to_string()),
            _ => ok(&json!({"code": 602, "message": echo}).to_string()),
        }
    });
    let run = service.fetch(&[VIDEO, "-vvv"]).ends_with(3);
    assert!(run.stderr.contains("***") && !run.stderr.contains('\u{1b}'), "{}", run.stderr);
    assert_no_token_in(service.folder.path());
}

#[test]
fn a_copied_collection_still_knows_when_its_pages_came() {
    let service = Service::start(|asked| ok(&regular(asked.page, 2).to_string()));
    service.fetch(&[VIDEO]).ends_with(0);
    let before: Vec<_> = service.comments().iter().map(|comment| comment.fetched_at_ms).collect();
    let folder = service.folder.path().join("data").join(VIDEO);
    for entry in std::fs::read_dir(folder.join("pages")).expect("pages") {
        let file = std::fs::File::options().append(true).open(entry.expect("entry").path()).expect("file");
        file.set_modified(std::time::UNIX_EPOCH + Duration::from_hours(24)).expect("a time");
    }
    std::fs::remove_file(folder.join("comments.parquet")).expect("table");
    service.fetch(&[VIDEO, "--max-calls", "0"]).ends_with(3);
    let after: Vec<_> = service.comments().iter().map(|comment| comment.fetched_at_ms).collect();
    assert_eq!(after, before);
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_costs_one_call_at_most() {
    let service = Service::start(|asked| {
        // Text that packing does not shrink below the limit.
        let sign = |at: u32| char::from_u32(0x4e00 + (at * at + asked.page).wrapping_mul(0x9E37_79B1) % 20_000);
        let text: String = (0..3000).filter_map(sign).collect();
        let first = comment(i64::from(asked.page), json!({"text": if asked.page == 3 { text } else { "短".into() }}));
        ok(&page(&[first], asked.page < 5).to_string())
    });
    let program = service.command(&[VIDEO, "--rps", "2000"]);
    // Blocks of 1,024 bytes: only the third page is larger than four of them.
    let mut limited = std::process::Command::new("bash");
    limited.args(["-c", "ulimit -f 4; exec \"$@\"", "bash"]).arg(program.get_program()).args(program.get_args());
    limited.env("JUSTONEAPI_TOKEN", super::harness::TOKEN).current_dir(service.folder.path());
    Run::of(&limited.output().expect("run")).ends_with(1).says("File too large").says("make room, then run the same");
    assert_eq!(service.asked().len(), 3);
    assert_eq!(service.checkpoint(VIDEO)["status"], "partial");
    service.fetch(&[VIDEO]).ends_with(0);
    assert_eq!((service.asked().len(), service.comments().len()), (6, 5));
}
