//! A store of comments as CSV and Parquet, a few at a time.

use std::io::{self, Write};
use std::path::Path;

use polars::prelude::DataFrame;

use super::CommentStore;
use super::shelf::Shelved;
use crate::comment::TimePrecision;
use crate::frame::comments::CommentFrame;
use crate::frame::error::FrameError;
use crate::frame::files::{AtomicFile, time_cell};
use crate::frame::parquet_out::ParquetOut;
use crate::frame::schema::{FIELDS, SCORE_COLUMNS, TIME_PRECISION};
use crate::frame::scored::ScoredFrame;
use crate::score::Sentiment;

/// Rows made into a frame in one go.
pub(super) const TOGETHER: usize = 16 * 1024;

/// Rows of a row group, as polars makes them of a whole frame.
const GROUP_ROWS: usize = 512 * 512;

pub(super) fn columns(has_precision: bool) -> Vec<&'static str> {
    let precision = has_precision.then_some(TIME_PRECISION);
    FIELDS.iter().map(|field| field.name).chain(precision).chain(SCORE_COLUMNS).collect()
}

pub(super) fn write_csv(store: &CommentStore, path: &Path) -> Result<(), FrameError> {
    let failed = |source| FrameError::Write { path: path.to_owned(), source };
    let refused = |error| failed(io::Error::from(error));
    let mut file = AtomicFile::create(path).map_err(failed)?;
    let mut writer = csv::WriterBuilder::new().from_writer(&mut file);
    writer.write_record(store.columns()).map_err(refused)?;
    store.shelf.try_for_each(|row, shelved| {
        let sentiment = store.figures.sentiment(row);
        write_row(&mut writer, &shelved, store.has_precision, sentiment).map_err(refused)
    })?;
    writer.flush().map_err(failed)?;
    drop(writer);
    file.commit().map_err(failed)
}

fn write_row<W: Write>(
    writer: &mut csv::Writer<W>,
    shelved: &Shelved,
    has_precision: bool,
    sentiment: Sentiment,
) -> csv::Result<()> {
    let comment = &shelved.comment;
    let mut text = |text: Option<&str>| writer.write_field(text.unwrap_or_default());
    let number = |number: Option<i64>| number.map(|number| number.to_string());
    let time = |unix_ms: Option<i64>| unix_ms.map(time_cell);
    let flag = |flag: Option<bool>| flag.map(|flag| if flag { "true" } else { "false" });
    text(Some(&comment.video_id))?;
    text(Some(&comment.comment_id))?;
    text(comment.parent_id.as_deref())?;
    text(number(Some(comment.level.into())).as_deref())?;
    text(Some(&comment.text))?;
    text(time(comment.created_at.map(|time| time.unix_ms)).as_deref())?;
    text(number(comment.likes).as_deref())?;
    text(number(comment.replies).as_deref())?;
    text(comment.region.as_deref())?;
    text(comment.author.as_deref())?;
    for value in [comment.is_author, comment.liked_by_author, comment.pinned, comment.has_media] {
        text(flag(value))?;
    }
    text(time(comment.fetched_at_ms).as_deref())?;
    if has_precision {
        let relative = shelved.unanchored.then_some(TimePrecision::Relative);
        text(comment.created_at.map(|time| time.precision).or(relative).map(TimePrecision::as_str))?;
    }
    text(Some(sentiment.polarity.as_str()))?;
    for value in [sentiment.score, sentiment.confidence] {
        text(Some(&value.to_string()))?;
    }
    writer.write_record(None::<&[u8]>)
}

pub(super) fn write_parquet(store: &CommentStore, path: &Path) -> Result<(), FrameError> {
    let failed = |source| FrameError::Write { path: path.to_owned(), source };
    let file = AtomicFile::create(path).map_err(failed)?;
    let schema = frame(store, 0, Vec::new())?;
    let refused = |error| FrameError::writing(path, error);
    let mut out = ParquetOut::create(file, schema.schema(), GROUP_ROWS).map_err(refused)?;
    let mut waiting = Vec::with_capacity(TOGETHER);
    let mut first = 0;
    store.shelf.try_for_each(|row, shelved| {
        waiting.push(shelved);
        // Row groups end where a whole frame's would.
        if waiting.len() < TOGETHER {
            return Ok(());
        }
        let data = frame(store, first, std::mem::take(&mut waiting))?;
        first = row + 1;
        out.write(data).map_err(refused)
    })?;
    if !waiting.is_empty() || store.is_empty() {
        out.write(frame(store, first, waiting)?).map_err(refused)?;
    }
    out.finish().map_err(refused)?.commit().map_err(failed)
}

/// Some comments, the first of them in this row, with their scores.
fn frame(store: &CommentStore, first: usize, rows: Vec<Shelved>) -> Result<DataFrame, FrameError> {
    let (comments, unanchored): (Vec<_>, Vec<_>) =
        rows.into_iter().map(|shelved| (shelved.comment, shelved.unanchored)).unzip();
    let sentiments: Vec<Sentiment> = (first..first + comments.len()).map(|row| store.figures.sentiment(row)).collect();
    let mut comments = CommentFrame::from_rows(comments, &unanchored)?;
    if store.has_precision {
        comments = comments.with_precision()?;
    }
    Ok(ScoredFrame::new(comments, &sentiments).into_dataframe())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::{Comment, CommentTime};
    use crate::frame::score_frame;
    use crate::score::Analyzer;

    #[test]
    fn files_are_those_of_a_whole_frame() {
        let folder = tempfile::tempdir().unwrap();
        let comment = |number: i64| Comment {
            comment_id: number.to_string(),
            level: 1,
            text: ["太好看了,\"支持\"", "垃圾\n骗钱", ""][usize::try_from(number % 3).unwrap()].to_owned(),
            created_at: (number % 4 != 0).then(|| CommentTime {
                unix_ms: 1_766_799_045_000 + number,
                precision: if number % 5 == 0 { TimePrecision::Day } else { TimePrecision::Exact },
            }),
            likes: (number % 2 == 0).then_some(number),
            region: Some("广东".to_owned()),
            pinned: Some(number == 1),
            ..Comment::default()
        };
        for count in [0, 1, 40_000] {
            let frame = CommentFrame::from_comments((0..count).map(comment).collect());
            let frame = score_frame(&frame, Analyzer::bundled());
            let store = CommentStore::from_frame(&frame).unwrap();
            let [a, b] = ["a", "b"].map(|name| folder.path().join(name));
            let same = || std::fs::read(&a).unwrap() == std::fs::read(&b).unwrap();
            frame.write_csv(&a).unwrap();
            store.write_csv(&b).unwrap();
            assert!(same(), "CSV of {count}");
            frame.write_parquet(&a).unwrap();
            store.write_parquet(&b).unwrap();
            assert!(same(), "Parquet of {count}");
            let names = frame.dataframe().get_column_names();
            assert_eq!(names.iter().map(|name| name.as_str()).collect::<Vec<_>>(), store.columns());
        }
    }
}
