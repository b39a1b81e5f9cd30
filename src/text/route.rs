//! From the steps of the best way to words: what jieba joins after the cut.

use std::ops::Range;

use super::trie::{Step, WordIndex};

/// Calls `each` with every word of a block and its index, from left to right. Letters and digits that the best way
/// leaves as single characters are joined; the word they form has index 0, known or not.
#[inline]
pub(super) fn each_word(
    steps: &[Step],
    is_alphanumeric: impl Fn(usize) -> bool,
    block: Range<usize>,
    mut each: impl FnMut(Range<usize>, WordIndex),
) {
    let mut at = block.start;
    while at < block.end {
        let step = steps[at];
        let start = at;
        at += step.len();
        if step.len() > 1 || !is_alphanumeric(start) {
            each(start..at, step.word());
            continue;
        }
        while at < block.end && steps[at].len() == 1 && is_alphanumeric(at) {
            at += 1;
        }
        each(start..at, if at - start == 1 { step.word() } else { 0 });
    }
}
