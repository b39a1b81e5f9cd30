//! Frames as Parquet and CSV.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use chrono::{DateTime, FixedOffset};
use polars::prelude::*;

use super::error::FrameError;
use super::schema::time_zone;
pub use crate::atomic::{AtomicFile, write_atomic};

/// Seconds that Asia/Shanghai is ahead of UTC; China has had no summer time since 1991.
pub const SHANGHAI_OFFSET_SECONDS: i32 = 8 * 3600;

/// Milliseconds since 1970 as ISO 8601 in Asia/Shanghai: `2025-12-27T09:30:45+08:00`. Empty for years beyond what
/// the calendar holds.
pub fn iso_time(unix_ms: i64) -> String {
    let zone = FixedOffset::east_opt(SHANGHAI_OFFSET_SECONDS);
    let (Some(time), Some(zone)) = (DateTime::from_timestamp_millis(unix_ms), zone) else { return String::new() };
    let form = if unix_ms % 1000 == 0 { chrono::SecondsFormat::Secs } else { chrono::SecondsFormat::Millis };
    time.with_timezone(&zone).to_rfc3339_opts(form, false)
}

/// Writes a DataFrame as Parquet, atomically.
pub(super) fn write_parquet(data: &DataFrame, path: &Path) -> Result<(), FrameError> {
    let failed = |source| FrameError::Write { path: path.to_owned(), source };
    let mut file = AtomicFile::create(path).map_err(failed)?;
    let mut data = data.clone();
    ParquetWriter::new(&mut file)
        .with_compression(ParquetCompression::Zstd(None))
        .finish(&mut data)
        .map_err(|error| failed(io::Error::other(error)))?;
    file.commit().map_err(failed)
}

/// How a column of text cells is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// As it is.
    Text,
    /// A 64-bit whole number.
    Integer,
    /// A 64-bit float.
    Number,
    /// A moment written as ISO 8601 with its offset.
    Moment,
}

/// Writes a table of text cells as Parquet, atomically; empty cells and what is not of the column's type are null.
///
/// # Errors
/// When the file can't be written, or two columns have one name.
pub fn write_text_table_parquet(
    header: &[&str],
    types: &[ColumnType],
    rows: &[Vec<String>],
    path: &Path,
) -> Result<(), FrameError> {
    let cells = |at: usize| rows.iter().map(move |row| row.get(at).map(String::as_str).filter(|cell| !cell.is_empty()));
    let columns = header.iter().zip(types).enumerate().map(|(at, (name, kind))| {
        let name = PlSmallStr::from_str(name);
        match kind {
            ColumnType::Text => cells(at).collect::<StringChunked>().with_name(name).into_column(),
            ColumnType::Integer => {
                let parse = |cell: Option<&str>| cell.and_then(|cell| cell.parse().ok());
                cells(at).map(parse).collect::<Int64Chunked>().with_name(name).into_column()
            }
            ColumnType::Number => {
                let parse = |cell: Option<&str>| cell.and_then(|cell| cell.parse().ok());
                cells(at).map(parse).collect::<Float64Chunked>().with_name(name).into_column()
            }
            ColumnType::Moment => {
                let parse = |cell: &str| DateTime::parse_from_rfc3339(cell).ok().map(|time| time.timestamp_millis());
                let moments: Int64Chunked = cells(at).map(|cell| cell.and_then(parse)).collect();
                let zone = Some(time_zone());
                moments.with_name(name).into_datetime(TimeUnit::Milliseconds, zone).into_column()
            }
        }
    });
    write_parquet(&DataFrame::new(rows.len(), columns.collect())?, path)
}

/// Reads a Parquet file as it is.
pub(super) fn read_parquet(path: &Path) -> Result<DataFrame, FrameError> {
    let file = File::open(path).map_err(|source| FrameError::Read { path: path.to_owned(), source })?;
    let parquet = |source| FrameError::Parquet { path: path.to_owned(), source };
    let mut reader = ParquetReader::new(file);
    let schema = reader.schema().map_err(parquet)?;
    check_types(path, schema.iter_values())?;
    reader.finish().map_err(parquet)
}

/// Refuses columns that this build of polars can't hold: it would panic over some of them.
pub(super) fn check_types<'s>(
    path: &Path,
    mut columns: impl Iterator<Item = &'s ArrowField>,
) -> Result<(), FrameError> {
    match columns.find(|field| !is_supported(&field.dtype)) {
        None => Ok(()),
        Some(field) => Err(FrameError::UnsupportedType {
            path: path.to_owned(),
            column: field.name.to_string(),
            found: format!("{:?}", field.dtype),
        }),
    }
}

fn is_supported(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as A;
    match dtype {
        A::Timestamp(_, zone) => TimeZone::opt_try_new(zone.clone()).is_ok(),
        A::List(item) | A::LargeList(item) => is_supported(&item.dtype),
        A::Dictionary(_, value, _) => is_supported(value),
        _ => matches!(
            dtype,
            A::Null
                | A::Boolean
                | A::Float32
                | A::Float64
                | A::UInt8
                | A::UInt32
                | A::UInt64
                | A::Int32
                | A::Int64
                | A::Utf8
                | A::LargeUtf8
                | A::Utf8View
                | A::Binary
                | A::LargeBinary
                | A::BinaryView
                | A::FixedSizeBinary(_)
                | A::Date32
                | A::Date64
                | A::Time32(_)
                | A::Time64(_)
                | A::Duration(_)
        ),
    }
}

/// Writes a DataFrame as CSV, atomically.
pub(super) fn write_csv(data: &DataFrame, path: &Path) -> Result<(), FrameError> {
    let failed = |source| FrameError::Write { path: path.to_owned(), source };
    let mut file = AtomicFile::create(path).map_err(failed)?;
    render_csv(data, &mut file).map_err(failed)?;
    file.commit().map_err(failed)
}

/// Writes a DataFrame as CSV: UTF-8, LF, RFC 4180, missing values empty, floats in their shortest exact form.
pub(super) fn render_csv(data: &DataFrame, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    writer.write_record(data.get_column_names().iter().map(|name| name.as_str()))?;
    for row in 0..data.height() {
        for column in data.columns() {
            writer.write_field(cell(&column.get(row).unwrap_or(AnyValue::Null)).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

/// One value as the text of a CSV cell.
pub(crate) fn cell<'v>(value: &AnyValue<'v>) -> std::borrow::Cow<'v, str> {
    match value {
        AnyValue::Null => "".into(),
        AnyValue::String(text) => (*text).into(),
        AnyValue::StringOwned(text) => text.to_string().into(),
        AnyValue::Datetime(time, unit, zone) => datetime_text(*time, *unit, zone.is_some()).into(),
        AnyValue::DatetimeOwned(time, unit, zone) => datetime_text(*time, *unit, zone.is_some()).into(),
        // Rust prints the shortest text that reads back as the same number.
        AnyValue::Float64(number) => number.to_string().into(),
        AnyValue::Float32(number) => number.to_string().into(),
        // Its display has quotation marks around it.
        AnyValue::Categorical(..) | AnyValue::CategoricalOwned(..) | AnyValue::Enum(..) | AnyValue::EnumOwned(..) => {
            value.get_str().unwrap_or_default().to_owned().into()
        }
        other => other.to_string().into(),
    }
}

/// A moment; without a zone it is a clock's reading in Asia/Shanghai.
fn datetime_text(time: i64, unit: TimeUnit, zoned: bool) -> String {
    let ms = match unit {
        TimeUnit::Milliseconds => time,
        TimeUnit::Microseconds => time.div_euclid(1000),
        TimeUnit::Nanoseconds => time.div_euclid(1_000_000),
    };
    let offset_ms = if zoned { 0 } else { i64::from(SHANGHAI_OFFSET_SECONDS) * 1000 };
    time_cell(ms.saturating_sub(offset_ms))
}

/// A moment as the text of a CSV cell.
pub(super) fn time_cell(unix_ms: i64) -> String {
    let text = iso_time(unix_ms);
    // Beyond the calendar the number itself still tells that something is there.
    if text.is_empty() { unix_ms.to_string() } else { text }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_table_of_text_becomes_typed_columns() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.parquet");
        let types = [ColumnType::Moment, ColumnType::Integer, ColumnType::Number, ColumnType::Text];
        let rows = [["2026-03-01T18:00:00+08:00", "3", "0.5", "粤"], ["", "x", "", ""]];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        write_text_table_parquet(&["at", "n", "share", "region"], &types, &rows, &path).unwrap();
        let read = read_parquet(&path).unwrap();
        assert_eq!(read.column("at").unwrap().dtype(), &DataType::Datetime(TimeUnit::Milliseconds, Some(time_zone())));
        let moment = read.column("at").unwrap().datetime().unwrap().physical().get(0);
        assert_eq!(moment, Some(1_772_359_200_000));
        assert_eq!(read.columns().iter().map(Column::null_count).collect::<Vec<_>>(), [1, 1, 1, 1]);
    }

    #[test]
    fn times_are_written_in_beijing_time() {
        assert_eq!(iso_time(1_766_799_045_000), "2025-12-27T09:30:45+08:00");
        assert_eq!(iso_time(1), "1970-01-01T08:00:00.001+08:00");
        assert_eq!(iso_time(i64::MAX), "");
    }

    #[test]
    fn what_is_no_parquet_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.parquet");
        for bytes in [&b""[..], b"PAR1", b"PAR1PAR1", b"PAR1\x15\x04\x15\x80PAR1", &[0xff; 400]] {
            fs::write(&path, bytes).unwrap();
            assert!(matches!(read_parquet(&path), Err(FrameError::Parquet { .. })), "{bytes:?}");
        }
        assert!(matches!(read_parquet(&folder.path().join("none")), Err(FrameError::Read { .. })));
    }
}
