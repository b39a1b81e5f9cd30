//! Comments in full outside of memory: rows of bytes in a temporary file, found by number. A few megabytes stay in
//! memory, so that an ordinary collection touches no disk.

mod row;

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use crate::comment::Comment;
use crate::frame::error::FrameError;
use row::{decode, encode};

/// Bytes up to which rows stay in memory.
const IN_MEMORY: usize = 16 * 1024 * 1024;

/// Rows that are read together.
const BLOCK_ROWS: usize = 64;

/// Blocks read in one go from the first row to the last.
const BLOCKS_AT_ONCE: usize = 64;

/// A comment as it stands on the shelf.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shelved {
    pub comment: Comment,
    /// Its time is a distance from a moment that nobody told.
    pub unanchored: bool,
}

/// Comments in the order in which they were put down.
pub(super) struct Shelf {
    written_out: Mutex<Blocks>,
    /// Where the blocks begin.
    starts: Vec<u64>,
    /// Rows that are no block yet.
    waiting: Vec<u8>,
    waiting_rows: usize,
    written: u64,
    rows: usize,
    /// Rows that replace an earlier one, ascending, and which row stands for a place since.
    replacing: Vec<u32>,
    replaced: FxHashMap<u32, u32>,
}

/// The file, and the block read last, with its number: who asks for rows in their order reads each block once.
struct Blocks {
    file: tempfile::SpooledTempFile,
    last: Option<(usize, Vec<u8>)>,
}

impl Shelf {
    /// An empty shelf, whose file, if it takes one, lies in a folder.
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            written_out: Mutex::new(Blocks { file: tempfile::spooled_tempfile_in(IN_MEMORY, folder), last: None }),
            starts: Vec::new(),
            waiting: Vec::new(),
            waiting_rows: 0,
            written: 0,
            rows: 0,
            replacing: Vec::new(),
            replaced: FxHashMap::default(),
        }
    }

    /// Puts a comment behind all others; after an error everything is as it was.
    pub(super) fn push(&mut self, shelved: &Shelved) -> io::Result<()> {
        if self.waiting_rows == BLOCK_ROWS {
            self.write_block()?;
        }
        encode(shelved, &mut self.waiting);
        self.waiting_rows += 1;
        self.rows += 1;
        Ok(())
    }

    /// Puts a comment in the place of another; after an error everything is as it was.
    pub(super) fn replace(&mut self, place: usize, shelved: &Shelved) -> io::Result<()> {
        let number = |row: usize| u32::try_from(row).unwrap_or(u32::MAX);
        let row = number(self.rows);
        self.push(shelved)?;
        self.replacing.push(row);
        self.replaced.insert(number(place), row);
        Ok(())
    }

    fn write_block(&mut self) -> io::Result<()> {
        let Blocks { file, .. } = self.written_out.get_mut().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.written))?;
        file.write_all(&self.waiting)?;
        self.starts.push(self.written);
        self.written += self.waiting.len() as u64;
        self.waiting.clear();
        self.waiting_rows = 0;
        Ok(())
    }

    /// The comment at a place.
    pub(super) fn get(&self, place: usize) -> io::Result<Shelved> {
        let row = u32::try_from(place).ok().and_then(|place| self.replaced.get(&place));
        let row = row.map_or_else(|| self.first_row(place), |row| *row as usize);
        let number = row / BLOCK_ROWS;
        let decode_in = |block| decode(Rows(block).nth(row % BLOCK_ROWS).ok_or_else(damaged)?).ok_or_else(damaged);
        if number == self.starts.len() {
            return decode_in(&self.waiting);
        }
        let mut blocks = self.blocks();
        if blocks.last.as_ref().is_none_or(|(last, _)| *last != number) {
            let block = self.read_blocks(&mut blocks.file, number, 1)?;
            blocks.last = Some((number, block));
        }
        decode_in(blocks.last.as_ref().map(|(_, block)| block.as_slice()).unwrap_or_default())
    }

    /// Hands on all comments in their order.
    pub(super) fn for_each(&self, mut take: impl FnMut(usize, Shelved) -> io::Result<()>) -> io::Result<()> {
        let mut replacing = self.replacing.iter().copied().peekable();
        let (mut row, mut place) = (0_u32, 0);
        let mut take_rows = |rows: &[u8]| {
            for bytes in Rows(rows) {
                if replacing.next_if_eq(&row).is_none() {
                    let is_replaced = u32::try_from(place).is_ok_and(|place| self.replaced.contains_key(&place));
                    take(place, if is_replaced { self.get(place)? } else { decode(bytes).ok_or_else(damaged)? })?;
                    place += 1;
                }
                row += 1;
            }
            Ok(())
        };
        for first in (0..self.starts.len()).step_by(BLOCKS_AT_ONCE) {
            let blocks = self.read_blocks(&mut self.blocks().file, first, BLOCKS_AT_ONCE)?;
            take_rows(&blocks)?;
        }
        take_rows(&self.waiting)
    }

    /// Hands on all comments in their order to somebody who may fail in ways of his own.
    ///
    /// # Errors
    /// [`FrameError::Aside`] where comments can't be read back, and whatever `take` returns.
    pub(super) fn try_for_each(
        &self,
        mut take: impl FnMut(usize, Shelved) -> Result<(), FrameError>,
    ) -> Result<(), FrameError> {
        let mut refused = None;
        let read = self.for_each(|place, shelved| {
            take(place, shelved).map_err(|error| {
                refused = Some(error);
                io::Error::other("whoever takes the comments failed")
            })
        });
        refused.map_or_else(|| read.map_err(FrameError::Aside), Err)
    }

    /// How many places there are.
    pub(super) fn len(&self) -> usize {
        self.rows - self.replacing.len()
    }

    /// The row that a place began with: so many that replace others stand before it.
    fn first_row(&self, place: usize) -> usize {
        // Of the row numbered `at` among those, `row - at` places begin before it.
        let (mut low, mut high) = (0, self.replacing.len());
        while low < high {
            let at = low.midpoint(high);
            if self.replacing[at] as usize - at <= place {
                low = at + 1;
            } else {
                high = at;
            }
        }
        place + low
    }

    /// Loses what is in the file.
    #[cfg(test)]
    pub(super) fn damage(&mut self) {
        self.written_out.get_mut().unwrap().file.set_len(0).unwrap();
    }

    fn blocks(&self) -> MutexGuard<'_, Blocks> {
        self.written_out.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_blocks(&self, file: &mut tempfile::SpooledTempFile, first: usize, count: usize) -> io::Result<Vec<u8>> {
        let start = *self.starts.get(first).ok_or_else(damaged)?;
        let end = self.starts.get(first + count).copied().unwrap_or(self.written);
        let mut bytes = vec![0; usize::try_from(end - start).map_err(io::Error::other)?];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the temporary file of comments is damaged")
}

/// The rows in some bytes; each begins with its length.
struct Rows<'b>(&'b [u8]);

impl<'b> Iterator for Rows<'b> {
    type Item = &'b [u8];

    fn next(&mut self) -> Option<&'b [u8]> {
        let length = u32::from_le_bytes(*self.0.first_chunk()?) as usize;
        let row = self.0.get(4..4 + length)?;
        self.0 = &self.0[4 + length..];
        Some(row)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::comment::{CommentTime, TimePrecision};

    fn comment(number: usize, text: &str) -> Shelved {
        let comment = Comment {
            video_id: "v".into(),
            comment_id: number.to_string(),
            parent_id: number.is_multiple_of(3).then(|| "p".into()),
            level: 2,
            text: text.into(),
            created_at: number.is_multiple_of(2).then_some(CommentTime { unix_ms: -7, precision: TimePrecision::Day }),
            likes: (!number.is_multiple_of(5)).then_some(i64::MAX),
            replies: Some(0),
            region: number.is_multiple_of(7).then(|| "广东".into()),
            author: None,
            is_author: [None, Some(false), Some(true)][number % 3],
            pinned: Some(number.is_multiple_of(2)),
            fetched_at_ms: number.is_multiple_of(4).then_some(i64::MIN),
            ..Comment::default()
        };
        Shelved { comment, unanchored: number % 2 == 1 }
    }

    proptest! {
        #[test]
        fn every_comment_comes_back_from_its_place(
            steps in proptest::collection::vec((any::<bool>(), 0..400_usize), 0..500),
        ) {
            let mut shelf = Shelf::new(&std::env::temp_dir());
            let mut expected: Vec<Shelved> = Vec::new();
            for (number, (again, place)) in steps.into_iter().enumerate() {
                let shelved = comment(number, &"好看".repeat(number % 5));
                if again && place < expected.len() {
                    prop_assert_eq!(&shelf.get(place).unwrap(), &expected[place]);
                    shelf.replace(place, &shelved).unwrap();
                    expected[place] = shelved;
                } else {
                    shelf.push(&shelved).unwrap();
                    expected.push(shelved);
                }
            }
            prop_assert_eq!(shelf.len(), expected.len());
            prop_assert!(shelf.get(expected.len()).is_err());
            for (place, shelved) in expected.iter().enumerate() {
                prop_assert_eq!(&shelf.get(place).unwrap(), shelved);
            }
            let mut all = Vec::new();
            shelf.for_each(|place, shelved| {
                assert_eq!(place, all.len());
                all.push(shelved);
                Ok(())
            }).unwrap();
            prop_assert_eq!(all, expected);
        }
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        let mut shelf = Shelf::new(&std::env::temp_dir());
        assert!(shelf.get(0).is_err());
        shelf.push(&comment(1, "a")).unwrap();
        assert!(shelf.get(0).is_ok() && shelf.get(1).is_err());
    }

    #[test]
    fn what_cannot_be_written_leaves_the_rest_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("shelf");
        let mut shelf = Shelf::new(&place);
        let long = "长".repeat(100_000);
        let push = |shelf: &mut Shelf, number| shelf.push(&comment(number, &long));
        let first_refused = (0..200).find(|number| push(&mut shelf, *number).is_err()).unwrap();
        assert!(shelf.replace(3, &comment(3, "b")).is_err());
        assert_eq!((shelf.len(), shelf.get(3).unwrap()), (first_refused, comment(3, &long)));
        std::fs::create_dir(&place).unwrap();
        for number in first_refused..200 {
            push(&mut shelf, number).unwrap();
        }
        assert!((0..200).all(|number| shelf.get(number).unwrap() == comment(number, &long)));
    }

    #[test]
    fn many_comments_lie_on_disk() {
        let mut shelf = Shelf::new(&std::env::temp_dir());
        let long = "长".repeat(100_000);
        for number in 0..200 {
            shelf.push(&comment(number, &long)).unwrap();
        }
        assert!(shelf.written_out.get_mut().unwrap().file.is_rolled());
        assert_eq!(shelf.get(77).unwrap(), comment(77, &long));
    }
}
