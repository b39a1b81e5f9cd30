//! All files of a report in memory, and a folder to put them in.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::chart::{Lang, Picture, count};
use crate::copies::{Finder, Group, Print};
use crate::frame::FrameError;
use crate::frame::files::write_atomic;
use crate::score::Polarity;

use super::charts;
use super::conclusion::{Conclusion, Judged};
use super::error::ReportError;
use super::facts::Facts;
use super::page::{Page, Parts};
use super::quotes::shown;
use super::series::Series;
use super::summary::{self, Conclusions, Coverage};
use super::tables::tables;
use super::{ReportInput, deciding, html, warnings};

/// A file of the report: its path inside the folder and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Path with forward slashes.
    pub path: String,
    /// Contents.
    pub bytes: Vec<u8>,
}

/// Smallest group of copies that is told of.
const LEAST_COPIES: usize = 3;

/// Groups of comments that say the same.
fn copies(facts: &Facts<'_>) -> Result<Vec<Group>, ReportError> {
    let mut finder = Finder::default();
    let add = |_, texts: &[String]| {
        let prints: Vec<_> = texts.par_iter().map(|text| Print::of(text)).collect();
        for print in prints {
            finder.push(print);
        }
        Ok(())
    };
    facts.store.for_each_text(add).map_err(|error| ReportError::Comments(FrameError::Aside(error)))?;
    let text = |row: usize| facts.text(row);
    Ok(finder.finish(text).groups(text, LEAST_COPIES))
}

/// Makes `report.html`, `charts/*.png` and `summary.json`, and says what they come to.
///
/// # Errors
/// No comment at all, or a picture or page that can't be made.
pub fn render(input: &ReportInput<'_>) -> Result<(Vec<File>, Conclusion), ReportError> {
    if input.comments.is_empty() {
        return Err(ReportError::Empty);
    }
    let facts = Facts::new(input);
    let aggregates = input.aggregates;
    let lang = facts.lang();
    let title = title(&facts, input);
    let judged = Judged::new(&facts, aggregates);
    let Judged { series, turn, verdict, pin } = &judged;
    let peaks = series.as_ref().map(Series::peaks).unwrap_or_default();
    let groups = copies(&facts)?;
    let coverage = Coverage::new(&facts, aggregates);
    let warnings = warnings::all(&input.about.warnings, aggregates.by_time.as_ref(), lang);
    let summary = summary::summary(
        &facts,
        &title,
        &Conclusions {
            verdict,
            turn: turn.as_ref().zip(series.as_ref()),
            coverage: &coverage,
            groups: &groups,
            pin: pin.as_ref(),
            warnings: &warnings,
        },
        aggregates,
    );
    let pictures = charts::pictures(aggregates, series.as_ref(), (&peaks, turn.as_ref()), verdict, lang);
    let poster = charts::poster(&facts, aggregates, (series.as_ref(), turn.as_ref()), verdict, &title);
    let drawn = charts::draw(&pictures)?;
    let all: Vec<&Picture> = pictures.iter().map(|(picture, _)| picture).chain([&poster]).collect();
    let mut files: Vec<File> = charts::files(&all, &footer(&title, aggregates.total.n, lang))?
        .into_iter()
        .map(|(path, bytes)| File { path, bytes })
        .collect();
    let parts = Parts {
        aggregates,
        series: series.as_ref(),
        peaks: &peaks,
        turn: turn.as_ref(),
        verdict,
        groups: &groups,
        coverage: &coverage,
        warnings: &warnings,
        title,
        deciding: [Polarity::Positive, Polarity::Negative].map(|side| deciding::words(&facts, side)),
        pin: pin.as_ref(),
    };
    let page = html::render(&Page::new(&facts, parts), &drawn, lang, &input.about.theme)?;
    files.push(File { path: "report.html".to_owned(), bytes: page.into_bytes() });
    files.push(File { path: "summary.json".to_owned(), bytes: json_bytes(&summary)? });
    let conclusion = judged.conclusion(aggregates, lang);
    input.comments.check()?;
    Ok((files, conclusion))
}

fn json_bytes(value: &serde_json::Value) -> Result<Vec<u8>, ReportError> {
    let failed = |source| ReportError::Encode { name: "summary.json".to_owned(), source: Box::new(source) };
    let mut bytes = serde_json::to_vec_pretty(value).map_err(failed)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The line below each picture.
fn footer(title: &str, n: u64, lang: Lang) -> String {
    let n = count(n, lang);
    match lang {
        Lang::Zh => format!("{title} · {n} 条评论 · shenping {}", env!("CARGO_PKG_VERSION")),
        Lang::En => format!("{title} · {n} comments · shenping {}", env!("CARGO_PKG_VERSION")),
    }
}

fn title(facts: &Facts<'_>, input: &ReportInput<'_>) -> String {
    let lang = facts.lang();
    if let Some(title) = &input.about.title {
        return shown(title, 120).0;
    }
    let videos: Vec<&str> =
        input.aggregates.by_video.iter().map(|row| row.video_id.as_str()).filter(|id| !id.is_empty()).collect();
    match (videos.as_slice(), lang) {
        ([id], Lang::Zh) => format!("视频 {} 的评论", shown(id, 40).0),
        ([id], Lang::En) => format!("Comments on video {}", shown(id, 40).0),
        ([], Lang::Zh) => "抖音评论".to_owned(),
        ([], Lang::En) => "Douyin comments".to_owned(),
        (videos, Lang::Zh) => format!("{} 个视频的评论", videos.len()),
        (videos, Lang::En) => format!("Comments on {} videos", videos.len()),
    }
}

/// Makes every file of a report and writes it: the page, pictures, summary, and all tables as CSV.
///
/// # Errors
/// No comment at all, a picture or page that can't be made, or a file that can't be written.
pub fn write(input: &ReportInput<'_>, folder: &OutputFolder) -> Result<Conclusion, ReportError> {
    let (files, conclusion) = render(input)?;
    for file in files {
        folder.put(&file)?;
    }
    for (name, table) in tables(input.aggregates) {
        folder.put(&File { path: format!("csv/{name}.csv"), bytes: table.to_csv() })?;
    }
    let path = folder.path("csv/comments.csv");
    input.comments.write_csv(&path).map_err(|source| ReportError::Table { path, source: Box::new(source) })?;
    Ok(conclusion)
}

/// A folder that files are put into one by one, each whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFolder {
    root: PathBuf,
}

impl OutputFolder {
    /// Makes the folder and these folders inside it, and makes sure that files can be written: a mistake shows before
    /// the long work starts.
    ///
    /// # Errors
    /// A folder that can't be made or written to.
    pub fn prepare(root: &Path, inside: &[&str]) -> Result<Self, ReportError> {
        for folder in [""].iter().chain(inside) {
            let path = if folder.is_empty() { root.to_owned() } else { root.join(folder) };
            let failed = |source| ReportError::Write { path: path.clone(), source };
            fs::create_dir_all(&path).map_err(failed)?;
            tempfile::Builder::new().prefix(".shenping-").tempfile_in(&path).map_err(failed)?;
        }
        Ok(Self { root: root.to_owned() })
    }

    /// Where a file of the folder lies; forward slashes divide folders.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Writes a file, atomically.
    ///
    /// # Errors
    /// A file that can't be written.
    pub fn put(&self, file: &File) -> Result<(), ReportError> {
        let path = self.path(&file.path);
        write_atomic(&path, |out| out.write_all(&file.bytes)).map_err(|source| ReportError::Write { path, source })
    }
}
