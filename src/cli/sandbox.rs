//! `sandbox`

use super::args::SandboxArgs;
use super::config::Config;
use super::exit::{CommandResult, Failure};

/// Runs the command.
pub fn run(_config: &Config, _args: &SandboxArgs) -> CommandResult {
    Err(Failure::usage("sandbox is not there yet"))
}
