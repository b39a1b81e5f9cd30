//! Choosing: the candidates by likes, each judged by circumstances, sentiment and text.

use super::checks::{Finding, text_findings};
use super::fitness::Fitness;
use super::outcome::{Candidate, PinChoice, PinOutcome, PinRejection};
use super::policy::{PinPolicy, Veto};
use super::view::View;
use crate::comment::Comment;
use crate::copies::Copies;
use crate::lexicon::UNIT;
use crate::score::{Analyzer, Explanation, Polarity, Sentiment, calibration};

/// Comments named as nearest where nothing is fit.
const NEAREST: usize = 3;

/// Chooses the comment to pin: the most-liked one that nothing speaks against.
///
/// Equal likes: the earlier comment, then the smaller id. Only the most-liked comments are explained, as many as are
/// needed. Deterministic, never reads a clock: ages count back from the newest time among the candidates.
pub fn choose(candidates: &[Candidate<'_>], analyzer: &Analyzer, policy: &PinPolicy) -> PinOutcome {
    let mut outcome = PinOutcome {
        choice: None,
        runners_up: Vec::new(),
        rejected: Vec::new(),
        nearest: Vec::new(),
        examined: 0,
        notes: Vec::new(),
        policy: policy.clone(),
    };
    let judge = Judge::new(candidates, analyzer, policy);
    let mut first_level = 0;
    for index in by_likes(candidates) {
        if outcome.runners_up.len() == policy.runners_up && outcome.choice.is_some() {
            break;
        }
        first_level += usize::from(!is_reply(candidates[index].comment));
        if first_level > policy.max_examined {
            outcome.notes.extend(note_on_the_rest(candidates, policy.max_examined, outcome.choice.is_some()));
            break;
        }
        outcome.examined += 1;
        match judge.judge(index) {
            Ok(fit) if outcome.choice.is_none() => outcome.choice = Some(fit),
            Ok(fit) => outcome.runners_up.push(fit),
            Err(rejection) if outcome.choice.is_none() => outcome.rejected.push(*rejection),
            Err(_) => {}
        }
    }
    if outcome.choice.is_none() {
        outcome.nearest = nearest(&outcome.rejected);
        outcome.notes.extend(note_on_likes(candidates));
    }
    outcome
}

/// The order of examination: likes, unknown last; then time, then id.
fn by_likes(candidates: &[Candidate<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|index| {
        let comment = candidates[*index].comment;
        let time = comment.created_at.map_or(i64::MAX, |time| time.unix_ms);
        (std::cmp::Reverse(comment.likes), time, &comment.comment_id, *index)
    });
    order
}

fn note_on_likes(candidates: &[Candidate<'_>]) -> Option<String> {
    let nobody = !candidates.is_empty() && candidates.iter().all(|candidate| candidate.comment.likes.is_none());
    nobody.then(|| {
        "no comment has a number of likes, so none can be called the most-liked; collect the likes, or name a comment \
         by its id"
            .to_owned()
    })
}

/// What was not looked at, where nothing fit was found among what was.
fn note_on_the_rest(candidates: &[Candidate<'_>], examined: usize, chosen: bool) -> Option<String> {
    let first_level = candidates.iter().filter(|candidate| !is_reply(candidate.comment)).count();
    (!chosen).then(|| {
        format!(
            "only the {examined} most-liked of {first_level} first-level comments were examined; a less-liked one may \
             be fit, name it by its id"
        )
    })
}

/// The positive comments with the fewest objections, and of these the least grave.
fn nearest(rejected: &[PinRejection]) -> Vec<PinRejection> {
    let positive = |rejection: &&PinRejection| rejection.score > 0.0 && rejection.reason > Veto::NotPositive;
    let mut near: Vec<_> = rejected.iter().filter(positive).collect();
    // Stable: among equals the more-liked one stays first.
    near.sort_by_key(|rejection| (rejection.also.len(), std::cmp::Reverse(rejection.reason)));
    near.into_iter().take(NEAREST).cloned().collect()
}

fn is_reply(comment: &Comment) -> bool {
    comment.level > 1 || comment.parent_id.is_some()
}

/// What is known of all candidates together, to judge one of them.
struct Judge<'a> {
    candidates: &'a [Candidate<'a>],
    analyzer: &'a Analyzer,
    policy: &'a PinPolicy,
    newest_ms: Option<i64>,
    copies: std::cell::OnceCell<Copies>,
}

impl<'a> Judge<'a> {
    fn new(candidates: &'a [Candidate<'a>], analyzer: &'a Analyzer, policy: &'a PinPolicy) -> Self {
        let times = |candidate: &Candidate<'_>| {
            let created = candidate.comment.created_at.map(|time| time.unix_ms);
            created.max(candidate.comment.fetched_at_ms)
        };
        let newest_ms = candidates.iter().filter_map(times).max();
        Self { candidates, analyzer, policy, newest_ms, copies: std::cell::OnceCell::new() }
    }

    fn judge(&self, index: usize) -> Result<PinChoice, Box<PinRejection>> {
        let Candidate { comment, sentiment } = self.candidates[index];
        let likes = comment.likes.unwrap_or_default();
        let mut found = self.circumstances(comment);
        found.extend(self.sentiment(sentiment));
        if found.first().is_some_and(|first| first.veto <= Veto::NotPositive) {
            return Err(Box::new(PinRejection::new(index, &self.candidates[index], None, found)));
        }
        let explanation = self.analyzer.explain(&comment.text);
        let view = View::new(&explanation);
        let fitness = Fitness::of(&view);
        found.extend(text_findings(&view, self.policy));
        found.extend(self.unfit(fitness));
        if found.is_empty() {
            found.extend(self.copied(index));
        }
        if !found.is_empty() {
            let probability = Some(fitness.probability);
            return Err(Box::new(PinRejection::new(index, &self.candidates[index], probability, found)));
        }
        Ok(PinChoice {
            index,
            comment_id: comment.comment_id.clone(),
            text: comment.text.clone(),
            likes,
            score: sentiment.score,
            confidence: sentiment.confidence,
            fitness: fitness.probability,
            reasons: self.reasons(likes, sentiment, fitness, &explanation),
        })
    }

    /// What speaks against a comment before its text is looked at.
    fn circumstances(&self, comment: &Comment) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut object = |veto, detail: String| found.push(Finding { veto, detail });
        if is_reply(comment) {
            object(Veto::Reply, "only first-level comments can be pinned".to_owned());
        }
        if comment.is_author == Some(true) && !self.policy.include_author {
            object(Veto::Author, "written by the video's author".to_owned());
        }
        match comment.likes {
            None => object(Veto::LikesUnknown, "no number of likes".to_owned()),
            Some(likes) if likes < self.policy.min_likes => {
                object(Veto::FewLikes, format!("{likes} of at least {} likes", self.policy.min_likes));
            }
            Some(_) => {}
        }
        if comment.has_media == Some(true) && !self.policy.include_pictures {
            object(Veto::Picture, "comes with a picture that nobody here has seen".to_owned());
        }
        if let Some(max_age) = self.policy.max_age_ms {
            match (comment.created_at, self.newest_ms) {
                (Some(time), Some(newest)) if newest.saturating_sub(time.unix_ms) > max_age => {
                    object(Veto::TooOld, "older than the policy allows".to_owned());
                }
                (Some(_), _) => {}
                (None, _) => object(Veto::AgeUnknown, "no time".to_owned()),
            }
        }
        found
    }

    fn sentiment(&self, sentiment: Sentiment) -> Vec<Finding> {
        let policy = self.policy;
        let mut found = Vec::new();
        let mut object = |veto, detail: String| found.push(Finding { veto, detail });
        match sentiment.polarity {
            Polarity::None => object(Veto::NothingToJudge, "nothing in it can be judged".to_owned()),
            Polarity::Neutral | Polarity::Negative => object(Veto::NotPositive, sentiment.polarity.to_string()),
            Polarity::Positive => {
                let Sentiment { score, confidence, .. } = sentiment;
                // The three probabilities add up to 1 and positive minus negative is the score.
                let chosen = calibration::probability(confidence);
                let margin = chosen - (1.0 - 2.0 * chosen + score);
                if confidence < policy.min_confidence {
                    let detail = format!("{confidence:.2} of at least {:.2}", policy.min_confidence);
                    object(Veto::LowConfidence, detail);
                } else if margin < policy.min_margin {
                    object(Veto::SmallMargin, format!("{margin:.2} of at least {:.2}", policy.min_margin));
                }
            }
        }
        found
    }

    fn unfit(&self, fitness: Fitness) -> Option<Finding> {
        let Fitness { probability, weakness, veto } = fitness;
        let least = self.policy.min_fitness;
        let detail = || format!("fitness {probability:.2} of at least {least:.2}, held down most by {weakness}");
        (probability < least).then(|| Finding { veto, detail: detail() })
    }

    fn copied(&self, index: usize) -> Option<Finding> {
        let texts = || self.candidates.iter().map(|candidate| candidate.comment.text.as_str()).collect::<Vec<_>>();
        let count = self.copies.get_or_init(|| Copies::of(&texts())).count(index);
        let detail = format!("{count} comments say (nearly) the same");
        (count >= self.policy.copies_from).then_some(Finding { veto: Veto::Copied, detail })
    }

    fn reasons(&self, likes: i64, sentiment: Sentiment, fitness: Fitness, explanation: &Explanation) -> Vec<String> {
        let mut praise: Vec<_> = explanation.tokens.iter().filter(|token| token.contribution.lean() > 0).collect();
        praise.sort_by_key(|token| std::cmp::Reverse(token.contribution.lean()));
        let named = |token: &&crate::score::ExplainedToken| {
            let lean = f64::from(token.contribution.lean()) / UNIT;
            format!("{} {lean:+.2}", &explanation.text[token.span.clone()])
        };
        let praise: Vec<_> = praise.iter().take(3).map(named).collect();
        vec![
            format!("positive with a confidence of {:.2}", sentiment.confidence),
            format!("carried by {}", praise.join(", ")),
            format!("fitness {:.2} of at least {:.2}", fitness.probability, self.policy.min_fitness),
            format!("{likes} likes, and no objection by policy {}", self.policy.version),
        ]
    }
}
