//! Rows of any length of file, scored: a bounded number of them is in memory, every one keeps all its cells and its
//! place, and gains `polarity`, `score` and `confidence`.
//!
//! One thread reads batches of rows; the others score them and write them out in the order in which they came.
//!
//! ```
//! use shenping::Analyzer;
//! use shenping::frame::ReadOptions;
//! use shenping::frame::stream::{self, Form, Progress};
//!
//! let folder = tempfile::tempdir()?;
//! let file = folder.path().join("comments.csv");
//! std::fs::write(&file, "id,评论内容\n7,太好看了，支持！\n8,\n")?;
//!
//! let mut rows = 0;
//! let mut progress = |step: Progress<'_>| match step {
//!     Progress::Scored(more) => rows += more,
//!     Progress::Warning(warning) => eprintln!("{warning}"),
//!     _ => {}
//! };
//! let stream = stream::open(&[file], Form::Csv, &ReadOptions::default())?;
//! let (csv, summary) = stream.score(Vec::new(), Analyzer::bundled(), &mut progress)?;
//!
//! let csv = String::from_utf8(csv)?;
//! assert!(csv.starts_with("id,评论内容,polarity,score,confidence\n7,太好看了，支持！,positive,"));
//! assert!(csv.ends_with("\n8,,none,0,0\n"));
//! assert_eq!((rows, summary.rows), (2, 2));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod batch;
mod error;
mod json;
mod parquet;
mod render;
mod sink;
mod source;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::sync::mpsc::sync_channel;
use std::thread;

pub use error::StreamError;

use super::schema::SCORE_COLUMNS;
use super::{InputError, ReadOptions, Warning};
use crate::score::Analyzer;
use batch::Batch;
use sink::Sink;
use source::Source;

/// Rows read, scored and written in one go.
const BATCH_ROWS: usize = 16 * 1024;

/// Batches that may wait to be scored: what bounds the memory of a stream of any length.
const WAITING: usize = 2;

/// Forms of scored rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// UTF-8, LF, commas, a header. Cells beyond the header stand behind the scores.
    Csv,
    /// One JSON object a line; one that came as an object keeps its bytes.
    Jsonl,
    /// Apache Parquet: of Parquet files of one schema all columns keep their types, except that whole numbers of 16
    /// bits and signed ones of 8 get 32, and decimals become text; of anything else all are text.
    Parquet,
}

/// What happens while rows are scored.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Progress<'p> {
    /// So many more rows are scored and written.
    Scored(u64),
    /// An input is at its end, and something in it was not as it should be.
    Warning(&'p Warning),
}

/// What became of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Rows scored and written, those without a text included.
    pub rows: u64,
    /// What was not as it should be, input by input.
    pub warnings: Vec<Warning>,
}

/// Inputs that are open and of which no row is read.
pub struct Stream {
    sources: Vec<Source>,
    form: Form,
}

/// Opens collections, folders of collections, CSV, JSON Lines, JSON arrays, Parquet, plain lines; `-` is stdin. For
/// forms with a header JSON is read through once, to know all its keys.
///
/// # Errors
/// An input that is missing, empty, of no known form, or without a column of texts.
pub fn open(inputs: &[PathBuf], form: Form, options: &ReadOptions) -> Result<Stream, InputError> {
    let mut sources = Vec::new();
    for path in inputs {
        sources.extend(Source::open(path, options, form != Form::Jsonl)?);
    }
    Ok(Stream { sources, form })
}

impl Stream {
    /// Columns of the inputs that scoring replaces, for they have the names of those it adds.
    pub fn replaced_columns(&self) -> BTreeSet<&'static str> {
        let is_there = |name: &&str| self.sources.iter().any(|source| source.columns().iter().any(|own| own == name));
        SCORE_COLUMNS.into_iter().filter(is_there).collect()
    }

    /// Scores all rows on all threads of the current rayon pool and writes them, which gives the same bytes for any
    /// number of threads. Hands the output back, to be closed.
    ///
    /// # Errors
    /// An input that can't be read on, and an output that can't be written; a thread that waits for an input then is
    /// left behind.
    pub fn score<W: Write>(
        self,
        output: W,
        analyzer: &Analyzer,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(W, Summary), StreamError> {
        let columns: Vec<Vec<String>> = self.sources.iter().map(|source| source.columns().to_vec()).collect();
        let mut sink = Sink::create(output, self.form, &self.sources, analyzer)?;
        let mut summary = Summary::default();
        let (sender, events) = sync_channel(WAITING);
        let sources = self.sources;
        let read = move || read(sources, |event| sender.send(event).is_ok());
        let reader = thread::Builder::new().name("read".to_owned()).spawn(read).map_err(InputError::Thread)?;
        for event in &events {
            match event? {
                Event::Batch(source, batch) => {
                    sink.write(&columns[source], &batch)?;
                    let rows = batch.len() as u64;
                    summary.rows += rows;
                    progress(Progress::Scored(rows));
                }
                Event::Ended(warnings) => {
                    for warning in &warnings {
                        progress(Progress::Warning(warning));
                    }
                    summary.warnings.extend(warnings);
                }
            }
        }
        reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Ok((sink.finish()?, summary))
    }
}

/// What the reading thread tells.
enum Event {
    /// Rows of the source with this number.
    Batch(usize, Batch),
    /// A source is at its end; what was not as it should be.
    Ended(Vec<Warning>),
}

/// Reads all sources to their ends, for as long as `send` finds a listener.
fn read(sources: Vec<Source>, send: impl Fn(Result<Event, InputError>) -> bool) {
    for (number, mut source) in sources.into_iter().enumerate() {
        loop {
            let event = match source.next_batch(BATCH_ROWS) {
                Ok(Some(batch)) => Ok(Event::Batch(number, batch)),
                Ok(None) => Ok(Event::Ended(source.take_warnings())),
                Err(error) => Err(error),
            };
            let (ended, failed) = (matches!(event, Ok(Event::Ended(_))), event.is_err());
            if !send(event) || failed {
                return;
            }
            if ended {
                break;
            }
        }
    }
}
