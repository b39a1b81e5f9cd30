//! The comments to choose from, and the policy to choose by.

use std::sync::Arc;

use crate::cli::age::parse_age;
use crate::cli::args::{InputArgs, LexiconArgs, PinPolicyArgs};
use crate::cli::config::Config;
use crate::cli::exit::{ExitStatus, Failure, WithStatus};
use crate::cli::input;
use crate::frame::{CommentStore, ScoredComment, VideoRows};
use crate::pin::{PinOutcome, PinPolicy, choose_among};
use crate::score::Analyzer;

/// The scored comments of one video.
pub struct Comments {
    /// What scored them.
    pub analyzer: Arc<Analyzer>,
    store: Arc<CommentStore>,
    video: VideoRows,
}

/// Reads and scores the input, video by video in the order of their ids; says on stderr what could not be read.
///
/// # Errors
/// An input that can't be used, no comment in it, or none of the video asked for.
pub fn read(args: &InputArgs, lexicons: &LexiconArgs, video: Option<&str>) -> Result<Vec<Comments>, Failure> {
    let analyzer = Arc::new(Config::analyzer(lexicons)?);
    let gathered = input::comments(args, &analyzer, &std::env::temp_dir(), &mut |_| Ok(()))?;
    let mut videos = gathered.comments.videos();
    if let Some(id) = video {
        let found = videos.len();
        videos.retain(|video| video.video_id == id);
        if videos.is_empty() {
            let message = format!("the input holds no comment of video {id:?}, only of {found} other videos");
            return Err(Failure::new(ExitStatus::Nothing, anyhow::anyhow!(message)));
        }
    }
    let store = Arc::new(gathered.comments);
    let comments = |video| Comments { video, store: Arc::clone(&store), analyzer: Arc::clone(&analyzer) };
    Ok(videos.into_iter().map(comments).collect())
}

/// Like [`read`], where only one video will do.
///
/// # Errors
/// The same, and comments of several videos.
pub fn read_one(args: &InputArgs, lexicons: &LexiconArgs, video: Option<&str>) -> Result<Comments, Failure> {
    let videos = read(args, lexicons, video)?;
    let ids: Vec<_> = videos.iter().map(|comments| comments.video_id().to_owned()).collect();
    let mut videos = videos.into_iter();
    match (videos.next(), videos.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Failure::usage(format!(
            "the input holds comments of {} videos, and each has a top of its own; name one with --video, such as \
             --video {}",
            ids.len(),
            ids.iter().find(|id| !id.is_empty()).map_or("ID", String::as_str)
        ))),
    }
}

impl Comments {
    /// The video; empty where the input does not say.
    pub fn video_id(&self) -> &str {
        &self.video.video_id
    }

    /// Chooses by a policy.
    ///
    /// # Errors
    /// Comments that can't be read back from where they were put aside.
    pub fn choose(&self, policy: &PinPolicy) -> Result<PinOutcome, Failure> {
        let outcome = choose_among(&self.store.candidates(&self.video.rows), &self.analyzer, policy);
        self.store.check().status(ExitStatus::Failure)?;
        Ok(outcome)
    }

    /// The comment at a place, in the order of the input; `None` beyond the end.
    ///
    /// # Errors
    /// As [`choose`](Self::choose).
    pub fn get(&self, index: usize) -> Result<Option<ScoredComment>, Failure> {
        let row = self.video.rows.get(index).map(|row| *row as usize);
        let comment = row.and_then(|row| self.store.comments(&[row]).pop());
        self.store.check().status(ExitStatus::Failure)?;
        Ok(comment)
    }

    /// The first two comments with an id.
    ///
    /// # Errors
    /// As [`choose`](Self::choose).
    pub fn with_id(&self, id: &str) -> Result<Vec<ScoredComment>, Failure> {
        let all = self.video.rows.iter().flat_map(|row| self.store.comments(&[*row as usize]));
        let found = all.filter(|scored| scored.comment.comment_id == id).take(2).collect();
        self.store.check().status(ExitStatus::Failure)?;
        Ok(found)
    }
}

/// The default policy with the changes that flags ask for.
///
/// # Errors
/// Values out of range.
pub fn policy(args: &PinPolicyArgs) -> Result<PinPolicy, Failure> {
    let mut policy = PinPolicy { include_author: args.include_author, ..PinPolicy::default() };
    if let Some(likes) = args.min_likes {
        if likes < 0 {
            return Err(Failure::usage("--min-likes can't be negative"));
        }
        policy.min_likes = likes;
    }
    if let Some(confidence) = args.min_confidence {
        if !(0.0..=1.0).contains(&confidence) {
            return Err(Failure::usage("--min-confidence must be between 0 and 1"));
        }
        policy.min_confidence = confidence;
    }
    if let Some(age) = &args.max_age {
        let ms = parse_age(age).and_then(|age| i64::try_from(age.as_millis()).ok());
        policy.max_age_ms = Some(ms.ok_or_else(|| {
            Failure::usage(format!("--max-age {age:?} is no age; allowed are a number and m, h, d or w, such as 30d"))
        })?);
    }
    Ok(policy)
}
