//! `import`

use std::collections::BTreeMap;
use std::io::Write;

use super::args::{self, ImportArgs};
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use super::output::{plain, print_error};
use crate::collect::import::{ImportForm, ImportOptions, ImportReport, import};
use crate::frame::header::CommentField;

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
        video_id: args.video.clone(),
    };
    let mut report = import(&args.files, &options).status(ExitStatus::Failure)?;
    // Nothing can be done where even the report can't be written.
    let _ = print(&report);
    let failed = std::mem::take(&mut report.failed);
    let status = if failed.is_empty() { ExitStatus::Success } else { ExitStatus::BadInput };
    for (path, error) in failed {
        print_error(&anyhow::Error::new(error).context(format!("left out {}", path.display())));
    }
    Ok(status)
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
        writeln!(out, "{}: {} comments, {} of them new", video.folder.display(), video.comments, video.new)?;
    }
    Ok(())
}
