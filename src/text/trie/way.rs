//! The most probable way through texts.

use std::hint::select_unpredictable;

use super::{END, FOREIGN_CODE, LOOK_FURTHER, NO_CODE, STARTS, Start, Trie, WordIndex};
use crate::prefetch::prefetch;
use crate::text::dictionary::{Pairs, Unit};
use crate::text::overlay::Overlay;

/// What is known of the words of two characters and more that start somewhere, before the way is chosen.
#[derive(Clone, Copy, Debug, Default)]
struct Ahead {
    /// The word of two characters; 0 for none.
    two: WordIndex,
    /// The word of three characters; 0 for none.
    three: WordIndex,
    /// Where the node of the first four characters may stand; 0 for nowhere.
    place: u32,
}

/// A character with which words may start, and where the node of its first two or three may stand.
#[derive(Clone, Copy, Debug, Default)]
struct Candidate {
    at: u32,
    place: u32,
}

/// The best way through a text, and buffers that serve many texts.
#[derive(Default)]
pub(in crate::text) struct Way {
    ahead: Vec<Ahead>,
    /// Those that words of two characters may start with, and those that longer ones may start with.
    candidates: [Vec<Candidate>; 2],
    /// A step for each code.
    pub(in crate::text) steps: Vec<Step>,
}

/// A step of the best way through a text: the word that starts here. Two numbers, which fit into registers.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::text) struct Step {
    /// Log-probability of the block from here to its end.
    prob: f64,
    /// Characters of the word, and above them the word.
    choice: u64,
}

impl Step {
    #[inline]
    fn new(prob: f64, len: u32, word: WordIndex) -> Self {
        Self { prob, choice: u64::from(len) | u64::from(word) << 32 }
    }

    /// Characters of the word.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
    pub(in crate::text) fn len(self) -> usize {
        self.choice as u32 as usize
    }

    /// The word; 0 for a character that is none.
    #[inline]
    pub(in crate::text) fn word(self) -> WordIndex {
        (self.choice >> 32) as WordIndex
    }
}

impl Trie {
    /// Finds the most probable way through a text: for each character the word that starts there. Of equally probable
    /// ones the longest word wins. A character without a code ends a block and stands for itself.
    ///
    /// `codes` end with [`END`]. The arithmetic is jieba's, operation by operation, from the right to the left. All
    /// that does not depend on what stands further right is looked up before, in passes without branches: a processor
    /// waits for many look-ups at once, but only if it need not guess what comes after each.
    ///
    /// `announce` is told the tags of the words chosen for each character, many of which will be asked for, and for
    /// words without a tag numbers that no word was given.
    #[inline]
    pub(in crate::text) fn route(&self, codes: &[u16], way: &mut Way, announce: impl Fn(u32)) {
        let count = codes.len();
        let Way { ahead, candidates: [short, longer], steps } = way;
        if steps.len() < count {
            steps.resize(count, Step::default());
            ahead.resize(count, Ahead::default());
            short.resize(count, Candidate::default());
            longer.resize(count, Candidate::default());
        }
        let (steps, ahead) = (&mut steps[..count], &mut ahead[..count]);
        ahead.fill(Ahead::default());
        // As arrays, whose lengths no access needs to be compared with.
        let (Some(starts), Some(bases)) = (self.starts.first_chunk(), self.bases.first_chunk()) else { return };
        let found = self.find_places(codes, bases, short);
        let found = self.find_short_words(codes, &short[..found], ahead, longer);
        self.find_longer_words(codes, &longer[..found], ahead);
        self.choose(codes, starts, ahead, steps, announce);
    }

    /// Lists the characters with which and the next a word may start; returns how many those are. Places in the array
    /// are seldom in the cache: all are asked for before any is used.
    #[inline(never)]
    fn find_places(&self, codes: &[u16], bases: &[u32; STARTS], found: &mut [Candidate]) -> usize {
        let (pairs, units) = (self.pairs.bits(), self.units.as_ref());
        let mut count = 0;
        for (at, &[first, second]) in (0..).zip(codes.array_windows()) {
            let may_be = Pairs::may_start(pairs, first, second);
            let place = bases[usize::from(first & FOREIGN_CODE)] + u32::from(second);
            prefetch(units, select_unpredictable(may_be, place as usize, 0));
            if let Some(next) = found.get_mut(count) {
                *next = Candidate { at, place };
            }
            count += usize::from(may_be);
        }
        count
    }

    /// Finds the words of two characters, and lists those with which longer ones may start; returns how many those are.
    #[inline(never)]
    fn find_short_words(
        &self,
        codes: &[u16],
        candidates: &[Candidate],
        ahead: &mut [Ahead],
        longer: &mut [Candidate],
    ) -> usize {
        let units = self.units.as_ref();
        let mut count = 0;
        for &Candidate { at, place } in candidates {
            let from = codes.get(at as usize..).and_then(<[u16]>::first_chunk);
            let (Some(&[_, second, third]), Some(ahead)) = (from, ahead.get_mut(at as usize)) else { break };
            let unit = Unit::at(units, place as usize);
            // Another node's unit counts as one without word and children.
            let unit = select_unpredictable(unit.is_for(second), unit, Unit::default());
            ahead.two = unit.value();
            prefetch(&self.log_frequencies, unit.value() as usize);
            let place = select_unpredictable(unit.may_have(third), unit.place_of(third), 0);
            prefetch(units, place as usize);
            if let Some(next) = longer.get_mut(count) {
                *next = Candidate { at, place };
            }
            count += usize::from(place != 0);
        }
        count
    }

    /// Finds the words of three characters, and where the nodes of four may stand. Filters are small: at two of three
    /// places another node stands.
    #[inline(never)]
    fn find_longer_words(&self, codes: &[u16], candidates: &[Candidate], ahead: &mut [Ahead]) {
        let units = self.units.as_ref();
        for &Candidate { at, place } in candidates {
            let from = codes.get(at as usize + 2..).and_then(<[u16]>::first_chunk);
            let (Some(&[third, fourth]), Some(ahead)) = (from, ahead.get_mut(at as usize)) else { break };
            let unit = Unit::at(units, place as usize);
            let unit = select_unpredictable(unit.is_for(third), unit, Unit::default());
            ahead.three = unit.value();
            prefetch(&self.log_frequencies, unit.value() as usize);
            ahead.place = select_unpredictable(unit.may_have(fourth), unit.place_of(fourth), 0);
            prefetch(units, ahead.place as usize);
        }
    }

    /// Chooses the word that starts at each character, the last first.
    #[inline(never)]
    fn choose(
        &self,
        codes: &[u16],
        starts: &[Start; STARTS],
        ahead: &[Ahead],
        steps: &mut [Step],
        announce: impl Fn(u32),
    ) {
        // In memory: of two constants a compiler would choose by a branch, and where blocks end nobody can guess.
        static LEAST: [f64; 2] = [f64::NEG_INFINITY, 0.0];
        // Known to be equally long, nothing in them needs to be compared with their lengths.
        let (ahead, steps) = (&ahead[..codes.len()], &mut steps[..codes.len()]);
        // Each of the last two, which are no characters, stands for itself.
        for end in steps.iter_mut().rev().take(END.len()) {
            *end = Step::new(0.0, 1, 0);
        }
        // Log-probabilities of the rest behind one, two and three characters.
        let mut behind = [0.0_f64; 3];
        for at in (0..codes.len().saturating_sub(END.len())).rev() {
            let (first, ahead) = (codes[at], ahead[at]);
            let start = &starts[usize::from(first & FOREIGN_CODE)];
            // Minus infinity where there is no such word.
            let [two, three] =
                [ahead.two, ahead.three].map(|word| self.log_frequencies[word as usize] - self.log_total);
            let [one, two, three] =
                [start.log_frequency - self.log_total + behind[0], two + behind[1], three + behind[2]];
            let is_three = three >= two;
            let longer = if three > two { three } else { two };
            let is_longer = longer >= one;
            // A character that can't be in a word stands for itself, whatever comes next. What comes next is known
            // last, so it is compared last. Maxima take no branch.
            let least = LEAST[usize::from(first == NO_CODE)];
            let least = if longer > least { longer } else { least };
            let prob = if one > least { one } else { least };
            let word = select_unpredictable(is_three, ahead.three, ahead.two);
            let word = select_unpredictable(is_longer, word, start.word());
            let mut step = Step::new(prob, 1 + u32::from(is_longer) + u32::from(is_longer & is_three), word);
            if ahead.place | (start.choice & LOOK_FURTHER) != 0 {
                step = self.with_longer(step, ahead, &codes[at..], &steps[at + 1..]);
            }
            steps[at] = step;
            announce(step.word().wrapping_sub(self.first_tagged));
            behind = [step.prob, behind[0], behind[1]];
        }
    }

    /// The best of the step found so far and the words of four characters and more, and added words; `after[n]` is
    /// the step n characters further on than the next.
    #[inline(never)]
    fn with_longer(&self, step: Step, ahead: Ahead, codes: &[u16], after: &[Step]) -> Step {
        let mut best = step;
        let start = self.start(codes[0]);
        if start.word() == 0 {
            // The character is no word by itself, which the words that start with it must not be compared with.
            best = Step::new(f64::NEG_INFINITY, 0, 0);
            for (word, at) in [(ahead.two, 1), (ahead.three, 2)] {
                if word != 0 {
                    self.offer(&mut best, word, at, after);
                }
            }
        }
        let mut place = ahead.place;
        for (at, code) in codes.iter().enumerate().skip(3) {
            let unit = Unit::at(&self.units, place as usize);
            if !unit.is_for(*code) {
                break;
            }
            if unit.value() != 0 {
                self.offer(&mut best, unit.value(), at, after);
            }
            let Some(next) = codes.get(at + 1).filter(|next| unit.may_have(**next)) else { break };
            place = unit.place_of(*next);
        }
        if start.choice & LOOK_FURTHER != 0 {
            self.offer_added(&mut best, codes, after);
        }
        if best.len() > 0 { best } else { Step::new(0.0 - self.log_total + after[0].prob, 1, 0) }
    }

    fn offer_added(&self, best: &mut Step, codes: &[u16], after: &[Step]) {
        let mut node = Overlay::ROOT;
        for (at, code) in codes.iter().enumerate() {
            let Some(child) = self.overlay.child(node, *code) else { break };
            node = child;
            let word = self.overlay.word(node);
            if word != 0 {
                self.offer(best, word, at, after);
            }
        }
    }

    /// Takes the word of `at + 1` characters if it is more probable than the best so far, or as probable and longer.
    /// The outcome does not depend on the order of offers.
    #[inline]
    fn offer(&self, best: &mut Step, word: WordIndex, at: usize, after: &[Step]) {
        let prob = self.log_frequencies[word as usize] - self.log_total + after[at].prob;
        #[expect(clippy::cast_possible_truncation, reason = "no word is longer than the longest in the dictionary")]
        let len = at as u32 + 1;
        if prob > best.prob || (prob == best.prob && len as usize > best.len()) {
            *best = Step::new(prob, len, word);
        }
    }
}
