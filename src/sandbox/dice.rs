//! Seeded chance: a ChaCha stream with whole-number sampling of our own, so that a seed gives the same bytes for
//! ever, on every machine and with every version of the random number crate.

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

/// One reproducible stream of chance.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream `label` of `seed`; `index` tells streams of the same kind apart.
    pub(super) fn new(seed: u64, label: &str, index: u64) -> Self {
        let mut state = label.bytes().fold(seed ^ 0x5348_454E_5049_4E47, |state, byte| mix(state ^ u64::from(byte)));
        state = mix(state ^ index);
        let mut key = [0; 32];
        for chunk in key.chunks_exact_mut(8) {
            state = mix(state);
            chunk.copy_from_slice(&state.to_le_bytes());
        }
        Self(ChaCha8Rng::from_seed(key))
    }

    /// Any number.
    pub(super) fn number(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number from 0 to `bound - 1`; 0 where `bound` is 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.number()) * (bound as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// True in `permille` of 1000 cases.
    pub(super) fn permille(&mut self, permille: usize) -> bool {
        self.below(1000) < permille
    }

    /// One of the items; `None` where there are none.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }

    /// One of the words; empty where there are none.
    pub(super) fn word<'a>(&mut self, words: &[&'a str]) -> &'a str {
        self.pick(words).copied().unwrap_or_default()
    }

    /// An item by its weight; `None` where all weights are 0.
    pub(super) fn weighted<'a, T>(&mut self, items: &'a [T], weight: impl Fn(&T) -> usize) -> Option<&'a T> {
        let mut at = self.below(items.iter().map(&weight).sum());
        items.iter().find(|item| {
            let weight = weight(item);
            let found = at < weight;
            at = at.saturating_sub(weight);
            found
        })
    }
}

/// The finaliser of splitmix64: neighbouring inputs give unrelated outputs.
pub(super) fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_these_numbers_for_ever() {
        let mut dice = Dice::new(1, "comments", 0);
        let numbers: Vec<_> = (0..6).map(|_| dice.below(1000)).collect();
        assert_eq!(numbers, FOR_EVER);
        let mut other = Dice::new(1, "comments", 1);
        assert_ne!(numbers, (0..6).map(|_| other.below(1000)).collect::<Vec<_>>());
    }

    /// Changing these changes every published sample.
    const FOR_EVER: [usize; 6] = [38, 626, 67, 344, 401, 802];

    #[test]
    fn weights_decide_how_often_an_item_comes() {
        let mut dice = Dice::new(7, "weights", 0);
        let items = [("never", 0), ("often", 9), ("rarely", 1)];
        let drawn: Vec<_> = (0..1000).filter_map(|_| dice.weighted(&items, |item| item.1)).collect();
        let often = drawn.iter().filter(|item| item.0 == "often").count();
        assert_eq!(drawn.len(), 1000);
        assert!((850..950).contains(&often), "{often}");
        assert!(drawn.iter().all(|item| item.0 != "never"));
        assert!(Dice::new(1, "none", 0).pick::<u8>(&[]).is_none());
    }
}
