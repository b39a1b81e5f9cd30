//! The comments of one video in a store, for choosing the one to pin.

use std::borrow::Cow;
use std::cell::OnceCell;

use rayon::prelude::*;

use super::CommentStore;
use crate::comment::Comment;
use crate::copies::{Copies, Finder, Print};
use crate::frame::scored::ScoredComment;
use crate::pin::Candidates;
use crate::score::Sentiment;

/// Texts that are compared in one go.
const TOGETHER: usize = 8 * 1024;

/// The rows of one video, in the order of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VideoRows {
    /// The video; empty where the input does not say.
    pub video_id: String,
    /// Its rows, ascending.
    pub rows: Vec<u32>,
}

impl CommentStore {
    /// The rows of each video, by the ids of the videos.
    pub fn videos(&self) -> Vec<VideoRows> {
        let figures = &self.figures;
        let mut counts: Vec<usize> = Vec::new();
        for row in 0..figures.len() {
            let video = figures.video(row) as usize;
            counts.resize(counts.len().max(video + 1), 0);
            counts[video] += 1;
        }
        let mut videos: Vec<Vec<u32>> = counts.into_iter().map(Vec::with_capacity).collect();
        for (row, number) in (0..figures.len()).zip(0..=u32::MAX) {
            videos[figures.video(row) as usize].push(number);
        }
        let name = |video: u32| figures.video_id(video).to_owned();
        let videos = (0..).zip(videos).map(|(video, rows)| VideoRows { video_id: name(video), rows });
        let mut videos: Vec<VideoRows> = videos.filter(|video| !video.rows.is_empty()).collect();
        videos.sort_unstable_by(|a, b| a.video_id.cmp(&b.video_id));
        videos
    }

    /// Some rows to choose among; the number of a candidate is its place in `rows`. Where a comment can't be read back
    /// it is passed by, and [`check`](Self::check) says why. A row beyond the end is a candidate without likes, time
    /// and comment, which is never chosen.
    pub fn candidates<'s>(&'s self, rows: &'s [u32]) -> impl Candidates + 's {
        StoredCandidates { store: self, rows, copies: OnceCell::new() }
    }
}

/// Candidates of whom the figures are in memory.
struct StoredCandidates<'s> {
    store: &'s CommentStore,
    rows: &'s [u32],
    copies: OnceCell<Copies>,
}

impl StoredCandidates<'_> {
    /// The row of a candidate, unless the store has none of that number.
    fn row(&self, index: usize) -> Option<usize> {
        let row = *self.rows.get(index)? as usize;
        (row < self.store.len()).then_some(row)
    }

    fn find_copies(&self) -> Copies {
        let mut finder = Finder::default();
        for rows in self.rows.chunks(TOGETHER) {
            let texts: Vec<String> = rows.iter().map(|row| self.store.text(*row as usize)).collect();
            let prints: Vec<_> = texts.par_iter().map(|text| Print::of(text)).collect();
            for print in prints {
                finder.push(print);
            }
        }
        finder.finish(|index| self.row(index).map(|row| self.store.text(row)).unwrap_or_default())
    }
}

impl Candidates for StoredCandidates<'_> {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn likes(&self, index: usize) -> Option<i64> {
        self.store.figures.likes(self.row(index)?)
    }

    fn created_ms(&self, index: usize) -> Option<i64> {
        self.store.figures.time(self.row(index)?).map(|time| time.unix_ms)
    }

    fn get(&self, index: usize) -> Option<(Cow<'_, Comment>, Sentiment)> {
        let ScoredComment { comment, sentiment } = self.store.comments(&[self.row(index)?]).pop()?;
        Some((Cow::Owned(comment), sentiment))
    }

    fn copies(&self, index: usize) -> usize {
        self.copies.get_or_init(|| self.find_copies()).count(index)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::comment::CommentTime;
    use crate::frame::{CommentFrame, score_frame};
    use crate::pin::{Candidate, PinPolicy, choose, choose_among};
    use crate::score::Analyzer;

    fn store(comments: Vec<Comment>) -> CommentStore {
        let frame = CommentFrame::from_comments(comments);
        CommentStore::from_frame(&score_frame(&frame, Analyzer::bundled())).unwrap()
    }

    fn of_video(video: &str) -> Comment {
        Comment { video_id: video.to_owned(), level: 1, ..Comment::default() }
    }

    #[test]
    fn every_video_has_its_rows_and_they_are_in_the_order_of_the_ids() {
        let videos = store(["b", "a", "", "b"].map(of_video).to_vec()).videos();
        let rows: Vec<_> = videos.iter().map(|video| (video.video_id.as_str(), video.rows.as_slice())).collect();
        assert_eq!(rows, [("", &[2][..]), ("a", &[1]), ("b", &[0, 3])]);
        assert_eq!(store(Vec::new()).videos(), []);
    }

    #[test]
    fn a_row_beyond_the_end_is_never_chosen() {
        let praise = Comment { text: TEXTS[0].to_owned(), likes: Some(100), ..of_video("a") };
        let store = store(vec![praise]);
        let candidates = store.candidates(&[7, 0, u32::MAX]);
        assert_eq!((candidates.count(), candidates.likes(0), candidates.created_ms(2)), (3, None, None));
        assert!(candidates.get(0).is_none() && candidates.get(1).is_some());
        let policy = PinPolicy { copies_from: 0, ..PinPolicy::default() };
        assert_eq!(choose_among(&candidates, Analyzer::bundled(), &policy).examined, 1);
        assert!(store.check().is_ok());
    }

    const TEXTS: [&str; 6] =
        ["太好看了，支持！[赞]", "太好看了，超级喜欢，支持你！", "垃圾", "多少钱", "真漂亮，加油！", ""];

    /// Comments of which many are equal in likes, time or text.
    fn comment(number: usize, text: usize, likes: Option<i64>, time: Option<i64>, is_reply: bool) -> Comment {
        Comment {
            comment_id: (number * 7919 % 1000).to_string(),
            text: TEXTS[text].to_owned(),
            likes,
            created_at: time.map(CommentTime::exact),
            fetched_at_ms: number.is_multiple_of(3).then_some(1_766_799_045_000),
            parent_id: is_reply.then(|| "1".to_owned()),
            is_author: number.is_multiple_of(5).then_some(number.is_multiple_of(2)),
            has_media: number.is_multiple_of(7).then_some(true),
            ..of_video(["a", "b"][number % 2])
        }
    }

    proptest! {
        #[test]
        fn the_choice_is_that_among_comments_in_memory(
            rows in proptest::collection::vec(
                (0..TEXTS.len(), proptest::option::of(0..4_i64), proptest::option::of(0..2_i64), any::<bool>()), 0..200),
            max_age_ms in proptest::option::of(0..2_i64),
            max_examined in 1..60_usize,
            min_fitness in 0..2_u8,
        ) {
            let hour = |time: i64| 1_766_799_045_000 - time * 3_600_000;
            let comments: Vec<_> = (0..).zip(rows).map(|(number, (text, likes, time, is_reply))| {
                comment(number, text, likes, time.map(hour), is_reply)
            }).collect();
            let policy = PinPolicy {
                max_age_ms: max_age_ms.map(|hours| hours * 3_600_000),
                max_examined,
                min_fitness: f64::from(min_fitness),
                copies_from: 20,
                ..PinPolicy::default()
            };
            let (analyzer, store) = (Analyzer::bundled(), store(comments.clone()));
            for video in store.videos() {
                let here = comments.iter().filter(|comment| comment.video_id == video.video_id);
                let given: Vec<_> =
                    here.map(|comment| Candidate { comment, sentiment: analyzer.score(&comment.text) }).collect();
                let chosen = choose_among(&store.candidates(&video.rows), analyzer, &policy);
                prop_assert_eq!(chosen, choose(&given, analyzer, &policy));
            }
            prop_assert!(store.check().is_ok());
        }
    }
}
