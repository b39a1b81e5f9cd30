//! Pictures as SVG for the page: plotters' SVG backend, then colours become CSS variables and marks become tooltips.

use std::fmt::Write as _;

use plotters::prelude::{IntoDrawingArea, SVGBackend};

use super::canvas::{Canvas, FONT_NAME, Frame, Glyphs, TOOLTIP_MARK};
use super::theme::css_value;
use super::{ChartError, Picture};

/// SVG units for one logical pixel; coordinates are whole units.
const DENSITY: u32 = 2;

/// Draws a picture as SVG at a logical width. `alternative` is what a screen reader says.
///
/// # Errors
/// When drawing fails.
pub fn svg(picture: &Picture, width: u32, alternative: &str) -> Result<String, ChartError> {
    let height = whole(picture.height(f64::from(width)));
    let size = (width * DENSITY, height * DENSITY);
    let mut drawn = String::new();
    {
        let area = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
        let canvas = Canvas::new(area, f64::from(DENSITY), Glyphs::Any, Frame::default());
        picture.draw(&canvas)?;
        canvas.finish()?;
    }
    Ok(finish(&drawn, size, alternative))
}

/// A height as a whole number of pixels.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
pub(super) fn whole(height: f64) -> u32 {
    height.ceil().clamp(1.0, 20_000.0) as u32
}

/// Rewrites what the backend drew: a root that scales and is read out, colours that follow the page.
fn finish(drawn: &str, (width, height): (u32, u32), alternative: &str) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{0}\" \
         font-family=\"'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif\">",
        escape(alternative)
    );
    let font = format!(" font-family=\"{FONT_NAME}\"");
    let body = drawn.split_once('>').map_or("", |(_, body)| body).trim_end().trim_end_matches("</svg>");
    let mut rest = body;
    // Texts span lines (`<text …>\nwords\n</text>`), everything else is one line.
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        let end = if rest.starts_with("<text") {
            rest.find("</text>").map(|at| at + 7)
        } else {
            rest.find("/>").map(|at| at + 2)
        };
        let Some(end) = end else { break };
        let element = &rest[..end];
        rest = &rest[end..];
        match element.split_once(TOOLTIP_MARK) {
            Some((_, mark)) => push_tooltip(&mut out, mark),
            None => push_element(&mut out, &element.replace(&font, "").replace(" opacity=\"1\"", "")),
        }
    }
    out.push_str("</svg>");
    out
}

/// An element with its colours as CSS variables.
fn push_element(out: &mut String, element: &str) {
    // Only the tag's attributes hold colours; the words behind it stay as they are.
    let (tag, words) = element.split_once('>').unwrap_or((element, ""));
    let mut parts = tag.split('"');
    let mut attribute = parts.next().unwrap_or_default();
    out.push_str(attribute);
    while let Some(value) = parts.next() {
        out.push('"');
        let colour = attribute.ends_with("fill=") || attribute.ends_with("stroke=");
        match css_value(value).filter(|_| colour) {
            Some(variable) => out.push_str(&variable),
            None => out.push_str(value.trim_end()),
        }
        out.push('"');
        attribute = parts.next().unwrap_or_default();
        out.push_str(attribute);
    }
    out.push('>');
    match words.strip_suffix("</text>") {
        Some(words) => {
            out.push_str(words.trim_matches('\n'));
            out.push_str("</text>");
        }
        None => out.push_str(words),
    }
}

/// A clear rectangle with a title, from a mark `x,y,width,height|escaped words`.
fn push_tooltip(out: &mut String, mark: &str) {
    let Some((numbers, words)) = mark.split_once('|') else { return };
    let mut numbers = numbers.split(',');
    let mut next = || numbers.next().unwrap_or_default();
    let words = words.split('<').next().unwrap_or_default().trim_end();
    // Writing to a string can't fail.
    let _ = write!(
        out,
        "<rect class=\"hit\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"transparent\"><title>{words}</title></rect>",
        next(),
        next(),
        next(),
        next(),
    );
}

fn escape(text: &str) -> String {
    let text = super::font::without_hidden(text);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
