//! Comments in full without their scores, as importing and collecting put them together: any number in bounded memory.

use std::io;
use std::path::Path;

use polars::prelude::DataFrame;

use super::repeats::{Place, Repeats};
use super::shelf::{Shelf, Shelved};
use super::{Gathered, out};
use crate::comment::Comment;
use crate::frame::columns::Columns;
use crate::frame::comments::CommentFrame;
use crate::frame::error::FrameError;
use crate::frame::files::AtomicFile;
use crate::frame::parquet_out::ParquetOut;
use crate::frame::read::{Chunk, Read};
use crate::frame::{InputError, ParquetRows};

/// Rows of a row group at least. Who reads the file has one in memory.
const GROUP_ROWS: usize = 64 * 1024;

/// Comments in the order in which they were put down, found by number.
pub(crate) struct Pile {
    shelf: Shelf,
}

impl Pile {
    /// No comment yet. Beyond a few megabytes they lie in a temporary file in a folder.
    pub(crate) fn new(folder: &Path) -> Self {
        Self { shelf: Shelf::new(folder) }
    }

    /// Number of comments.
    pub(crate) fn len(&self) -> usize {
        self.shelf.len()
    }

    /// Puts a comment on top.
    ///
    /// # Errors
    /// When the temporary file can't be written, here and in [`replace`](Self::replace).
    pub(crate) fn push(&mut self, comment: Comment) -> io::Result<()> {
        self.shelf.push(&Shelved { comment, unanchored: false })
    }

    /// Puts a comment in the place of another.
    pub(crate) fn replace(&mut self, place: usize, comment: Comment) -> io::Result<()> {
        self.shelf.replace(place, &Shelved { comment, unanchored: false })
    }

    /// The comment at a place.
    ///
    /// # Errors
    /// When it can't be read back, here and in [`for_each`](Self::for_each); beyond the end.
    pub(crate) fn get(&self, place: usize) -> io::Result<Comment> {
        Ok(self.shelf.get(place)?.comment)
    }

    /// Hands on all comments in their order.
    pub(crate) fn for_each(&self, mut take: impl FnMut(Comment) -> io::Result<()>) -> io::Result<()> {
        self.shelf.for_each(|_, shelved| take(shelved.comment))
    }

    /// Reads a table a chunk at a time, each comment once as in [`read_inputs`](crate::frame::read_inputs), and puts
    /// its comments on top; `prepare` sees each of them before, and beside one met again the one it stands for.
    ///
    /// # Errors
    /// What `read` returns, and a temporary file that can't be written. What was put down stays.
    pub(crate) fn add(
        &mut self,
        prepare: &mut dyn FnMut(&mut Comment, Option<Comment>),
        read: impl FnOnce(&mut dyn FnMut(Chunk) -> Result<(), InputError>) -> Result<Read, InputError>,
    ) -> Result<Gathered<std::ops::Range<usize>>, InputError> {
        let first = self.len();
        let mut repeats = Repeats::default();
        let read = read(&mut |chunk| {
            let columns = Columns::of(chunk.comments.dataframe());
            for (row, made_id) in chunk.made_id.iter().enumerate() {
                let mut comment = columns.comment(row);
                let (video, id) = columns.ids(row);
                let place = if *made_id { repeats.place_apart() } else { repeats.place(video, id, &comment.text) };
                let put = match place {
                    Place::New => {
                        prepare(&mut comment, None);
                        self.push(comment)
                    }
                    Place::Again(at) => self.get(first + at).and_then(|known| {
                        prepare(&mut comment, Some(known));
                        self.replace(first + at, comment)
                    }),
                };
                put.map_err(InputError::Aside)?;
            }
            Ok(())
        })?;
        Ok(read.with(first..self.len(), repeats))
    }

    /// Writes Parquet in schema v1, atomically; `has_precision` tells whether some time is less than exact, which takes
    /// a column.
    ///
    /// # Errors
    /// [`FrameError::Aside`] where comments can't be read back, [`FrameError::Write`] where the file can't be written.
    pub(crate) fn write_parquet(&self, path: &Path, has_precision: bool) -> Result<(), FrameError> {
        let failed = |source| FrameError::Write { path: path.to_owned(), source };
        let frame = |comments| -> Result<DataFrame, FrameError> {
            let frame = CommentFrame::from_comments(comments);
            let frame = if has_precision { frame.with_precision()? } else { frame };
            Ok(frame.dataframe().clone())
        };
        let file = AtomicFile::create(path).map_err(failed)?;
        let refused = |error| FrameError::writing(path, error);
        let mut out = ParquetOut::create(file, frame(Vec::new())?.schema(), GROUP_ROWS).map_err(refused)?;
        let mut waiting = Vec::with_capacity(out::TOGETHER.min(self.len()));
        self.shelf.try_for_each(|_, shelved| {
            waiting.push(shelved.comment);
            if waiting.len() < out::TOGETHER {
                return Ok(());
            }
            out.write(frame(std::mem::take(&mut waiting))?).map_err(refused)
        })?;
        if !waiting.is_empty() || self.len() == 0 {
            out.write(frame(waiting)?).map_err(refused)?;
        }
        out.finish().map_err(refused)?.commit().map_err(failed)
    }
}

/// Hands on the comments of a file that [`Pile::write_parquet`] wrote, in their order, as long as `take` wants more.
///
/// # Errors
/// A file that can't be read, is no Parquet, or is not in schema v1.
pub(crate) fn read_pile(path: &Path, mut take: impl FnMut(Comment) -> bool) -> Result<(), FrameError> {
    let mut rows = ParquetRows::open(path, &path.to_string_lossy())?;
    let mut first_row = 0;
    // Even a table without a comment must have the right columns.
    CommentFrame::from_dataframe(&rows.empty()?)?;
    while let Some(data) = rows.next_rows()? {
        let comments = CommentFrame::from_dataframe(&data).map_err(|error| error.behind(first_row))?;
        first_row += comments.len();
        let columns = Columns::of(comments.dataframe());
        if !(0..comments.len()).all(|row| take(columns.comment(row))) {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::{CommentTime, TimePrecision};
    use crate::frame::{Format, ReadOptions, read_from, read_reader};

    fn pile() -> Pile {
        Pile::new(&std::env::temp_dir())
    }

    fn all(pile: &Pile) -> Vec<Comment> {
        let mut comments = Vec::new();
        pile.for_each(|comment| {
            comments.push(comment);
            Ok(())
        })
        .unwrap();
        comments
    }

    #[test]
    fn a_file_is_that_of_a_whole_frame_and_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let [a, b] = ["a", "b"].map(|name| folder.path().join(name));
        let comment = |number: i64, is_vague: bool| {
            let precision = if is_vague && number % 7 == 0 { TimePrecision::Day } else { TimePrecision::Exact };
            Comment {
                comment_id: number.to_string(),
                text: "好看".repeat(usize::try_from(number % 3).unwrap()),
                created_at: (number % 2 == 0).then_some(CommentTime { unix_ms: number, precision }),
                likes: (number % 5 > 0).then_some(number),
                ..Comment::default()
            }
        };
        for (count, is_vague) in [(0, false), (1, false), (40_000, false), (40_000, true)] {
            let comments: Vec<Comment> = (0..count).map(|number| comment(number, is_vague)).collect();
            let mut pile = pile();
            for comment in &comments {
                pile.push(comment.clone()).unwrap();
            }
            pile.write_parquet(&a, is_vague).unwrap();
            CommentFrame::from_comments(comments.clone()).write_parquet(&b).unwrap();
            assert!(std::fs::read(&a).unwrap() == std::fs::read(&b).unwrap(), "{count} {is_vague}");
            let mut back = Vec::new();
            read_pile(&a, |comment| {
                back.push(comment);
                back.len() < 30_000
            })
            .unwrap();
            assert!(back == comments[..comments.len().min(30_000)], "{count} {is_vague}");
        }
        std::fs::write(&a, "no table").unwrap();
        assert!(matches!(read_pile(&a, |_| true), Err(FrameError::Parquet { .. })));
    }

    #[test]
    fn what_cannot_be_read_back_is_told_apart_from_what_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let mut pile = pile();
        for _ in 0..100 {
            pile.push(Comment::default()).unwrap();
        }
        assert!(matches!(pile.write_parquet(&folder.path().join("a/b"), false), Err(FrameError::Write { .. })));
        pile.shelf.damage();
        let table = folder.path().join("c");
        assert!(matches!(pile.write_parquet(&table, false), Err(FrameError::Aside(_))) && !table.exists());
    }

    #[test]
    fn a_table_is_read_as_into_a_frame_behind_what_is_there() {
        let rows = "id,text,likes\n1,好看,1\n2,一般,2\n1,好看,3\n1,垃圾,4\n,好看,5\n";
        let options = ReadOptions::default();
        let read = read_from(rows.as_bytes(), "x", Format::Csv, &options).unwrap();
        let mut pile = pile();
        pile.push(Comment::default()).unwrap();
        let mut met_again = Vec::new();
        let mut prepare = |comment: &mut Comment, known: Option<Comment>| {
            met_again.extend(known.map(|known| (known.likes, comment.likes)));
            comment.replies = Some(7);
        };
        let input =
            pile.add(&mut prepare, |take| read_reader(rows.as_bytes(), "x", Format::Csv, &options, take)).unwrap();
        assert_eq!((input.comments, met_again.as_slice()), (1..5, &[(Some(1), Some(3))][..]));
        assert_eq!(input.warnings, read.warnings);
        let expected = read.comments.comments().into_iter().map(|comment| Comment { replies: Some(7), ..comment });
        assert_eq!(all(&pile)[1..], expected.collect::<Vec<_>>());
    }
}
