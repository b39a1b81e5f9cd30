//! `purge`

use std::io::Write;

use super::age::parse_age;
use super::args::PurgeArgs;
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use super::output::counted;
use crate::collect::CollectError;
use crate::collect::purge::{delete, outdated};

const DAY: u64 = 86_400;

/// Runs the command: lists what is old, deletes it only when told so.
pub fn run(_config: &Config, args: &PurgeArgs) -> CommandResult {
    // Who writes 3m may mean months.
    let age = parse_age(&args.older_than).filter(|_| !args.older_than.ends_with('m')).ok_or_else(|| {
        Failure::usage(format!(
            "--older-than {}: give a number with h, d or w, such as 12h, 30d or 8w",
            args.older_than
        ))
    })?;
    let found = outdated(&args.out, age).status(ExitStatus::Failure)?;
    let mut out = std::io::stderr().lock();
    if found.is_empty() {
        let line = writeln!(out, "nothing in {} is older than {}", args.out.display(), args.older_than);
        line.status(ExitStatus::Failure)?;
        return Ok(ExitStatus::Nothing);
    }
    let mut done = 0;
    for collection in &found {
        let days = collection.age.as_secs() / DAY;
        let kilobytes = collection.bytes.div_ceil(1000);
        let line = writeln!(out, "{}: {days} days old, {kilobytes} kB", collection.folder.display());
        line.status(ExitStatus::Failure)?;
        match if args.yes { delete(collection) } else { Ok(()) } {
            Ok(()) => done += 1,
            Err(error @ CollectError::Locked { .. }) => {
                writeln!(out, "  left alone: {error}").status(ExitStatus::Failure)?;
            }
            Err(error) => return Err(Failure::new(ExitStatus::Failure, error)),
        }
    }
    let what = if args.yes { "deleted" } else { "would be deleted; nothing is deleted without --yes" };
    writeln!(out, "{} {what}", counted(done, "collection")).status(ExitStatus::Failure)?;
    Ok(if done == found.len() as u64 { ExitStatus::Success } else { ExitStatus::Resumable })
}
