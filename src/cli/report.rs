//! `report`: the offline page, pictures, tables and summary.

use super::args::{LangArg, ReportArgs};
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, WithStatus};
use super::input;
use crate::aggregate::{AggregateOptions, aggregate};
use crate::chart::Lang;
use crate::frame::score_frame;
use crate::report::{About, OutputFolder, ReportInput, render};

/// Runs the command.
pub fn run(_config: &Config, args: &ReportArgs) -> CommandResult {
    let folder = OutputFolder::prepare(&args.out, &["charts", "csv"]).status(ExitStatus::Failure)?;
    let analyzer = Config::analyzer(&args.lexicons)?;
    let input = input::read(&args.input)?;
    let frame = score_frame(&input.comments, &analyzer);
    let aggregates = aggregate(&frame, &analyzer, &AggregateOptions::default()).status(ExitStatus::Usage)?;
    let about = About {
        title: args.title.clone(),
        bucket_given: args.bucket.is_some(),
        lang: match args.lang {
            LangArg::Zh => Lang::Zh,
            LangArg::En => Lang::En,
        },
        sources: args.input.inputs.iter().map(|path| path.display().to_string()).collect(),
        declared: input.declared_total,
        warnings: input.warnings.iter().map(ToString::to_string).collect(),
    };
    let report = ReportInput { frame: &frame, aggregates: &aggregates, analyzer: &analyzer, about: &about };
    for file in render(&report).status(ExitStatus::Failure)? {
        folder.put(&file).status(ExitStatus::Failure)?;
    }
    Ok(ExitStatus::Success)
}
