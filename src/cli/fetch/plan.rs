//! What a run is about to cost, as far as that is known.

use crate::cli::args::FetchArgs;
use crate::cli::output::{counted, say};
use crate::collect::{Resolved, Status, checkpoint_of};

/// Prints what will be done with each kind of video, and the calls that takes.
pub(super) fn print(args: &FetchArgs, videos: &[Resolved]) {
    if videos.is_empty() {
        return;
    }
    let (mut new, mut resumed, mut refreshed, mut calls) = (0_u64, 0_u64, 0_u64, 0_u64);
    for video in videos {
        match checkpoint_of(&args.out, &video.video_id).ok().flatten().filter(|checkpoint| checkpoint.pages > 0) {
            None => new += 1,
            Some(checkpoint) if checkpoint.status == Status::Complete => {
                refreshed += 1;
                calls += 1;
            }
            Some(checkpoint) => {
                resumed += 1;
                let size = (checkpoint.comments / checkpoint.pages).max(1);
                let declared = checkpoint.declared_total.unwrap_or_default().unsigned_abs();
                calls += declared.saturating_sub(checkpoint.comments).div_ceil(size).max(1);
            }
        }
    }
    let mut parts = Vec::new();
    for (count, what) in [(new, "new"), (resumed, "to resume"), (refreshed, "to refresh")] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    let videos = counted(videos.len() as u64, "video");
    let expected = match (new, calls) {
        (0, calls) => format!("about {} expected", counted(calls, "call")),
        (_, 0) => "calls expected are known after the first page of each".to_owned(),
        (_, calls) => format!("about {} expected besides the new ones", counted(calls, "call")),
    };
    let limit = args.max_calls.map_or_else(
        || format!("at most {} a video", counted(args.max_pages.into(), "page")),
        |limit| format!("at most {}", counted(limit, "call")),
    );
    say(&format!("plan: {videos} ({}), {expected}, {limit}", parts.join(", ")));
}
