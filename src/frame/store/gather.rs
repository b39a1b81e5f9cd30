//! From inputs of any length to figures, a chunk at a time: one thread reads while the others score.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;
use std::thread;

use super::CommentStore;
use super::figures::Figures;
use super::repeats::{Place, Repeats};
use super::shelf::{Shelf, Shelved};
use crate::frame::columns::Columns;
use crate::frame::read::{Chunk, Read, read_chunks};
use crate::frame::scored::score_texts;
use crate::frame::{InputError, ReadOptions, Warning};
use crate::score::{Analyzer, Sentiment};

/// Chunks that may wait to be scored: what bounds the memory beside the figures.
const WAITING: usize = 2;

/// Comments of some inputs with everything known about how they were collected and read.
pub struct Gathered<T> {
    /// The comments.
    pub comments: T,
    /// How many comments the platform declared; as in [`Input`](crate::frame::Input).
    pub declared_total: Option<u64>,
    /// What was not understood, left out, or incomplete.
    pub warnings: Vec<Warning>,
}

/// Takes the texts of comments that were not met before, in the order of the rows.
pub type TakeTexts<'t> = dyn FnMut(&[&str]) -> io::Result<()> + 't;

/// Reads and scores all inputs as [`read_inputs`](crate::frame::read_inputs) does, and keeps the figures only. Without an
/// analyzer comments feel what their rows say, see [`ReadOptions::stored_scores`].
///
/// # Errors
/// As `read_inputs`, and what `fresh` returns.
pub fn gather_figures(
    paths: &[PathBuf],
    options: &ReadOptions,
    analyzer: Option<&Analyzer>,
    fresh: &mut TakeTexts<'_>,
) -> Result<Gathered<Figures>, InputError> {
    let options = ReadOptions { stored_scores: analyzer.is_none(), ..options.clone() };
    let (gathering, read) = gather(paths, &options, analyzer, Gathering::new(None), fresh)?;
    Ok(read.with(gathering.figures, gathering.repeats))
}

/// Reads and scores all inputs as [`read_inputs`](crate::frame::read_inputs) does, and puts the comments aside in a
/// temporary file in `folder` where they are many.
///
/// # Errors
/// As `read_inputs`, what `fresh` returns, and a temporary file that can't be written.
pub fn gather_comments(
    paths: &[PathBuf],
    options: &ReadOptions,
    analyzer: &Analyzer,
    folder: &Path,
    fresh: &mut TakeTexts<'_>,
) -> Result<Gathered<CommentStore>, InputError> {
    let (mut gathering, read) = gather(paths, options, Some(analyzer), Gathering::new(Some(folder)), fresh)?;
    let repeats = std::mem::take(&mut gathering.repeats);
    let has_precision = gathering.has_precision;
    Ok(read.with(gathering.into_store(has_precision), repeats))
}

impl Read {
    /// With the comments, and what was met again among them.
    pub(super) fn with<T>(mut self, comments: T, repeats: Repeats) -> Gathered<T> {
        self.warnings.extend(repeats.warnings());
        Gathered { comments, declared_total: self.declared_total, warnings: self.warnings }
    }
}

fn gather(
    paths: &[PathBuf],
    options: &ReadOptions,
    analyzer: Option<&Analyzer>,
    mut gathering: Gathering,
    fresh: &mut TakeTexts<'_>,
) -> Result<(Gathering, Read), InputError> {
    thread::scope(|scope| {
        let (sender, chunks) = sync_channel(WAITING);
        let mut send = move |chunk| sender.send(chunk).map_err(|_| InputError::Stopped);
        let read = move || read_chunks(paths, options, &mut send);
        let reader = thread::Builder::new().spawn_scoped(scope, read).map_err(InputError::Thread)?;
        let added = chunks.into_iter().try_for_each(|chunk| gathering.add(chunk, analyzer, fresh));
        let read = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        added.map_err(InputError::Aside)?;
        Ok((gathering, read?))
    })
}

/// What has been gathered so far.
pub(super) struct Gathering {
    figures: Figures,
    repeats: Repeats,
    shelf: Option<Shelf>,
    has_precision: bool,
}

impl Gathering {
    /// Nothing yet; the comments in full are kept where a folder is given.
    pub(super) fn new(folder: Option<&Path>) -> Self {
        let shelf = folder.map(Shelf::new);
        Self { figures: Figures::default(), repeats: Repeats::default(), shelf, has_precision: false }
    }

    fn add(&mut self, chunk: Chunk, analyzer: Option<&Analyzer>, fresh: &mut TakeTexts<'_>) -> io::Result<()> {
        let texts: Vec<&str> = chunk.comments.texts().collect();
        let sentiments = match (analyzer, chunk.stored) {
            (Some(analyzer), _) => score_texts(&texts, analyzer),
            (None, stored) => stored.unwrap_or_default(),
        };
        self.has_precision |= chunk.comments.has_precision();
        let columns = Columns::of(chunk.comments.dataframe());
        let mut new_texts = Vec::with_capacity(texts.len());
        for (row, ((text, made_id), sentiment)) in texts.iter().zip(&chunk.made_id).zip(sentiments).enumerate() {
            let (video, id) = columns.ids(row);
            let place = if *made_id { self.repeats.place_apart() } else { self.repeats.place(video, id, text) };
            if place == Place::New {
                new_texts.push(*text);
            }
            self.put(place, &columns, row, sentiment)?;
        }
        fresh(&new_texts)
    }

    /// Puts a comment in its place.
    pub(super) fn put(
        &mut self,
        place: Place,
        columns: &Columns<'_>,
        row: usize,
        sentiment: Sentiment,
    ) -> io::Result<()> {
        let figure = columns.figure(row, sentiment);
        match place {
            Place::New => self.figures.push(&figure),
            Place::Again(at) => self.figures.set(at, &figure),
        }
        let Some(shelf) = &mut self.shelf else { return Ok(()) };
        let shelved = Shelved { comment: columns.comment(row), unanchored: figure.unanchored };
        match place {
            Place::New => shelf.push(&shelved),
            Place::Again(at) => shelf.replace(at, &shelved),
        }
    }

    /// All comments gathered, to be read.
    pub(super) fn into_store(self, has_precision: bool) -> CommentStore {
        let shelf = self.shelf.unwrap_or_else(|| Shelf::new(&std::env::temp_dir()));
        CommentStore { figures: self.figures, shelf, has_precision, failure: Mutex::new(None) }
    }
}
