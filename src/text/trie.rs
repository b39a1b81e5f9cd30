//! The dictionary as the segmenter walks it: jieba's words from the prebuilt array, a lexicon's words beside them.

mod way;

use std::ops::Range;

use super::dictionary::{Dictionary, DictionaryError, Root, Unit};
use super::overlay::Overlay;
use crate::prefetch::prefetch;

pub(super) use way::{Step, Way};

/// The code of characters that can't stand inside a word.
pub(super) const NO_CODE: u16 = 0;

/// The code of characters beyond U+FFFF that could stand inside a word, but do in none.
pub(super) const FOREIGN_CODE: u16 = u16::MAX >> 1;

/// What stands behind the codes of a text, so that every character has two after it.
pub(super) const END: [u16; 2] = [NO_CODE; 2];

/// How many codes there can be.
const STARTS: usize = FOREIGN_CODE as usize + 1;

/// The tag of words without one.
const NO_TAG: u32 = u32::MAX;

/// Index of a word in the lists of [`Trie`]; 0 is none.
pub(super) type WordIndex = u32;

/// What words start with a character.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
struct Start {
    /// A bit for each residue modulo 64 of the codes of second characters, in words of the dictionary.
    filter: u64,
    /// Of the word that is this character alone.
    log_frequency: f64,
    base: u32,
    word: WordIndex,
    /// A bit for each residue modulo 32 of the codes of second characters, in added words; all bits for a character
    /// that is no word by itself.
    look_further: u32,
    /// The character's node in the overlay; 0 where no added word starts with it.
    added_node: u32,
}

/// A word that the trie has no room for.
#[derive(Debug, thiserror::Error)]
#[error("a word has a character beyond U+FFFF, or there are more than {} words", Unit::VALUE_MAX)]
pub(super) struct NoRoom;

pub(super) struct Trie {
    /// Code of each character below U+10000.
    codes: Vec<u16>,
    /// By code.
    starts: Vec<Start>,
    units: Vec<Unit>,
    /// Words that jieba's dictionary does not have.
    overlay: Overlay,
    /// First one for each frequency of the dictionary, shared by its words; then one for each word with a tag. What
    /// is looked at most often lies closest together.
    log_frequencies: Vec<f64>,
    /// By word, like the other two lists; [`NO_TAG`] for none.
    tags: Vec<u32>,
    frequencies: Vec<u64>,
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
        let frequencies: Vec<u64> = std::iter::once(0).chain(dictionary.frequencies).collect();
        let log_frequencies: Vec<f64> = frequencies.iter().copied().map(ln).collect();
        let tags = vec![NO_TAG; frequencies.len()];
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
        let mut starts = vec![Start { look_further: u32::MAX, ..Start::default() }; STARTS];
        starts[usize::from(NO_CODE)].look_further = 0;
        for (start, root) in starts[1..].iter_mut().zip(&dictionary.roots) {
            let log_frequency = log_frequencies.get(root.value as usize).copied().unwrap_or_default();
            let look_further = if root.value == 0 { u32::MAX } else { 0 };
            let Root { filter, base, value: word } = *root;
            *start = Start { filter, log_frequency, base, word, look_further, added_node: 0 };
        }
        let overlay = Overlay::default();
        let (units, total) = (dictionary.units, dictionary.total);
        let mut trie =
            Self { codes, starts, units, overlay, log_frequencies, tags, frequencies, total, log_total: 0.0 };
        trie.set_log_total();
        trie
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
    pub(super) fn add(&mut self, word: &str, tag: Option<u32>, way: &mut Way) -> Result<(), NoRoom> {
        let padded: Vec<u16> = word.chars().map(|c| self.code(c)).chain(END).collect();
        let codes = &padded[..padded.len() - END.len()];
        if codes.contains(&FOREIGN_CODE) || self.tags.len() > Unit::VALUE_MAX as usize {
            return Err(NoRoom);
        }
        let place = self.place(codes);
        let known = self.find_at(place, codes);
        let frequency = match known {
            0 => self.suggested_frequency(word, &padded, way),
            index => self.frequencies[index as usize],
        };
        if known != 0 && tag.is_none() {
            return Ok(());
        }
        let index = self.push(frequency, tag.unwrap_or(NO_TAG));
        self.set(place, codes, index);
        if known == 0 {
            self.total += frequency;
            self.set_log_total();
        }
        Ok(())
    }

    /// Gives a word that is known, but would be cut apart, the frequency jieba suggests.
    pub(super) fn keep_whole(&mut self, word: &str, way: &mut Way) {
        let padded: Vec<u16> = word.chars().map(|c| self.code(c)).chain(END).collect();
        let codes = &padded[..padded.len() - END.len()];
        let place = self.place(codes);
        let known = self.find_at(place, codes) as usize;
<<<<<<< HEAD
        let Ok(index) = u32::try_from(self.tags.len()) else { return };
        let mut parts = 0;
        self.each_part(word, &padded, way, |_| parts += 1);
        if known == 0 || index > Unit::VALUE_MAX || parts == 1 {
=======
        if known == 0 || self.tags.len() > Unit::VALUE_MAX as usize || self.parts(word, &padded, way).len() == 1 {
>>>>>>> abd5b29 (Keep the sample and the rules of files)
            return;
        }
        let old = self.frequencies[known];
        let frequency = self.suggested_frequency(word, &padded, way).max(old);
        let index = self.push(frequency, self.tags[known]);
        self.set(place, codes, index);
        self.total += frequency - old;
        self.set_log_total();
    }

    fn push(&mut self, frequency: u64, tag: u32) -> WordIndex {
        self.log_frequencies.push(ln(frequency));
        self.tags.push(tag);
        self.frequencies.push(frequency);
        u32::try_from(self.tags.len() - 1).unwrap_or(u32::MAX)
    }

    /// A word that will be added or looked up soon: its place is fetched.
    pub(super) fn announce(&self, word: &str) {
        let mut chars = word.chars();
        if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
            prefetch(&self.units, self.start(self.code(first)).base as usize + usize::from(self.code(second)));
        }
    }

    fn set_log_total(&mut self) {
        self.log_total = ln(self.total);
        // What can't be in a word has the probability 1.
        self.starts[usize::from(NO_CODE)].log_frequency = self.log_total;
    }

    /// The word that these codes are; 0 for none.
    pub(super) fn find(&self, codes: &[u16]) -> WordIndex {
        self.find_at(self.place(codes), codes)
    }

    fn find_at(&self, place: Option<Place>, codes: &[u16]) -> WordIndex {
        match place {
            Some(Place::Root(code)) if self.starts[code].word != 0 => self.starts[code].word,
            Some(Place::Unit(unit)) if self.units[unit].value() != 0 => self.units[unit].value(),
            _ => self.find_in_overlay(codes),
        }
    }

    fn find_in_overlay(&self, codes: &[u16]) -> WordIndex {
        let [first, rest @ ..] = codes else { return 0 };
        let mut node = Some(self.start(*first).added_node).filter(|node| *node != 0);
        for code in rest {
            node = node.and_then(|node| self.overlay.child(node, *code));
        }
        node.map_or(0, |node| self.overlay.word(node))
    }

    /// Adds a word of at least two characters.
    fn add_to_overlay(&mut self, codes: &[u16], word: WordIndex) {
        let [first, second, ..] = codes else { return };
        let start = &mut self.starts[usize::from(*first & FOREIGN_CODE)];
        start.look_further |= 1 << (second & 31);
        if start.added_node == 0 {
            start.added_node = self.overlay.new_node();
        }
        let mut node = start.added_node;
        for code in &codes[1..] {
            node = self.overlay.make_child(node, *code);
        }
        self.overlay.set_word(node, word);
    }

    /// What the word was added with.
    #[inline]
    pub(super) fn tag(&self, index: WordIndex) -> Option<u32> {
        Some(self.tags[index as usize]).filter(|tag| *tag != NO_TAG)
    }

    /// Where the node of these codes stands in the array.
    fn place(&self, codes: &[u16]) -> Option<Place> {
        let (first, rest) = codes.split_first()?;
        let mut base = self.start(*first).base as usize;
        let mut place = Place::Root(usize::from(*first));
        for code in rest {
            let at = base + usize::from(*code);
            let unit = self.units.get(at).filter(|unit| base != 0 && unit.is_for(*code))?;
            base = unit.base();
            place = Place::Unit(at);
        }
        Some(place)
    }

    fn set(&mut self, place: Option<Place>, codes: &[u16], index: WordIndex) {
        match place {
            Some(Place::Root(code)) => {
                self.starts[code].word = index;
                self.starts[code].log_frequency = self.log_frequencies[index as usize];
            }
            // A prefix of a word of the dictionary may become a word at its place.
            Some(Place::Unit(unit)) => self.units[unit].set_value(index),
            None => self.add_to_overlay(codes, index),
        }
    }

    /// jieba's `suggest_freq`, operation by operation.
    fn suggested_frequency(&self, word: &str, codes: &[u16], way: &mut Way) -> u64 {
        let mut sum = 0.0_f64;
        self.each_part(word, codes, way, |range| {
            let index = self.find(&codes[range]);
            let frequency = if index == 0 { 1 } else { self.frequencies[index as usize] };
            sum = sum + ln(frequency) - self.log_total;
        });
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as jieba does")]
        let suggested = (sum + self.log_total).exp() as u64 + 1;
        suggested.max(1)
    }

    /// Calls `each` with what a word is cut into, as ranges of its characters.
    fn each_part(&self, word: &str, codes: &[u16], way: &mut Way, mut each: impl FnMut(Range<usize>)) {
        self.route(codes, way, |_| {});
<<<<<<< HEAD
        let is_alphanumeric = |at| word.chars().nth(at).is_some_and(|c| c.is_ascii_alphanumeric());
        let count = codes.len() - END.len();
        super::route::each_word(&way.steps, is_alphanumeric, 0..count, |range, _| each(range));
=======
        let chars: Vec<char> = word.chars().collect();
        let mut parts = Vec::new();
        let is_alphanumeric = |at: usize| chars[at].is_ascii_alphanumeric();
        super::route::each_word(&way.steps, is_alphanumeric, 0..chars.len(), |range, _| parts.push(range));
        parts
    }

    /// Finds the most probable way through a text: for each character the word that starts there. Of equally probable
    /// ones the longest word wins. A character without a code ends a block and stands for itself.
    ///
    /// `codes` end with [`END`]. The arithmetic is jieba's, from the right to the left. What does not depend on the
    /// right is looked up before, without branches: a processor waits for many look-ups at once if it need not guess
    /// what comes next. `announce` is told the tags of the words chosen; those without have one nobody was given.
    #[inline]
    pub(super) fn route(&self, codes: &[u16], way: &mut Way, announce: impl FnMut(u32)) {
        let count = codes.len();
        let Way { ahead, longer, steps } = way;
        if steps.len() < count {
            steps.resize(count, Step::default());
            ahead.resize(count, Ahead::default());
            longer.resize(count, 0);
        }
        let (steps, ahead, longer) = (&mut steps[..count], &mut ahead[..count], &mut longer[..count]);
        // As an array, whose length no access needs to be compared with.
        let Some(starts) = self.starts.first_chunk() else { return };
        self.find_places(codes, starts, ahead);
        let found = self.find_short_words(codes, ahead, longer);
        self.keep_longer(codes, ahead, &longer[..found]);
        self.choose(codes, starts, ahead, steps, announce);
    }

    /// Where the node of each two characters stands. Places in the array are seldom in the cache: all are asked for
    /// before any is used.
    #[inline]
    fn find_places(&self, codes: &[u16], starts: &[Start; STARTS], ahead: &mut [Ahead]) {
        for (&[first, second], ahead) in codes.array_windows().zip(ahead) {
            let start = &starts[usize::from(first & FOREIGN_CODE)];
            let may_be = start.filter >> (second & 63) & 1 == 1;
            ahead.place = select_unpredictable(may_be, start.base + u32::from(second), 0);
            prefetch(&self.units, ahead.place as usize);
        }
    }

    /// The word of each two characters, and where the node of three may stand. Lists the characters for which it may
    /// stand anywhere; returns how many those are.
    #[inline]
    fn find_short_words(&self, codes: &[u16], ahead: &mut [Ahead], longer: &mut [usize]) -> usize {
        let mut found = 0;
        for (at, (&[_, second, third], ahead)) in codes.array_windows().zip(ahead).enumerate() {
            let unit = self.units.get(ahead.place as usize).copied().unwrap_or_default();
            // Another node's unit counts as one without word and children.
            let unit = select_unpredictable(unit.is_for(second), unit, Unit::default());
            ahead.word_two = unit.value();
            ahead.two = self.log_frequencies[ahead.word_two as usize];
            let goes_on = unit.may_have(third);
            ahead.place = select_unpredictable(goes_on, unit.place_of(third), 0);
            prefetch(&self.units, ahead.place as usize);
            if let Some(next) = longer.get_mut(found) {
                *next = at;
            }
            found += usize::from(ahead.place != 0);
        }
        found
    }

    /// Forgets the places of three characters where another node stands. Filters are small: two of three say so.
    #[inline]
    fn keep_longer(&self, codes: &[u16], ahead: &mut [Ahead], longer: &[usize]) {
        for &at in longer {
            if let (Some(ahead), Some(third)) = (ahead.get_mut(at), codes.get(at + 2)) {
                let unit = self.units.get(ahead.place as usize).copied().unwrap_or_default();
                prefetch(&self.log_frequencies, unit.value() as usize);
                ahead.place = select_unpredictable(unit.is_for(*third), ahead.place, 0);
            }
        }
    }

    /// Chooses the word that starts at each character, the last first.
    #[inline]
    fn choose(
        &self,
        codes: &[u16],
        starts: &[Start; STARTS],
        ahead: &[Ahead],
        steps: &mut [Step],
        mut announce: impl FnMut(u32),
    ) {
        // Each of the last two, which are no characters, stands for itself.
        for end in steps.iter_mut().rev().take(END.len()) {
            *end = Step::new(0.0, 1, 0);
        }
        // Log-probabilities of the rest behind one and behind two characters.
        let (mut behind_one, mut behind_two) = (0.0_f64, 0.0_f64);
        for at in (0..codes.len().saturating_sub(END.len())).rev() {
            let (first, second, ahead) = (codes[at], codes[at + 1], ahead[at]);
            let start = &starts[usize::from(first & FOREIGN_CODE)];
            // A character that can't be in a word stands for itself, whatever comes next.
            let in_block = u64::from(first != NO_CODE).wrapping_neg();
            let rest = f64::from_bits(behind_one.to_bits() & in_block);
            let one = (start.log_frequency - self.log_total + rest).to_bits();
            let two = (ahead.two - self.log_total + behind_two).to_bits();
            // No log-probability is above zero, and among negative numbers the greater one has the smaller bits:
            // compared as integers, the choice needs no branch.
            let takes_two = two <= one;
            let word = select_unpredictable(takes_two, ahead.word_two, start.word);
            let mut step = Step::new(f64::from_bits(one.min(two)), 1 + u32::from(takes_two), word);
            let may_be_added = start.look_further >> (second & 31) & 1;
            if ahead.place | may_be_added != 0 {
                step = self.with_longer(step, ahead, &codes[at..], &steps[at + 1..]);
            }
            steps[at] = step;
            announce(self.tags[step.word() as usize]);
            (behind_one, behind_two) = (step.prob, behind_one);
        }
>>>>>>> abd5b29 (Keep the sample and the rules of files)
    }

    #[inline]
    fn start(&self, code: u16) -> &Start {
        &self.starts[usize::from(code & FOREIGN_CODE)]
    }
}

/// A place in the array.
#[derive(Clone, Copy)]
enum Place {
    Root(usize),
    Unit(usize),
}
