//! Tables of metrics: how many comments, how they feel, how sure that is, by time, likes, region, polarity and video.
//!
//! Everything is made of [`Figures`](crate::frame::Figures) and [`Words`], which take comments in any number; results are
//! plain structs. `docs/metrics.md` gives formula, unit, range and edge case of every column.

mod buckets;
mod compute;
mod counts;
pub mod csv;
mod error;
mod keywords;
mod phrases;
mod sayings;
mod statistics;
mod tally;
mod videos;
mod words;

pub(crate) use buckets::Calendar;
pub use buckets::MAX_BUCKETS;
pub use compute::{AggregateOptions, Tables, aggregate, parse_time_zone, tabulate};
pub use error::AggregateError;
pub use keywords::KeywordOptions;
pub(crate) use statistics::marks;
pub use statistics::{Interval, wilson};
pub use videos::{MAX_VIDEO_ROWS, VideoTables, by_video_in_full};
pub use words::Words;

use crate::comment::RegionGroup;
use crate::score::Polarity;

/// The columns every table has behind its key columns.
///
/// Shares are of the comments that could be judged (`n − none`), 0 to 1. `None` where undefined: an empty cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metrics {
    /// Comments.
    pub n: u64,
    /// Of these positive.
    pub positive: u64,
    /// Of these neutral.
    pub neutral: u64,
    /// Of these negative.
    pub negative: u64,
    /// Of these with nothing to judge.
    pub none: u64,
    /// `positive / (n − none)` with its 95 % Wilson interval.
    pub share_positive: Option<Interval>,
    /// `negative / (n − none)` with its 95 % Wilson interval.
    pub share_negative: Option<Interval>,
    /// `share_positive − share_negative`, −1 to 1.
    pub net_sentiment: Option<f64>,
    /// Mean score of the comments that could be judged, −1 to 1.
    pub mean_score: Option<f64>,
    /// `Σ ln(1 + likes) · score / Σ ln(1 + likes)` over the comments that could be judged and have a like count.
    pub like_weighted_score: Option<f64>,
    /// Sum of likes; `None` where no comment has a like count.
    pub likes: Option<i64>,
    /// Likes of the most-liked comment / likes.
    pub top_comment_share: Option<f64>,
}

/// Length of a time bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// 15 minutes.
    QuarterHour,
    /// 1 hour.
    Hour,
    /// 1 day of the time zone.
    Day,
    /// 1 week of the time zone, from Monday.
    Week,
}

impl Bucket {
    /// All lengths, shortest first.
    pub const ALL: [Self; 4] = [Self::QuarterHour, Self::Hour, Self::Day, Self::Week];

    /// The word for it on the command line: `15m`, `1h`, `1d`, `1w`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::QuarterHour => "15m",
            Self::Hour => "1h",
            Self::Day => "1d",
            Self::Week => "1w",
        }
    }
}

/// Metrics over time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeTable {
    /// Length of the buckets.
    pub bucket: Bucket,
    /// IANA name of the time zone the buckets follow.
    pub time_zone: String,
    /// Every bucket from the first comment to the last, empty ones included.
    pub rows: Vec<TimeRow>,
    /// Comments without a time.
    pub without_time: u64,
    /// Comments whose time is too vague for this bucket (a date only, or relative).
    pub too_vague: u64,
}

/// One time bucket.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeRow {
    /// Start in milliseconds since 1970-01-01 UTC.
    pub start_ms: i64,
    /// Start as ISO 8601 with offset.
    pub bucket_start: String,
    /// The metrics.
    pub metrics: Metrics,
}

/// Metrics of the comments with so many likes.
#[derive(Clone, Debug, PartialEq)]
pub struct LikesRow {
    /// Least number of likes.
    pub likes_from: i64,
    /// Greatest number of likes; `None` for the open last row.
    pub likes_to: Option<i64>,
    /// The metrics.
    pub metrics: Metrics,
}

/// Metrics of one region.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionRow {
    /// Name as in schema v1; `未知` for the row of comments without one.
    pub region: String,
    /// ISO code; empty for unknown and unlisted places.
    pub region_code: String,
    /// Province, abroad or unknown.
    pub group: RegionGroup,
    /// The metrics.
    pub metrics: Metrics,
}

/// Metrics of one polarity.
#[derive(Clone, Debug, PartialEq)]
pub struct PolarityRow {
    /// The polarity.
    pub polarity: Polarity,
    /// The metrics.
    pub metrics: Metrics,
}

/// Metrics of one video.
#[derive(Clone, Debug, PartialEq)]
pub struct VideoRow {
    /// The video's id; empty where the input has none.
    pub video_id: String,
    /// The metrics.
    pub metrics: Metrics,
}

/// How strongly a term belongs to the positive or the negative comments.
#[derive(Clone, Debug, PartialEq)]
pub struct Keyword {
    /// The term as a reader would write it.
    pub term: String,
    /// Comments that hold it.
    pub n: u64,
    /// Of these positive.
    pub positive: u64,
    /// Of these neutral.
    pub neutral: u64,
    /// Of these negative.
    pub negative: u64,
    /// Log-odds of standing in a positive rather than a negative comment, with an informative Dirichlet prior
    /// (Monroe, Colaresi and Quinn 2008).
    pub log_odds: f64,
    /// The log-odds in standard deviations.
    pub z: f64,
}

/// A word or phrase that marks the comments of one side against all others.
#[derive(Clone, Debug, PartialEq)]
pub struct Saying {
    /// Positive or negative.
    pub side: Polarity,
    /// The words as a comment writes them.
    pub term: String,
    /// Comments that hold them, polarity `none` left out.
    pub n: u64,
    /// Of these positive.
    pub positive: u64,
    /// Of these neutral.
    pub neutral: u64,
    /// Of these negative.
    pub negative: u64,
    /// Log-odds of standing in a comment of this side rather than in any other, above 0.
    pub log_odds: f64,
    /// The log-odds in standard deviations, 2.58 or more.
    pub z: f64,
}

impl Saying {
    /// Comments of its side that hold it.
    pub fn on_side(&self) -> u64 {
        if self.side == Polarity::Negative { self.negative } else { self.positive }
    }
}

/// Everything that is computed over one set of scored comments.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregates {
    /// All comments.
    pub total: Metrics,
    /// By time; `None` where no comment has a time fine enough.
    pub by_time: Option<TimeTable>,
    /// By likes, all rows present; comments without a like count stand in none.
    pub by_likes: Vec<LikesRow>,
    /// By region, most comments first, unknown last.
    pub by_region: Vec<RegionRow>,
    /// By polarity, all four rows present.
    pub by_polarity: Vec<PolarityRow>,
    /// By video, in the order of the ids.
    pub by_video: Vec<VideoRow>,
    /// Keywords, |z| descending.
    pub keywords: Vec<Keyword>,
    /// What praise and criticism say, z descending, positive first.
    pub sayings: Vec<Saying>,
}
