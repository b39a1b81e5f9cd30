//! Any number of scored comments, each once, in bounded memory.
//!
//! Comments are read, scored and taken apart a chunk at a time: [`Figures`] keep what tables are made of, and a
//! [`CommentStore`] has the comments in full in a temporary file beside them.

mod figures;
mod gather;
mod names;
mod out;
#[cfg(feature = "fetch")]
mod pile;
mod repeats;
mod shelf;
mod video;

use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

pub use figures::{Figure, Figures};
pub use gather::{Gathered, TakeTexts, gather_comments, gather_figures};
pub(crate) use names::Names;
#[cfg(feature = "fetch")]
pub(crate) use names::{Index, hash_of};
#[cfg(feature = "fetch")]
pub(crate) use pile::{Pile, read_pile};
pub use video::VideoRows;

use super::columns::Columns;
use super::error::FrameError;
use super::scored::{ScoredComment, ScoredFrame};
use shelf::{Shelf, Shelved};

/// Scored comments in full, of which only the figures are in memory.
pub struct CommentStore {
    figures: Figures,
    shelf: Shelf,
    /// Whether some time may be less than exact, which takes a column.
    has_precision: bool,
    /// Why a comment could not be read back.
    failure: Mutex<Option<io::Error>>,
}

impl CommentStore {
    /// A store of the comments of a frame.
    ///
    /// # Errors
    /// When they don't fit into memory and the temporary file can't be written.
    pub fn from_frame(frame: &ScoredFrame) -> Result<Self, FrameError> {
        let mut gathering = gather::Gathering::new(Some(&std::env::temp_dir()));
        let columns = Columns::of(frame.frame().dataframe());
        let add = |gathering: &mut gather::Gathering| {
            for (row, sentiment) in frame.sentiments().into_iter().enumerate() {
                gathering.put(repeats::Place::New, &columns, row, sentiment)?;
            }
            Ok(())
        };
        let has_precision = frame.frame().has_precision();
        add(&mut gathering).map_err(FrameError::Aside)?;
        Ok(gathering.into_store(has_precision))
    }

    /// What tables are made of.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// Number of comments.
    pub fn len(&self) -> usize {
        self.figures.len()
    }

    /// Whether there is no comment.
    pub fn is_empty(&self) -> bool {
        self.figures.is_empty()
    }

    /// The comments of some rows with what they feel, in the order asked for; a row beyond the end is left out. What
    /// can't be read back is left out too, and [`check`](Self::check) says why.
    pub fn comments(&self, rows: &[usize]) -> Vec<ScoredComment> {
        rows.iter().filter(|row| **row < self.len()).filter_map(|row| self.shelved(*row)).collect()
    }

    /// The text of a row; empty beyond the end, and where it can't be read back, for which [`check`](Self::check) says
    /// why.
    pub fn text(&self, row: usize) -> String {
        self.comments(&[row]).pop().map(|scored| scored.comment.text).unwrap_or_default()
    }

    /// Hands on all texts in their order, many at a time, with the row of the first.
    ///
    /// # Errors
    /// When they can't be read back, and whatever `take` returns.
    pub fn for_each_text(&self, mut take: impl FnMut(usize, &[String]) -> io::Result<()>) -> io::Result<()> {
        const TOGETHER: usize = 8 * 1024;
        let mut texts = Vec::with_capacity(TOGETHER.min(self.len()));
        let mut first = 0;
        self.shelf.for_each(|row, shelved| {
            texts.push(shelved.comment.text);
            if texts.len() == TOGETHER {
                take(first, &texts)?;
                texts.clear();
                first = row + 1;
            }
            Ok(())
        })?;
        if texts.is_empty() { Ok(()) } else { take(first, &texts) }
    }

    /// Whether every comment asked for so far could be read back.
    ///
    /// # Errors
    /// Why one could not.
    pub fn check(&self) -> Result<(), FrameError> {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner).take();
        failure.map_or(Ok(()), |error| Err(FrameError::Aside(error)))
    }

    /// Writes CSV (UTF-8, LF, header; times as ISO 8601 with +08:00; missing values empty), atomically.
    ///
    /// # Errors
    /// When comments can't be read back or the file can't be written.
    pub fn write_csv(&self, path: &Path) -> Result<(), FrameError> {
        out::write_csv(self, path)
    }

    /// Writes Parquet, atomically.
    ///
    /// # Errors
    /// When comments can't be read back or the file can't be written.
    pub fn write_parquet(&self, path: &Path) -> Result<(), FrameError> {
        out::write_parquet(self, path)
    }

    /// Names of the columns of both.
    pub fn columns(&self) -> Vec<&'static str> {
        out::columns(self.has_precision)
    }

    fn shelved(&self, row: usize) -> Option<ScoredComment> {
        match self.shelf.get(row) {
            Ok(Shelved { comment, .. }) => Some(ScoredComment { comment, sentiment: self.figures.sentiment(row) }),
            Err(error) => {
                self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                None
            }
        }
    }
}
