//! Labelled comments in files of any form, as `evaluate` and `lexicon learn` read them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::exit::{ExitStatus, Failure, WithStatus};
use super::output::print_warning;
use crate::frame::header::{ColumnMap, CommentField};
use crate::frame::schema::SCORE_COLUMNS;
use crate::frame::{CellTable, read_cells};
use crate::score::Polarity;

/// Names a column of labels may have when none is given.
const LABEL_NAMES: [&str; 6] = ["label", "polarity", "sentiment", "标签", "情感", "情感倾向"];

/// The labelled rows of one file.
#[derive(Debug)]
pub struct LabelledFile {
    /// The file.
    pub path: PathBuf,
    /// Rows with a label that is understood.
    pub rows: Vec<LabelledRow>,
    /// Labels that are not, with their counts.
    pub unknown: BTreeMap<String, u64>,
}

/// One labelled text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledRow {
    /// Its number among the data rows of the file, from 0.
    pub number: usize,
    /// The text.
    pub text: String,
    /// The label.
    pub label: Polarity,
    /// The video it belongs to, if a column tells.
    pub video: Option<String>,
}

/// A file of any form as a table.
pub struct Table {
    cells: CellTable,
}

impl Table {
    /// Reads a file, and prints what was not understood to stderr.
    ///
    /// # Errors
    /// A file that can't be used: exit code 5.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let cells = read_cells(path).status(ExitStatus::BadInput)?;
        for warning in &cells.warnings {
            print_warning(&warning.to_string());
        }
        Ok(Self { cells })
    }

    /// The number of a row and its cell in a column, row by row. Rows that can't be understood are left out.
    pub fn column_cells(&self, at: usize) -> impl Iterator<Item = (usize, &str)> {
        self.cells.rows.iter().map(move |row| (row.number, row.cells.get(at).map_or("", String::as_str)))
    }

    /// A cell of the row with a number; `None` where there is no such row.
    pub fn cell(&self, number: usize, at: usize) -> Option<&str> {
        let row = self.cells.rows.binary_search_by_key(&number, |row| row.number).ok()?;
        Some(self.cells.rows[row].cells.get(at).map_or("", String::as_str))
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.cells.rows.last().map_or(0, |row| row.number + 1)
    }

    /// The position of a column with exactly this name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.cells.columns.iter().position(|column| column == name)
    }

    /// The position of the column that feeds a field, by the names such columns have.
    pub fn field(&self, field: CommentField) -> Option<usize> {
        ColumnMap::detect(&self.cells.columns, &BTreeMap::new()).ok()?.get(field)
    }

    /// The position of the first of these names that a column has.
    fn first_of(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.column(name))
    }

    /// Whether `score` wrote the file: its `polarity` is what this program thinks, and no label.
    fn is_scored(&self) -> bool {
        SCORE_COLUMNS.iter().all(|name| self.column(name).is_some())
    }

    /// The column of labels in a file that `score` wrote.
    fn find_label_beside_scores(&self, path: &Path) -> Result<usize, Failure> {
        let own = |name: &&str| !SCORE_COLUMNS.contains(name);
        let names: Vec<&str> = LABEL_NAMES.into_iter().filter(own).collect();
        self.first_of(&names).ok_or_else(|| {
            let message = format!(
                "{} holds scores of this program (columns {}) and no labels; measured against themselves, scores are \
                 always right. Name the column of labels with --label-column, or say --label-column polarity if \
                 people gave it",
                path.display(),
                SCORE_COLUMNS.join(", ")
            );
            Failure::new(ExitStatus::BadInput, anyhow!(message))
        })
    }

    /// The column asked for; without one, the column named `what` or the one found by its other names.
    fn find(&self, path: &Path, given: Option<&str>, found: Option<usize>, what: &str) -> Result<usize, Failure> {
        let at = match given {
            Some(name) => self.column(name),
            None => self.column(what).or(found),
        };
        at.ok_or_else(|| {
            let columns = self.cells.columns.join(", ");
            let wanted = given.unwrap_or(what);
            let message = format!("{} has no column {wanted:?}; its columns are {columns}", path.display());
            Failure::new(ExitStatus::BadInput, anyhow!("{message}; name the right one with --{what}-column"))
        })
    }
}

/// Reads a labelled file.
///
/// # Errors
/// A file that can't be read, lacks a column, or holds no label that is understood: exit code 5.
pub fn read(path: &Path, text_column: Option<&str>, label_column: Option<&str>) -> Result<LabelledFile, Failure> {
    let table = Table::read(path)?;
    let text = table.find(path, text_column, table.field(CommentField::Text), "text")?;
    let label = match label_column {
        None if table.is_scored() => table.find_label_beside_scores(path)?,
        given => table.find(path, given, table.first_of(&LABEL_NAMES), "label")?,
    };
    let video = table.field(CommentField::VideoId);
    let words: BTreeSet<&str> = table.column_cells(label).map(|(_, word)| word.trim()).collect();
    let any = |spellings: [&str; 2]| spellings.iter().any(|word| words.contains(word));
    let two_class = any(["0", "0.0"]) && any(["1", "1.0"]) && !any(["-1", "-1.0"]);
    let mut file = LabelledFile { path: path.to_owned(), rows: Vec::new(), unknown: BTreeMap::new() };
    for (number, word) in table.column_cells(label) {
        let word = word.trim();
        let Some(label) = parse_label(word, two_class) else {
            *file.unknown.entry(word.to_owned()).or_default() += 1;
            continue;
        };
        let text = table.cell(number, text).unwrap_or_default().to_owned();
        let video = video.and_then(|at| table.cell(number, at)).filter(|video| !video.is_empty()).map(str::to_owned);
        file.rows.push(LabelledRow { number, text, label, video });
    }
    if file.rows.is_empty() {
        let seen: Vec<_> = file.unknown.keys().take(5).map(|word| format!("{word:?}")).collect();
        let allowed = "positive/neutral/negative, pos/neu/neg, 1/0/-1, 1/0, 正面/中性/负面";
        let message = format!("{} has no label that is understood (found {})", path.display(), seen.join(", "));
        return Err(Failure::new(ExitStatus::BadInput, anyhow!("{message}; allowed are {allowed}")));
    }
    Ok(file)
}

/// The class a label names; in a file whose labels are 1 and 0 only, 0 is negative.
pub fn parse_label(word: &str, two_class: bool) -> Option<Polarity> {
    match word.to_lowercase().as_str() {
        "positive" | "pos" | "p" | "1" | "1.0" | "正面" | "正向" | "积极" => Some(Polarity::Positive),
        "negative" | "neg" | "n" | "-1" | "-1.0" | "负面" | "负向" | "消极" => Some(Polarity::Negative),
        "0" | "0.0" if two_class => Some(Polarity::Negative),
        "neutral" | "neu" | "0" | "0.0" | "中性" | "中立" => Some(Polarity::Neutral),
        _ => None,
    }
}
