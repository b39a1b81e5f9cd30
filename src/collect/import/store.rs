//! Imported rows into collections.

use std::collections::BTreeMap;
use std::path::Path;

use super::VideoReport;
use crate::collect::CollectError;
use crate::collect::store::{Collection, Merged, Status, read_comments};
use crate::comment::Comment;
use crate::frame::value::is_author_hash;

/// What arrives for one video.
#[derive(Default)]
pub(super) struct Arrivals {
    files: Vec<String>,
    comments: Vec<Comment>,
}

/// Sorts rows by video.
pub(super) fn distribute(rows: &mut BTreeMap<String, Arrivals>, file: &str, comments: Vec<Comment>) {
    for comment in comments {
        let arrivals = rows.entry(comment.video_id.clone()).or_default();
        if arrivals.files.last().is_none_or(|last| last != file) {
            arrivals.files.push(file.to_owned());
        }
        arrivals.comments.push(comment);
    }
}

/// Merges arrivals with what a collection has; the arrivals are the last seen.
pub(super) fn merge(out: &Path, video_id: &str, arrivals: Arrivals) -> Result<VideoReport, CollectError> {
    let mut collection = Collection::open(out, video_id, true)?;
    let known = read_comments(collection.folder())?;
    let before = known.len() as u64;
    let mut merged = Merged::default();
    for comment in known {
        merged.add(comment);
    }
    for mut comment in arrivals.comments {
        comment.author = comment.author.map(|author| anonymous(author, &collection));
        merged.add(comment);
    }
    let is_new = collection.checkpoint.pages == 0 && collection.checkpoint.imported.is_empty();
    let checkpoint = &mut collection.checkpoint;
    if is_new {
        checkpoint.status = Status::Complete;
        checkpoint.stopped_because = Some("imported".to_owned());
    }
    checkpoint.duplicates += merged.duplicates;
    for file in arrivals.files {
        if !checkpoint.imported.contains(&file) {
            checkpoint.imported.push(file);
        }
    }
    collection.write_comments(merged.into_comments())?;
    collection.save()?;
    let comments = collection.checkpoint.comments;
    Ok(VideoReport {
        video_id: video_id.to_owned(),
        folder: collection.folder().to_owned(),
        comments,
        new: comments - before,
    })
}

/// An author as this collection's keyed hash; hashes of ours stay as they are.
fn anonymous(author: String, collection: &Collection) -> String {
    if is_author_hash(&author) { author } else { collection.pages.hash_author(&author) }
}
