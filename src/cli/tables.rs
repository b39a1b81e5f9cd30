//! From arguments to scored comments and their tables: what `report` and `export` share.

use super::args::{InputArgs, LexiconArgs};
use super::config::Config;
use super::exit::Failure;
use super::{input, stats};
use crate::aggregate::{AggregateOptions, Aggregates, aggregate};
use crate::frame::{Input, ScoredFrame, Warning, score_frame};
use crate::score::Analyzer;

/// Scored comments, their tables, and what is known of their input.
pub struct Analysed {
    /// What scored them.
    pub analyzer: Analyzer,
    /// The scored comments.
    pub frame: ScoredFrame,
    /// The tables.
    pub aggregates: Aggregates,
    /// Comments the platform declared.
    pub declared: Option<u64>,
    /// What was not understood or left out.
    pub warnings: Vec<Warning>,
}

/// Reads, scores and aggregates.
///
/// # Errors
/// Bad input (exit code 5), no comment in it (6), or buckets too fine for its span (2).
pub fn analyse(inputs: &InputArgs, lexicons: &LexiconArgs, options: &AggregateOptions) -> Result<Analysed, Failure> {
    let analyzer = Config::analyzer(lexicons)?;
    let Input { comments, declared_total, warnings, .. } = input::read(inputs)?;
    let frame = score_frame(&comments, &analyzer);
    let aggregates = aggregate(&frame, &analyzer, options).map_err(stats::failure)?;
    Ok(Analysed { analyzer, frame, aggregates, declared: declared_total, warnings })
}
