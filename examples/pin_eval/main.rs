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
//! `--learn` prints the rows of `src/pin/fitness.tsv` instead, learned from all comments given.

mod judged;
mod learn;

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;

use shenping::Analyzer;
use shenping::lexicon::LexiconFile;
use shenping::pin::{PinOutcome, PinPolicy};

use judged::Video;

struct Options {
    files: Vec<String>,
    lexicons: Vec<String>,
    no_base: bool,
    learn: bool,
    folds: Option<usize>,
    leave_out: bool,
    policy: PinPolicy,
    part: Option<(usize, usize)>,
    errors: bool,
    missed: bool,
}

const USAGE: &str = "usage: pin_eval JUDGED.csv... [--no-base] [--lexicon FILE]... [--set NAME=VALUE]... [--part I/N] \
                     [--errors] [--missed] [--learn | --folds N | --leave-out]";

fn main() -> Result<(), Box<dyn Error>> {
    let options = options()?;
    let mut videos = judged::read(&options.files)?;
    if let Some((part, of)) = options.part {
        let mut index = 0..;
        videos.retain(|_, _| index.next().is_some_and(|index: usize| index % of == part));
    }
    let mut out = std::io::stdout().lock();
    let analyzer = analyzer(&options)?;
    if options.learn {
        out.write_all(learn::learn(&videos, &analyzer)?.as_bytes())?;
        return Ok(());
    }
    let mut tally = Tally::default();
    if let Some(folds) = options.folds {
        let fold_of = |at: usize, _: &Video| at % folds;
        for (video, outcome) in learn::cross_validate(&videos, &analyzer, &options.policy, fold_of)? {
            tally.add(video, &outcome);
        }
        return Ok(tally.print_head(&mut out)?);
    }
    if options.leave_out {
        return leave_out(&mut out, &options, &videos, &analyzer);
    }
    for (name, video) in &videos {
        let outcome = video.outcome(&analyzer, &options.policy);
        tally.add(video, &outcome);
        let shown = match &outcome.choice {
            Some(choice) => options.errors && video.judged[choice.index] != "yes",
            None => options.missed && video.is_fit(),
        };
        if shown {
            show(&mut out, name, video, &outcome)?;
        }
    }
    tally.print(&mut out)?;
    Ok(())
}

/// File by file, by weights learned from the other files, then all together.
fn leave_out(
    out: &mut impl Write,
    options: &Options,
    videos: &BTreeMap<String, Video>,
    analyzer: &Analyzer,
) -> Result<(), Box<dyn Error>> {
    let outcomes = learn::cross_validate(videos, analyzer, &options.policy, |_, video| video.file)?;
    let parts = options.files.iter().map(String::as_str).enumerate().map(|(file, name)| (Some(file), name));
    for (file, name) in parts.chain([(None, "all")]) {
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
        lexicons: Vec::new(),
        no_base: false,
        learn: false,
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
            "--learn" => options.learn = true,
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

fn show(out: &mut impl Write, name: &str, video: &Video, outcome: &PinOutcome) -> std::io::Result<()> {
    writeln!(out, "## {name}")?;
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
