//! Videos whose comments people have judged.

use std::collections::BTreeMap;
use std::error::Error;

use shenping::pin::{Candidate, PinOutcome, PinPolicy, choose};
use shenping::{Analyzer, Comment};

/// One video: comments and what the judges said, in the order of the file.
#[derive(Default)]
pub struct Video {
    pub comments: Vec<Comment>,
    pub judged: Vec<String>,
    /// Which of the files it stands in, from 0.
    pub file: usize,
}

impl Video {
    pub fn is_fit(&self) -> bool {
        self.judged.iter().any(|judged| judged == "yes")
    }

    pub fn candidates(&self, analyzer: &Analyzer) -> Vec<Candidate<'_>> {
        let scored = |comment| Candidate { comment, sentiment: analyzer.score(&comment.text) };
        self.comments.iter().map(scored).collect()
    }

    pub fn outcome(&self, analyzer: &Analyzer, policy: &PinPolicy) -> PinOutcome {
        choose(&self.candidates(analyzer), analyzer, policy)
    }
}

/// The videos of some CSV files by name.
pub fn read(files: &[String]) -> Result<BTreeMap<String, Video>, Box<dyn Error>> {
    let mut videos = BTreeMap::new();
    for (number, file) in files.iter().enumerate() {
        read_one(file, number, &mut videos)?;
    }
    Ok(videos)
}

fn read_one(file: &str, of: usize, videos: &mut BTreeMap<String, Video>) -> Result<(), Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(file)?;
    let header = reader.headers()?.clone();
    let column = |names: &[&str]| {
        let found = header.iter().position(|name| names.contains(&name.trim_start_matches('\u{FEFF}')));
        found.ok_or_else(|| format!("{file}: no column {}", names.join(" or ")))
    };
    let (video, text) = (column(&["video", "video_id"])?, column(&["text"])?);
    let (likes, pin) = (column(&["likes", "digg_count"])?, column(&["pin", "pin_ok"])?);
    for (number, row) in reader.records().enumerate() {
        let row = row?;
        let new = || Video { file: of, ..Video::default() };
        let video = videos.entry(row[video].to_owned()).or_insert_with(new);
        video.comments.push(Comment {
            comment_id: number.to_string(),
            level: 1,
            text: row[text].to_owned(),
            likes: row[likes].parse().ok(),
            ..Comment::default()
        });
        video.judged.push(row[pin].to_owned());
    }
    Ok(())
}
