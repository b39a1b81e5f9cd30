//! Comments in the columns of a DataFrame, and out of them again.

use polars::prelude::*;

use super::error::FrameError;
use super::schema::{TIME_PRECISION, time_zone};
use super::store::Figure;
use crate::comment::{Comment, CommentTime, TimePrecision};
use crate::score::Sentiment;

/// Typed access to the columns of a frame.
pub(super) struct Columns<'f> {
    video_id: &'f StringChunked,
    comment_id: &'f StringChunked,
    parent_id: &'f StringChunked,
    level: &'f UInt8Chunked,
    text: &'f StringChunked,
    created_at: &'f Int64Chunked,
    likes: &'f Int64Chunked,
    replies: &'f Int64Chunked,
    region: &'f StringChunked,
    author: &'f StringChunked,
    is_author: &'f BooleanChunked,
    liked_by_author: &'f BooleanChunked,
    pinned: &'f BooleanChunked,
    has_media: &'f BooleanChunked,
    fetched_at: &'f Int64Chunked,
    precision: Option<&'f StringChunked>,
}

pub(super) const CHECKED: &str = "columns were checked when the frame was made";

pub(super) fn strings<'f>(data: &'f DataFrame, name: &str) -> &'f StringChunked {
    data.column(name).and_then(Column::str).expect(CHECKED)
}

impl<'f> Columns<'f> {
    pub(super) fn of(data: &'f DataFrame) -> Self {
        let strings = |name| strings(data, name);
        let numbers = |name| data.column(name).and_then(Column::i64).expect(CHECKED);
        let times = |name| data.column(name).and_then(Column::datetime).expect(CHECKED).physical();
        let flags = |name| data.column(name).and_then(Column::bool).expect(CHECKED);
        Self {
            video_id: strings("video_id"),
            comment_id: strings("comment_id"),
            parent_id: strings("parent_id"),
            level: data.column("level").and_then(Column::u8).expect(CHECKED),
            text: strings("text"),
            created_at: times("created_at"),
            likes: numbers("likes"),
            replies: numbers("replies"),
            region: strings("region"),
            author: strings("author"),
            is_author: flags("is_author"),
            liked_by_author: flags("liked_by_author"),
            pinned: flags("pinned"),
            has_media: flags("has_media"),
            fetched_at: times("fetched_at"),
            precision: data.column(TIME_PRECISION).and_then(Column::str).ok(),
        }
    }

    /// Video id and comment id.
    pub(super) fn ids(&self, row: usize) -> (&'f str, &'f str) {
        (self.video_id.get(row).unwrap_or_default(), self.comment_id.get(row).unwrap_or_default())
    }

    /// What tables need to know of a comment that feels so.
    pub(super) fn figure(&self, row: usize, sentiment: Sentiment) -> Figure<'f> {
        Figure {
            sentiment,
            likes: self.likes.get(row),
            time: self.time(row),
            unanchored: self.is_unanchored(row),
            region: self.region.get(row),
            video_id: self.video_id.get(row).unwrap_or_default(),
        }
    }

    /// Whether the time is a distance from a moment that nobody told.
    pub(super) fn is_unanchored(&self, row: usize) -> bool {
        let word = self.precision.and_then(|precision| precision.get(row));
        self.created_at.get(row).is_none() && word == Some(TimePrecision::Relative.as_str())
    }

    pub(super) fn comment(&self, row: usize) -> Comment {
        let text = |column: &StringChunked| column.get(row).map(str::to_owned);
        Comment {
            video_id: text(self.video_id).unwrap_or_default(),
            comment_id: text(self.comment_id).unwrap_or_default(),
            parent_id: text(self.parent_id),
            level: self.level.get(row).unwrap_or(1),
            text: text(self.text).unwrap_or_default(),
            created_at: self.time(row),
            likes: self.likes.get(row),
            replies: self.replies.get(row),
            region: text(self.region),
            author: text(self.author),
            is_author: self.is_author.get(row),
            liked_by_author: self.liked_by_author.get(row),
            pinned: self.pinned.get(row),
            has_media: self.has_media.get(row),
            fetched_at_ms: self.fetched_at.get(row),
        }
    }

    pub(super) fn time(&self, row: usize) -> Option<CommentTime> {
        let unix_ms = self.created_at.get(row)?;
        let word = self.precision.and_then(|precision| precision.get(row));
        Some(CommentTime { unix_ms, precision: word.and_then(TimePrecision::parse).unwrap_or_default() })
    }
}

pub(super) fn columns_of(comments: &[Comment]) -> Vec<Column> {
    let required = |name: &str, get: fn(&Comment) -> &str| -> Column {
        StringChunked::from_iter_values(name.into(), comments.iter().map(get)).into_column()
    };
    let text = |name: &str, get: fn(&Comment) -> Option<&str>| -> Column {
        StringChunked::from_iter_options(name.into(), comments.iter().map(get)).into_column()
    };
    let count = |name: &str, get: fn(&Comment) -> Option<i64>| -> Int64Chunked {
        Int64Chunked::from_iter_options(name.into(), comments.iter().map(get))
    };
    let time = |name: &str, get: fn(&Comment) -> Option<i64>| -> Column {
        count(name, get).into_datetime(TimeUnit::Milliseconds, Some(time_zone())).into_column()
    };
    let flag = |name: &str, get: fn(&Comment) -> Option<bool>| -> Column {
        BooleanChunked::from_iter_options(name.into(), comments.iter().map(get)).into_column()
    };
    let level = UInt8Chunked::from_iter_values("level".into(), comments.iter().map(|c| c.level));
    let mut columns = vec![
        required("video_id", |c| &c.video_id),
        required("comment_id", |c| &c.comment_id),
        text("parent_id", |c| c.parent_id.as_deref()),
        level.into_column(),
        required("text", |c| &c.text),
        time("created_at", |c| c.created_at.map(|time| time.unix_ms)),
        count("likes", |c| c.likes).into_column(),
        count("replies", |c| c.replies).into_column(),
        text("region", |c| c.region.as_deref()),
        text("author", |c| c.author.as_deref()),
        flag("is_author", |c| c.is_author),
        flag("liked_by_author", |c| c.liked_by_author),
        flag("pinned", |c| c.pinned),
        flag("has_media", |c| c.has_media),
        time("fetched_at", |c| c.fetched_at_ms),
    ];
    let precision = |c: &Comment| c.created_at.map(|time| time.precision);
    if comments.iter().filter_map(precision).any(|precision| precision != TimePrecision::Exact) {
        columns.push(text(TIME_PRECISION, |c| c.created_at.map(|time| time.precision.as_str())));
    }
    columns
}

/// Adds the column that says all times are exact.
pub(super) fn add_precision(data: &mut DataFrame) -> Result<(), FrameError> {
    let times = data.column("created_at")?.is_not_null();
    let words = times.iter().map(|known| (known == Some(true)).then_some(TimePrecision::Exact.as_str()));
    let column = StringChunked::from_iter_options(TIME_PRECISION.into(), words).into_column();
    data.with_column(column)?;
    Ok(())
}
