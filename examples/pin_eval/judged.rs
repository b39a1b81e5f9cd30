//! Videos whose comments people have judged.

use std::collections::BTreeMap;
use std::error::Error;

use shenping::pin::{Candidate, PinOutcome, PinPolicy, choose};
use shenping::{Analyzer, Comment};

/// What one file has of one video: comments and what the judges said, in the order of the file.
pub struct Video {
    pub name: String,
    /// Where it was posted; where the file doesn't tell, its own name.
    pub channel: String,
    /// Which of the files it stands in, from 0.
    pub file: usize,
    pub comments: Vec<Comment>,
    pub judged: Vec<String>,
    /// How much each comment counts in learning.
    pub weights: Vec<f64>,
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

/// The videos of some CSV files by name, then file.
pub fn read(files: &[String]) -> Result<Vec<Video>, Box<dyn Error>> {
    let mut videos = BTreeMap::new();
    for (number, file) in files.iter().enumerate() {
        read_one(file, number, &mut videos)?;
    }
    Ok(videos.into_values().collect())
}

fn read_one(path: &str, file: usize, videos: &mut BTreeMap<(String, usize), Video>) -> Result<(), Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let header = reader.headers()?.clone();
    let found = |names: &[&str]| header.iter().position(|name| names.contains(&name.trim_start_matches('\u{FEFF}')));
    let column = |names: &[&str]| found(names).ok_or_else(|| format!("{path}: no column {}", names.join(" or ")));
    let (video, text) = (column(&["video", "video_id"])?, column(&["text"])?);
    let (likes, pin) = (column(&["likes", "digg_count"])?, column(&["pin", "pin_ok"])?);
    let (channel, weight) = (found(&["channel"]), found(&["weight"]));
    for (number, row) in reader.records().enumerate() {
        let row = row?;
        let (name, channel) = (row[video].to_owned(), row[channel.unwrap_or(video)].to_owned());
        let new = || Video { name, channel, file, comments: Vec::new(), judged: Vec::new(), weights: Vec::new() };
        let video = videos.entry((row[video].to_owned(), file)).or_insert_with(new);
        video.comments.push(Comment {
            comment_id: number.to_string(),
            level: 1,
            text: row[text].to_owned(),
            likes: row[likes].parse().ok(),
            ..Comment::default()
        });
        video.judged.push(row[pin].to_owned());
        video.weights.push(weight.map_or(Ok(1.0), |weight| row[weight].parse())?);
    }
    Ok(())
}
