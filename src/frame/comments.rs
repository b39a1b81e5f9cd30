use std::collections::HashMap;
use std::path::Path;

use polars::prelude::*;

use super::error::FrameError;
use super::files;
use super::schema::{FIELDS, Field, Kind, TIME_PRECISION, time_zone};
use crate::comment::{Comment, CommentTime, TimePrecision};

/// Comments in a polars DataFrame with the columns of schema v1, and `time_precision` where some time is vague.
#[derive(Clone, Debug)]
pub struct CommentFrame {
    data: DataFrame,
}

impl Default for CommentFrame {
    fn default() -> Self {
        Self::from_comments(Vec::new())
    }
}

impl PartialEq for CommentFrame {
    /// Equal columns, equal values; two missing values are equal.
    fn eq(&self, other: &Self) -> bool {
        self.data.equals_missing(&other.data)
    }
}

impl CommentFrame {
    /// A frame of these comments in this order.
    #[expect(clippy::missing_panics_doc, reason = "the columns are made here, of one length and with distinct names")]
    pub fn from_comments(comments: Vec<Comment>) -> Self {
        let height = comments.len();
        let columns = columns_of(&comments);
        drop(comments);
        Self { data: DataFrame::new(height, columns).expect("columns of one length with distinct names") }
    }

    /// A frame of rows read from a file; where `unanchored` says so, the time is a distance from a moment that nobody
    /// told: `created_at` is missing and `time_precision` is `relative`.
    pub(super) fn from_rows(comments: Vec<Comment>, unanchored: &[bool]) -> Result<Self, FrameError> {
        let mut frame = Self::from_comments(comments);
        if unanchored.contains(&true) {
            if !frame.has_precision() {
                add_precision(&mut frame.data)?;
            }
            let words = frame.strings(TIME_PRECISION).iter().zip(unanchored);
            let relative = TimePrecision::Relative.as_str();
            let words = words.map(|(word, unanchored)| if *unanchored { Some(relative) } else { word });
            let column = StringChunked::from_iter_options(TIME_PRECISION.into(), words).into_column();
            frame.data.with_column(column)?;
        }
        Ok(frame)
    }

    /// Takes over a DataFrame that has the columns of schema v1 in any order.
    ///
    /// # Errors
    /// A column that is missing, of another type or unknown; a missing value where none may be; a negative count.
    pub fn from_dataframe(data: &DataFrame) -> Result<Self, FrameError> {
        let mut columns = Vec::with_capacity(data.width());
        for field in FIELDS {
            let column = data.column(field.name).map_err(|_| FrameError::MissingColumn { column: field.name })?;
            check_column(field, column)?;
            columns.push(column.clone());
        }
        if let Ok(column) = data.column(TIME_PRECISION) {
            check_precision(column)?;
            columns.push(column.clone());
        }
        if let Some(name) = data.get_column_names().iter().find(|name| !columns.iter().any(|c| c.name() == **name)) {
            return Err(FrameError::ExtraColumn { column: name.to_string() });
        }
        let mut data = DataFrame::new(data.height(), columns)?;
        data.rechunk_mut();
        Ok(Self { data })
    }

    /// The DataFrame itself, for reading.
    pub fn dataframe(&self) -> &DataFrame {
        &self.data
    }

    /// Number of comments.
    pub fn len(&self) -> usize {
        self.data.height()
    }

    /// Whether there is no comment.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All comments in the order of the rows.
    pub fn comments(&self) -> Vec<Comment> {
        let columns = Columns::of(&self.data);
        (0..self.len()).map(|row| columns.comment(row)).collect()
    }

    /// The texts in the order of the rows.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.strings("text").iter().map(Option::unwrap_or_default)
    }

    /// Video id and comment id in the order of the rows.
    pub fn ids(&self) -> impl Iterator<Item = (&str, &str)> {
        let text = |name| self.strings(name).iter().map(Option::unwrap_or_default);
        text("video_id").zip(text("comment_id"))
    }

    /// The comments of some rows, in the order asked for; a row beyond the end is left out.
    pub fn comments_at(&self, rows: &[usize]) -> Vec<Comment> {
        let columns = Columns::of(&self.data);
        rows.iter().filter(|row| **row < self.len()).map(|row| columns.comment(*row)).collect()
    }

    /// Some of the rows, in the order asked for.
    pub(super) fn rows(&self, rows: &IdxCa) -> Result<Self, PolarsError> {
        Ok(Self { data: self.data.take(rows)? })
    }

    /// Likes in the order of the rows.
    #[expect(clippy::missing_panics_doc, reason = "columns were checked when the frame was made")]
    pub fn likes(&self) -> impl Iterator<Item = Option<i64>> {
        self.data.column("likes").and_then(Column::i64).expect(CHECKED).iter()
    }

    /// When each comment was posted, in the order of the rows.
    pub fn times(&self) -> Vec<Option<CommentTime>> {
        let columns = Columns::of(&self.data);
        (0..self.len()).map(|row| columns.time(row)).collect()
    }

    /// The comments of both frames, these first.
    ///
    /// # Errors
    /// When polars can't join them; never seen with frames that passed validation.
    pub fn concat(&self, other: &Self) -> Result<Self, FrameError> {
        Self::concat_all(vec![self.clone(), other.clone()])
    }

    /// The comments of all frames in their order, in time proportional to their number.
    ///
    /// # Errors
    /// As [`concat`](Self::concat).
    pub fn concat_all(frames: Vec<Self>) -> Result<Self, FrameError> {
        let has_precision = frames.iter().any(Self::has_precision);
        let mut all: Option<DataFrame> = None;
        for mut frame in frames {
            if has_precision && !frame.has_precision() {
                add_precision(&mut frame.data)?;
            }
            match &mut all {
                Some(all) => {
                    all.vstack_mut_owned(frame.data)?;
                }
                None => all = Some(frame.data),
            }
        }
        let Some(mut data) = all else { return Ok(Self::default()) };
        data.rechunk_mut();
        Ok(Self { data })
    }

    /// One row for each `(video_id, comment_id)`: the values of the last, at the place of the first. The second result
    /// counts the rows left out.
    ///
    /// # Errors
    /// When polars can't pick the rows; never seen.
    pub fn dedup(&self) -> Result<(Self, usize), FrameError> {
        let (videos, ids) = (self.strings("video_id"), self.strings("comment_id"));
        let mut place: HashMap<(&str, &str), usize> = HashMap::with_capacity(self.len());
        let mut rows: Vec<IdxSize> = Vec::with_capacity(self.len());
        for (row, key) in videos.iter().zip(ids.iter()).enumerate() {
            let row = IdxSize::try_from(row).map_err(|_| polars_err!(ComputeError: "more than 4 billion rows"))?;
            match place.entry((key.0.unwrap_or_default(), key.1.unwrap_or_default())) {
                std::collections::hash_map::Entry::Occupied(entry) => rows[*entry.get()] = row,
                std::collections::hash_map::Entry::Vacant(entry) => {
                    entry.insert(rows.len());
                    rows.push(row);
                }
            }
        }
        let dropped = self.len() - rows.len();
        if dropped == 0 {
            return Ok((self.clone(), 0));
        }
        Ok((self.take_rows(&IdxCa::from_vec("row".into(), rows))?, dropped))
    }

    /// The rows at these positions, in this order.
    pub(super) fn take_rows(&self, rows: &IdxCa) -> Result<Self, FrameError> {
        Ok(Self { data: self.data.take(rows)? })
    }

    /// Writes Parquet, atomically: a reader sees the old file or the whole new one.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn write_parquet(&self, path: &Path) -> Result<(), FrameError> {
        files::write_parquet(&self.data, path)
    }

    /// Reads what [`write_parquet`](Self::write_parquet) wrote.
    ///
    /// # Errors
    /// A file that can't be read, is no Parquet, or is not in schema v1.
    pub fn read_parquet(path: &Path) -> Result<Self, FrameError> {
        Self::from_dataframe(&files::read_parquet(path)?)
    }

    /// Writes CSV (UTF-8, LF, header; times as ISO 8601 with +08:00; missing values empty), atomically.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn write_csv(&self, path: &Path) -> Result<(), FrameError> {
        files::write_csv(&self.data, path)
    }

    fn has_precision(&self) -> bool {
        self.data.get_column_index(TIME_PRECISION).is_some()
    }

    /// A text column; which columns are there was checked when the frame was made.
    fn strings(&self, name: &str) -> &StringChunked {
        strings(&self.data, name)
    }
}

/// Typed access to the columns of a frame.
struct Columns<'f> {
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

const CHECKED: &str = "columns were checked when the frame was made";

fn strings<'f>(data: &'f DataFrame, name: &str) -> &'f StringChunked {
    data.column(name).and_then(Column::str).expect(CHECKED)
}

impl<'f> Columns<'f> {
    fn of(data: &'f DataFrame) -> Self {
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

    fn comment(&self, row: usize) -> Comment {
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

    fn time(&self, row: usize) -> Option<CommentTime> {
        let unix_ms = self.created_at.get(row)?;
        let word = self.precision.and_then(|precision| precision.get(row));
        Some(CommentTime { unix_ms, precision: word.and_then(TimePrecision::parse).unwrap_or_default() })
    }
}

fn columns_of(comments: &[Comment]) -> Vec<Column> {
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
fn add_precision(data: &mut DataFrame) -> Result<(), FrameError> {
    let times = data.column("created_at")?.is_not_null();
    let words = times.iter().map(|known| (known == Some(true)).then_some(TimePrecision::Exact.as_str()));
    let column = StringChunked::from_iter_options(TIME_PRECISION.into(), words).into_column();
    data.with_column(column)?;
    Ok(())
}

fn check_column(field: Field, column: &Column) -> Result<(), FrameError> {
    let (found, expected) = (column.dtype(), field.dtype());
    if *found != expected {
        return Err(FrameError::ColumnType { column: field.name, found: found.clone(), expected });
    }
    let fail = |row: usize, problem| Err(FrameError::Value { column: field.name, row: row + 1, problem });
    if !field.nullable && column.null_count() > 0 {
        let row = column.is_null().iter().position(|null| null == Some(true));
        return fail(row.unwrap_or_default(), "a value is missing");
    }
    if field.kind == Kind::Count
        && let Some(row) = column.i64()?.iter().position(|count| count.is_some_and(|count| count < 0))
    {
        return fail(row, "a count is below 0");
    }
    Ok(())
}

fn check_precision(column: &Column) -> Result<(), FrameError> {
    let wrong = |found: DataType| FrameError::ColumnType { column: TIME_PRECISION, found, expected: DataType::String };
    let words = column.str().map_err(|_| wrong(column.dtype().clone()))?;
    match words.iter().position(|word| word.is_some_and(|word| TimePrecision::parse(word).is_none())) {
        Some(row) => Err(FrameError::Value {
            column: TIME_PRECISION,
            row: row + 1,
            problem: "only exact, day and relative are allowed",
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
#[path = "comments_tests.rs"]
mod tests;
