//! Measures choosing a comment to pin on videos whose comments people have judged.
//!
//! ```text
//! cargo run --release --no-default-features --example pin_eval -- judged.csv --errors
//! ```
//!
//! The CSV has a header with `video`, `text`, `likes` (or `digg_count`) and `pin` (or `pin_ok`): `yes` where the
//! comment may stand on top, `no` where it may not, anything else where the judges disagree. A suggestion is right if
//! its comment is marked `yes`. `--part 0/2` takes every second video only: tune on one part, confirm on the other.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;

use shenping::lexicon::LexiconFile;
use shenping::pin::{Candidate, PinOutcome, PinPolicy, choose};
use shenping::{Analyzer, Comment};

/// One video: comments and what the judges said, in the order of the file.
#[derive(Default)]
struct Video {
    comments: Vec<Comment>,
    judged: Vec<String>,
}

impl Video {
    fn is_fit(&self) -> bool {
        self.judged.iter().any(|judged| judged == "yes")
    }
}

struct Options {
    file: String,
    lexicons: Vec<String>,
    policy: PinPolicy,
    part: Option<(usize, usize)>,
    errors: bool,
    missed: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = options()?;
    let videos = read(&options.file)?;
    let mut out = std::io::stdout().lock();
    let mut builder = Analyzer::builder();
    for path in &options.lexicons {
        builder = builder.with_file(LexiconFile::parse(path, &std::fs::read_to_string(path)?)?);
    }
    let analyzer = builder.build();
    let mut tally = Tally::default();
    for (index, (name, video)) in videos.iter().enumerate() {
        if options.part.is_some_and(|(part, of)| index % of != part) {
            continue;
        }
        let outcome = outcome(video, &analyzer, &options.policy);
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

fn options() -> Result<Options, Box<dyn Error>> {
    let mut options = Options {
        file: String::new(),
        lexicons: Vec::new(),
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
            "--lexicon" => options.lexicons.push(args.next().ok_or("--lexicon wants a file")?),
            "--set" => set(&mut options.policy, &args.next().unwrap_or_default())?,
            "--part" => {
                let part = args.next().unwrap_or_default();
                let (part, of) = part.split_once('/').ok_or("--part wants I/N, such as 0/2")?;
                options.part = Some((part.parse()?, of.parse::<usize>()?.max(1)));
            }
            _ => options.file = arg,
        }
    }
    if options.file.is_empty() {
        return Err(
            "usage: pin_eval JUDGED.csv [--lexicon FILE]... [--set NAME=VALUE]... [--part I/N] [--errors] [--missed]"
                .into(),
        );
    }
    Ok(options)
}

/// Changes a threshold: `min_praise=0.5`.
fn set(policy: &mut PinPolicy, change: &str) -> Result<(), Box<dyn Error>> {
    let (name, value) = change.split_once('=').ok_or("--set wants NAME=VALUE")?;
    match name {
        "min_likes" => policy.min_likes = value.parse()?,
        "min_confidence" => policy.min_confidence = value.parse()?,
        "min_margin" => policy.min_margin = value.parse()?,
        "min_praise" => policy.min_praise = value.parse()?,
        "min_confidence_long" => policy.min_confidence_long = value.parse()?,
        "short_characters" => policy.short_characters = value.parse()?,
        "min_confidence_unspoken" => policy.min_confidence_unspoken = value.parse()?,
        "max_complaint" => policy.max_complaint = value.parse()?,
        "max_complaint_share" => policy.max_complaint_share = value.parse()?,
        "min_characters" => policy.min_characters = value.parse()?,
        "max_characters" => policy.max_characters = value.parse()?,
        _ => return Err(format!("no threshold {name}").into()),
    }
    Ok(())
}

fn read(file: &str) -> Result<BTreeMap<String, Video>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(file)?;
    let header = reader.headers()?.clone();
    let column = |names: &[&str]| {
        let found = header.iter().position(|name| names.contains(&name.trim_start_matches('\u{FEFF}')));
        found.ok_or_else(|| format!("{file}: no column {}", names.join(" or ")))
    };
    let (video, text) = (column(&["video"])?, column(&["text"])?);
    let (likes, pin) = (column(&["likes", "digg_count"])?, column(&["pin", "pin_ok"])?);
    let mut videos: BTreeMap<String, Video> = BTreeMap::new();
    for (number, row) in reader.records().enumerate() {
        let row = row?;
        let video = videos.entry(row[video].to_owned()).or_default();
        video.comments.push(Comment {
            comment_id: number.to_string(),
            level: 1,
            text: row[text].to_owned(),
            likes: row[likes].parse().ok(),
            ..Comment::default()
        });
        video.judged.push(row[pin].to_owned());
    }
    Ok(videos)
}

fn outcome(video: &Video, analyzer: &Analyzer, policy: &PinPolicy) -> PinOutcome {
    let scored = |comment| Candidate { comment, sentiment: analyzer.score(&comment.text) };
    let candidates: Vec<_> = video.comments.iter().map(scored).collect();
    choose(&candidates, analyzer, policy)
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
            rejected.score,
            rejected.confidence,
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
        let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
        let wrong = self.suggested - self.right - self.unsure;
        writeln!(out, "videos {}, with a fit comment {}", self.videos, self.fit)?;
        writeln!(out, "suggested {}: right {}, unsure {}, wrong {wrong}", self.suggested, self.right, self.unsure)?;
        writeln!(out, "precision {:.3}", share(self.right, self.suggested))?;
        writeln!(out, "right suggestions for videos with a fit comment {:.3}", share(self.right, self.fit))?;
        writeln!(out, "passed over, by gravest reason: fit, unfit, unsure")?;
        for (veto, [fit, unfit, unsure]) in &self.vetoes {
            writeln!(out, "{veto:18} {fit:4} {unfit:4} {unsure:4}")?;
        }
        Ok(())
    }
}
