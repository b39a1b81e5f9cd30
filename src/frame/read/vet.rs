//! A second look at frames that are in schema v1 already: anybody can write one, with anything in it.

use polars::prelude::*;

use super::ReadOptions;
use super::warning::{Finding, Warning};
use crate::comment::CommentTime;
use crate::frame::comments::CommentFrame;
use crate::frame::error::FrameError;
use crate::frame::value::{has_hash_form, is_author_hash};

/// Empties what no reader of other forms would take in: authors that are no hashes (unless asked for as they stand),
/// and times that are none.
///
/// # Errors
/// When polars can't replace a column; never seen.
pub(super) fn vet(
    frame: CommentFrame,
    source: &str,
    options: &ReadOptions,
) -> Result<(CommentFrame, Vec<Warning>), FrameError> {
    let mut data = frame.dataframe().clone();
    let finding = |column: &str| Finding { source: source.to_owned(), column: column.to_owned(), ..Finding::default() };
    let mut warnings = Vec::new();
    if !options.raw_authors {
        let mut found = finding("author");
        if let Some(column) = hashes(data.column("author")?.str()?, &mut found) {
            data.with_column(column.into_column())?;
            warnings.push(Warning::PlainAuthors(found));
        }
    }
    for name in ["created_at", "fetched_at"] {
        let mut found = finding(name);
        let times = data.column(name)?.datetime()?;
        if let Some(kept) = plausible(times.physical(), &mut found) {
            let column = kept.into_datetime(times.time_unit(), times.time_zone().clone()).into_column();
            data.with_column(column)?;
            warnings.push(Warning::NotUnderstood(found));
        }
    }
    if warnings.is_empty() { Ok((frame, warnings)) } else { Ok((CommentFrame::from_dataframe(&data)?, warnings)) }
}

/// The column with only keyed hashes in it; `None` where it has nothing else. Hashes of digits only count where others
/// show that the column holds hashes.
fn hashes(authors: &StringChunked, found: &mut Finding) -> Option<StringChunked> {
    let holds_hashes = authors.iter().flatten().any(is_author_hash);
    let is_kept = |author: &str| holds_hashes && has_hash_form(author);
    for (row, _) in (1..).zip(authors.iter()).filter(|(_, author)| author.is_some_and(|author| !is_kept(author))) {
        found.add("", row);
    }
    let kept = || authors.iter().map(|author| author.filter(|author| is_kept(author)));
    (found.count > 0).then(|| StringChunked::from_iter_options(authors.name().clone(), kept()))
}

/// The column with only plausible times in it; `None` where it has no others.
fn plausible(times: &Int64Chunked, found: &mut Finding) -> Option<Int64Chunked> {
    for (row, time) in (1..).zip(times.iter()) {
        if let Some(unix_ms) = time.filter(|unix_ms| !CommentTime::is_plausible(*unix_ms)) {
            found.add(&unix_ms.to_string(), row);
        }
    }
    let kept = || times.iter().map(|time| time.filter(|unix_ms| CommentTime::is_plausible(*unix_ms)));
    (found.count > 0).then(|| Int64Chunked::from_iter_options(times.name().clone(), kept()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::Comment;

    fn frame(rows: &[(&str, i64)]) -> CommentFrame {
        let row = |(author, unix_ms): &(&str, i64)| Comment {
            author: Some((*author).to_owned()),
            created_at: Some(CommentTime::exact(*unix_ms)),
            ..Comment::default()
        };
        CommentFrame::from_comments(rows.iter().map(row).collect())
    }

    fn vetted(frame: &CommentFrame, raw_authors: bool) -> (Vec<Comment>, Vec<String>) {
        let options = ReadOptions { raw_authors, ..ReadOptions::default() };
        let (frame, warnings) = vet(frame.clone(), "x.parquet", &options).unwrap();
        (frame.comments(), warnings.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn names_and_numbers_are_emptied_and_hashes_kept() {
        let time = 1_720_997_700_000;
        let mixed =
            frame(&[("0123456789abcdef", time), ("小明", time), ("1234567890123456", time), ("0123456789ABCDEF", 1)]);
        let (comments, warnings) = vetted(&mixed, false);
        let authors: Vec<_> = comments.iter().map(|comment| comment.author.as_deref()).collect();
        assert_eq!(authors, [Some("0123456789abcdef"), None, Some("1234567890123456"), None]);
        assert!(warnings[0].starts_with("2 authors that are no keyed hashes") && !warnings[0].contains("小明"));
        let raw = vetted(&mixed, true).0;
        assert_eq!(raw[1].author.as_deref(), Some("小明"));
        let (numbers, warnings) = vetted(&frame(&[("1234567890123456", time)]), false);
        assert_eq!((numbers[0].author.as_deref(), warnings.len()), (None, 1));
    }

    #[test]
    fn times_outside_of_the_century_are_emptied_and_counted() {
        let own = frame(&[("0123456789abcdef", 946_684_800_000)]);
        assert_eq!(vetted(&own, false), (own.comments(), Vec::new()));
        let odd = frame(&[("0123456789abcdef", i64::MAX), ("0123456789abcdef", 946_684_799_999)]);
        let (comments, warnings) = vetted(&odd, false);
        assert!(comments.iter().all(|comment| comment.created_at.is_none() && comment.author.is_some()));
        assert_eq!(
            warnings,
            ["2 values not understood and left empty in column created_at, the first in x.parquet line 1: \
              \"9223372036854775807\""]
        );
    }
}
