//! What a report comes to: the verdict, the turn of the mood, the places that differ, the comment to pin. Judged once,
//! for the page, the summary and the last words of a command.

use crate::aggregate::Aggregates;
use crate::chart::Lang;
use crate::pin::PinOutcome;

use super::facts::Facts;
use super::series::Series;
use super::turns::{self, Turn};
use super::verdict::{Verdict, verdict};
use super::{ReportError, ReportInput, net, regions};

/// What a report comes to, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Conclusion {
    /// The verdict.
    pub headline: String,
    /// Its evidence.
    pub evidence: String,
    /// Since when the mood is clearly another, with figures; `None` where it never turned beyond chance.
    pub turn: Option<String>,
    /// Places whose net sentiment lies above that of the rest beyond chance.
    pub above: Vec<String>,
    /// Places whose net sentiment lies below it.
    pub below: Vec<String>,
    /// The choice of a comment to pin; `None` over several videos.
    pub pin: Option<PinOutcome>,
}

/// What a report over these comments comes to, without making it.
///
/// # Errors
/// No comment at all.
pub fn conclude(input: &ReportInput<'_>) -> Result<Conclusion, ReportError> {
    if input.comments.is_empty() {
        return Err(ReportError::Empty);
    }
    let facts = Facts::new(input);
    Ok(Judged::new(&facts, input.aggregates).conclusion(input.aggregates, facts.lang()))
}

/// The conclusions with what they were drawn from.
pub(super) struct Judged {
    pub(super) series: Option<Series>,
    pub(super) turn: Option<Turn>,
    pub(super) verdict: Verdict,
    pub(super) pin: Option<PinOutcome>,
}

impl Judged {
    pub(super) fn new(facts: &Facts<'_>, aggregates: &Aggregates) -> Self {
        let one_video = aggregates.by_video.len() <= 1;
        let series = aggregates.by_time.as_ref().map(|table| Series::new(table, facts));
        // Over several videos a turn may only tell which of them were collected when.
        let turn = series.as_ref().filter(|_| one_video).and_then(Series::turn);
        let verdict = whole_verdict(aggregates, series.as_ref().zip(turn.as_ref()), facts.lang());
        // One comment speaks for one video: with several there is nothing to choose.
        let pin = one_video.then(|| facts.pin());
        Self { series, turn, verdict, pin }
    }

    /// The series with its turn.
    pub(super) fn turned(&self) -> Option<(&Series, &Turn)> {
        self.series.as_ref().zip(self.turn.as_ref())
    }

    pub(super) fn conclusion(self, aggregates: &Aggregates, lang: Lang) -> Conclusion {
        let turn = self.turned().map(|(series, turn)| series.turn_words(turn, lang));
        let (above, below) = regions::standing_out(&aggregates.by_region, net::counts(&aggregates.total), lang);
        let Verdict { headline, evidence, .. } = self.verdict;
        Conclusion { headline, evidence, turn, above, below, pin: self.pin }
    }
}

/// The verdict over all comments, and since when it is another.
fn whole_verdict(aggregates: &Aggregates, turned: Option<(&Series, &Turn)>, lang: Lang) -> Verdict {
    let mut verdict = verdict(net::counts(&aggregates.total), lang);
    if let Some((series, turn)) = turned {
        let start = series.points()[turn.at].start;
        verdict.headline.push_str(&turns::clause(turn, start, series.is_daily(), verdict.lean, lang));
    }
    verdict
}
