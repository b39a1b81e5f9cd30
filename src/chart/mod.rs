//! Charts: one drawing code for SVG (in the page) and PNG (to share), from plain structs.
//!
//! A [`Picture`] knows its data and how to draw itself at a given width; [`svg()`] and [`png()`] choose the backend.
//! SVGs take their colours from CSS variables with the light theme as fall-back, so that one picture serves a light
//! and a dark page. PNGs carry their text from a bundled font and never show a missing-glyph box.

mod axis;
mod canvas;
mod cloud;
mod font;
mod keywords;
mod likes;
mod polarity;
mod poster;
mod raster;
mod region;
mod svg;
mod theme;
mod time;

use plotters::prelude::DrawingBackend;

#[cfg(feature = "report")]
pub(crate) use axis::{count, percent, points};
use canvas::Canvas;
pub use cloud::{Cloud, CloudWord};
pub use font::without_hidden;
pub use keywords::{KeywordBar, Keywords};
pub use likes::{Likes, LikesBar};
pub use polarity::PolarityBars;
pub use poster::{Poster, PosterQuote};
pub use raster::png;
pub use region::{RegionMap, RegionTile, THIN_SAMPLE};
pub use svg::svg;
pub use theme::{css_variables_dark, css_variables_light};
pub use time::{Burst, LocalTime, NetStretch, TimeChart, TimePoint};

/// Language of labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The text in this language.
    pub fn pick(self, zh: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// How many comments of each polarity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Positive comments.
    pub positive: u64,
    /// Neutral comments.
    pub neutral: u64,
    /// Negative comments.
    pub negative: u64,
    /// Comments with nothing to judge.
    pub none: u64,
}

impl Counts {
    /// All comments.
    pub fn n(self) -> u64 {
        self.judged() + self.none
    }

    /// Comments that could be judged.
    pub fn judged(self) -> u64 {
        self.positive + self.neutral + self.negative
    }
}

/// A figure with the interval it lies in with 95 % confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The figure itself.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Why a picture could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChartError {
    /// The drawing backend failed.
    #[error("drawing failed: {0}")]
    Draw(String),
    /// The picture could not be compressed.
    #[error("the picture can't be written as PNG")]
    Encode(#[from] ::png::EncodingError),
}

/// Something that can be drawn, at any width from 340 logical pixels up.
#[derive(Clone, Debug, PartialEq)]
pub enum Picture {
    /// Volume and net sentiment over time.
    Time(TimeChart),
    /// Share of each polarity.
    Polarity(PolarityBars),
    /// The loud against the many.
    Likes(Likes),
    /// 34 tiles for the provincial units, bars for abroad and unknown.
    Region(RegionMap),
    /// Ranked keywords of either side.
    Keywords(Keywords),
    /// The same as a word cloud.
    Cloud(Cloud),
    /// A vertical summary for chat apps.
    Poster(Poster),
}

impl Picture {
    /// What to call the file, without its ending.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Time(_) => "time",
            Self::Polarity(_) => "polarity",
            Self::Likes(_) => "likes",
            Self::Region(_) => "region",
            Self::Keywords(_) => "keywords",
            Self::Cloud(_) => "wordcloud",
            Self::Poster(_) => "poster",
        }
    }

    /// Height in logical pixels at a width in logical pixels.
    fn height(&self, width: f64) -> f64 {
        match self {
            Self::Time(chart) => chart.height(width),
            Self::Polarity(_) => PolarityBars::HEIGHT,
            Self::Likes(chart) => chart.height(),
            Self::Region(chart) => chart.height(width),
            Self::Keywords(chart) => chart.height(width),
            Self::Cloud(chart) => chart.height(width),
            Self::Poster(chart) => chart.height(width),
        }
    }

    fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), ChartError> {
        match self {
            Self::Time(chart) => chart.draw(canvas),
            Self::Polarity(chart) => chart.draw(canvas),
            Self::Likes(chart) => chart.draw(canvas),
            Self::Region(chart) => chart.draw(canvas),
            Self::Keywords(chart) => chart.draw(canvas),
            Self::Cloud(chart) => chart.draw(canvas),
            Self::Poster(chart) => chart.draw(canvas),
        }
    }
}

#[cfg(test)]
mod tests;
