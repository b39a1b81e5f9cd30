//! What survives: kills, interrupts, damage, a second process, a folder that can't be written.

use std::process::Stdio;
use std::time::Duration;

use super::harness::{Bench, Run};

/// Waits until the service has seen so many requests.
fn wait_for_requests(bench: &Bench, requests: u64) {
    for _ in 0..2000 {
        if bench.requests() >= requests {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("the service saw only {} requests", bench.requests());
}

#[test]
fn killed_five_times_nothing_is_lost_and_little_asked_twice() {
    let bench = Bench::new(500, &["slow=10"]);
    let video = bench.video();
    for kill in 1..=5 {
        let mut child = bench.command(&[&video, "--replies"]).stderr(Stdio::null()).spawn().expect("spawn");
        wait_for_requests(&bench, kill * 6 + kill % 3);
        child.kill().expect("kill");
        child.wait().expect("wait");
        let checkpoint = bench.checkpoint();
        assert!(checkpoint["calls"].as_u64() >= Some(bench.requests()), "{checkpoint}");
    }
    bench.fetch(&["--replies"]).ends_with(0);
    bench.assert_complete(&video, true);
    assert!(bench.asked_again() <= 5, "{} pages were asked for again", bench.asked_again());
    let calls = bench.checkpoint()["calls"].as_u64().expect("a count");
    // A kill between counting and asking counts one call too many, never one too few.
    assert!((bench.requests()..=bench.requests() + 5).contains(&calls), "{calls} {}", bench.requests());
}

#[cfg(unix)]
#[test]
fn an_interrupt_finishes_the_page_and_tells_how_to_go_on() {
    let bench = Bench::new(300, &["slow=20"]);
    let child = bench.command(&[&bench.video()]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("spawn");
    wait_for_requests(&bench, 3);
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(killed.success());
    let run = Run::of(&child.wait_with_output().expect("output")).ends_with(130);
    run.says("resume with: shenping fetch ");
    let checkpoint = bench.checkpoint();
    assert_eq!(
        (checkpoint["status"].as_str(), checkpoint["stopped_because"].as_str()),
        (Some("partial"), Some("interrupted"))
    );
    assert_eq!(checkpoint["pages"].as_u64(), Some(bench.requests()), "the page on its way was stored");
    bench.fetch(&[]).ends_with(0);
    bench.assert_complete(&bench.video(), false);
    assert_eq!(bench.paid_again(), 0);
}

#[test]
fn the_pages_are_the_truth_when_everything_else_is_gone() {
    let bench = Bench::new(100, &[]);
    bench.fetch(&["--replies"]).ends_with(0);
    let (comments, requests) = (bench.comments(), bench.requests());
    std::fs::remove_file(bench.path("comments.parquet")).expect("remove");
    std::fs::write(bench.path("fetch.json"), "{ half").expect("write");
    bench.fetch(&[]).ends_with(0);
    assert_eq!(bench.requests(), requests, "everything was stored");
    assert_eq!(bench.checkpoint()["calls"].as_u64(), Some(requests));
    assert_eq!(bench.comments(), comments);
}

#[test]
fn a_damaged_page_is_asked_for_again_and_the_others_are_not() {
    let bench = Bench::new(100, &[]);
    bench.fetch(&["--max-pages", "4"]).ends_with(0);
    std::fs::write(bench.path("pages/000002.json.zst"), b"not zstd").expect("write");
    std::fs::write(bench.path("pages/000003.json.zst.tmp"), b"half").expect("write");
    bench.fetch(&[]).ends_with(0).says("damaged");
    bench.assert_complete(&bench.video(), false);
    assert_eq!(bench.asked_again(), 1);
    assert!(!bench.path("pages/000003.json.zst.tmp").exists());
}

#[test]
fn a_page_damaged_after_the_end_takes_nothing_with_it() {
    let bench = Bench::new(100, &[]);
    bench.fetch(&[]).ends_with(0);
    let requests = bench.requests();
    std::fs::write(bench.path("pages/000002.json.zst"), b"not zstd").expect("write");
    bench.fetch(&[]).ends_with(0).says("damaged");
    bench.assert_complete(&bench.video(), false);
    assert_eq!(bench.requests(), requests + 2, "the page, and a look for news");
}

#[test]
fn a_second_process_is_refused() {
    let bench = Bench::new(300, &["slow=30"]);
    let mut first = bench.command(&[&bench.video()]).stderr(Stdio::null()).spawn().expect("spawn");
    wait_for_requests(&bench, 2);
    let second = bench.fetch(&[]);
    first.kill().expect("kill");
    first.wait().expect("wait");
    second.ends_with(3).says("another shenping works on");
    bench.fetch(&[]).ends_with(0);
    bench.assert_complete(&bench.video(), false);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_costs_no_call() {
    let bench = Bench::new(60, &[]);
    std::fs::write(bench.folder.path().join("data"), "a file, not a folder").expect("write");
    bench.fetch(&[]).ends_with(2).says("cannot write to");
    assert_eq!(bench.requests(), 0);
}
