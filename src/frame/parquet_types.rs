//! Parquet columns of types that our polars is built without: small whole numbers come in as 32-bit ones, decimals as
//! text with all their digits.

use std::sync::Arc;

use polars::prelude::*;
use polars_parquet::parquet::schema::types::PhysicalType;
use polars_parquet::write::schema_to_metadata_key;

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
    let scale = match field.dtype {
        A::Int8 | A::Int16 | A::UInt16 => return Some((A::Int32, None)),
        A::Decimal32(_, scale) | A::Decimal64(_, scale) | A::Decimal(_, scale) => scale,
        _ => return None,
    };
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
pub(super) fn point_decimals(mut rows: DataFrame, decimals: &[Decimal]) -> PolarsResult<DataFrame> {
    for Decimal { name, scale } in decimals {
        let Ok(column) = rows.column(name) else { continue };
        let texts = (0..rows.height()).map(|row| Ok(unscaled(&column.get(row)?).map(|value| pointed(value, *scale))));
        let texts = texts.collect::<PolarsResult<Vec<Option<String>>>>()?;
        let texts = StringChunked::from_iter_options(name.clone(), texts.into_iter()).into_column();
        rows.with_column(texts)?;
    }
    Ok(rows)
}

/// The number that stands for a decimal without its point; bytes have the highest first.
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

/// A number with its point before the last digits.
fn pointed(value: i128, scale: usize) -> String {
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, rest) = digits.split_at(digits.len() - scale);
    let (sign, point) = (if value < 0 { "-" } else { "" }, if scale == 0 { "" } else { "." });
    format!("{sign}{whole}{point}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

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
        for (bytes, number) in
            [(&[0x04, 0xe2][..], Some(1250)), (&[0xff, 0xfb], Some(-5)), (&[], None), (&[1; 17], None)]
        {
            assert_eq!(unscaled(&AnyValue::Binary(bytes)), number);
        }
    }
}
