//! `evaluate`

use super::args::EvaluateArgs;
use super::config::Config;
use super::exit::{CommandResult, Failure};

/// Runs the command.
pub fn run(_config: &Config, _args: &EvaluateArgs) -> CommandResult {
    Err(Failure::usage("evaluate is not there yet"))
}
