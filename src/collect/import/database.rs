//! SQLite databases: each table of comments with a column of texts.

use std::cell::Cell;
use std::io::{self, Cursor, Read};
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Rows};

use super::part::{CsvText, Part, Table, first_bytes};
use super::platform::PLATFORMS;
use super::{ImportError, ImportOptions};
use crate::frame::header::{ColumnMap, CommentField};
use crate::frame::store::Pile;
use crate::frame::{Format, read_reader};

const MAGIC: &[u8] = b"SQLite format 3\0";

/// Whether a file is a SQLite database.
pub(super) fn is_one(path: &Path) -> bool {
    first_bytes(path, MAGIC.len()) == MAGIC
}

/// Reads all tables that are known to hold comments, or else that are named like it and have texts.
pub(super) fn read(path: &Path, options: &ImportOptions, pile: &mut Pile) -> Result<Vec<Part>, ImportError> {
    let failed = |source| ImportError::Database { path: path.to_owned(), source };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(path, flags).map_err(failed)?;
    let mut parts = Vec::new();
    for name in tables(&database).map_err(failed)? {
        let quoted = format!("\"{}\"", name.replace('"', "\"\""));
        let mut query = database.prepare(&format!("SELECT * FROM {quoted}")).map_err(failed)?;
        let headers: Vec<String> = query.column_names().map(str::to_owned).collect();
        let map = ColumnMap::detect(&headers, &options.columns);
        if !map.is_ok_and(|map| map.get(CommentField::Text).is_some()) {
            continue;
        }
        let rows = query.query([]).map_err(failed)?;
        let failure = Cell::new(None);
        let Some(dump) = Dump::start(&headers, rows, &failure).map_err(failed)? else { continue };
        let source = format!("{} [{name}]", path.display());
        let table = Table { name: Some(name), word: "database", headers };
        let part =
            table.understand(path, options, pile, |read, take| read_reader(dump, &source, Format::Csv, &read, take));
        parts.push(failure.take().map_or(part, |error| Err(failed(error)))?);
    }
    Ok(parts)
}

/// The tables worth reading, in the order of their names.
fn tables(database: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut query = database.prepare("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")?;
    let names = query.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let known = |name: &String| PLATFORMS.iter().any(|platform| platform.table == name);
    let alike = |name: &String| name.to_lowercase().contains("comment") || name.contains("评论");
    let any_known = names.iter().any(known);
    Ok(names.into_iter().filter(|name| if any_known { known(name) } else { alike(name) }).collect())
}

/// Rows that are made into CSV in one go.
const TOGETHER: usize = 1024;

/// The header and the rows of a table as CSV, made while it is read.
struct Dump<'q, 'f> {
    rows: Rows<'q>,
    /// Why it broke off, for whoever reads it is told in words only.
    failure: &'f Cell<Option<rusqlite::Error>>,
    width: usize,
    ready: Cursor<Vec<u8>>,
}

impl<'q, 'f> Dump<'q, 'f> {
    /// A table from its header on; `None` where it has no row.
    fn start(
        headers: &[String],
        rows: Rows<'q>,
        failure: &'f Cell<Option<rusqlite::Error>>,
    ) -> rusqlite::Result<Option<Self>> {
        let mut dump = Self { rows, failure, width: headers.len(), ready: Cursor::default() };
        let mut text = CsvText::new();
        text.push(headers);
        Ok(dump.fill(text)?.then_some(dump))
    }

    /// Makes the next rows ready behind a text; whether there are any.
    fn fill(&mut self, mut text: CsvText) -> rusqlite::Result<bool> {
        let mut count = 0;
        while count < TOGETHER {
            let Some(row) = self.rows.next()? else { break };
            let cells = (0..self.width).map(|at| row.get_ref(at).map(cell)).collect::<rusqlite::Result<Vec<_>>>()?;
            text.push(&cells);
            count += 1;
        }
        self.ready = Cursor::new(text.into_bytes());
        Ok(count > 0)
    }
}

impl Read for Dump<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.ready.read(out)?;
        if count > 0 || out.is_empty() {
            return Ok(count);
        }
        let filled = self.fill(CsvText::more()).map_err(|error| {
            let words = io::Error::other(error.to_string());
            self.failure.set(Some(error));
            words
        });
        if !filled? {
            return Ok(0);
        }
        self.ready.read(out)
    }
}

fn cell(value: ValueRef) -> String {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
    }
}
