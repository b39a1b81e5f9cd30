//! One row of anybody's table made into a comment, with a tally of everything that was not understood.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::decode::is_broken;
use super::stored::StoredColumns;
use super::warning::{Finding, Warning};
use super::{Chunk, InputError, ReadOptions, Reading};
use crate::comment::{Comment, CommentTime, TimePrecision};
use crate::frame::comments::CommentFrame;
use crate::frame::header::{ColumnMap, CommentField};
use crate::frame::value::{
    NotUnderstood, is_author_hash, is_missing, parse_count, parse_flag, parse_id, parse_level, parse_media,
    parse_place, parse_time,
};
use crate::score::Sentiment;

/// Kinds of findings that are counted by column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    NotUnderstood,
    Relative,
    RoundedId,
    UnlistedPlace,
    PlainAuthor,
}

/// Makes comments of rows.
pub(super) struct Mapper {
    source: String,
    map: ColumnMap,
    headers: Vec<String>,
    video_id: Option<String>,
    collected_at_ms: Option<i64>,
    raw_authors: bool,
    /// Rows of this source so far.
    rows: u64,
    findings: BTreeMap<(CommentField, Kind), Finding>,
    broken: Finding,
    /// Comments that nobody took yet; of each whether its time is a distance from a moment nobody told, and whether its
    /// id was made from the row number.
    waiting: Vec<Comment>,
    unanchored: Vec<bool>,
    made_id: Vec<bool>,
    /// Where what comments feel is stored, if that is asked for, and what those that wait feel.
    stored_columns: Option<StoredColumns>,
    stored: Vec<Sentiment>,
}

/// Comments handed on in one go.
const CHUNK_ROWS: usize = 32 * 1024;

/// The cells of one row, by column; `None` beyond its end.
pub(super) type Cells<'r> = dyn Fn(usize) -> Option<Cow<'r, str>> + 'r;

impl Mapper {
    /// # Errors
    /// No columns of scores where stored ones are asked for.
    pub(super) fn new(
        source: &str,
        headers: Vec<String>,
        map: ColumnMap,
        options: &ReadOptions,
    ) -> Result<Self, InputError> {
        let broken = Finding { source: source.to_owned(), ..Finding::default() };
        let stored_columns = options.stored_scores.then(|| StoredColumns::find(&headers, source)).transpose()?;
        Ok(Self {
            source: source.to_owned(),
            map,
            headers,
            video_id: options.video_id.clone(),
            collected_at_ms: options.collected_at_ms,
            raw_authors: options.raw_authors,
            rows: 0,
            findings: BTreeMap::new(),
            broken,
            waiting: Vec::new(),
            unanchored: Vec::new(),
            made_id: Vec::new(),
            stored_columns,
            stored: Vec::new(),
        })
    }

    /// Takes in one row that starts in `line`; hands comments on when there are enough.
    ///
    /// # Errors
    /// Whatever the reading's taker returns, and a row without the scores that are asked for.
    pub(super) fn push(&mut self, line: u64, cells: &Cells<'_>, reading: &mut Reading<'_>) -> Result<(), InputError> {
        self.rows += 1;
        // Counted over all sources.
        let number = reading.rows() + self.waiting.len() + 1;
        let mut row = Row { mapper: self, line, cells };
        let fetched_at_ms = row.time(CommentField::FetchedAt, None).and_then(|cell| cell.0).map(|time| time.unix_ms);
        let fetched_at_ms = fetched_at_ms.or(row.mapper.collected_at_ms);
        let created = row.time(CommentField::CreatedAt, fetched_at_ms);
        let unanchored = matches!(&created, Some((None, _)));
        let (created_at, glued_place) = created.unwrap_or_default();
        let created_at = row.with_precision(created_at);
        let parent_id = row.id(CommentField::ParentId).filter(|parent| parent != "0");
        let level = row.value(CommentField::Level, parse_level).unwrap_or(if parent_id.is_some() { 2 } else { 1 });
        let comment_id = row.id(CommentField::CommentId);
        let made_id = comment_id.is_none();
        let comment = Comment {
            video_id: row.id(CommentField::VideoId).or_else(|| row.mapper.video_id.clone()).unwrap_or_default(),
            comment_id: comment_id.unwrap_or_else(|| format!("row-{number}")),
            parent_id,
            level,
            text: row.cell(CommentField::Text).map(Cow::into_owned).unwrap_or_default(),
            created_at,
            likes: row.value(CommentField::Likes, parse_count),
            replies: row.value(CommentField::Replies, parse_count),
            region: row.place().or(glued_place),
            author: row.author(),
            is_author: row.value(CommentField::IsAuthor, parse_flag),
            liked_by_author: row.value(CommentField::LikedByAuthor, parse_flag),
            pinned: row.value(CommentField::Pinned, parse_flag),
            has_media: row.cell(CommentField::HasMedia).and_then(|cell| parse_media(&cell)),
            fetched_at_ms,
        };
        if let Some(columns) = self.stored_columns {
            let not_scored = || InputError::NotScored { source_name: self.source.clone(), line: Some(line) };
            self.stored.push(columns.read(cells).ok_or_else(not_scored)?);
        }
        self.waiting.push(comment);
        self.unanchored.push(unanchored);
        self.made_id.push(made_id);
        if self.waiting.len() < CHUNK_ROWS { Ok(()) } else { self.hand_on(reading) }
    }

    /// Hands on the comments that wait.
    ///
    /// # Errors
    /// Whatever the reading's taker returns.
    pub(super) fn hand_on(&mut self, reading: &mut Reading<'_>) -> Result<(), InputError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let (comments, unanchored) = (std::mem::take(&mut self.waiting), std::mem::take(&mut self.unanchored));
        let comments = CommentFrame::from_rows(comments, &unanchored)?;
        let made_id = std::mem::take(&mut self.made_id);
        let stored = self.stored_columns.map(|_| std::mem::take(&mut self.stored));
        reading.take(Chunk { comments, made_id, stored })
    }

    /// Hands on the last comments, and says what was found on the way.
    ///
    /// # Errors
    /// Whatever the reading's taker returns.
    pub(super) fn finish(mut self, reading: &mut Reading<'_>) -> Result<Vec<Warning>, InputError> {
        self.hand_on(reading)?;
        let mut warnings = Vec::new();
        for ((_, kind), finding) in self.findings {
            match kind {
                Kind::NotUnderstood => warnings.push(Warning::NotUnderstood(finding)),
                Kind::Relative => warnings.push(Warning::RelativeTimes(finding)),
                // Among many true ids some end in zeros by chance.
                Kind::RoundedId if finding.count * 1000 < self.rows => {}
                Kind::RoundedId => warnings.push(Warning::RoundedIds(finding)),
                Kind::UnlistedPlace => warnings.push(Warning::UnlistedPlaces(finding)),
                Kind::PlainAuthor => warnings.push(Warning::PlainAuthors(finding)),
            }
        }
        if self.broken.count > 0 {
            warnings.push(Warning::BrokenText(self.broken));
        }
        Ok(warnings)
    }

    /// Whether the author's column has the name it has in our files. Under other names stand hashes without a key, which
    /// can be traced back by trying all account numbers, and look the same.
    fn has_own_authors(&self) -> bool {
        let column = self.map.get(CommentField::Author).and_then(|at| self.headers.get(at));
        column.is_some_and(|name| name == CommentField::Author.as_str())
    }

    fn note(&mut self, field: CommentField, kind: Kind, example: &str, line: u64) {
        let column = self.map.get(field).and_then(|at| self.headers.get(at));
        let finding = self.findings.entry((field, kind)).or_insert_with(|| Finding {
            source: self.source.clone(),
            column: column.cloned().unwrap_or_default(),
            ..Finding::default()
        });
        finding.add(example, line);
    }
}

/// One row under work.
struct Row<'m, 'c, 'r> {
    mapper: &'m mut Mapper,
    line: u64,
    cells: &'c Cells<'r>,
}

impl<'r> Row<'_, '_, 'r> {
    fn cell(&mut self, field: CommentField) -> Option<Cow<'r, str>> {
        let cell = (self.cells)(self.mapper.map.get(field)?)?;
        if is_broken(&cell) {
            self.mapper.broken.add("", self.line);
        }
        Some(cell)
    }

    fn author(&mut self) -> Option<String> {
        let said = |cell: Cow<str>| (!is_missing(&cell)).then(|| cell.into_owned());
        let first = self.cell(CommentField::Author).and_then(said);
        let author = first.or_else(|| (self.cells)(self.mapper.map.other_author()?).and_then(said))?;
        if self.mapper.raw_authors || self.mapper.has_own_authors() && is_author_hash(&author) {
            return Some(author);
        }
        // An example would tell what must not be told.
        self.mapper.note(CommentField::Author, Kind::PlainAuthor, "", self.line);
        None
    }

    fn value<T>(&mut self, field: CommentField, parse: impl Fn(&str) -> Result<Option<T>, NotUnderstood>) -> Option<T> {
        let cell = self.cell(field)?;
        parse(&cell).unwrap_or_else(|NotUnderstood| {
            self.mapper.note(field, Kind::NotUnderstood, &cell, self.line);
            None
        })
    }

    fn id(&mut self, field: CommentField) -> Option<String> {
        let cell = self.cell(field)?;
        let id = parse_id(&cell)?;
        if id.rounded {
            self.mapper.note(field, Kind::RoundedId, id.text, self.line);
        }
        Some(id.text.to_owned())
    }

    fn place(&mut self) -> Option<String> {
        let cell = self.cell(CommentField::Region)?;
        self.normal_place(&cell, CommentField::Region)
    }

    fn normal_place(&mut self, label: &str, field: CommentField) -> Option<String> {
        let Ok(place) = parse_place(label) else {
            self.mapper.note(field, Kind::NotUnderstood, label, self.line);
            return None;
        };
        let place = place?;
        if !place.listed {
            self.mapper.note(field, Kind::UnlistedPlace, &place.name, self.line);
        }
        Some(place.name)
    }

    /// The time, if it can be placed, and a place glued on; `None` where the cell says nothing or nothing readable.
    fn time(&mut self, field: CommentField, anchor_ms: Option<i64>) -> Option<(Option<CommentTime>, Option<String>)> {
        let cell = self.cell(field)?;
        let Ok(parsed) = parse_time(&cell, anchor_ms) else {
            self.mapper.note(field, Kind::NotUnderstood, &cell, self.line);
            return None;
        };
        let parsed = parsed?;
        if parsed.time.is_none() {
            self.mapper.note(field, Kind::Relative, &cell, self.line);
        }
        let place = parsed.place.and_then(|place| self.normal_place(place, field));
        Some((parsed.time, place))
    }

    /// The time with the precision that a column of its own tells, as our own files do.
    fn with_precision(&mut self, time: Option<CommentTime>) -> Option<CommentTime> {
        let told = self.value(CommentField::TimePrecision, |cell| match cell {
            "" => Ok(None),
            word => TimePrecision::parse(word).map(Some).ok_or(NotUnderstood),
        });
        time.map(|time| CommentTime { precision: told.unwrap_or(time.precision), ..time })
    }
}
