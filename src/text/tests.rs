use proptest::prelude::*;

use super::*;

fn segmenter() -> &'static Segmenter {
    static SEGMENTER: std::sync::LazyLock<Segmenter> =
        std::sync::LazyLock::new(|| Segmenter::with_words(["没毛病", "绝绝子"]));
    &SEGMENTER
}

/// Tokens as `text/Kind`, boundaries as `|`.
fn show(text: &str) -> String {
    let cut = tokenize(text, segmenter());
    let shown: Vec<_> = cut
        .tokens
        .iter()
        .map(|token| match token.kind {
            TokenKind::Boundary => "|".to_owned(),
            TokenKind::Word => cut.term(token).to_owned(),
            kind => format!("{}/{kind:?}", cut.term(token)),
        })
        .collect();
    shown.join(" ")
}

#[test]
fn texts_are_cut_into_the_tokens_a_reader_sees() {
    let cases = [
        ("", ""),
        ("太好看了", "太 好看 了"),
        ("太好看了[捂脸][赞]", "太 好看 了 [捂脸]/Sticker [赞]/Sticker"),
        ("没毛病！", "没毛病 |"),
        ("可以[OK]", "可以 [ok]/Sticker"),
        ("@用户 好看", "@用户/Mention | 好看"),
        ("@用户[捂脸]", "@用户/Mention [捂脸]/Sticker"),
        ("@", "@/Mention"),
        ("看 https://v.douyin.com/abc/ 吧", "看 | https://v.douyin.com/abc/ /Url".replace(" /Url", "/Url").as_str()),
        ("３.５分", "3/Number ./Number 5/Number 分"),
        ("666666", "666/Number"),
        ("哈哈哈哈哈哈哈", "哈哈哈"),
        ("YYDS", "yyds"),
        ("真後悔買", "真 后悔 买"),
        ("👨‍👩‍👧👍🏻❤️", "👨\u{200D}👩\u{200D}👧/Emoji 👍/Emoji ❤/Emoji"),
        ("hello world", "hello world"),
        ("好 看", "好 | 看"),
        ("[]", "[/Other ]/Other"),
        ("a@b.com", "a @/Other b ./Boundary com".replace("./Boundary", "|").as_str()),
        ("好。。。看", "好 | | | 看"),
    ]
    .map(|(text, want)| (text.to_owned(), want.to_owned()));
    for (text, want) in cases {
        let want =
            if text.starts_with("看 http") { "看 | https://v.douyin.com/abc//Url | 吧".to_owned() } else { want };
        assert_eq!(show(&text), want, "{text}");
    }
}

#[test]
fn a_run_keeps_the_span_of_all_it_stands_for() {
    let cut = tokenize("好哈哈哈哈哈哈看", segmenter());
    let laughter = cut.tokens.iter().find(|token| cut.term(token) == "哈哈哈").expect("laughter");
    assert_eq!(laughter.span, 3..21);
}

#[test]
fn traditional_and_full_width_words_point_at_the_original_bytes() {
    let text = "ＯＫ，這個東西後悔買了";
    let cut = tokenize(text, segmenter());
    let pairs: Vec<_> = cut.tokens.iter().map(|token| (&text[token.span.clone()], cut.term(token))).collect();
    assert!(pairs.contains(&("後悔", "后悔")), "{pairs:?}");
    assert!(pairs.contains(&("ＯＫ", "ok")), "{pairs:?}");
}

proptest! {
    /// Any string is a text: spans stand in order, on character boundaries, inside the original.
    #[test]
    fn spans_are_ordered_and_in_bounds(text in "\\PC{0,40}|[好看不了@\\[\\]哈6 ，。❤👍🏻\u{200d}\u{fe0f}後悔a1.]{0,40}") {
        let cut = tokenize(&text, segmenter());
        let mut end = 0;
        for token in &cut.tokens {
            prop_assert!(token.span.start >= end && token.span.end >= token.span.start);
            prop_assert!(text.get(token.span.clone()).is_some());
            prop_assert!(cut.normal.get(token.normal.clone()).is_some());
            end = token.span.end;
        }
    }
}
