//! `import`

use super::args::ImportArgs;
use super::config::Config;
use super::exit::{CommandResult, Failure};

/// Runs the command.
pub fn run(_config: &Config, _args: &ImportArgs) -> CommandResult {
    Err(Failure::usage("import is not there yet"))
}
