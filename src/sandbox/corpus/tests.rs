use std::collections::{BTreeMap, HashSet};

use super::*;
use crate::sandbox::dice::mix;

/// The listed comments of a video.
fn listed(video: &Video) -> &[Comment] {
    &video.comments[..video.comments.len() - video.later]
}

fn everything(seed: u64) -> Vec<Arc<Video>> {
    let corpus = Corpus::new(seed, THEMES.len(), 700);
    (0..corpus.len()).map(|index| corpus.video(index).expect("a video")).collect()
}

/// One number for all texts, times, likes and places.
fn fingerprint(videos: &[Arc<Video>]) -> u64 {
    let mut hash = 0;
    for comment in videos.iter().flat_map(|video| &video.comments) {
        let text = format!(
            "{}|{}|{}|{}|{:?}|{}",
            comment.cid, comment.text, comment.likes, comment.created_at, comment.region, comment.person.nickname
        );
        hash = text.bytes().fold(hash, |hash, byte| mix(hash ^ u64::from(byte)));
    }
    hash
}

#[test]
fn the_same_seed_gives_the_same_comments() {
    assert_eq!(fingerprint(&everything(1)), fingerprint(&everything(1)));
    assert_ne!(fingerprint(&everything(1)), fingerprint(&everything(2)));
}

#[test]
fn proportions_are_those_of_the_platform() {
    let videos = everything(1);
    let comments: Vec<&Comment> = videos.iter().flat_map(|video| listed(video)).collect();
    let share = |test: &dyn Fn(&Comment) -> bool| {
        comments.iter().filter(|comment| test(comment)).count() as f64 / comments.len() as f64
    };
    let within = |name: &str, share: f64, low: f64, high: f64| {
        assert!((low..high).contains(&share), "{name}: {share:.3} is outside {low}..{high}");
    };
    within("empty texts", share(&|comment| comment.text.is_empty()), 0.02, 0.045);
    within("stickers", share(&|comment| comment.text.contains('[')), 0.36, 0.50);
    within("mentions", share(&|comment| comment.text.starts_with('@')), 0.02, 0.06);
    within("no likes", share(&|comment| comment.likes == 0), 0.70, 0.78);
    within("no region", share(&|comment| comment.region.is_none()), 0.03, 0.08);
    within("with replies", share(&|comment| !comment.replies.is_empty()), 0.08, 0.17);
    for video in &videos {
        let likes: u32 = listed(video).iter().map(|comment| comment.likes).sum();
        let top = listed(video).iter().map(|comment| comment.likes).max().unwrap_or(0);
        within("the top comment's share", f64::from(top) / f64::from(likes), 0.2, 0.6);
    }
    let mut lengths: Vec<usize> = comments.iter().map(|comment| comment.text.chars().count()).collect();
    lengths.sort_unstable();
    within("median length", lengths[lengths.len() / 2] as f64, 9.0, 18.0);
}

#[test]
fn texts_vary_and_no_slot_stays_open() {
    for video in everything(1) {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for comment in listed(&video) {
            *counts.entry(comment.text.as_str()).or_default() += 1;
        }
        let distinct = counts.len() as f64 / listed(&video).len() as f64;
        assert!(distinct > 0.72, "{}: only {distinct:.2} of the texts are distinct", video.title);
    }
    for theme in THEMES {
        let grammar = Grammar::parse(theme);
        for line in theme.lines().filter(|line| !line.starts_with('#')) {
            let (kind, text) = line.split_once('\t').expect("kind<TAB>text");
            assert!(!kind.is_empty() && !text.is_empty(), "{line}");
            let slots = text.split('{').skip(1).map(|tail| tail.split('}').next().unwrap_or_default());
            for slot in slots {
                assert!(!grammar.lines(slot).is_empty(), "no words for {{{slot}}} in {line}");
            }
        }
        for kind in
            ["title", "happened", "home", "hit", "pinned", "star", "praise", "complaint", "event", "defence", "sarcasm"]
        {
            assert!(!grammar.lines(kind).is_empty(), "{kind} is missing in {:?}", theme.lines().next());
        }
    }
}

#[test]
fn the_mood_turns_on_the_third_evening() {
    for video in everything(1) {
        let evening = |hours: i64| {
            let from = video.event_at + hours * 3600;
            listed(&video).iter().filter(|comment| (from..from + 4 * 3600).contains(&comment.created_at)).count()
        };
        assert!(evening(0) > 2 * evening(-24).max(1), "{}: {} against {}", video.title, evening(0), evening(-24));
    }
}

#[test]
fn ids_are_unique_grow_with_time_and_lead_back() {
    let corpus = Corpus::new(1, 2, 300);
    let mut seen = HashSet::new();
    for id in corpus.aweme_ids() {
        let video = corpus.by_aweme_id(&id).expect("its video");
        for comment in video.comments.iter().flat_map(|comment| std::iter::once(comment).chain(&comment.replies)) {
            assert_eq!(comment.cid.len(), 19);
            assert!(seen.insert(comment.cid.clone()));
            assert_eq!(comment.cid.parse::<i64>().expect("a number") >> 32, comment.created_at);
        }
        let cid = &video.comments[7].cid;
        assert!(corpus.by_comment_id(cid).is_some_and(|(found, index)| found.aweme_id == id && index == 7));
    }
    assert!(corpus.by_aweme_id("7588740680004963594").is_none());
    assert!(corpus.by_aweme_id("nonsense").is_none());
}

#[test]
fn the_list_repeats_a_little_and_never_holds_back() {
    let video = Corpus::new(1, 1, 700).video(0).expect("a video");
    let distinct: HashSet<usize> = video.listing.iter().map(|listed| listed.index).collect();
    assert_eq!(distinct.len(), 700);
    let repeats = video.listing.len() - distinct.len();
    assert!((10..60).contains(&repeats), "{repeats}");
    assert!(video.declared_total > 700);
    let mut known = HashSet::new();
    assert!(video.listing.chunks(20).all(|page| page.iter().filter(|listed| known.insert(listed.index)).count() > 0));
    assert!(video.comments[0].pinned && video.comments[0].by_author);
}

#[test]
fn a_video_without_comments_is_a_video() {
    let video = Corpus::new(1, 1, 0).video(0).expect("a video");
    assert!(video.listing.is_empty());
    assert_eq!(Corpus::new(1, 1, 1).video(0).map(|video| video.listing.len()), Some(1));
}
