//! `import`

use std::collections::BTreeMap;
use std::io::Write;

use super::args::{self, ImportArgs};
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, Failure};
use super::out;
use super::output::{counted, plain, print_error};
use crate::collect::CollectError;
use crate::collect::import::{ImportError, ImportForm, ImportOptions, ImportReport, import, parse_video};
use crate::frame::header::CommentField;
use crate::frame::value::parse_time;

/// Runs the command.
pub fn run(_config: &Config, args: &ImportArgs) -> CommandResult {
    let options = ImportOptions {
        out: args.out.clone(),
        form: match args.from {
            args::ImportForm::Auto => ImportForm::Auto,
            args::ImportForm::Justoneapi => ImportForm::Pages,
            args::ImportForm::Mediacrawler => ImportForm::MediaCrawler,
            args::ImportForm::Csv => ImportForm::Csv,
            args::ImportForm::Jsonl => ImportForm::Jsonl,
            args::ImportForm::Parquet => ImportForm::Parquet,
        },
        columns: columns(&args.map)?,
        video_id: args.video.as_deref().map(video).transpose()?,
        collected_at_ms: args.collected_at.as_deref().map(moment).transpose()?,
    };
    out::check_folder(&args.out)?;
    let mut report = import(&args.files, &options);
    // Nothing can be done where even the report can't be written.
    let _ = print(&report);
    let failed = std::mem::take(&mut report.failed);
    let mut status = ExitStatus::Success;
    for (path, error) in failed {
        let is_ours = matches!(&error, ImportError::Table(error) if error.is_ours());
        status = if is_ours || status == ExitStatus::Failure { ExitStatus::Failure } else { ExitStatus::BadInput };
        print_error(&anyhow::Error::new(error).context(format!("left out {}", path.display())));
    }
    for (video_id, error) in report.unwritten {
        let is_locked = matches!(error, CollectError::Locked { .. });
        status = if is_locked && status != ExitStatus::Failure { ExitStatus::Resumable } else { ExitStatus::Failure };
        let advice = error.advice().map(|advice| format!("; {advice}")).unwrap_or_default();
        print_error(&anyhow::Error::new(error).context(format!("could not import comments of {video_id}{advice}")));
    }
    Ok(status)
}

/// The video a word on the command line means.
fn video(text: &str) -> Result<String, Failure> {
    parse_video(text)
        .map_err(|error| Failure::usage(format!("--video: {error}; an id or a douyin.com address is best")))
}

/// The moment a date or time on the command line means.
fn moment(text: &str) -> Result<i64, Failure> {
    let time = parse_time(text, None).ok().flatten().and_then(|cell| cell.time);
    time.map(|time| time.unix_ms).ok_or_else(|| {
        Failure::usage(format!(
            "--collected-at {text}: give a date or time such as 2025-12-27 or 2025-12-27T09:30:00+08:00"
        ))
    })
}

/// The columns given as `field=column`.
fn columns(map: &[String]) -> Result<BTreeMap<CommentField, String>, Failure> {
    let mut columns = BTreeMap::new();
    for entry in map {
        let (field, column) = entry.split_once('=').unwrap_or((entry, ""));
        let known = CommentField::parse(field.trim()).filter(|_| !column.trim().is_empty());
        let Some(field) = known else {
            let fields = CommentField::ALL.map(CommentField::as_str).join(", ");
            return Err(Failure::usage(format!("--map {entry}: give field=column with a field of {fields}")));
        };
        columns.insert(field, column.trim().to_owned());
    }
    Ok(columns)
}

fn print(report: &ImportReport) -> std::io::Result<()> {
    let mut out = std::io::stderr().lock();
    for file in &report.files {
        for line in file.to_string().lines() {
            writeln!(out, "{}", plain(line))?;
        }
    }
    for video in &report.videos {
        writeln!(out, "{}: {}, {} of them new", video.folder.display(), counted(video.comments, "comment"), video.new)?;
    }
    Ok(())
}
