//! Three lines that say what people feel, since when it is sour, and which comment belongs on top.

use std::collections::BTreeMap;
use std::fmt;

use super::super::output::plain;
use super::super::tables::Analysed;
use crate::aggregate::{Interval, wilson};
use crate::chart::Lang;
use crate::comment::TimePrecision;
use crate::frame::ScoredComment;
use crate::frame::files::iso_time;
use crate::pin::{Candidate, PinOutcome, PinPolicy, choose};
use crate::report::conclusion;
use crate::score::Polarity;

/// An hour in milliseconds.
const HOUR_MS: i64 = 3_600_000;
/// How long after a moment the mood is compared with all that came before.
const AFTER_HOURS: i64 = 12;
/// Fewer judged comments on either side prove nothing.
const MIN_SIDE: u64 = 20;
/// Least distance in standard errors to speak of a turn; every hour is tried, so this must be rare by chance.
const MIN_Z: f64 = 4.0;
/// The same for regions: about 35 are tried.
const MIN_Z_REGION: f64 = 3.0;
/// Characters of a comment shown.
const SHOWN: usize = 48;

/// What the demo says in the end.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    mood: String,
    turn: Option<Turn>,
    sourest: Option<(String, Counts)>,
    top: PinOutcome,
}

/// Judged comments by side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    judged: u64,
    negative: u64,
}

/// When the share of negative comments rose.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Turn {
    at_ms: i64,
    before: Counts,
    after: Counts,
}

impl Counts {
    fn add(&mut self, polarity: Polarity) {
        self.judged += u64::from(polarity != Polarity::None);
        self.negative += u64::from(polarity == Polarity::Negative);
    }

    fn of<'c>(comments: impl Iterator<Item = &'c ScoredComment>) -> Self {
        let mut counts = Self::default();
        comments.for_each(|comment| counts.add(comment.sentiment.polarity));
        counts
    }

    fn without(self, part: Self) -> Self {
        Self { judged: self.judged - part.judged, negative: self.negative - part.negative }
    }

    fn negative_share(self) -> Option<Interval> {
        wilson(self.negative, self.judged)
    }
}

impl Verdict {
    /// The verdict over scored comments.
    pub(super) fn over(analysed: &Analysed) -> Self {
        let comments = analysed.frame.scored_comments();
        let candidates: Vec<Candidate<'_>> =
            comments.iter().map(|scored| Candidate { comment: &scored.comment, sentiment: scored.sentiment }).collect();
        let mood = conclusion(&analysed.aggregates, Lang::En);
        Self {
            mood: format!("{}. {}", mood.headline, mood.evidence),
            turn: find_turn(&comments),
            sourest: find_sourest(&comments),
            top: choose(&candidates, &analysed.analyzer, &PinPolicy::default()),
        }
    }
}

/// The hour after which the negative share rose most clearly above what it was before; `None` where it never did.
fn find_turn(comments: &[ScoredComment]) -> Option<Turn> {
    let mut hours: BTreeMap<i64, Counts> = BTreeMap::new();
    for scored in comments {
        let Some(time) = scored.comment.created_at.filter(|time| time.precision == TimePrecision::Exact) else {
            continue;
        };
        hours.entry(time.unix_ms.div_euclid(HOUR_MS)).or_default().add(scored.sentiment.polarity);
    }
    let sum = |from: i64, to: i64| {
        hours.range(from..to).fold(Counts::default(), |sum, (_, hour)| Counts {
            judged: sum.judged + hour.judged,
            negative: sum.negative + hour.negative,
        })
    };
    let turns = hours.keys().filter_map(|hour| {
        let turn = Turn { at_ms: hour * HOUR_MS, before: sum(i64::MIN, *hour), after: sum(*hour, hour + AFTER_HOURS) };
        Some((rise(turn.before, turn.after)?, turn))
    });
    // Of equally clear turns the first.
    turns.rev().max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(z, _)| *z >= MIN_Z).map(|(_, turn)| turn)
}

/// Rise of the negative share in standard errors of the difference (two-proportion z); `None` of too little.
fn rise(before: Counts, after: Counts) -> Option<f64> {
    if before.judged < MIN_SIDE || after.judged < MIN_SIDE {
        return None;
    }
    let (n, m) = (before.judged as f64, after.judged as f64);
    let pooled = (before.negative + after.negative) as f64 / (n + m);
    let error = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
    let difference = after.negative as f64 / m - before.negative as f64 / n;
    (error > 0.0).then(|| difference / error)
}

/// The region whose negative share lies most clearly above that of all others, if any.
fn find_sourest(comments: &[ScoredComment]) -> Option<(String, Counts)> {
    let whole = Counts::of(comments.iter());
    let mut regions: BTreeMap<&str, Counts> = BTreeMap::new();
    for scored in comments {
        let Some(region) = scored.comment.region.as_deref() else { continue };
        regions.entry(region).or_default().add(scored.sentiment.polarity);
    }
    let rises =
        regions.into_iter().filter_map(|(region, counts)| Some((rise(whole.without(counts), counts)?, region, counts)));
    let sourest = rises.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(z, ..)| *z >= MIN_Z_REGION);
    sourest.map(|(_, region, counts)| (region.to_owned(), counts))
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "mood  {}", self.mood)?;
        writeln!(f, "turn  {}", self.turn_words())?;
        writeln!(f, "top   {}", self.top_words())
    }
}

impl Verdict {
    fn turn_words(&self) -> String {
        let turn = self.turn.and_then(|turn| {
            let (before, after) = (turn.before.negative_share()?, turn.after.negative_share()?);
            let time = iso_time(turn.at_ms).get(..16)?.replace('T', " ");
            let (before, after) = (percent(before), percent(after));
            Some(format!("sour from {time} on: {before} negative before, {after} in the {AFTER_HOURS} hours after"))
        });
        let turn = turn.unwrap_or_else(|| "none: the share of negative comments never rose beyond chance".to_owned());
        let place = self.sourest.as_ref().and_then(|(region, counts)| {
            Some(format!("sourest in {region}: {} of {} comments", percent(counts.negative_share()?), counts.judged))
        });
        format!("{turn}; {}", place.unwrap_or_else(|| "no region stands out".to_owned()))
    }

    fn top_words(&self) -> String {
        if let Some(choice) = &self.top.choice {
            let passed = match self.top.rejected.as_slice() {
                [] => "the most liked of all".to_owned(),
                [first, ..] => {
                    let n = self.top.rejected.len();
                    let comments = if n == 1 { "comment" } else { "comments" };
                    format!(
                        "{n} {comments} with more likes passed over, {} first",
                        quoted(&first.text, first.reason.as_str())
                    )
                }
            };
            return format!("「{}」 {} likes; {passed}", shown(&choice.text), choice.likes);
        }
        let nearest = self.top.nearest.first();
        let nearest = nearest.map(|near| format!("; nearest was {}", quoted(&near.text, near.reason.as_str())));
        format!("none: no comment is safe to pin{}", nearest.unwrap_or_default())
    }
}

fn quoted(text: &str, reason: &str) -> String {
    format!("「{}」 ({})", shown(text), reason.replace('-', " "))
}

/// A share with its interval: `45 % (41–49)`.
fn percent(share: Interval) -> String {
    format!("{:.0} % ({:.0}–{:.0})", 100.0 * share.value, 100.0 * share.low, 100.0 * share.high)
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
    use crate::comment::{Comment, CommentTime};
    use crate::score::{Analyzer, Sentiment};

    fn comment(hour: i64, polarity: Polarity, region: &str) -> ScoredComment {
        let comment = Comment {
            created_at: Some(CommentTime::exact(hour * HOUR_MS)),
            region: Some(region.to_owned()),
            ..Comment::default()
        };
        ScoredComment { comment, sentiment: Sentiment { polarity, score: 0.0, confidence: 0.9 } }
    }

    /// Ten comments an hour; every `nth` is negative.
    fn hours(from: i64, to: i64, nth: usize, region: &str) -> Vec<ScoredComment> {
        let polarity = |index: usize| if index.is_multiple_of(nth) { Polarity::Negative } else { Polarity::Positive };
        (from..to).flat_map(|hour| (0..10).map(move |index| comment(hour, polarity(index), region))).collect()
    }

    #[test]
    fn a_turn_is_found_at_its_hour_and_only_where_there_is_one() {
        let mut comments = hours(1000, 1040, 10, "广东");
        assert_eq!(find_turn(&comments), None);
        comments.extend(hours(1040, 1060, 2, "广东"));
        assert_eq!(find_turn(&comments).map(|turn| turn.at_ms), Some(1040 * HOUR_MS));
        // It only gets better: no turn to speak of.
        let mut better = hours(1000, 1040, 2, "广东");
        better.extend(hours(1040, 1060, 10, "广东"));
        assert_eq!(find_turn(&better), None);
        assert_eq!(find_turn(&[]), None);
    }

    #[test]
    fn a_region_must_stand_out_beyond_chance() {
        let mut comments = hours(0, 30, 10, "广东");
        comments.extend(hours(0, 4, 2, "海南"));
        assert_eq!(find_sourest(&comments).map(|(region, _)| region), Some("海南".to_owned()));
        let even = hours(0, 30, 10, "广东");
        assert_eq!(find_sourest(&even), None);
    }

    #[test]
    fn nothing_gives_three_lines_too() {
        let outcome = choose(&[], Analyzer::bundled(), &PinPolicy::default());
        let verdict = Verdict { mood: String::new(), turn: None, sourest: None, top: outcome };
        assert_eq!(verdict.to_string().lines().count(), 3);
        assert!(verdict.to_string().contains("none: no comment is safe to pin"));
    }

    #[test]
    fn a_quote_is_short_and_harmless() {
        assert_eq!(shown("好\u{1b}[31m\n看\u{202E}"), "好[31m 看");
        assert_eq!(shown(&"长".repeat(60)).chars().count(), SHOWN + 1);
    }
}
