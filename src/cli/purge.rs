//! `purge`

use std::io::Write;
use std::time::Duration;

use super::args::PurgeArgs;
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use super::output::counted;
use crate::collect::CollectError;
use crate::collect::purge::{delete, outdated};

const DAY: u64 = 86_400;

/// Runs the command: lists what is old, deletes it only when told so.
pub fn run(_config: &Config, args: &PurgeArgs) -> CommandResult {
    let age = parse_age(&args.older_than).ok_or_else(|| {
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
    let what = if args.yes { "deleted" } else { "to delete; --yes does it" };
    writeln!(out, "{} {what}", counted(done, "collection")).status(ExitStatus::Failure)?;
    Ok(if done == found.len() as u64 { ExitStatus::Success } else { ExitStatus::Resumable })
}

/// `12h`, `30d`, `8w`; nothing else, and never less than an hour.
fn parse_age(text: &str) -> Option<Duration> {
    let unit = match text.chars().next_back()? {
        'h' => 3600,
        'd' => DAY,
        'w' => 7 * DAY,
        _ => return None,
    };
    let count: u64 = text[..text.len() - 1].parse().ok()?;
    count.checked_mul(unit).filter(|seconds| *seconds > 0).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_have_a_number_and_a_unit() {
        assert_eq!(parse_age("30d"), Some(Duration::from_secs(30 * DAY)));
        assert_eq!(parse_age("8w"), Some(Duration::from_secs(56 * DAY)));
        assert_eq!(parse_age("12h"), Some(Duration::from_hours(12)));
        for wrong in ["", "d", "30", "-1d", "0d", "1.5d", "30天", "99999999999999999999d"] {
            assert_eq!(parse_age(wrong), None, "{wrong}");
        }
    }
}
