//! `report`

use super::args::ReportArgs;
use super::config::Config;
use super::exit::{CommandResult, Failure};

/// Runs the command.
pub fn run(_config: &Config, _args: &ReportArgs) -> CommandResult {
    Err(Failure::usage("report is not there yet"))
}
