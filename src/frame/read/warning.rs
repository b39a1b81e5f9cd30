//! What was left out or not understood while reading, so that nothing is dropped in silence.

use std::fmt;

use crate::counted::counted;

/// Something a reader of the results should know about the input.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// Values of a column that could not be read; the fields stay empty.
    NotUnderstood(Finding),
    /// Times told as a distance (`3月前`) from a moment that is not known; they stand in no time bucket.
    RelativeTimes(Finding),
    /// Identifiers that lost their last digits in a float; different comments may share one.
    RoundedIds(Finding),
    /// Authors that are no keyed hashes of ours but names, account numbers or what may be traced back to them; the field
    /// stays empty, and no example is given.
    PlainAuthors(Finding),
    /// Places that the table of regions does not have; they keep their names.
    UnlistedPlaces(Finding),
    /// Cells with U+FFFD in them, which stands for bytes that are not of the file's encoding, or were not of an earlier one.
    BrokenText(Finding),
    /// Rows with fewer cells than the header; the missing ones count as empty.
    ShortRows(Finding),
    /// Rows with more cells than the header, so that nobody can tell which is which; left out.
    LongRows(Finding),
    /// Rows with more cells than the header, all of which are kept behind the scores.
    SurplusCells(Finding),
    /// Scored texts with U+FFFD in them; the line is the number of the row.
    BrokenTexts(Finding),
    /// Entries of JSON objects that have the names of those that scoring adds.
    ReplacedEntries {
        /// The file.
        source: String,
    },
    /// Lines that hold no JSON object; left out.
    BadLines(Finding),
    /// An input that was named before; rows without ids count once more.
    RepeatedInput {
        /// The file or folder.
        source: String,
    },
    /// A quote that is never closed: everything behind it is one cell.
    UnclosedQuote {
        /// The file.
        source: String,
        /// The line of the quote.
        line: u64,
        /// Lines from there to the end.
        lines: u64,
    },
    /// A column name that stands more than once; the first is used.
    RepeatedColumn {
        /// The file.
        source: String,
        /// The name.
        column: String,
    },
    /// The same comment met again (same video, id and text); the last is kept.
    RepeatedComments {
        /// Rows left out.
        count: u64,
    },
    /// Different comments with the same id; all are kept.
    SharedIds {
        /// Rows whose id another row has too.
        count: u64,
        /// One such id.
        example: String,
    },
    /// A collection that stopped early.
    PartialCollection {
        /// The folder.
        source: String,
        /// Why it stopped, if it says.
        because: Option<String>,
    },
    /// A warning that a collection carries.
    Collection {
        /// The folder.
        source: String,
        /// What it says.
        message: String,
    },
}

/// How often something was found, and where first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub source: String,
    /// The column, where it is about one.
    pub column: String,
    /// Cells or rows.
    pub count: u64,
    /// The first of them, shortened.
    pub example: String,
    /// The line (in Parquet: the row) of the first.
    pub line: u64,
}

/// Longest example, in characters.
const EXAMPLE_LENGTH: usize = 40;

impl Finding {
    /// Counts one more; the first is kept as the example.
    pub(crate) fn add(&mut self, example: &str, line: u64) {
        if self.count == 0 {
            self.line = line;
            self.example = example.chars().take(EXAMPLE_LENGTH).collect();
        }
        self.count += 1;
    }

    /// So many values of a column, with an example.
    fn values(&self, f: &mut fmt::Formatter<'_>, what: &str) -> fmt::Result {
        let Self { source, column, count, example, line } = self;
        write!(f, "{} in column {column}, the first in {source} line {line}: {example:?}", counted(*count, what))
    }

    /// So many rows.
    fn rows(&self, f: &mut fmt::Formatter<'_>, what: &str) -> fmt::Result {
        let Self { source, count, line, .. } = self;
        write!(f, "{}, the first in {source} line {line}", counted(*count, what))
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUnderstood(found) => found.values(f, "value not understood and left empty"),
            Self::RelativeTimes(found) => {
                found.values(f, "time too vague to place, told from a moment that nobody knows")
            }
            Self::RoundedIds(found) => found.values(f, "id that a spreadsheet or float rounded"),
            Self::PlainAuthors(found) => {
                found.rows(f, "author without a keyed hash, left empty (import makes such hashes)")
            }
            Self::UnlistedPlaces(found) => found.values(f, "place missing from the table of regions"),
            Self::BrokenText(found) => found.rows(f, "cell with broken characters"),
            Self::ShortRows(found) => found.rows(f, "row shorter than the header, filled up with empty cells"),
            Self::LongRows(found) => found.rows(f, "row longer than the header, left out"),
            Self::SurplusCells(found) => {
                found.rows(f, "row longer than the header")?;
                f.write_str("; surplus cells stand behind the scores in CSV and are left out of other forms")
            }
            Self::BrokenTexts(Finding { source, count, line, .. }) => {
                let texts = counted(*count, "text with broken characters");
                write!(f, "{texts}, the first in {source} row {line}")
            }
            Self::ReplacedEntries { source } => {
                write!(f, "{source} already has entries that scoring adds; they are replaced")
            }
            Self::BadLines(found) => {
                found.rows(f, "line without a JSON object, left out")?;
                write!(f, ": {}", found.example)
            }
            Self::RepeatedInput { source } => {
                write!(f, "{source} was named before; rows without comment ids count once more")
            }
            Self::UnclosedQuote { source, line, lines } => {
                // Never fewer than two.
                write!(
                    f,
                    "{source} line {line} opens a quote that is never closed; {lines} lines were read as one cell"
                )
            }
            Self::RepeatedColumn { source, column } => {
                write!(f, "{source} has more than one column {column}; the first is used")
            }
            Self::RepeatedComments { count } => {
                let rows = counted(*count, "row repeating a comment");
                write!(f, "{rows} (same video, id and text); the last of each is kept")
            }
            // Never fewer than two.
            Self::SharedIds { count, example } => {
                write!(
                    f,
                    "{count} rows share their comment id with a different comment, such as {example}; all are kept"
                )
            }
            Self::PartialCollection { source, because } => {
                write!(f, "the collection {source} is not complete")?;
                because.iter().try_for_each(|because| write!(f, ": {because}"))
            }
            Self::Collection { source, message } => write!(f, "{source}: {message}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_says_how_many_where_and_what() {
        let mut found = Finding { source: "a.csv".into(), column: "likes".into(), ..Finding::default() };
        found.add("many", 7);
        found.add("few", 9);
        let message = Warning::NotUnderstood(found.clone()).to_string();
        assert_eq!(
            message,
            "2 values not understood and left empty in column likes, the first in a.csv line 7: \"many\""
        );
        assert_eq!(
            Warning::LongRows(found).to_string(),
            "2 rows longer than the header, left out, the first in a.csv line 7"
        );
    }
}
