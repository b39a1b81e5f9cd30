//! Words in the size of their frequency, in the colour of their side. Placed on a spiral, the same way every time.

use plotters::prelude::DrawingBackend;

use super::canvas::{Box2, Canvas, Type};
use super::theme::Ink;
use super::{ChartError, Lang};

/// One word.
#[derive(Clone, Debug, PartialEq)]
pub struct CloudWord {
    /// The word.
    pub term: String,
    /// Comments of its side that hold it.
    pub n: u64,
    /// Whether it belongs to the positive side (else the negative).
    pub positive: bool,
}

/// A word cloud.
#[derive(Clone, Debug, PartialEq)]
pub struct Cloud {
    /// Language of labels.
    pub lang: Lang,
    /// Words, most important first.
    pub words: Vec<CloudWord>,
}

const TOP: f64 = 52.0;
/// Turns of the spiral are this far apart.
const SPIRAL_PITCH: f64 = 5.0;

impl Cloud {
    pub(super) fn height(&self, width: f64) -> f64 {
        match width {
            _ if self.words.is_empty() => 110.0,
            640.0.. => 400.0,
            _ => 420.0,
        }
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), ChartError> {
        let lang = self.lang;
        canvas.text(0.0, 14.0, lang.pick("词云", "Word cloud"), Type::VALUE.bold())?;
        let note =
            lang.pick("字号：出现条数；蓝色偏正面，橙色偏负面", "size: comments; blue: positive, orange: negative");
        canvas.text_within(0.0, 35.0, canvas.width, note, Type::LABEL)?;
        let area = Box2::new(0.0, TOP, canvas.width, canvas.height - TOP - 4.0);
        if self.words.is_empty() {
            let words = lang.pick("没有突出的说法", "Nothing stands out");
            return canvas.text(area.w / 2.0, area.y + area.h / 2.0, words, Type::LABEL.centre());
        }
        self.scatter(canvas, area)
    }

    fn scatter<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, area: Box2) -> Result<(), ChartError> {
        let mut words: Vec<_> = self.words.iter().collect();
        words.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.term.cmp(&b.term)));
        // As large as all of them fit; a few words on much space stay a sensible size.
        let sizes = [96.0, 84.0, 74.0, 64.0, 56.0, 48.0, 42.0, 36.0, 30.0, 26.0];
        let layouts = sizes.map(|largest: f64| lay_out(canvas, area, &words, largest.min(area.w / 7.0)));
        let most = layouts.iter().map(Vec::len).max().unwrap_or(0);
        let Some(layout) = layouts.into_iter().find(|layout| layout.len() == most) else { return Ok(()) };
        for (word, place, size) in layout {
            let ink = if word.positive { Ink::Positive } else { Ink::Negative };
            let (x, y) = (place.x + place.w / 2.0, place.y + place.h / 2.0);
            canvas.text(x, y, &word.term, Type::VALUE.centre().ink(ink).size(size).bold())?;
        }
        Ok(())
    }
}

/// Places and sizes of the words that find room if the most frequent one has size `largest`.
fn lay_out<'w, DB: DrawingBackend>(
    canvas: &Canvas<DB>,
    area: Box2,
    words: &[&'w CloudWord],
    largest: f64,
) -> Vec<(&'w CloudWord, Box2, f64)> {
    let max = words.first().map_or(1, |word| word.n.max(1)) as f64;
    let mut taken = Vec::new();
    let mut layout = Vec::new();
    for word in words {
        let size = (largest * (word.n as f64 / max).sqrt()).max(13.0);
        let width = canvas.measure(&word.term, size);
        if width < size * 0.2 {
            continue;
        }
        if let Some(place) = free_place(area, (width + size * 0.3, size * 1.25), &taken) {
            taken.push(place);
            layout.push((*word, place, size));
        }
    }
    layout
}

/// The first free place for a box on a spiral from the middle.
fn free_place(area: Box2, (width, height): (f64, f64), taken: &[Box2]) -> Option<Box2> {
    let (centre_x, centre_y) = (area.x + area.w / 2.0, area.y + area.h / 2.0);
    // The spiral is as flat as the picture.
    let stretch = (area.w / area.h).max(1.0);
    let mut angle = 0.0_f64;
    loop {
        let radius = SPIRAL_PITCH * angle / std::f64::consts::TAU;
        if radius > area.h {
            return None;
        }
        let x = centre_x + radius * stretch * angle.cos() - width / 2.0;
        let y = centre_y + radius * angle.sin() - height / 2.0;
        let place = Box2::new(x, y, width, height);
        let inside = x >= area.x && y >= area.y && place.right() <= area.right() && place.bottom() <= area.bottom();
        if inside && !taken.iter().any(|other| overlap(place, *other)) {
            return Some(place);
        }
        // Equal steps along the spiral.
        angle += 4.0 / radius.max(4.0);
    }
}

fn overlap(a: Box2, b: Box2) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placed_words_never_overlap_and_stay_inside() {
        let area = Box2::new(0.0, 0.0, 300.0, 200.0);
        let mut taken = Vec::new();
        for _ in 0..60 {
            if let Some(place) = free_place(area, (50.0, 20.0), &taken) {
                assert!(!taken.iter().any(|other| overlap(place, *other)));
                assert!(place.x >= 0.0 && place.right() <= 300.0 && place.y >= 0.0 && place.bottom() <= 200.0);
                taken.push(place);
            }
        }
        assert!(taken.len() >= 20, "{}", taken.len());
        assert_eq!(free_place(area, (400.0, 20.0), &[]), None);
    }
}
