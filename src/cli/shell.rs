//! `completions` and `man`: what a shell and a reader of manuals want.

use std::io::Write;

use anyhow::Context;
use clap::{Command, CommandFactory};

use super::args::{Args, CompletionsArgs, ManArgs};
use super::exit::{CommandResult, ExitStatus, WithStatus};
use super::out::{self, Out};

/// Prints the completion script for a shell.
pub fn completions(args: &CompletionsArgs) -> CommandResult {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "shenping", &mut script);
    out::print(&String::from_utf8_lossy(&script))?;
    Ok(ExitStatus::Success)
}

/// Prints the manual pages of the program and of all its commands, or writes them to a folder.
pub fn man(args: &ManArgs) -> CommandResult {
    let mut root = Args::command().disable_help_subcommand(true);
    root.build();
    let mut pages = Vec::new();
    render(root, &mut pages).status(ExitStatus::Failure)?;
    let Some(folder) = &args.out else {
        let text: String = pages.iter().map(|(_, page)| String::from_utf8_lossy(page)).collect();
        out::print(&text)?;
        return Ok(ExitStatus::Success);
    };
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot write to {}; name a folder elsewhere", folder.display()))
        .status(ExitStatus::Usage)?;
    for (name, page) in &pages {
        let mut file = Out::create(&folder.join(name))?;
        file.write_all(page).status(ExitStatus::Failure)?;
        file.commit()?;
    }
    Ok(ExitStatus::Success)
}

/// The page of a command under the name by which others refer to it, then those of the commands below.
fn render(command: Command, pages: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
    let below: Vec<Command> = command.get_subcommands().filter(|command| !command.is_hide_set()).cloned().collect();
    let man = clap_mangen::Man::new(command);
    let mut page = Vec::new();
    man.render(&mut page)?;
    pages.push((man.get_filename(), page));
    below.into_iter().try_for_each(|command| render(command, pages))
}
