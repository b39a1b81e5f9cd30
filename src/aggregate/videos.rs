//! The tables of each video on its own, within a bound: hundreds of videos by hundreds of hours are millions of rows.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{AggregateError, AggregateOptions, LikesRow, PolarityRow, RegionRow, Tables, TimeTable};
use crate::frame::Figures;

/// Rows that the tables of all videos together may have.
pub const MAX_VIDEO_ROWS: usize = 10_000;

/// The tables of one video.
#[derive(Clone, Debug, PartialEq)]
pub struct VideoTables {
    /// The video's id; empty where the input has none.
    pub video_id: String,
    /// By time, in a bucket that suits this video unless one was asked for.
    pub by_time: Option<TimeTable>,
    /// By likes, all rows present.
    pub by_likes: Vec<LikesRow>,
    /// By region, most comments first, unknown last.
    pub by_region: Vec<RegionRow>,
    /// By polarity, all four rows present.
    pub by_polarity: Vec<PolarityRow>,
}

impl VideoTables {
    fn rows(&self) -> usize {
        let by_time = self.by_time.as_ref().map_or(0, |table| table.rows.len());
        by_time + self.by_likes.len() + self.by_region.len() + self.by_polarity.len()
    }
}

/// Makes the tables of each video: the most-commented first, as long as all of them have at most
/// [`MAX_VIDEO_ROWS`] rows; a video with too many is left out. In the order of the ids.
///
/// # Errors
/// None but those of [`Tables::by_time`] for lengths of buckets that no table has.
pub fn by_video_in_full(figures: &Figures, options: &AggregateOptions) -> Result<Vec<VideoTables>, AggregateError> {
    let mut rows: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for row in 0..figures.len() {
        let number = u32::try_from(row).unwrap_or(u32::MAX);
        rows.entry(figures.video_id(figures.video(row))).or_default().push(number);
    }
    let mut videos: Vec<(&str, Vec<u32>)> = rows.into_iter().collect();
    videos.sort_by_key(|(_, rows)| Reverse(rows.len()));
    let mut room = MAX_VIDEO_ROWS;
    let mut made = Vec::new();
    for (video_id, rows) in videos {
        // The polarities and the rows of likes are always there.
        if room < 10 {
            break;
        }
        let Some(tables) = tables(video_id, Tables::over(figures, &rows), options)? else { continue };
        if let Some(left) = room.checked_sub(tables.rows()) {
            room = left;
            made.push(tables);
        }
    }
    made.sort_by(|a, b| a.video_id.cmp(&b.video_id));
    Ok(made)
}

/// The tables of a video; `None` where it has more buckets than any table may.
fn tables(
    video_id: &str,
    tables: Tables<'_>,
    options: &AggregateOptions,
) -> Result<Option<VideoTables>, AggregateError> {
    let by_time = match tables.by_time(options) {
        Err(AggregateError::TooManyBuckets { .. }) => return Ok(None),
        by_time => by_time?,
    };
    Ok(Some(VideoTables {
        video_id: video_id.to_owned(),
        by_time,
        by_likes: tables.by_likes(),
        by_region: tables.by_region(),
        by_polarity: tables.by_polarity(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::Bucket;
    use crate::comment::{Comment, CommentTime};
    use crate::frame::{CommentFrame, ScoredFrame};
    use crate::score::Sentiment;

    const HOUR: i64 = 3_600_000;

    fn figures(comments: &[(&str, i64)]) -> Figures {
        let comment = |(video_id, hour): &(&str, i64)| Comment {
            video_id: (*video_id).to_owned(),
            created_at: Some(CommentTime::exact(hour * HOUR)),
            level: 1,
            ..Comment::default()
        };
        let comments = CommentFrame::from_comments(comments.iter().map(comment).collect());
        ScoredFrame::new(comments, &[Sentiment::NONE]).figures()
    }

    #[test]
    fn each_video_has_the_tables_it_would_have_alone() {
        let both = figures(&[("b", 1000), ("a", 2000), ("b", 1005), ("a", 9000)]);
        let options = AggregateOptions::default();
        let videos = by_video_in_full(&both, &options).unwrap();
        assert_eq!(videos.iter().map(|video| video.video_id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let alone = figures(&[("b", 1000), ("b", 1005)]);
        assert_eq!(videos[1].by_time, Tables::new(&alone).by_time(&options).unwrap());
        assert_eq!(videos[1].by_time.as_ref().map(|table| table.bucket), Some(Bucket::QuarterHour));
        assert_eq!(videos[1].by_region, Tables::new(&alone).by_region());
    }

    #[test]
    fn videos_beyond_the_bound_are_left_out() {
        let years = [("long", 0), ("long", 24 * 365 * 4), ("long", 7), ("short", 0), ("short", 1)];
        let options = AggregateOptions { bucket: Some(Bucket::Hour), ..AggregateOptions::default() };
        let videos = by_video_in_full(&figures(&years), &options).unwrap();
        assert_eq!(videos.iter().map(|video| video.video_id.as_str()).collect::<Vec<_>>(), ["short"]);
    }
}
