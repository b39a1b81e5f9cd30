//! Stretches of time in which far more was written than around them.
//!
//! The expectation for a bucket is the median of its neighbours on either side. Counts are made comparable by
//! Anscombe's square root, `2·√(n + 3/8)`, whose scatter is the same for every mean of a Poisson count; the scatter of
//! the series itself (median absolute deviation, at least a Poisson's) is the unit. A bucket stands out with
//! `z ≥ 4`, at least 10 comments and at least twice the expectation; buckets side by side are one burst.

use crate::chart::{Lang, count};

/// How many neighbours on either side give the expectation.
const NEIGHBOURS: usize = 12;
/// Least distance from the expectation, in standard deviations.
const MIN_Z: f64 = 4.0;
/// Fewer comments than this are never a burst.
const MIN_COUNT: u64 = 10;
/// Least ratio to the expectation.
const MIN_RATIO: f64 = 2.0;
/// A shorter series has no "usual".
const MIN_BUCKETS: usize = 6;
/// Turns a median absolute deviation into a standard deviation of a normal distribution.
const MAD_TO_SD: f64 = 1.4826;

/// A burst in a series of counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Peak {
    /// Its first bucket.
    pub(super) first: usize,
    /// Its last bucket.
    pub(super) last: usize,
    /// Its comments.
    pub(super) n: u64,
    /// What its neighbours lead one to expect.
    pub(super) expected: f64,
    /// Its strongest bucket, in standard deviations.
    pub(super) z: f64,
}

impl Peak {
    /// The expectation in words.
    pub(super) fn expected(&self, lang: Lang) -> String {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of counts")]
        let rounded = self.expected.round() as u64;
        count(rounded, lang)
    }
}

/// The strongest bursts of a series of counts, at most `limit`, in the order of time.
pub(super) fn find(counts: &[u64], limit: usize) -> Vec<Peak> {
    if counts.len() < MIN_BUCKETS {
        return Vec::new();
    }
    let expected: Vec<f64> = (0..counts.len()).map(|index| expectation(counts, index)).collect();
    let residuals: Vec<f64> =
        counts.iter().zip(&expected).map(|(n, mean)| anscombe(*n as f64) - anscombe(*mean)).collect();
    let scale = (MAD_TO_SD * median(residuals.iter().map(|residual| residual.abs()))).max(1.0);
    let mut peaks: Vec<Peak> = Vec::new();
    for (index, n) in counts.iter().enumerate() {
        let z = residuals[index] / scale;
        if z < MIN_Z || *n < MIN_COUNT || (*n as f64) < MIN_RATIO * expected[index] {
            continue;
        }
        match peaks.last_mut().filter(|peak| peak.last + 1 == index) {
            Some(peak) => {
                peak.last = index;
                peak.n += n;
                peak.expected += expected[index];
                peak.z = peak.z.max(z);
            }
            None => peaks.push(Peak { first: index, last: index, n: *n, expected: expected[index], z }),
        }
    }
    peaks.sort_by(|a, b| b.z.total_cmp(&a.z).then(a.first.cmp(&b.first)));
    peaks.truncate(limit);
    peaks.sort_by_key(|peak| peak.first);
    peaks
}

/// Median of the neighbours on either side.
fn expectation(counts: &[u64], index: usize) -> f64 {
    let from = index.saturating_sub(NEIGHBOURS);
    let to = (index + NEIGHBOURS + 1).min(counts.len());
    median((from..to).filter(|at| *at != index).map(|at| counts[at] as f64))
}

fn anscombe(mean: f64) -> f64 {
    2.0 * (mean + 0.375).sqrt()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => 0.0,
        len if len % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clear_peak_is_found_with_its_neighbours() {
        let mut counts = vec![3, 5, 4, 6, 5, 4, 3, 5, 6, 4, 5, 3, 4, 5, 4, 6];
        counts[7] = 80;
        counts[8] = 60;
        let peaks = find(&counts, 5);
        assert_eq!(peaks.len(), 1, "{peaks:?}");
        assert_eq!((peaks[0].first, peaks[0].last, peaks[0].n), (7, 8, 140));
        assert!(peaks[0].z > 8.0 && peaks[0].expected < 12.0);
    }

    #[test]
    fn ordinary_scatter_small_numbers_and_short_series_have_no_burst() {
        let scatter: Vec<u64> = (0..200_u64).map(|i| 20 + (i * 7919) % 11).collect();
        assert_eq!(find(&scatter, 5), []);
        assert_eq!(find(&[0, 0, 0, 9, 0, 0, 0, 0], 5), []);
        assert_eq!(find(&[1, 100, 1], 5), []);
        assert_eq!(find(&[], 5), []);
    }

    #[test]
    fn a_slow_swell_is_no_burst() {
        let swell: Vec<u64> = (0..100_u64).map(|i| 10 + i).collect();
        assert_eq!(find(&swell, 5), []);
    }

    #[test]
    fn only_the_strongest_are_kept_in_order_of_time() {
        let mut counts = vec![4; 120];
        for (index, n) in [(10, 40), (40, 90), (70, 60), (100, 300)] {
            counts[index] = n;
        }
        let firsts: Vec<_> = find(&counts, 2).iter().map(|peak| peak.first).collect();
        assert_eq!(firsts, [40, 100]);
    }
}
