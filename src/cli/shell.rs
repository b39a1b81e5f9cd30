//! `completions` and `man`: what a shell and a reader of manuals want.

use clap::CommandFactory;

use super::args::{Args, CompletionsArgs};
use super::exit::{CommandResult, ExitStatus, WithStatus};
use super::out;

/// Prints the completion script for a shell.
pub fn completions(args: &CompletionsArgs) -> CommandResult {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "shenping", &mut script);
    out::print(&String::from_utf8_lossy(&script))?;
    Ok(ExitStatus::Success)
}

/// Prints the manual page.
pub fn man() -> CommandResult {
    let mut page = Vec::new();
    clap_mangen::Man::new(Args::command()).render(&mut page).status(ExitStatus::Failure)?;
    out::print(&String::from_utf8_lossy(&page))?;
    Ok(ExitStatus::Success)
}
