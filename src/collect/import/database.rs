//! SQLite databases: each table of comments with a column of texts.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

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
        let (headers, text) = dump(&database, &name).map_err(failed)?;
        let map = ColumnMap::detect(&headers, &options.columns);
        let Some(text) = text.filter(|_| map.is_ok_and(|map| map.get(CommentField::Text).is_some())) else { continue };
        let source = format!("{} [{name}]", path.display());
        let table = Table { name: Some(name), word: "database", headers };
        parts.push(table.understand(path, options, pile, |read, take| {
            read_reader(text.into_reader(), &source, Format::Csv, &read, take)
        })?);
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

/// The columns of a table, and all its rows as CSV; no text where there is no row.
fn dump(database: &Connection, table: &str) -> rusqlite::Result<(Vec<String>, Option<CsvText>)> {
    let quoted = format!("\"{}\"", table.replace('"', "\"\""));
    let mut query = database.prepare(&format!("SELECT * FROM {quoted}"))?;
    let headers: Vec<String> = query.column_names().map(str::to_owned).collect();
    let mut text = CsvText::new();
    text.push(&headers);
    let mut rows = query.query([])?;
    let mut any = false;
    while let Some(row) = rows.next()? {
        let cells = (0..headers.len()).map(|at| row.get_ref(at).map(cell)).collect::<rusqlite::Result<Vec<_>>>()?;
        text.push(&cells);
        any = true;
    }
    Ok((headers, any.then_some(text)))
}

fn cell(value: ValueRef) -> String {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
    }
}
