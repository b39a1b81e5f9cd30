//! The tables as rows of cells, and as CSV: UTF-8, LF, RFC 4180, header always, undefined values as empty cells,
//! numbers in the shortest form that reads back as the same number.

use std::io::{self, Write};

use super::{Interval, Keyword, LikesRow, Metrics, PolarityRow, RegionRow, Saying, TimeTable, VideoRow};

/// The columns behind the key columns of every `by_*` table.
pub const METRIC_COLUMNS: [&str; 16] = [
    "n",
    "positive",
    "neutral",
    "negative",
    "none",
    "share_positive",
    "share_positive_low",
    "share_positive_high",
    "share_negative",
    "share_negative_low",
    "share_negative_high",
    "net_sentiment",
    "mean_score",
    "like_weighted_score",
    "likes",
    "top_comment_share",
];

/// A table as text: a header and rows of as many cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTable {
    /// Names of the columns.
    pub header: Vec<&'static str>,
    /// The cells, row by row.
    pub rows: Vec<Vec<String>>,
}

impl TextTable {
    fn of<R>(keys: &[&'static str], rows: &[R], cells: impl Fn(&R) -> (Vec<String>, &Metrics)) -> Self {
        let header = keys.iter().copied().chain(METRIC_COLUMNS).collect();
        let row = |row: &R| {
            let (mut keys, metrics) = cells(row);
            keys.extend(metric_cells(metrics));
            keys
        };
        Self { header, rows: rows.iter().map(row).collect() }
    }

    /// Writes it as CSV.
    ///
    /// # Errors
    /// When `out` can't be written to.
    pub fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(&self.header)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        writer.flush()
    }

    /// The CSV as bytes.
    pub fn to_csv(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // Writing to memory can't fail.
        let _ = self.write_csv(&mut bytes);
        bytes
    }
}

/// The cells of [`METRIC_COLUMNS`].
pub fn metric_cells(metrics: &Metrics) -> [String; 16] {
    let interval = |share: Option<Interval>, get: fn(Interval) -> f64| number(share.map(get));
    [
        metrics.n.to_string(),
        metrics.positive.to_string(),
        metrics.neutral.to_string(),
        metrics.negative.to_string(),
        metrics.none.to_string(),
        interval(metrics.share_positive, |share| share.value),
        interval(metrics.share_positive, |share| share.low),
        interval(metrics.share_positive, |share| share.high),
        interval(metrics.share_negative, |share| share.value),
        interval(metrics.share_negative, |share| share.low),
        interval(metrics.share_negative, |share| share.high),
        number(metrics.net_sentiment),
        number(metrics.mean_score),
        number(metrics.like_weighted_score),
        metrics.likes.map_or_else(String::new, |likes| likes.to_string()),
        number(metrics.top_comment_share),
    ]
}

/// A number in its shortest exact form; empty where there is none.
fn number(value: Option<f64>) -> String {
    // Adding zero turns a negative zero into a plain one.
    value.map_or_else(String::new, |value| (value + 0.0).to_string())
}

/// `by_time`; only the header where there is no table.
pub fn by_time(table: Option<&TimeTable>) -> TextTable {
    let rows = table.map_or(&[][..], |table| &table.rows);
    TextTable::of(&["bucket_start"], rows, |row| (vec![row.bucket_start.clone()], &row.metrics))
}

/// `by_likes`.
pub fn by_likes(rows: &[LikesRow]) -> TextTable {
    TextTable::of(&["likes_from", "likes_to"], rows, |row| {
        let to = row.likes_to.map_or_else(String::new, |to| to.to_string());
        (vec![row.likes_from.to_string(), to], &row.metrics)
    })
}

/// `by_region`.
pub fn by_region(rows: &[RegionRow]) -> TextTable {
    TextTable::of(&["region", "region_code", "region_group"], rows, |row| {
        (vec![row.region.clone(), row.region_code.clone(), row.group.as_str().to_owned()], &row.metrics)
    })
}

/// `by_polarity`.
pub fn by_polarity(rows: &[PolarityRow]) -> TextTable {
    TextTable::of(&["polarity"], rows, |row| (vec![row.polarity.as_str().to_owned()], &row.metrics))
}

/// `by_video`.
pub fn by_video(rows: &[VideoRow]) -> TextTable {
    TextTable::of(&["video_id"], rows, |row| (vec![row.video_id.clone()], &row.metrics))
}

/// `keywords`.
pub fn keywords(keywords: &[Keyword]) -> TextTable {
    let row = |keyword: &Keyword| {
        let counts = [keyword.n, keyword.positive, keyword.neutral, keyword.negative].map(|count| count.to_string());
        let odds = [number(Some(keyword.log_odds)), number(Some(keyword.z))];
        std::iter::once(keyword.term.clone()).chain(counts).chain(odds).collect()
    };
    TextTable {
        header: vec!["term", "n", "positive", "neutral", "negative", "log_odds", "z"],
        rows: keywords.iter().map(row).collect(),
    }
}

/// `sayings`.
pub fn sayings(sayings: &[Saying]) -> TextTable {
    let row = |saying: &Saying| {
        let counts = [saying.n, saying.positive, saying.neutral, saying.negative].map(|count| count.to_string());
        let odds = [number(Some(saying.log_odds)), number(Some(saying.z))];
        let keys = [saying.side.as_str().to_owned(), saying.term.clone()];
        keys.into_iter().chain(counts).chain(odds).collect()
    };
    TextTable {
        header: vec!["side", "term", "n", "positive", "neutral", "negative", "log_odds", "z"],
        rows: sayings.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undefined_values_are_empty_and_texts_are_quoted() {
        let rows = [VideoRow { video_id: "a,\"b\"".into(), metrics: Metrics::default() }];
        let text = String::from_utf8(by_video(&rows).to_csv()).unwrap();
        let (header, row) = text.split_once('\n').unwrap();
        assert_eq!(header, format!("video_id,{}", METRIC_COLUMNS.join(",")));
        assert_eq!(row, "\"a,\"\"b\"\"\",0,0,0,0,0,,,,,,,,,,,\n");
        assert_eq!(by_time(None).to_csv(), format!("bucket_start,{}\n", METRIC_COLUMNS.join(",")).as_bytes());
    }

    #[test]
    fn numbers_read_back_as_they_were() {
        for value in [0.1, 1.0 / 3.0, -0.0, 1e-7, 0.300_000_000_000_000_04] {
            assert_eq!(number(Some(value)).parse::<f64>().unwrap(), value);
        }
        assert_eq!(number(Some(-0.0)), "0");
    }
}
