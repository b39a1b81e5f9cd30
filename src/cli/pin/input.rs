//! The comments to choose from, and the policy to choose by.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cli::age::parse_age;
use crate::cli::args::{InputArgs, LexiconArgs, PinPolicyArgs};
use crate::cli::config::Config;
use crate::cli::exit::{ExitStatus, Failure};
use crate::cli::input;
use crate::frame::{ScoredComment, score_frame};
use crate::pin::{Candidate, PinOutcome, PinPolicy, choose};
use crate::score::Analyzer;

/// The scored comments of one video.
pub struct Comments {
    /// The video; empty where the input does not say.
    pub video_id: String,
    /// The comments in the order of the input.
    pub scored: Vec<ScoredComment>,
    /// What scored them.
    pub analyzer: Arc<Analyzer>,
}

/// Reads and scores the input, video by video in the order of their ids; says on stderr what could not be read.
///
/// # Errors
/// An input that can't be used, no comment in it, or none of the video asked for.
pub fn read(args: &InputArgs, lexicons: &LexiconArgs, video: Option<&str>) -> Result<Vec<Comments>, Failure> {
    let analyzer = Arc::new(Config::analyzer(lexicons)?);
    let read = input::read(args)?;
    let mut videos: BTreeMap<String, Vec<ScoredComment>> = BTreeMap::new();
    for scored in score_frame(&read.comments, &analyzer).scored_comments() {
        videos.entry(scored.comment.video_id.clone()).or_default().push(scored);
    }
    if let Some(id) = video {
        let found = videos.len();
        videos.retain(|video_id, _| video_id == id);
        if videos.is_empty() {
            let message = format!("the input holds no comment of video {id:?}, only of {found} other videos");
            return Err(Failure::new(ExitStatus::Nothing, anyhow::anyhow!(message)));
        }
    }
    let comments = |(video_id, scored)| Comments { video_id, scored, analyzer: Arc::clone(&analyzer) };
    Ok(videos.into_iter().map(comments).collect())
}

/// Like [`read`], where only one video will do.
///
/// # Errors
/// The same, and comments of several videos.
pub fn read_one(args: &InputArgs, lexicons: &LexiconArgs, video: Option<&str>) -> Result<Comments, Failure> {
    let videos = read(args, lexicons, video)?;
    let ids: Vec<_> = videos.iter().map(|comments| comments.video_id.clone()).collect();
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
    /// Chooses by a policy.
    pub fn choose(&self, policy: &PinPolicy) -> PinOutcome {
        let pairs = self.scored.iter();
        let candidates: Vec<_> =
            pairs.map(|scored| Candidate { comment: &scored.comment, sentiment: scored.sentiment }).collect();
        choose(&candidates, &self.analyzer, policy)
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
