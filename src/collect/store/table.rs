//! `comments.parquet` and `likes_history.parquet`, made from the stored pages.

use std::cell::Cell;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use super::{Collection, PageList};
use crate::collect::CollectError;
use crate::comment::{Comment, TimePrecision};
use crate::counted::counted;
use crate::frame::store::{Index, Pile, hash_of, read_pile};
use crate::frame::{FrameError, LikesSeen, write_likes_history};

/// Names of the two tables.
const COMMENTS: &str = "comments.parquet";
const LIKES_HISTORY: &str = "likes_history.parquet";

/// Comments by id: each once, at the place where it was first seen, with the values last seen. In memory are some 20
/// bytes of each.
pub(crate) struct Merged {
    /// Where comments lie that are too many for the memory.
    folder: PathBuf,
    pile: Pile,
    /// Places by the hash of the id.
    index: Index,
    /// Of each comment: the hash of its id.
    ids: Vec<u64>,
    /// Of each comment: whether this merge has seen it, or it was known from before.
    seen: Vec<bool>,
    /// Sightings of comments already seen.
    pub duplicates: u64,
}

impl Merged {
    /// No comment yet.
    pub(crate) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            pile: Pile::new(folder),
            index: Index::default(),
            ids: Vec::new(),
            seen: Vec::new(),
            duplicates: 0,
        }
    }

    /// Takes what an earlier merge made; to see it again is no repetition.
    pub(super) fn know(&mut self, comment: Comment) -> Result<(), CollectError> {
        let known = self.find_or_insert(&comment.comment_id).and_then(|_| self.push(comment, false));
        known.map_err(|error| self.aside(error))
    }

    /// Takes a sighting. What it doesn't say stays as it was known.
    pub(crate) fn add(&mut self, comment: Comment) -> Result<(), CollectError> {
        self.try_add(comment).map_err(|error| self.aside(error))
    }

    /// Number of comments.
    pub(crate) fn len(&self) -> usize {
        self.pile.len()
    }

    fn try_add(&mut self, comment: Comment) -> io::Result<()> {
        let Some(place) = self.find_or_insert(&comment.comment_id)? else { return self.push(comment, true) };
        self.duplicates += u64::from(std::mem::replace(&mut self.seen[place], true));
        let known = self.pile.get(place)?;
        self.pile.replace(place, updated(known, comment))
    }

    fn push(&mut self, comment: Comment, seen: bool) -> io::Result<()> {
        self.ids.push(hash_of(&comment.comment_id));
        self.seen.push(seen);
        self.pile.push(comment)
    }

    /// The place of the comment with an id; where there is none, it has the next one from now on.
    fn find_or_insert(&mut self, id: &str) -> io::Result<Option<usize>> {
        let (hash, ids, pile) = (hash_of(id), &self.ids, &self.pile);
        let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let failure = Cell::new(None);
        let is_it = |place: u32| {
            let is_like_it = || pile.get(place as usize).map(|comment| comment.comment_id == id);
            ids[place as usize] == hash
                && is_like_it().unwrap_or_else(|error| {
                    failure.set(Some(error));
                    true
                })
        };
        let found = self.index.find_or_insert(hash, next, is_it, |place| ids[place as usize]);
        failure.take().map_or(Ok(found.map(|place| place as usize)), Err)
    }

    fn aside(&self, error: io::Error) -> CollectError {
        CollectError::storage("keep comments in a temporary file in", &self.folder)(error)
    }
}

/// Lets the newer sighting win; a sighting older than the one known only fills gaps.
fn updated(known: Comment, seen: Comment) -> Comment {
    let outdated = matches!((known.fetched_at_ms, seen.fetched_at_ms), (Some(known), Some(seen)) if seen < known);
    let (newer, older) = if outdated { (known, seen) } else { (seen, known) };
    Comment {
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
    }
}

impl Collection {
    /// Makes both tables anew from the pages, and puts what they hold into the checkpoint.
    pub(crate) fn write_tables(&mut self) -> Result<(), CollectError> {
        let mut merged = Merged::new(&self.folder);
        let mut history = Vec::new();
        let mut left_out = LeftOut::default();
        if !self.checkpoint.imported.is_empty() {
            for_each_comment(&self.folder, |comment| merged.know(comment))?;
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
        self.write_comments(&merged)?;
        let path = self.folder.join(LIKES_HISTORY);
        write_likes_history(&history, &path).map_err(|source| CollectError::table(path, source))
    }

    /// Writes the table of comments and its numbers.
    pub(crate) fn write_comments(&mut self, merged: &Merged) -> Result<(), CollectError> {
        let (mut replies, mut region_known, mut is_vague) = (0, 0, false);
        let count = |comment: Comment| {
            replies += u64::from(comment.level > 1);
            region_known += u64::from(comment.region.is_some());
            is_vague |= comment.created_at.is_some_and(|time| time.precision != TimePrecision::Exact);
            Ok(())
        };
        merged.pile.for_each(count).map_err(|error| merged.aside(error))?;
        self.checkpoint.comments = merged.len() as u64;
        self.checkpoint.replies = replies;
        self.checkpoint.region_known = region_known;
        let path = self.folder.join(COMMENTS);
        let written = merged.pile.write_parquet(&path, is_vague);
        written.map_err(|error| match error {
            FrameError::Aside(error) => merged.aside(error),
            source => CollectError::table(path, source),
        })
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
                merged.add(row.comment)?;
                if self.checkpoint.with_replies {
                    row.previews.into_iter().try_for_each(|reply| merged.add(reply))?;
                }
            }
        }
        Ok(())
    }
}

/// Hands on the comments in a collection's table; none where there is no table yet.
pub(crate) fn for_each_comment(
    folder: &Path,
    mut take: impl FnMut(Comment) -> Result<(), CollectError>,
) -> Result<(), CollectError> {
    let path = folder.join(COMMENTS);
    if !path.exists() {
        return Ok(());
    }
    let mut refused = Ok(());
    let read = read_pile(&path, |comment| {
        refused = take(comment);
        refused.is_ok()
    });
    read.map_err(|source| CollectError::table(path, source)).and(refused)
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
        let mut merged = Merged::new(&std::env::temp_dir());
        merged.add(seen("a", 1, Some("广东"), 10)).unwrap();
        merged.add(seen("b", 5, None, 10)).unwrap();
        merged.add(seen("a", 3, None, 20)).unwrap();
        merged.add(seen("a", 2, Some("北京"), 5)).unwrap();
        assert_eq!(merged.duplicates, 2);
        let comments = [0, 1].map(|place| merged.pile.get(place).unwrap());
        assert_eq!(merged.len(), 2);
        assert_eq!((comments[0].likes, comments[0].region.as_deref()), (Some(3), Some("广东")));
    }
}
