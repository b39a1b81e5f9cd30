//! From arguments to scored comments and their tables: what `report` and `export` share.

use std::path::Path;

use super::args::{InputArgs, LexiconArgs};
use super::config::Config;
use super::exit::Failure;
use super::{input, stats};
use crate::aggregate::{AggregateOptions, Aggregates, Words, tabulate};
use crate::frame::{CommentStore, Gathered, Warning};
use crate::score::Analyzer;

/// Scored comments, their tables, and what is known of their input.
pub struct Analysed {
    /// What scored them.
    pub analyzer: Analyzer,
    /// The scored comments.
    pub comments: CommentStore,
    /// The tables.
    pub aggregates: Aggregates,
    /// Comments the platform declared.
    pub declared: Option<u64>,
    /// What was not understood or left out.
    pub warnings: Vec<Warning>,
}

/// Reads, scores and aggregates; what does not fit into memory is put aside in `folder`.
///
/// # Errors
/// Bad input (exit code 5), no comment in it (6), or buckets too fine for its span (2).
pub fn analyse(
    inputs: &InputArgs,
    lexicons: &LexiconArgs,
    options: &AggregateOptions,
    folder: &Path,
) -> Result<Analysed, Failure> {
    let analyzer = Config::analyzer(lexicons)?;
    let mut words = Words::new(&analyzer, folder);
    let gathered = input::comments(inputs, &analyzer, folder, &mut |texts| words.push(texts))?;
    let Gathered { comments, declared_total, warnings } = gathered;
    let aggregates = tabulate(comments.figures(), words, options).map_err(stats::failure)?;
    Ok(Analysed { analyzer, comments, aggregates, declared: declared_total, warnings })
}
