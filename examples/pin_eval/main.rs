//! Measures choosing a comment to pin on videos whose comments people have judged.
//!
//! ```text
//! cargo run --release --no-default-features --example pin_eval -- judged.csv --errors
//! ```
//!
//! The CSV has a header with `video` (or `video_id`), `text`, `likes` (or `digg_count`) and `pin` (or `pin_ok`):
//! `yes` where the comment may stand on top, `no` where it may not, anything else where the judges disagree. A
//! suggestion is right if its comment is marked `yes`; `tests/fixtures/pin_made_up.csv` is such a file.
//!
//! `--part 0/2` takes every second video only: tune on one part, confirm on the other.
//! `--folds 10` judges each tenth of the videos by weights learned from the others.
//! `--leave-out` judges each file by weights learned from the other files.
//! `--also more.csv` names comments that are learned from and not judged by; a column `weight` says how much each
//! counts, 1 without. Nothing is learned from a comment under a video that is tested, whichever file has it. A column
//! `channel` in any file tells where a video was posted: only words of several channels get a weight.
//! `--learn FOLDER` writes `fitness.tsv` and `fitness_words.tsv` there instead, learned from all comments given; those
//! of the program stand in `src/pin`.

mod judged;
mod learn;
mod regress;

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

use shenping::Analyzer;
use shenping::lexicon::LexiconFile;
use shenping::pin::{PinOutcome, PinPolicy};

use judged::Video;

struct Options {
    files: Vec<String>,
    also: Vec<String>,
    lexicons: Vec<String>,
    no_base: bool,
    learn: Option<PathBuf>,
    folds: Option<usize>,
    leave_out: bool,
    policy: PinPolicy,
    part: Option<(usize, usize)>,
    errors: bool,
    missed: bool,
}

const USAGE: &str = "usage: pin_eval JUDGED.csv... [--no-base] [--lexicon FILE]... [--set NAME=VALUE]... [--part I/N] \
                     [--errors] [--missed] [--also JUDGED.csv]... [--learn FOLDER | --folds N | --leave-out]";

fn main() -> Result<(), Box<dyn Error>> {
    let options = options()?;
    let mut videos = judged::read(&options.files)?;
    if let Some((part, of)) = options.part {
        let mut index = 0..;
        videos.retain(|_| index.next().is_some_and(|index: usize| index % of == part));
    }
    let mut out = std::io::stdout().lock();
    let analyzer = analyzer(&options)?;
    if options.learn.is_some() || options.folds.is_some() || options.leave_out {
        return learned(&mut out, &options, &videos, &analyzer);
    }
    let mut tally = Tally::default();
    for video in &videos {
        let outcome = video.outcome(&analyzer, &options.policy);
        tally.add(video, &outcome);
        let shown = match &outcome.choice {
            Some(choice) => options.errors && video.judged[choice.index] != "yes",
            None => options.missed && video.is_fit(),
        };
        if shown {
            show(&mut out, video, &outcome)?;
        }
    }
    tally.print(&mut out)?;
    Ok(())
}

/// What is asked about weights learned here.
fn learned(
    out: &mut impl Write,
    options: &Options,
    videos: &[Video],
    analyzer: &Analyzer,
) -> Result<(), Box<dyn Error>> {
    let also = judged::read(&options.also)?;
    let mut samples = learn::samples(videos, analyzer);
    samples.extend(learn::samples(&also, analyzer));
    if let Some(folder) = &options.learn {
        return learn::learn(&samples, folder);
    }
    // Files, or tenths and such of all videos.
    let fold_of = |at: usize, video: &Video| options.folds.map_or(video.file, |folds| at % folds);
    let outcomes = learn::cross_validate(videos, &samples, analyzer, &options.policy, fold_of)?;
    let files = options.files.iter().map(String::as_str).enumerate().map(|(file, name)| (Some(file), name));
    for (file, name) in files.filter(|_| options.leave_out).chain([(None, "all")]) {
        let mut tally = Tally::default();
        for (video, outcome) in outcomes.iter().filter(|(video, _)| file.is_none_or(|file| video.file == file)) {
            tally.add(video, outcome);
        }
        writeln!(out, "{name}")?;
        tally.print_head(out)?;
    }
    Ok(())
}

fn analyzer(options: &Options) -> Result<Analyzer, Box<dyn Error>> {
    let mut builder = Analyzer::builder();
    if options.no_base {
        builder = builder.without_base();
    }
    for path in &options.lexicons {
        builder = builder.with_file(LexiconFile::parse(path, &std::fs::read_to_string(path)?)?);
    }
    Ok(builder.build())
}

fn options() -> Result<Options, Box<dyn Error>> {
    let mut options = Options {
        files: Vec::new(),
        also: Vec::new(),
        lexicons: Vec::new(),
        no_base: false,
        learn: None,
        folds: None,
        leave_out: false,
        policy: PinPolicy::default(),
        part: None,
        errors: false,
        missed: false,
    };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--errors" => options.errors = true,
            "--missed" => options.missed = true,
            "--no-base" => options.no_base = true,
            "--folds" => options.folds = Some(args.next().unwrap_or_default().parse::<usize>()?.max(2)),
            "--leave-out" => options.leave_out = true,
            "--learn" => options.learn = Some(args.next().ok_or("--learn wants a folder")?.into()),
            "--also" => options.also.push(args.next().ok_or("--also wants a file")?),
            "--lexicon" => options.lexicons.push(args.next().ok_or("--lexicon wants a file")?),
            "--set" => set(&mut options.policy, &args.next().unwrap_or_default())?,
            "--part" => {
                let part = args.next().unwrap_or_default();
                let (part, of) = part.split_once('/').ok_or("--part wants I/N, such as 0/2")?;
                options.part = Some((part.parse()?, of.parse::<usize>()?.max(1)));
            }
            _ if arg.starts_with('-') => return Err(USAGE.into()),
            _ => options.files.push(arg),
        }
    }
    if options.files.is_empty() { Err(USAGE.into()) } else { Ok(options) }
}

/// Changes a threshold: `min_fitness=0.7`.
fn set(policy: &mut PinPolicy, change: &str) -> Result<(), Box<dyn Error>> {
    let (name, value) = change.split_once('=').ok_or("--set wants NAME=VALUE")?;
    match name {
        "min_likes" => policy.min_likes = value.parse()?,
        "min_confidence" => policy.min_confidence = value.parse()?,
        "min_margin" => policy.min_margin = value.parse()?,
        "max_complaint" => policy.max_complaint = value.parse()?,
        "min_fitness" => policy.min_fitness = value.parse()?,
        "min_characters" => policy.min_characters = value.parse()?,
        "max_characters" => policy.max_characters = value.parse()?,
        _ => return Err(format!("no threshold {name}").into()),
    }
    Ok(())
}

fn show(out: &mut impl Write, video: &Video, outcome: &PinOutcome) -> std::io::Result<()> {
    writeln!(out, "## {}", video.name)?;
    if let Some(choice) = &outcome.choice {
        writeln!(out, "  chosen [{}] {} | {}", video.judged[choice.index], choice.text, choice.reasons.join("; "))?;
    }
    for rejected in &outcome.rejected {
        let judged = &video.judged[rejected.index];
        writeln!(
            out,
            "  {judged:4} {}({}) {} {:.2} {:.2} {}",
            rejected.reason,
            rejected.detail,
            rejected.also.iter().map(|veto| veto.as_str()).collect::<Vec<_>>().join(" "),
            rejected.confidence,
            rejected.fitness.unwrap_or_default(),
            rejected.text
        )?;
    }
    Ok(())
}

/// Counts over all videos.
#[derive(Default)]
struct Tally {
    videos: u32,
    fit: u32,
    suggested: u32,
    right: u32,
    unsure: u32,
    /// For each veto that came first: comments judged fit, unfit, unsure.
    vetoes: BTreeMap<&'static str, [u32; 3]>,
}

impl Tally {
    fn add(&mut self, video: &Video, outcome: &PinOutcome) {
        self.videos += 1;
        self.fit += u32::from(video.is_fit());
        if let Some(choice) = &outcome.choice {
            self.suggested += 1;
            self.right += u32::from(video.judged[choice.index] == "yes");
            self.unsure += u32::from(!matches!(video.judged[choice.index].as_str(), "yes" | "no"));
        }
        for rejected in &outcome.rejected {
            let column = match video.judged[rejected.index].as_str() {
                "yes" => 0,
                "no" => 1,
                _ => 2,
            };
            self.vetoes.entry(rejected.reason.as_str()).or_default()[column] += 1;
        }
    }

    fn print(&self, out: &mut impl Write) -> std::io::Result<()> {
        self.print_head(out)?;
        writeln!(out, "passed over, by gravest reason: fit, unfit, unsure")?;
        for (veto, [fit, unfit, unsure]) in &self.vetoes {
            writeln!(out, "{veto:18} {fit:4} {unfit:4} {unsure:4}")?;
        }
        Ok(())
    }

    fn print_head(&self, out: &mut impl Write) -> std::io::Result<()> {
        let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
        let wrong = self.suggested - self.right - self.unsure;
        writeln!(out, "videos {}, with a fit comment {}", self.videos, self.fit)?;
        writeln!(out, "suggested {}: right {}, unsure {}, wrong {wrong}", self.suggested, self.right, self.unsure)?;
        writeln!(out, "precision {:.3}", share(self.right, self.suggested))?;
        writeln!(out, "right suggestions for videos with a fit comment {:.3}", share(self.right, self.fit))?;
        Ok(())
    }
}
