//! Texts that stand under a video several times, word for word or nearly: spam, or a slogan.

use std::collections::{HashMap, HashSet};

use crate::comment::Comment;
use crate::text::fold;

/// Texts shorter than this must be equal to count as copies; "加油" and "加油！" are, "很好看" and "真好看" are not.
const NEAR_FROM: usize = 8;

/// Share of common character pairs (Jaccard) from which on two longer texts are nearly the same.
const NEAR_SHARE: f64 = 0.75;

/// The texts of all comments, ready to be compared with.
pub(super) struct Copies {
    counts: HashMap<String, usize>,
}

impl Copies {
    pub(super) fn of<'c>(comments: impl Iterator<Item = &'c Comment>) -> Self {
        let mut counts = HashMap::new();
        for comment in comments {
            let key = key(&comment.text);
            if !key.is_empty() {
                *counts.entry(key).or_insert(0) += 1;
            }
        }
        Self { counts }
    }

    /// Comments whose text is nearly `text`, its own included.
    pub(super) fn count(&self, text: &str) -> usize {
        let key = key(text);
        let len = key.chars().count();
        if len < NEAR_FROM {
            return self.counts.get(&key).copied().unwrap_or_default();
        }
        let pairs = pairs(&key);
        let near = |other: &str| {
            // Texts of very different length can't share enough; the byte length tells without decoding.
            let (short, long) = (key.len().min(other.len()), key.len().max(other.len()));
            short * 2 > long && share(&pairs, &self::pairs(other)) >= NEAR_SHARE
        };
        self.counts.iter().filter(|(other, _)| **other == key || near(other)).map(|(_, count)| count).sum()
    }
}

/// The letters, digits and Han characters of a text, folded, without stickers.
fn key(text: &str) -> String {
    let folded = fold(text);
    let mut key = String::with_capacity(folded.len());
    let mut rest = folded.as_str();
    while let Some(open) = rest.find('[') {
        key.extend(rest[..open].chars().filter(|c| c.is_alphanumeric()));
        rest = &rest[open + 1..];
        if let Some(end) = rest.find(['[', ']']).filter(|end| rest[*end..].starts_with(']')) {
            rest = &rest[end + 1..];
        }
    }
    key.extend(rest.chars().filter(|c| c.is_alphanumeric()));
    key
}

fn pairs(key: &str) -> HashSet<(char, char)> {
    key.chars().zip(key.chars().skip(1)).collect()
}

fn share(left: &HashSet<(char, char)>, right: &HashSet<(char, char)>) -> f64 {
    let common = left.intersection(right).count();
    let all = left.len() + right.len() - common;
    if all == 0 { 0.0 } else { common as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copies(texts: &[&str]) -> Copies {
        let comments: Vec<_> =
            texts.iter().map(|text| Comment { text: (*text).to_owned(), ..Comment::default() }).collect();
        Copies::of(comments.iter())
    }

    #[test]
    fn punctuation_stickers_and_width_make_no_difference() {
        let copies = copies(&["支持国货！[赞]", "支持国货", "支持國貨～～"]);
        assert_eq!(copies.count("支持国货"), 3);
    }

    #[test]
    fn long_texts_with_small_changes_are_copies_and_short_ones_are_not() {
        let copies =
            copies(&["这家店真的很好吃大家一定要来试试", "这家店真的很好吃大家一定要来试试看哦", "真好看", "很好看"]);
        assert_eq!(copies.count("这家店真的很好吃大家一定要来试试"), 2);
        assert_eq!(copies.count("真好看"), 1);
    }

    #[test]
    fn a_text_without_letters_is_nobodys_copy() {
        assert_eq!(copies(&["[赞][赞]", "[赞]"]).count("[赞]"), 0);
    }
}
