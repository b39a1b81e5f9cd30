//! Comments that say the same: word for word, or nearly.
//!
//! Texts are folded and reduced to letters, digits and Han characters; short ones (`好看`, `哈哈哈`) are everybody's
//! and never count. Equal texts fall together by hash. Unequal ones are compared by their sets of three-character
//! pieces: sixteen minimum hashes in four bands find candidates (Broder 1997), the exact Jaccard similarity decides.
//! The time is linear in the number of comments. Nothing is removed anywhere: groups are pointed out.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher};

use crate::text::fold;

/// Texts with fewer letters, digits and Han characters are never called copies.
const MIN_CHARACTERS: usize = 8;
/// Least Jaccard similarity of two texts of a group.
const MIN_SIMILARITY: f64 = 0.7;
/// Smallest group.
const MIN_GROUP: usize = 3;
const PIECE: usize = 3;
const BANDS: usize = 4;
const ROWS: usize = 4;

/// Comments that say the same.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    /// Rows of the comments, in the order of the input.
    pub(super) rows: Vec<usize>,
    /// Distinct texts among them.
    pub(super) variants: usize,
    /// Mean similarity of the texts to the most frequent one, 0.7 to 1.
    pub(super) similarity: f64,
    /// Row of a comment with the most frequent text.
    pub(super) example: usize,
}

/// One distinct text.
struct Distinct {
    /// Its rows.
    rows: Vec<u32>,
    /// Hashes of its pieces, sorted.
    pieces: Vec<u64>,
    /// The group it was put in: index of another distinct text, or its own.
    parent: usize,
}

/// All groups of at least three comments, largest first.
pub(super) fn find<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<Group> {
    let mut distinct = distinct_texts(texts);
    link(&mut distinct);
    let mut members: HashMap<usize, Vec<usize>> = HashMap::new();
    for index in 0..distinct.len() {
        let root = root(&distinct, index);
        members.entry(root).or_default().push(index);
    }
    let mut groups: Vec<Group> = members.into_values().filter_map(|members| group(&distinct, &members)).collect();
    groups.sort_by(|a, b| b.rows.len().cmp(&a.rows.len()).then(a.rows.cmp(&b.rows)));
    groups
}

/// Letters, digits and Han characters of the folded text.
fn reduce(text: &str) -> Vec<char> {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn distinct_texts<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<Distinct> {
    let mut index: HashMap<u64, usize, Plain> = HashMap::with_hasher(Plain);
    let mut distinct: Vec<Distinct> = Vec::new();
    for (row, text) in texts.enumerate() {
        // Three bytes a character at most for what counts: skips most short texts without folding them.
        if text.len() < MIN_CHARACTERS {
            continue;
        }
        let reduced = reduce(text);
        let Ok(row) = u32::try_from(row) else { break };
        if reduced.len() < MIN_CHARACTERS || is_monotone(&reduced) {
            continue;
        }
        let key = hash(&reduced);
        let at = *index.entry(key).or_insert_with(|| {
            distinct.push(Distinct { rows: Vec::new(), pieces: pieces(&reduced), parent: distinct.len() });
            distinct.len() - 1
        });
        distinct[at].rows.push(row);
    }
    distinct
}

/// Fewer than four different characters: laughter, sighs, numbers.
fn is_monotone(characters: &[char]) -> bool {
    characters.iter().collect::<HashSet<_>>().len() < 4
}

fn pieces(characters: &[char]) -> Vec<u64> {
    let mut pieces: Vec<u64> = characters.windows(PIECE).map(hash).collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

/// FNV-1a over characters, finished by a mixing step: the same on every machine.
fn hash(characters: &[char]) -> u64 {
    let folded = characters
        .iter()
        .fold(0xCBF2_9CE4_8422_2325_u64, |hash, c| (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01B3));
    mix(folded)
}

/// The finishing step of SplitMix64.
fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// Puts distinct texts that are alike into one group. Each is compared with one text for each band at most.
fn link(distinct: &mut [Distinct]) {
    for band in 0..BANDS {
        let mut buckets: HashMap<u64, usize, Plain> = HashMap::with_hasher(Plain);
        for index in 0..distinct.len() {
            let key = band_key(&distinct[index].pieces, band);
            match buckets.get(&key) {
                Some(first) => {
                    let (a, b) = (root(distinct, *first), root(distinct, index));
                    if a != b && jaccard(&distinct[*first].pieces, &distinct[index].pieces) >= MIN_SIMILARITY {
                        // The earlier one leads: the result does not depend on the order of bands.
                        distinct[a.max(b)].parent = a.min(b);
                    }
                }
                None => {
                    buckets.insert(key, index);
                }
            }
        }
    }
}

fn band_key(pieces: &[u64], band: usize) -> u64 {
    (0..ROWS).fold(0, |key, row| {
        let seed = mix((band * ROWS + row + 1) as u64);
        let least = pieces.iter().map(|piece| mix(piece ^ seed)).min().unwrap_or(0);
        mix(key ^ least)
    })
}

fn root(distinct: &[Distinct], mut index: usize) -> usize {
    while distinct[index].parent != index {
        index = distinct[index].parent;
    }
    index
}

/// Size of the intersection over size of the union of two sorted sets.
fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    let (mut i, mut j, mut shared) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let union = a.len() + b.len() - shared;
    if union == 0 { 1.0 } else { shared as f64 / union as f64 }
}

fn group(distinct: &[Distinct], members: &[usize]) -> Option<Group> {
    let total: usize = members.iter().map(|index| distinct[*index].rows.len()).sum();
    if total < MIN_GROUP {
        return None;
    }
    let lead = members.iter().max_by_key(|index| (distinct[**index].rows.len(), std::cmp::Reverse(**index)))?;
    let alike = members
        .iter()
        .map(|index| jaccard(&distinct[*lead].pieces, &distinct[*index].pieces) * distinct[*index].rows.len() as f64);
    let mut rows: Vec<usize> =
        members.iter().flat_map(|index| distinct[*index].rows.iter().map(|row| *row as usize)).collect();
    let similarity = alike.sum::<f64>() / total as f64;
    rows.sort_unstable();
    Some(Group { rows, variants: members.len(), similarity, example: distinct[*lead].rows[0] as usize })
}

/// Takes keys that are hashes already as they are.
#[derive(Clone, Copy, Default)]
struct Plain;

impl BuildHasher for Plain {
    type Hasher = PlainHasher;

    fn build_hasher(&self) -> PlainHasher {
        PlainHasher(0)
    }
}

struct PlainHasher(u64);

impl Hasher for PlainHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mix(self.0 ^ u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_with_small_changes_fall_together() {
        let texts = [
            "家人们快去抢，这个价格真的太划算了，错过等一年",
            "今天天气不错，出去走走",
            "家人们快去抢！这个价格真的太划算了！错过等一年[赞][赞]",
            "家人們快去搶，這個價格真的太划算了，錯過等一年",
            "姐妹们快去抢，这个价格真的太划算了，错过等一年",
            "这个视频拍得很好，我喜欢",
        ];
        let groups = find(texts.into_iter());
        assert_eq!(groups.len(), 1);
        assert_eq!(groups[0].rows, [0, 2, 3, 4]);
        assert_eq!((groups[0].variants, groups[0].example), (3, 0));
        assert!(groups[0].similarity > 0.9 && groups[0].similarity < 1.0);
    }

    #[test]
    fn what_everybody_writes_is_no_copy() {
        let texts =
            ["好看"; 50].into_iter().chain(["哈哈哈哈哈哈哈哈哈哈"; 50]).chain(["666666666666"; 9]).chain([""; 9]);
        assert_eq!(find(texts), []);
    }

    #[test]
    fn different_texts_stay_apart() {
        let texts: Vec<String> = (0..500).map(|i| format!("第{i}条完全不一样的评论内容{}", i * 7919)).collect();
        assert!(find(texts.iter().map(String::as_str)).iter().all(|group| group.rows.len() < 500));
        let long = ["早上好呀大家今天吃什么", "晚上一起去看电影怎么样", "这台车的油耗到底是多少"];
        assert_eq!(find(long.into_iter().cycle().take(6)), []);
    }
}
