//! The format of a lexicon file: UTF-8, `# key: value` lines, a column line, rows of tab-separated cells.
//!
//! A user's file may be as plain as `term<TAB>valence` without any header.

use std::collections::BTreeMap;
use std::fmt;

use super::{Cue, LexiconError, RowProblem, Weights};

/// The largest weight a file may give, in natural-log units: e⁶ is 400 to 1.
pub const WEIGHT_MAX: f64 = 6.0;
/// The largest valence a file may give.
pub const VALENCE_MAX: f64 = 4.0;
/// The largest factor an intensifier may have.
pub const FACTOR_MAX: f64 = 4.0;

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LexiconKind {
    /// `term positive neutral negative [note]`
    Weights,
    /// `term valence [note]`
    Valence,
    /// `term [note]`
    Negators,
    /// `term factor [note]`
    Intensifiers,
    /// `term role [note]`
    Contrast,
    /// `term cue [note]`
    Cues,
    /// `term`
    Stopwords,
    /// `term [note]`
    Words,
    /// `name code group tile aliases`; read by [`Region`](crate::comment::Region).
    Regions,
}

impl LexiconKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Weights,
        Self::Valence,
        Self::Negators,
        Self::Intensifiers,
        Self::Contrast,
        Self::Cues,
        Self::Stopwords,
        Self::Words,
        Self::Regions,
    ];

    /// The word for it in a header.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Weights => "weights",
            Self::Valence => "valence",
            Self::Negators => "negators",
            Self::Intensifiers => "intensifiers",
            Self::Contrast => "contrast",
            Self::Cues => "cues",
            Self::Stopwords => "stopwords",
            Self::Words => "words",
            Self::Regions => "regions",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The names a column line may start with; a row that starts so is no term.
    fn is_column_line(self, cells: &[&str]) -> bool {
        let first = if self == Self::Regions { "name" } else { "term" };
        cells[0] == first && cells.get(1).is_none_or(|second| second.parse::<f64>().is_err())
    }

    fn cells(self) -> (std::ops::RangeInclusive<usize>, &'static str) {
        match self {
            Self::Weights => (4..=5, "4 or 5: term, positive, neutral, negative, note"),
            Self::Valence => (2..=3, "2 or 3: term, valence, note"),
            Self::Intensifiers => (2..=3, "2 or 3: term, factor, note"),
            Self::Contrast => (2..=3, "2 or 3: term, role, note"),
            Self::Cues => (2..=3, "2 or 3: term, cue, note"),
            Self::Negators | Self::Words => (1..=2, "1 or 2: term, note"),
            Self::Stopwords => (1..=2, "1: term"),
            Self::Regions => (5..=5, "5: name, code, group, tile, aliases"),
        }
    }
}

impl fmt::Display for LexiconKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a row says about its term.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RowData {
    /// Three weights.
    Weights(Weights),
    /// Turns the next sentiment word around.
    Negator,
    /// Multiplies the next sentiment word.
    Intensifier(f64),
    /// What follows weighs more.
    But,
    /// What follows weighs less.
    Although,
    /// A hint.
    Cue(Cue),
    /// Never a keyword.
    Stopword,
    /// A word the segmenter must know.
    Word,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct LexiconRow {
    /// Its line in the file, from 1.
    pub line: usize,
    /// The term as written.
    pub term: String,
    /// What it says.
    pub data: RowData,
    /// A remark for readers; may be empty.
    pub note: String,
}

/// One lexicon file, read.
#[derive(Clone, Debug, PartialEq)]
pub struct LexiconFile {
    /// The `name` of the header, or the file's own name without folder and ending.
    pub name: String,
    /// Where it was read from, for messages.
    pub path: String,
    /// What its rows are.
    pub kind: LexiconKind,
    /// The header.
    pub header: BTreeMap<String, String>,
    /// Its rows in the order of the file; empty for regions.
    pub rows: Vec<LexiconRow>,
}

impl LexiconFile {
    /// Reads the text of a file; `path` is used in messages.
    ///
    /// # Errors
    /// The first row that can't be read, with its line and what would be allowed.
    pub fn parse(path: &str, text: &str) -> Result<Self, LexiconError> {
        let row_error = |line, problem| LexiconError::Row { file: path.to_owned(), line, problem };
        let mut header = BTreeMap::new();
        let mut kind = None;
        let mut rows = Vec::new();
        let mut cells = Vec::new();
        for (index, line) in text.strip_prefix('\u{FEFF}').unwrap_or(text).lines().enumerate() {
            let number = index + 1;
            let line = line.trim_end_matches('\r');
            if let Some(comment) = line.strip_prefix('#').filter(|_| kind.is_none()) {
                if let Some((key, value)) = comment.split_once(':') {
                    header.insert(key.trim().to_lowercase(), value.trim().to_owned());
                }
                continue;
            }
            if line.trim().is_empty() {
                continue;
            }
            cells.clear();
            cells.extend(line.split('\t').map(str::trim));
            let starts = kind.is_none();
            let kind = match kind {
                Some(kind) => kind,
                None => *kind.insert(kind_of(&header, &cells).map_err(|problem| row_error(number, problem))?),
            };
            if starts && kind.is_column_line(&cells) {
                continue;
            }
            if let Some(row) = parse_row(kind, number, &cells).map_err(|problem| row_error(number, problem))? {
                rows.push(row);
            }
        }
        let kind = kind.ok_or_else(|| LexiconError::Empty { file: path.to_owned() })?;
        let stem = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let stem = stem.strip_suffix(".tsv").or_else(|| stem.strip_suffix(".txt")).unwrap_or(stem);
        let name = header.get("name").cloned().unwrap_or_else(|| stem.to_owned());
        Ok(Self { name, path: path.to_owned(), kind, header, rows })
    }

    /// A header value, or an empty text.
    pub fn header(&self, key: &str) -> &str {
        self.header.get(key).map_or("", String::as_str)
    }
}

/// The kind a header names; without one it follows from the number of cells.
fn kind_of(header: &BTreeMap<String, String>, cells: &[&str]) -> Result<LexiconKind, RowProblem> {
    match header.get("kind") {
        Some(word) => LexiconKind::parse(word).ok_or_else(|| RowProblem::Kind(word.clone())),
        None if cells.len() >= 4 => Ok(LexiconKind::Weights),
        None => Ok(LexiconKind::Valence),
    }
}

fn parse_row(kind: LexiconKind, line: usize, cells: &[&str]) -> Result<Option<LexiconRow>, RowProblem> {
    let (allowed, wanted) = kind.cells();
    if !allowed.contains(&cells.len()) {
        return Err(RowProblem::Cells { kind, found: cells.len(), wanted });
    }
    if cells[0].is_empty() {
        return Err(RowProblem::NoTerm);
    }
    let data = match kind {
        LexiconKind::Weights => {
            let cell = |name, at: usize| number(name, cells[at], WEIGHT_MAX);
            let (positive, neutral, negative) = (cell("positive", 1)?, cell("neutral", 2)?, cell("negative", 3)?);
            RowData::Weights(Weights::from_units(positive, neutral, negative))
        }
        LexiconKind::Valence => RowData::Weights(Weights::from_valence(number("valence", cells[1], VALENCE_MAX)?)),
        LexiconKind::Negators => RowData::Negator,
        LexiconKind::Intensifiers => RowData::Intensifier(number("factor", cells[1], FACTOR_MAX)?),
        LexiconKind::Contrast => contrast(cells[1])?,
        LexiconKind::Cues => RowData::Cue(cue(cells[1])?),
        LexiconKind::Stopwords => RowData::Stopword,
        LexiconKind::Words => RowData::Word,
        LexiconKind::Regions => return Ok(None),
    };
    let note = cells.get(allowed.end() - 1).copied().unwrap_or_default().to_owned();
    Ok(Some(LexiconRow { line, term: cells[0].to_owned(), data, note }))
}

fn number(name: &'static str, text: &str, max: f64) -> Result<f64, RowProblem> {
    let value: f64 = text.parse().map_err(|_| RowProblem::Number { name, text: text.to_owned() })?;
    if (-max..=max).contains(&value) { Ok(value) } else { Err(RowProblem::Range { name, value, low: -max, high: max }) }
}

fn contrast(word: &str) -> Result<RowData, RowProblem> {
    match word {
        "but" => Ok(RowData::But),
        "although" => Ok(RowData::Although),
        _ => Err(RowProblem::Word { name: "role", text: word.to_owned(), allowed: "but, although".to_owned() }),
    }
}

fn cue(word: &str) -> Result<Cue, RowProblem> {
    Cue::parse(word).ok_or_else(|| RowProblem::Word {
        name: "cue",
        text: word.to_owned(),
        allowed: Cue::ALL.map(Cue::as_str).join(", "),
    })
}
