//! `export`: all tables for dashboards and spreadsheets.

use super::args::{ExportArgs, ExportFormat, ProfileArg};
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, WithStatus};
use super::stats::options;
use super::tables::analyse;
use crate::report::{ExportOptions, OutputFolder, Profile, export};

/// Runs the command.
pub fn run(_config: &Config, args: &ExportArgs) -> CommandResult {
    let tables = options(args.bucket, &args.tz)?;
    let folder = OutputFolder::prepare(&args.out, &[]).status(ExitStatus::Usage)?;
    let analysed = analyse(&args.input, &args.lexicons, &tables)?;
    let options = ExportOptions {
        profile: match args.profile {
            ProfileArg::Machine => Profile::Machine,
            ProfileArg::Excel => Profile::Excel,
        },
        csv: args.format.contains(&ExportFormat::Csv),
        parquet: args.format.contains(&ExportFormat::Parquet),
    };
    export(&analysed.frame, &analysed.aggregates, &analysed.warnings, options, &folder).status(ExitStatus::Failure)?;
    Ok(ExitStatus::Success)
}
