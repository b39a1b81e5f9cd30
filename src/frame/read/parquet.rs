//! Parquet files, in schema v1 or any other form.

use std::path::Path;

use polars::prelude::*;

use super::mapper::{Cells, Mapper, Rows};
use super::vet::vet;
use super::warning::Warning;
use super::{InputError, ReadOptions, Source};
use crate::frame::comments::CommentFrame;
use crate::frame::files;
use crate::frame::schema::{FIELDS, SCORE_COLUMNS, TIME_PRECISION};

/// What a Parquet file holds.
pub(super) enum Parquet {
    /// Schema v1 as we write it, with or without scores.
    Frame(CommentFrame, Vec<Warning>),
    /// Anything else.
    Rows(Rows),
}

/// Reads a Parquet file.
pub(super) fn read_parquet(
    source: &Source,
    path: &Path,
    options: &ReadOptions,
    first_row: usize,
) -> Result<Parquet, InputError> {
    let data = files::read_parquet(path)?;
    if options.columns.is_empty()
        && let Some(frame) = own_frame(&data)
    {
        let (frame, warnings) = vet(frame, &source.name, options)?;
        return Ok(Parquet::Frame(frame, warnings));
    }
    let headers: Vec<String> = data.get_column_names().iter().map(ToString::to_string).collect();
    let map = source.columns(&headers, options)?;
    let mut mapper = Mapper::new(&source.name, headers, map, options, first_row);
    let columns = data.columns();
    for row in 0..data.height() {
        let cells: &Cells<'_> = &|at| {
            columns.get(at).and_then(|column| column.get(row).ok()).map(|value| files::cell(&value).into_owned().into())
        };
        mapper.push(row as u64 + 1, cells)?;
    }
    Ok(Parquet::Rows(mapper.finish()?))
}

/// The frame in a file that has exactly our columns, scores apart.
fn own_frame(data: &DataFrame) -> Option<CommentFrame> {
    let ours = |name: &str| FIELDS.iter().any(|field| field.name == name) || name == TIME_PRECISION;
    let names = data.get_column_names();
    let known = names.iter().all(|name| ours(name) || SCORE_COLUMNS.contains(&name.as_str()));
    let kept = names.iter().filter(|name| ours(name)).map(|name| name.as_str());
    let data = known.then(|| data.select(kept).ok())??;
    CommentFrame::from_dataframe(&data).ok()
}
