//! `pin`: choose the comment on top, look at what is there, put one there, take it down.

mod apply;
mod attempt;
mod audit;
mod input;
mod platform;
mod status;
mod suggest;

use super::args::PinCommand;
use super::config::Config;
use super::exit::CommandResult;

/// Runs the command.
pub fn run(config: &Config, command: &PinCommand) -> CommandResult {
    match command {
        PinCommand::Suggest(args) => suggest::run(args),
        PinCommand::Status(args) => status::status(config, args),
        PinCommand::Apply(args) => apply::run(config, args),
        PinCommand::Remove(args) => status::remove(config, args),
    }
}
