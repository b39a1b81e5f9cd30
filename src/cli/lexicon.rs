//! `lexicon`

use super::args::LexiconCommand;
use super::config::Config;
use super::exit::{CommandResult, Failure};

/// Runs the command.
pub fn run(_config: &Config, _args: &LexiconCommand) -> CommandResult {
    Err(Failure::usage("lexicon is not there yet"))
}
