//! Running fetch again on what is complete, and adding replies later.

use super::harness::Bench;
use shenping::frame::read_likes_history;

#[test]
fn a_refresh_brings_news_likes_and_history_and_stops_early() {
    let bench = Bench::new(200, &[]);
    bench.fetch(&[]).ends_with(0);
    let first_round = bench.requests();
    let before = bench.comments();
    bench.advance(30, 2000);
    bench.fetch(&[]).ends_with(0);
    // Two pages with news and the first without.
    assert!((first_round + 2..=first_round + 4).contains(&bench.requests()), "{}", bench.requests());
    let after = bench.comments();
    assert_eq!(after.len(), 230);
    assert_eq!(bench.checkpoint()["status"], "complete");
    let history = read_likes_history(&bench.path("likes_history.parquet")).expect("history");
    let runs: std::collections::BTreeSet<i64> = history.iter().map(|row| row.run_at_ms).collect();
    assert_eq!(runs.len(), 2);
    assert_eq!(history.iter().filter(|row| row.run_at_ms == *runs.first().expect("a run")).count(), before.len());
    // What was seen again has the likes last seen, in the table and in the history.
    let (truth, _) = bench.truth(&bench.video());
    let seen_again = history.iter().filter(|row| row.run_at_ms == *runs.last().expect("a run"));
    for row in seen_again {
        assert!(truth.iter().any(|(id, _, likes)| *id == row.comment_id && *likes == row.likes));
        let known = after.iter().find(|comment| comment.comment_id == row.comment_id).expect("in the table");
        assert_eq!(known.likes, Some(row.likes));
    }
}

#[test]
fn a_refresh_that_stops_goes_on_where_it_was() {
    let bench = Bench::new(60, &["code-303@6"]);
    bench.fetch(&[]).ends_with(0);
    bench.advance(50, 0);
    bench.fetch(&[]).ends_with(3);
    assert_eq!((bench.requests(), bench.checkpoint()["status"].as_str()), (6, Some("partial")));
    bench.fetch(&[]).ends_with(0);
    bench.assert_complete(&bench.video(), false);
    assert_eq!(bench.checkpoint()["calls"].as_u64(), Some(bench.requests()));
}

#[test]
fn replies_can_be_added_to_a_complete_collection() {
    let bench = Bench::new(60, &[]);
    bench.fetch(&[]).ends_with(0);
    bench.assert_complete(&bench.video(), false);
    let before = bench.requests();
    bench.fetch(&["--replies"]).ends_with(0);
    bench.assert_complete(&bench.video(), true);
    assert_eq!(bench.asked_again(), 0);
    assert!(bench.requests() > before);
    for reply in bench.comments().iter().filter(|comment| comment.level == 2) {
        assert_eq!(reply.video_id, bench.video());
        assert!(reply.parent_id.is_some());
    }
}

#[test]
fn starting_over_keeps_the_old_run() {
    let bench = Bench::new(40, &[]);
    bench.fetch(&[]).ends_with(0);
    bench.fetch(&["--fresh"]).ends_with(0).says("the old run");
    assert_eq!(bench.checkpoint()["calls"].as_u64(), Some(bench.requests() / 2));
    let kept: Vec<_> = std::fs::read_dir(bench.out().join(".old")).expect("shelf").collect();
    assert_eq!(kept.len(), 1);
}

#[test]
fn without_raw_pages_nothing_about_people_is_stored_and_resuming_works() {
    let bench = Bench::new(100, &["code-303@3"]);
    bench.fetch(&["--no-raw", "--replies"]).ends_with(3);
    bench.fetch(&["--no-raw", "--replies"]).ends_with(0);
    bench.assert_complete(&bench.video(), true);
    assert_eq!(bench.paid_again(), 0);
    assert!(!bench.path("pages").exists());
    let mut folders = vec![bench.path("rows")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = zstd::stream::decode_all(&std::fs::read(&path).expect("file")[..]).expect("zstd");
            let text = String::from_utf8(text).expect("text");
            for personal in ["nickname", "\"uid\"", "sec_uid", "avatar", "\"user\""] {
                assert!(!text.contains(personal), "{personal} in {}", path.display());
            }
        }
    }
    assert!(bench.comments().iter().all(|comment| comment.author.as_ref().is_some_and(|author| author.len() == 16)));
}

#[test]
fn what_was_imported_stays_and_counts_no_comment_twice() {
    let bench = Bench::new(60, &[]);
    bench.fetch(&[]).ends_with(0);
    let (known, before) = (bench.comments()[5].comment_id.clone(), bench.checkpoint()["duplicates"].as_u64());
    let text = format!("comment_id,video_id,text\n{known},{video},旧\nx9,{video},只有这里有\n", video = bench.video());
    std::fs::write(bench.folder.path().join("i.csv"), text).expect("file");
    let mut import = std::process::Command::new(env!("CARGO_BIN_EXE_shenping"));
    let import = import.args(["import", "i.csv"]).current_dir(bench.folder.path()).output().expect("run");
    assert!(import.status.success());
    for more in 1..=2 {
        bench.fetch(&[]).ends_with(0);
        assert_eq!(bench.comments().len(), 61);
        // A look for news shows one page of twenty again.
        assert_eq!(bench.checkpoint()["duplicates"].as_u64(), before.map(|before| before + 20 * more));
    }
    assert!(bench.comments().iter().any(|comment| comment.text == "只有这里有"));
}

#[test]
fn raw_pages_from_before_are_pointed_out() {
    let bench = Bench::new(20, &[]);
    bench.fetch(&[]).ends_with(0);
    bench.fetch(&["--no-raw"]).ends_with(0).says("raw pages of earlier runs");
}
