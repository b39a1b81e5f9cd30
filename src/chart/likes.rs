//! The loud against the many: shares by head, shares by likes, and how they change with the number of likes.

use plotters::prelude::DrawingBackend;

use super::axis::{count, percent};
use super::canvas::{Box2, Canvas, Type};
use super::theme::Ink;
use super::{ChartError, Lang};

/// One bar: three shares of a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct LikesBar {
    /// Which comments.
    pub name: String,
    /// How many judged comments, or likes, stand behind it; 0 draws no bar.
    pub n: u64,
    /// Whether likes are counted.
    pub of_likes: bool,
    /// Share of positive, neutral, negative, 0 to 1, adding up to 1; `None` where undefined.
    pub shares: Option<[f64; 3]>,
}

/// Shares by head and by likes.
#[derive(Clone, Debug, PartialEq)]
pub struct Likes {
    /// Language of labels.
    pub lang: Lang,
    /// The two ways to count: every comment once, every like once.
    pub summary: Vec<LikesBar>,
    /// Comments by number of likes.
    pub bins: Vec<LikesBar>,
}

const ROW: f64 = 34.0;
const TOP: f64 = 50.0;
const GAP: f64 = 40.0;

impl Likes {
    pub(super) fn height(&self) -> f64 {
        TOP + ROW * (self.summary.len() + self.bins.len()) as f64 + GAP + 12.0
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), ChartError> {
        let lang = self.lang;
        canvas.text(0.0, 14.0, lang.pick("按人头，还是按点赞？", "By head, or by likes?"), Type::VALUE.bold())?;
        canvas.text(canvas.width, 14.0, lang.pick("可判断条数", "judged"), Type::LABEL.right())?;
        let names = self.summary.iter().chain(&self.bins).map(|bar| canvas.measure(&bar.name, 13.5));
        let left = names.fold(0.0, f64::max).min(canvas.width * 0.34) + 14.0;
        let plot = Box2::new(left, TOP - 12.0, canvas.width - left - 78.0, 0.0);
        for (index, bar) in self.summary.iter().enumerate() {
            self.row(canvas, plot, TOP + ROW * (index as f64 + 0.5) - 14.0, bar)?;
        }
        let second = TOP + ROW * self.summary.len() as f64;
        canvas.text(0.0, second + 14.0, lang.pick("按获赞数分组", "By likes received"), Type::VALUE.bold())?;
        for (index, bar) in self.bins.iter().enumerate() {
            self.row(canvas, plot, second + GAP + ROW * (index as f64 + 0.5) - 8.0, bar)?;
        }
        Ok(())
    }

    fn row<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        plot: Box2,
        y: f64,
        bar: &LikesBar,
    ) -> Result<(), ChartError> {
        canvas.text_within(0.0, y, plot.x - 8.0, &bar.name, Type::VALUE)?;
        let n = count(bar.n, self.lang);
        let n = if bar.of_likes { format!("{n} {}", self.lang.pick("赞", "likes")) } else { n };
        canvas.text(canvas.width, y, &n, Type::LABEL.right())?;
        let Some(shares) = bar.shares.filter(|_| bar.n > 0) else {
            canvas.line(&[(plot.x, y), (plot.right(), y)], Ink::Grid, 1.0)?;
            return Ok(());
        };
        let inks = [(Ink::Positive, Ink::OnBar), (Ink::Neutral, Ink::Text), (Ink::Negative, Ink::OnBar)];
        let mut x = plot.x;
        for (share, (ink, on)) in shares.into_iter().zip(inks) {
            let width = plot.w * share;
            canvas.rect(Box2::new(x, y - 11.0, width, 22.0), ink)?;
            let label = percent(share);
            if width > canvas.measure(&label, 12.5) + 8.0 {
                canvas.text(x + width / 2.0, y, &label, Type::LABEL.centre().ink(on))?;
            }
            x += width;
        }
        Ok(())
    }
}
