use super::*;

#[test]
fn a_damaged_file_is_refused() {
    let good = encode("好 5 a\n好看 7 a\n看 1\n").expect("three words");
    assert!(Dictionary::parse(&good).is_ok());
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 4;
        assert!(Dictionary::parse(&bad).is_err(), "byte {at}");
    }
    assert_eq!(Dictionary::parse(&[]), Err(DictionaryError::Kind));
    assert!(matches!(Dictionary::parse(&good[..good.len() - 8]), Err(DictionaryError::Length { .. })));
    assert!(Dictionary::parse(&good[..good.len() - 3]).is_err());
}

#[test]
fn a_line_without_a_number_is_named() {
    let error = encode("好 5 a\n好看 viel a\n").expect_err("no number");
    assert_eq!(error.to_string(), "line 2: \"好看 viel a\" is not a word and a whole number, separated by a space");
}

#[test]
fn what_is_written_is_read() {
    let dictionary = Dictionary::parse(&encode("b 2\na 5\nab 7\naγ 3\n").expect("words")).expect("valid");
    assert_eq!(dictionary.total, 17);
    assert_eq!(dictionary.frequencies, [2, 5, 7]);
    assert_eq!(dictionary.chars, [u16::from(b'a'), u16::from(b'b')]);
    assert_eq!((dictionary.roots[0].value, dictionary.roots[1].value), (2, 1));
    let below = dictionary.units[dictionary.roots[0].base as usize + 2];
    assert!(below.is_for(2) && below.value() == 3);
}
