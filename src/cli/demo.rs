//! `demo`

use super::args::DemoArgs;
use super::config::Config;
use super::exit::{CommandResult, Failure};

/// Runs the command.
pub fn run(_config: &Config, _args: &DemoArgs) -> CommandResult {
    Err(Failure::usage("demo is not there yet"))
}
