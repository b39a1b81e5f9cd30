//! Words that come on top of the prebuilt dictionary: a hash trie that grows word by word.

use super::trie::WordIndex;

/// A prefix of added words.
#[derive(Clone, Copy, Debug, Default)]
struct Node {
    /// A bit for each residue modulo 64 of the codes of its children.
    filter: u64,
    word: WordIndex,
}

/// A child: parent and code in one key, 0 where there is none.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    key: u64,
    child: u32,
}

#[derive(Debug)]
pub(super) struct Overlay {
    /// The children of the root by code: nearly every look-up ends at the filter of one.
    roots: Vec<(u64, u32)>,
    /// The first is nobody.
    nodes: Vec<Node>,
    /// Open addressing, a power of two, at most half full.
    slots: Vec<Slot>,
}

fn key(parent: u32, code: u16) -> u64 {
    u64::from(parent) << 16 | u64::from(code)
}

impl Overlay {
    /// Without words, for codes below `codes`.
    pub(super) fn new(codes: usize) -> Self {
        Self { roots: vec![(0, 0); codes], nodes: vec![Node::default()], slots: vec![Slot::default(); 1 << 12] }
    }

    /// The node of two characters.
    #[inline]
    pub(super) fn child_of_root(&self, first: u16, second: u16) -> Option<u32> {
        let (filter, node) = *self.roots.get(usize::from(first))?;
        if filter >> (second & 63) & 1 == 0 {
            return None;
        }
        self.probe(node, second)
    }

    pub(super) fn child(&self, node: u32, code: u16) -> Option<u32> {
        if self.nodes[node as usize].filter >> (code & 63) & 1 == 0 {
            return None;
        }
        self.probe(node, code)
    }

    /// The word that ends at a node; 0 for none.
    pub(super) fn word(&self, node: u32) -> WordIndex {
        self.nodes[node as usize].word
    }

    pub(super) fn find(&self, codes: &[u16]) -> WordIndex {
        let [first, second, rest @ ..] = codes else { return 0 };
        let mut node = self.child_of_root(*first, *second);
        for code in rest {
            node = node.and_then(|node| self.child(node, *code));
        }
        node.map_or(0, |node| self.word(node))
    }

    /// Adds a word of at least two characters.
    pub(super) fn insert(&mut self, codes: &[u16], word: WordIndex) {
        let Some((first, rest)) = codes.split_first() else { return };
        let mut node = self.roots[usize::from(*first)].1;
        if node == 0 {
            node = self.new_node();
            self.roots[usize::from(*first)].1 = node;
        }
        for (depth, code) in rest.iter().enumerate() {
            let bit = 1 << (code & 63);
            self.nodes[node as usize].filter |= bit;
            if depth == 0 {
                self.roots[usize::from(*first)].0 |= bit;
            }
            node = match self.probe(node, *code) {
                Some(child) => child,
                None => self.new_child(node, *code),
            };
        }
        self.nodes[node as usize].word = word;
    }

    fn new_node(&mut self) -> u32 {
        self.nodes.push(Node::default());
        u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX)
    }

    fn new_child(&mut self, parent: u32, code: u16) -> u32 {
        if self.nodes.len() * 2 >= self.slots.len() {
            let doubled = vec![Slot::default(); self.slots.len() * 2];
            for slot in std::mem::replace(&mut self.slots, doubled).into_iter().filter(|slot| slot.key != 0) {
                self.put(slot);
            }
        }
        let child = self.new_node();
        self.put(Slot { key: key(parent, code), child });
        child
    }

    fn put(&mut self, slot: Slot) {
        let mut at = self.start(slot.key);
        while self.slots[at].key != 0 {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = slot;
    }

    fn probe(&self, parent: u32, code: u16) -> Option<u32> {
        let key = key(parent, code);
        let mut at = self.start(key);
        loop {
            let slot = self.slots[at];
            if slot.key == key {
                return Some(slot.child);
            }
            if slot.key == 0 {
                return None;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the hash is reduced to the table's size")]
    fn start(&self, key: u64) -> usize {
        let bits = self.slots.len().trailing_zeros();
        (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits)) as usize
    }
}
