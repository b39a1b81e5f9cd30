//! `stats`

use super::args::StatsArgs;
use super::config::Config;
use super::exit::{CommandResult, Failure};

/// Runs the command.
pub fn run(_config: &Config, _args: &StatsArgs) -> CommandResult {
    Err(Failure::usage("stats is not there yet"))
}
