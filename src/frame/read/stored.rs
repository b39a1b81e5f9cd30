//! What comments feel as their rows say: the columns that scoring wrote.

use polars::prelude::DataFrame;

use super::InputError;
use crate::frame::schema::SCORE_COLUMNS;
use crate::score::{Polarity, Sentiment};

/// Where the three columns stand in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StoredColumns([usize; 3]);

impl StoredColumns {
    /// The columns of these names, the last of equal ones, for scoring writes behind all others.
    ///
    /// # Errors
    /// Where one is missing.
    pub(super) fn find(headers: &[String], source: &str) -> Result<Self, InputError> {
        let at = SCORE_COLUMNS.map(|name| headers.iter().rposition(|header| header == name));
        match at {
            [Some(polarity), Some(score), Some(confidence)] => Ok(Self([polarity, score, confidence])),
            _ => Err(InputError::NotScored { source_name: source.to_owned(), line: None }),
        }
    }

    /// What a row says; `None` if that can't be.
    pub(super) fn read<T: AsRef<str>>(self, cell: impl Fn(usize) -> Option<T>) -> Option<Sentiment> {
        let [polarity, score, confidence] = self.0.map(cell);
        let number = |cell: Option<T>| cell?.as_ref().trim().parse().ok();
        sentiment(polarity?.as_ref(), number(score)?, number(confidence)?)
    }
}

/// What a table in schema v1 says of each row.
///
/// # Errors
/// Where a column is missing or of another type, or says what can't be; `rows_before` it stand in the same file.
pub(super) fn of_frame(data: &DataFrame, source: &str, rows_before: u64) -> Result<Vec<Sentiment>, InputError> {
    let not_scored = |line| InputError::NotScored { source_name: source.to_owned(), line };
    let [polarity, score, confidence] = SCORE_COLUMNS.map(|name| data.column(name).ok());
    let words = polarity.and_then(|column| column.str().ok()).ok_or_else(|| not_scored(None))?;
    let [score, confidence] = [score, confidence].map(|column| column.and_then(|column| column.f64().ok()));
    let numbers = score.zip(confidence).ok_or_else(|| not_scored(None))?;
    let rows = words.iter().zip(numbers.0.iter()).zip(numbers.1.iter());
    rows.zip(rows_before + 1..)
        .map(|(((polarity, score), confidence), line)| {
            let found = polarity.zip(score).zip(confidence);
            let found = found.and_then(|((polarity, score), confidence)| sentiment(polarity, score, confidence));
            found.ok_or_else(|| not_scored(Some(line)))
        })
        .collect()
}

fn sentiment(polarity: &str, score: f64, confidence: f64) -> Option<Sentiment> {
    let polarity = Polarity::parse(polarity)?;
    let valid = (-1.0..=1.0).contains(&score) && (0.0..=1.0).contains(&confidence);
    valid.then_some(Sentiment { polarity, score, confidence })
}
