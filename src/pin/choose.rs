//! Choosing: the candidates by likes, each judged by circumstances, sentiment and text.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::candidates::{Candidates, Given};
use super::checks::{Finding, text_findings};
use super::fitness::Fitness;
use super::outcome::{Candidate, PinChoice, PinOutcome, PinRejection};
use super::policy::{PinPolicy, Veto};
use super::view::View;
use crate::comment::Comment;
use crate::lexicon::UNIT;
use crate::score::{Analyzer, Explanation, Polarity, Sentiment, calibration};

/// Comments named as nearest where nothing is fit.
const NEAREST: usize = 3;

/// Chooses the comment to pin: the most-liked one that nothing speaks against.
///
/// Equal likes: the earlier comment, then the smaller id. Only the most-liked comments are explained, as many as are
/// needed. Deterministic, never reads a clock: ages count back from the newest time among the candidates.
pub fn choose(candidates: &[Candidate<'_>], analyzer: &Analyzer, policy: &PinPolicy) -> PinOutcome {
    choose_among(&Given::new(candidates), analyzer, policy)
}

/// Chooses as [`choose`] does among comments that need not be in memory.
pub fn choose_among(candidates: &dyn Candidates, analyzer: &Analyzer, policy: &PinPolicy) -> PinOutcome {
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
    let order = by_likes(candidates);
    let mut first_level = 0;
    for index in order.chunk_by(|a, b| rank(candidates, *a) == rank(candidates, *b)).flat_map(|t| by_id(candidates, t))
    {
        if outcome.runners_up.len() == policy.runners_up && outcome.choice.is_some() {
            break;
        }
        let Some((comment, sentiment)) = candidates.get(index) else { continue };
        first_level += usize::from(!is_reply(&comment));
        if first_level > policy.max_examined {
            outcome.notes.extend(note_on_the_rest(candidates, policy.max_examined, outcome.choice.is_some()));
            break;
        }
        outcome.examined += 1;
        match judge.judge(index, &comment, sentiment) {
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

/// What comes first is examined first: likes, unknown last; then time.
type Rank = (Reverse<Option<i64>>, i64);

fn rank(candidates: &dyn Candidates, index: usize) -> Rank {
    (Reverse(candidates.likes(index)), candidates.created_ms(index).unwrap_or(i64::MAX))
}

/// The order of examination, but for the ids of those that are equal in likes and time.
fn by_likes(candidates: &dyn Candidates) -> Vec<usize> {
    let mut order: Vec<usize> = (0..candidates.count()).collect();
    order.sort_unstable_by_key(|index| (rank(candidates, *index), *index));
    order
}

/// Comments of one rank by their ids, which nobody looks at further down.
fn by_id(candidates: &dyn Candidates, equals: &[usize]) -> Vec<usize> {
    if equals.len() == 1 {
        return equals.to_vec();
    }
    let id = |index: usize| candidates.get(index).map(|(comment, _)| comment.comment_id.clone().into_boxed_str());
    let mut ids: Vec<_> = equals.iter().map(|index| (id(*index), *index)).collect();
    ids.sort_unstable();
    ids.into_iter().map(|(_, index)| index).collect()
}

fn note_on_likes(candidates: &dyn Candidates) -> Option<String> {
    let count = candidates.count();
    let nobody = count > 0 && (0..count).all(|index| candidates.likes(index).is_none());
    nobody.then(|| {
        "no comment has a number of likes, so none can be called the most-liked; collect the likes, or name a comment \
         by its id"
            .to_owned()
    })
}

/// What was not looked at, where nothing fit was found among what was.
fn note_on_the_rest(candidates: &dyn Candidates, examined: usize, chosen: bool) -> Option<String> {
    (!chosen).then(|| {
        let first_level = all(candidates).filter(|comment| !is_reply(comment)).count();
        format!(
            "only the {examined} most-liked of {first_level} first-level comments were examined; a less-liked one may \
             be fit, name it by its id"
        )
    })
}

/// All comments in full.
fn all(candidates: &dyn Candidates) -> impl Iterator<Item = Cow<'_, Comment>> {
    (0..candidates.count()).filter_map(|index| candidates.get(index)).map(|(comment, _)| comment)
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
    candidates: &'a dyn Candidates,
    analyzer: &'a Analyzer,
    policy: &'a PinPolicy,
    /// The newest time that any of them tells, where ages matter.
    newest_ms: Option<i64>,
}

impl<'a> Judge<'a> {
    fn new(candidates: &'a dyn Candidates, analyzer: &'a Analyzer, policy: &'a PinPolicy) -> Self {
        let newest = |comment: Cow<'_, Comment>| {
            let created = comment.created_at.map(|time| time.unix_ms);
            created.max(comment.fetched_at_ms)
        };
        let newest_ms = policy.max_age_ms.and_then(|_| all(candidates).filter_map(newest).max());
        Self { candidates, analyzer, policy, newest_ms }
    }

    fn judge(&self, index: usize, comment: &Comment, sentiment: Sentiment) -> Result<PinChoice, Box<PinRejection>> {
        let candidate = Candidate { comment, sentiment };
        let likes = comment.likes.unwrap_or_default();
        let mut found = self.circumstances(comment);
        found.extend(self.sentiment(sentiment));
        if found.first().is_some_and(|first| first.veto <= Veto::NotPositive) {
            return Err(Box::new(PinRejection::new(index, &candidate, None, found)));
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
            return Err(Box::new(PinRejection::new(index, &candidate, probability, found)));
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

    fn unfit(&self, fitness: Fitness<'_>) -> Option<Finding> {
        let Fitness { probability, weakness, veto } = fitness;
        let least = self.policy.min_fitness;
        let detail = || format!("fitness {probability:.2} of at least {least:.2}, held down most by {weakness}");
        (probability < least).then(|| Finding { veto, detail: detail() })
    }

    fn copied(&self, index: usize) -> Option<Finding> {
        let count = self.candidates.copies(index);
        let detail = format!("{count} comments say (nearly) the same");
        (count >= self.policy.copies_from).then_some(Finding { veto: Veto::Copied, detail })
    }

    fn reasons(
        &self,
        likes: i64,
        sentiment: Sentiment,
        fitness: Fitness<'_>,
        explanation: &Explanation,
    ) -> Vec<String> {
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
