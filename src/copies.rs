//! Comments that say the same: word for word, or nearly. The report points them out, and none of them is pinned.
//!
//! Texts are folded and reduced to letters, digits and Han characters, without stickers; short ones (`好看`, `哈哈哈`)
//! are everybody's and never count. Equal texts fall together by hash. Unequal ones are compared by their sets of
//! three-character pieces: sixteen minimum hashes in four bands find candidates (Broder 1997), the exact Jaccard
//! similarity decides. The time is linear in the number of comments. Nothing is removed anywhere: groups are pointed
//! out.
//!
//! ```
//! use shenping::copies::Copies;
//!
//! let texts = ["这家店真的很好吃大家一定要来", "好看", "这家店真的很好吃大家一定要来！[赞]", "好看"];
//! let copies = Copies::of(&texts);
//! assert_eq!((copies.count(0), copies.count(1)), (2, 1));
//! assert_eq!(copies.groups(|row| texts[row], 2)[0].rows, [0, 2]);
//! ```

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher};

use crate::text::fold;

/// Texts with fewer letters, digits and Han characters are never called copies.
const MIN_CHARACTERS: usize = 8;
/// Least Jaccard similarity of two texts of a group.
const MIN_SIMILARITY: f64 = 0.7;
/// Characters of the overlapping pieces by which texts are compared.
const PIECE: usize = 3;
/// Bands of a MinHash signature; texts that agree in the whole of one are compared.
const BANDS: usize = 4;
/// Hashes in a band.
const ROWS: usize = 4;

/// Comments that say the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Rows of the comments, in the order of the input.
    pub rows: Vec<usize>,
    /// Distinct texts among them.
    pub variants: usize,
    /// Mean similarity of the texts to the most frequent one, 0.7 to 1.
    pub similarity: f64,
    /// Row of a comment with the most frequent text.
    pub example: usize,
}

/// What a text is compared by: the hash of its reduced form, and a key for each band.
pub struct Print {
    whole: u64,
    bands: [u64; BANDS],
}

/// One distinct text.
struct Distinct {
    /// Its first row.
    first: u32,
    /// How many rows have it.
    n: u32,
    bands: [u64; BANDS],
    /// The group it was put in: index of an earlier distinct text, or its own.
    parent: usize,
}

/// Marks a row that is compared with nothing.
const NOWHERE: u32 = u32::MAX;

/// Texts, and which of them say the same.
pub struct Copies {
    distinct: Vec<Distinct>,
    /// The distinct text that each row has.
    of_row: Vec<u32>,
    /// Rows in the group that each distinct text leads.
    sizes: Vec<usize>,
}

impl Copies {
    /// Finds the groups.
    pub fn of(texts: &[&str]) -> Self {
        let mut finder = Finder::default();
        for text in texts {
            finder.push(Print::of(text));
        }
        finder.finish(|row| texts.get(row).copied().unwrap_or_default())
    }

    /// Comments that say what the row says, itself included; 1 for texts that are never called copies.
    pub fn count(&self, row: usize) -> usize {
        match self.of_row.get(row) {
            None | Some(&NOWHERE) => 1,
            Some(index) => self.sizes[root(&self.distinct, *index as usize)],
        }
    }

    /// All groups of at least so many comments, largest first; `text` gives the texts the copies were found among, by
    /// row.
    pub fn groups<T: AsRef<str>>(&self, text: impl Fn(usize) -> T, least: usize) -> Vec<Group> {
        let leader = |index: usize| Some(root(&self.distinct, index)).filter(|root| self.sizes[*root] >= least.max(2));
        let mut members: HashMap<usize, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for index in 0..self.distinct.len() {
            if let Some(leader) = leader(index) {
                members.entry(leader).or_default().0.push(index);
            }
        }
        for (row, index) in self.of_row.iter().enumerate().filter(|(_, index)| **index != NOWHERE) {
            if let Some(leader) = leader(*index as usize) {
                members.entry(leader).or_default().1.push(row);
            }
        }
        let groups = members.into_values().filter_map(|(members, rows)| self.group(&text, &members, rows));
        let mut groups: Vec<Group> = groups.collect();
        groups.sort_by(|a, b| b.rows.len().cmp(&a.rows.len()).then_with(|| a.rows.cmp(&b.rows)));
        groups
    }

    fn group<T: AsRef<str>>(&self, text: impl Fn(usize) -> T, members: &[usize], rows: Vec<usize>) -> Option<Group> {
        let distinct = &self.distinct;
        let lead = members.iter().max_by_key(|index| (distinct[**index].n, std::cmp::Reverse(**index)))?;
        let example = distinct[*lead].first as usize;
        let pieces = pieces_of(text(example).as_ref());
        let alike = members.iter().map(|index| {
            let member = &distinct[*index];
            jaccard(&pieces, &pieces_of(text(member.first as usize).as_ref())) * f64::from(member.n)
        });
        let similarity = alike.sum::<f64>() / rows.len() as f64;
        Some(Group { rows, variants: members.len(), similarity, example })
    }
}

/// Letters, digits and Han characters of the folded text, without stickers.
fn reduce(text: &str) -> Vec<char> {
    let folded = fold(text);
    let mut reduced = Vec::with_capacity(folded.len() / 3);
    let mut rest = folded.as_str();
    while let Some(open) = rest.find('[') {
        reduced.extend(rest[..open].chars().filter(|c| c.is_alphanumeric()));
        rest = &rest[open + 1..];
        if let Some(end) = rest.find(['[', ']']).filter(|end| rest[*end..].starts_with(']')) {
            rest = &rest[end + 1..];
        }
    }
    reduced.extend(rest.chars().filter(|c| c.is_alphanumeric()));
    reduced
}

impl Print {
    /// What a text is compared by; `None` for texts too short or plain to be called copies.
    pub fn of(text: &str) -> Option<Self> {
        // No character is shorter than a byte: skips most short texts without folding them.
        if text.len() < MIN_CHARACTERS {
            return None;
        }
        let reduced = reduce(text);
        if reduced.len() < MIN_CHARACTERS || is_monotone(&reduced) {
            return None;
        }
        let pieces = pieces(&reduced);
        Some(Self { whole: hash(&reduced), bands: std::array::from_fn(|band| band_key(&pieces, band)) })
    }
}

/// Finds copies among texts that are met one after the other, of which only the prints are kept.
#[derive(Default)]
pub struct Finder {
    index: HashMap<u64, u32, Plain>,
    distinct: Vec<Distinct>,
    of_row: Vec<u32>,
}

impl Finder {
    /// The print of the text of the next row.
    pub fn push(&mut self, print: Option<Print>) {
        let (Some(print), Ok(first)) = (print, u32::try_from(self.of_row.len())) else {
            self.of_row.push(NOWHERE);
            return;
        };
        let next = u32::try_from(self.distinct.len()).unwrap_or(NOWHERE);
        let at = *self.index.entry(print.whole).or_insert(next);
        if at == next {
            self.distinct.push(Distinct { first, n: 0, bands: print.bands, parent: self.distinct.len() });
        }
        self.distinct[at as usize].n += 1;
        self.of_row.push(at);
    }

    /// Finds the groups; `text` gives the text of a row, and is asked for few of them.
    pub fn finish<T: AsRef<str>>(self, text: impl Fn(usize) -> T) -> Copies {
        let Self { index, mut distinct, of_row } = self;
        drop(index);
        link(&mut distinct, text);
        let mut sizes: Vec<usize> = vec![0; distinct.len()];
        for index in 0..distinct.len() {
            sizes[root(&distinct, index)] += distinct[index].n as usize;
        }
        Copies { distinct, of_row, sizes }
    }
}

/// The pieces of a text that was compared.
fn pieces_of(text: &str) -> Vec<u64> {
    pieces(&reduce(text))
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

/// Puts distinct texts that are alike into one group. Each is compared with one text for each band at most; the
/// pieces are cut anew for that, which is rare and saves keeping them all.
fn link<T: AsRef<str>>(distinct: &mut [Distinct], text: impl Fn(usize) -> T) {
    let alike = |a: &Distinct, b: &Distinct| {
        let [a, b] = [a, b].map(|distinct| pieces_of(text(distinct.first as usize).as_ref()));
        jaccard(&a, &b) >= MIN_SIMILARITY
    };
    for band in 0..BANDS {
        let mut buckets: HashMap<u64, usize, Plain> = HashMap::with_hasher(Plain);
        for index in 0..distinct.len() {
            let first = *buckets.entry(distinct[index].bands[band]).or_insert(index);
            let (a, b) = (root(distinct, first), root(distinct, index));
            if a != b && alike(&distinct[first], &distinct[index]) {
                // The earlier one leads: the result does not depend on the order of bands.
                distinct[a.max(b)].parent = a.min(b);
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

    fn find(texts: &[&str]) -> Vec<Group> {
        Copies::of(texts).groups(|row| texts[row], 3)
    }

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
        let groups = find(&texts);
        assert_eq!(groups.len(), 1);
        assert_eq!(groups[0].rows, [0, 2, 3, 4]);
        assert_eq!((groups[0].variants, groups[0].example), (2, 0));
        assert!(groups[0].similarity > 0.9 && groups[0].similarity < 1.0);
    }

    #[test]
    fn what_everybody_writes_is_no_copy() {
        let texts = ["好看", "哈哈哈哈哈哈哈哈哈哈", "666666666666", ""].repeat(50);
        assert_eq!(find(&texts), []);
    }

    #[test]
    fn different_texts_stay_apart() {
        let texts: Vec<String> = (0..500).map(|i| format!("第{i}条完全不一样的评论内容{}", i * 7919)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert!(find(&texts).iter().all(|group| group.rows.len() < 500));
        let long = ["早上好呀大家今天吃什么", "晚上一起去看电影怎么样", "这台车的油耗到底是多少"];
        assert_eq!(find(&long.repeat(2)), []);
    }
    #[test]
    fn punctuation_stickers_and_width_make_no_difference() {
        let texts =
            ["支持国货从我做起！[赞]", "支持国货从我做起", "支持國貨從我做起～～", "[玫瑰][玫瑰][比心][赞][送心]"];
        let copies = Copies::of(&texts);
        assert_eq!([0, 1, 2, 3, 4].map(|row| copies.count(row)), [3, 3, 3, 1, 1]);
        assert_eq!(copies.groups(|row| texts[row], 3)[0].similarity, 1.0);
        assert_eq!(copies.groups(|row| texts[row], 4), []);
    }

    #[test]
    fn short_texts_are_everybodys() {
        assert_eq!(Copies::of(&["真好看", "真好看", "真好看"]).count(0), 1);
    }
}
