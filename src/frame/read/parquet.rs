//! Parquet files, in schema v1 or any other form.

use std::path::Path;

use polars::prelude::*;

use super::mapper::{Cells, Mapper};
use super::vet::Vet;
use super::{InputError, ReadOptions, Reading, Source, stored};
use crate::frame::comments::CommentFrame;
use crate::frame::schema::{FIELDS, SCORE_COLUMNS, TIME_PRECISION};
use crate::frame::{ParquetRows, files};

/// Reads a Parquet file, a stretch at a time.
pub(super) fn read_parquet(
    source: &Source,
    path: &Path,
    options: &ReadOptions,
    reading: &mut Reading<'_>,
) -> Result<(), InputError> {
    let mut rows = ParquetRows::open(path)?;
    let ours = options.columns.is_empty() && own_frame(&rows.empty()?).is_some();
    let mut vet = Vet::new(&source.name, options);
    let mut mapper: Option<Mapper> = None;
    if !ours {
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

/// The frame in a file that has exactly our columns, scores apart.
fn own_frame(data: &DataFrame) -> Option<CommentFrame> {
    let ours = |name: &str| FIELDS.iter().any(|field| field.name == name) || name == TIME_PRECISION;
    let names = data.get_column_names();
    let known = names.iter().all(|name| ours(name) || SCORE_COLUMNS.contains(&name.as_str()));
    let kept = names.iter().filter(|name| ours(name)).map(|name| name.as_str());
    let data = known.then(|| data.select(kept).ok())??;
    CommentFrame::from_dataframe(&data).ok()
}
