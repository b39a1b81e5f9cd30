//! The vetoes that look at one comment's text, each a function of the view and the policy.

use super::fitness::worst;
use super::frames::{self, Symbol};
use super::policy::{PinPolicy, Veto};
use super::view::{CLAUSE_ENDS, View};
use crate::lexicon::Cue;
use crate::score::ExplainedToken;
use crate::text::TokenKind;

/// A veto and what called for it, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) veto: Veto,
    pub(super) detail: String,
}

fn finding(veto: Veto, detail: impl Into<String>) -> Finding {
    Finding { veto, detail: detail.into() }
}

/// Everything that speaks against the text, gravest first.
pub(super) fn text_findings(view: &View<'_>, policy: &PinPolicy) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(by_cue(view));
    found.extend(by_frame(view));
    found.extend(turn(view));
    found.extend(concession(view));
    found.extend(complaint(view, policy));
    found.extend(shape(view, policy));
    found.sort_by_key(|finding| finding.veto);
    found.dedup_by_key(|finding| finding.veto);
    found
}

/// Cues that call for nothing by themselves. Interrogatives ask in one text and exclaim or relate in the next: the
/// frames name the wordings that ask. The particles are judged where they stand at the end of a clause. `除了` excepts
/// more often than it makes a condition.
const VAGUE_CUES: [&str; 10] = ["什么", "啥", "谁", "哪", "几", "多少", "怎", "么", "呢", "除了"];

/// Which veto a lexicon cue calls for. Thanks and wishes are welcome; a comparison praises as often as it runs down,
/// and the frames name the wordings that run down.
fn veto_of(cue: Cue) -> Option<Veto> {
    match cue {
        Cue::Irony => Some(Veto::Irony),
        Cue::Insult => Some(Veto::Insult),
        Cue::Question | Cue::Rhetorical => Some(Veto::Question),
        Cue::Reported => Some(Veto::Reported),
        Cue::Conditional => Some(Veto::Conditional),
        Cue::Advert => Some(Veto::Advert),
        Cue::Politics => Some(Veto::Politics),
        Cue::Comparison | Cue::Wish | Cue::Thanks => None,
    }
}

fn by_cue(view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for token in &view.explanation.tokens {
        if VAGUE_CUES.contains(&token.term.as_str()) {
            continue;
        }
        let symbol = matches!(token.kind, TokenKind::Sticker | TokenKind::Emoji);
        let known = frames::BUNDLED.symbols.get(token.term.as_str()).filter(|_| symbol);
        if known == Some(&Symbol::Mocking) {
            found.push(finding(Veto::IronySticker, token.term.clone()));
        }
        let undecided = |veto: &Veto| !frames::BUNDLED.decide(*veto, &token.term);
        for veto in token.cues.iter().filter_map(veto_of).filter(undecided) {
            match (veto, known) {
                // What this symbol says is known better than the lexicon's hint has it.
                (Veto::Irony, Some(_)) => {}
                (Veto::Irony, None) if symbol => found.push(finding(Veto::IronySticker, token.term.clone())),
                _ => found.push(finding(veto, token.term.clone())),
            }
        }
    }
    found
}

fn by_frame(view: &View<'_>) -> Vec<Finding> {
    let holding = frames::BUNDLED.wordings.iter().filter(|frame| frame.holds(&view.words, view.sentences()));
    holding.map(|frame| finding(frame.veto, frame.pattern)).collect()
}

/// Words that turn a text around, and whether the clause they stand in is the one that is outweighed.
const TURNS: [(&str, bool); 6] =
    [("但", false), ("不过", false), ("可是", false), ("然而", false), ("虽然", true), ("尽管", true)];

/// `好看，但是贵` takes its praise back, `贵，但是好看` does not: something must praise behind the last turn.
fn turn(view: &View<'_>) -> Option<Finding> {
    let last = |turn: &(&'static str, bool)| view.words.rfind(turn.0).map(|at| (at, *turn));
    let (at, (turn, concedes)) = TURNS.iter().filter_map(last).max()?;
    let rest = &view.words[at..];
    let outweighing = rest.find(CLAUSE_ENDS).filter(|_| concedes).map_or(rest, |end| &rest[end..]);
    frames::BUNDLED.praises(outweighing).is_empty().then(|| finding(Veto::Backhanded, turn))
}

/// Characters that stand on both sides of 是 without conceding: 你是你, 不是不.
const NEVER_CONCEDED: &str = "不就的也都还又我你他她它谁啥这那";

/// `好听是好听`, `感动归感动`, `帅是真帅`: granting something in these words announces that it is not all.
fn concession(view: &View<'_>) -> Option<Finding> {
    let granted = |clause: &str, (at, middle): (usize, &str)| {
        let (before, after) = (&clause[..at], &clause[at + middle.len()..]);
        let after = after.trim_start_matches(['真', '挺', '很']);
        let starts = before.char_indices().rev().map(|(start, _)| &before[start..]).take(4);
        starts.into_iter().find(|word| after.starts_with(word) && !word.chars().all(|c| NEVER_CONCEDED.contains(c)))?;
        Some(finding(Veto::Backhanded, clause))
    };
    let middles = |clause| ["是", "归"].into_iter().flat_map(move |middle| str::match_indices(clause, middle));
    view.clauses().find_map(|clause| middles(clause).find_map(|found| granted(clause, found)))
}

/// A word that complains loudly, whatever praise stands beside it.
fn complaint(view: &View<'_>, policy: &PinPolicy) -> Option<Finding> {
    let (term, _) = worst(view).filter(|(_, lean)| -lean > policy.max_complaint)?;
    Some(finding(Veto::NegativeWords, term.term.clone()))
}

/// What the shape of the text tells: question marks, speakers, links, contact details, length.
fn shape(view: &View<'_>, policy: &PinPolicy) -> Vec<Finding> {
    let mut found = Vec::new();
    if view.words.contains('?') {
        found.push(finding(Veto::Question, "?"));
    } else if let Some(particle) = view.clauses().find_map(question_particle) {
        found.push(finding(Veto::Question, particle.to_string()));
    }
    if view.clauses().any(|clause| clause.starts_with('求')) {
        found.push(finding(Veto::Request, "求"));
    }
    if let Some(speaker) = speaker(&view.words) {
        found.push(finding(Veto::Reported, speaker));
    }
    if view.words.contains(['“', '"', '「', '《', '”']) {
        found.push(finding(Veto::Reported, "quotation marks"));
    }
    if let Some(url) = view.of_kind(TokenKind::Url).next() {
        found.push(finding(Veto::Link, url.term.clone()));
    } else if let Some(domain) = domain(&view.words) {
        found.push(finding(Veto::Link, domain));
    }
    if let Some(mention) = view.of_kind(TokenKind::Mention).next() {
        found.push(finding(Veto::Mention, mention.term.clone()));
    }
    if has_contact(&view.words) {
        found.push(finding(Veto::Advert, "what looks like a number or account name"));
    }
    found.extend(length(view, policy));
    found
}

fn length(view: &View<'_>, policy: &PinPolicy) -> Option<Finding> {
    let characters = view.characters;
    let praises = |token: &ExplainedToken| frames::BUNDLED.symbols.get(token.term.as_str()) == Some(&Symbol::Praising);
    if characters == 0 && view.symbols().next().is_some() {
        let (praising, other): (Vec<_>, Vec<_>) = view.symbols().partition(|token| praises(token));
        let first = other.first().filter(|_| praising.len() <= 2 * other.len())?;
        Some(finding(Veto::StickersOnly, format!("no words beside {}", first.term)))
    } else if characters < policy.min_characters {
        Some(finding(Veto::TooShort, format!("{characters} of at least {} characters", policy.min_characters)))
    } else if characters > policy.max_characters {
        Some(finding(Veto::TooLong, format!("{characters} of at most {} characters", policy.max_characters)))
    } else {
        None
    }
}

/// A particle that makes a clause a question without a question mark; 什么 and 这么 are words of their own.
fn question_particle(clause: &str) -> Option<char> {
    let mut backwards = clause.chars().rev();
    let (last, before) = (backwards.next()?, backwards.next()?);
    let asks = match last {
        '吗' | '嘛' | '不' => true,
        // 怎么说呢 is a pause, 还挺好看的呢 states, 你的呢 asks.
        '呢' if clause.ends_with("怎么说呢") || clause.ends_with("怎么讲呢") => false,
        '呢' => !clause.contains(['还', '挺', '可', '才', '着', '正', '都', '好']),
        '么' => !matches!(before, '什' | '这' | '那' | '怎' | '多' | '要'),
        _ => false,
    };
    asks.then_some(last)
}

/// A name is hardly longer, in characters: what stands before a colon beyond that is a sentence.
const LONGEST_NAME: usize = 6;

/// `某某：…` puts words into somebody's mouth; clock times and ratios are no speakers.
fn speaker(words: &str) -> Option<&str> {
    let (before, after) = words.split_once(':')?;
    let name_start = before
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let name = &before[name_start..];
    let is_name = name.chars().next_back().is_some_and(char::is_alphabetic) && name.chars().count() <= LONGEST_NAME;
    (is_name && !after.trim().is_empty()).then_some(name)
}

/// A domain name written without a protocol: `taobao.com`.
fn domain(words: &str) -> Option<&'static str> {
    [".com", ".cn", ".net", ".top", ".xyz", "http", "www."].into_iter().find(|end| words.contains(end))
}

/// Digits or Latin characters that look like a phone number or an account name: 7 or more in a row, a digit among
/// them. The finding does not repeat them: they may be somebody's.
fn has_contact(words: &str) -> bool {
    words
        .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
        .any(|run| run.len() >= 7 && run.bytes().any(|b| b.is_ascii_digit()) && !is_run(run))
}

/// `6666666` and `2333333` are laughter, not numbers.
fn is_run(run: &str) -> bool {
    let distinct: std::collections::BTreeSet<_> = run.bytes().collect();
    distinct.len() <= 2
}
