//! Comments met again, found by hashes: no text is kept for it.
//!
//! Rows that agree in video, id and text are one comment; the last counts, at the place of the first. Rows that share
//! only their id are different comments whose ids were damaged, and all stay. Two different comments pass for one only
//! where both of two 64-bit hashes agree by chance, which takes more comments than there are.

use rustc_hash::{FxHashMap, FxHashSet};

use super::names::{Index, hash_of};
use crate::frame::Warning;

/// Where a comment belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Behind all others.
    New,
    /// In the place of the same comment met before.
    Again(usize),
}

/// All comments met so far.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    /// Places by the hash of video and id; of several texts under one id only the first is in it.
    index: Index,
    /// By place.
    keys: Vec<Key>,
    /// Further texts under the id of another.
    others: FxHashMap<Key, u32>,
    shared: FxHashSet<u64>,
    /// The least id that different comments share.
    example: Option<String>,
    again: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Key {
    id: u64,
    text: u64,
}

impl Repeats {
    /// The next comment, with an id of its own.
    pub(super) fn place(&mut self, video: &str, id: &str, text: &str) -> Place {
        let key = Key { id: hash_of((video, id)), text: hash_of((text, id)) };
        let place = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        let keys = &self.keys;
        let known =
            self.index.find_or_insert(key.id, place, |at| keys[at as usize].id == key.id, |at| keys[at as usize].id);
        let known = match known {
            Some(first) if keys[first as usize].text != key.text => {
                let other = *self.others.entry(key).or_insert(place);
                if other == place {
                    self.shared.insert(key.id);
                    if self.example.as_deref().is_none_or(|least| id < least) {
                        self.example = Some(id.to_owned());
                    }
                }
                Some(other).filter(|other| *other != place)
            }
            known => known,
        };
        if let Some(known) = known {
            self.again += 1;
            return Place::Again(known as usize);
        }
        self.keys.push(key);
        Place::New
    }

    /// The next comment, whose id was made from its row: never the same as another.
    pub(super) fn place_apart(&mut self) -> Place {
        self.keys.push(Key::default());
        Place::New
    }

    /// What was met again.
    pub(super) fn warnings(self) -> impl Iterator<Item = Warning> {
        let count = (self.others.len() + self.shared.len()) as u64;
        let shared = self.example.map(|example| Warning::SharedIds { count, example });
        let again = (self.again > 0).then_some(Warning::RepeatedComments { count: self.again });
        shared.into_iter().chain(again)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_comment_has_one_place_and_different_ones_under_one_id_all_have_theirs() {
        let mut repeats = Repeats::default();
        let mut place = |id, text| repeats.place("v", id, text);
        assert_eq!([place("1", "a"), place("2", "a"), place("1", "b")], [Place::New; 3]);
        assert_eq!([place("2", "a"), place("1", "b"), place("1", "a")], [1, 2, 0].map(Place::Again));
        assert_eq!(place("1", "c"), Place::New);
        assert_eq!(repeats.place_apart(), Place::New);
        assert_eq!(repeats.place("w", "1", "a"), Place::New);
        let warnings: Vec<Warning> = repeats.warnings().collect();
        let shared = Warning::SharedIds { count: 3, example: "1".to_owned() };
        assert_eq!(warnings, [shared, Warning::RepeatedComments { count: 3 }]);
    }
}
