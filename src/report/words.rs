//! Which words set some comments apart from the others.

use std::collections::HashMap;

use crate::aggregate::marks;
use crate::score::Analyzer;
use crate::text::TokenKind;

/// Strength of the prior: as many comments as it takes to outweigh it.
const PRIOR: f64 = 50.0;
/// A word must stand in so many comments.
const MIN_COMMENTS: u64 = 3;
/// And stand out by so many standard deviations.
const MIN_Z: f64 = 2.58;

/// The words that mark `inside` against `outside`, clearest first: log-odds with an informative Dirichlet prior
/// (Monroe, Colaresi and Quinn 2008) over the number of comments that hold a word.
pub(super) fn leading<'t>(
    inside: impl Iterator<Item = &'t str>,
    outside: impl Iterator<Item = &'t str>,
    analyzer: &Analyzer,
    limit: usize,
) -> Vec<String> {
    let (inside, inside_n) = count(inside, analyzer);
    let (outside, outside_n) = count(outside, analyzer);
    let marked = inside.iter().filter(|(_, n)| **n >= MIN_COMMENTS).filter_map(|(word, n)| {
        let elsewhere = outside.get(word).copied().unwrap_or(0);
        let (_, z) = marks((*n, inside_n), (elsewhere, outside_n), PRIOR)?;
        (z >= MIN_Z).then_some((z, word))
    });
    let mut marked: Vec<(f64, &String)> = marked.collect();
    marked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    marked.into_iter().take(limit).map(|(_, word)| word.clone()).collect()
}

/// In how many texts each word stands, and the number of texts.
fn count<'t>(texts: impl Iterator<Item = &'t str>, analyzer: &Analyzer) -> (HashMap<String, u64>, u64) {
    let mut counts: HashMap<String, u64> = HashMap::new();
    let mut n = 0;
    for text in texts {
        n += 1;
        let cut = analyzer.tokenize(text);
        let words = cut.tokens.iter().filter(|token| token.kind == TokenKind::Word).map(|token| cut.term(token));
        let mut words: Vec<&str> =
            words.filter(|word| word.chars().count() >= 2 && !analyzer.lexicon().is_stopword(word)).collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            match counts.get_mut(word) {
                Some(count) => *count += 1,
                None => {
                    counts.insert(word.to_owned(), 1);
                }
            }
        }
    }
    (counts, n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_some_say_marks_them() {
        let inside = ["价格太贵了", "这价格离谱", "价格劝退", "价格还能再降吗", "价格不行"].repeat(6);
        let outside = ["视频好看", "拍得真好", "喜欢这个视频", "支持一下"].repeat(40);
        let words = leading(inside.into_iter(), outside.into_iter(), Analyzer::bundled(), 3);
        assert_eq!(words.first().map(String::as_str), Some("价格"));
    }

    #[test]
    fn equal_groups_have_no_marks() {
        let texts = ["视频好看", "拍得真好", "价格太贵"].repeat(20);
        assert!(leading(texts.clone().into_iter(), texts.into_iter(), Analyzer::bundled(), 5).is_empty());
        assert!(leading([].into_iter(), ["好看"].into_iter(), Analyzer::bundled(), 5).is_empty());
    }
}
