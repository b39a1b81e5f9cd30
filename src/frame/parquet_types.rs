//! Parquet columns of types that our polars is built without: small whole numbers come in as 32-bit ones, decimals as
//! text with all their digits.

use std::sync::Arc;

use polars::prelude::*;
use polars_parquet::parquet::schema::types::PhysicalType;
use polars_parquet::write::schema_to_metadata_key;

/// Digits that a decimal has at most: what 16 bytes hold.
const MOST_DIGITS: usize = 38;

/// What a file says about itself, in types that can be read.
pub(super) struct Readable {
    pub metadata: Arc<FileMetadata>,
    pub schema: Arc<ArrowSchema>,
    /// Columns that hold decimals without their point, with the digits behind it.
    pub decimals: Vec<Decimal>,
}

/// A column of decimals.
pub(super) struct Decimal {
    name: PlSmallStr,
    /// At most [`MOST_DIGITS`].
    scale: usize,
}

/// The description of a file with other types where these are needed; columns that can't be read at all stay.
pub(super) fn readable(metadata: Arc<FileMetadata>, schema: Arc<ArrowSchema>) -> Readable {
    let mut decimals = Vec::new();
    let mut changed = (*schema).clone();
    for field in changed.iter_values_mut() {
        if let Some((dtype, scale)) = replacement(&metadata, field) {
            let name = field.name.clone();
            decimals.extend(scale.map(|scale| Decimal { name, scale }));
            field.dtype = dtype;
        }
    }
    if changed == *schema {
        return Readable { metadata, schema, decimals };
    }
    // What an Arrow program wrote about its types goes before what Parquet says about them.
    let key_value_metadata = Some(vec![schema_to_metadata_key(&changed)]);
    let metadata = FileMetadata { key_value_metadata, ..(*metadata).clone() };
    Readable { metadata: Arc::new(metadata), schema: Arc::new(changed), decimals }
}

/// The type to read a column as, and the digits behind the point if it holds decimals.
fn replacement(metadata: &FileMetadata, field: &ArrowField) -> Option<(ArrowDataType, Option<usize>)> {
    use ArrowDataType as A;
    let (precision, scale) = match field.dtype {
        A::Int8 | A::Int16 | A::UInt16 => return Some((A::Int32, None)),
        A::Decimal32(precision, scale) | A::Decimal64(precision, scale) | A::Decimal(precision, scale) => {
            (precision, scale)
        }
        _ => return None,
    };
    if precision > MOST_DIGITS || scale > precision {
        return None;
    }
    let columns = metadata.schema().columns().iter();
    let stored = columns.clone().find(|column| column.path_in_schema == [field.name.clone()])?;
    let dtype = match stored.descriptor.primitive_type.physical_type {
        PhysicalType::Int32 => A::Int32,
        PhysicalType::Int64 => A::Int64,
        PhysicalType::FixedLenByteArray(length) if length <= 16 => A::FixedSizeBinary(length),
        PhysicalType::ByteArray => A::BinaryView,
        _ => return None,
    };
    Some((dtype, Some(scale)))
}

/// Puts the points where they belong, in those of the columns that are there.
///
/// # Errors
/// A decimal of more than 16 bytes, or of none.
pub(super) fn point_decimals(mut rows: DataFrame, decimals: &[Decimal]) -> PolarsResult<DataFrame> {
    for Decimal { name, scale } in decimals {
        let Ok(column) = rows.column(name) else { continue };
        let text = |row| match column.get(row)? {
            AnyValue::Null => Ok(None),
            value => unscaled(&value).map(|value| Some(pointed(value, *scale))).ok_or_else(|| {
                let problem = format!("column {name} holds a decimal that is not of 1 to 16 bytes: {value}");
                PolarsError::ComputeError(problem.into())
            }),
        };
        let texts = (0..rows.height()).map(text).collect::<PolarsResult<Vec<Option<String>>>>()?;
        let texts = StringChunked::from_iter_options(name.clone(), texts.into_iter()).into_column();
        rows.with_column(texts)?;
    }
    Ok(rows)
}

/// The number that stands for a decimal without its point; bytes have the highest first. `None` for bytes that are no
/// such number.
fn unscaled(value: &AnyValue<'_>) -> Option<i128> {
    match value {
        AnyValue::Int32(number) => Some(i128::from(*number)),
        AnyValue::Int64(number) => Some(i128::from(*number)),
        AnyValue::Binary(bytes) => {
            let mut all = [if bytes.first()? & 0x80 == 0 { 0 } else { 0xff }; 16];
            let start = all.len().checked_sub(bytes.len())?;
            all[start..].copy_from_slice(bytes);
            Some(i128::from_be_bytes(all))
        }
        _ => None,
    }
}

/// A number with its point before the last digits, of which there are at most [`MOST_DIGITS`].
fn pointed(value: i128, scale: usize) -> String {
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, rest) = digits.split_at(digits.len() - scale);
    let (sign, point) = (if value < 0 { "-" } else { "" }, if scale == 0 { "" } else { "." });
    format!("{sign}{whole}{point}{rest}")
}

#[cfg(test)]
mod tests {
    use polars_parquet::parquet::schema::Repetition;
    use polars_parquet::parquet::schema::types::{ParquetType, PrimitiveConvertedType};
    use polars_parquet::write::{
        CompressionOptions, Encoding, FileWriter, SchemaDescriptor, StatisticsOptions, Version, WriteOptions,
        row_group_iter,
    };

    use super::*;
    use crate::frame::parquet_rows::ParquetRows;

    /// A file with a column of texts and one of decimals, as Java programs write them: bytes of any length.
    fn file_of_decimals(price: &[Option<&[u8]>], precision: usize, scale: usize) -> tempfile::NamedTempFile {
        let texts = Column::new("text".into(), vec!["好看"; price.len()]);
        let data = DataFrame::new(price.len(), vec![texts, Column::new("price".into(), price.to_vec())]).unwrap();
        let types =
            [("text", PrimitiveConvertedType::Utf8), ("price", PrimitiveConvertedType::Decimal(precision, scale))];
        let typed = |(name, meaning): (&str, _)| {
            let optional = Repetition::Optional;
            ParquetType::try_from_primitive(name.into(), PhysicalType::ByteArray, optional, Some(meaning), None, None)
        };
        let fields: Vec<_> = types.into_iter().map(|column| typed(column).unwrap()).collect();
        let options = WriteOptions {
            statistics: StatisticsOptions::empty(),
            version: Version::V1,
            compression: CompressionOptions::Uncompressed,
            data_page_size: None,
        };
        let rows = data.iter_chunks(CompatLevel::newest(), false).next().unwrap();
        let group = row_group_iter(rows, vec![vec![Encoding::Plain]; 2].into(), fields.clone(), options);
        let schema = SchemaDescriptor::new("schema".into(), fields);
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut writer =
            FileWriter::new_with_parquet_schema(file.reopen().unwrap(), ArrowSchema::default(), schema, options);
        writer.write(price.len() as u64, group).unwrap();
        writer.end(Some(Vec::new())).unwrap();
        file
    }

    /// The whole error, causes included.
    fn fault(error: impl std::error::Error) -> String {
        let mut said = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            said = format!("{said}: {error}");
            cause = error.source();
        }
        said
    }

    #[test]
    fn decimals_of_bytes_are_read_and_no_other_bytes_become_an_empty_cell() {
        let file = file_of_decimals(&[Some(&[0x04, 0xe2]), None, Some(&[0xfb]), Some(&[0xff; 16])], 38, 2);
        let rows = ParquetRows::open(file.path(), "x").unwrap().next_rows().unwrap().unwrap();
        let found: Vec<_> = rows.column("price").unwrap().str().unwrap().iter().collect();
        assert_eq!(found, [Some("12.50"), None, Some("-0.05"), Some("-0.01")]);
        for bytes in [&[1; 17][..], &[]] {
            let file = file_of_decimals(&[Some(&[1]), Some(bytes)], 38, 2);
            let said = fault(ParquetRows::open(file.path(), "x").unwrap().next_rows().unwrap_err());
            assert!(said.contains("column price holds a decimal that is not of 1 to 16 bytes"), "{said}");
        }
    }

    #[test]
    fn decimals_of_more_digits_are_refused_where_they_are_needed() {
        for (precision, scale) in [(39, 2), (100_000, 70_000)] {
            let file = file_of_decimals(&[Some(&[1]), Some(&[1; 17])], precision, scale);
            let said = fault(ParquetRows::open(file.path(), "x").err().unwrap());
            assert!(said.contains(&format!("column price is of the type Decimal({precision}, {scale})")), "{said}");
            let mut rows = ParquetRows::describe(file.path(), "x").unwrap();
            rows.keep(vec![0]).unwrap();
            assert_eq!(rows.next_rows().unwrap().unwrap().shape(), (2, 1));
        }
    }

    #[test]
    fn columns_come_in_the_types_that_are_promised() {
        for (file, expected) in [
            ("narrow", "str i32 i32 i32 u8 i32 str str"),
            ("decimal_numbers", "str str str"),
            ("kinds", "str cat f32 datetime[μs] datetime[ns, UTC]"),
        ] {
            let path = format!("{}/tests/fixtures/{file}.parquet", env!("CARGO_MANIFEST_DIR"));
            let rows = ParquetRows::open(path.as_ref(), file).unwrap().empty().unwrap();
            let found: Vec<String> = rows.dtypes().iter().map(ToString::to_string).collect();
            assert_eq!(found.join(" "), expected, "{file}");
        }
    }

    #[test]
    fn a_point_beyond_all_digits_is_no_decimal() {
        let file = file_of_decimals(&[Some(&[1])], 38, 38);
        let metadata = ParquetReader::new(file.reopen().unwrap()).get_metadata().unwrap().clone();
        // What an Arrow program says about its types need not be what Parquet allows.
        for (dtype, is_read) in [
            (ArrowDataType::Decimal(38, 38), true),
            (ArrowDataType::Decimal(38, 39), false),
            (ArrowDataType::Decimal64(9, usize::MAX), false),
        ] {
            let field = ArrowField::new("price".into(), dtype.clone(), true);
            assert_eq!(replacement(&metadata, &field).is_some(), is_read, "{dtype:?}");
        }
    }

    #[test]
    fn the_point_stands_before_the_last_digits() {
        for (value, scale, text) in [
            (1250, 2, "12.50"),
            (-5, 2, "-0.05"),
            (0, 3, "0.000"),
            (7, 0, "7"),
            (i128::MIN, 38, "-1.70141183460469231731687303715884105728"),
        ] {
            assert_eq!(pointed(value, scale), text);
        }
    }

    #[test]
    fn bytes_are_numbers_with_the_highest_first() {
        for (bytes, number) in [(&[0x04, 0xe2][..], Some(1250)), (&[0xff, 0xfb], Some(-5)), (&[0xff; 16], Some(-1))] {
            assert_eq!(unscaled(&AnyValue::Binary(bytes)), number);
        }
    }
}
