//! The rows of all tables of an import on their way to the collections: a video's rows may be spread over all files, so
//! that none is written before all are read.

use std::collections::BTreeMap;

use super::identity::Namesakes;
use super::part::Part;
use super::{Filled, ImportError};
use crate::collect::CollectError;
use crate::comment::Comment;
use crate::frame::InputError;
use crate::frame::store::Pile;

/// Rows by table and by video, in full on disk.
pub(super) struct Arrived {
    /// All rows that were read, those of files that turned out to be unusable included.
    pub pile: Pile,
    tables: Vec<Table>,
    /// Rows of each video.
    videos: BTreeMap<String, Vec<Rows>>,
}

struct Table {
    file: String,
    namesakes: Namesakes,
}

/// Rows of a table by their places in the pile, ascending.
struct Rows {
    table: usize,
    places: Vec<u32>,
}

/// What one table brings.
pub(super) struct Brought {
    places: BTreeMap<String, Vec<u32>>,
    /// Fields by how many rows have them.
    pub filled: Filled,
}

impl Arrived {
    pub(super) fn new() -> Self {
        Self { pile: Pile::new(&std::env::temp_dir()), tables: Vec::new(), videos: BTreeMap::new() }
    }

    /// Looks through the rows of a table.
    pub(super) fn look_through(&self, part: &Part) -> Result<Brought, ImportError> {
        let mut places: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut filled = Filled::default();
        for place in part.rows.clone() {
            let comment = self.pile.get(place).map_err(InputError::Aside)?;
            filled.count(&comment);
            // More rows than that are more than the reader takes.
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            match places.get_mut(&comment.video_id) {
                Some(places) => places.push(place),
                None => drop(places.insert(comment.video_id, vec![place])),
            }
        }
        Ok(Brought { places, filled })
    }

    /// Takes a table's rows for those of its videos.
    pub(super) fn take(&mut self, file: &str, brought: Brought, namesakes: Namesakes) -> Filled {
        let table = self.tables.len();
        self.tables.push(Table { file: file.to_owned(), namesakes });
        for (video_id, places) in brought.places {
            self.videos.entry(video_id).or_default().push(Rows { table, places });
        }
        brought.filled
    }

    /// The videos in the order of their ids.
    pub(super) fn videos(&self) -> impl Iterator<Item = &str> {
        self.videos.keys().map(String::as_str)
    }

    /// The files that rows of a video come from, in the order of the tables.
    pub(super) fn files(&self, video_id: &str) -> impl Iterator<Item = &str> {
        self.rows(video_id).map(|rows| self.tables[rows.table].file.as_str())
    }

    /// Hands on the rows of a video in the order in which they came.
    pub(super) fn for_each(
        &self,
        video_id: &str,
        mut take: impl FnMut(Comment) -> Result<(), CollectError>,
    ) -> Result<(), CollectError> {
        let failed = |error| CollectError::storage("read back comments from", std::env::temp_dir())(error);
        for Rows { table, places } in self.rows(video_id) {
            for place in places {
                let mut comment = self.pile.get(*place as usize).map_err(failed)?;
                self.tables[*table].namesakes.part(&mut comment);
                take(comment)?;
            }
        }
        Ok(())
    }

    fn rows(&self, video_id: &str) -> impl Iterator<Item = &Rows> {
        self.videos.get(video_id).into_iter().flatten()
    }
}
