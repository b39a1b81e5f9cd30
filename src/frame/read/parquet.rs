//! Parquet files, in schema v1 or any other form.

use std::path::Path;

use polars::prelude::*;

use super::mapper::{Cells, Mapper};
use super::vet::Vet;
use super::{InputError, ReadOptions, Reading, Source, stored};
use crate::frame::comments::CommentFrame;
use crate::frame::schema::{FIELDS, SCORE_COLUMNS, TIME_PRECISION};
use crate::frame::{ParquetRows, files};

/// Reads a Parquet file, a stretch at a time; of columns that feed nothing not even the type matters.
pub(super) fn read_parquet(
    source: &Source,
    path: &Path,
    options: &ReadOptions,
    reading: &mut Reading<'_>,
) -> Result<(), InputError> {
    let mut rows = ParquetRows::describe(path, &source.name)?;
    let ours = is_ours(&mut rows, options)?;
    let mut vet = Vet::new(&source.name, options);
    let mut mapper: Option<Mapper> = None;
    if !ours {
        keep_used(source, &mut rows, options)?;
        mapper = Some(new_mapper(source, &rows, options)?);
    }
    let mut line = 0;
    while let Some(data) = rows.next_rows()? {
        if ours && let Some(frame) = own_frame(&data) {
            let stored = options.stored_scores.then(|| stored::of_frame(&data, &source.name, line)).transpose()?;
            line += data.height() as u64;
            reading.take_frame(vet.pass(frame)?, stored)?;
            continue;
        }
        // The columns of schema v1 with values that it does not allow are read like anybody's.
        let mapper = match &mut mapper {
            Some(mapper) => mapper,
            none => none.insert(new_mapper(source, &rows, options)?),
        };
        push_all(mapper, &data, &mut line, reading)?;
        if ours {
            mapper.hand_on(reading)?;
        }
    }
    reading.warn(vet.finish());
    if let Some(mapper) = mapper {
        let found = mapper.finish(reading)?;
        reading.warn(found);
    }
    Ok(())
}

/// Whether a file has exactly our columns in their types, scores apart; then all of them are read.
fn is_ours(rows: &mut ParquetRows, options: &ReadOptions) -> Result<bool, InputError> {
    let columns = rows.columns();
    if !options.columns.is_empty() || !columns.iter().all(|name| is_known(name)) {
        return Ok(false);
    }
    rows.keep((0..columns.len()).collect())?;
    Ok(own_frame(&rows.empty()?).is_some())
}

/// Leaves out the columns that feed nothing.
fn keep_used(source: &Source, rows: &mut ParquetRows, options: &ReadOptions) -> Result<(), InputError> {
    let headers = rows.columns();
    let used = source.columns(&headers, options)?.used();
    let is_score = |at: &usize| options.stored_scores && SCORE_COLUMNS.contains(&headers[*at].as_str());
    Ok(rows.keep((0..headers.len()).filter(|at| used.contains(at) || is_score(at)).collect())?)
}

fn new_mapper(source: &Source, rows: &ParquetRows, options: &ReadOptions) -> Result<Mapper, InputError> {
    let headers = rows.columns();
    let map = source.columns(&headers, options)?;
    Mapper::new(&source.name, headers, map, options)
}

fn push_all(
    mapper: &mut Mapper,
    data: &DataFrame,
    line: &mut u64,
    reading: &mut Reading<'_>,
) -> Result<(), InputError> {
    let columns = data.columns();
    for row in 0..data.height() {
        let cells: &Cells<'_> = &|at| {
            columns.get(at).and_then(|column| column.get(row).ok()).map(|value| files::cell(&value).into_owned().into())
        };
        *line += 1;
        mapper.push(*line, cells, reading)?;
    }
    Ok(())
}

/// Whether schema v1 or scoring has a column of this name.
fn is_known(name: &str) -> bool {
    is_schema_v1(name) || SCORE_COLUMNS.contains(&name)
}

fn is_schema_v1(name: &str) -> bool {
    FIELDS.iter().any(|field| field.name == name) || name == TIME_PRECISION
}

/// The frame in a table that has exactly our columns, scores apart.
fn own_frame(data: &DataFrame) -> Option<CommentFrame> {
    let names = data.get_column_names();
    let known = names.iter().all(|name| is_known(name));
    let kept = names.iter().filter(|name| is_schema_v1(name)).map(|name| name.as_str());
    let data = known.then(|| data.select(kept).ok())??;
    CommentFrame::from_dataframe(&data).ok()
}
