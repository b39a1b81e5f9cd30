use super::LexiconKind;

/// Why a lexicon file can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LexiconError {
    /// A row can't be read.
    #[error("{file}:{line}: {problem}")]
    Row {
        /// The file as given.
        file: String,
        /// Its line, from 1.
        line: usize,
        /// What is wrong.
        problem: RowProblem,
    },
    /// The file has no row at all.
    #[error("{file}: no terms; a lexicon has lines of a term, a tab and a valence from -4 to 4")]
    Empty {
        /// The file as given.
        file: String,
    },
}

/// What is wrong with a row.
#[derive(Debug, thiserror::Error, PartialEq)]
#[non_exhaustive]
pub enum RowProblem {
    /// The `kind:` header names no kind.
    #[error(
        "unknown kind {0:?}; allowed are weights, valence, negators, intensifiers, contrast, cues, stopwords, words, regions"
    )]
    Kind(String),
    /// Too few or too many cells.
    #[error("{found} cells where a row of kind {kind} has {wanted}; cells are separated by tabs")]
    Cells {
        /// The kind of the file.
        kind: LexiconKind,
        /// Cells in the row.
        found: usize,
        /// What is allowed.
        wanted: &'static str,
    },
    /// Not a number.
    #[error("{name} {text:?} is not a number")]
    Number {
        /// Name of the column.
        name: &'static str,
        /// What stands there.
        text: String,
    },
    /// A number out of range.
    #[error("{name} {value} is outside {low}..={high}")]
    Range {
        /// Name of the column.
        name: &'static str,
        /// What stands there.
        value: f64,
        /// Least value allowed.
        low: f64,
        /// Greatest value allowed.
        high: f64,
    },
    /// A word that names no role or cue.
    #[error("unknown {name} {text:?}; allowed are {allowed}")]
    Word {
        /// Name of the column.
        name: &'static str,
        /// What stands there.
        text: String,
        /// What is allowed.
        allowed: String,
    },
    /// The term is empty.
    #[error("the term is empty")]
    NoTerm,
}
