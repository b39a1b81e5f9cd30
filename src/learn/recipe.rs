//! The record of how a lexicon is made: which files, how much each counts, which settings.

use serde::Deserialize;

use super::LearnSettings;

/// A recipe, as read from a TOML file.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Name of the lexicon made.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence, an SPDX expression.
    pub license: String,
    /// Where its weights come from, for the header.
    pub source: String,
    /// The lexicons whose weights it refines.
    #[serde(default)]
    pub refines: Vec<String>,
    /// What to start from.
    #[serde(default)]
    pub start: Start,
    /// How to learn.
    #[serde(default)]
    pub settings: LearnSettings,
    /// Labelled files.
    pub data: Vec<DataFile>,
    /// Files whose texts, labels or not, tell which terms keep the same company: such as will be judged.
    #[serde(default)]
    pub unlabelled: Vec<String>,
    /// Files whose texts must not be learned from, because they judge the result.
    #[serde(default)]
    pub exclude: Vec<String>,
}

/// What learning starts from.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Start {
    /// All bundled files.
    #[default]
    Bundled,
    /// The hand-written files.
    Curated,
}

/// A labelled file of a recipe.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct DataFile {
    /// Name of the CSV file with the texts: one of the files given, or else one beside the recipe.
    pub file: String,
    /// File of labels beside the recipe, `row<TAB>label`; without it the CSV file has a column of labels.
    pub labels: Option<String>,
    /// How much a row counts.
    pub weight: f64,
    /// How much more a row of each class counts: positive, neutral, negative.
    #[serde(default = "even")]
    pub class_weights: [f64; 3],
    /// Whether the balance of classes in it is the one to expect. Where not, it is taken out.
    #[serde(default)]
    pub typical: bool,
}

fn even() -> [f64; 3] {
    [1.0; 3]
}
