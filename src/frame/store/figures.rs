//! What tables are made of, without the texts: about 40 bytes a comment.

use super::names::Names;
use crate::comment::{CommentTime, TimePrecision};
use crate::score::{Polarity, Sentiment};

/// What tables need to know of one comment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure<'f> {
    /// What it feels.
    pub sentiment: Sentiment,
    /// Its likes.
    pub likes: Option<i64>,
    /// When it was posted.
    pub time: Option<CommentTime>,
    /// Its time is a distance from a moment that nobody told.
    pub unanchored: bool,
    /// Its region.
    pub region: Option<&'f str>,
    /// Its video.
    pub video_id: &'f str,
}

/// The figures of many comments in their order.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    polarity: Vec<Polarity>,
    /// Millionths.
    score: Vec<i32>,
    confidence: Vec<i32>,
    likes: Vec<i64>,
    time: Vec<i64>,
    time_kind: Vec<TimeKind>,
    region: Vec<u32>,
    video: Vec<u32>,
    regions: Names,
    videos: Names,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TimeKind {
    Unknown,
    Unanchored,
    Known(TimePrecision),
}

const MILLIONTHS: f64 = 1e6;
/// A count is 0 or more.
const NO_LIKES: i64 = -1;
const NO_REGION: u32 = u32::MAX;

impl Figures {
    /// Adds a comment.
    pub fn push(&mut self, figure: &Figure<'_>) {
        self.polarity.push(Polarity::None);
        self.score.push(0);
        self.confidence.push(0);
        self.likes.push(NO_LIKES);
        self.time.push(0);
        self.time_kind.push(TimeKind::Unknown);
        self.region.push(NO_REGION);
        self.video.push(0);
        self.set(self.len() - 1, figure);
    }

    /// Puts other figures in the place of a comment's; beyond the end nothing happens.
    pub fn set(&mut self, row: usize, figure: &Figure<'_>) {
        if row >= self.len() {
            return;
        }
        let Figure { sentiment, likes, time, unanchored, region, video_id } = *figure;
        self.polarity[row] = sentiment.polarity;
        self.score[row] = millionths(sentiment.score);
        self.confidence[row] = millionths(sentiment.confidence);
        self.likes[row] = likes.map_or(NO_LIKES, |likes| likes.max(0));
        self.time[row] = time.map_or(0, |time| time.unix_ms);
        self.time_kind[row] = match time {
            Some(time) => TimeKind::Known(time.precision),
            None if unanchored => TimeKind::Unanchored,
            None => TimeKind::Unknown,
        };
        self.region[row] = region.map_or(NO_REGION, |region| self.regions.number(region));
        self.video[row] = self.videos.number(video_id);
    }

    /// Number of comments.
    pub fn len(&self) -> usize {
        self.polarity.len()
    }

    /// Whether there is no comment.
    pub fn is_empty(&self) -> bool {
        self.polarity.is_empty()
    }

    /// Polarity of a comment. A row beyond the end panics, here and below, as in a slice.
    pub fn polarity(&self, row: usize) -> Polarity {
        self.polarity[row]
    }

    /// What a comment feels.
    pub fn sentiment(&self, row: usize) -> Sentiment {
        let number = |millionths: i32| f64::from(millionths) / MILLIONTHS;
        let (score, confidence) = (number(self.score[row]), number(self.confidence[row]));
        Sentiment { polarity: self.polarity[row], score, confidence }
    }

    /// Likes of a comment.
    pub fn likes(&self, row: usize) -> Option<i64> {
        Some(self.likes[row]).filter(|likes| *likes != NO_LIKES)
    }

    /// When a comment was posted.
    pub fn time(&self, row: usize) -> Option<CommentTime> {
        match self.time_kind[row] {
            TimeKind::Known(precision) => Some(CommentTime { unix_ms: self.time[row], precision }),
            _ => None,
        }
    }

    /// Whether the time of a comment is a distance from a moment that nobody told.
    pub fn is_unanchored(&self, row: usize) -> bool {
        self.time_kind[row] == TimeKind::Unanchored
    }

    /// Number of a comment's region, for [`region_name`](Self::region_name).
    pub(crate) fn region(&self, row: usize) -> Option<u32> {
        Some(self.region[row]).filter(|region| *region != NO_REGION)
    }

    /// Number of a comment's video, for [`video_id`](Self::video_id).
    pub(crate) fn video(&self, row: usize) -> u32 {
        self.video[row]
    }

    /// The region with a number.
    pub(crate) fn region_name(&self, region: u32) -> &str {
        self.regions.name(region)
    }

    /// The video with a number.
    pub(crate) fn video_id(&self, video: u32) -> &str {
        self.videos.name(video)
    }
}

fn millionths(value: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a score is within ±1; casts of floats saturate")]
    let millionths = (value * MILLIONTHS).round() as i32;
    millionths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_come_back_as_they_were_and_can_be_replaced() {
        let figure = Figure {
            sentiment: Sentiment { polarity: Polarity::Positive, score: 0.123_457, confidence: 0.9 },
            likes: Some(0),
            time: Some(CommentTime { unix_ms: -5, precision: TimePrecision::Day }),
            unanchored: false,
            region: Some("广东"),
            video_id: "v",
        };
        let bare = Figure { likes: None, time: None, unanchored: true, region: None, video_id: "", ..figure };
        let mut figures = Figures::default();
        figures.push(&figure);
        figures.push(&bare);
        figures.set(9, &bare);
        let read = |figures: &Figures, row: usize| Figure {
            sentiment: figures.sentiment(row),
            likes: figures.likes(row),
            time: figures.time(row),
            unanchored: figures.is_unanchored(row),
            region: None,
            video_id: "",
        };
        assert_eq!(read(&figures, 0), Figure { region: None, video_id: "", ..figure });
        assert_eq!(read(&figures, 1), bare);
        assert_eq!(figures.region(0).map(|region| figures.region_name(region)), Some("广东"));
        assert_eq!((figures.region(1), figures.video_id(figures.video(0)), figures.len()), (None, "v", 2));
        figures.set(0, &bare);
        assert_eq!(read(&figures, 0), bare);
    }
}
