//! The words of any number of comments, outside of memory: each word by its number, three bytes or so, so that they can
//! be gone through again and again without cutting the texts anew.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::counts::Counts;
use super::keywords::{self, KeywordOptions};
use super::{AggregateError, Keyword, Saying, phrases, sayings};
use crate::frame::Figures;
use crate::frame::store::Names;
use crate::lexicon::Role;
use crate::score::Analyzer;
use crate::text::TokenKind;

/// Bytes of words up to which they stay in memory.
const IN_MEMORY: usize = 16 * 1024 * 1024;

/// Comments that are read together.
const BLOCK_ROWS: usize = 8 * 1024;

/// What a word does in a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// It says something by itself.
    Content,
    /// It turns or strengthens what follows: 不, 太.
    Modifier,
    /// It says nothing by itself: stop words and conjunctions.
    Glue,
}

/// A way to write a word, or several that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// Number of its folded form, which is what is counted.
    pub term: u32,
    /// Number of its spelling in the text.
    pub spelling: u32,
    /// What it does in a phrase.
    pub part: Part,
    /// Characters of the folded form.
    pub chars: u32,
    /// There is a letter or a Han character in it.
    pub is_alphabetic: bool,
    /// It may be a keyword.
    pub is_keyword: bool,
}

/// All words met so far, by number.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// Folded forms and spellings.
    pub texts: Names,
    pub forms: Vec<Form>,
    numbers: FxHashMap<(u32, u32, Part), u32>,
}

impl Vocabulary {
    /// The number of a form.
    pub(super) fn number(&mut self, term: &str, spelling: &str, part: Part) -> u32 {
        let key = (self.texts.number(term), self.texts.number(spelling), part);
        let next = u32::try_from(self.forms.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.forms.push(Form {
                term: key.0,
                spelling: key.1,
                part,
                chars: u32::try_from(term.chars().count()).unwrap_or(u32::MAX),
                is_alphabetic: term.chars().any(char::is_alphabetic),
                is_keyword: part == Part::Content && keywords::is_keyword(term),
            });
        }
        number
    }

    pub(super) fn form(&self, piece: Piece) -> &Form {
        &self.forms[piece.form as usize]
    }

    /// The folded form of a word.
    pub(super) fn term(&self, piece: Piece) -> &str {
        self.texts.name(self.form(piece).term)
    }

    /// The word as its comment writes it.
    pub(super) fn spelling(&self, piece: Piece) -> &str {
        self.texts.name(self.form(piece).spelling)
    }
}

/// A word of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Number of its form.
    pub form: u32,
    /// Nothing stands between it and the word before.
    pub touches: bool,
}

/// The words of some comments, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// Row of the first comment.
    pub first_row: usize,
    pieces: Vec<Piece>,
    /// Where the words of each comment end.
    ends: Vec<usize>,
}

impl Block {
    /// The words of each comment.
    pub(super) fn comments(&self) -> impl ExactSizeIterator<Item = &[Piece]> {
        let start = |at: usize| if at == 0 { 0 } else { self.ends[at - 1] };
        self.ends.iter().enumerate().map(move |(at, end)| &self.pieces[start(at)..*end])
    }

    pub(super) fn push(&mut self, pieces: impl IntoIterator<Item = Piece>) {
        self.pieces.extend(pieces);
        self.ends.push(self.pieces.len());
    }

    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.pieces.len() * 3 + self.ends.len());
        for pieces in self.comments() {
            push_number(&mut bytes, pieces.len() as u64);
            for piece in pieces {
                push_number(&mut bytes, u64::from(piece.form) << 1 | u64::from(piece.touches));
            }
        }
        bytes
    }

    fn decode(first_row: usize, bytes: &[u8]) -> Option<Self> {
        let mut block = Self { first_row, ..Self::default() };
        let mut rest = bytes;
        while !rest.is_empty() {
            for _ in 0..take_number(&mut rest)? {
                let number = take_number(&mut rest)?;
                block.pieces.push(Piece { form: u32::try_from(number >> 1).ok()?, touches: number & 1 == 1 });
            }
            block.ends.push(block.pieces.len());
        }
        Some(block)
    }
}

/// Seven bits a byte, the low ones first.
fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push((number & 0x7f) as u8);
}

fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// Blocks in a temporary file.
struct Blocks {
    file: tempfile::SpooledTempFile,
    /// Row of the first comment, and where the block ends.
    blocks: Vec<(usize, u64)>,
}

impl Blocks {
    fn new(folder: &Path) -> Self {
        Self { file: tempfile::spooled_tempfile_in(IN_MEMORY, folder), blocks: Vec::new() }
    }

    fn push(&mut self, block: &Block) -> io::Result<()> {
        let bytes = block.encode();
        self.file.write_all(&bytes)?;
        let start = self.blocks.last().map_or(0, |(_, end)| *end);
        self.blocks.push((block.first_row, start + bytes.len() as u64));
        Ok(())
    }

    /// Hands on all blocks in their order.
    fn for_each(&mut self, mut take: impl FnMut(Block) -> io::Result<()>) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        let (mut start, mut bytes) = (0, Vec::new());
        for (first_row, end) in &self.blocks {
            bytes.resize(usize::try_from(*end - start).map_err(io::Error::other)?, 0);
            self.file.read_exact(&mut bytes)?;
            start = *end;
            let block = Block::decode(*first_row, &bytes);
            take(block.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the temporary file is damaged"))?)?;
        }
        Ok(())
    }
}

/// The words of comments, for the tables of words.
pub struct Words<'a> {
    analyzer: &'a Analyzer,
    folder: &'a Path,
    vocabulary: Vocabulary,
    blocks: Blocks,
    rows: usize,
}

impl<'a> Words<'a> {
    /// No words yet; those of many comments go into a temporary file in a folder.
    pub fn new(analyzer: &'a Analyzer, folder: &'a Path) -> Self {
        let blocks = Blocks::new(folder);
        Self { analyzer, folder, vocabulary: Vocabulary::default(), blocks, rows: 0 }
    }

    /// Adds the words of the next comments.
    ///
    /// # Errors
    /// When the temporary file can't be written.
    pub fn push<T: AsRef<str> + Sync>(&mut self, texts: &[T]) -> io::Result<()> {
        for texts in texts.chunks(BLOCK_ROWS) {
            let cuts: Vec<Vec<Word>> = texts.par_iter().map(|text| words(text.as_ref(), self.analyzer)).collect();
            let mut block = Block { first_row: self.rows, ..Block::default() };
            for (text, cut) in texts.iter().zip(&cuts) {
                let vocabulary = &mut self.vocabulary;
                block.push(cut.iter().map(|word| Piece {
                    form: vocabulary.number(
                        &word.term,
                        text.as_ref().get(word.span.clone()).unwrap_or_default(),
                        word.part,
                    ),
                    touches: word.touches,
                }));
            }
            self.rows += texts.len();
            self.blocks.push(&block)?;
        }
        Ok(())
    }

    /// The terms that tell positive and negative comments apart. The figures are those of the same comments.
    ///
    /// # Errors
    /// When the temporary file can't be read back.
    pub fn keywords(mut self, figures: &Figures, options: KeywordOptions) -> Result<Vec<Keyword>, AggregateError> {
        let vocabulary = self.join().map_err(AggregateError::Words)?;
        let mut count = keywords::Counting::new(&vocabulary);
        self.for_each_comment(|row, pieces| count.add(pieces, figures.polarity(row))).map_err(AggregateError::Words)?;
        Ok(count.keywords(self.rows, options))
    }

    /// Keywords and sayings. The figures are those of the same comments.
    ///
    /// # Errors
    /// When the temporary file can't be read back.
    pub fn tables(
        mut self,
        figures: &Figures,
        options: KeywordOptions,
    ) -> Result<(Vec<Keyword>, Vec<Saying>), AggregateError> {
        let mut all = || -> io::Result<_> {
            let vocabulary = self.join()?;
            let mut count = keywords::Counting::new(&vocabulary);
            let mut candidates = sayings::Candidates::new(&vocabulary, self.rows);
            let mut whole = Counts::default();
            self.for_each_comment(|row, pieces| {
                count.add(pieces, figures.polarity(row));
                candidates.add(row, pieces);
                whole.add(figures.polarity(row));
            })?;
            let keywords = count.keywords(self.rows, options);
            let mut count = candidates.counting();
            self.for_each_comment(|row, pieces| count.add(pieces, figures.polarity(row)))?;
            Ok((keywords, count.sayings(whole)))
        };
        all().map_err(AggregateError::Words)
    }

    /// Joins words that belong together, and takes out the vocabulary, to which none is added any more.
    fn join(&mut self) -> io::Result<Vocabulary> {
        for _ in 0..phrases::ROUNDS {
            let mut count = phrases::WordCounts::new(&self.vocabulary);
            let blocks = &mut self.blocks;
            blocks.for_each(|block| {
                block.comments().for_each(|pieces| count.add(pieces));
                Ok(())
            })?;
            let mut pairs = count.pairs();
            blocks.for_each(|block| {
                block.comments().for_each(|pieces| pairs.add(pieces));
                Ok(())
            })?;
            let found = pairs.found();
            if found.is_empty() {
                break;
            }
            let mut joiner = phrases::Joiner::new(found, &mut self.vocabulary);
            let mut joined = Blocks::new(self.folder);
            blocks.for_each(|block| {
                let mut after = Block { first_row: block.first_row, ..Block::default() };
                block.comments().for_each(|pieces| after.push(joiner.join(pieces)));
                joined.push(&after)
            })?;
            self.blocks = joined;
        }
        Ok(std::mem::take(&mut self.vocabulary))
    }

    fn for_each_comment(&mut self, mut take: impl FnMut(usize, &[Piece])) -> io::Result<()> {
        self.blocks.for_each(|block| {
            (block.first_row..).zip(block.comments()).for_each(|(row, pieces)| take(row, pieces));
            Ok(())
        })
    }
}

/// A word on its way from the segmenter.
struct Word {
    term: Box<str>,
    span: std::ops::Range<usize>,
    part: Part,
    touches: bool,
}

/// The words of a text in their order, those that are no keywords included, for they part the others.
fn words(text: &str, analyzer: &Analyzer) -> Vec<Word> {
    let cut = analyzer.tokenize(text);
    let words = cut.tokens.iter().filter(|token| token.kind == TokenKind::Word);
    let mut end = None;
    words
        .map(|token| {
            let term = cut.term(token);
            let touches = end == Some(token.span.start);
            end = Some(token.span.end);
            Word { term: term.into(), span: token.span.clone(), part: part(term, analyzer), touches }
        })
        .collect()
}

fn part(term: &str, analyzer: &Analyzer) -> Part {
    let lexicon = analyzer.lexicon();
    match lexicon.find(term).map(|id| lexicon.term(id).role) {
        Some(Role::Negator | Role::Intensifier(_)) => Part::Modifier,
        Some(Role::But | Role::Although) => Part::Glue,
        _ if lexicon.is_stopword(term) => Part::Glue,
        _ => Part::Content,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_come_back_from_their_bytes(
            comments in proptest::collection::vec(proptest::collection::vec((any::<u32>(), any::<bool>()), 0..9), 0..9),
        ) {
            let mut block = Block { first_row: 7, ..Block::default() };
            for comment in &comments {
                block.push(comment.iter().map(|(form, touches)| Piece { form: *form, touches: *touches }));
            }
            prop_assert_eq!(Block::decode(7, &block.encode()), Some(block));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = Block::decode(0, &bytes);
        }
    }
}
