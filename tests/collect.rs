//! Collecting with the real program against a service that misbehaves.

mod durable;
mod harness;
mod hostile;
mod lists;
mod refresh;
mod service;

use harness::{Bench, Run, TOKEN};

#[test]
fn a_healthy_service_is_collected_once() {
    let bench = Bench::new(130, &[]);
    let run = bench.fetch(&[]).ends_with(0);
    let checkpoint = bench.checkpoint();
    bench.assert_complete(&bench.video(), false);
    assert_eq!((checkpoint["pages"].as_u64(), checkpoint["next_page"].as_u64()), (Some(7), Some(8)));
    assert_eq!(checkpoint["calls"].as_u64(), Some(bench.requests()));
    assert_eq!(checkpoint["stopped_because"], "end_of_list");
    let declared = checkpoint["declared_total"].as_i64().expect("a number");
    run.says(&format!("collected 130 comments (declared {declared}) in 7 calls\n"));
    let known = bench.comments().iter().filter(|comment| comment.region.is_some()).count();
    assert_eq!(checkpoint["region_known"], known);
    bench.assert_no_token();
}

#[test]
fn every_fault_that_passes_costs_one_call_and_no_comment() {
    let faults = [
        "code-301",
        "code-302",
        "code-500",
        "code-503",
        "http-429-302",
        "http-500-500",
        "code-as-string",
        "html",
        "html-502",
        "not-object",
        "reset",
        "status-code",
        "truncate",
        "bad-length",
        "slow=2000",
    ];
    // Each at another request, all in one run.
    let specs: Vec<String> = faults.iter().enumerate().map(|(at, fault)| format!("{fault}@{}", at * 2 + 1)).collect();
    let specs: Vec<&str> = specs.iter().map(String::as_str).collect();
    let bench = Bench::new(400, &specs);
    bench.fetch(&["--replies"]).ends_with(0);
    bench.assert_complete(&bench.video(), true);
    assert_eq!(bench.checkpoint()["calls"].as_u64(), Some(bench.requests()));
    assert_eq!(bench.asked_again(), faults.len() as u64, "one more call for each fault");
    bench.assert_no_token();
}

#[test]
fn harmless_oddities_cost_nothing() {
    for fault in ["numbers-as-text", "has-more=true", "has-more=\"1\"", "has-more=word"] {
        let bench = Bench::new(50, &[fault]);
        bench.fetch(&["--replies"]).ends_with(0);
        bench.assert_complete(&bench.video(), true);
        assert_eq!(bench.asked_again(), 0, "{fault}");
    }
}

#[test]
fn a_list_ends_where_it_brings_nothing_new() {
    for (fault, calls) in
        [("cursor-loop", 4), ("has-more=missing", 1), ("empty-page@page=2", 2), ("null-data@page=2", 2)]
    {
        let bench = Bench::new(50, &[fault]);
        bench.fetch(&[]).ends_with(0);
        assert_eq!((bench.requests(), bench.checkpoint()["calls"].as_u64()), (calls, Some(calls)), "{fault}");
        let promised_more = !fault.starts_with("has-more") && !fault.starts_with("null-data");
        let warned = !bench.checkpoint()["warnings"].as_array().expect("a list").is_empty();
        assert_eq!(warned, promised_more, "{fault}");
    }
}

#[test]
fn a_refusal_ends_the_run_at_once() {
    for (fault, reason, calls) in [
        ("code-100", "token_refused", 1),
        ("http-401-100", "token_refused", 1),
        ("http-403-600@3*all", "no_permission", 3),
        ("code-601@3*all", "balance_too_low", 3),
    ] {
        let bench = Bench::with_videos(4, 100, &[fault]);
        let videos: Vec<&str> = bench.sandbox.video_ids().iter().map(String::as_str).collect();
        let arguments: Vec<&str> = videos.iter().copied().chain(["--concurrency", "1"]).collect();
        bench.run(&arguments).ends_with(4).says("resume with: shenping fetch ");
        assert_eq!(bench.requests(), calls, "{fault}");
        assert_eq!(bench.checkpoint()["stopped_because"], reason);
        assert_eq!(bench.checkpoint()["pages"].as_u64(), Some(calls - 1));
    }
}

#[test]
fn the_daily_quota_stops_and_the_same_command_completes_later() {
    let bench = Bench::new(200, &["http-429-303@5"]);
    bench.fetch(&[]).ends_with(3).says("resume with: shenping fetch ");
    let checkpoint = bench.checkpoint();
    assert_eq!((checkpoint["status"].as_str(), checkpoint["pages"].as_u64()), (Some("partial"), Some(4)));
    assert_eq!((checkpoint["stopped_because"].as_str(), bench.requests()), (Some("daily_quota"), 5));
    assert!((70..=80).contains(&bench.comments().len()));
    bench.fetch(&[]).ends_with(0).says(" of them now");
    bench.assert_complete(&bench.video(), false);
    assert_eq!(bench.paid_again(), 0);
}

#[test]
fn patience_has_an_end() {
    for (fault, calls) in [("code-301@page=3*all", 6), ("html-502", 5), ("reset", 5), ("code-302", 6)] {
        let bench = Bench::new(100, &[fault]);
        bench.fetch(&[]).ends_with(3);
        assert_eq!((bench.requests(), bench.checkpoint()["calls"].as_u64()), (calls, Some(calls)), "{fault}");
        assert_eq!(bench.checkpoint()["status"], "partial");
    }
}

#[test]
fn bad_parameters_concern_one_video_only() {
    let probe = Bench::with_videos(3, 30, &[]);
    let broken = format!("code-400@video={}", probe.video());
    let bench = Bench::with_videos(3, 30, &[&broken]);
    let videos: Vec<&str> = bench.sandbox.video_ids().iter().map(String::as_str).collect();
    bench.run(&videos).ends_with(2).says("code 400");
    for video in &videos[1..] {
        bench.assert_complete(video, false);
    }
    assert_eq!(bench.checkpoint()["stopped_because"], "bad_parameters");
}

#[test]
fn limits_are_kept() {
    let bench = Bench::new(200, &[]);
    bench.fetch(&["--max-calls", "3"]).ends_with(3).says("--max-calls");
    assert_eq!((bench.requests(), bench.checkpoint()["pages"].as_u64()), (3, Some(3)));
    bench.fetch(&["--max-pages", "5"]).ends_with(0).says("--max-pages 10");
    assert_eq!((bench.requests(), bench.checkpoint()["pages"].as_u64()), (5, Some(5)));
    assert_eq!(bench.checkpoint()["status"], "partial");
    bench.fetch(&["--max-pages", "5"]).ends_with(0);
    assert_eq!(bench.requests(), 5, "nothing more may be asked");
    bench.fetch(&[]).ends_with(0);
    bench.assert_complete(&bench.video(), false);
}

#[test]
fn the_token_is_asked_for_and_never_shown() {
    let bench = Bench::new(30, &["echo-token@2"]);
    let missing = bench.command(&[&bench.video()]).env_remove("JUSTONEAPI_TOKEN").output().expect("run");
    Run::of(&missing).ends_with(2).says("JUSTONEAPI_TOKEN");
    assert_eq!(bench.requests(), 0);
    assert!(!bench.out().exists());
    bench.fetch(&["-vv"]).ends_with(2).says("***");
    bench.assert_no_token();
    let in_url = format!("http://127.0.0.1:1/?token={TOKEN}");
    let output = bench.command(&[&bench.video()]).args(["--base-url", &in_url]).output().expect("run");
    // Two addresses are wrong use already; the message must not quote the second.
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn plain_http_is_warned_about_unless_it_stays_on_this_machine() {
    let bench = Bench::new(20, &[]);
    assert!(!bench.fetch(&[]).ends_with(0).stderr.contains("unencrypted"));
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_shenping"));
    // Nobody listens at this address, which no network forwards to.
    command.args(["fetch", "7588740680004963593", "--base-url", "http://192.0.2.1:9", "--timeout-ms", "10"]);
    command.args(["--max-calls", "1", "--out"]).arg(bench.out()).env("JUSTONEAPI_TOKEN", TOKEN);
    Run::of(&command.output().expect("run")).ends_with(3).says("unencrypted");
}
