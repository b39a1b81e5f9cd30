//! `stats`: one table of metrics as CSV.

use super::args::{BucketArg, StatsArgs, StatsBy};
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use super::{input, output};
use crate::aggregate::{AggregateError, AggregateOptions, Bucket, Tables, TimeTable, csv, parse_time_zone};
use crate::frame::score_frame;
use crate::score::Analyzer;

impl From<BucketArg> for Bucket {
    fn from(bucket: BucketArg) -> Self {
        match bucket {
            BucketArg::QuarterHour => Self::QuarterHour,
            BucketArg::Hour => Self::Hour,
            BucketArg::Day => Self::Day,
            BucketArg::Week => Self::Week,
        }
    }
}

/// The library's options for `--bucket` and `--tz`.
///
/// # Errors
/// A time zone that does not exist: exit code 2.
pub fn options(bucket: Option<BucketArg>, time_zone: &str) -> Result<AggregateOptions, Failure> {
    let time_zone = parse_time_zone(time_zone).status(ExitStatus::Usage)?;
    Ok(AggregateOptions { bucket: bucket.map(Bucket::from), time_zone, ..AggregateOptions::default() })
}

/// The exit code that a table which can't be made ends with.
pub fn failure(error: AggregateError) -> Failure {
    let status = match error {
        AggregateError::TooManyBuckets { .. } | AggregateError::NoSuchZone { .. } => ExitStatus::Usage,
        _ => ExitStatus::Failure,
    };
    Failure::new(status, error)
}

/// Runs the command.
pub fn run(_config: &Config, args: &StatsArgs) -> CommandResult {
    let options = options(args.bucket, &args.tz)?;
    let analyzer = Config::analyzer(&args.lexicons)?;
    let input = input::read(&args.input)?;
    let scored = score_frame(&input.comments, &analyzer);
    let table = table(&Tables::new(&scored), args.by, &options, &analyzer)?;
    output::write_to(&args.output, |out| table.write_csv(out))?;
    Ok(ExitStatus::Success)
}

fn table(
    tables: &Tables<'_>,
    by: StatsBy,
    options: &AggregateOptions,
    analyzer: &Analyzer,
) -> Result<csv::TextTable, Failure> {
    match by {
        StatsBy::Time => match tables.by_time(options).map_err(failure)? {
            Some(table) => {
                warn_of_left_out(&table);
                Ok(csv::by_time(Some(&table)))
            }
            None => Err(no_time(options)),
        },
        StatsBy::Likes => tables.by_likes().map(|rows| csv::by_likes(&rows)).map_err(failure),
        StatsBy::Region => tables.by_region().map(|rows| csv::by_region(&rows)).map_err(failure),
        StatsBy::Polarity => tables.by_polarity().map(|rows| csv::by_polarity(&rows)).map_err(failure),
        StatsBy::Video => tables.by_video().map(|rows| csv::by_video(&rows)).map_err(failure),
        StatsBy::Keyword => Ok(csv::keywords(&tables.keywords(analyzer, options.keywords))),
    }
}

fn warn_of_left_out(table: &TimeTable) {
    let bucket = table.bucket.as_str();
    if table.too_vague > 0 {
        let count = table.too_vague;
        output::print_warning(&format!(
            "{count} comments with a date or a relative time only are left out of {bucket} buckets"
        ));
    }
    if table.without_time > 0 {
        output::print_warning(&format!("{} comments without a time are left out", table.without_time));
    }
}

fn no_time(options: &AggregateOptions) -> Failure {
    let message = match options.bucket {
        Some(bucket) => format!("no comment has a time fine enough for {} buckets", bucket.as_str()),
        None => "no comment has a time that a bucket could be made of".to_owned(),
    };
    Failure::new(ExitStatus::Nothing, anyhow::anyhow!(message))
}
