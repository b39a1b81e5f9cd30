//! Texts to measure with: a file if one is named, otherwise comments made from the bundled lexicons.

use std::{env, fs};

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
    let mut rows = rows_of(content).into_iter().peekable();
    let column = rows.peek().and_then(|header| header.iter().position(|name| name == "text"));
    match column {
        Some(column) => {
            rows.skip(1).filter_map(|mut row| (column < row.len()).then(|| row.swap_remove(column))).collect()
        }
        None => content.lines().map(str::to_owned).collect(),
    }
}

/// The rows of a CSV file, quotes and line breaks inside them included.
fn rows_of(content: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = content.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            _ => cell.push(c),
        }
    }
    if !row.is_empty() || !cell.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
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

/// xorshift64*: the same texts every time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        usize::try_from((high * limit as u64) >> 32).unwrap_or(0)
    }
}
