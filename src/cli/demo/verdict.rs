//! Three lines that say what people feel, since when it is sour, and which comment belongs on top.

use std::fmt;

use super::super::output::plain;
use crate::pin::PinOutcome;
use crate::report::Conclusion;

/// Characters of a comment shown.
const SHOWN: usize = 48;

/// What the demo says in the end: what the report comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict(pub(super) Conclusion);

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Conclusion { headline, evidence, pin, .. } = &self.0;
        writeln!(f, "mood  {headline}. {evidence}")?;
        writeln!(f, "turn  {}", self.turn_words())?;
        writeln!(f, "top   {}", pin.as_ref().map_or_else(String::new, top_words))
    }
}

impl Verdict {
    fn turn_words(&self) -> String {
        let Conclusion { turn, above, below, .. } = &self.0;
        let turn = turn.as_deref().unwrap_or("None: the mood never changed beyond chance.");
        let places: Vec<String> = [("liked better than elsewhere in", above), ("liked less than elsewhere in", below)]
            .into_iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(how, names)| format!("{how} {}", names.join(", ")))
            .collect();
        let places = if places.is_empty() { "no region stands out".to_owned() } else { places.join("; ") };
        plain(&format!("{turn} Where: {places}."))
    }
}

fn top_words(top: &PinOutcome) -> String {
    if let Some(choice) = &top.choice {
        let passed = match top.rejected.as_slice() {
            [] => "the most liked of all".to_owned(),
            [first, ..] => {
                let n = top.rejected.len();
                let comments = if n == 1 { "comment" } else { "comments" };
                let first = quoted(&first.text, first.reason.as_str());
                format!("{n} {comments} with more likes passed over, {first} first")
            }
        };
        return format!("「{}」 {} likes; {passed}", shown(&choice.text), choice.likes);
    }
    let nearest = top.nearest.first();
    let nearest = nearest.map(|near| format!("; nearest was {}", quoted(&near.text, near.reason.as_str())));
    format!("none: no comment is safe to pin{}", nearest.unwrap_or_default())
}

fn quoted(text: &str, reason: &str) -> String {
    format!("「{}」 ({})", shown(text), reason.replace('-', " "))
}

/// The beginning of a text, safe for a terminal.
fn shown(text: &str) -> String {
    let text = plain(text);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pin::{PinPolicy, choose};
    use crate::score::Analyzer;

    fn verdict(turn: Option<&str>, above: &[&str], below: &[&str]) -> Verdict {
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        Verdict(Conclusion {
            headline: "Mixed".to_owned(),
            evidence: "Of 9.".to_owned(),
            turn: turn.map(str::to_owned),
            above: names(above),
            below: names(below),
            pin: Some(choose(&[], Analyzer::bundled(), &PinPolicy::default())),
        })
    }

    #[test]
    fn nothing_gives_three_lines_too() {
        let text = verdict(None, &[], &[]).to_string();
        assert_eq!(text.lines().count(), 3);
        assert!(text.contains("none: no comment is safe to pin") && text.contains("no region stands out"), "{text}");
    }

    #[test]
    fn the_turn_and_the_places_are_the_reports() {
        let text = verdict(Some("Clearly worse from noon on."), &["四川"], &["海南", "广东"]).to_string();
        let want = "turn  Clearly worse from noon on. Where: liked better than elsewhere in 四川; liked less than \
                    elsewhere in 海南, 广东.";
        assert_eq!(text.lines().nth(1), Some(want));
    }

    #[test]
    fn a_quote_is_short_and_harmless() {
        assert_eq!(shown("好\u{1b}[31m\n看\u{202E}"), "好[31m 看");
        assert_eq!(shown(&"长".repeat(60)).chars().count(), SHOWN + 1);
    }
}
