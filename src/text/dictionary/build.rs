//! Makes the double array: gives every node a base such that no two children want the same place.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Dictionary, Pairs, Root, Unit};
use crate::sections::Word;
use crate::text::segment::is_block_char;
use crate::text::trie::Step;

/// Why a dictionary can't be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A line is not `word frequency [tag]`.
    #[error("line {line}: {text:?} is not a word and a whole number from 1, separated by a space")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// More characters, in a word or in all, more frequencies or nodes than the format has room for.
    #[error("the dictionary has {found} {what}; the format has room for fewer than {limit}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A word of a lexicon has characters beyond U+FFFF or more than 127 of them, or there are a million words.
    #[error("the lexicons have words for which the format has no room")]
    NoRoom,
}

/// A dictionary in jieba's form: lines of `word frequency [tag]`, the last line for a word decides.
///
/// `paths` are words that a lexicon will add. They get nodes but are no words: what is cut does not depend on them.
///
/// # Errors
/// The first line that can't be read, or more than the format has room for.
pub(crate) fn build<'p>(text: &str, paths: impl IntoIterator<Item = &'p str>) -> Result<Dictionary, BuildError> {
    let mut words = BTreeMap::new();
    let mut total = 0;
    for (index, line) in text.lines().enumerate() {
        let mut cells = line.split_ascii_whitespace();
        let Some(word) = cells.next() else { continue };
        // A word that never occurs would have a log-probability of minus infinity, which no way can be compared by.
        let frequency = cells.next().and_then(|cell| cell.parse::<u64>().ok()).filter(|frequency| *frequency > 0);
        let frequency = frequency.ok_or_else(|| BuildError::Line { line: index + 1, text: line.to_owned() })?;
        total += frequency;
        // jieba cuts between the classes of characters first, so that no other word is ever found.
        if word.chars().all(is_block_char) {
            words.insert(word, frequency);
        }
    }
    let can_be_stored = |path: &&str| path.chars().all(|c| is_block_char(c) && c < '\u{10000}');
    let paths: Vec<&str> = paths.into_iter().filter(|path| !path.is_empty()).filter(can_be_stored).collect();
    dictionary(&words, &paths, total)
}

fn dictionary(words: &BTreeMap<&str, u64>, paths: &[&str], total: u64) -> Result<Dictionary, BuildError> {
    let frequencies: Vec<u64> = words.values().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let chars = ranked_chars(words, paths);
    limit("characters", chars.len(), 1 << 14)?;
    let longest = words.keys().map(|word| word.chars().count()).max().unwrap_or_default();
    limit("characters in a word", longest, Step::LEN_MAX + 1)?;
    limit("frequencies", frequencies.len(), Unit::VALUE_MAX as usize)?;
    let mut codes = vec![0_u16; 1 << 16];
    for (code, c) in (1..).zip(&chars) {
        codes[usize::from(*c)] = code;
    }
    let code_of = |c: char| codes.get(c as usize).copied().unwrap_or_default();
    let mut coded: Vec<(Vec<u16>, u32)> = Vec::with_capacity(words.len());
    for (word, frequency) in words {
        let value = frequencies.partition_point(|other| other < frequency) + 1;
        coded.push((word.chars().map(code_of).collect(), u32::try_from(value).unwrap_or(u32::MAX)));
    }
    let paths = paths.iter().filter(|path| !words.contains_key(*path));
    coded.extend(paths.map(|path| (path.chars().map(code_of).collect(), 0)));
    coded.sort_unstable();
    let nodes = nodes(&coded, &frequencies);
    let (bases, units) = place(&nodes)?;
    let mut dictionary = Dictionary {
        plain_total: total,
        total,
        frequencies,
        roots: vec![Root::default(); chars.len()],
        chars,
        units: vec![Word::default(); units].into(),
        pairs: Pairs::of(coded.iter().filter_map(|(codes, _)| Some((*codes.first()?, *codes.get(1)?)))),
        words: Vec::new().into(),
        tags: 0,
        signs: Vec::new(),
    };
    fill(&mut dictionary, &nodes, &bases);
    Ok(dictionary)
}

fn limit(what: &'static str, found: usize, limit: usize) -> Result<(), BuildError> {
    if found < limit { Ok(()) } else { Err(BuildError::TooMany { what, found, limit }) }
}

/// The characters of all words, the most used first: the children that are asked for most then stand close together.
fn ranked_chars(words: &BTreeMap<&str, u64>, paths: &[&str]) -> Vec<u16> {
    let mut counts = vec![0_u64; 1 << 16];
    let words = words.iter().map(|(word, frequency)| (*word, *frequency));
    for (word, frequency) in words.chain(paths.iter().map(|path| (*path, 0))) {
        for c in word.chars() {
            // A word with a character beyond U+FFFF can't be stored; jieba's dictionary has none.
            if let Some(count) = counts.get_mut(c as usize) {
                *count += frequency + 1;
            }
        }
    }
    let mut chars: Vec<u16> = (0..=u16::MAX).filter(|c| counts[usize::from(*c)] > 0).collect();
    chars.sort_by_key(|c| Reverse(counts[usize::from(*c)]));
    chars
}

/// A prefix of words.
#[derive(Debug, Default)]
struct Node {
    value: u32,
    /// Characters from the root.
    depth: usize,
    /// Sum of the frequencies of all words that start with it.
    usage: u64,
    /// Code and node of each child, ascending by code.
    children: Vec<(u16, u32)>,
}

/// The nodes of the trie of sorted words; the first is the root.
fn nodes(words: &[(Vec<u16>, u32)], frequencies: &[u64]) -> Vec<Node> {
    let mut nodes = vec![Node::default()];
    // The nodes along the word before, from the root.
    let mut path = vec![0_u32];
    let mut before: &[u16] = &[];
    for (word, value) in words {
        let shared = word.iter().zip(before).take_while(|(a, b)| a == b).count();
        before = word;
        path.truncate(shared + 1);
        for code in &word[shared..] {
            let child = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
            nodes.push(Node { depth: path.len(), ..Node::default() });
            nodes[path[path.len() - 1] as usize].children.push((*code, child));
            path.push(child);
        }
        nodes[path[path.len() - 1] as usize].value = *value;
        let Some(frequency) = (*value as usize).checked_sub(1).and_then(|index| frequencies.get(index)) else {
            continue;
        };
        for node in &path {
            nodes[*node as usize].usage += frequency;
        }
    }
    nodes
}

/// A base for every node with children but the root, and how many units that takes.
fn place(nodes: &[Node]) -> Result<(Vec<u32>, usize), BuildError> {
    let mut order: Vec<usize> = (1..nodes.len()).filter(|node| !nodes[*node].children.is_empty()).collect();
    // What is used together stands together: second characters first, the most used before the others. Then the
    // largest families, while there is room; only children come last, they fit everywhere.
    order.sort_by_key(|node| {
        let Node { depth, usage, children, .. } = &nodes[*node];
        let usage = if *depth == 1 { *usage } else { 0 };
        let only = if *depth > 1 && children.len() == 1 { children[0].0 } else { 0 };
        (usize::from(*depth > 1), Reverse(usage), Reverse(children.len()), only)
    });
    let mut bases = vec![0_u32; nodes.len()];
    let mut places = Places::default();
    let mut before = (0, 0);
    for node in order {
        let codes = &nodes[node].children;
        let kind = (codes.len(), if codes.len() == 1 { codes[0].0 } else { 0 });
        if nodes[node].depth > 1 && kind != before {
            // Holes that did not fit the families before are tried again.
            before = kind;
            places.cursors = [0; 16];
        }
        let base = places.base_for(codes);
        limit("units", base, Unit::BASE_MAX as usize)?;
        bases[node] = u32::try_from(base).unwrap_or(u32::MAX);
    }
    Ok((bases, places.end))
}

/// Which places and bases are taken.
#[derive(Default)]
struct Places {
    /// The next free place at or behind each place, as far as known; a free place names itself.
    next: Vec<u32>,
    base_taken: Vec<bool>,
    end: usize,
    /// Where the search for a family of about the same size goes on, by the binary digits of the size.
    cursors: [usize; 16],
}

impl Places {
    /// Failed tries at one size before the search starts further behind: full stretches aren't searched for ever.
    const PATIENCE: usize = 2_000;

    fn base_for(&mut self, children: &[(u16, u32)]) -> usize {
        let first = usize::from(children[0].0);
        let class = children.len().ilog2() as usize;
        let mut place = self.free_from(self.cursors[class].max(first + 1));
        let mut tries = 0;
        while !self.fits(place - first, children) {
            place = self.free_from(place + 1);
            tries += 1;
        }
        if tries > Self::PATIENCE {
            self.cursors[class] = place;
        }
        let base = place - first;
        self.take(base, children);
        base
    }

    fn free_from(&mut self, from: usize) -> usize {
        self.grow(from);
        let mut at = from;
        while self.next[at] as usize != at {
            at = self.next[at] as usize;
            self.grow(at);
        }
        // Everything on the way now points at the end of it.
        let mut way = from;
        while way != at {
            let next = self.next[way] as usize;
            self.next[way] = u32::try_from(at).unwrap_or(u32::MAX);
            way = next;
        }
        at
    }

    fn grow(&mut self, at: usize) {
        while self.next.len() <= at {
            self.next.push(u32::try_from(self.next.len()).unwrap_or(u32::MAX));
        }
        if self.base_taken.len() <= at {
            self.base_taken.resize(at + 1, false);
        }
    }

    fn is_free(&self, place: usize) -> bool {
        self.next.get(place).is_none_or(|next| *next as usize == place)
    }

    fn fits(&self, base: usize, children: &[(u16, u32)]) -> bool {
        // Base 0 means "no children" to nobody, but keeping it free makes a unit without base easy to tell.
        base > 0
            && !self.base_taken.get(base).copied().unwrap_or(false)
            && children.iter().all(|(code, _)| self.is_free(base + usize::from(*code)))
    }

    fn take(&mut self, base: usize, children: &[(u16, u32)]) {
        self.grow(base);
        self.base_taken[base] = true;
        for (code, _) in children {
            let place = base + usize::from(*code);
            self.grow(place);
            self.next[place] = u32::try_from(place + 1).unwrap_or(u32::MAX);
            self.end = self.end.max(place + 1);
        }
    }
}

fn fill(dictionary: &mut Dictionary, nodes: &[Node], bases: &[u32]) {
    for (code, child) in &nodes[0].children {
        let node = &nodes[*child as usize];
        dictionary.roots[usize::from(*code) - 1] = Root { base: bases[*child as usize], value: node.value };
    }
    let units = dictionary.units.to_mut();
    for (node, base) in nodes.iter().zip(bases).skip(1) {
        for (code, child) in &node.children {
            let below = &nodes[*child as usize];
            let filter = below.children.iter().fold(0, |filter, (code, _)| filter | 1_u8 << (code & 7));
            units[*base as usize + usize::from(*code)] =
                Unit::new(*code, below.value, filter, bases[*child as usize]).into();
        }
    }
}
