//! `explain`

use super::args::ExplainArgs;
use super::config::Config;
use super::exit::{CommandResult, Failure};

/// Runs the command.
pub fn run(_config: &Config, _args: &ExplainArgs) -> CommandResult {
    Err(Failure::usage("explain is not there yet"))
}
