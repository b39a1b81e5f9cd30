use std::sync::Arc;

use super::{Candidate, PinOutcome, PinPolicy, Veto, choose, frames};
use crate::comment::{Comment, CommentTime};
use crate::lexicon::{LexiconBuilder, LexiconFile};
use crate::score::Analyzer;

/// A few words, so that these tests stand whatever the bundled lexicons say.
const WORDS: &str = "# name: few\n# kind: weights\nterm\tpositive\tneutral\tnegative\n\
    好看\t2.5\t-1\t-1.5\n漂亮\t2.5\t-1\t-1.5\n支持\t2.5\t-1\t-1.5\n喜欢\t2.5\t-1\t-1.5\n加油\t2.5\t-1\t-1.5\n厉害\t2.5\t-1\t-1.5\n\
    辛苦\t2.5\t-1\t-1.5\n哈哈哈\t2.5\t-1\t-1.5\n[赞]\t1\t-0.4\t-0.6\n难听\t-1.5\t-0.5\t2\n车\t0\t0.2\t-0.2\n";

fn analyzer() -> Analyzer {
    let words = LexiconFile::parse("few.tsv", WORDS).unwrap();
    Analyzer::new(Arc::new(LexiconBuilder::empty().with_file(words).build()))
}

fn comment(id: &str, text: &str, likes: i64) -> Comment {
    Comment {
        comment_id: id.to_owned(),
        text: text.to_owned(),
        likes: Some(likes),
        level: 1,
        created_at: Some(CommentTime::exact(1_700_000_000_000)),
        ..Comment::default()
    }
}

fn choose_from(comments: &[Comment], policy: &PinPolicy) -> PinOutcome {
    let analyzer = analyzer();
    let candidates: Vec<_> =
        comments.iter().map(|comment| Candidate { comment, sentiment: analyzer.score(&comment.text) }).collect();
    choose(&candidates, &analyzer, policy)
}

fn verdict_on(comment: Comment, policy: &PinPolicy) -> Option<Veto> {
    let outcome = choose_from(&[comment], policy);
    assert_eq!(outcome.choice.is_some(), outcome.rejected.is_empty());
    outcome.rejected.first().map(|rejection| rejection.reason)
}

/// What the vetoes alone say, whatever the weights of fitness make of so few words.
fn verdict(text: &str) -> Option<Veto> {
    verdict_on(comment("1", text, 10), &PinPolicy { min_fitness: 0.0, ..PinPolicy::default() })
}

#[test]
fn what_is_not_surely_praise_is_not_fit() {
    let policy = PinPolicy::default();
    for unfit in ["这是一辆红色的车[赞]", "哈哈哈哈哈哈"] {
        assert!(verdict_on(comment("1", unfit, 10), &policy).is_some(), "{unfit}");
        assert_eq!(verdict(unfit), None, "no veto but fitness speaks against {unfit}");
    }
    assert_eq!(verdict_on(comment("1", "真好看，支持", 10), &policy), None);
}

#[test]
fn every_text_veto_has_its_case_and_its_counter_example() {
    let cases = [
        (Veto::Irony, "你可真行，厉害厉害", "你真的厉害，支持"),
        (Veto::Irony, "呵呵，真好看", "哈哈哈真好看"),
        (Veto::Irony, "千万别买，太好看了", "千万个赞，太好看了"),
        (Veto::IronySticker, "真好看[微笑]", "真好看[赞]"),
        (Veto::IronySticker, "厉害厉害🙃", "厉害厉害"),
        (Veto::Attack, "比某些人漂亮，支持", "今天特别漂亮，支持"),
        (Veto::Attack, "支持！喷子闭嘴", "支持！大家都支持"),
        (Veto::Attack, "这车好看，吊打理想", "这车好看，理想的车"),
        (Veto::Insult, "真好看，说丑的都是脑残", "真好看，我的理想型"),
        (Veto::Advert, "喜欢的加微信，支持包邮", "喜欢，一直支持"),
        (Veto::Advert, "支持支持，a13800138000", "支持支持，6666666"),
        (Veto::Advert, "好看，同款找 xiaomei_2024x", "好看，2024加油"),
        (Veto::Link, "好看 https://example.org/a", "好看，官网也好看"),
        (Veto::Link, "好看，去 taobao.com 搜", "好看，去现场看"),
        (Veto::Politics, "支持！小日本看看", "支持！家乡的味道"),
        (Veto::Unseemly, "真好看，我尿都吓出来了", "真好看，我都看呆了"),
        (Veto::Mention, "真好看@小明", "真好看"),
        (Veto::Mention, "楼上厉害，支持", "楼梯厉害，支持"),
        (Veto::Question, "这么好看多少钱", "这么好看，值这个价"),
        (Veto::Question, "真的好看吗", "真的好看呀"),
        (Veto::Question, "好看？", "好看！"),
        (Veto::Request, "好看，求背景音乐", "好看，追求完美"),
        (Veto::Reported, "网上都说好看，喜欢", "大家都觉得好看，喜欢"),
        (Veto::Reported, "老板：我的店最漂亮", "19:30 准时来，真漂亮，支持"),
        (Veto::Conditional, "如果是真的就支持", "果然是真的，支持"),
        (Veto::Backhanded, "好看，就是太贵", "就是好看，喜欢"),
        (Veto::Backhanded, "好看是好看，但是太贵", "太贵，但是真好看"),
        (Veto::Backhanded, "虽然好看，价格劝退", "虽然没抽中，还是喜欢你，支持"),
        (Veto::Backhanded, "漂亮，不过有异味", "有点远，不过真漂亮"),
        (Veto::Backhanded, "好看是好看，支持支持", "好看的是好人，支持"),
        (Veto::Backhanded, "感动归感动，支持支持", "你是你，支持支持"),
        (Veto::Backhanded, "没有惊艳感，好看", "没有问题，好看"),
        (Veto::NegativeWords, "好看好看，歌难听，漂亮漂亮支持", "好看，歌也漂亮，支持"),
        (Veto::StickersOnly, "[赞][鞭炮]", "[赞][玫瑰][玫瑰]"),
        (Veto::StickersOnly, "[赞][赞][看]", "[赞][赞][赞][看]"),
        (Veto::Irony, "一个红一个白，真好看", "第一个也是唯一一个，真好看"),
        (Veto::Question, "何尝好看，支持", "何尝不是真好看，支持"),
        (Veto::Question, "怎样好看，支持", "怎样都好看，支持"),
        (Veto::Question, "这么好看，歌呢", "好看，正在听着呢"),
        (Veto::Reported, "老板娘：我的店最漂亮", "今天这一段话说的真好：好看"),
        (Veto::Irony, "一个红一个白，真好看", "一个红色的，真好看"),
        (Veto::Irony, "厉害了，真好看", "太厉害了，真好看"),
        (Veto::Question, "怎么办，真好看", "怎么这么好看"),
        (Veto::Question, "真好看，你的呢", "你还挺好看的呢"),
        (Veto::Question, "你的手艺呢，真好看", "怎么说呢，真好看"),
        (Veto::Conditional, "只要便宜，都支持", "只要是你，都支持"),
        (Veto::Question, "谁家好看，是谁", "这是谁家的宝贝，真好看"),
        (Veto::Conditional, "要是便宜就支持", "主要是好看，支持"),
        (Veto::Attack, "都是骗钱，支持你", "从不骗人，支持你"),
        (Veto::Unseemly, "真好看，别杀人", "真好看，秒天秒地56杀"),
        (Veto::Question, "你骄傲么，真好看", "你要什么，都支持"),
        (Veto::NotPositive, "今天星期二", "今天星期二，加油"),
        (Veto::NothingToJudge, "12345", "12345，支持"),
    ];
    let expected = cases.into_iter().flat_map(|(veto, unfit, fit)| [(unfit, Some(veto)), (fit, None)]);
    let wrong: Vec<_> = expected.filter(|(text, veto)| verdict(text) != *veto).collect();
    let told: Vec<_> = wrong.iter().map(|(text, veto)| (text, veto, verdict(text))).collect();
    assert!(told.is_empty(), "text, expected, found: {told:#?}");
}

#[test]
fn other_matters_beside_the_praise_make_it_less_fit_and_are_named() {
    let cases = [
        (Veto::Personal, "真好看，支持你的身材", "真好看，支持你的手艺"),
        (Veto::Personal, "胖，真好看", "胖嘟嘟，真好看"),
        (Veto::Personal, "真漂亮，厉害，前男友后悔了", "真漂亮，厉害，老朋友来了"),
        (Veto::OwnAffairs, "真好看，喜欢，给我一个", "真好看，喜欢，给我们快乐"),
        (Veto::OwnAffairs, "真漂亮，我想有一个", "真漂亮，我想你"),
        (Veto::OwnAffairs, "真好看，支持，就是有钱", "真好看，支持，就是有心"),
        (Veto::OwnAffairs, "漂亮，太贵", "漂亮，珍贵"),
    ];
    let fitness = |text: &str| {
        let outcome = choose_from(&[comment("1", text, 10)], &PinPolicy { min_fitness: 0.0, ..PinPolicy::default() });
        outcome.choice.map(|choice| choice.fitness).or_else(|| outcome.rejected[0].fitness)
    };
    for (topic, about, aside) in cases {
        assert!(fitness(about) < fitness(aside), "{about} is as fit as {aside}");
        assert!(frames::BUNDLED.speak_of(topic, about) && !frames::BUNDLED.speak_of(topic, aside), "{about} {aside}");
    }
    let strict = PinPolicy { min_fitness: 1.0, ..PinPolicy::default() };
    let outcome = choose_from(&[comment("1", "真好看，支持你的身材", 10)], &strict);
    assert_eq!(outcome.rejected[0].reason, Veto::Personal);
    assert!(outcome.rejected[0].detail.contains("held down most by personal"), "{}", outcome.rejected[0].detail);
}

#[test]
fn a_word_that_judges_seldom_let_stand_makes_a_text_less_fit_and_is_named() {
    let strict = PinPolicy { min_fitness: 1.0, ..PinPolicy::default() };
    let rejection = |text: &str| choose_from(&[comment("1", text, 10)], &strict).rejected.remove(0);
    let (about, plain) = (rejection("真漂亮，支持，理想，价格，节目"), rejection("真漂亮，支持，加油"));
    assert!(about.fitness < plain.fitness);
    assert_eq!(about.reason, Veto::Wording);
    assert!(about.detail.ends_with("held down most by the word 理想"), "{}", about.detail);
}

#[test]
fn every_circumstance_has_its_veto_and_its_counter_example() {
    let policy = PinPolicy { max_age_ms: Some(1000), min_likes: 5, ..PinPolicy::default() };
    let change = |change: fn(&mut Comment)| {
        let mut comment = comment("1", "真好看，支持", 10);
        change(&mut comment);
        verdict_on(comment, &policy)
    };
    assert_eq!(change(|_| {}), None);
    assert_eq!(change(|comment| comment.level = 2), Some(Veto::Reply));
    assert_eq!(change(|comment| comment.parent_id = Some("0".to_owned())), Some(Veto::Reply));
    assert_eq!(change(|comment| comment.is_author = Some(true)), Some(Veto::Author));
    assert_eq!(change(|comment| comment.is_author = Some(false)), None);
    assert_eq!(change(|comment| comment.likes = Some(4)), Some(Veto::FewLikes));
    assert_eq!(change(|comment| comment.likes = None), Some(Veto::LikesUnknown));
    assert_eq!(change(|comment| comment.has_media = Some(true)), Some(Veto::Picture));
    assert_eq!(change(|comment| comment.created_at = None), Some(Veto::AgeUnknown));
    assert_eq!(change(|comment| comment.fetched_at_ms = Some(1_700_000_001_000)), None);
    assert_eq!(change(|comment| comment.fetched_at_ms = Some(1_700_000_001_001)), Some(Veto::TooOld));
}

#[test]
fn flags_of_the_policy_lift_what_they_name() {
    let mut own = comment("1", "真好看，支持", 10);
    own.is_author = Some(true);
    own.has_media = Some(true);
    let policy = PinPolicy { include_author: true, include_pictures: true, ..PinPolicy::default() };
    assert_eq!(verdict_on(own, &policy), None);
}

#[test]
fn the_most_liked_fit_comment_wins_and_all_above_it_are_named() {
    let comments = [
        comment("a", "加油，支持", 5),
        comment("b", "真好看[微笑]", 900),
        comment("c", "真漂亮，喜欢", 70),
        comment("d", "多少钱", 400),
        comment("e", "辛苦了，加油", 60),
    ];
    let outcome = choose_from(&comments, &PinPolicy::default());
    let choice = outcome.choice.expect("c is fit");
    assert_eq!((choice.comment_id.as_str(), choice.index, choice.likes), ("c", 2, 70));
    let passed: Vec<_> =
        outcome.rejected.iter().map(|rejection| (rejection.comment_id.as_str(), rejection.reason)).collect();
    assert_eq!(passed, [("b", Veto::IronySticker), ("d", Veto::NotPositive)]);
    let runners: Vec<_> = outcome.runners_up.iter().map(|fit| fit.comment_id.as_str()).collect();
    assert_eq!(runners, ["e", "a"]);
}

#[test]
fn equal_likes_go_to_the_earlier_comment_whatever_the_order_given() {
    let mut early = comment("9", "真好看", 10);
    early.created_at = Some(CommentTime::exact(1));
    let late = comment("1", "真漂亮", 10);
    for comments in [[early.clone(), late.clone()], [late.clone(), early.clone()]] {
        let outcome = choose_from(&comments, &PinPolicy::default());
        assert_eq!(outcome.choice.map(|choice| choice.comment_id).as_deref(), Some("9"));
    }
}

#[test]
fn spam_is_not_pinned_however_liked() {
    let text = "真好看，支持支持，厉害厉害，漂亮漂亮";
    let mut comments: Vec<_> = (0..3).map(|at| comment(&at.to_string(), text, 100 + at)).collect();
    comments.push(comment("x", "加油，喜欢", 3));
    let outcome = choose_from(&comments, &PinPolicy::default());
    assert_eq!(outcome.choice.map(|choice| choice.comment_id).as_deref(), Some("x"));
    assert!(outcome.rejected.iter().all(|rejection| rejection.reason == Veto::Copied));
}

#[test]
fn what_was_not_looked_at_is_said() {
    let policy = PinPolicy { max_examined: 2, min_fitness: 0.0, ..PinPolicy::default() };
    let most_liked = |text: &str| {
        let ids = [("1", 30, text), ("2", 20, "难听"), ("3", 10, "真好看，支持")];
        choose_from(&ids.map(|(id, likes, text)| comment(id, text, likes)), &policy)
    };
    let nothing = most_liked("难听");
    assert_eq!((nothing.choice, nothing.examined), (None, 2));
    assert!(nothing.notes[0].contains("only the 2 most-liked of 3 first-level comments"), "{:?}", nothing.notes);
    assert_eq!(most_liked("真好看，支持").notes, Vec::<String>::new());
}

#[test]
fn without_likes_nothing_is_chosen_and_the_reason_is_said() {
    let comments: Vec<_> =
        ["真好看", "支持"].iter().map(|text| Comment { likes: None, ..comment("1", text, 0) }).collect();
    let outcome = choose_from(&comments, &PinPolicy::default());
    assert!(outcome.choice.is_none());
    assert!(outcome.notes.iter().any(|note| note.contains("likes")), "{:?}", outcome.notes);
}

#[test]
fn an_abstention_names_the_positive_comments_that_came_nearest() {
    let comments =
        [comment("a", "难听", 90), comment("b", "真好看[微笑]，你可真行吗", 80), comment("c", "真好看吗", 70)];
    let outcome = choose_from(&comments, &PinPolicy::default());
    assert!(outcome.choice.is_none());
    let near: Vec<_> = outcome.nearest.iter().map(|rejection| rejection.comment_id.as_str()).collect();
    assert_eq!(near, ["c", "b"]);
}

#[test]
fn an_empty_input_abstains() {
    let outcome = choose_from(&[], &PinPolicy::default());
    assert!(outcome.choice.is_none() && outcome.rejected.is_empty() && outcome.notes.is_empty());
}

#[test]
fn thresholds_have_a_fixed_side() {
    let policy = PinPolicy { min_confidence: 0.999, ..PinPolicy::default() };
    assert_eq!(verdict_on(comment("1", "好看", 10), &policy), Some(Veto::LowConfidence));
    let policy = PinPolicy { min_confidence: 0.0, min_margin: 0.999, ..PinPolicy::default() };
    assert_eq!(verdict_on(comment("1", "好看", 10), &policy), Some(Veto::SmallMargin));
    let policy = PinPolicy { max_characters: 1, ..PinPolicy::default() };
    assert_eq!(verdict_on(comment("1", "好看", 10), &policy), Some(Veto::TooLong));
    let policy = PinPolicy { min_characters: 3, ..PinPolicy::default() };
    assert_eq!(verdict_on(comment("1", "好看", 10), &policy), Some(Veto::TooShort));
}
