//! `purge`

use super::args::PurgeArgs;
use super::config::Config;
use super::exit::{CommandResult, Failure};

/// Runs the command.
pub fn run(_config: &Config, _args: &PurgeArgs) -> CommandResult {
    Err(Failure::usage("purge is not there yet"))
}
