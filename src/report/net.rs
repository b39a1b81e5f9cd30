//! Net sentiment with its interval, and whether two groups differ.

use crate::aggregate::{Interval, Metrics, wilson};
use crate::chart::{Counts, Estimate};

/// The polarities of a row of metrics.
pub(super) fn counts(metrics: &Metrics) -> Counts {
    Counts { positive: metrics.positive, neutral: metrics.neutral, negative: metrics.negative, none: metrics.none }
}

/// The same figures for a chart.
pub(super) fn estimate(interval: Interval) -> Estimate {
    Estimate { value: interval.value, low: interval.low, high: interval.high }
}

/// A share of the judged with its 95 % Wilson interval.
pub(super) fn share(part: u64, counts: Counts) -> Option<Estimate> {
    wilson(part, counts.judged()).map(estimate)
}

/// Net sentiment (share positive − share negative) with a 95 % interval from the two Wilson intervals and the
/// correlation of shares of one whole (Newcombe 1998, paired differences, method 10). `None` of nothing.
pub(super) fn net(counts: Counts) -> Option<Estimate> {
    let (p, q) = (share(counts.positive, counts)?, share(counts.negative, counts)?);
    let spread = ((1.0 - p.value) * (1.0 - q.value)).sqrt();
    let correlation = if spread > 0.0 { -(p.value * q.value).sqrt() / spread } else { 0.0 };
    let distance = |a: f64, b: f64| (a * a - 2.0 * correlation * a * b + b * b).max(0.0).sqrt();
    let value = p.value - q.value;
    Some(Estimate {
        value,
        low: (value - distance(p.value - p.low, q.high - q.value)).max(-1.0),
        high: (value + distance(p.high - p.value, q.value - q.low)).min(1.0),
    })
}

/// How many standard errors the net sentiment of `one` lies above that of `other`; `None` where either is empty.
/// Half a comment is added to each side of either, so that a group of one mind has an error too.
pub(super) fn difference_z(one: Counts, other: Counts) -> Option<f64> {
    let moments = |counts: Counts| {
        let n = counts.judged() as f64 + 1.0;
        let (p, q) = ((counts.positive as f64 + 0.5) / n, (counts.negative as f64 + 0.5) / n);
        let net = p - q;
        (net, (p + q - net * net) / n)
    };
    if one.judged() == 0 || other.judged() == 0 {
        return None;
    }
    let ((a, a_var), (b, b_var)) = (moments(one), moments(other));
    Some((a - b) / (a_var + b_var).sqrt())
}

/// All comments but those of a part.
pub(super) fn rest(whole: Counts, part: Counts) -> Counts {
    Counts {
        positive: whole.positive.saturating_sub(part.positive),
        neutral: whole.neutral.saturating_sub(part.neutral),
        negative: whole.negative.saturating_sub(part.negative),
        none: whole.none.saturating_sub(part.none),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(positive: u64, neutral: u64, negative: u64) -> Counts {
        Counts { positive, neutral, negative, none: 0 }
    }

    #[test]
    fn the_interval_holds_the_figure_and_stays_in_range() {
        for counts in [of(1, 0, 0), of(0, 0, 1), of(0, 5, 0), of(3, 2, 1), of(500, 300, 200), of(50, 0, 50)] {
            let net = net(counts).expect("judged");
            assert!(-1.0 <= net.low && net.low <= net.value && net.value <= net.high && net.high <= 1.0, "{net:?}");
        }
        assert_eq!(net(Counts { none: 4, ..Counts::default() }), None);
    }

    #[test]
    fn the_interval_covers_what_it_promises() {
        // 4,000 samples of 60 comments each with known shares, from a fixed generator.
        let (p, q, mut state, mut covered) = (0.5, 0.2, 88_172_645_463_325_252_u64, 0);
        for _ in 0..4000 {
            let mut counts = of(0, 0, 0);
            for _ in 0..60 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                let uniform = (state >> 11) as f64 / (1_u64 << 53) as f64;
                let slot = if uniform < p {
                    &mut counts.positive
                } else if uniform < p + q {
                    &mut counts.negative
                } else {
                    &mut counts.neutral
                };
                *slot += 1;
            }
            let net = net(counts).expect("judged");
            covered += u32::from(net.low <= p - q && p - q <= net.high);
        }
        assert!((3740..=3860).contains(&covered), "{covered} of 4000");
    }

    #[test]
    fn groups_of_one_mind_differ_and_equal_groups_do_not() {
        assert!(difference_z(of(100, 0, 0), of(0, 0, 100)).expect("both judged") > 10.0);
        assert_eq!(difference_z(of(30, 20, 10), of(30, 20, 10)), Some(0.0));
        assert_eq!(difference_z(of(1, 0, 0), of(0, 0, 0)), None);
    }
}
