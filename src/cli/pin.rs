//! `pin`

use super::args::PinCommand;
use super::config::Config;
use super::exit::{CommandResult, Failure};

/// Runs the command.
pub fn run(_config: &Config, _args: &PinCommand) -> CommandResult {
    Err(Failure::usage("pin is not there yet"))
}
