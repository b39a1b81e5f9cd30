//! How text is cut into words: jieba's dictionary and arithmetic, in two engines that cut alike.

use std::cell::RefCell;
use std::ops::Range;
use std::thread::JoinHandle;

use super::cells::Cells;
use super::definition::{self, Definition};
use super::dictionary::Dictionary;
use super::signs::Signs;
use super::table::Table;
use super::trie::{NO_CODE, NoRoom, Trie, Way};
use super::{Listener, Scratch, TokenizedText};
use crate::sections::FileError;

/// Which engine cuts. Both give the same words; a development command and property tests prove it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SegmenterKind {
    /// The prebuilt double array, several times faster.
    #[default]
    Fast,
    /// jieba-rs itself, which defines the cut.
    Jieba,
}

/// Cuts folded text into words.
///
/// The hidden Markov model stays off: it would join single characters that carry weights into invented words, and it
/// touches nothing else.
pub struct Segmenter {
    engine: Engine,
}

enum Engine {
    Fast(Box<Fast>),
    Jieba(Box<Definition>),
}

/// The prebuilt dictionary with a lexicon's words.
pub(super) struct Fast {
    pub(super) trie: Trie,
    pub(super) table: Table,
    /// Tags of terms that are no words of the dictionary: stickers, emoji, words of other scripts.
    pub(super) signs: Signs,
}

impl Segmenter {
    /// jieba's default dictionary with `words` added so that each is cut as one.
    ///
    /// A word that holds a character outside jieba's block class (Han, ASCII letters and digits, `+#&._%-`) can never
    /// be cut as one and is left out; `lexicon check` names such terms.
    pub fn with_words<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let words: Vec<_> = words.into_iter().map(|word| (word, None)).collect();
        Self::new(SegmenterKind::Fast, &words)
    }

    /// Like [`with_words`](Self::with_words), with the engine to use and a number for each word or other term, which
    /// tokens are then found with. Of a term given twice the last number counts.
    ///
    /// Where the fast engine has no room (words of characters beyond U+FFFF or of more than 127 characters, two words
    /// with one number, a million words or a number beyond) jieba-rs cuts.
    pub fn new(kind: SegmenterKind, words: &[(&str, Option<u32>)]) -> Self {
        Self::with_reader(kind, words, None)
    }

    /// Like [`new`](Self::new), with a dictionary that is being read already.
    pub(crate) fn with_reader(
        kind: SegmenterKind,
        words: &[(&str, Option<u32>)],
        reader: Option<DictionaryReader>,
    ) -> Self {
        let fast = || match Fast::new(words, reader) {
            Ok(fast) => Some(fast),
            Err(problem) => {
                tracing::info!(%problem, "cutting with jieba-rs");
                None
            }
        };
        let engine = match Some(kind).filter(|kind| *kind == SegmenterKind::Fast).and_then(|_| fast()) {
            Some(fast) => Engine::Fast(Box::new(fast)),
            None => Engine::Jieba(Box::new(Definition::new(words))),
        };
        Self { engine }
    }

    /// The embedded dictionary with all words of the bundled lexicons, made from those with this fingerprint. None
    /// where it was made from others.
    pub(crate) fn embedded(fingerprint: u64) -> Option<Self> {
        let read = || {
            tracing::debug!("taking the embedded dictionary with its words");
            let (dictionary, made_from) = Dictionary::embedded()?;
            if made_from == fingerprint { Ok(dictionary) } else { Err(FileError::Stale) }
        };
        match read() {
            Ok(dictionary) => Some(Self { engine: Engine::Fast(Box::new(Fast::prebuilt(dictionary))) }),
            Err(problem) => {
                tracing::info!(%problem, "adding words to the embedded dictionary");
                None
            }
        }
    }

    /// The file of [`embedded`](Self::embedded): the words of this segmenter, which was made over `plain` from
    /// `words`. None where the format has no room, or jieba-rs cuts.
    pub(crate) fn to_bytes(
        &self,
        plain: &Dictionary,
        words: &[(&str, Option<u32>)],
        fingerprint: u64,
    ) -> Option<Vec<u8>> {
        let Engine::Fast(fast) = &self.engine else { return None };
        let signs = words.iter().filter(|(word, _)| !Self::can_hold(word));
        let signs = signs.filter_map(|(word, tag)| Some(((*word).to_owned(), (*tag)?))).collect();
        let dictionary = Dictionary { signs, ..fast.trie.to_dictionary(plain)? };
        Some(dictionary.to_bytes(fingerprint))
    }

    /// Makes words that it knows, but would cut apart, frequent enough to be cut whole, as jieba's `suggest_freq`
    /// does. A word that somebody weighs is meant to be found.
    pub fn keep_whole<'w>(&mut self, words: impl IntoIterator<Item = &'w str>) {
        let words = words.into_iter().filter(|word| Self::can_hold(word));
        match &mut self.engine {
            Engine::Fast(fast) => {
                let mut way = Way::default();
                words.for_each(|word| fast.trie.keep_whole(word, &mut way));
            }
            Engine::Jieba(definition) => words.for_each(|word| definition.keep_whole(word)),
        }
    }

    /// The engine in use.
    pub fn kind(&self) -> SegmenterKind {
        match self.engine {
            Engine::Fast(_) => SegmenterKind::Fast,
            Engine::Jieba(_) => SegmenterKind::Jieba,
        }
    }

    /// Whether a word can be a single token at all.
    pub fn can_hold(word: &str) -> bool {
        !word.is_empty() && word.chars().all(is_block_char)
    }

    /// The number that a term was given.
    pub(crate) fn tag(&self, term: &str) -> Option<u32> {
        match &self.engine {
            Engine::Fast(fast) if Self::can_hold(term) => {
                let codes: Vec<u16> = term.chars().map(|c| fast.trie.code(c)).collect();
                fast.trie.tag(fast.trie.find(&codes))
            }
            Engine::Fast(fast) => fast.signs.find(term),
            Engine::Jieba(definition) => definition.tags.get(term).copied(),
        }
    }

    /// Calls `each` with the byte range of every word, from left to right and without gaps.
    pub fn cut(&self, text: &str, mut each: impl FnMut(Range<usize>)) {
        match &self.engine {
            Engine::Fast(fast) => fast.cut(text, &mut each),
            Engine::Jieba(definition) => definition.cut(text, each),
        }
    }

    /// Tells of every token of some texts, as [`tokenize`](super::tokenize) finds them.
    pub(crate) fn each_token<'t>(
        &self,
        texts: impl Iterator<Item = &'t str>,
        scratch: &mut Scratch,
        listener: &mut impl Listener,
    ) {
        match &self.engine {
            Engine::Fast(fast) => fast.each_token(texts, scratch, listener),
            Engine::Jieba(definition) => texts.for_each(|text| definition.each_token(text, listener)),
        }
    }

    pub(super) fn tokenize(&self, text: &str) -> TokenizedText {
        match &self.engine {
            Engine::Fast(fast) => fast.tokenize(text),
            Engine::Jieba(definition) => definition::tokenize(text, definition),
        }
    }
}

/// Why the fast engine can't be used.
#[derive(Debug, thiserror::Error)]
enum FastError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    NoRoom(#[from] NoRoom),
}

/// A dictionary that is at hand, or read by another thread where the system gives one.
pub(crate) struct DictionaryReader(Reading);

enum Reading {
    Running(JoinHandle<Result<(Trie, Table), FileError>>),
    AtHand(Box<Dictionary>),
    NotStarted,
}

impl DictionaryReader {
    /// Starts to read jieba's dictionary.
    pub(crate) fn start() -> Self {
        let read = || Ok(tables(jiebas_dictionary()?));
        std::thread::Builder::new()
            .spawn(read)
            .map_or(Self(Reading::NotStarted), |reader| Self(Reading::Running(reader)))
    }

    /// Takes another dictionary.
    pub(crate) fn of(dictionary: Dictionary) -> Self {
        Self(Reading::AtHand(Box::new(dictionary)))
    }

    fn finish(self) -> Result<(Trie, Table), FileError> {
        match self.0 {
            Reading::Running(reader) => reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Reading::AtHand(dictionary) => Ok(tables(*dictionary)),
            Reading::NotStarted => Ok(tables(jiebas_dictionary()?)),
        }
    }
}

fn jiebas_dictionary() -> Result<Dictionary, FileError> {
    tracing::debug!("reading the embedded dictionary");
    Ok(Dictionary::embedded()?.0.without_words())
}

fn tables(dictionary: Dictionary) -> (Trie, Table) {
    let trie = Trie::new(dictionary);
    let table = Table::new(&trie);
    (trie, table)
}

impl Fast {
    /// How many words ahead the dictionary is told what will be looked up.
    const AHEAD: usize = 8;

    fn new(words: &[(&str, Option<u32>)], reader: Option<DictionaryReader>) -> Result<Self, FastError> {
        let (mut trie, table) = reader.unwrap_or(DictionaryReader(Reading::NotStarted)).finish()?;
        trie.make_room(words.iter().filter_map(|(_, tag)| *tag).max().map_or(0, |tag| tag.saturating_add(1)))?;
        let mut signs = Vec::new();
        let mut way = Way::default();
        for (index, (word, tag)) in words.iter().enumerate() {
            if let Some((next, _)) = words.get(index + Self::AHEAD) {
                trie.announce(next);
            }
            if Segmenter::can_hold(word) {
                trie.add(word, *tag, &mut way)?;
            } else if let Some(tag) = tag {
                signs.push((*word, *tag));
            }
        }
        Ok(Self { trie, table, signs: Signs::new(signs.into_iter()) })
    }

    /// With the words that are in a dictionary already.
    fn prebuilt(mut dictionary: Dictionary) -> Self {
        let signs = std::mem::take(&mut dictionary.signs);
        let (trie, table) = tables(dictionary);
        Self { trie, table, signs: Signs::new(signs.iter().map(|(term, tag)| (term.as_str(), *tag))) }
    }

    fn cut(&self, text: &str, each: &mut impl FnMut(Range<usize>)) {
        thread_local! {
            static BUFFERS: RefCell<(Cells, Way)> = RefCell::default();
        }
        // In use while a word is told: who then cuts another text gets others.
        let (mut read, mut way) = BUFFERS.try_with(RefCell::take).unwrap_or_default();
        self.cut_with(text, &mut read, &mut way, each);
        let _ = BUFFERS.try_with(|buffers| buffers.replace((read, way)));
    }

    fn cut_with(&self, text: &str, read: &mut Cells, way: &mut Way, each: &mut impl FnMut(Range<usize>)) {
        read.clear();
        read.read_raw(text, &self.trie);
        self.trie.route(read.codes(), way, |_| {});
        let (chars, codes, starts, steps) = (read.chars(), read.codes(), read.starts(), &way.steps);
        let is_joined = |c| char::from_u32(c).is_some_and(|c| c.is_ascii_alphanumeric());
        let mut at = 0;
        while at < read.texts[0].end {
            let start = at;
            at += steps[at].len();
            if codes[start] == NO_CODE {
                // jieba takes the two characters of a line break together.
                if chars[start] == u32::from('\r') && chars[at] == u32::from('\n') {
                    at += 1;
                }
            } else if at - start == 1 && is_joined(chars[start]) {
                while is_joined(chars[at]) && steps[at].len() == 1 {
                    at += 1;
                }
            }
            each(starts[start]..starts[at]);
        }
    }
}

/// jieba's `RE_HAN_DEFAULT`: what may stand inside a dictionary word.
pub(super) fn is_block_char(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
        || matches!(c, 'a'..='z' | 'A'..='Z' | '0'..='9' | '+' | '#' | '&' | '.' | '_' | '%' | '-')
        || matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}')
        || matches!(c, '\u{20000}'..='\u{2A6DF}' | '\u{2A700}'..='\u{2B81F}' | '\u{2B820}'..='\u{2EBEF}')
        || matches!(c, '\u{2F800}'..='\u{2FA1F}')
}
