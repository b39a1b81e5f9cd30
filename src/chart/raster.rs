//! Pictures as PNG: plotters' bitmap backend with text drawn from the bundled font.

use ab_glyph::{Font, ScaleFont, point};
use plotters::backend::{BitMapBackend, DrawingBackend};
use plotters::prelude::IntoDrawingArea;
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind, FontStyle};

use super::canvas::{Canvas, EM_TO_SIZE, Frame, Glyphs, Type};
use super::font;
use super::theme::Ink;
use super::{ChartError, Picture};

/// Pixels of the PNG for one logical pixel.
const DENSITY: u32 = 2;

/// Device pixels drawn for one pixel of the PNG, in each direction: what smooths the edges.
const OVERSAMPLING: u32 = 2;

/// Draws a picture as PNG at a logical width; the file has twice as many pixels. The footer says, in a line, what the
/// picture is of: it travels without the page. A poster has a footer of its own.
///
/// # Errors
/// When drawing or compressing fails.
pub fn png(picture: &Picture, width: u32, footer: &str) -> Result<Vec<u8>, ChartError> {
    let frame =
        if matches!(picture, Picture::Poster(_)) { Frame::default() } else { Frame { margin: 28.0, footer: 34.0 } };
    let inner = f64::from(width) - 2.0 * frame.margin;
    let height = super::svg::whole(picture.height(inner) + 2.0 * frame.margin + frame.footer);
    let (w, h) = (width * DENSITY, height * DENSITY);
    let (drawn_w, drawn_h) = (w * OVERSAMPLING, h * OVERSAMPLING);
    let mut buffer = vec![0xFF; drawn_w as usize * drawn_h as usize * 3];
    {
        let backend = Raster { inner: BitMapBackend::with_buffer(&mut buffer, (drawn_w, drawn_h)) };
        let scale = f64::from(DENSITY * OVERSAMPLING);
        let canvas = Canvas::new(backend.into_drawing_area(), scale, Glyphs::Bundled, frame);
        canvas.fill(Ink::Surface)?;
        picture.draw(&canvas)?;
        if frame.footer > 0.0 {
            canvas.text_within(0.0, canvas.height + frame.footer - 6.0, inner, footer, Type::LABEL)?;
        }
        canvas.finish()?;
    }
    let pixels = halve(&buffer, drawn_w as usize);
    drop(buffer);
    encode(&pixels, w, h)
}

/// Averages each square of two by two pixels.
fn halve(buffer: &[u8], width: usize) -> Vec<u8> {
    let stride = width * 3;
    let mut out = Vec::with_capacity(buffer.len() / 4);
    for rows in buffer.chunks_exact(stride * 2) {
        let (upper, lower) = rows.split_at(stride);
        for (a, b) in upper.chunks_exact(6).zip(lower.chunks_exact(6)) {
            for channel in 0..3 {
                let sum = u16::from(a[channel]) + u16::from(a[channel + 3]);
                let sum = sum + u16::from(b[channel]) + u16::from(b[channel + 3]);
                out.push(u8::try_from((sum + 2) / 4).unwrap_or(u8::MAX));
            }
        }
    }
    out
}

fn encode(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, ChartError> {
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(::png::ColorType::Rgb);
    encoder.set_depth(::png::BitDepth::Eight);
    encoder.set_adaptive_filter(::png::AdaptiveFilterType::NonAdaptive);
    encoder.set_filter(::png::FilterType::Sub);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}

/// The bitmap backend, with text of our own: plotters' drops the bearing of every glyph, which tears words apart.
struct Raster<'b> {
    inner: BitMapBackend<'b>,
}

type Outcome<DB> = Result<(), DrawingErrorKind<<DB as DrawingBackend>::ErrorType>>;

impl<'b> DrawingBackend for Raster<'b> {
    type ErrorType = <BitMapBackend<'b> as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.inner.get_size()
    }

    fn ensure_prepared(&mut self) -> Outcome<Self> {
        self.inner.ensure_prepared()
    }

    fn present(&mut self) -> Outcome<Self> {
        self.inner.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Outcome<Self> {
        self.inner.draw_pixel(point, color)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Outcome<Self> {
        self.inner.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Outcome<Self> {
        self.inner.draw_rect(upper_left, bottom_right, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Outcome<Self> {
        self.inner.draw_path(path, style)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Outcome<Self> {
        self.inner.fill_polygon(vert, style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord) -> Outcome<Self> {
        let em = style.size() / EM_TO_SIZE;
        let width = font::width_em(text) * em;
        let x = match style.anchor().h_pos {
            HPos::Left => f64::from(pos.0),
            HPos::Center => f64::from(pos.0) - width / 2.0,
            HPos::Right => f64::from(pos.0) - width,
        };
        // Han characters reach from 0.12 em below the baseline to 0.88 em above it.
        let baseline = f64::from(pos.1)
            + match style.anchor().v_pos {
                VPos::Top => 0.88 * em,
                VPos::Center => 0.36 * em,
                VPos::Bottom => -0.12 * em,
            };
        let bold = matches!(style.style(), FontStyle::Bold);
        self.glyphs(text, (x, baseline), em, bold, style.color())
    }
}

impl Raster<'_> {
    /// Draws glyphs from a point on the baseline; bold is the same outline twice, a little apart.
    fn glyphs(&mut self, text: &str, start: (f64, f64), em: f64, bold: bool, color: BackendColor) -> Outcome<Self> {
        let Some(font) = font::font() else { return Ok(()) };
        let height = f64::from(font.height_unscaled()) / f64::from(font.units_per_em().unwrap_or(1000.0));
        #[expect(clippy::cast_possible_truncation, reason = "pixel coordinates")]
        let (mut x, y, scale) = (start.0 as f32, start.1 as f32, (em * height) as f32);
        let scaled = font.as_scaled(scale);
        #[expect(clippy::cast_possible_truncation, reason = "a fraction of a pixel")]
        let offsets = if bold { vec![0.0, em as f32 * 0.035] } else { vec![0.0] };
        for c in text.chars() {
            let id = font.glyph_id(c);
            for offset in &offsets {
                let glyph = id.with_scale_and_position(scale, point(x + offset, y));
                if let Some(outline) = font.outline_glyph(glyph) {
                    self.outline(&outline, color)?;
                }
            }
            x += scaled.h_advance(id);
        }
        Ok(())
    }

    fn outline(&mut self, outline: &ab_glyph::OutlinedGlyph, color: BackendColor) -> Outcome<Self> {
        let origin = outline.px_bounds().min;
        #[expect(clippy::cast_possible_truncation, reason = "pixel coordinates")]
        let (left, top) = (origin.x.round() as i32, origin.y.round() as i32);
        let mut result = Ok(());
        outline.draw(|x, y, coverage| {
            if coverage > 0.0 && result.is_ok() {
                let at = (left + x.cast_signed(), top + y.cast_signed());
                let alpha = color.alpha * f64::from(coverage.min(1.0));
                result = self.inner.draw_pixel(at, BackendColor { alpha, rgb: color.rgb });
            }
        });
        result
    }
}
