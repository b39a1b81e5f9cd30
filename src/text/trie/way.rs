//! The most probable way through texts.

use std::hint::select_unpredictable;

use super::{END, FOREIGN_CODE, LOOK_FURTHER, STARTS, Start, Trie, WordIndex};
use crate::prefetch::prefetch;
use crate::text::dictionary::{Pairs, Unit};
use crate::text::overlay::Overlay;

/// What is known of the words of two characters and more before the way is chosen: by the character they start with.
#[derive(Default)]
struct Ahead {
    /// The word of two characters; no word for none.
    two: Vec<Step>,
    /// The word of three characters; no word for none. With [`LOOK_FURTHER`] where a filter allows longer ones.
    three: Vec<Step>,
}

/// The best way from a character to the end of its block.
#[derive(Clone, Copy, Debug)]
struct Best {
    /// Its log-probability.
    prob: f64,
    /// Its first step.
    step: Step,
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
    ahead: Ahead,
    /// Those that words of two characters may start with, and those that longer ones may start with.
    candidates: [Vec<Candidate>; 2],
    /// Log-probability of the block from each character to its end.
    probs: Vec<f64>,
    /// A step for each code.
    pub(in crate::text) steps: Vec<Step>,
}

/// A step of the best way through a text: the word that starts here, in all bits but the lowest eight. Those say how
/// many characters it has, and the highest of them is the place of [`LOOK_FURTHER`].
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::text) struct Step(pub(super) u32);

impl Step {
    /// Characters that a word can have.
    pub(in crate::text) const LEN_MAX: usize = 0x7F;

    /// No word, and no way.
    const NONE: Self = Self(0);

    #[inline]
    pub(super) fn new(word: WordIndex, len: u32) -> Self {
        Self(word << 8 | len)
    }

    /// Without [`LOOK_FURTHER`].
    #[inline]
    fn plain(self) -> Self {
        Self(self.0 & !LOOK_FURTHER)
    }

    /// Characters of the word.
    #[inline]
    pub(in crate::text) fn len(self) -> usize {
        self.0 as usize & Self::LEN_MAX
    }

    /// The word; 0 for a character that is none.
    #[inline]
    pub(in crate::text) fn word(self) -> WordIndex {
        self.0 >> 8
    }

    /// Whether words other than those looked up may have to be looked for.
    #[inline]
    fn looks_further(self) -> bool {
        self.0 & LOOK_FURTHER != 0
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
        way.make_room(count);
        // As arrays, whose lengths no access needs to be compared with.
        let (Some(starts), Some(bases)) = (self.starts.first_chunk(), self.bases.first_chunk()) else { return };
        let Way { ahead, candidates: [short, longer], .. } = way;
        let found = self.find_places(codes, bases, short);
        let found = self.find_short_words(codes, &short[..found], &mut ahead.two[..count], longer);
        self.find_longer_words(codes, &longer[..found], ahead);
        self.choose(codes, starts, way, announce);
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
        words: &mut [Step],
        longer: &mut [Candidate],
    ) -> usize {
        let units = self.units.as_ref();
        let mut count = 0;
        for &Candidate { at, place } in candidates {
            let from = codes.get(at as usize..).and_then(<[u16]>::first_chunk);
            let (Some(&[_, second, third]), Some(word)) = (from, words.get_mut(at as usize)) else { break };
            let unit = Unit::at(units, place as usize);
            // Another node's unit counts as one without word and children.
            let unit = select_unpredictable(unit.is_for(second), unit, Unit::default());
            *word = Step::new(unit.value(), 2);
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

    /// Finds the words of three characters, and whether longer ones may start with them. Filters are small: two of three
    /// that may be are not.
    #[inline(never)]
    fn find_longer_words(&self, codes: &[u16], candidates: &[Candidate], ahead: &mut Ahead) {
        let units = self.units.as_ref();
        for &Candidate { at, place } in candidates {
            let at = at as usize;
            let from = codes.get(at + 2..).and_then(<[u16]>::first_chunk);
            let (Some(&[third, fourth]), Some(word)) = (from, ahead.three.get_mut(at)) else { break };
            let unit = Unit::at(units, place as usize);
            let unit = select_unpredictable(unit.is_for(third), unit, Unit::default());
            let may_go_on = unit.may_have(fourth);
            *word = Step(Step::new(unit.value(), 3).0 | if may_go_on { LOOK_FURTHER } else { 0 });
            prefetch(&self.log_frequencies, unit.value() as usize);
            prefetch(units, select_unpredictable(may_go_on, unit.place_of(fourth) as usize, 0));
        }
    }

    /// Chooses the word that starts at each character, the last first.
    #[inline(never)]
    fn choose(&self, codes: &[u16], starts: &[Start; STARTS], way: &mut Way, announce: impl Fn(u32)) {
        let Way { ahead, probs, steps, .. } = way;
        let count = codes.len().saturating_sub(END.len());
        // Each of the last two, which are no characters, stands for itself.
        probs[count..codes.len()].fill(0.0);
        steps[count..codes.len()].fill(Step::new(0, 1));
        // Known to be as long, none of them needs to be compared with its length again.
        let (all_codes, codes) = (codes, &codes[..count]);
        let (two, three) = (&ahead.two[..count], &ahead.three[..count]);
        assert!(probs.len() >= count && steps.len() >= count);
        // Log-probabilities of the rest behind one, two and three characters.
        let mut behind = [0.0_f64; 3];
        for at in (0..count).rev() {
            let start = &starts[usize::from(codes[at] & FOREIGN_CODE)];
            let (two, three) = (two[at], three[at]);
            // Minus infinity where there is no such word. That of one character is finite: no frequency is zero.
            let [by_two, by_three] =
                [two, three].map(|step| self.log_frequencies[step.word() as usize] - self.log_total);
            let [one, by_two, by_three] =
                [start.log_frequency - self.log_total + behind[0], by_two + behind[1], by_three + behind[2]];
            let longer = if by_three > by_two { by_three } else { by_two };
            let step = select_unpredictable(by_three >= by_two, three, two);
            let mut step = select_unpredictable(longer >= one, step, start.step);
            // A character that can't be in a word stands for itself, whatever comes next. What comes next is known
            // last, so it is compared last. Maxima take no branch.
            let least = f64::from(start.least);
            let least = if longer > least { longer } else { least };
            let mut prob = if one > least { one } else { least };
            if Step(three.0 | start.step.0).looks_further() {
                Best { prob, step } = self.with_longer(Best { prob, step }, [two, three], at, all_codes, probs);
            }
            (probs[at], steps[at]) = (prob, step);
            announce(step.word().wrapping_sub(self.first_tagged));
            behind = [prob, behind[0], behind[1]];
        }
    }

    /// The best of the step found so far, `shorter` ones of two and three characters, the words of four characters and
    /// more, and added words.
    #[inline(never)]
    fn with_longer(&self, found: Best, shorter: [Step; 2], at: usize, codes: &[u16], probs: &[f64]) -> Best {
        let (codes, after) = (&codes[at..], &probs[at + 1..]);
        let start = self.start(codes[0]);
        let mut best = Best { step: found.step.plain(), ..found };
        if start.word() == 0 {
            // The character is no word by itself, which the words that start with it must not be compared with.
            best = Best { prob: f64::NEG_INFINITY, step: Step::NONE };
            for step in shorter {
                if step.word() != 0 {
                    self.offer(&mut best, step.plain(), after);
                }
            }
        }
        if shorter[1].looks_further() {
            self.offer_longer(&mut best, codes, after);
        }
        if start.step.looks_further() {
            self.offer_added(&mut best, codes, after);
        }
        if best.step.len() == 0 {
            best = Best { prob: 0.0 - self.log_total + after[0], step: Step::new(0, 1) };
        }
        best
    }

    /// Offers the words of four characters and more that are in the array. `after[n]` is the log-probability of what
    /// is `n` characters further on than the next.
    #[inline]
    fn offer_longer(&self, best: &mut Best, codes: &[u16], after: &[f64]) {
        let mut base = self.base(codes[0]) as usize;
        for (len, code) in (1..).zip(codes).skip(1) {
            let unit = Unit::at(&self.units, base + usize::from(*code));
            if base == 0 || !unit.is_for(*code) {
                break;
            }
            if len > 3 && unit.value() != 0 {
                self.offer(best, Step::new(unit.value(), len), after);
            }
            base = unit.base();
        }
    }

    /// Offers the words that the array lacks.
    fn offer_added(&self, best: &mut Best, codes: &[u16], after: &[f64]) {
        let mut node = Overlay::ROOT;
        for (len, code) in (1..).zip(codes) {
            let Some(child) = self.overlay.child(node, *code) else { break };
            node = child;
            let word = self.overlay.word(node);
            if word != 0 {
                self.offer(best, Step::new(word, len), after);
            }
        }
    }

    /// Takes the step if it is more probable than the best so far, or as probable and longer. The outcome does not
    /// depend on the order of offers.
    #[inline]
    fn offer(&self, best: &mut Best, step: Step, after: &[f64]) {
        let prob = self.log_frequencies[step.word() as usize] - self.log_total + after[step.len() - 1];
        if prob > best.prob || (prob == best.prob && step.len() > best.step.len()) {
            *best = Best { prob, step };
        }
    }
}

impl Way {
    /// Makes room for so many codes, of which nothing is known yet.
    #[inline]
    fn make_room(&mut self, count: usize) {
        let Self { ahead: Ahead { two, three }, candidates, probs, steps } = self;
        if steps.len() < count {
            for steps in [steps, &mut *two, &mut *three] {
                steps.resize(count, Step::NONE);
            }
            for candidates in candidates {
                candidates.resize(count, Candidate::default());
            }
            probs.resize(count, 0.0);
        }
        two[..count].fill(Step::NONE);
        three[..count].fill(Step::NONE);
    }
}
