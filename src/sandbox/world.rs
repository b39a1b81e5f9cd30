//! Everything one sandbox knows: its videos, what has changed since it started, its faults, its journal.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::SandboxOptions;
use super::corpus::{Corpus, Listed, Video};
use super::fault::FaultPlan;
use super::journal::Journal;
use super::openplatform::{alias_id, item_id};

/// The state of a sandbox, shared by all its requests.
pub(super) struct World {
    /// The videos.
    pub(super) corpus: Corpus,
    /// What goes wrong.
    pub(super) faults: FaultPlan,
    journal: Mutex<Journal>,
    states: Mutex<HashMap<String, VideoState>>,
    issued: Mutex<Vec<String>>,
}

/// What has changed under a video since the sandbox started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct VideoState {
    /// The pinned comment.
    pub(super) pinned: Option<String>,
    /// Comments that arrived since.
    pub(super) arrived: usize,
    /// Likes that the first comments of the list got since.
    pub(super) more_likes: u32,
}

/// Comments at the head of the list whose likes grow when news arrive.
const RISING: usize = 10;

impl VideoState {
    fn new(video: &Video) -> Self {
        let pinned = video.comments.iter().find(|comment| comment.pinned).map(|comment| comment.cid.clone());
        Self { pinned, ..Self::default() }
    }

    /// Whether a comment is on top now.
    pub(super) fn is_pinned(&self, cid: &str) -> bool {
        self.pinned.as_deref() == Some(cid)
    }

    /// The list as it is now: what arrived last comes first.
    pub(super) fn listing(&self, video: &Video) -> Vec<Listed> {
        let known = video.comments.len() - video.later;
        let news = (known..known + self.arrived).rev().map(|index| Listed { index, more_likes: 0 });
        let old = video.listing.iter().map(|listed| {
            let rising = if listed.index < RISING { self.more_likes } else { 0 };
            Listed { more_likes: listed.more_likes + rising, ..*listed }
        });
        news.chain(old).collect()
    }
}

impl World {
    pub(super) fn new(options: &SandboxOptions) -> Self {
        Self {
            corpus: Corpus::new(options.seed, options.videos as usize, options.comments as usize),
            faults: FaultPlan::new(&options.faults, options.seed),
            journal: Mutex::default(),
            states: Mutex::default(),
            issued: Mutex::default(),
        }
    }

    /// The requests so far.
    pub(super) fn journal(&self) -> MutexGuard<'_, Journal> {
        lock(&self.journal)
    }

    /// What has changed under a video.
    pub(super) fn state(&self, video: &Video) -> VideoState {
        let mut states = lock(&self.states);
        states.entry(video.aweme_id.clone()).or_insert_with(|| VideoState::new(video)).clone()
    }

    /// Changes what is known of a video.
    pub(super) fn change(&self, video: &Video, change: impl FnOnce(&mut VideoState)) {
        let mut states = lock(&self.states);
        change(states.entry(video.aweme_id.clone()).or_insert_with(|| VideoState::new(video)));
    }

    /// A new access token.
    pub(super) fn issue_token(&self) -> String {
        let mut issued = lock(&self.issued);
        let token = format!("act.sandbox-fresh-{}", issued.len() + 1);
        issued.push(token.clone());
        token
    }

    /// Whether an access token was issued here.
    pub(super) fn has_issued(&self, token: &str) -> bool {
        lock(&self.issued).iter().any(|issued| issued == token)
    }

    /// The video a comment id belongs to.
    pub(super) fn video_of_comment(&self, cid: &str) -> Option<String> {
        self.corpus.by_comment_id(cid).map(|(video, _)| video.aweme_id.clone())
    }

    /// The videos as JSON: ids, titles, numbers.
    pub(super) fn videos(&self) -> Value {
        let videos = (0..self.corpus.len()).filter_map(|index| self.corpus.video(index)).enumerate();
        let videos = videos.map(|(index, video)| {
            let listed = self.state(&video).listing(&video);
            json!({
                "aweme_id": video.aweme_id,
                "item_id": item_id(&video.aweme_id),
                "alias_id": alias_id(&video.aweme_id),
                "title": video.title,
                "event": video.event,
                "event_at": video.event_at,
                "url": format!("https://www.douyin.com/video/{}", video.aweme_id),
                "share_url": format!("https://v.douyin.com/sandbox{}/", index + 1),
                "comments": video.comments.len() - video.later + self.state(&video).arrived,
                "replies": video.comments.iter().map(|comment| comment.replies.len()).sum::<usize>(),
                "pages": listed.len().div_ceil(super::wire::PAGE_SIZE).max(1),
                "declared_total": video.declared_total,
                "pinned": self.state(&video).pinned,
            })
        });
        videos.collect()
    }

    /// What a complete collection of a video holds: each comment as last seen in the list.
    pub(super) fn truth(&self, aweme_id: &str) -> Option<Value> {
        let video = self.corpus.by_aweme_id(aweme_id)?;
        let last: HashMap<usize, u32> =
            self.state(&video).listing(&video).iter().map(|listed| (listed.index, listed.more_likes)).collect();
        let comments = video.comments.iter().enumerate().filter_map(|(index, comment)| {
            let replies: Vec<&str> = comment.replies.iter().map(|reply| reply.cid.as_str()).collect();
            Some(json!({
                "cid": comment.cid,
                "text": comment.text,
                "create_time": comment.created_at,
                "likes": comment.likes + last.get(&index)?,
                "replies": replies,
            }))
        });
        Some(comments.collect())
    }

    /// Lets time pass under a video: comments arrive, likes rise. `None` for an unknown video.
    pub(super) fn advance(&self, aweme_id: &str, comments: usize, likes: u32) -> Option<Value> {
        let video = self.corpus.by_aweme_id(aweme_id)?;
        self.change(&video, |state| {
            state.arrived = (state.arrived + comments).min(video.later);
            state.more_likes = state.more_likes.saturating_add(likes).min(1_000_000);
        });
        let state = self.state(&video);
        Some(json!({"arrived": state.arrived, "more_likes": state.more_likes}))
    }
}

/// A lock that another request's panic does not spoil: every change is a single step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
