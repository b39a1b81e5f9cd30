//! Texts to measure with: a file if one is named, otherwise comments made from the bundled lexicons.

mod random;

use std::{env, fs};

use random::Random;
use shenping::Lexicon;

/// Each names a file to take texts from: a text a line, or a CSV file with a column `text`.
const NAMES: [&str; 2] = ["SHENPING_BENCH_DATA", "SHENPING_BENCH_TEXTS"];

/// Where the texts come from, and the texts.
pub fn load() -> (String, Vec<String>) {
    match NAMES.iter().find_map(|name| env::var(name).ok()) {
        Some(path) => {
            let content = fs::read(&path).unwrap_or_else(|error| panic!("cannot read {path}: {error}"));
            let texts = texts_of(&String::from_utf8_lossy(&content));
            (path, texts)
        }
        None => ("made from the bundled lexicons, seed 1".to_owned(), generate().take(100_000).collect()),
    }
}

/// The texts of a file.
fn texts_of(content: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(content.as_bytes());
    let column = reader.headers().ok().and_then(|header| header.iter().position(|name| name == "text"));
    match column {
        Some(column) => reader.records().flatten().filter_map(|row| row.get(column).map(str::to_owned)).collect(),
        None => content.lines().map(str::to_owned).collect(),
    }
}

/// Comments of 1 to 30 words, common words more often than rare ones, with the stickers, emoji and signs of Douyin.
pub fn generate() -> impl Iterator<Item = String> {
    let lexicon = Lexicon::bundled();
    let terms = lexicon.terms().map(|(_, term)| term.text.to_string());
    let mut words: Vec<String> = terms.filter(|text| !text.starts_with('<')).collect();
    words.sort_unstable_by_key(|word| (word.chars().count(), word.clone()));
    let signs = ["，", "。", "！", "？", " ", "[捂脸]", "[赞][赞][赞]", "❤️", "👍", "@用户 ", "哈哈哈哈", "666", "..."];
    let mut random = Random(1);
    std::iter::repeat_with(move || {
        let mut text = String::new();
        for _ in 0..=random.below(12).max(random.below(12)) {
            // The smaller of three draws: a few words make up most of the text.
            let word = random.below(words.len()).min(random.below(words.len())).min(random.below(words.len()));
            text.push_str(&words[word]);
            if random.below(5) == 0 {
                text.push_str(signs[random.below(signs.len())]);
            }
        }
        text
    })
}
