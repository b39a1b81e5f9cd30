//! How many feel what: a bar with its interval for each polarity.

use plotters::prelude::DrawingBackend;

use super::axis::{Scale, count, percent};
use super::canvas::{Box2, Canvas, Type};
use super::theme::Ink;
use super::{ChartError, Counts, Estimate, Lang};

/// Shares of the polarities with their intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct PolarityBars {
    /// Language of labels.
    pub lang: Lang,
    /// The comments.
    pub counts: Counts,
    /// Share of positive, neutral and negative among the judged; `None` where nothing could be judged.
    pub shares: Option<[Estimate; 3]>,
}

const ROW: f64 = 50.0;
const TOP: f64 = 54.0;

impl PolarityBars {
    pub(super) const HEIGHT: f64 = TOP + ROW * 3.0 + 26.0;

    pub(super) fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), ChartError> {
        let lang = self.lang;
        canvas.text(0.0, 14.0, lang.pick("情绪占比", "Share of each polarity"), Type::VALUE.bold())?;
        let note = match lang {
            Lang::Zh => format!("可判断的 {} 条；短横线：95% 区间", count(self.counts.judged(), lang)),
            Lang::En => format!("of {} judged comments; whiskers: 95 % interval", count(self.counts.judged(), lang)),
        };
        canvas.text_within(0.0, 35.0, canvas.width, &note, Type::LABEL)?;
        let left = lang.pick("正面", "positive");
        let left = canvas.measure(left, 13.5).max(40.0) + 18.0;
        let plot = Box2::new(left, TOP, canvas.width - left - 124.0, ROW * 3.0);
        let scale = Scale::new((0.0, 1.0), (plot.x, plot.right()));
        for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
            let x = scale.place(tick);
            canvas.line(&[(x, plot.y), (x, plot.bottom())], Ink::Grid, 1.0)?;
            canvas.text(x, plot.bottom() + 15.0, &percent(tick), Type::LABEL.centre())?;
        }
        self.draw_rows(canvas, plot, scale)?;
        if self.counts.none > 0 {
            let none = count(self.counts.none, lang);
            let words = match lang {
                Lang::Zh => format!("另有 {none} 条无法判断"),
                Lang::En => format!("{none} more hold nothing to judge"),
            };
            canvas.text(canvas.width, 14.0, &words, Type::LABEL.right())?;
        }
        Ok(())
    }

    fn draw_rows<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, plot: Box2, scale: Scale) -> Result<(), ChartError> {
        let lang = self.lang;
        let rows = [
            (lang.pick("正面", "positive"), Ink::Positive, self.counts.positive),
            (lang.pick("中性", "neutral"), Ink::Neutral, self.counts.neutral),
            (lang.pick("负面", "negative"), Ink::Negative, self.counts.negative),
        ];
        for (index, (name, ink, n)) in rows.into_iter().enumerate() {
            let y = plot.y + ROW * (index as f64 + 0.5);
            canvas.text(0.0, y, name, Type::VALUE)?;
            let Some(share) = self.shares.map(|shares| shares[index]) else {
                canvas.text(scale.place(0.0) + 8.0, y, "–", Type::VALUE)?;
                continue;
            };
            canvas.round_rect(Box2::new(plot.x, y - 13.0, scale.place(share.value) - plot.x, 26.0), 3.0, ink)?;
            canvas.whisker(y, share, |value| scale.place(value))?;
            canvas.text(plot.right() + 16.0, y, &percent(share.value), Type::VALUE.bold().size(17.0))?;
            canvas.text(canvas.width, y, &count(n, lang), Type::LABEL.right())?;
        }
        Ok(())
    }
}
