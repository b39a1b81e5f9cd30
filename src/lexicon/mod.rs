//! What words, stickers, emoji and phrases say: terms with three weights each, and the roles words play in rules.
//!
//! A lexicon is layered. The bundled layers are text files in `lexicons/`; a user's files come on top, and the last
//! file that names a term decides. [`Lexicon::bundled`] holds everything, [`LexiconBuilder`] leaves out or adds.

mod bundled;
pub mod check;
mod error;
mod file;
pub mod learn;
mod term;

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use rustc_hash::{FxHashMap, FxHashSet};

pub use bundled::{BASE, BUNDLED};
pub use error::{LexiconError, RowProblem};
pub use file::{LexiconFile, LexiconKind, LexiconRow, RowData};
pub use term::{Cue, Cues, Role, Source, Term, Weights};
pub(crate) use term::{Effect, Readings, round};

use crate::prefetch::prefetch;
use crate::text::{emoji_key, folded, is_emoji};

/// A weight of a thousandth of a natural-log unit is the smallest step: sums of whole steps are exact in any order.
pub const UNIT: f64 = 1000.0;

/// The identity of a term inside one lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TermId(pub(crate) u32);

/// All terms with their weights and roles, ready for look-up.
#[derive(Debug, Default)]
pub struct Lexicon {
    index: FxHashMap<Box<str>, TermId>,
    terms: Vec<Term>,
    /// What scoring needs of each term, close together.
    effects: Vec<Effect>,
    files: Vec<Arc<LexiconFile>>,
    /// Files from here on are not bundled.
    first_own: usize,
    stopwords: FxHashSet<Box<str>>,
    words: Vec<Box<str>>,
}

impl Lexicon {
    /// Every bundled file.
    pub fn bundled() -> Arc<Lexicon> {
        static BUNDLED_LEXICON: LazyLock<Arc<Lexicon>> = LazyLock::new(|| Arc::new(LexiconBuilder::bundled().build()));
        Arc::clone(&BUNDLED_LEXICON)
    }

    /// The term that a folded token is, if any.
    pub fn find(&self, folded: &str) -> Option<TermId> {
        self.index.get(folded).copied()
    }

    /// What is known of a term.
    pub fn term(&self, id: TermId) -> &Term {
        &self.terms[id.0 as usize]
    }

    /// How many terms there are.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.terms.len()
    }

    /// What a term does to a text.
    #[inline]
    pub(crate) fn effect(&self, id: TermId) -> &Effect {
        &self.effects[id.0 as usize]
    }

    /// The weights of a term.
    #[inline]
    pub(crate) fn readings(&self, id: TermId) -> Readings {
        self.effect(id).readings().unwrap_or_else(|| self.term(id).readings())
    }

    /// The effect of a term will be asked for soon. Numbers of no term are allowed: to tell them apart would take
    /// longer than to ask for something.
    #[inline]
    pub(crate) fn announce(&self, id: TermId) {
        prefetch(&self.effects, (id.0 as usize).min(self.effects.len().wrapping_sub(1)));
    }

    /// All terms in the order of their ids.
    pub fn terms(&self) -> impl Iterator<Item = (TermId, &Term)> {
        self.terms.iter().enumerate().map(|(index, term)| (TermId(u32::try_from(index).unwrap_or(u32::MAX)), term))
    }

    /// The files it was made of, lowest layer first.
    pub fn files(&self) -> &[Arc<LexiconFile>] {
        &self.files
    }

    /// Whether a folded word is too common to tell anything as a keyword.
    pub fn is_stopword(&self, folded: &str) -> bool {
        self.stopwords.contains(folded)
    }

    /// Terms with weights in files that are not bundled.
    pub fn own_terms(&self) -> impl Iterator<Item = &str> {
        let is_own = |source: &Option<Source>| {
            let file = source.as_ref().map(|source| &source.file);
            file.is_some_and(|file| self.files[self.first_own..].iter().any(|own| Arc::ptr_eq(own, file)))
        };
        let own = self.terms.iter().filter(move |term| is_own(&term.source) || is_own(&term.negated_source));
        own.map(|term| term.text.as_ref())
    }

    /// What the segmenter must know: every term with its id, and the extra dictionary words.
    pub fn segmenter_terms(&self) -> impl Iterator<Item = (&str, Option<u32>)> {
        let terms = self.terms().map(|(id, term)| (term.text.as_ref(), Some(id.0)));
        terms.chain(self.words.iter().map(|word| (word.as_ref(), None)))
    }
}

/// Puts files on top of each other.
#[derive(Clone, Debug, Default)]
pub struct LexiconBuilder {
    bundled: Vec<Arc<LexiconFile>>,
    own: Vec<Arc<LexiconFile>>,
}

impl LexiconBuilder {
    /// Nothing at all: no weights and no roles.
    pub fn empty() -> Self {
        Self::default()
    }

    /// All bundled files.
    pub fn bundled() -> Self {
        Self { bundled: bundled::files().to_vec(), own: Vec::new() }
    }

    /// Takes out the learned base weights, leaving what people wrote.
    #[must_use]
    pub fn without_base(mut self) -> Self {
        self.bundled.retain(|file| file.name != BASE);
        self
    }

    /// Puts a file on top.
    #[must_use]
    pub fn with_file(mut self, file: LexiconFile) -> Self {
        self.own.push(Arc::new(file));
        self
    }

    /// Builds the look-up table.
    pub fn build(self) -> Lexicon {
        let first_own = self.bundled.len();
        let files = self.bundled.into_iter().chain(self.own).collect();
        let mut lexicon = Lexicon { files, first_own, ..Lexicon::default() };
        let rows = lexicon.files.iter().map(|file| file.rows.len()).sum();
        lexicon.index.reserve(rows);
        lexicon.terms.reserve(rows);
        for file in lexicon.files.clone() {
            for row in &file.rows {
                lexicon.add(&file, row);
            }
        }
        lexicon.effects = lexicon.terms.iter().map(Term::effect).collect();
        lexicon
    }
}

impl Lexicon {
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

/// What stands before a term in the file when its weights hold under negation.
pub const NEGATED_PREFIX: &str = "不+";

/// Terms in files are folded like the texts they are matched against.
fn fold_term(term: &str) -> Cow<'_, str> {
    let is_code = term.starts_with('[') || term.starts_with('<');
    if is_code {
        term.to_ascii_lowercase().into()
    } else if is_emoji(term) {
        emoji_key(term).collect::<String>().into()
    } else {
        folded(term)
    }
}

#[cfg(test)]
mod tests;
