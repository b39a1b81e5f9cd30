//! `comments.parquet` and `likes_history.parquet`, made from the stored pages.

use std::collections::HashMap;
use std::path::Path;

use super::{Collection, PageList};
use crate::collect::CollectError;
use crate::comment::Comment;
use crate::counted::counted;
use crate::frame::{CommentFrame, FrameError, LikesSeen, write_likes_history};

/// Names of the two tables.
const COMMENTS: &str = "comments.parquet";
const LIKES_HISTORY: &str = "likes_history.parquet";

/// Comments by id: each once, at the place where it was first seen, with the values last seen.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    comments: Vec<Comment>,
    places: HashMap<String, usize>,
    /// Of each comment: whether this merge has seen it, or it was known from before.
    seen: Vec<bool>,
    /// Sightings of comments already seen.
    pub duplicates: u64,
}

impl Merged {
    /// Takes what an earlier merge made; to see it again is no repetition.
    pub(super) fn know(&mut self, comment: Comment) {
        self.places.insert(comment.comment_id.clone(), self.comments.len());
        self.comments.push(comment);
        self.seen.push(false);
    }

    /// Takes a sighting. What it doesn't say stays as it was known.
    pub(crate) fn add(&mut self, comment: Comment) {
        if let Some(place) = self.places.get(&comment.comment_id) {
            self.duplicates += u64::from(std::mem::replace(&mut self.seen[*place], true));
            update(&mut self.comments[*place], comment);
        } else {
            self.places.insert(comment.comment_id.clone(), self.comments.len());
            self.comments.push(comment);
            self.seen.push(true);
        }
    }

    pub(crate) fn into_comments(self) -> Vec<Comment> {
        self.comments
    }
}

/// Lets the newer sighting win; a sighting older than the one known only fills gaps.
fn update(known: &mut Comment, seen: Comment) {
    let outdated = matches!((known.fetched_at_ms, seen.fetched_at_ms), (Some(known), Some(seen)) if seen < known);
    let (newer, older) = if outdated { (known.clone(), seen) } else { (seen, known.clone()) };
    *known = Comment {
        parent_id: newer.parent_id.or(older.parent_id),
        level: newer.level.max(older.level),
        text: if newer.text.is_empty() { older.text } else { newer.text },
        created_at: newer.created_at.or(older.created_at),
        likes: newer.likes.or(older.likes),
        replies: newer.replies.or(older.replies),
        region: newer.region.or(older.region),
        author: newer.author.or(older.author),
        is_author: newer.is_author.or(older.is_author),
        liked_by_author: newer.liked_by_author.or(older.liked_by_author),
        pinned: newer.pinned.or(older.pinned),
        has_media: newer.has_media.or(older.has_media),
        fetched_at_ms: newer.fetched_at_ms.or(older.fetched_at_ms),
        video_id: newer.video_id,
        comment_id: newer.comment_id,
    };
}

impl Collection {
    /// Makes both tables anew from the pages, and puts what they hold into the checkpoint.
    pub(crate) fn write_tables(&mut self) -> Result<(), CollectError> {
        let mut merged = Merged::default();
        let mut history = Vec::new();
        let mut left_out = LeftOut::default();
        if !self.checkpoint.imported.is_empty() {
            read_comments(&self.folder)?.into_iter().for_each(|comment| merged.know(comment));
        }
        for round in 1..=self.checkpoint.rounds {
            let mut lists = vec![PageList::Comments { round }];
            lists.extend(self.pages.reply_lists(round));
            let mut seen = RoundLikes::default();
            for list in &lists {
                self.merge_list(list, &mut merged, &mut seen, &mut left_out)?;
            }
            history.extend(seen.into_rows());
        }
        self.checkpoint.duplicates = merged.duplicates;
        if left_out.rows > 0 {
            self.checkpoint.warn(counted(left_out.rows as u64, "row without a readable identifier left out"));
        }
        if left_out.times > 0 {
            self.checkpoint.warn(counted(left_out.times, "time outside of 2000 to 2099 left out"));
        }
        let comments = merged.into_comments();
        self.write_comments(comments)?;
        let path = self.folder.join(LIKES_HISTORY);
        write_likes_history(&history, &path).map_err(|source| CollectError::table(path, source))
    }

    /// Writes the table of comments and its numbers.
    pub(crate) fn write_comments(&mut self, comments: Vec<Comment>) -> Result<(), CollectError> {
        let count =
            |wanted: &dyn Fn(&Comment) -> bool| comments.iter().filter(|comment| wanted(comment)).count() as u64;
        self.checkpoint.comments = comments.len() as u64;
        self.checkpoint.replies = count(&|comment| comment.level > 1);
        self.checkpoint.region_known = count(&|comment| comment.region.is_some());
        let path = self.folder.join(COMMENTS);
        let written = CommentFrame::from_comments(comments).write_parquet(&path);
        written.map_err(|source| CollectError::table(path, source))
    }

    /// Adds the pages of one list.
    fn merge_list(
        &mut self,
        list: &PageList,
        merged: &mut Merged,
        seen: &mut RoundLikes,
        left_out: &mut LeftOut,
    ) -> Result<(), CollectError> {
        for number in 1..=self.pages.last(list) {
            let kept = self.kept.take(list, number);
            let stored = if kept.is_some() { kept } else { self.pages.get(list, number)? };
            let Some(page) = stored else { continue };
            left_out.rows += page.unreadable;
            left_out.times += page.odd_times;
            for row in page.rows {
                seen.add(&row.comment);
                merged.add(row.comment);
                if self.checkpoint.with_replies {
                    row.previews.into_iter().for_each(|reply| merged.add(reply));
                }
            }
        }
        Ok(())
    }
}

/// The comments in a collection's table; none where there is no table yet.
pub(crate) fn read_comments(folder: &Path) -> Result<Vec<Comment>, CollectError> {
    let path = folder.join(COMMENTS);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let frame = CommentFrame::read_parquet(&path).map_err(|source: FrameError| CollectError::table(path, source))?;
    Ok(frame.comments())
}

/// What the pages hold and the table does not.
#[derive(Default)]
struct LeftOut {
    /// Rows without an identifier.
    rows: usize,
    /// Times that are none.
    times: u64,
}

/// The likes seen in one round, last seen wins.
#[derive(Default)]
struct RoundLikes {
    began_ms: Option<i64>,
    rows: Vec<(String, i64)>,
    places: HashMap<String, usize>,
}

impl RoundLikes {
    fn add(&mut self, comment: &Comment) {
        let Some(likes) = comment.likes else { return };
        self.began_ms = self.began_ms.or(comment.fetched_at_ms);
        if let Some(place) = self.places.get(&comment.comment_id) {
            self.rows[*place].1 = likes;
        } else {
            self.places.insert(comment.comment_id.clone(), self.rows.len());
            self.rows.push((comment.comment_id.clone(), likes));
        }
    }

    fn into_rows(self) -> impl Iterator<Item = LikesSeen> {
        let run_at_ms = self.began_ms.unwrap_or_default();
        self.rows.into_iter().map(move |(comment_id, likes)| LikesSeen { run_at_ms, comment_id, likes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(id: &str, likes: i64, region: Option<&str>, at: i64) -> Comment {
        Comment {
            comment_id: id.to_owned(),
            likes: Some(likes),
            region: region.map(str::to_owned),
            fetched_at_ms: Some(at),
            ..Comment::default()
        }
    }

    #[test]
    fn the_last_sighting_wins_and_gaps_stay_filled() {
        let mut merged = Merged::default();
        merged.add(seen("a", 1, Some("广东"), 10));
        merged.add(seen("b", 5, None, 10));
        merged.add(seen("a", 3, None, 20));
        merged.add(seen("a", 2, Some("北京"), 5));
        assert_eq!(merged.duplicates, 2);
        let comments = merged.into_comments();
        assert_eq!(comments.len(), 2);
        assert_eq!((comments[0].likes, comments[0].region.as_deref()), (Some(3), Some("广东")));
    }
}
