//! `stats`: one table of metrics as CSV.

use super::args::{BucketArg, LexiconArgs, StatsArgs, StatsBy};
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use super::output::counted;
use super::{input, out, output};
use crate::aggregate::{
    AggregateError, AggregateOptions, Bucket, KeywordOptions, Tables, TimeTable, Words, csv, parse_time_zone,
};
use crate::frame::Figures;

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
    let mut out = out::create_csv(&args.output)?;
    let figures = || figures(args);
    let table = match args.by {
        StatsBy::Time => by_time(&figures()?, &options)?,
        StatsBy::Likes => csv::by_likes(&Tables::new(&figures()?).by_likes()),
        StatsBy::Region => csv::by_region(&Tables::new(&figures()?).by_region()),
        StatsBy::Polarity => csv::by_polarity(&Tables::new(&figures()?).by_polarity()),
        StatsBy::Video => csv::by_video(&Tables::new(&figures()?).by_video()),
        StatsBy::Keyword => by_keyword(args, options.keywords)?,
    };
    table.write_csv(&mut out).status(ExitStatus::Failure)?;
    out.commit()?;
    Ok(ExitStatus::Success)
}

fn by_time(figures: &Figures, options: &AggregateOptions) -> Result<csv::TextTable, Failure> {
    let table = Tables::new(figures).by_time(options).map_err(failure)?.ok_or_else(|| no_time(options))?;
    warn_of_left_out(&table);
    Ok(csv::by_time(Some(&table)))
}

/// The figures of the input. No dictionary is loaded where the input says what its comments feel.
fn figures(args: &StatsArgs) -> Result<Figures, Failure> {
    if may_use_stored(args)
        && let Some(figures) = input::stored_figures(&args.input, &mut |_| Ok(()))?
    {
        return Ok(figures);
    }
    input::figures(&args.input, &Config::analyzer(&args.lexicons)?, &mut |_| Ok(()))
}

fn by_keyword(args: &StatsArgs, options: KeywordOptions) -> Result<csv::TextTable, Failure> {
    let (analyzer, folder) = (Config::analyzer(&args.lexicons)?, std::env::temp_dir());
    let mut words = Words::new(&analyzer, &folder);
    let mut figures = None;
    if may_use_stored(args) {
        figures = input::stored_figures(&args.input, &mut |texts| words.push(texts))?;
    }
    let figures = if let Some(figures) = figures {
        figures
    } else {
        // What was read so far is read once more.
        words = Words::new(&analyzer, &folder);
        input::figures(&args.input, &analyzer, &mut |texts| words.push(texts))?
    };
    words.keywords(&figures, options).map(|keywords| csv::keywords(&keywords)).map_err(failure)
}

/// Whether scores in the input may stand: nobody asked for others.
fn may_use_stored(args: &StatsArgs) -> bool {
    !args.rescore && args.lexicons == LexiconArgs::default()
}

fn warn_of_left_out(table: &TimeTable) {
    let bucket = table.bucket.as_str();
    if table.too_vague > 0 {
        let comments = counted(table.too_vague, "comment with a date or a relative time only");
        output::print_warning(&format!("{comments} left out of {bucket} buckets"));
    }
    if table.without_time > 0 {
        output::print_warning(&counted(table.without_time, "comment without a time left out"));
    }
}

fn no_time(options: &AggregateOptions) -> Failure {
    let message = match options.bucket {
        Some(bucket) => format!("no comment has a time fine enough for {} buckets", bucket.as_str()),
        None => "no comment has a time that a bucket could be made of".to_owned(),
    };
    Failure::new(ExitStatus::Nothing, anyhow::anyhow!(message))
}
