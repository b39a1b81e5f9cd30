//! Texts by number: a name that stands in a million rows is kept once.

use std::hash::{DefaultHasher, Hash, Hasher};

/// A hash of anything, the same in every run.
pub(crate) fn hash_of(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A hash table of numbers whose keys lie elsewhere: a third of the memory of a map that holds them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    slots: Vec<u32>,
    len: usize,
}

const FREE: u32 = u32::MAX;

impl Index {
    /// The number that is wanted, of those whose keys have this hash; if there is none, puts `new` in.
    pub(crate) fn find_or_insert(
        &mut self,
        hash: u64,
        new: u32,
        is_wanted: impl Fn(u32) -> bool,
        hash_of: impl Fn(u32) -> u64,
    ) -> Option<u32> {
        if (self.len + 1) * 4 > self.slots.len() * 3 {
            self.grow(hash_of);
        }
        let found = self.probe(hash, is_wanted);
        match self.slots[found] {
            FREE => {
                self.slots[found] = new;
                self.len += 1;
                None
            }
            known => Some(known),
        }
    }

    /// The slot of the number wanted, or the free one where it would stand.
    fn probe(&self, hash: u64, is_wanted: impl Fn(u32) -> bool) -> usize {
        let mask = self.slots.len() - 1;
        #[expect(clippy::cast_possible_truncation, reason = "only the low bits are looked at")]
        let mut at = hash as usize & mask;
        while self.slots[at] != FREE && !is_wanted(self.slots[at]) {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self, hash_of: impl Fn(u32) -> u64) {
        let larger = vec![FREE; (self.slots.len() * 2).max(16)];
        for number in std::mem::replace(&mut self.slots, larger).into_iter().filter(|number| *number != FREE) {
            let at = self.probe(hash_of(number), |_| false);
            self.slots[at] = number;
        }
    }
}

/// Distinct texts, numbered from 0 in the order in which they are met.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    index: Index,
    all: Vec<Box<str>>,
    hashes: Vec<u64>,
}

impl Names {
    /// The number of a text; a new one gets the next.
    pub(crate) fn number(&mut self, name: &str) -> u32 {
        let hash = hash_of(name);
        let new = u32::try_from(self.all.len()).unwrap_or(FREE);
        let (all, hashes) = (&self.all, &self.hashes);
        let is_it = |number: u32| hashes[number as usize] == hash && *all[number as usize] == *name;
        if let Some(known) = self.index.find_or_insert(hash, new, is_it, |number| hashes[number as usize]) {
            return known;
        }
        self.all.push(name.into());
        self.hashes.push(hash);
        new
    }

    /// The text with a number; empty where there is none.
    pub(crate) fn name(&self, number: u32) -> &str {
        self.all.get(number as usize).map_or("", |name| name)
    }

    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_has_one_number_and_keeps_it() {
        let mut names = Names::default();
        for round in 0..2 {
            for number in 0..5000_u32 {
                assert_eq!(names.number(&format!("名字{number}")), number, "round {round}");
            }
        }
        assert_eq!((names.len(), names.name(4999), names.name(5000)), (5000, "名字4999", ""));
    }
}
