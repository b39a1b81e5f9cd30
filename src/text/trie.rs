//! The dictionary as the segmenter walks it: jieba's words from the prebuilt array, a lexicon's words beside them.

use super::dictionary::{Dictionary, DictionaryError, Root, Unit};
use super::overlay::Overlay;

/// The code of characters that can't stand inside a word.
pub(super) const NO_CODE: u16 = 0;

/// The code of characters beyond U+FFFF that could stand inside a word, but do in none.
pub(super) const FOREIGN_CODE: u16 = u16::MAX >> 1;

/// What is known of a word.
#[derive(Clone, Copy, Debug)]
struct Word {
    /// Natural logarithm of its frequency.
    log_frequency: f64,
    frequency: u64,
    tag: Option<u32>,
}

/// Index of a word in [`Trie::words`]; 0 is none.
pub(super) type WordIndex = u32;

/// A step of the best way through a text: the word that starts here.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Step {
    /// Log-probability of the block from here to its end.
    prob: f64,
    /// Characters of the word.
    pub(super) len: u32,
    /// The word; 0 for a character that is none.
    pub(super) word: WordIndex,
}

/// A word that the trie has no room for.
#[derive(Debug, thiserror::Error)]
#[error("a word has a character beyond U+FFFF, or there are more than {} words", Unit::VALUE_MAX)]
pub(super) struct NoRoom;

pub(super) struct Trie {
    /// Code of each character below U+10000.
    codes: Vec<u16>,
    /// By code.
    roots: Vec<Root>,
    units: Vec<Unit>,
    /// Words that jieba's dictionary does not have.
    overlay: Overlay,
    /// First one for each frequency of the dictionary, shared by its words; then one for each word with a tag.
    words: Vec<Word>,
    total: u64,
    log_total: f64,
}

#[expect(clippy::cast_precision_loss, reason = "jieba does the same, and the cut must be the same")]
fn ln(frequency: u64) -> f64 {
    (frequency as f64).ln()
}

impl Trie {
    /// jieba's default dictionary.
    pub(super) fn embedded() -> Result<Self, DictionaryError> {
        Ok(Self::new(Dictionary::embedded()?))
    }

    fn new(dictionary: Dictionary) -> Self {
        let word = |frequency| Word { log_frequency: ln(frequency), frequency, tag: None };
        let words = std::iter::once(0).chain(dictionary.frequencies).map(word).collect();
        let mut codes = vec![NO_CODE; 1 << 16];
        let mut next = 1;
        for c in &dictionary.chars {
            codes[usize::from(*c)] = next;
            next += 1;
        }
        // Characters of no word get codes too: a lexicon may add words of them.
        for c in (0..=u16::MAX).filter(|c| char::from_u32(u32::from(*c)).is_some_and(super::segment::is_block_char)) {
            let code = &mut codes[usize::from(c)];
            if *code == NO_CODE {
                *code = next;
                next += 1;
            }
        }
        let mut roots = vec![Root::default()];
        roots.extend(dictionary.roots);
        roots.resize(usize::from(next), Root::default());
        let overlay = Overlay::new(usize::from(next));
        let (total, log_total) = (dictionary.total, ln(dictionary.total));
        Self { codes, roots, units: dictionary.units, overlay, words, total, log_total }
    }

    #[inline]
    pub(super) fn code(&self, c: char) -> u16 {
        match self.codes.get(c as usize) {
            Some(code) => *code,
            None if super::segment::is_block_char(c) => FOREIGN_CODE,
            None => NO_CODE,
        }
    }

    /// Makes `word` a word with this tag, with the frequency jieba suggests if it is none yet.
    ///
    /// # Errors
    /// When the word has a character beyond U+FFFF, or there are too many words already.
    pub(super) fn add(&mut self, word: &str, tag: Option<u32>, steps: &mut Vec<Step>) -> Result<(), NoRoom> {
        let codes: Vec<u16> = word.chars().map(|c| self.code(c)).collect();
        if codes.contains(&FOREIGN_CODE) || self.words.len() > Unit::VALUE_MAX as usize {
            return Err(NoRoom);
        }
        let known = self.find(&codes);
        let frequency = match known {
            0 => self.suggested_frequency(word, &codes, steps),
            index => self.words[index as usize].frequency,
        };
        if known != 0 && tag.is_none() {
            return Ok(());
        }
        let index = u32::try_from(self.words.len()).map_err(|_| NoRoom)?;
        self.words.push(Word { log_frequency: ln(frequency), frequency, tag });
        self.set(&codes, index);
        if known == 0 {
            self.total += frequency;
            self.log_total = ln(self.total);
        }
        Ok(())
    }

    /// The word that these codes are; 0 for none.
    pub(super) fn find(&self, codes: &[u16]) -> WordIndex {
        match self.unit(codes) {
            Some(Place::Root(code)) if self.roots[code].value != 0 => self.roots[code].value,
            Some(Place::Unit(unit)) if self.units[unit].value() != 0 => self.units[unit].value(),
            _ => self.overlay.find(codes),
        }
    }

    pub(super) fn find_cells(&self, cells: &[super::cells::Cell]) -> WordIndex {
        let codes: Vec<u16> = cells.iter().map(|cell| cell.code).collect();
        self.find(&codes)
    }

    /// What the word was added with.
    #[inline]
    pub(super) fn tag(&self, index: WordIndex) -> Option<u32> {
        self.words[index as usize].tag
    }

    /// Where the node of these codes stands in the array.
    fn unit(&self, codes: &[u16]) -> Option<Place> {
        let (first, rest) = codes.split_first()?;
        let mut base = self.roots.get(usize::from(*first))?.base as usize;
        let mut place = Place::Root(usize::from(*first));
        for code in rest {
            let at = base + usize::from(*code);
            let unit = self.units.get(at).filter(|unit| base != 0 && unit.is_for(*code))?;
            base = unit.base();
            place = Place::Unit(at);
        }
        Some(place)
    }

    fn set(&mut self, codes: &[u16], index: WordIndex) {
        match self.unit(codes) {
            Some(Place::Root(code)) => self.roots[code].value = index,
            // A prefix of a word of the dictionary may become a word at its place.
            Some(Place::Unit(unit)) => self.units[unit].set_value(index),
            None => self.overlay.insert(codes, index),
        }
    }

    /// jieba's `suggest_freq`, operation by operation.
    fn suggested_frequency(&self, word: &str, codes: &[u16], steps: &mut Vec<Step>) -> u64 {
        self.route(codes, |code| *code, steps);
        let chars: Vec<char> = word.chars().collect();
        let mut sum = 0.0_f64;
        super::route::each_word(
            steps,
            |at| chars[at].is_ascii_alphanumeric(),
            0..codes.len(),
            |range, _| {
                let index = self.find(&codes[range]);
                let frequency = if index == 0 { 1 } else { self.words[index as usize].frequency };
                sum = sum + ln(frequency) - self.log_total;
            },
        );
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as jieba does")]
        let suggested = (sum + self.log_total).exp() as u64 + 1;
        suggested.max(1)
    }

    /// Finds the most probable way through `cells`: for each the word that starts there. Of equally probable ones
    /// the longest word wins. A cell without a code ends a block and stands for itself.
    ///
    /// The arithmetic is jieba's, operation by operation, from the right to the left.
    pub(super) fn route<C>(&self, cells: &[C], code: impl Fn(&C) -> u16, steps: &mut Vec<Step>) {
        let count = cells.len();
        if steps.len() <= count {
            steps.resize(count + 1, Step::default());
        }
        steps[count] = Step::default();
        let single = 0.0 - self.log_total;
        for at in (0..count).rev() {
            self.look_ahead(cells, &code, at);
            let first = code(&cells[at]);
            steps[at] = if first == NO_CODE {
                Step { prob: 0.0, len: 1, word: 0 }
            } else {
                let best = self.best(&cells[at + 1..], &code, first, &steps[at + 1..=count]);
                if best.len > 0 { best } else { Step { prob: single + steps[at + 1].prob, len: 1, word: 0 } }
            };
        }
    }

    /// Fetches what the step three characters further left will need: its place in the array is seldom in the cache.
    #[inline]
    fn look_ahead<C>(&self, cells: &[C], code: &impl Fn(&C) -> u16, at: usize) {
        let Some(at) = at.checked_sub(3) else { return };
        let (first, second) = (code(&cells[at]), code(&cells[at + 1]));
        if let Some(root) = self.roots.get(usize::from(first)).filter(|root| root.filter >> (second & 63) & 1 == 1) {
            std::hint::black_box(self.units.get(root.base as usize + usize::from(second)));
        }
    }

    /// The best word that starts with the character `first` before `rest`, of length 0 where none does; `after[n]` is
    /// the step n characters on.
    #[inline]
    fn best<C>(&self, rest: &[C], code: &impl Fn(&C) -> u16, first: u16, after: &[Step]) -> Step {
        let mut best = Step { prob: f64::NEG_INFINITY, len: 0, word: 0 };
        let Some(root) = self.roots.get(usize::from(first)) else { return best };
        if root.value != 0 {
            self.offer(&mut best, root.value, 0, after);
        }
        let Some(second) = rest.first() else { return best };
        let second = code(second);
        if root.filter >> (second & 63) & 1 == 1 {
            self.walk(root.base as usize, second, rest, code, after, &mut best);
        }
        if let Some(node) = self.overlay.child_of_root(first, second) {
            self.walk_overlay(node, rest, code, after, &mut best);
        }
        best
    }

    #[inline]
    fn walk<C>(
        &self,
        mut base: usize,
        mut next: u16,
        rest: &[C],
        code: &impl Fn(&C) -> u16,
        after: &[Step],
        best: &mut Step,
    ) {
        let mut at = 0;
        loop {
            let Some(unit) = self.units.get(base + usize::from(next)).filter(|unit| unit.is_for(next)) else { return };
            at += 1;
            if unit.value() != 0 {
                self.offer(best, unit.value(), at, after);
            }
            let Some(cell) = rest.get(at) else { return };
            next = code(cell);
            if !unit.may_have(next) {
                return;
            }
            base = unit.base();
        }
    }

    #[cold]
    fn walk_overlay<C>(&self, mut node: u32, rest: &[C], code: &impl Fn(&C) -> u16, after: &[Step], best: &mut Step) {
        let mut at = 1;
        loop {
            let word = self.overlay.word(node);
            if word != 0 {
                self.offer(best, word, at, after);
            }
            let Some(child) = rest.get(at).and_then(|cell| self.overlay.child(node, code(cell))) else { return };
            node = child;
            at += 1;
        }
    }

    /// Takes the word if it is more probable than the best so far, or as probable and longer. The outcome does not
    /// depend on the order of offers.
    #[inline]
    fn offer(&self, best: &mut Step, word: WordIndex, at: usize, after: &[Step]) {
        let prob = self.words[word as usize].log_frequency - self.log_total + after[at].prob;
        #[expect(clippy::cast_possible_truncation, reason = "no word is longer than the longest in the dictionary")]
        let len = at as u32 + 1;
        if prob > best.prob || (prob == best.prob && len > best.len) {
            *best = Step { prob, len, word };
        }
    }
}

/// A place in the array.
enum Place {
    Root(usize),
    Unit(usize),
}
