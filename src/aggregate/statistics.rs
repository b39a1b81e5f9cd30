//! Intervals for shares.

/// A share with the interval it lies in with 95 % confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The share itself, 0 to 1.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// A share with its 95 % Wilson score interval (Wilson 1927); `None` of nothing.
pub fn wilson(successes: u64, trials: u64) -> Option<Interval> {
    if trials == 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of comments stay far below 2^52")]
    let (k, n) = (successes as f64, trials as f64);
    let value = k / n;
    let z2 = Z * Z;
    let centre = value + z2 / (2.0 * n);
    let spread = Z * (value * (1.0 - value) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z2 / n;
    // At the ends the formula gives 0 and 1 exactly; floats miss them by a hair.
    let low = if successes == 0 { 0.0 } else { ((centre - spread) / scale).max(0.0) };
    let high = if successes == trials { 1.0 } else { ((centre + spread) / scale).min(1.0) };
    Some(Interval { value, low, high })
}

/// How strongly something marks one group against another: log-odds of `k` in `n` comments with an informative Dirichlet
/// prior (Monroe, Colaresi and Quinn 2008) worth `prior` comments, and the same in standard deviations. `None` where a
/// group is empty.
pub(crate) fn marks((k, n): (u64, u64), (l, m): (u64, u64), prior: f64) -> Option<(f64, f64)> {
    if n == 0 || m == 0 {
        return None;
    }
    let (k, n, l, m) = (k as f64, n as f64, l as f64, m as f64);
    Some(log_odds((k, n), (l, m), (prior * (k + l) / (n + m), prior)))
}

/// Log-odds of `k` in `n` against `l` in `m` with an informative Dirichlet prior of `own` in `all`, and the same in
/// standard deviations (Monroe, Colaresi and Quinn 2008, equations 16, 19 and 22). What is everywhere counts as missing
/// half a time.
pub(super) fn log_odds((k, n): (f64, f64), (l, m): (f64, f64), (own, all): (f64, f64)) -> (f64, f64) {
    let odds = |k: f64, n: f64| ((k + own) / (n + all - (k + own)).max(0.5)).ln();
    let log_odds = odds(k, n) - odds(l, m);
    (log_odds, log_odds / (1.0 / (k + own) + 1.0 / (l + own)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_odds_agree_with_a_hand_computed_value() {
        // ln(11 / 90) - ln(6 / 95) = -2.101914 + 2.762117, and sqrt(1/11 + 1/6) = 0.507519.
        let (odds, z) = log_odds((10.0, 100.0), (5.0, 100.0), (1.0, 1.0));
        assert!((odds - 0.660_203).abs() < 1e-5 && (z - 1.300_842).abs() < 1e-4, "{odds} {z}");
        // The prior of `marks` is shared by how often both groups have it: 20 of 200, so 1 of 10.
        let (odds, z) = marks((15, 100), (5, 100), 10.0).expect("two groups");
        let want = (16.0_f64 / 94.0).ln() - (6.0_f64 / 104.0).ln();
        assert!((odds - want).abs() < 1e-12 && (z - want / (1.0_f64 / 16.0 + 1.0 / 6.0).sqrt()).abs() < 1e-12);
        assert_eq!(marks((0, 0), (5, 100), 10.0), None);
    }

    #[test]
    fn intervals_agree_with_published_values() {
        // Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662; 0 of 20 gives 0 to 0.1611; 15 of 148: 0.0624 to 0.1605.
        for (k, n, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let interval = wilson(k, n).expect("trials");
            assert!((interval.low - low).abs() < 5e-5 && (interval.high - high).abs() < 5e-5, "{k}/{n}: {interval:?}");
        }
        assert_eq!(wilson(0, 0), None);
        for n in 1..50 {
            assert_eq!((wilson(0, n).unwrap().low, wilson(n, n).unwrap().high), (0.0, 1.0), "{n}");
        }
    }
}
