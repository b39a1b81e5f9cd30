//! All tables for dashboards and spreadsheets, with a description that programs can read.

mod excel;
mod fields;
mod long;
mod package;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::aggregate::csv::TextTable;
use crate::aggregate::{Aggregates, VideoTables};
use crate::frame::files::{ColumnType, write_atomic, write_text_table_parquet};
use crate::frame::{CommentStore, FrameError, Warning};

use super::error::ReportError;
use super::tables::tables;
use super::write::{File, OutputFolder};
use fields::Kind;
use package::Resource;

/// Who will read the tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// Programs: the raw truth, UTF-8, LF.
    #[default]
    Machine,
    /// Spreadsheets: byte order mark, CRLF, ids kept as text, formulas disarmed.
    Excel,
}

impl Profile {
    /// The word for it: `machine`, `excel`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::Excel => "excel",
        }
    }
}

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportOptions {
    /// Who will read the CSV files.
    pub profile: Profile,
    /// Whether to write CSV.
    pub csv: bool,
    /// Whether to write Parquet.
    pub parquet: bool,
}

/// What is exported.
pub struct ExportInput<'e> {
    /// The scored comments.
    pub comments: &'e CommentStore,
    /// The tables over all of them.
    pub aggregates: &'e Aggregates,
    /// The tables of each video, for the long form; not needed with one video.
    pub videos: &'e [VideoTables],
    /// What was not understood or left out on the way.
    pub warnings: &'e [Warning],
}

/// Writes all tables, the long form, `metrics.prom` and `datapackage.json`.
///
/// # Errors
/// A file that can't be written.
pub fn export(input: &ExportInput<'_>, options: ExportOptions, folder: &OutputFolder) -> Result<(), ReportError> {
    let aggregates = input.aggregates;
    let mut resources = vec![comments(input.comments, options, folder)?];
    let long = ("metrics", long::metrics(aggregates, input.videos));
    for (name, table) in tables(aggregates).into_iter().chain([long]) {
        resources.push(metrics(name, &table, options, folder)?);
    }
    folder.put(&File { path: "metrics.prom".to_owned(), bytes: long::prometheus(aggregates).into_bytes() })?;
    let mut package = serde_json::to_vec_pretty(&package::package(&resources, options, input))
        .map_err(|source| ReportError::Encode { name: "datapackage.json".to_owned(), source: Box::new(source) })?;
    package.push(b'\n');
    folder.put(&File { path: "datapackage.json".to_owned(), bytes: package })
}

fn table_error(path: &Path) -> impl FnOnce(FrameError) -> ReportError {
    let path = path.to_owned();
    move |source| ReportError::Table { path, source: Box::new(source) }
}

fn write_error(path: PathBuf) -> impl FnOnce(io::Error) -> ReportError {
    move |source| ReportError::Write { path, source }
}

/// The comments themselves, streamed: they may be many.
fn comments(store: &CommentStore, options: ExportOptions, folder: &OutputFolder) -> Result<Resource, ReportError> {
    if options.parquet {
        let path = folder.path("comments.parquet");
        store.write_parquet(&path).map_err(table_error(&path))?;
    }
    if options.csv {
        let path = folder.path("comments.csv");
        match options.profile {
            Profile::Machine => store.write_csv(&path).map_err(table_error(&path))?,
            Profile::Excel => excel_comments(store, &path)?,
        }
    }
    let columns = store.columns().into_iter().map(str::to_owned).collect();
    Ok(Resource { name: "comments".to_owned(), columns })
}

/// By way of a temporary file in the machine profile.
fn excel_comments(store: &CommentStore, path: &Path) -> Result<(), ReportError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let between =
        tempfile::Builder::new().prefix(".shenping-").tempfile_in(folder).map_err(write_error(path.to_owned()))?;
    store.write_csv(between.path()).map_err(table_error(path))?;
    let rewrite = || {
        let machine = fs::File::open(between.path())?;
        write_atomic(path, |out| excel::rewrite(io::BufReader::new(machine), out))
    };
    rewrite().map_err(write_error(path.to_owned()))
}

/// A table of metrics.
fn metrics(
    name: &str,
    table: &TextTable,
    options: ExportOptions,
    folder: &OutputFolder,
) -> Result<Resource, ReportError> {
    if options.csv {
        let machine = table.to_csv();
        let bytes = match options.profile {
            Profile::Machine => machine,
            Profile::Excel => {
                let mut bytes = Vec::with_capacity(machine.len() * 2);
                excel::rewrite(machine.as_slice(), &mut bytes)
                    .map_err(write_error(folder.path(&format!("{name}.csv"))))?;
                bytes
            }
        };
        folder.put(&File { path: format!("{name}.csv"), bytes })?;
    }
    if options.parquet {
        let types: Vec<ColumnType> = table.header.iter().map(|column| column_type(column)).collect();
        let path = folder.path(&format!("{name}.parquet"));
        write_text_table_parquet(&table.header, &types, &table.rows, &path).map_err(table_error(&path))?;
    }
    Ok(Resource { name: name.to_owned(), columns: table.header.iter().map(ToString::to_string).collect() })
}

/// How a column is stored in Parquet; times are moments there, so that a dashboard needs not be told.
fn column_type(name: &str) -> ColumnType {
    match fields::find(name).kind {
        Kind::Integer => ColumnType::Integer,
        Kind::Number => ColumnType::Number,
        Kind::Time => ColumnType::Moment,
        Kind::Text | Kind::Id | Kind::Boolean => ColumnType::Text,
    }
}
