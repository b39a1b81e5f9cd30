//! What words, stickers, emoji and phrases say: terms with three weights each, and the roles words play in rules.
//!
//! A lexicon is layered. The bundled layers are text files in `lexicons/`; a user's files come on top, and the last
//! file that names a term decides. [`Lexicon::bundled`] holds everything, [`LexiconBuilder`] leaves out or adds.

mod bundled;
mod catalogue;
pub mod check;
mod effect;
mod error;
mod feature;
mod file;
mod term;

use std::borrow::Cow;
use std::sync::{Arc, LazyLock, OnceLock};

pub use bundled::{BASE, BUNDLED};
pub(crate) use effect::{Effect, Readings};
pub use error::{LexiconError, RowProblem};
pub(crate) use feature::FEATURES;
pub use feature::Feature;
pub(crate) use file::WEIGHT_MAX;
pub use file::{LexiconFile, LexiconKind, LexiconRow, RowData};
pub(crate) use term::round;
pub use term::{Cue, Cues, Role, Source, Term, Weights};

use catalogue::Catalogue;
use effect::Effects;

use crate::text::{emoji_key, folded, is_emoji};

/// A weight of a thousandth of a natural-log unit is the smallest step: sums of whole steps are exact in any order.
pub const UNIT: f64 = 1000.0;

/// The identity of a term inside one lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TermId(pub(crate) u32);

/// All terms with their weights and roles, ready for look-up.
///
/// What scoring asks is there from the start; of the bundled files alone it is embedded ready-made. What people ask,
/// texts and sources of terms, is read from the files when it is asked for the first time.
#[derive(Debug, Default)]
pub struct Lexicon {
    effects: Effects,
    /// The fingerprint of the bundled files, where it is made of all of them and nothing else.
    fingerprint: Option<u64>,
    layers: LexiconBuilder,
    catalogue: OnceLock<Catalogue>,
}

impl Lexicon {
    /// Every bundled file.
    pub fn bundled() -> Arc<Lexicon> {
        static BUNDLED_LEXICON: LazyLock<Arc<Lexicon>> = LazyLock::new(|| Arc::new(LexiconBuilder::bundled().build()));
        Arc::clone(&BUNDLED_LEXICON)
    }

    fn catalogue(&self) -> &Catalogue {
        self.catalogue.get_or_init(|| self.layers.catalogue())
    }

    /// The term that a folded token is, if any.
    pub fn find(&self, folded: &str) -> Option<TermId> {
        self.catalogue().find(folded)
    }

    /// What is known of a term.
    pub fn term(&self, id: TermId) -> &Term {
        &self.catalogue().terms[id.0 as usize]
    }

    /// How many terms there are.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.effects.len()
    }

    /// What a term does to a text.
    #[inline]
    pub(crate) fn effect(&self, id: TermId) -> &Effect {
        self.effects.get(id.0)
    }

    /// What a term does to its neighbours.
    pub(crate) fn role(&self, id: TermId) -> Role {
        self.effects.role(self.effect(id)).unwrap_or_else(|| self.term(id).role)
    }

    /// The weights of a term.
    #[inline]
    pub(crate) fn readings(&self, id: TermId) -> Readings {
        self.effect(id).readings().unwrap_or_else(|| self.term(id).readings())
    }

    /// Names of the files that gave a term's plain weights and those under negation.
    pub(crate) fn origins(&self, id: TermId) -> [Option<&str>; 2] {
        self.effects.origins(id.0)
    }

    /// To be told the number of a term whose effect will be asked for soon. Numbers of no term are allowed.
    #[inline]
    pub(crate) fn announcer(&self) -> impl Fn(u32) {
        self.effects.announcer()
    }

    /// All terms in the order of their ids.
    pub fn terms(&self) -> impl Iterator<Item = (TermId, &Term)> {
        let terms = self.catalogue().terms.iter().enumerate();
        terms.map(|(index, term)| (TermId(u32::try_from(index).unwrap_or(u32::MAX)), term))
    }

    /// The files it was made of, lowest layer first.
    pub fn files(&self) -> &[Arc<LexiconFile>] {
        &self.catalogue().files
    }

    /// Whether a folded word is too common to tell anything as a keyword.
    pub fn is_stopword(&self, folded: &str) -> bool {
        self.catalogue().stopwords.contains(folded)
    }

    /// Terms with weights in files that are not bundled.
    pub fn own_terms(&self) -> impl Iterator<Item = &str> {
        let own = &self.layers.own;
        let is_own = move |source: &Option<Source>| {
            let file = source.as_ref().map(|source| &source.file);
            file.is_some_and(|file| own.iter().any(|own| Arc::ptr_eq(own, file)))
        };
        let terms = if own.is_empty() { &[] } else { self.catalogue().terms.as_slice() };
        let own = terms.iter().filter(move |term| is_own(&term.source) || is_own(&term.negated_source));
        own.map(|term| term.text.as_ref())
    }

    /// What the segmenter must know: every term with its id, and the extra dictionary words.
    pub fn segmenter_terms(&self) -> impl Iterator<Item = (&str, Option<u32>)> {
        let terms = self.terms().map(|(id, term)| (term.text.as_ref(), Some(id.0)));
        terms.chain(self.catalogue().words.iter().map(|word| (word.as_ref(), None)))
    }

    /// The fingerprint of the bundled files, if it holds all of them and nothing else, ready-made.
    pub(crate) fn embedded_fingerprint(&self) -> Option<u64> {
        self.fingerprint
    }

    /// The fingerprint of the bundled files, whatever it is made of.
    pub(crate) fn bundled_fingerprint() -> u64 {
        bundled::fingerprint()
    }

    /// The file of embedded effects, for a lexicon of all bundled files.
    pub(crate) fn effects_file(&self) -> Vec<u8> {
        self.effects.to_bytes(bundled::fingerprint())
    }
}

/// Puts files on top of each other.
#[derive(Clone, Debug, Default)]
pub struct LexiconBuilder {
    bundled: Bundled,
    own: Vec<Arc<LexiconFile>>,
}

/// Which of the bundled files are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Bundled {
    #[default]
    None,
    WithoutBase,
    All,
}

impl LexiconBuilder {
    /// Nothing at all: no weights and no roles.
    pub fn empty() -> Self {
        Self::default()
    }

    /// All bundled files.
    pub fn bundled() -> Self {
        Self { bundled: Bundled::All, own: Vec::new() }
    }

    /// Takes out the learned base weights, leaving what people wrote.
    #[must_use]
    pub fn without_base(mut self) -> Self {
        if self.bundled == Bundled::All {
            self.bundled = Bundled::WithoutBase;
        }
        self
    }

    /// Puts a file on top.
    #[must_use]
    pub fn with_file(mut self, file: LexiconFile) -> Self {
        self.own.push(Arc::new(file));
        self
    }

    /// Whether it is all bundled files and nothing else.
    pub(crate) fn is_just_bundled(&self) -> bool {
        self.bundled == Bundled::All && self.own.is_empty()
    }

    /// Builds the look-up table.
    pub fn build(self) -> Lexicon {
        if self.is_just_bundled() {
            let fingerprint = bundled::fingerprint();
            match Effects::embedded(fingerprint) {
                Ok(effects) => {
                    return Lexicon { effects, fingerprint: Some(fingerprint), layers: self, ..Lexicon::default() };
                }
                Err(problem) => tracing::info!(%problem, "reading the lexicons anew"),
            }
        }
        self.build_anew()
    }

    /// Builds the look-up table from the files, whether or not it is embedded.
    pub(crate) fn build_anew(self) -> Lexicon {
        let catalogue = self.catalogue();
        let effects = Effects::new(&catalogue.terms, &catalogue.files);
        Lexicon { effects, fingerprint: None, layers: self, catalogue: catalogue.into() }
    }

    fn catalogue(&self) -> Catalogue {
        let bundled = bundled::files().iter().filter(|file| match self.bundled {
            Bundled::None => false,
            Bundled::WithoutBase => file.name != BASE,
            Bundled::All => true,
        });
        Catalogue::new(bundled.chain(&self.own).cloned().collect())
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
