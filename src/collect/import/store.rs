//! Imported rows into collections.

use std::path::Path;

use super::VideoReport;
use super::arrived::Arrived;
use crate::collect::CollectError;
use crate::collect::store::{Collection, Merged, Status, for_each_comment};
use crate::frame::value::is_author_hash;

/// Merges what arrived for a video with what its collection has; the arrivals are the last seen.
pub(super) fn merge(out: &Path, video_id: &str, arrived: &Arrived) -> Result<VideoReport, CollectError> {
    let mut collection = Collection::open(out, video_id, true)?;
    let mut merged = Merged::new(collection.folder());
    for_each_comment(collection.folder(), |comment| merged.add(comment))?;
    // A table that somebody else wrote may hold a comment twice.
    let before = merged.len() as u64;
    arrived.for_each(video_id, |mut comment| {
        comment.author = comment.author.map(|author| anonymous(author, &collection));
        merged.add(comment)
    })?;
    let is_new = collection.checkpoint.pages == 0 && collection.checkpoint.imported.is_empty();
    let checkpoint = &mut collection.checkpoint;
    if is_new {
        checkpoint.status = Status::Complete;
        checkpoint.stopped_because = Some("imported".to_owned());
    }
    checkpoint.duplicates += merged.duplicates;
    for file in arrived.files(video_id) {
        if !checkpoint.imported.iter().any(|known| known == file) {
            checkpoint.imported.push(file.to_owned());
        }
    }
    collection.write_comments(&merged)?;
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
