use std::path::Path;

use polars::prelude::*;

use super::error::FrameError;
use super::files;
use super::schema::time_zone;

/// How often one comment was liked at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LikesSeen {
    /// When the run that saw it began, in milliseconds since 1970-01-01 UTC.
    pub run_at_ms: i64,
    /// The comment.
    pub comment_id: String,
    /// Its likes then.
    pub likes: i64,
}

/// Writes a history of likes as Parquet with the columns `run_at` (datetime\[ms, Asia/Shanghai\]), `comment_id` (str)
/// and `likes` (i64), atomically.
///
/// # Errors
/// When the file can't be written.
pub fn write_likes_history(rows: &[LikesSeen], path: &Path) -> Result<(), FrameError> {
    let run_at = Int64Chunked::from_iter_values("run_at".into(), rows.iter().map(|row| row.run_at_ms));
    let ids = rows.iter().map(|row| row.comment_id.as_str());
    let columns = vec![
        run_at.into_datetime(TimeUnit::Milliseconds, Some(time_zone())).into_column(),
        StringChunked::from_iter_values("comment_id".into(), ids).into_column(),
        Int64Chunked::from_iter_values("likes".into(), rows.iter().map(|row| row.likes)).into_column(),
    ];
    files::write_parquet(&DataFrame::new(rows.len(), columns)?, path)
}

/// Reads what [`write_likes_history`] wrote.
///
/// # Errors
/// A file that can't be read or has other columns.
pub fn read_likes_history(path: &Path) -> Result<Vec<LikesSeen>, FrameError> {
    let data = files::read_parquet(path)?;
    let (run_at, ids) = (data.column("run_at")?.datetime()?.physical(), data.column("comment_id")?.str()?);
    let likes = data.column("likes")?.i64()?;
    let rows = run_at.iter().zip(ids.iter()).zip(likes.iter());
    Ok(rows
        .filter_map(|((run_at, id), likes)| {
            Some(LikesSeen { run_at_ms: run_at?, comment_id: id?.to_owned(), likes: likes? })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_history_reads_back_as_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("likes_history.parquet");
        let rows = [(1_766_799_045_000, "a", 0), (1_766_799_045_000, "b", 7), (1_766_885_445_000, "a", 3)];
        let rows = rows.map(|(run_at_ms, id, likes)| LikesSeen { run_at_ms, comment_id: id.to_owned(), likes });
        write_likes_history(&rows, &path).unwrap();
        assert_eq!(read_likes_history(&path).unwrap(), rows);
    }
}
