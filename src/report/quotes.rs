//! Comments shown in full: the words that decided coloured, the score explained.

use serde::Serialize;

use crate::chart::{Lang, count, without_hidden};
use crate::frame::ScoredComment;
use crate::lexicon::{UNIT, Weights};
use crate::score::{Analyzer, ExplainedToken, Polarity, Reading};
use crate::text::TokenKind;

use super::clock::Clock;
use super::facts::Facts;
use super::regions::place;

/// Longer texts are cut in the page; the tables hold them whole.
const MAX_CHARACTERS: usize = 280;

/// A stretch of text and what it speaks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Segment {
    pub(super) text: String,
    /// `pos`, `neg`, or empty for what did not matter.
    pub(super) side: &'static str,
    /// 1 (weak) to 3 (strong); 0 for what did not matter.
    pub(super) strength: u8,
}

/// A line of the explanation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Step {
    pub(super) token: String,
    pub(super) positive: String,
    pub(super) neutral: String,
    pub(super) negative: String,
    pub(super) rules: String,
}

/// A comment with everything the page says of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Quote {
    pub(super) segments: Vec<Segment>,
    pub(super) cut: bool,
    pub(super) polarity: &'static str,
    pub(super) score: String,
    pub(super) confidence: String,
    pub(super) likes: Option<String>,
    pub(super) when: String,
    pub(super) region: String,
    pub(super) steps: Vec<Step>,
    pub(super) sum: Option<Step>,
}

impl Quote {
    /// Its text without colours.
    pub(super) fn text(&self) -> String {
        self.segments.iter().map(|segment| segment.text.as_str()).collect()
    }
}

/// The text as a page or picture shows it: nothing hidden, not too long.
pub(super) fn shown(text: &str, limit: usize) -> (String, bool) {
    let text = without_hidden(text);
    let text = text.trim();
    match text.char_indices().nth(limit) {
        Some((at, _)) => (format!("{}…", &text[..at]), true),
        None => (text.to_owned(), false),
    }
}

/// A figure with two decimals and a true sign: `+0.93`, `−0.80`, `0.00`.
pub(super) fn signed(value: f64) -> String {
    let text = format!("{value:+.2}").replace('-', "−");
    if text.trim_start_matches(['+', '−']) == "0.00" { "0.00".to_owned() } else { text }
}

/// Comments in full, by row.
pub(super) fn quotes(facts: &Facts<'_>, rows: &[usize]) -> Vec<Quote> {
    let comments = facts.comments(rows);
    comments.iter().map(|scored| quote(scored, facts.analyzer, facts.clock, facts.lang())).collect()
}

/// Builds the quote of a comment; explains its score.
fn quote(scored: &ScoredComment, analyzer: &Analyzer, clock: Clock, lang: Lang) -> Quote {
    let why = analyzer.explain(&scored.comment.text);
    let deciding = |token: &&ExplainedToken| token.contribution != Weights::ZERO;
    let steps = why.tokens.iter().filter(deciding).map(|token| step(&why.text, token, lang));
    let features = why
        .features
        .iter()
        .map(|feature| line(&feature_name(&feature.name, lang), feature.contribution, String::new()));
    let (segments, cut) = segments(&why.text, &why.tokens);
    Quote {
        segments,
        cut,
        polarity: scored.sentiment.polarity.as_str(),
        score: if scored.sentiment.polarity == Polarity::None { String::new() } else { signed(scored.sentiment.score) },
        confidence: format!("{:.2}", scored.sentiment.confidence),
        likes: scored.comment.likes.map(|likes| count(u64::try_from(likes).unwrap_or(0), lang)),
        when: scored.comment.created_at.map(|time| clock.comment(time, lang)).unwrap_or_default(),
        region: place(scored.comment.region.as_deref().unwrap_or_default(), lang),
        steps: steps.chain(features).collect(),
        sum: (scored.sentiment.polarity != Polarity::None)
            .then(|| line(lang.pick("合计", "sum"), why.evidence, String::new())),
    }
}

fn step(text: &str, token: &ExplainedToken, lang: Lang) -> Step {
    let mut rules: Vec<String> = token.rules.iter().map(|rule| rule_name(rule.as_str(), lang).to_owned()).collect();
    if token.reading == Reading::Flipped {
        rules.push(lang.pick("反转", "turned around").to_owned());
    }
    if token.factor != 1.0 {
        rules.push(format!("×{:.2}", token.factor));
    }
    line(&shown(&text[token.span.clone()], 40).0, token.contribution, rules.join(lang.pick("，", ", ")))
}

fn line(token: &str, weights: Weights, rules: String) -> Step {
    let signed = |milli: i32| if milli == 0 { "0".to_owned() } else { signed(f64::from(milli) / UNIT) };
    Step {
        token: token.to_owned(),
        positive: signed(weights.positive),
        neutral: signed(weights.neutral),
        negative: signed(weights.negative),
        rules,
    }
}

fn rule_name(rule: &'static str, lang: Lang) -> &'static str {
    match (lang, rule) {
        (Lang::Zh, "negation") => "否定",
        (Lang::Zh, "intensifier") => "程度",
        (Lang::Zh, "before-but") => "转折之前",
        (Lang::Zh, "after-but") => "转折之后",
        (Lang::Zh, "although") => "让步",
        (Lang::Zh, "repetition") => "重复",
        _ => rule,
    }
}

/// What holds for the text as a whole, in words.
fn feature_name(name: &str, lang: Lang) -> String {
    let known = match (lang, name) {
        (Lang::Zh, "<bias>") => "（起点：各类常见程度）",
        (Lang::Zh, "<question>") => "（有问号）",
        (Lang::Zh, "<exclamation>") => "（有感叹号）",
        (Lang::Zh, "<sticker-only>") => "（只有表情）",
        (Lang::Zh, "<sticker-beside-words>") => "（文字带表情）",
        (Lang::Zh, "<long>") => "（长评论）",
        (Lang::En, "<bias>") => "(start: how common each class is)",
        _ => return format!("({})", name.trim_matches(['<', '>'])),
    };
    known.to_owned()
}

/// The text in stretches; tokens that spoke for a side stand out.
fn segments(text: &str, tokens: &[ExplainedToken]) -> (Vec<Segment>, bool) {
    let mut segments: Vec<Segment> = Vec::new();
    let mut at = 0;
    let mut room = MAX_CHARACTERS;
    for token in tokens {
        // Spans follow the text; a token that folded out of nothing has none of its own.
        if token.span.start < at || token.span.end <= token.span.start {
            continue;
        }
        push(&mut segments, &text[at..token.span.start], ("", 0), &mut room);
        push(&mut segments, &text[token.span.clone()], lean(token), &mut room);
        at = token.span.end;
        if room == 0 {
            break;
        }
    }
    push(&mut segments, &text[at.min(text.len())..], ("", 0), &mut room);
    (segments, room == 0)
}

fn push(segments: &mut Vec<Segment>, text: &str, (side, strength): (&'static str, u8), room: &mut usize) {
    let text: String = without_hidden(text).chars().take(*room).collect();
    *room -= text.chars().count();
    if text.is_empty() {
        return;
    }
    match segments.last_mut().filter(|last| last.side == side && last.strength == strength && side.is_empty()) {
        Some(last) => last.text.push_str(&text),
        None => segments.push(Segment { text, side, strength }),
    }
}

/// The side a token's contribution speaks for, and how strongly.
fn lean(token: &ExplainedToken) -> (&'static str, u8) {
    let Weights { positive, negative, .. } = token.contribution;
    let strength = match token.contribution.lean().saturating_abs() {
        _ if token.kind == TokenKind::Boundary => 0,
        ..300 => 0,
        300..800 => 1,
        800..1800 => 2,
        _ => 3,
    };
    match (strength, positive > negative) {
        (0, _) => ("", 0),
        (_, true) => ("pos", strength),
        (_, false) => ("neg", strength),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::Comment;

    fn of(text: &str) -> Quote {
        let analyzer = Analyzer::bundled();
        let comment = Comment { text: text.to_owned(), level: 1, ..Comment::default() };
        quote(&ScoredComment { sentiment: analyzer.score(text), comment }, analyzer, Clock::new(None), Lang::Zh)
    }

    #[test]
    fn every_visible_character_is_shown_once() {
        for text in ["太好看了，支持！[赞]", "", "@用户 666", "<script>alert(1)</script>", "这也不是很好看啊 ok 👍🏻"]
        {
            let whole: String = of(text).segments.into_iter().map(|segment| segment.text).collect();
            assert_eq!(whole, without_hidden(text), "{text}");
        }
    }

    #[test]
    fn words_that_decided_stand_out() {
        let quote = of("太好看了，支持！");
        assert!(
            quote.segments.iter().any(|segment| segment.side == "pos" && segment.text.contains("好看")),
            "{quote:?}"
        );
        assert!(!quote.steps.is_empty() && quote.sum.is_some());
    }

    #[test]
    fn long_and_hidden_text_is_cut() {
        let quote = of(&"很好看".repeat(400));
        assert!(quote.cut);
        assert_eq!(quote.segments.iter().map(|segment| segment.text.chars().count()).sum::<usize>(), MAX_CHARACTERS);
        assert_eq!(shown(" 好\u{202E}看\n吗 ", 10), ("好看 吗".to_owned(), false));
        assert_eq!(shown("好看吗", 2), ("好看…".to_owned(), true));
    }
}
