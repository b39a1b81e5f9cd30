//! `fetch`

use super::args::FetchArgs;
use super::config::Config;
use super::exit::{CommandResult, Failure};

/// Runs the command.
pub fn run(_config: &Config, _args: &FetchArgs) -> CommandResult {
    Err(Failure::usage("fetch is not there yet"))
}
