//! Acting at the platform: once, the right thing, and never blindly.

use serde_json::Value;

use super::harness::{Bench, text};

#[test]
fn a_dry_run_posts_nothing_and_shows_what_is_pinned() {
    let bench = Bench::new(&[]);
    let before = bench.pinned();
    bench.apply(&["--replace"]).ends_with(0).says("would pin").says("instead of").says("dry run");
    assert!(bench.posts().is_empty());
    assert_eq!(bench.pinned(), before);
    let audit = bench.audit();
    assert_eq!((audit.len(), &audit[0]["result"], &audit[0]["dry_run"]), (1, &"would-pin".into(), &true.into()));
}

#[test]
fn yes_posts_exactly_once_with_the_right_body() {
    let bench = Bench::new(&[]);
    bench.apply(&["--replace", "--yes"]).ends_with(0).says("pinned");
    let posts = bench.posts();
    assert_eq!(posts.len(), 1);
    let body = &posts[0]["body"];
    assert_eq!((&body["item_id"], &body["top"]), (&bench.item_id().into(), &true.into()));
    assert_eq!(posts[0]["path"], "/api/apps/v1/item/top_comment/");
    assert_eq!(bench.pinned(), Some(bench.other_comment()));
    let line = &bench.audit()[0];
    assert_eq!((&line["result"], &line["code"], &line["dry_run"]), (&"pinned".into(), &0.into(), &false.into()));
    assert_eq!(line["platform_comment_id"], body["comment_id"]);
    assert_eq!(line["comment_id"], bench.other_comment());
    for key in ["time", "policy", "log_id"] {
        assert!(line[key].is_string(), "{key} in {line}");
    }
    assert!(line["likes"].is_number() && line["score"].is_number());
}

#[test]
fn pinning_twice_posts_once() {
    let bench = Bench::new(&[]);
    bench.apply(&["--replace", "--yes"]).ends_with(0);
    bench.apply(&["--yes"]).ends_with(0).says("already pinned");
    assert_eq!(bench.posts().len(), 1);
}

#[test]
fn another_pinned_comment_stays_without_replace() {
    let bench = Bench::new(&[]);
    let before = bench.pinned();
    bench.apply(&["--yes"]).ends_with(2).says("another comment is pinned").says("--replace");
    assert!(bench.posts().is_empty());
    assert_eq!(bench.pinned(), before);
}

#[test]
fn a_cut_behind_a_successful_post_is_settled_by_looking() {
    for fault in ["pin-cut@post", "pin-truncate@post"] {
        let bench = Bench::new(&[fault]);
        bench.apply(&["--replace", "--yes"]).ends_with(0).says("the list shows the change");
        assert_eq!(bench.posts().len(), 1, "{fault}");
        assert_eq!(bench.pinned(), Some(bench.other_comment()));
        assert_eq!(bench.audit()[0]["result"], "pinned");
    }
}

#[test]
fn a_cut_before_the_post_took_effect_is_not_repeated_blindly() {
    let bench = Bench::new(&["pin-reset@post"]);
    let before = bench.pinned();
    bench.apply(&["--replace", "--yes"]).ends_with(3).says("not pinned now").says("pin status");
    assert_eq!(bench.posts().len(), 1);
    assert_eq!(bench.pinned(), before);
    assert_eq!(bench.audit()[0]["result"], "failed");
}

#[test]
fn a_busy_platform_is_asked_again_only_after_a_look() {
    let bench = Bench::new(&["pin-err-28001005@post*1"]);
    bench.apply(&["--replace", "--yes"]).ends_with(0);
    let asked: Vec<String> = bench.asked("/item/").iter().map(|request| text(&request["path"])).collect();
    let posts: Vec<usize> = (0..asked.len()).filter(|at| asked[*at].contains("top_comment")).collect();
    assert_eq!(posts.len(), 2);
    assert!(posts[1] > posts[0] + 1, "a look between the posts: {asked:?}");

    let bench = Bench::new(&["pin-err-28001005@post*all"]);
    bench.apply(&["--replace", "--yes"]).ends_with(3).says("28001005");
    assert_eq!(bench.posts().len(), 3);
}

#[test]
fn a_yes_without_effect_is_not_called_done() {
    let bench = Bench::new(&["pin-no-effect"]);
    bench.apply(&["--replace", "--yes"]).ends_with(3).says("does not show it");
    assert_eq!(bench.posts().len(), 1);
    assert_eq!(bench.audit()[0]["result"], "unconfirmed");
}

#[test]
fn every_shape_of_refusal_is_a_failure_whose_code_is_shown() {
    for shape in ["pin-err", "pin-extra", "pin-oauth", "pin-tips", "pin-outer"] {
        for code in ["2100005", "28001018"] {
            let bench = Bench::new(&[&format!("{shape}-{code}@post")]);
            let run = bench.apply(&["--replace", "--yes", "--json"]).ends_with(4);
            assert!(run.stderr.contains(code), "{shape}: {}", run.stderr);
            assert_eq!((run.json()["result"].clone(), run.json()["code"].to_string()), ("refused".into(), code.into()));
            assert_eq!(bench.posts().len(), 1);
            assert_eq!(bench.audit()[0]["code"].to_string(), code);
        }
    }
}

#[test]
fn only_the_authors_own_comments_may_be_pinned_says_the_platform() {
    let bench = Bench::new(&["pin-own-only"]);
    bench.apply(&["--replace", "--yes"]).ends_with(4).says("2100005").says("author").says("log id");
    assert_eq!(bench.posts().len(), 1);
}

#[test]
fn numbers_as_text_change_nothing() {
    let bench = Bench::new(&["pin-numbers-as-text"]);
    bench.apply(&["--replace", "--yes"]).ends_with(0);
    assert_eq!(bench.pinned(), Some(bench.other_comment()));
}

#[test]
fn two_equal_comments_are_refused() {
    let bench = Bench::new(&["pin-twins"]);
    bench.apply(&["--replace", "--yes"]).ends_with(6).says("2 comments");
    assert!(bench.posts().is_empty());
    assert_eq!(bench.audit()[0]["result"], "ambiguous");
}

#[test]
fn a_comment_that_is_not_there_is_not_guessed() {
    let bench = Bench::new(&[]);
    let target = bench.other_comment();
    let all = std::fs::read_to_string(bench.input()).expect("input");
    let moved: String = all
        .lines()
        .map(|line| if line.starts_with(&target) { shifted(line) } else { line.to_owned() })
        .map(|line| line + "\n")
        .collect();
    std::fs::write(bench.input(), moved).expect("input");
    bench.apply(&["--replace", "--yes"]).ends_with(6).says("1 of the same text");
    assert!(bench.posts().is_empty());
}

/// The row with its time a second later.
fn shifted(line: &str) -> String {
    let (rest, likes) = line.rsplit_once(',').expect("likes");
    let (rest, time) = rest.rsplit_once(',').expect("a time");
    format!("{rest},{},{likes}", time.parse::<i64>().expect("seconds") + 1)
}

#[test]
fn an_expired_token_is_refreshed_once_and_kept_for_its_owner_only() {
    let bench = Bench::new(&[]).with_access_token("act.expired");
    bench.apply(&["--replace", "--yes", "--token-file", "tokens.json"]).ends_with(0);
    let refreshes = bench.asked("refresh_token");
    assert_eq!(refreshes.len(), 1);
    assert_eq!(bench.posts().len(), 1);
    let path = bench.folder.path().join("tokens.json");
    let stored: Value = serde_json::from_slice(&std::fs::read(&path).expect("tokens")).expect("JSON");
    assert!(!text(&stored["access_token"]).contains("expired"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).expect("file").permissions().mode() & 0o777, 0o600);
    }
    // The next run starts with the new token.
    let run = bench.run(&["status", "--item-id", &bench.item_id(), "--token-file", "tokens.json"]).ends_with(0);
    assert_eq!(bench.asked("refresh_token").len(), 1);
    assert!(!run.stdout.contains(&text(&stored["access_token"])));
}

#[test]
fn a_new_token_is_never_shown() {
    let bench = Bench::new(&[]).with_access_token("act.expired");
    let run = bench.apply(&["--replace", "--yes", "-vv"]).ends_with(0).says("--token-file");
    assert!(!run.stderr.contains("act.") && !run.stdout.contains("act."), "{run:?}");
    let audit = bench.audit()[0].to_string();
    assert!(!audit.contains("act.") && !audit.contains("rft."), "{audit}");
}

#[test]
fn a_token_that_stays_expired_ends_the_run_after_few_calls() {
    let cases = [
        (Bench::new(&["pin-dead-refresh"]).with_access_token("act.expired"), "10010"),
        (Bench::new(&[]).with_access_token("act.expired").with_refresh_token(None), "28001008"),
        (Bench::new(&["pin-err-28001003@list*all"]), "28001003"),
    ];
    for (bench, code) in cases {
        bench.apply(&["--replace", "--yes"]).ends_with(4).says(code).says("authorise again");
        assert!(bench.posts().is_empty());
        assert!(bench.asked("/").len() <= 3 + 4, "few calls: {:?}", bench.asked("/").len());
        assert!(bench.asked("list_comment").len() <= 2 && bench.asked("refresh_token").len() <= 1);
        assert_eq!(bench.audit()[0]["result"], "refused");
    }
}

#[test]
fn a_platform_that_repeats_the_token_gives_nothing_away() {
    let bench = Bench::new(&["pin-echo-token@post"]);
    let run = bench.apply(&["--replace", "--yes"]);
    assert_ne!(run.code, 0);
    assert!(run.stderr.contains("***"), "{}", run.stderr);
}

#[test]
fn lists_are_asked_again_and_then_given_up() {
    for fault in ["pin-html-502@list*2", "pin-reset@list*2", "pin-err-2100004@list*2"] {
        Bench::new(&[fault]).apply(&["--replace", "--yes"]).ends_with(0);
    }
    for (fault, says) in [("pin-html@list*all", "no JSON"), ("pin-reset@list*all", "no clear answer")] {
        let bench = Bench::new(&[fault]);
        bench.apply(&["--replace", "--yes"]).ends_with(3).says(says);
        assert_eq!(bench.asked("list_comment").len(), 3);
        assert!(bench.posts().is_empty());
    }
}

#[test]
fn an_empty_page_is_not_the_end_of_the_list() {
    let bench = Bench::new(&["pin-empty-page@list*1"]);
    bench.apply(&["--replace"]).ends_with(6).says("none of the");
    assert!(bench.asked("list_comment").len() > 1, "the walk went on behind the empty page");
    let bench = Bench::new(&["pin-empty-page@list*all"]);
    bench.apply(&["--replace", "--yes"]).ends_with(6).says("none of the 0 comments");
    assert!(bench.posts().is_empty() && bench.asked("list_comment").len() <= 3);
}

#[test]
fn a_list_that_goes_in_circles_ends() {
    let bench = Bench::new(&["pin-cursor-loop@list*all"]);
    let run = bench.run(&["status", "--item-id", &bench.item_id(), "--json"]).ends_with(0);
    assert!(bench.asked("list_comment").len() <= 4, "{:?}", bench.asked("list_comment").len());
    assert_eq!(run.json()["complete"], run.json()["pinned"].is_object(), "{}", run.stdout);
    let bench = Bench::new(&["pin-cursor-loop@list*all", "pin-empty-page@list*all"]);
    let run = bench.run(&["status", "--item-id", &bench.item_id(), "--json"]).ends_with(0);
    assert_eq!(run.json()["complete"], false);
    run.says("could not be walked to its end");
}

#[test]
fn an_answer_without_a_list_is_not_an_empty_list() {
    let bench = Bench::new(&["pin-no-list@list*all"]);
    let item_id = bench.item_id();
    bench.run(&["status", "--item-id", &item_id]).ends_with(3).says("holds no list");
    bench.run(&["remove", "--item-id", &item_id, "--yes"]).ends_with(3);
    bench.apply(&["--replace", "--yes"]).ends_with(3);
    assert!(bench.posts().is_empty());
    assert_eq!(bench.audit().len(), 2);
}

#[test]
fn status_shows_and_remove_takes_down() {
    let bench = Bench::new(&[]);
    let item_id = bench.item_id();
    let status = bench.run(&["status", "--item-id", &item_id, "--json"]).ends_with(0).json();
    assert!(status["pinned"]["comment_id"].as_str().is_some_and(|id| id.starts_with('@')), "{status}");
    bench.run(&["remove", "--item-id", &item_id]).ends_with(0).says("would unpin");
    assert!(bench.posts().is_empty() && bench.pinned().is_some());
    bench.run(&["remove", "--item-id", &item_id, "--yes"]).ends_with(0).says("unpinned");
    let body = bench.posts()[0]["body"].clone();
    assert_eq!((&body["top"], &body["comment_id"]), (&false.into(), &status["pinned"]["comment_id"]));
    assert_eq!(bench.pinned(), None);
    bench.run(&["status", "--item-id", &item_id]).ends_with(0).says("nothing is pinned");
    bench.run(&["remove", "--item-id", &item_id, "--yes"]).ends_with(6).says("nothing is pinned");
    let results: Vec<_> = bench.audit().iter().map(|line| text(&line["result"])).collect();
    assert_eq!(results, ["would-unpin", "unpinned", "nothing-pinned"]);
}

#[test]
fn the_path_family_is_a_setting() {
    for (prefix, list, top) in [
        ("item_bc", "/api/apps/v1/item_bc/list_comment/", "/api/apps/v1/item_bc/top_comment/"),
        ("item/comment", "/item/comment/list/", "/item/comment/top/"),
    ] {
        let bench = Bench::new(&[]);
        bench.apply(&["--replace", "--yes", "--path-prefix", prefix]).ends_with(0);
        assert!(!bench.asked(list).is_empty());
        assert_eq!(bench.asked(top).len(), 1);
    }
    Bench::new(&[]).apply(&["--path-prefix", "items"]).ends_with(2).says("item_bc");
}

#[test]
fn a_video_id_is_converted_where_the_platform_allows_it() {
    let bench = Bench::new(&["pin-convert-numeric"]);
    let video = bench.sandbox.video_ids()[0].clone();
    bench.run(&["status", "--video-id", &video]).ends_with(0).says("pinned");
    let bench = Bench::new(&[]);
    bench.run(&["status", "--video-id", &video]).ends_with(6).says("1310").says("--item-id");
    let (input, comment) = (bench.input(), bench.other_comment());
    let input = input.to_str().expect("a path");
    bench.run(&["apply", input, "--video-id", &video, "--comment-id", &comment, "--yes"]).ends_with(6);
    assert_eq!((bench.posts().len(), &bench.audit()[0]["result"]), (0, &"failed".into()));
    bench.run(&["status"]).ends_with(2).says("--item-id");
}

#[test]
fn converting_a_video_id_fetches_and_refreshes_the_users_token() {
    const CONVERTS: &str = "pin-convert-numeric";
    for bench in
        [Bench::new(&[CONVERTS]).without_access_token(), Bench::new(&[CONVERTS]).with_access_token("act.expired")]
    {
        let video = bench.sandbox.video_ids()[0].clone();
        bench.run(&["status", "--video-id", &video]).ends_with(0).says("pinned");
        assert_eq!(bench.asked("refresh_token").len(), 1);
        let conversions = bench.asked("convert_video_id");
        assert_eq!(conversions.last().map(|asked| asked["code"].clone()), Some(0.into()), "{conversions:?}");
    }
}

#[test]
fn a_refused_token_of_the_app_is_named_and_not_refreshed() {
    let bench = Bench::new(&["pin-convert-numeric"]).with_client_token("act.expired");
    let video = bench.sandbox.video_ids()[0].clone();
    bench.run(&["status", "--video-id", &video]).ends_with(4).says("28001008").says("DOUYIN_CLIENT_TOKEN");
    assert_eq!((bench.asked("convert_video_id").len(), bench.asked("refresh_token").len()), (1, 0));
}

#[test]
fn a_busy_conversion_is_asked_again_and_then_given_up() {
    for (fault, code, times) in [("pin-err-28001005@convert*2", 0, 3), ("pin-reset@convert*all", 3, 3)] {
        let bench = Bench::new(&["pin-convert-numeric", fault]);
        let video = bench.sandbox.video_ids()[0].clone();
        bench.run(&["status", "--video-id", &video]).ends_with(code);
        assert_eq!(bench.asked("convert_video_id").len(), times, "{fault}");
    }
}

#[test]
fn an_item_id_of_another_video_is_refused() {
    let bench = Bench::new(&[]);
    bench.run(&["status", "--item-id", "@none+/=="]).ends_with(4).says("2100005");
}
