//! A drawing area in logical pixels with colours by meaning; what charts draw on.

use plotters::backend::DrawingBackend;
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, ShapeStyle, TextStyle};

use super::font;
use super::theme::Ink;
use super::{ChartError, Estimate};

/// The name under which backends see our font.
pub(super) const FONT_NAME: &str = "shenping-sans";

/// plotters takes a font's line height for its size; this turns an em into that.
pub(super) const EM_TO_SIZE: f64 = 1.24;

/// Marks a text that is no text but a tooltip; stripped from everything that comes from outside.
pub(super) const TOOLTIP_MARK: char = '\u{E000}';

/// What characters a backend can draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glyphs {
    /// Whatever the reader's browser has.
    Any,
    /// The bundled font's, nothing else.
    Bundled,
}

/// Which point of a text stands at the given place, horizontally.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// Size, colour, alignment of a text; it is centred vertically on the given place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) ink: Ink,
    pub(super) align: Align,
    pub(super) bold: bool,
}

impl Type {
    /// Labels of axes and notes.
    pub(super) const LABEL: Self = Self { size: 12.5, ink: Ink::Muted, align: Align::Left, bold: false };
    /// Names and figures.
    pub(super) const VALUE: Self = Self { size: 13.5, ink: Ink::Text, align: Align::Left, bold: false };

    pub(super) fn right(self) -> Self {
        Self { align: Align::Right, ..self }
    }

    pub(super) fn centre(self) -> Self {
        Self { align: Align::Centre, ..self }
    }

    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    pub(super) fn size(self, size: f64) -> Self {
        Self { size, ..self }
    }
}

/// A rectangle in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Box2 {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) w: f64,
    pub(super) h: f64,
}

impl Box2 {
    pub(super) fn new(x: f64, y: f64, w: f64, h: f64) -> Self {
        Self { x, y, w, h }
    }

    pub(super) fn right(self) -> f64 {
        self.x + self.w
    }

    pub(super) fn bottom(self) -> f64 {
        self.y + self.h
    }
}

/// Space around what a picture draws, in logical pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Frame {
    /// On all four sides.
    pub(super) margin: f64,
    /// For a line below the picture.
    pub(super) footer: f64,
}

pub(super) struct Canvas<DB: DrawingBackend> {
    area: DrawingArea<DB, Shift>,
    scale: f64,
    glyphs: Glyphs,
    margin: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl<DB: DrawingBackend> Canvas<DB> {
    /// A canvas over a drawing area but for a margin and a footer; `scale` device pixels are one logical pixel.
    pub(super) fn new(area: DrawingArea<DB, Shift>, scale: f64, glyphs: Glyphs, frame: Frame) -> Self {
        let (width, height) = area.dim_in_pixel();
        let width = f64::from(width) / scale - 2.0 * frame.margin;
        let height = f64::from(height) / scale - 2.0 * frame.margin - frame.footer;
        Self { area, scale, glyphs, margin: frame.margin, width, height }
    }

    /// Fills everything.
    pub(super) fn fill(&self, ink: Ink) -> Result<(), ChartError> {
        self.area.fill(&ink.light()).map_err(failed)
    }

    /// Ends the drawing.
    pub(super) fn finish(&self) -> Result<(), ChartError> {
        self.area.present().map_err(failed)
    }

    /// A filled rectangle; nothing where it has no area.
    pub(super) fn rect(&self, area: Box2, ink: Ink) -> Result<(), ChartError> {
        let (from, to) = (self.at(area.x, area.y), self.at(area.right(), area.bottom()));
        if to.0 <= from.0 || to.1 <= from.1 {
            return Ok(());
        }
        self.area.draw(&Rectangle::new([from, to], ink.light().filled())).map_err(failed)
    }

    /// A filled rectangle with round corners.
    pub(super) fn round_rect(&self, area: Box2, radius: f64, ink: Ink) -> Result<(), ChartError> {
        let radius = radius.min(area.w / 2.0).min(area.h / 2.0);
        let corners = [
            (area.right() - radius, area.bottom() - radius, 0.0),
            (area.x + radius, area.bottom() - radius, 1.0),
            (area.x + radius, area.y + radius, 2.0),
            (area.right() - radius, area.y + radius, 3.0),
        ];
        let mut points = Vec::with_capacity(20);
        for (x, y, quarter) in corners {
            for step in 0..5 {
                let angle = (quarter + f64::from(step) / 4.0) * std::f64::consts::FRAC_PI_2;
                points.push((x + radius * angle.cos(), y + radius * angle.sin()));
            }
        }
        self.polygon(&points, ink, 1.0)
    }

    /// A filled polygon; `alpha` 0 to 1.
    pub(super) fn polygon(&self, points: &[(f64, f64)], ink: Ink, alpha: f64) -> Result<(), ChartError> {
        let points: Vec<_> = points.iter().map(|(x, y)| self.at(*x, *y)).collect();
        self.area.draw(&Polygon::new(points, ink.light().mix(alpha).filled())).map_err(failed)
    }

    /// A line through points.
    pub(super) fn line(&self, points: &[(f64, f64)], ink: Ink, thickness: f64) -> Result<(), ChartError> {
        let points: Vec<_> = points.iter().map(|(x, y)| self.at(*x, *y)).collect();
        let style = ShapeStyle::from(&ink.light()).stroke_width(self.thickness(thickness));
        self.area.draw(&PathElement::new(points, style)).map_err(failed)
    }

    /// A dashed line from a point straight down.
    pub(super) fn dashes(&self, (x, top): (f64, f64), bottom: f64) -> Result<(), ChartError> {
        let mut y = top;
        while y < bottom {
            self.line(&[(x, y), (x, (y + 5.0).min(bottom))], Ink::Text, 1.25)?;
            y += 9.0;
        }
        Ok(())
    }

    /// A dot.
    pub(super) fn dot(&self, x: f64, y: f64, radius: f64, ink: Ink) -> Result<(), ChartError> {
        #[expect(clippy::cast_possible_truncation, reason = "rounded to device pixels, a few at most")]
        let radius = (radius * self.scale).round().clamp(1.0, 1000.0) as i32;
        self.area.draw(&Circle::new(self.at(x, y), radius, ink.light().filled())).map_err(failed)
    }

    /// A horizontal whisker for an interval; `place` turns a figure into an x.
    pub(super) fn whisker(&self, y: f64, interval: Estimate, place: impl Fn(f64) -> f64) -> Result<(), ChartError> {
        let (low, high) = (place(interval.low), place(interval.high));
        self.line(&[(low, y), (high, y)], Ink::Line, 1.25)?;
        for x in [low, high] {
            self.line(&[(x, y - 3.5), (x, y + 3.5)], Ink::Line, 1.25)?;
        }
        Ok(())
    }

    /// A text, vertically centred at `y`.
    pub(super) fn text(&self, x: f64, y: f64, text: &str, style: Type) -> Result<(), ChartError> {
        let text = self.clean(text);
        if text.trim().is_empty() {
            return Ok(());
        }
        let h = match style.align {
            Align::Left => HPos::Left,
            Align::Centre => HPos::Center,
            Align::Right => HPos::Right,
        };
        let weight = if style.bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = FontDesc::new(FontFamily::Name(FONT_NAME), style.size * self.scale * EM_TO_SIZE, weight);
        let colour = style.ink.light();
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(h, VPos::Center));
        self.area.draw_text(&text, &style, self.at(x, y)).map_err(failed)
    }

    /// A text cut to a width.
    pub(super) fn text_within(&self, x: f64, y: f64, max: f64, text: &str, style: Type) -> Result<(), ChartError> {
        self.text(x, y, &font::fit(&self.clean(text), max / style.size), style)
    }

    /// Words to show while the pointer rests on a rectangle, and to read out; only where the backend can.
    pub(super) fn tooltip(&self, area: Box2, text: &str) -> Result<(), ChartError> {
        if self.glyphs == Glyphs::Bundled {
            return Ok(());
        }
        let ((x, y), (right, bottom)) = (self.at(area.x, area.y), self.at(area.right(), area.bottom()));
        let mark = format!("{TOOLTIP_MARK}{x},{y},{},{}|{}", right - x, bottom - y, font::without_hidden(text));
        let style = TextStyle::from(FontDesc::new(FontFamily::Name(FONT_NAME), 1.0, FontStyle::Normal));
        self.area.draw_text(&mark, &style, (x, y)).map_err(failed)
    }

    /// Width of a text in logical pixels.
    pub(super) fn measure(&self, text: &str, size: f64) -> f64 {
        font::width_em(&self.clean(text)) * size
    }

    /// A text as this canvas can show it.
    pub(super) fn clean(&self, text: &str) -> String {
        match self.glyphs {
            Glyphs::Any => font::without_hidden(text),
            Glyphs::Bundled => font::drawable(text),
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "clamped to what pictures measure")]
    fn at(&self, x: f64, y: f64) -> (i32, i32) {
        let device = |logical: f64| (logical * self.scale).round().clamp(-100_000.0, 100_000.0) as i32;
        (device(x + self.margin), device(y + self.margin))
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few pixels, clamped")]
    fn thickness(&self, logical: f64) -> u32 {
        (logical * self.scale).round().clamp(1.0, 1000.0) as u32
    }
}

fn failed(error: impl std::fmt::Display) -> ChartError {
    ChartError::Draw(error.to_string())
}
