//! The terms of a lexicon as people ask for them: what each says, where that stands, which words are stop words.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::term::{Role, Source, Term, Weights};
use super::{LexiconFile, LexiconRow, NEGATED_PREFIX, RowData, TermId, fold_term};

/// All terms of some files, those of the last file on top.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    index: FxHashMap<Box<str>, TermId>,
    pub(super) terms: Vec<Term>,
    pub(super) files: Vec<Arc<LexiconFile>>,
    pub(super) stopwords: FxHashSet<Box<str>>,
    pub(super) words: Vec<Box<str>>,
}

impl Catalogue {
    pub(super) fn new(files: Vec<Arc<LexiconFile>>) -> Self {
        let mut catalogue = Self { files, ..Self::default() };
        let rows = catalogue.files.iter().map(|file| file.rows.len()).sum();
        catalogue.index.reserve(rows);
        catalogue.terms.reserve(rows);
        for file in catalogue.files.clone() {
            for row in &file.rows {
                catalogue.add(&file, row);
            }
        }
        catalogue
    }

    pub(super) fn find(&self, folded: &str) -> Option<TermId> {
        self.index.get(folded).copied()
    }

    fn add(&mut self, file: &Arc<LexiconFile>, row: &LexiconRow) {
        let text = fold_term(&row.term);
        match row.data {
            RowData::Stopword => {
                self.stopwords.insert(text.into());
            }
            RowData::Word => self.words.push(text.into()),
            RowData::Weights(weights) => self.add_weights(file, &text, row, weights),
            RowData::Negator => self.entry(&text).role = Role::Negator,
            RowData::Intensifier(factor) => self.entry(&text).role = Role::Intensifier(factor),
            RowData::But => self.entry(&text).role = Role::But,
            RowData::Although => self.entry(&text).role = Role::Although,
            RowData::Cue(cue) => self.entry(&text).cues.insert(cue),
        }
    }

    /// `不+好看` is an entry of `好看` for the inside of a negation.
    fn add_weights(&mut self, file: &Arc<LexiconFile>, text: &str, row: &LexiconRow, weights: Weights) {
        let source = Source { file: Arc::clone(file), line: row.line };
        let is_last_word = file.header("refines").is_empty();
        if let Some(term) = text.strip_prefix(NEGATED_PREFIX) {
            let entry = self.entry(term);
            entry.negated = Some(weights);
            entry.negated_source = Some(source);
        } else {
            let entry = self.entry(text);
            entry.weights = Some(weights);
            entry.source = Some(source);
            // What an earlier file learned of `不好看` says nothing of a `好看` that means something else now.
            if is_last_word && entry.negated_source.as_ref().is_some_and(|other| !Arc::ptr_eq(&other.file, file)) {
                (entry.negated, entry.negated_source) = (None, None);
            }
        }
    }

    fn entry(&mut self, text: &str) -> &mut Term {
        let next = TermId(u32::try_from(self.terms.len()).unwrap_or(u32::MAX));
        let id = self.index.get(text).copied().unwrap_or_else(|| {
            self.index.insert(text.into(), next);
            self.terms.push(Term::new(text));
            next
        });
        &mut self.terms[id.0 as usize]
    }
}
