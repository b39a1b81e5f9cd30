//! Whether lexicon files keep the rules that `docs/lexicon-format.md` states.

use std::collections::HashMap;
use std::fmt;

use super::{Feature, LexiconFile, LexiconKind, LexiconRow, NEGATED_PREFIX, RowData, fold_term};
use crate::text::{Segmenter, TokenKind, tokenize};

/// Something in a lexicon file that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file as given.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Header keys that every file with a header has, each with what it is for.
const HEADER_KEYS: [(&str, &str); 4] = [
    ("name", "a short name"),
    ("version", "a version such as 2026.11.22"),
    ("license", "an SPDX expression such as CC0-1.0"),
    ("source", "where the rows come from"),
];

/// SPDX identifiers of licences that lexicons are given out under; others can be written as `LicenseRef-name`.
const LICENSES: [&str; 16] = [
    "CC0-1.0",
    "CC-BY-4.0",
    "CC-BY-SA-4.0",
    "CC-BY-3.0",
    "CC-BY-SA-3.0",
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Unlicense",
    "Unicode-3.0",
    "ODbL-1.0",
    "PDDL-1.0",
    "NOASSERTION",
];

/// Checks files, each by itself and against the others.
pub fn check(files: &[LexiconFile]) -> Vec<Problem> {
    let words: Vec<String> = files.iter().flat_map(|file| &file.rows).map(|row| plain_term(row).to_string()).collect();
    let segmenter = Segmenter::with_words(words.iter().map(String::as_str));
    let mut found = Vec::new();
    for file in files {
        check_header(file, &mut found);
        check_order(file, &mut found);
        for row in &file.rows {
            if let Some(message) = unreachable(row, &segmenter) {
                found.push(problem(file, row.line, message));
            }
        }
    }
    check_across(files, &mut found);
    found
}

fn problem(file: &LexiconFile, line: usize, message: String) -> Problem {
    Problem { file: file.path.clone(), line, message }
}

/// The folded term without the mark of negation.
fn plain_term(row: &LexiconRow) -> Box<str> {
    fold_term(row.term.strip_prefix(NEGATED_PREFIX).unwrap_or(&row.term)).into()
}

/// A list of one's own needs no header; a file with one states where it comes from and who may use it.
fn check_header(file: &LexiconFile, found: &mut Vec<Problem>) {
    if file.header.is_empty() {
        return;
    }
    let mut keys = HEADER_KEYS.to_vec();
    keys.push(("kind", "what the rows are"));
    if file.kind == LexiconKind::Weights {
        keys.push(("scale", "the unit and range of the weights"));
    }
    for (key, what) in keys {
        if file.header(key).is_empty() {
            found.push(problem(file, 1, format!("the header has no `# {key}:`, {what}")));
        }
    }
    let license = file.header("license");
    if !license.is_empty() && !is_spdx(license) {
        found.push(problem(
            file,
            1,
            format!("license {license:?} is no SPDX expression such as CC0-1.0 or MIT OR Apache-2.0"),
        ));
    }
}

fn is_spdx(expression: &str) -> bool {
    let word = |word: &str| {
        let id = word.trim_matches(['(', ')']);
        LICENSES.contains(&id) || id.strip_prefix("LicenseRef-").is_some_and(|name| !name.is_empty())
    };
    let parts: Vec<&str> = expression.split_whitespace().collect();
    parts.len() % 2 == 1
        && parts
            .iter()
            .enumerate()
            .all(|(at, part)| if at % 2 == 0 { word(part) } else { matches!(*part, "OR" | "AND") })
}

/// Terms in byte order, each once; a file without a header may stand in any order.
fn check_order(file: &LexiconFile, found: &mut Vec<Problem>) {
    let mut lines: HashMap<Box<str>, usize> = HashMap::new();
    for (at, row) in file.rows.iter().enumerate() {
        let key: Box<str> = fold_term(&row.term).into();
        if let Some(first) = lines.insert(key, row.line) {
            found.push(problem(file, row.line, format!("{:?} stands in line {first} already", row.term)));
        } else if let Some(before) = at.checked_sub(1).map(|at| &file.rows[at])
            && !file.header.is_empty()
            && row.term.as_bytes() < before.term.as_bytes()
        {
            let message =
                format!("{:?} stands behind {:?}; rows are sorted by the bytes of the term", row.term, before.term);
            found.push(problem(file, row.line, message));
        }
    }
}

/// Why no text can ever hold the term.
fn unreachable(row: &LexiconRow, segmenter: &Segmenter) -> Option<String> {
    let term = plain_term(row);
    if term.starts_with('<') && term.ends_with('>') {
        let names: Vec<&str> = Feature::ALL.into_iter().map(Feature::term).collect();
        let known = names.contains(&term.as_ref());
        return (!known).then(|| format!("{term:?} is no feature of whole texts; allowed are {}", names.join(", ")));
    }
    let cut = tokenize(&term, segmenter);
    let [token] = cut.tokens.as_slice() else {
        let parts: Vec<&str> = cut.tokens.iter().map(|token| cut.term(token)).collect();
        return Some(format!("{:?} can't be found in texts: it is cut into {}", row.term, parts.join(" | ")));
    };
    let weighed = matches!(token.kind, TokenKind::Word | TokenKind::Number | TokenKind::Sticker | TokenKind::Emoji);
    let may_be_any = matches!(row.data, RowData::Stopword | RowData::But | RowData::Although | RowData::Cue(_));
    if cut.term(token) != term.as_ref() {
        return Some(format!("{:?} can't be found in texts: it reads as {:?} there", row.term, cut.term(token)));
    }
    (!weighed && !may_be_any).then(|| format!("{:?} is no word, sticker or emoji", row.term))
}

/// No term in two files of weights, unless the later one says that it refines the earlier; none with two roles.
fn check_across(files: &[LexiconFile], found: &mut Vec<Problem>) {
    let mut weights: HashMap<Box<str>, &LexiconFile> = HashMap::new();
    let mut roles: HashMap<Box<str>, &LexiconFile> = HashMap::new();
    for file in files {
        let refines: Vec<&str> = file.header("refines").split(',').map(str::trim).collect();
        for row in &file.rows {
            let (seen, what) = match row.data {
                RowData::Weights(_) => (&mut weights, "weights"),
                RowData::Negator | RowData::Intensifier(_) | RowData::But | RowData::Although => (&mut roles, "a role"),
                RowData::Cue(_) | RowData::Stopword | RowData::Word => continue,
            };
            if let Some(other) = seen.insert(fold_term(&row.term).into(), file)
                && other.path != file.path
                && !refines.contains(&other.name.as_str())
            {
                let message = format!("{:?} has {what} in {} already", row.term, other.path);
                found.push(problem(file, row.line, message));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "# name: x\n# version: 1\n# license: CC0-1.0\n# source: us\n# kind: weights\n# scale: units\n";

    fn problems(texts: &[&str]) -> Vec<String> {
        let parse = |(at, text): (usize, &&str)| LexiconFile::parse(&format!("{at}.tsv"), text).expect("rows");
        let files: Vec<_> = texts.iter().enumerate().map(parse).collect();
        check(&files).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_sound_file_passes_with_stickers_emoji_phrases_and_features() {
        let rows = "<bias>\t0\t0\t0\n[赞]\t1\t0\t-1\n不+好看\t-1\t0\t1\n没毛病\t1\t0\t-1\n👍\t1\t0\t-1\n";
        assert_eq!(problems(&[&format!("{HEADER}{rows}")]), [""; 0]);
        assert_eq!(problems(&["好\t2\n坏\t-2\n"]), [""; 0]);
    }

    #[test]
    fn every_kind_of_problem_is_named_with_its_line() {
        let cases = [
            ("# name: x\n# kind: weights\n好\t1\t0\t-1\n", "0.tsv:1: the header has no `# version:`"),
            (&format!("{}好\t1\t0\t-1\n", HEADER.replace("CC0-1.0", "free")), "0.tsv:1: license \"free\""),
            (
                &format!("{HEADER}好\t1\t0\t-1\n坏\t1\t0\t-1\n好\t1\t0\t-1\n"),
                "0.tsv:9: \"好\" stands in line 7 already",
            ),
            (&format!("{HEADER}好\t1\t0\t-1\n坏\t1\t0\t-1\n一\t1\t0\t-1\n"), "0.tsv:9: \"一\" stands behind \"坏\""),
            (&format!("{HEADER}好 看\t1\t0\t-1\n"), "0.tsv:7: \"好 看\" can't be found in texts"),
            (&format!("{HEADER}<odd>\t1\t0\t-1\n"), "0.tsv:7: \"<odd>\" is no feature"),
            (&format!("{HEADER}！\t1\t0\t-1\n"), "0.tsv:7: \"！\" is no word"),
        ];
        for (text, want) in cases {
            let found = problems(&[text]);
            assert!(found.iter().any(|message| message.starts_with(want)), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_term_in_two_files_of_weights_must_be_declared() {
        let first = format!("{HEADER}好\t1\t0\t-1\n");
        let second = format!("{}好\t2\t0\t-2\n", HEADER.replace("name: x", "name: y"));
        assert!(problems(&[&first, &second])[0].contains("has weights in 0.tsv already"));
        let declared = second.replace("# kind", "# refines: x\n# kind");
        assert_eq!(problems(&[&first, &declared]), [""; 0]);
    }

    #[test]
    fn bundled_files_pass() {
        let parse = |(path, text): &(&str, &str)| LexiconFile::parse(path, text).expect("rows");
        let files: Vec<_> = crate::lexicon::BUNDLED.iter().map(parse).collect();
        let found: Vec<String> = check(&files).iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "{} problems, such as {:#?}", found.len(), &found[..found.len().min(20)]);
    }
}
