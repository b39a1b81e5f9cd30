//! Faults in how an answer of the comment service travels.

use std::time::Duration;

use super::{Fault, Kind};
use crate::sandbox::answer::{Answer, Transport};

/// Waiting longer than this helps nobody.
const LONGEST: Duration = Duration::from_mins(10);

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind { usage: "truncate", meaning: "the connection closes in the middle of the body", parse: Truncate::parse },
    Kind { usage: "bad-length", meaning: "`Content-Length` says half of what there is", parse: BadLength::parse },
    Kind { usage: "slow=MS", meaning: "the answer comes MS milliseconds later", parse: Slow::parse },
];

/// A body cut in the middle.
#[derive(Debug)]
struct Truncate;

impl Truncate {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        (kind == "truncate").then(|| Box::new(Self) as Box<dyn Fault>)
    }
}

impl Fault for Truncate {
    fn transport(&self, answer: &mut Answer) {
        answer.transport = Transport::Truncated;
    }
}

/// A length that lies.
#[derive(Debug)]
struct BadLength;

impl BadLength {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        (kind == "bad-length").then(|| Box::new(Self) as Box<dyn Fault>)
    }
}

impl Fault for BadLength {
    fn transport(&self, answer: &mut Answer) {
        answer.transport = Transport::ShortLength;
    }
}

/// An answer that takes its time.
#[derive(Debug)]
pub(super) struct Slow(Duration);

impl Slow {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        Some(Box::new(Self::delay(kind.strip_prefix("slow=")?)?))
    }

    /// Milliseconds, up to ten minutes.
    pub(super) fn delay(text: &str) -> Option<Self> {
        text.parse().ok().map(Duration::from_millis).filter(|delay| *delay <= LONGEST).map(Self)
    }
}

impl Fault for Slow {
    fn transport(&self, answer: &mut Answer) {
        answer.delay += self.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(fault: Option<Box<dyn Fault>>) -> Answer {
        let mut answer = Answer::new(200, "text/plain", "whole");
        fault.expect("a fault").transport(&mut answer);
        answer
    }

    #[test]
    fn an_answer_can_be_cut_lie_or_linger() {
        assert_eq!(sent(Truncate::parse("truncate")).transport, Transport::Truncated);
        assert_eq!(sent(BadLength::parse("bad-length")).transport, Transport::ShortLength);
        assert_eq!(sent(Slow::parse("slow=250")).delay, Duration::from_millis(250));
        assert!(Slow::parse("slow=soon").is_none());
        assert!(Slow::parse("slow=99999999").is_none());
    }
}
