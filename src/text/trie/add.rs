//! Further words.

use std::ops::Range;

use super::{END, FOREIGN_CODE, LOOK_FURTHER, NoRoom, Place, Start, Step, Trie, Way, WordIndex, ln};
use crate::prefetch::prefetch;
use crate::text::dictionary::{LexiconWord, Unit};
use crate::text::overlay::Overlay;
use crate::text::route::each_word;

impl Trie {
    /// Makes room for words with tags below `tags`, before any word is added.
    ///
    /// # Errors
    /// When there are too many.
    pub(in crate::text) fn make_room(&mut self, tags: u32) -> Result<(), NoRoom> {
        let len = self.log_frequencies.len() + tags as usize;
        if len > Unit::VALUE_MAX as usize || !self.words.is_empty() {
            return Err(NoRoom);
        }
        self.tags = tags;
        self.words.to_mut().resize(tags as usize, LexiconWord::default().into());
        self.log_frequencies.resize(len, 0.0);
        Ok(())
    }

    /// Makes `word` a word with this tag, with the frequency jieba suggests if it is none yet.
    ///
    /// # Errors
    /// When the word has a character beyond U+FFFF or too many of them, or another has its tag, or there are too many
    /// words already.
    pub(in crate::text) fn add(&mut self, word: &str, tag: Option<u32>, way: &mut Way) -> Result<(), NoRoom> {
        let padded: Vec<u16> = word.chars().map(|c| self.code(c)).chain(END).collect();
        let codes = &padded[..padded.len() - END.len()];
        if codes.contains(&FOREIGN_CODE) || codes.len() > Step::LEN_MAX {
            return Err(NoRoom);
        }
        let place = self.place(codes);
        let known = self.find_at(place, codes);
        if known != 0 && tag.is_none_or(|tag| self.tag(known) == Some(tag)) {
            return Ok(());
        }
        let frequency = match known {
            0 => self.suggested_frequency(word, &padded, way),
            index => self.frequency(index),
        };
        let index = self.put(tag, frequency, known)?;
        self.set(place, codes, index);
        if known == 0 {
            self.total += frequency;
            self.set_log_total();
        }
        Ok(())
    }

    /// Gives a word that is known, but would be cut apart, the frequency jieba suggests.
    pub(in crate::text) fn keep_whole(&mut self, word: &str, way: &mut Way) {
        let padded: Vec<u16> = word.chars().map(|c| self.code(c)).chain(END).collect();
        let codes = &padded[..padded.len() - END.len()];
        let place = self.place(codes);
        let known = self.find_at(place, codes);
        let mut parts = 0;
        self.each_part(word, &padded, way, |_| parts += 1);
        if known == 0 || parts == 1 {
            return;
        }
        let old = self.frequency(known);
        let frequency = self.suggested_frequency(word, &padded, way).max(old);
        let Ok(index) = self.put(self.tag(known), frequency, known) else { return };
        self.set(place, codes, index);
        self.total += frequency - old;
        self.set_log_total();
    }

    /// Gives a word an index, that of its tag if it has one; `known` is what it was before.
    fn put(&mut self, tag: Option<u32>, frequency: u64, known: WordIndex) -> Result<WordIndex, NoRoom> {
        let plain = match known.checked_sub(self.first_tagged).and_then(|at| self.words.get(at as usize)) {
            Some(word) => LexiconWord::from(*word).plain,
            None => known,
        };
        let word = LexiconWord { frequency: u32::try_from(frequency).map_err(|_| NoRoom)?, plain };
        let at = tag.map_or(self.words.len(), |tag| tag as usize);
        let index = self.first_tagged as usize + at;
        if tag.is_none() && index < Unit::VALUE_MAX as usize {
            self.words.to_mut().push(LexiconWord::default().into());
            self.log_frequencies.push(0.0);
        }
        let is_own = index == known as usize;
        let place = self.words.to_mut().get_mut(at);
        let place = place.filter(|place| is_own || LexiconWord::from(**place).frequency == 0);
        *place.ok_or(NoRoom)? = word.into();
        self.log_frequencies[index] = ln(frequency);
        u32::try_from(index).map_err(|_| NoRoom)
    }

    /// A word that will be added or looked up soon: its place is fetched.
    pub(in crate::text) fn announce(&self, word: &str) {
        let mut chars = word.chars();
        if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
            prefetch(&self.units, self.base(self.code(first)) as usize + usize::from(self.code(second)));
        }
    }

    /// Adds a word of at least two characters.
    fn add_to_overlay(&mut self, codes: &[u16], word: WordIndex) {
        self.starts[usize::from(codes[0] & FOREIGN_CODE)].step.0 |= LOOK_FURTHER;
        let node = codes.iter().fold(Overlay::ROOT, |node, code| self.overlay.make_child(node, *code));
        self.overlay.set_word(node, word);
    }

    fn set(&mut self, place: Option<Place>, codes: &[u16], index: WordIndex) {
        match place {
            Some(Place::Root(code)) => {
                // A word by itself from now on: only words in the overlay are still to be looked for.
                self.starts[code] = Start::new(self.log_frequencies[index as usize], index);
                if self.overlay.child(Overlay::ROOT, codes[0]).is_some() {
                    self.starts[code].step.0 |= LOOK_FURTHER;
                }
            }
            // A prefix of a word of the dictionary may become a word at its place.
            Some(Place::Unit(at)) => {
                let mut unit = Unit::at(&self.units, at);
                unit.set_value(index);
                self.units.to_mut()[at] = unit.into();
            }
            None => self.add_to_overlay(codes, index),
        }
    }

    /// jieba's `suggest_freq`, operation by operation.
    fn suggested_frequency(&self, word: &str, codes: &[u16], way: &mut Way) -> u64 {
        let mut sum = 0.0_f64;
        self.each_part(word, codes, way, |range| {
            let index = self.find(&codes[range]);
            let frequency = if index == 0 { 1 } else { self.frequency(index) };
            sum = sum + ln(frequency) - self.log_total;
        });
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as jieba does")]
        let suggested = (sum + self.log_total).exp() as u64 + 1;
        suggested.max(1)
    }

    /// Calls `each` with what a word is cut into, as ranges of its characters.
    fn each_part(&self, word: &str, codes: &[u16], way: &mut Way, mut each: impl FnMut(Range<usize>)) {
        self.route(codes, way, |_| {});
        let is_alphanumeric = |at| word.chars().nth(at).is_some_and(|c| c.is_ascii_alphanumeric());
        let count = codes.len() - END.len();
        each_word(&way.steps, is_alphanumeric, 0..count, |range, _| each(range));
    }
}
