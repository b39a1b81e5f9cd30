//! `export`

use super::args::ExportArgs;
use super::config::Config;
use super::exit::{CommandResult, Failure};

/// Runs the command.
pub fn run(_config: &Config, _args: &ExportArgs) -> CommandResult {
    Err(Failure::usage("export is not there yet"))
}
