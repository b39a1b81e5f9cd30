use std::collections::HashMap;
use std::path::Path;

use polars::prelude::*;

use super::columns::{CHECKED, Columns, add_precision, columns_of, strings};
use super::error::FrameError;
use super::files;
use super::schema::{FIELDS, Field, Kind, TIME_PRECISION};
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

    /// The same comments with the column that tells how exact their times are.
    pub(super) fn with_precision(mut self) -> Result<Self, FrameError> {
        if !self.has_precision() {
            add_precision(&mut self.data)?;
        }
        Ok(self)
    }

    /// Whether some time may be less than exact.
    pub(super) fn has_precision(&self) -> bool {
        self.data.get_column_index(TIME_PRECISION).is_some()
    }

    /// A text column; which columns are there was checked when the frame was made.
    fn strings(&self, name: &str) -> &StringChunked {
        strings(&self.data, name)
    }
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
