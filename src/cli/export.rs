//! `export`: all tables for dashboards and spreadsheets.

use super::args::{ExportArgs, ExportFormat, ProfileArg};
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, WithStatus};
use super::output::print_note;
use super::stats::{failure, options};
use super::tables::{Analysed, analyse};
use crate::aggregate::by_video_in_full;
use crate::report::{ExportInput, ExportOptions, OutputFolder, Profile, export};

/// Runs the command.
pub fn run(_config: &Config, args: &ExportArgs) -> CommandResult {
    let tables = options(args.bucket, &args.tz)?;
    let folder = OutputFolder::prepare(&args.out, &[]).status(ExitStatus::Usage)?;
    let analysed = analyse(&args.input, &args.lexicons, &tables, &args.out)?;
    let options = ExportOptions {
        profile: match args.profile {
            ProfileArg::Machine => Profile::Machine,
            ProfileArg::Excel => Profile::Excel,
        },
        csv: args.format.contains(&ExportFormat::Csv),
        parquet: args.format.contains(&ExportFormat::Parquet),
    };
    let Analysed { comments, aggregates, warnings, .. } = &analysed;
    let several = aggregates.by_video.len() > 1;
    let videos = if several { by_video_in_full(comments.figures(), &tables).map_err(failure)? } else { Vec::new() };
    if several && videos.len() < aggregates.by_video.len() {
        print_note(&format!(
            "metrics has every dimension of {} videos, and the totals of all {}",
            videos.len(),
            aggregates.by_video.len()
        ));
    }
    let input = ExportInput { comments, aggregates, videos: &videos, warnings };
    export(&input, options, &folder).status(ExitStatus::Failure)?;
    Ok(ExitStatus::Success)
}
