//! Reading fault specifications and deciding when a fault is due.

use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Call, Endpoint, Fault, KINDS, Service};
use crate::sandbox::dice::mix;

/// Parts per million in a percent.
const PPM: f64 = 10_000.0;

/// A fault specification that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultSpec {
    text: String,
    kind: String,
    wheres: Vec<Where>,
    times: Option<u64>,
    /// In parts per million.
    chance: Option<u64>,
}

/// A specification nobody understands.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultError {
    /// The kind is not in the list.
    #[error("fault `{spec}`: no kind `{kind}`; the nearest is `{nearest}`, and `shenping sandbox --help` lists all")]
    Kind {
        /// The whole specification.
        spec: String,
        /// The part that was not understood.
        kind: String,
        /// The kind that is written most like it.
        nearest: &'static str,
    },
    /// A part after the kind is not understood.
    #[error(
        "fault `{spec}`: `{part}` is not understood; behind a kind stand @N, @page=N, @video=ID, @ENDPOINT, *TIMES or \
         %P, and `shenping sandbox --help` explains them"
    )]
    Part {
        /// The whole specification.
        spec: String,
        /// The part that was not understood.
        part: String,
    },
}

/// A condition on the request.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Where {
    Number(u64),
    Page(u32),
    Video(String),
    Endpoint(Endpoint),
}

impl Where {
    fn parse(text: &str) -> Option<Self> {
        if let Some(page) = text.strip_prefix("page=") {
            return page.parse().ok().filter(|page| *page > 0).map(Self::Page);
        }
        if let Some(video) = text.strip_prefix("video=") {
            return (!video.is_empty()).then(|| Self::Video(video.to_owned()));
        }
        if let Some((_, endpoint)) = Endpoint::ALL.iter().find(|(name, _)| *name == text) {
            return Some(Self::Endpoint(*endpoint));
        }
        text.parse().ok().filter(|number| *number > 0).map(Self::Number)
    }

    fn matches(&self, call: &Call) -> bool {
        match self {
            // From there on; the number of times says how long.
            Self::Number(number) => call.number >= *number,
            Self::Page(page) => call.page == Some(*page),
            Self::Video(video) => call.video.as_deref() == Some(video),
            Self::Endpoint(endpoint) => call.endpoint == *endpoint,
        }
    }
}

impl FromStr for FaultSpec {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let end = text.find(['@', '*', '%']).unwrap_or(text.len());
        let (kind, mut rest) = text.split_at(end);
        if make(kind).is_none() {
            return Err(FaultError::Kind { spec: text.to_owned(), kind: kind.to_owned(), nearest: nearest(kind) });
        }
        let mut spec =
            Self { text: text.to_owned(), kind: kind.to_owned(), wheres: Vec::new(), times: None, chance: None };
        while !rest.is_empty() {
            let end = rest[1..].find(['@', '*', '%']).map_or(rest.len(), |end| end + 1);
            let (part, tail) = rest.split_at(end);
            spec.read_part(part)?;
            rest = tail;
        }
        Ok(spec)
    }
}

impl FaultSpec {
    fn read_part(&mut self, part: &str) -> Result<(), FaultError> {
        let bad = || FaultError::Part { spec: self.text.clone(), part: part.to_owned() };
        let value = &part[1..];
        match part.as_bytes().first() {
            Some(b'@') => self.wheres.push(Where::parse(value).ok_or_else(bad)?),
            Some(b'*') if value == "all" => self.times = Some(u64::MAX),
            Some(b'*') => self.times = Some(value.parse().map_err(|_| bad())?),
            _ => {
                let percent: f64 = value.parse().map_err(|_| bad())?;
                if !(0.0..=100.0).contains(&percent) {
                    return Err(bad());
                }
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100 percent")]
                let chance = (percent * PPM).round() as u64;
                self.chance = Some(chance);
            }
        }
        Ok(())
    }

    /// How often it may act: a place in time means once, everything else means always.
    fn budget(&self) -> u64 {
        let once = self.wheres.iter().any(|place| matches!(place, Where::Number(_) | Where::Page(_)));
        self.times.unwrap_or(if once && self.chance.is_none() { 1 } else { u64::MAX })
    }
}

/// The fault a kind names.
fn make(kind: &str) -> Option<Box<dyn Fault>> {
    KINDS.iter().copied().flatten().find_map(|entry| (entry.parse)(kind))
}

/// The kind that takes the fewest changes to make of a text.
fn nearest(text: &str) -> &'static str {
    let kinds = KINDS.iter().copied().flatten().map(|kind| kind.usage);
    kinds.min_by_key(|usage| changes(text, usage)).unwrap_or_default()
}

/// Characters to add, drop or replace until one text is the other.
fn changes(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (above, here) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (at, there) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(here != *there);
            diagonal = row[at + 1];
            row[at + 1] = replaced.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[to.len()]
}

/// A fault waiting for its moment.
#[derive(Debug)]
struct Armed {
    spec: FaultSpec,
    service: Service,
    fault: Box<dyn Fault>,
    left: AtomicU64,
    salt: u64,
}

impl Armed {
    /// Whether the fault acts on a request; counts it if so.
    fn fires(&self, call: &Call) -> bool {
        if call.endpoint.service() != self.service || !self.spec.wheres.iter().all(|place| place.matches(call)) {
            return false;
        }
        let lucky = self.spec.chance.is_none_or(|chance| mix(self.salt ^ call.number) % 1_000_000 < chance);
        lucky && self.left.fetch_update(Ordering::AcqRel, Ordering::Acquire, |left| left.checked_sub(1)).is_ok()
    }
}

/// All faults of a sandbox.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct FaultPlan(Vec<Armed>);

impl FaultPlan {
    /// Arms faults; the seed decides where a percentage strikes.
    pub(in crate::sandbox) fn new(specs: &[FaultSpec], seed: u64) -> Self {
        let armed = specs.iter().zip(0..).filter_map(|(spec, index)| {
            let service = if spec.kind.starts_with("pin-") { Service::Platform } else { Service::Comments };
            let fault = make(&spec.kind)?;
            let left = AtomicU64::new(spec.budget());
            Some(Armed { spec: spec.clone(), service, fault, left, salt: mix(seed ^ mix(index)) })
        });
        Self(armed.collect())
    }

    /// The faults that act on a request, with their specifications.
    pub(in crate::sandbox) fn due(&self, call: &Call) -> Vec<(&str, &dyn Fault)> {
        let firing = self.0.iter().filter(|armed| armed.fires(call));
        firing.map(|armed| (armed.spec.text.as_str(), armed.fault.as_ref())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(number: u64, page: u32) -> Call {
        let video = Some("7000".to_owned());
        Call { endpoint: Endpoint::Comments, number, page: Some(page), video, token: "secret".to_owned() }
    }

    fn plan(specs: &[&str]) -> FaultPlan {
        let specs: Vec<FaultSpec> = specs.iter().map(|spec| spec.parse().expect("a good specification")).collect();
        FaultPlan::new(&specs, 1)
    }

    fn fires(plan: &FaultPlan, calls: &[Call]) -> Vec<bool> {
        calls.iter().map(|call| !plan.due(call).is_empty()).collect()
    }

    #[test]
    fn a_number_strikes_once_and_a_count_says_how_often() {
        let calls: Vec<_> = (1..=5).map(|number| call(number, 1)).collect();
        assert_eq!(fires(&plan(&["reset@2"]), &calls), [false, true, false, false, false]);
        assert_eq!(fires(&plan(&["reset@2*3"]), &calls), [false, true, true, true, false]);
        assert_eq!(fires(&plan(&["reset*2"]), &calls), [true, true, false, false, false]);
        assert_eq!(fires(&plan(&["reset@4*all"]), &calls), [false, false, false, true, true]);
        assert_eq!(fires(&plan(&["reset"]), &calls), [true; 5]);
    }

    #[test]
    fn conditions_add_up() {
        let spec = plan(&["reset@page=3@video=7000@comments"]);
        assert_eq!(fires(&spec, &[call(1, 1), call(2, 3), call(3, 3)]), [false, true, false]);
        assert_eq!(fires(&plan(&["reset@page=1@video=8000"]), &[call(1, 1)]), [false]);
        assert_eq!(fires(&plan(&["reset@replies"]), &[call(1, 1)]), [false]);
        assert_eq!(fires(&plan(&["pin-reset"]), &[call(1, 1)]), [false]);
    }

    #[test]
    fn a_percentage_is_seeded() {
        let calls: Vec<_> = (1..=1000).map(|number| call(number, 1)).collect();
        let first = fires(&plan(&["reset%20"]), &calls);
        assert_eq!(first, fires(&plan(&["reset%20"]), &calls));
        let times = first.iter().filter(|fired| **fired).count();
        assert!((150..250).contains(&times), "{times}");
        assert_eq!(fires(&plan(&["reset%0"]), &calls), [false; 1000]);
    }

    #[test]
    fn a_bad_specification_says_what_is_allowed() {
        for spec in ["", "nonsense", "reset@", "reset@page=0", "reset@0", "reset*x", "reset%101", "reset%NaN", "code-x"]
        {
            let error = spec.parse::<FaultSpec>().expect_err(spec);
            let message = error.to_string();
            assert!(message.contains("sandbox --help") && message.len() < 300, "{spec}: {message}");
        }
        for (spec, want) in [("rest@2", "reset"), ("echo-tokn", "echo-token"), ("trunkate", "truncate")] {
            let message = spec.parse::<FaultSpec>().expect_err(spec).to_string();
            assert!(message.contains(&format!("nearest is `{want}`")), "{message}");
        }
    }
}
