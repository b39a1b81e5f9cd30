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

/// The nodes.
#[derive(Debug)]
pub(super) struct Overlay {
    /// The first is the root.
    nodes: Vec<Node>,
    /// Open addressing, a power of two, at most half full.
    slots: Vec<Slot>,
}

impl Default for Overlay {
    fn default() -> Self {
        Self { nodes: vec![Node::default()], slots: vec![Slot::default(); 1 << 12] }
    }
}

fn key(parent: u32, code: u16) -> u64 {
    u64::from(parent) << 16 | u64::from(code)
}

impl Overlay {
    pub(super) const ROOT: u32 = 0;

    pub(super) fn is_empty(&self) -> bool {
        self.nodes.len() == 1
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

    pub(super) fn set_word(&mut self, node: u32, word: WordIndex) {
        self.nodes[node as usize].word = word;
    }

    fn new_node(&mut self) -> u32 {
        self.nodes.push(Node::default());
        u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX)
    }

    /// The child of a node, made if there is none.
    pub(super) fn make_child(&mut self, node: u32, code: u16) -> u32 {
        self.nodes[node as usize].filter |= 1 << (code & 63);
        match self.probe(node, code) {
            Some(child) => child,
            None => self.new_child(node, code),
        }
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
