//! Made-up comments under made-up videos: seeded, varied, written as people write, and nobody's.
//!
//! Every video has a theme and a story: it is published, liked, and on the third evening something happens that
//! turns part of the mood. Proportions (lengths, stickers, likes, regions, hours, repeats) follow what public
//! samples of the platform's comments show.

mod grammar;
mod people;
mod shape;
mod text;
mod video;

#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

pub(super) use people::Person;
pub(super) use text::Media;
pub(super) use video::{Comment, Listed, Video};

use grammar::Grammar;

/// Bits of an id that number the comments of a video.
const SERIAL_BITS: u32 = 18;
/// Bits of an id that number the videos.
const VIDEO_BITS: u32 = 14;

/// The themes, in the order in which videos take them.
const THEMES: [&str; 8] = [
    include_str!("themes/cook.tsv"),
    include_str!("themes/phone.tsv"),
    include_str!("themes/cat.tsv"),
    include_str!("themes/city.tsv"),
    include_str!("themes/car.tsv"),
    include_str!("themes/choir.tsv"),
    include_str!("themes/game.tsv"),
    include_str!("themes/fruit.tsv"),
];

/// All videos of a seed; each is written when first asked for.
pub(super) struct Corpus {
    seed: u64,
    comments: usize,
    grammars: Vec<Grammar>,
    videos: Vec<OnceLock<Arc<Video>>>,
}

impl Corpus {
    /// Prepares `videos` videos with `comments` listed first-level comments each.
    pub(super) fn new(seed: u64, videos: usize, comments: usize) -> Self {
        let grammars = THEMES.iter().map(|theme| Grammar::parse(theme)).collect();
        Self { seed, comments, grammars, videos: (0..videos).map(|_| OnceLock::new()).collect() }
    }

    /// Number of videos.
    pub(super) fn len(&self) -> usize {
        self.videos.len()
    }

    /// The ids of all videos; no comment is written for that.
    pub(super) fn aweme_ids(&self) -> Vec<String> {
        (0..self.len()).map(video::aweme_id).collect()
    }

    /// What the video at a position shows; no comment is written for that.
    pub(super) fn title(&self, index: usize) -> &'static str {
        let grammar = self.grammars.get(index % self.grammars.len().max(1));
        grammar.and_then(|grammar| grammar.lines("title").first().copied()).unwrap_or_default()
    }

    /// The video at a position.
    pub(super) fn video(&self, index: usize) -> Option<Arc<Video>> {
        let cell = self.videos.get(index)?;
        let grammar = self.grammars.get(index % self.grammars.len())?;
        Some(cell.get_or_init(|| Arc::new(Video::write(self.seed, index, self.comments, grammar))).clone())
    }

    /// The video with an aweme id.
    pub(super) fn by_aweme_id(&self, id: &str) -> Option<Arc<Video>> {
        let index = if id == video::FIRST_AWEME_ID { 0 } else { video_index(id)? };
        self.video(index).filter(|video| video.aweme_id == id)
    }

    /// The video that holds a comment id, and the comment's place in it.
    pub(super) fn by_comment_id(&self, cid: &str) -> Option<(Arc<Video>, usize)> {
        let video = self.video(video_index(cid)?)?;
        let position = video.comments.iter().position(|comment| comment.cid == cid)?;
        Some((video, position))
    }
}

/// An id the way the platform makes them: seconds in the upper half, so that ids grow with time; here the lower
/// half holds the video and a serial number.
fn make_id(seconds: i64, video: usize, serial: usize) -> String {
    let low = (video << SERIAL_BITS) | serial;
    format!("{}", (seconds << 32) | i64::try_from(low).unwrap_or(0))
}

/// The video number inside an id.
fn video_index(id: &str) -> Option<usize> {
    let id: u64 = id.parse().ok()?;
    usize::try_from((id >> SERIAL_BITS) & ((1 << VIDEO_BITS) - 1)).ok()
}
