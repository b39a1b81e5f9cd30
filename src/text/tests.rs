use proptest::prelude::*;

use super::*;

fn segmenter() -> &'static Segmenter {
    static SEGMENTER: std::sync::LazyLock<Segmenter> =
        std::sync::LazyLock::new(|| Segmenter::new(SegmenterKind::Fast, &WORDS));
    &SEGMENTER
}

const WORDS: [(&str, Option<u32>); 7] = [
    ("没毛病", Some(1)),
    ("绝绝子", Some(2)),
    ("ok", Some(3)),
    ("[ok]", Some(4)),
    ("の", Some(5)),
    ("龘靐", Some(6)),
    ("好看", Some(7)),
];

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

fn definition() -> &'static Segmenter {
    static DEFINITION: std::sync::LazyLock<Segmenter> =
        std::sync::LazyLock::new(|| Segmenter::new(SegmenterKind::Jieba, &WORDS));
    &DEFINITION
}

fn words(text: &str, segmenter: &Segmenter) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    segmenter.cut(text, |range| words.push(range));
    words
}

/// What the rules see of a token.
type Told = (TokenKind, Option<u32>, Option<u32>);

/// What the rules see of each token; `None` at the end of a text.
#[derive(Default)]
struct Heard(Vec<Option<Told>>);

impl Listener for Heard {
    fn announcer(&self) -> impl Fn(u32) {
        |_| {}
    }

    fn start(&mut self) {}

    fn token(&mut self, token: FoundToken) {
        let is_sign = matches!(token.kind, TokenKind::Word | TokenKind::Number | TokenKind::Boundary);
        self.0.push(Some((token.kind, is_sign.then_some(token.first), token.tag.filter(|_| token.kind.is_term()))));
    }

    fn end(&mut self) {
        self.0.push(None);
    }
}

fn heard(texts: &[&str], segmenter: &Segmenter) -> Heard {
    let mut heard = Heard::default();
    segmenter.each_token(texts.iter().copied(), &mut Scratch::default(), &mut heard);
    heard
}

#[test]
fn characters_that_simplified_chinese_has_too_stay_what_they_are() {
    for text in ["呵呵", "哪吒", "顶呱呱", "捍卫", "彷徨", "矽谷", "坚如磐石", "黏人", "薰衣草", "大阪", "煅烧"]
    {
        assert_eq!(fold(text), text);
        // Traditional characters beside them change nothing about that.
        assert_eq!(fold(&format!("{text}後悔")), format!("{text}后悔"));
    }
    for (traditional, simplified) in
        [("乾淨", "干净"), ("大夥", "大伙"), ("特徵", "特征"), ("香菸", "香烟"), ("看著", "看着")]
    {
        assert_eq!(fold(traditional), simplified);
    }
}

#[test]
fn words_that_are_cut_apart_are_kept_whole_on_request_by_both_engines() {
    for kind in [SegmenterKind::Fast, SegmenterKind::Jieba] {
        let mut segmenter = Segmenter::new(kind, &[("没毛病", Some(1)), ("的话", Some(2))]);
        let parts = |segmenter: &Segmenter| words("上心", segmenter).len() + words("上手", segmenter).len();
        let before = words("没毛病的话", &segmenter);
        assert!(parts(&segmenter) > 2, "{kind:?}");
        segmenter.keep_whole(["上心", "上手", "没毛病", "不在词典里", "[赞]"]);
        assert_eq!(parts(&segmenter), 2, "{kind:?}");
        assert_eq!(words("没毛病的话", &segmenter), before, "{kind:?}");
    }
}

#[test]
fn a_word_the_fast_engine_has_no_room_for_is_cut_by_jieba() {
    let rare = Segmenter::with_words(["𠮷好", "好吃吗"]);
    assert_eq!((rare.kind(), segmenter().kind()), (SegmenterKind::Jieba, SegmenterKind::Fast));
    assert_eq!(words("好吃吗𠮷好", &rare), [0..9, 9..16]);
    for (len, kind) in [(127, SegmenterKind::Fast), (128, SegmenterKind::Jieba)] {
        let word: String = "天上地下".chars().cycle().take(len).collect();
        let text = format!("好{word}吗天上");
        let long = [SegmenterKind::Fast, SegmenterKind::Jieba].map(|kind| {
            let mut long = Segmenter::new(kind, &[(&word, Some(1))]);
            long.keep_whole([word.as_str()]);
            long
        });
        assert_eq!(long[0].kind(), kind);
        assert_eq!(words(&text, &long[0]), words(&text, &long[1]), "{len}");
    }
}

#[test]
fn the_table_of_traditional_characters_is_up_to_date() {
    assert!(traditional_bits() == include_bytes!("traditional.bin"), "run the example build_dictionary");
}

const TEXTS: &str = "\\PC{0,30}|\\p{Any}{0,20}|[\u{4E00}-\u{4FFF}不好看了的一是]{0,30}|\
    [好看不了@\\[\\]哈6 ，。❤👍🏻\u{200d}\u{fe0f}\u{20e3}後悔着著a1.A+#&_%\\-Ａ１htpsw:/\r\n\t]{0,40}|(没毛病|绝绝子|ok|\\[ok\\]|の|龘靐|中国|人民|[a-c1-3]){0,9}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// The fast engine gives the words, tokens and tags that jieba-rs defines.
    #[test]
    fn both_engines_agree(text in TEXTS) {
        prop_assert_eq!(words(&text, segmenter()), words(&text, definition()));
        prop_assert_eq!(tokenize(&text, segmenter()), tokenize(&text, definition()));
        prop_assert_eq!(heard(&[&text], segmenter()).0, heard(&[&text], definition()).0);
    }

    /// Texts read together are cut as if each stood alone.
    #[test]
    fn texts_read_together_do_not_touch(texts in prop::collection::vec(TEXTS, 0..30)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let apart: Vec<_> = texts.iter().flat_map(|text| heard(&[text], segmenter()).0).collect();
        prop_assert_eq!(heard(&texts, segmenter()).0, apart);
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    /// So they do with any words added, in any order.
    #[test]
    fn both_engines_agree_on_added_words(
        added in prop::collection::vec("[不好看了的一是a1龘]{1,4}|[\u{4E00}-\u{4E0F}]{1,3}", 0..12),
        text in "[不好看了的一是a1龘\u{4E00}-\u{4E0F}]{0,30}",
    ) {
        thread_local! {
            static JIEBA: std::cell::RefCell<jieba_rs::Jieba> = jieba_rs::Jieba::new().into();
        }
        let tagged: Vec<_> = added.iter().zip(7..).map(|(word, tag)| (word.as_str(), Some(tag))).collect();
        let mut fast = Segmenter::new(SegmenterKind::Fast, &tagged);
        let mut jieba = JIEBA.with_borrow(Clone::clone);
        for word in &added {
            if !jieba.has_word(word) {
                jieba.add_word(word, None, None);
            }
        }
        let want: Vec<_> = jieba.cut(&text, false).iter().map(|token| token.byte_start..token.byte_end).collect();
        prop_assert_eq!(words(&text, &fast), want);
        fast.keep_whole(added.iter().map(String::as_str));
        for word in &added {
            if jieba.cut(word, false).len() > 1 {
                jieba.add_word(word, None, None);
            }
        }
        let want: Vec<_> = jieba.cut(&text, false).iter().map(|token| token.byte_start..token.byte_end).collect();
        prop_assert_eq!(words(&text, &fast), want);
    }
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
