//! Which words tell praise from criticism: two ranked lists of bars.

use plotters::prelude::DrawingBackend;

use super::axis::{Scale, count};
use super::canvas::{Box2, Canvas, Type};
use super::theme::Ink;
use super::{ChartError, Lang};

/// One term.
#[derive(Clone, Debug, PartialEq)]
pub struct KeywordBar {
    /// The term.
    pub term: String,
    /// Comments of its side that hold it.
    pub n: u64,
    /// How clearly it belongs to its side, in standard deviations, above 0.
    pub z: f64,
}

/// Ranked terms of either side.
#[derive(Clone, Debug, PartialEq)]
pub struct Keywords {
    /// Language of labels.
    pub lang: Lang,
    /// Terms of positive comments, clearest first.
    pub positive: Vec<KeywordBar>,
    /// Terms of negative comments, clearest first.
    pub negative: Vec<KeywordBar>,
}

const ROW: f64 = 27.0;
const TOP: f64 = 60.0;

impl Keywords {
    pub(super) fn height(&self, width: f64) -> f64 {
        let block = |rows: usize| TOP + ROW * rows.max(1) as f64 + 14.0;
        if is_wide(width) {
            block(self.positive.len().max(self.negative.len()))
        } else {
            block(self.positive.len()) + block(self.negative.len())
        }
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), ChartError> {
        let wide = is_wide(canvas.width);
        let column = if wide { (canvas.width - 40.0) / 2.0 } else { canvas.width };
        let second =
            if wide { (column + 40.0, 0.0) } else { (0.0, TOP + ROW * self.positive.len().max(1) as f64 + 14.0) };
        let lang = self.lang;
        let max = self.positive.iter().chain(&self.negative).map(|bar| bar.z).fold(1.0, f64::max);
        let praise = (lang.pick("好评多说", "Praise says"), Ink::Positive);
        let blame = (lang.pick("批评多说", "Criticism says"), Ink::Negative);
        self.block(canvas, Box2::new(0.0, 0.0, column, 0.0), praise, (&self.positive, max))?;
        self.block(canvas, Box2::new(second.0, second.1, column, 0.0), blame, (&self.negative, max))
    }

    fn block<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        area: Box2,
        (title, ink): (&str, Ink),
        (bars, max): (&[KeywordBar], f64),
    ) -> Result<(), ChartError> {
        let lang = self.lang;
        canvas.text(area.x, area.y + 14.0, title, Type::VALUE.bold().ink(ink).size(15.0))?;
        let note = lang.pick(
            "条长：比其他评论多见的程度 z；数字：z · 条数",
            "length: how much more than in other comments, z; figures: z · comments",
        );
        canvas.text_within(area.x, area.y + 35.0, area.w, note, Type::LABEL)?;
        if bars.is_empty() {
            let words = lang.pick("没有突出的说法", "Nothing stands out");
            return canvas.text(area.x, area.y + TOP + ROW / 2.0, words, Type::LABEL);
        }
        let names = bars.iter().map(|bar| canvas.measure(&bar.term, 13.5)).fold(0.0, f64::max);
        let names = names.min(area.w * 0.36) + 12.0;
        let scale = Scale::new((0.0, max), (0.0, area.w - names - 92.0));
        for (index, bar) in bars.iter().enumerate() {
            let y = area.y + TOP + (index as f64 + 0.5) * ROW - 6.0;
            canvas.text_within(area.x, y, names - 8.0, &bar.term, Type::VALUE)?;
            canvas.round_rect(Box2::new(area.x + names, y - 8.0, scale.place(bar.z).max(1.5), 16.0), 2.5, ink)?;
            let figures = format!("{:.1} · {}", bar.z, count(bar.n, lang));
            canvas.text(area.x + names + scale.place(bar.z) + 8.0, y, &figures, Type::LABEL)?;
        }
        Ok(())
    }
}

fn is_wide(width: f64) -> bool {
    width >= 640.0
}
