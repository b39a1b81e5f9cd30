//! Several videos, list files, share links.

use super::harness::{Bench, TOKEN};

#[test]
fn a_list_file_may_have_remarks_and_bad_entries() {
    let bench = Bench::with_videos(3, 25, &[]);
    let videos = bench.sandbox.video_ids();
    let list = format!(
        "# mine\n\nhttps://www.douyin.com/video/{}  # first\n{}\nnot-a-video\n  \nhttps://example.com/video/{}\n",
        videos[0], videos[1], videos[2]
    );
    let path = bench.folder.path().join("videos.txt");
    std::fs::write(&path, list).expect("list");
    let run = bench.run(&["-f", path.to_str().expect("path"), &videos[0]]).ends_with(2);
    assert!(run.stderr.contains("\"not-a-video\"") && run.stderr.contains("example.com"), "{}", run.stderr);
    bench.assert_complete(&videos[0], false);
    bench.assert_complete(&videos[1], false);
    assert!(!bench.out().join(&videos[2]).exists());
    run.says("collected 50 comments (declared ");
}

#[test]
fn a_list_saved_by_an_old_editor_is_read_too() {
    let bench = Bench::new(20, &[]);
    let (text, ..) = encoding_rs::GB18030.encode("# 要看的视频\r\n");
    let path = bench.folder.path().join("videos.txt");
    std::fs::write(&path, [&text, format!("{}  # 第一个\r\n", bench.video()).as_bytes()].concat()).expect("list");
    bench.run(&["-f", "videos.txt"]).ends_with(0);
    bench.assert_complete(&bench.video(), false);
}

#[test]
fn nothing_but_bad_entries_is_wrong_use() {
    let bench = Bench::new(20, &[]);
    bench.run(&["not-a-video"]).ends_with(2).says("modal_id=ID");
    bench.run(&[]).ends_with(2).says("no video given");
    bench.run(&["-f", "missing.txt"]).ends_with(2).says("missing.txt");
    assert_eq!(bench.requests(), 0);
}

#[test]
fn a_share_link_is_resolved_once_and_remembered() {
    let bench = Bench::new(25, &["code-301@links@1"]);
    let videos = bench.http_videos();
    let link = videos[0]["share_url"].as_str().expect("a link").to_owned();
    let text = format!("7.43 复制打开抖音，看看 {link} 01/02");
    bench.run(&[&text]).ends_with(0);
    bench.assert_complete(&bench.video(), false);
    assert_eq!(bench.checkpoint()["calls"].as_u64(), Some(bench.requests()));
    let before = bench.requests();
    bench.run(&[&link]).ends_with(0);
    assert_eq!(bench.requests(), before + 1, "one call to look for news, none for the link");
    bench.assert_no_token();
    assert!(!TOKEN.is_empty());
}

#[test]
fn two_hundred_videos_go_in_one_run() {
    let bench = Bench::with_videos(200, 30, &[]);
    let videos: Vec<&str> = bench.sandbox.video_ids().iter().map(String::as_str).collect();
    let arguments: Vec<&str> = videos.iter().copied().chain(["--concurrency", "8"]).collect();
    bench.run(&arguments).ends_with(0).says("collected 6000 comments");
    for video in [videos[0], videos[99], videos[199]] {
        bench.assert_complete(video, false);
    }
    assert_eq!(bench.requests(), 400);
}
