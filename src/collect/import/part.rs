//! Tables: CSV, JSON Lines, JSON arrays, Parquet, and what workbooks and databases are turned into.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::path::Path;

use super::identity::{Identity, Namesakes};
use super::{ImportError, ImportForm, ImportOptions, platform};
use crate::comment::Comment;
use crate::frame::header::{ColumnMap, CommentField};
use crate::frame::store::Pile;
use crate::frame::value::is_author_hash;
use crate::frame::{Chunk, Format, InputError, Read, ReadOptions, Source, Warning};
use crate::frame::{ParquetRows, csv_headers, json_keys, read_file, resolve_format};

/// One table of comments, read.
pub(super) struct Part {
    /// The sheet or table, where a file has several.
    pub name: Option<String>,
    /// What it was taken for.
    pub form: String,
    /// Where its rows lie in the pile.
    pub rows: Range<usize>,
    /// What is still to be told apart of them.
    pub namesakes: Namesakes,
    /// Which column feeds which field.
    pub columns: Vec<(CommentField, String)>,
    /// Columns that feed nothing.
    pub unused: Vec<String>,
    pub rows_read: u64,
    pub guesses: Vec<String>,
    pub warnings: Vec<String>,
}

/// Reads a file that is one table.
pub(super) fn read_table(
    path: &Path,
    form: ImportForm,
    options: &ImportOptions,
    pile: &mut Pile,
) -> Result<Part, ImportError> {
    let asked = match form {
        ImportForm::Csv => Some(Format::Csv),
        ImportForm::Jsonl => Some(Format::Jsonl),
        ImportForm::Parquet => Some(Format::Parquet),
        _ => None,
    };
    let format = match asked {
        Some(format) => format,
        None => resolve_format(path, None)?,
    };
    let open = || File::open(path).map_err(|source| ImportError::Read { path: path.to_owned(), source });
    let source = Source::of(path);
    let (headers, word) = match format {
        Format::Csv => (csv_headers(&source, open()?)?, "CSV"),
        Format::Jsonl => (json_keys(&source, open()?)?, "JSON"),
        _ => (ParquetRows::open(path, &source.name).map_err(InputError::from)?.columns(), "Parquet"),
    };
    if platform::holds_no_comments(&headers) && !options.columns.contains_key(&CommentField::Text) {
        return Err(ImportError::Posts { path: path.to_owned() });
    }
    let table = Table { name: None, word, headers };
    table.understand(path, options, pile, |read, take| read_file(path, format, &read, take))
}

/// Takes the rows of a table, a chunk at a time.
pub(super) type Take<'t> = dyn FnMut(Chunk) -> Result<(), InputError> + 't;

/// A table whose columns are known, before its rows are read.
pub(super) struct Table {
    pub name: Option<String>,
    /// The kind of file, for the report.
    pub word: &'static str,
    /// Names of the columns.
    pub headers: Vec<String>,
}

impl Table {
    /// Decides which column feeds what, reads the rows, accounts for all of them.
    pub(super) fn understand(
        self,
        path: &Path,
        options: &ImportOptions,
        pile: &mut Pile,
        read: impl FnOnce(ReadOptions, &mut Take<'_>) -> Result<Read, InputError>,
    ) -> Result<Part, ImportError> {
        let platform = platform::recognise(&self.headers);
        let mut columns = options.columns.clone();
        let by_table = platform.map(|platform| platform.columns(&self.headers)).unwrap_or_default();
        for (field, name) in by_table {
            columns.entry(field).or_insert(name);
        }
        let read_options = ReadOptions {
            format: None,
            columns: columns.clone(),
            video_id: options.video_id.clone(),
            collected_at_ms: options.collected_at_ms,
            // They become hashes where the collection's key is known.
            raw_authors: true,
            ..ReadOptions::default()
        };
        let map = ColumnMap::detect(&self.headers, &columns).unwrap_or_default();
        let fed = CommentField::ALL.iter().filter_map(|field| Some((*field, map.get(*field)?)));
        let mut columns: Vec<_> = fed.map(|(field, at)| (field, self.headers[at].clone())).collect();
        columns.extend(map.other_author().map(|at| (CommentField::Author, self.headers[at].clone())));
        let has_own_hashes = hashes_are_ours(&columns);
        let mut identity = Identity::new(path, options.video_id.as_deref());
        let mut prepare = |comment: &mut Comment, known: Option<Comment>| {
            if !has_own_hashes {
                disguise_hash(comment);
            }
            match known {
                None => identity.complete(comment),
                // The same comment once more.
                Some(known) => (comment.video_id, comment.comment_id) = (known.video_id, known.comment_id),
            }
        };
        let input = pile.add(&mut prepare, |take| read(read_options, take))?;
        let (namesakes, guesses) = identity.finish();
        let unused = self.headers.iter().filter(|header| !columns.iter().any(|(_, used)| used == *header));
        let form = match platform {
            Some(platform) => {
                format!("{} of MediaCrawler, {}, {}", self.word, platform.name, platform::generation(&self.headers))
            }
            None => self.word.to_owned(),
        };
        Ok(Part {
            name: self.name,
            form,
            unused: unused.cloned().collect(),
            columns,
            rows_read: input.comments.len() as u64 + left_out(&input.warnings),
            rows: input.comments,
            namesakes,
            guesses,
            warnings: input.warnings.iter().map(explain).collect(),
        })
    }
}

/// A warning with what to do about it.
fn explain(warning: &Warning) -> String {
    match warning {
        Warning::RelativeTimes(_) => {
            format!("{warning}; --collected-at 2025-12-27 tells, and they count from there")
        }
        _ => warning.to_string(),
    }
}

/// Whether what stands in the author's column may be a keyed hash of ours: our files call it by its name.
fn hashes_are_ours(columns: &[(CommentField, String)]) -> bool {
    columns.iter().all(|(field, name)| *field != CommentField::Author || name == CommentField::Author.as_str())
}

/// Makes somebody else's hash, which may be guessed by trying all account numbers, unlike ours, which are kept as they
/// are.
fn disguise_hash(comment: &mut Comment) {
    if let Some(author) = comment.author.as_mut().filter(|author| is_author_hash(author)) {
        author.insert_str(0, "creator_hash:");
    }
}

/// Rows that were read and not kept.
fn left_out(warnings: &[Warning]) -> u64 {
    let count = |warning: &Warning| match warning {
        Warning::RepeatedComments { count } => *count,
        Warning::LongRows(found) | Warning::BadLines(found) => found.count,
        _ => 0,
    };
    warnings.iter().map(count).sum()
}

/// Rows of cells as CSV, for the reader that knows everything about cells.
pub(super) struct CsvText {
    writer: csv::Writer<Vec<u8>>,
}

impl CsvText {
    /// The beginning of a text, with the mark that tells its encoding for certain.
    pub(super) fn new() -> Self {
        Self::behind("\u{feff}")
    }

    /// More of a text.
    pub(super) fn more() -> Self {
        Self::behind("")
    }

    fn behind(start: &str) -> Self {
        Self { writer: csv::WriterBuilder::new().flexible(true).from_writer(start.as_bytes().to_vec()) }
    }

    pub(super) fn push<'c>(&mut self, cells: impl IntoIterator<Item = &'c String>) {
        // Writing to memory can't fail, and rows may be of any width.
        let _ = self.writer.write_record(cells);
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.writer.into_inner().unwrap_or_default()
    }
}

/// The first bytes of a file that are no white space; none where it can't be read, which is told later.
pub(super) fn first_bytes(path: &Path, count: usize) -> Vec<u8> {
    let Ok(file) = File::open(path) else { return Vec::new() };
    let mut reader = BufReader::with_capacity(count.max(64), file);
    let bytes = reader.fill_buf().unwrap_or_default();
    bytes.iter().copied().take(count).collect()
}
