//! A second look at frames that are in schema v1 already: anybody can write one, with anything in it.

use polars::prelude::*;

use super::ReadOptions;
use super::warning::{Finding, Warning};
use crate::comment::CommentTime;
use crate::frame::comments::CommentFrame;
use crate::frame::error::FrameError;
use crate::frame::value::{has_hash_form, is_author_hash, with_letter};

/// Empties what no reader of other forms would take in: authors that are no hashes (unless asked for as they stand),
/// and times that are none.
pub(super) struct Vet {
    raw_authors: bool,
    /// Some author was a hash for certain, so that the column holds hashes.
    holds_hashes: bool,
    rows: u64,
    authors: Finding,
    times: [Finding; 2],
}

const TIMES: [&str; 2] = ["created_at", "fetched_at"];

impl Vet {
    pub(super) fn new(source: &str, options: &ReadOptions) -> Self {
        let finding =
            |column: &str| Finding { source: source.to_owned(), column: column.to_owned(), ..Finding::default() };
        Self {
            raw_authors: options.raw_authors,
            holds_hashes: false,
            rows: 0,
            authors: finding("author"),
            times: TIMES.map(finding),
        }
    }

    /// The next comments of a source, as they may be kept.
    ///
    /// # Errors
    /// When polars can't replace a column; never seen.
    pub(super) fn pass(&mut self, frame: CommentFrame) -> Result<CommentFrame, FrameError> {
        let mut data = None;
        let known = frame.dataframe();
        if !self.raw_authors
            && let Some(column) = self.hashes(known.column("author")?.str()?)
        {
            data.get_or_insert_with(|| known.clone()).with_column(column.into_column())?;
        }
        for (name, found) in TIMES.iter().zip(&mut self.times) {
            let times = known.column(name)?.datetime()?;
            if let Some(kept) = plausible(times.physical(), self.rows, found) {
                let column = kept.into_datetime(times.time_unit(), times.time_zone().clone()).into_column();
                data.get_or_insert_with(|| known.clone()).with_column(column)?;
            }
        }
        self.rows += frame.len() as u64;
        data.map_or(Ok(frame), |data| CommentFrame::from_dataframe(&data))
    }

    /// What was emptied.
    pub(super) fn finish(self) -> impl Iterator<Item = Warning> {
        let authors = (self.authors.count > 0).then_some(Warning::PlainAuthors(self.authors));
        let times = self.times.into_iter().filter(|found| found.count > 0).map(Warning::NotUnderstood);
        authors.into_iter().chain(times)
    }

    /// The column with only keyed hashes in it; `None` where it has nothing else. Hashes of digits only count where
    /// others show that the column holds hashes; they get a letter, as hashes have now.
    fn hashes(&mut self, authors: &StringChunked) -> Option<StringChunked> {
        if authors.iter().flatten().all(is_author_hash) {
            self.holds_hashes |= authors.null_count() < authors.len();
            return None;
        }
        self.holds_hashes = self.holds_hashes || authors.iter().flatten().any(is_author_hash);
        let is_kept = |author: &str| self.holds_hashes && has_hash_form(author);
        for (row, _) in (1..).zip(authors.iter()).filter(|(_, author)| author.is_some_and(|author| !is_kept(author))) {
            self.authors.add("", self.rows + row);
        }
        let kept = authors.iter().map(|author| author.filter(|author| is_kept(author)).map(with_letter));
        Some(StringChunked::from_iter_options(authors.name().clone(), kept))
    }
}

/// The column with only plausible times in it; `None` where it has no others.
fn plausible(times: &Int64Chunked, rows_before: u64, found: &mut Finding) -> Option<Int64Chunked> {
    let mut any = false;
    for (row, time) in (1..).zip(times.iter()) {
        if let Some(unix_ms) = time.filter(|unix_ms| !CommentTime::is_plausible(*unix_ms)) {
            found.add(&unix_ms.to_string(), rows_before + row);
            any = true;
        }
    }
    let kept = || times.iter().map(|time| time.filter(|unix_ms| CommentTime::is_plausible(*unix_ms)));
    any.then(|| Int64Chunked::from_iter_options(times.name().clone(), kept()))
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
        let mut vet = Vet::new("x.parquet", &options);
        let comments = vet.pass(frame.clone()).unwrap().comments();
        (comments, vet.finish().map(|warning| warning.to_string()).collect())
    }

    #[test]
    fn names_and_numbers_are_emptied_and_hashes_kept() {
        let time = 1_720_997_700_000;
        let mixed =
            frame(&[("0123456789abcdef", time), ("小明", time), ("1234567890123456", time), ("0123456789ABCDEF", 1)]);
        let (comments, warnings) = vetted(&mixed, false);
        let authors: Vec<_> = comments.iter().map(|comment| comment.author.as_deref()).collect();
        assert_eq!(authors, [Some("0123456789abcdef"), None, Some("b234567890123456"), None]);
        assert!(warnings[0].starts_with("2 authors without a keyed hash") && !warnings[0].contains("小明"));
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
