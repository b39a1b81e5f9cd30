//! `explain`: how a score comes about, as a table for people or as JSON.

use std::fmt::Write as _;
use std::io::{self, BufReader, IsTerminal, Read, Write};

use comfy_table::CellAlignment;
use serde_json::{Value, json};

use super::args::ExplainArgs;
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use super::out::Out;
use super::output::{plain, table};
use crate::frame::read::Source;
use crate::frame::read::decode::TextReader;
use crate::frame::read::delimited::read_line;
use crate::lexicon::{Cue, Role, UNIT, Weights};
use crate::score::{Analyzer, ExplainedToken, Explanation, Reading};
use crate::text::TokenKind;

/// Runs the command.
pub fn run(_config: &Config, args: &ExplainArgs) -> CommandResult {
    let analyzer = Config::analyzer(&args.lexicons)?;
    let mut out = Out::stdout();
    let mut first = true;
    for text in &args.texts {
        if text == "-" {
            each_line(|line| print(&mut out, &analyzer, line, args.json, &mut first))?;
        } else {
            print(&mut out, &analyzer, text, args.json, &mut first)?;
        }
    }
    Ok(ExitStatus::Success)
}

/// Hands on the lines of stdin, in whatever encoding. Who types them gets an answer to each.
fn each_line(mut act: impl FnMut(&str) -> Result<(), Failure>) -> Result<(), Failure> {
    let (source, stdin) = (Source::named("stdin"), io::stdin());
    let text: Box<dyn Read> = if stdin.is_terminal() {
        Box::new(stdin)
    } else {
        let text = TextReader::new(stdin).map_err(|error| source.decode_error(error));
        Box::new(text.status(ExitStatus::BadInput)?)
    };
    let (mut lines, mut line) = (BufReader::new(text), Vec::new());
    while read_line(&mut lines, &mut line).map_err(|error| source.read_error(error)).status(ExitStatus::BadInput)? {
        act(&String::from_utf8_lossy(&line))?;
    }
    Ok(())
}

fn print(out: &mut Out, analyzer: &Analyzer, text: &str, json: bool, first: &mut bool) -> Result<(), Failure> {
    let why = analyzer.explain(text);
    let shown = if json { format!("{}\n", to_json(&why)) } else { to_text(&why) };
    let gap = if *first || json { "" } else { "\n" };
    *first = false;
    // Who types one line after the other reads each answer at once.
    write!(out, "{gap}{shown}").and_then(|()| out.flush()).status(ExitStatus::Failure)
}

/// One explanation as a table; the columns of contributions add up to the row `sum`.
pub fn to_text(why: &Explanation) -> String {
    let header =
        ["token", "positive", "neutral", "negative", "rules", "adds: positive", "neutral", "negative", "lexicon"];
    let mut table = table(header);
    for column in [1, 2, 3, 5, 6, 7] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    // Commas and blanks only end clauses; they are in the JSON form.
    for token in why.tokens.iter().filter(|token| token.kind != TokenKind::Boundary) {
        table.add_row(token_row(&why.text, token));
    }
    for feature in &why.features {
        let mut row = vec![feature.name.clone(), String::new(), String::new(), String::new(), String::new()];
        row.extend(signed(feature.contribution));
        row.push(feature.lexicon.clone().unwrap_or_default());
        table.add_row(row);
    }
    let mut sum = vec!["sum".to_owned(), String::new(), String::new(), String::new(), String::new()];
    sum.extend(signed(why.evidence));
    sum.push(String::new());
    table.add_row(sum);
    let mut text = format!("{}\n{}\n", plain(&why.text), table.trim_fmt());
    text.push_str(&verdict(why));
    text
}

fn token_row(text: &str, token: &ExplainedToken) -> Vec<String> {
    let mut row = vec![plain(&text[token.span.clone()])];
    match token.weights {
        Some(weights) => row.extend(signed(weights)),
        None => row.extend([const { String::new() }; 3]),
    }
    row.push(rules(token));
    match token.weights {
        Some(_) => row.extend(signed(token.contribution)),
        None => row.extend([const { String::new() }; 3]),
    }
    row.push(token.lexicon.clone().unwrap_or_default());
    row
}

/// What the token does to others, what rules did to it, and what it hints at: `negator`, `negation ×0.74`.
fn rules(token: &ExplainedToken) -> String {
    let mut parts: Vec<String> = role(token.role).into_iter().collect();
    let mut acted = token.rules.iter().map(crate::score::Rule::as_str).collect::<Vec<_>>().join(", ");
    if token.reading == Reading::Flipped {
        acted.push_str(" (turned around)");
    }
    if token.factor != 1.0 {
        let _ = write!(acted, " ×{:.2}", token.factor);
    }
    if !acted.is_empty() {
        parts.push(acted);
    }
    parts.extend(token.cues.iter().map(|cue| format!("cue {}", cue.as_str())));
    parts.join("; ")
}

fn role(role: Role) -> Option<String> {
    match role {
        Role::None => None,
        Role::Negator => Some("negator".to_owned()),
        Role::Intensifier(factor) => Some(format!("intensifier ×{factor:.2}")),
        Role::But => Some("but".to_owned()),
        Role::Although => Some("although".to_owned()),
    }
}

fn verdict(why: &Explanation) -> String {
    let Some(p) = why.probabilities else {
        return "→ none: nothing here can be judged (only mentions, digits or punctuation)\n".to_owned();
    };
    let cues: Vec<_> = why.cues.iter().map(Cue::as_str).collect();
    let cues = if cues.is_empty() { String::new() } else { format!("   cues: {}", cues.join(", ")) };
    format!(
        "→ {}   score {:+.3}   confidence {:.3}   (positive {:.3}, neutral {:.3}, negative {:.3}){cues}\n",
        why.sentiment.polarity, why.sentiment.score, why.sentiment.confidence, p.positive, p.neutral, p.negative
    )
}

fn signed(weights: Weights) -> [String; 3] {
    [weights.positive, weights.neutral, weights.negative].map(|milli| format!("{:+.3}", units(milli)))
}

fn units(milli: i32) -> f64 {
    f64::from(milli) / UNIT
}

/// One explanation as JSON; weights and contributions in natural-log units.
pub fn to_json(why: &Explanation) -> Value {
    let probabilities =
        why.probabilities.map(|p| json!({"positive": p.positive, "neutral": p.neutral, "negative": p.negative}));
    json!({
        "text": why.text,
        "polarity": why.sentiment.polarity.as_str(),
        "score": why.sentiment.score,
        "confidence": why.sentiment.confidence,
        "probabilities": probabilities,
        "evidence": weights_json(why.evidence),
        "cues": why.cues.iter().map(Cue::as_str).collect::<Vec<_>>(),
        "irony": why.cues.contains(Cue::Irony),
        "tokens": why.tokens.iter().map(|token| token_json(&why.text, token)).collect::<Vec<_>>(),
        "features": why.features.iter()
            .map(|feature| json!({"name": feature.name, "lexicon": feature.lexicon, "contribution": weights_json(feature.contribution)}))
            .collect::<Vec<_>>(),
    })
}

fn token_json(text: &str, token: &ExplainedToken) -> Value {
    json!({
        "text": &text[token.span.clone()],
        "start": token.span.start,
        "end": token.span.end,
        "kind": kind(token.kind),
        "term": token.term,
        "weights": token.weights.map(weights_json),
        "lexicon": token.lexicon,
        "reading": reading(token.reading),
        "factor": token.factor,
        "rules": token.rules.iter().map(crate::score::Rule::as_str).collect::<Vec<_>>(),
        "contribution": weights_json(token.contribution),
        "role": role(token.role),
        "cues": token.cues.iter().map(Cue::as_str).collect::<Vec<_>>(),
    })
}

fn weights_json(weights: Weights) -> Value {
    json!({
        "positive": units(weights.positive),
        "neutral": units(weights.neutral),
        "negative": units(weights.negative),
    })
}

fn reading(reading: Reading) -> &'static str {
    match reading {
        Reading::Plain => "plain",
        Reading::Negated => "negated",
        Reading::Flipped => "turned-around",
    }
}

fn kind(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Word => "word",
        TokenKind::Sticker => "sticker",
        TokenKind::Emoji => "emoji",
        TokenKind::Mention => "mention",
        TokenKind::Url => "url",
        TokenKind::Number => "number",
        TokenKind::Boundary => "boundary",
        TokenKind::Other => "other",
    }
}
