//! What company terms keep: vectors such that terms used in the same surroundings lie close.
//!
//! A labelled set is small and most terms are rare in it; unlabelled comments are many. Counts of neighbours within a
//! window, as positive pointwise mutual information, are reduced to a few dimensions by subspace iteration (a
//! randomised singular value decomposition; Levy and Goldberg 2014 show that this is what word2vec factors). Weights
//! that are linear in the vectors carry what labels say of one term over to terms like it.

use std::collections::BTreeMap;

use crate::threads;

/// Neighbours up to so many tokens away count.
const WINDOW: usize = 4;
/// Frequent neighbours count a little less than their share (Levy, Goldberg and Dagan 2015).
const CONTEXT_POWER: f64 = 0.75;
/// Passes of the subspace iteration.
const PASSES: usize = 4;

/// Symmetric counts of neighbours, turned into associations; one sparse row a term.
struct Associations {
    rows: Vec<Vec<(u32, f64)>>,
}

/// Vectors of `dimensions` numbers for terms `0..terms`, of length 1, or 0 where a term has no company.
pub(super) fn vectors(texts: &[Vec<u32>], terms: usize, dimensions: usize) -> Vec<Vec<f64>> {
    let associations = Associations::new(texts, terms);
    let mut basis: Vec<Vec<f64>> = (0..dimensions).map(|at| noise(at as u64, terms)).collect();
    for _ in 0..PASSES {
        orthonormalize(&mut basis);
        basis = associations.times_all(&basis);
    }
    (0..terms).map(|term| unit(basis.iter().map(|column| column[term]).collect())).collect()
}

impl Associations {
    fn new(texts: &[Vec<u32>], terms: usize) -> Self {
        let mut counts: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for text in texts {
            for (at, left) in text.iter().enumerate() {
                for (distance, right) in text[at + 1..].iter().take(WINDOW).enumerate() {
                    let near = 1.0 / (1.0 + distance as f64);
                    *counts.entry((*left.min(right), *left.max(right))).or_default() += near;
                }
            }
        }
        let mut sums = vec![0.0; terms];
        for ((a, b), count) in &counts {
            sums[*a as usize] += count;
            sums[*b as usize] += count;
        }
        let smoothed: Vec<f64> = sums.iter().map(|sum: &f64| sum.powf(CONTEXT_POWER)).collect();
        let total: f64 = smoothed.iter().sum();
        let mut rows = vec![Vec::new(); terms];
        for ((a, b), count) in counts {
            let association = |word: u32, context: u32| {
                (count * total / (sums[word as usize] * smoothed[context as usize])).ln().max(0.0)
            };
            let both = 0.5 * (association(a, b) + association(b, a));
            if both > 0.0 {
                rows[a as usize].push((b, both));
                if a != b {
                    rows[b as usize].push((a, both));
                }
            }
        }
        Self { rows }
    }

    fn times(&self, column: &[f64]) -> Vec<f64> {
        self.rows.iter().map(|row| row.iter().map(|(at, weight)| weight * column[*at as usize]).sum()).collect()
    }

    fn times_all(&self, columns: &[Vec<f64>]) -> Vec<Vec<f64>> {
        threads::map(columns, |column| self.times(column)).collect()
    }
}

/// Gram and Schmidt's method, twice for accuracy.
fn orthonormalize(columns: &mut [Vec<f64>]) {
    for _ in 0..2 {
        for at in 0..columns.len() {
            let (before, rest) = columns.split_at_mut(at);
            let column = &mut rest[0];
            for other in before.iter() {
                let along: f64 = column.iter().zip(other).map(|(a, b)| a * b).sum();
                column.iter_mut().zip(other).for_each(|(a, b)| *a -= along * b);
            }
            *column = unit(std::mem::take(column));
        }
    }
}

fn unit(mut vector: Vec<f64>) -> Vec<f64> {
    let length = vector.iter().map(|value| value * value).sum::<f64>().sqrt();
    if length > 0.0 {
        for value in &mut vector {
            *value /= length;
        }
    }
    vector
}

/// Numbers in -0.5..0.5 that look random and are always the same (SplitMix64).
fn noise(seed: u64, len: usize) -> Vec<f64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(20_261_122);
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    (0..len).map(|_| next()).collect()
}
