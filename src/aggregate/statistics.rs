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
    let expected = prior * (k + l) / (n + m);
    let odds = |k: f64, n: f64| ((k + expected) / (n + prior - k - expected).max(0.5)).ln();
    let log_odds = odds(k, n) - odds(l, m);
    Some((log_odds, log_odds / (1.0 / (k + expected) + 1.0 / (l + expected)).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

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
