use super::*;
use crate::aggregate::compute::tests::figures_of;
use crate::aggregate::words::Words;
use crate::score::Analyzer;

fn found(comments: &[(&str, Polarity)]) -> Vec<Keyword> {
    let (texts, polarities): (Vec<&str>, Vec<Polarity>) = comments.iter().copied().unzip();
    let folder = std::env::temp_dir();
    let mut words = Words::new(Analyzer::bundled(), &folder);
    words.push(&texts).unwrap();
    words.keywords(&figures_of(&polarities), KeywordOptions::default()).unwrap()
}

fn sample() -> Vec<(&'static str, Polarity)> {
    let positive = ["外观真的漂亮", "漂亮，喜欢", "这颜色漂亮啊", "漂亮得很 M9", "M9 漂亮"];
    let negative = ["刹车，失灵了", "刹车、不行", "刹车，有问题", "刹车！M9", "刹车，刹车，刹车"];
    let neutral = ["哈哈哈哈哈", "@某人 12345", "M9 多少钱", "m9"];
    let with = |texts: &[&'static str], polarity| texts.iter().map(|text| (*text, polarity)).collect::<Vec<_>>();
    [with(&positive, Polarity::Positive), with(&negative, Polarity::Negative), with(&neutral, Polarity::Neutral)]
        .concat()
}

#[test]
fn terms_lean_to_the_side_they_stand_on() {
    let keywords = found(&sample());
    let of = |term: &str| keywords.iter().find(|keyword| keyword.term == term).unwrap_or_else(|| panic!("{term}"));
    assert!(of("漂亮").z > 0.5 && of("漂亮").log_odds > 0.0);
    assert!(of("刹车").z < -0.5);
    assert_eq!((of("漂亮").n, of("漂亮").positive), (5, 5));
    // A term counts once in a comment.
    assert_eq!((of("刹车").n, of("刹车").negative), (5, 5));
    // Written as most comments write it.
    let m9 = of("M9");
    assert_eq!((m9.n, m9.positive, m9.neutral, m9.negative), (5, 2, 2, 1));
    assert!(m9.z.abs() < of("漂亮").z.abs());
}

#[test]
fn laughter_numbers_and_names_are_no_keywords() {
    let keywords = found(&sample());
    for term in ["哈哈哈", "12345", "@某人", "某人"] {
        assert!(keywords.iter().all(|keyword| keyword.term != term), "{term}");
    }
    assert!(keywords.windows(2).all(|pair| pair[0].z.abs() >= pair[1].z.abs()));
}

#[test]
fn the_odds_follow_the_published_formula() {
    let counts = [
        ("a", Counts { positive: 30, neutral: 5, negative: 10 }),
        ("b", Counts { positive: 10, neutral: 5, negative: 40 }),
    ];
    let a = &measure(&counts, 1)[0];
    let (prior, strength) = (4.5, 10.1);
    let odds = |count: f64, of: f64| ((count + prior) / (of + strength - count - prior)).ln();
    let expected = odds(30.0, 40.0) - odds(10.0, 50.0);
    assert!((a.log_odds - expected).abs() < 1e-12);
    assert!((a.z - expected / (1.0 / (30.0 + prior) + 1.0 / (10.0 + prior)).sqrt()).abs() < 1e-12);
}

#[test]
fn one_term_or_none_is_no_trouble() {
    assert!(found(&[]).is_empty());
    let one = [("好看", Polarity::Positive); 5];
    assert!(found(&one).iter().all(|keyword| keyword.z.is_finite()));
    let order = |comments: &[(&str, Polarity)]| found(comments).iter().map(|k| k.term.clone()).collect::<Vec<_>>();
    let mut shuffled = sample();
    shuffled.reverse();
    assert_eq!(order(&shuffled), order(&sample()));
}
