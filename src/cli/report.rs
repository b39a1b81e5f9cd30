//! `report`: the offline page, pictures, tables and summary.

use std::io::{self, Write};
use std::path::Path;

use super::args::{LangArg, ReportArgs};
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use super::output::plain;
use super::stats::options;
use super::tables::{Analysed, analyse};
use super::theme;
use crate::chart::Lang;
use crate::report::{About, Conclusion, OutputFolder, ReportError, ReportInput, write};

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Self {
        match lang {
            LangArg::Zh => Self::Zh,
            LangArg::En => Self::En,
        }
    }
}

/// Runs the command.
pub fn run(_config: &Config, args: &ReportArgs) -> CommandResult {
    let options = options(args.bucket, &args.tz)?;
    let theme = args.theme.as_deref().map(theme::read).transpose()?.unwrap_or_default();
    let folder = prepare(&args.out)?;
    let analysed = analyse(&args.input, &args.lexicons, &options, &args.out)?;
    let about = About {
        title: args.title.clone(),
        lang: args.lang.into(),
        sources: args.input.inputs.iter().map(|path| path.display().to_string()).collect(),
        declared: analysed.declared,
        bucket_given: args.bucket.is_some(),
        warnings: analysed.warnings.clone(),
        theme,
    };
    print_verdict(&write_report(&analysed, &about, &folder)?, &args.out)?;
    Ok(ExitStatus::Success)
}

/// Makes the folders of a report before the long work starts.
pub fn prepare(out: &Path) -> Result<OutputFolder, Failure> {
    OutputFolder::prepare(out, &["charts", "csv"]).status(ExitStatus::Usage)
}

/// Writes all files of a report.
pub fn write_report(analysed: &Analysed, about: &About, folder: &OutputFolder) -> Result<Conclusion, Failure> {
    let Analysed { analyzer, comments, aggregates, .. } = analysed;
    let written = write(&ReportInput { comments, aggregates, analyzer, about }, folder);
    // With the built-in look the templates can't fail; with another one they are the user's.
    let status = match &written {
        Err(ReportError::Theme { .. } | ReportError::Template(_)) => ExitStatus::Usage,
        _ => ExitStatus::Failure,
    };
    written.status(status)
}

/// Says the verdict in three lines on stderr.
pub fn print_verdict(written: &Conclusion, out: &Path) -> Result<(), Failure> {
    let page = out.join("report.html");
    writeln!(io::stderr().lock(), "{}\n{}\n{}", plain(&written.headline), plain(&written.evidence), page.display())
        .status(ExitStatus::Failure)
}
