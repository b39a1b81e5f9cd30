use std::collections::{BTreeMap, HashMap};

use super::*;

/// Words with their frequencies.
fn contents(dictionary: &Dictionary) -> BTreeMap<String, u64> {
    let mut words = BTreeMap::new();
    let char_of = |code: u16| char::from_u32(u32::from(dictionary.chars[usize::from(code) - 1])).expect("a character");
    let codes = || 1..=u16::try_from(dictionary.chars.len()).expect("few characters");
    let mut rest: Vec<(String, u32, u32, u8)> = Vec::new();
    for (code, root) in codes().zip(&dictionary.roots) {
        // A root has no filter: all that matters here is to look everywhere.
        rest.push((char_of(code).to_string(), root.value, root.base, if root.base == 0 { 0 } else { 0xff }));
    }
    // Children by base: each unit belongs to the one base that its code points back to.
    let mut children: HashMap<u32, Vec<(u16, Unit)>> = HashMap::new();
    let units = dictionary.units.iter().map(|unit| Unit::from(*unit));
    for (place, unit) in (0..).zip(units).filter(|(_, unit)| unit.code() != 0) {
        children.entry(place - u32::from(unit.code())).or_default().push((unit.code(), unit));
    }
    while let Some((prefix, value, base, filter)) = rest.pop() {
        let below = if filter == 0 { &Vec::new() } else { children.get(&base).expect("a family") };
        for (code, unit) in below {
            assert!(filter >> (code & 7) & 1 == 1, "the filter of {prefix} hides a child");
            let first = dictionary.chars.iter().position(|c| prefix.chars().eq(char::from_u32(u32::from(*c))));
            if let Some(first) = first.and_then(|first| u16::try_from(first + 1).ok()) {
                assert!(Pairs::may_start(dictionary.pairs.bits(), first, *code), "{prefix} has a hidden child");
            }
            rest.push((format!("{prefix}{}", char_of(*code)), unit.value(), unit.place_of(0), unit.filter()));
        }
        if value != 0 {
            words.insert(prefix, dictionary.frequencies[value as usize - 1]);
        }
    }
    words
}

/// The text of the dictionary inside the jieba-rs crate, which cargo knows where to find.
pub(crate) fn jieba_text() -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(&cargo).args(arguments).output().expect("cargo");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let version = run(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let known = ["metadata", "--format-version=1", "--offline", "--filter-platform", host, "--manifest-path", manifest];
    let metadata = run(&known);
    let path = metadata.split('"').find(|text| text.contains("jieba-rs-0.11") && text.ends_with("Cargo.toml"));
    let path = std::path::Path::new(path.expect("jieba-rs")).with_file_name("src").join("data").join("dict.txt");
    std::fs::read_to_string(path).expect("the dictionary")
}

#[test]
fn the_embedded_file_is_jiebas_dictionary_too() {
    let dictionary = Dictionary::embedded().expect("valid").0.without_words();
    let words = contents(&dictionary);
    let mut want = BTreeMap::new();
    let mut total = 0;
    for line in jieba_text().lines() {
        let mut cells = line.split(' ');
        let (word, frequency) = (cells.next().expect("a word"), cells.next().expect("a frequency"));
        let frequency: u64 = frequency.parse().expect("a number");
        total += frequency;
        if word.chars().all(crate::text::segment::is_block_char) {
            want.insert(word.to_owned(), frequency);
        }
    }
    assert_eq!(dictionary.total, total);
    assert!(words == want, "run the example build_dictionary");
}

#[test]
fn a_line_without_a_number_is_named() {
    for line in ["好看 viel a", "好看 0 a", "好看 -1", "好看"] {
        let error = build(&format!("好 5 a\n{line}\n"), []).expect_err("no frequency");
        let want = format!("line 2: {line:?} is not a word and a whole number from 1, separated by a space");
        assert_eq!(error.to_string(), want);
    }
}

#[test]
fn words_longer_than_a_step_are_refused() {
    let with = |len: usize| build(&format!("{} 5\n", "天".repeat(len)), []);
    assert!(with(127).is_ok());
    let error = with(128).expect_err("a long word");
    assert_eq!(
        error.to_string(),
        "the dictionary has 128 characters in a word; the format has room for fewer than 128"
    );
}

#[test]
fn what_is_written_is_read() {
    let mut dictionary = build("b 2\na 5\nab 7\naγ 3\n", ["bab", "ac", "a"]).expect("words");
    assert_eq!(dictionary.total, 17);
    assert_eq!(dictionary.frequencies, [2, 5, 7]);
    assert_eq!(dictionary.chars, [u16::from(b'a'), u16::from(b'b'), u16::from(b'c')]);
    assert_eq!((dictionary.roots[0].value, dictionary.roots[1].value), (2, 1));
    let bits = dictionary.pairs.bits();
    assert!(Pairs::may_start(bits, 1, 2) && Pairs::may_start(bits, 2, 1) && !Pairs::may_start(bits, 3, 1));
    let below = Unit::from(dictionary.units[dictionary.roots[0].base as usize + 2]);
    assert!(below.is_for(2) && below.value() == 3);
    let word = |frequency| Word::from(LexiconWord { frequency, plain: 2 });
    dictionary.words = vec![word(9), word(0), word(7)].into();
    dictionary.tags = 2;
    dictionary.signs = vec![("[赞]".to_owned(), 4), ("👍".to_owned(), 5)];
    let file = dictionary.to_bytes(77).leak();
    assert_eq!(Dictionary::parse(file), Ok((dictionary, 77)));
}
