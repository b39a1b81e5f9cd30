//! `score`

use super::args::ScoreArgs;
use super::config::Config;
use super::exit::{CommandResult, Failure};

/// Runs the command.
pub fn run(_config: &Config, _args: &ScoreArgs) -> CommandResult {
    Err(Failure::usage("score is not there yet"))
}
