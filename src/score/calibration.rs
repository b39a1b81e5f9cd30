//! From the probability of the class chosen to confidence: how often such a choice is right.
//!
//! Evidence is added up as if terms were independent, which they are not, and weights lean against calling everything
//! neutral: the softmax is too sure of long, one-sided texts and not sure enough of the others. What it is worth was
//! counted on comments of videos that the weights had not been learned from.

/// Probability at the first knot; no class is chosen with less than a third.
const FIRST: f64 = 0.3;

/// Knots in a probability of 1.
const DENSITY: f64 = 20.0;

/// Share of choices that are right, by their probability: `FIRST`, `FIRST + 1/DENSITY` … 1. Printed by
/// `cargo run --release --no-default-features --example calibrate -- LEARNED=LABELLED.csv…`;
/// `reports/accuracy/README.md` says on what.
const KNOTS: [f64; 15] =
    [0.319, 0.324, 0.437, 0.519, 0.573, 0.632, 0.678, 0.705, 0.744, 0.762, 0.773, 0.817, 0.835, 0.850, 0.967];

/// How often a choice made with this probability is right, 0 to 1; strictly rising.
#[inline]
pub(super) fn confidence(probability: f64) -> f64 {
    let place = ((probability - FIRST) * DENSITY).clamp(0.0, (KNOTS.len() - 1) as f64);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the places of the knots")]
    let knot = (place as usize).min(KNOTS.len() - 2);
    KNOTS[knot] + (place - knot as f64) * (KNOTS[knot + 1] - KNOTS[knot])
}

/// The probability of the class chosen that has this confidence.
pub(crate) fn probability(confidence: f64) -> f64 {
    let knot = KNOTS.iter().rposition(|knot| *knot <= confidence).unwrap_or(0).min(KNOTS.len() - 2);
    let share = (confidence - KNOTS[knot]) / (KNOTS[knot + 1] - KNOTS[knot]);
    (FIRST + (knot as f64 + share) / DENSITY).clamp(FIRST, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_rises_with_probability_and_leads_back_to_it() {
        let all: Vec<f64> = (300..=1000).map(|thousandth| f64::from(thousandth) / 1000.0).collect();
        for pair in all.windows(2) {
            assert!(confidence(pair[0]) < confidence(pair[1]), "{pair:?}");
        }
        for p in all {
            assert!((probability(confidence(p)) - p).abs() < 1e-9, "{p}");
        }
        assert!(confidence(0.0) >= KNOTS[0] && confidence(1.0) <= 1.0 && probability(1.0) <= 1.0);
    }
}
