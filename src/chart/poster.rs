//! A vertical summary for chat apps: verdict, shares, course, words, two voices.

use plotters::prelude::DrawingBackend;

use super::axis::{count, percent};
use super::canvas::{Box2, Canvas, Type};
use super::font;
use super::region::THIN_SAMPLE;
use super::theme::Ink;
use super::time::TimePoint;
use super::{ChartError, Counts, Lang};

/// A comment to show in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PosterQuote {
    /// Its text.
    pub text: String,
    /// What to say of it: likes, place.
    pub note: String,
    /// Whether it is positive (else negative).
    pub positive: bool,
}

/// What the poster shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Poster {
    /// Language of labels.
    pub lang: Lang,
    /// The report's title.
    pub title: String,
    /// The verdict in a few words.
    pub verdict: String,
    /// One or two sentences of evidence.
    pub evidence: String,
    /// The comments.
    pub counts: Counts,
    /// Their course; empty where times are missing.
    pub points: Vec<TimePoint>,
    /// Length of a stretch of the course in words.
    pub step: String,
    /// Index of the point from which on the mood was another, and what to say there.
    pub turn: Option<(usize, String)>,
    /// From when to when.
    pub span: String,
    /// Terms of praise, clearest first.
    pub praised: Vec<String>,
    /// Terms of criticism, clearest first.
    pub criticised: Vec<String>,
    /// Most-liked comments.
    pub quotes: Vec<PosterQuote>,
    /// How much was counted, and by what.
    pub footer: Vec<String>,
}

const MARGIN: f64 = 32.0;
const QUOTE_LINES: usize = 3;
const TITLE: f64 = 15.0;
const VERDICT: f64 = 30.0;
const BODY: f64 = 15.5;

/// Where the next block begins.
struct Cursor {
    y: f64,
    width: f64,
}

impl Poster {
    fn lines(text: &str, size: f64, width: f64, max: usize) -> Vec<String> {
        font::wrap(&font::drawable(text), width / size, max)
    }

    fn verdict_lines(&self, width: f64) -> Vec<String> {
        font::wrap_evenly(&font::drawable(&self.verdict), width / VERDICT, 3)
    }

    fn has_words(&self) -> bool {
        !self.praised.is_empty() || !self.criticised.is_empty()
    }

    pub(super) fn height(&self, width: f64) -> f64 {
        let inner = width - 2.0 * MARGIN;
        let title = Self::lines(&self.title, TITLE, inner, 2).len() as f64 * TITLE * 1.5;
        let verdict = self.verdict_lines(inner).len() as f64 * VERDICT * 1.35;
        let evidence = Self::lines(&self.evidence, BODY, inner, 4).len() as f64 * BODY * 1.6;
        let course = if self.points.len() > 1 { 176.0 } else { 0.0 };
        let words = if self.has_words() { 132.0 } else { 0.0 };
        let quotes: f64 = self.quotes.iter().map(|quote| quote_height(quote, inner)).sum();
        40.0 + title
            + verdict
            + evidence
            + 30.0
            + 100.0
            + course
            + words
            + quotes
            + self.footer.len() as f64 * 20.0
            + 56.0
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), ChartError> {
        let mut cursor = Cursor { y: 40.0, width: canvas.width - 2.0 * MARGIN };
        canvas.rect(Box2::new(0.0, 0.0, canvas.width * self.positive_share(), 8.0), Ink::Positive)?;
        let rest = canvas.width * self.positive_share();
        canvas.rect(Box2::new(rest, 0.0, canvas.width - rest, 8.0), Ink::Negative)?;
        let title = Self::lines(&self.title, TITLE, cursor.width, 2);
        paragraph(canvas, &mut cursor, &title, (TITLE, 1.5), Type::LABEL)?;
        let verdict = self.verdict_lines(cursor.width);
        paragraph(canvas, &mut cursor, &verdict, (VERDICT, 1.35), Type::VALUE.bold())?;
        let evidence = Self::lines(&self.evidence, BODY, cursor.width, 4);
        paragraph(canvas, &mut cursor, &evidence, (BODY, 1.6), Type::VALUE.ink(Ink::Muted))?;
        cursor.y += 22.0;
        self.draw_shares(canvas, &mut cursor)?;
        self.draw_course(canvas, &mut cursor)?;
        self.draw_words(canvas, &mut cursor)?;
        for quote in &self.quotes {
            draw_quote(canvas, &mut cursor, quote)?;
        }
        cursor.y += 14.0;
        canvas.line(&[(MARGIN, cursor.y), (canvas.width - MARGIN, cursor.y)], Ink::Grid, 1.0)?;
        cursor.y += 20.0;
        for line in &self.footer {
            canvas.text_within(MARGIN, cursor.y, cursor.width, line, Type::LABEL.size(12.0))?;
            cursor.y += 20.0;
        }
        Ok(())
    }

    /// Positive among positive and negative; a half where there is neither.
    fn positive_share(&self) -> f64 {
        let sided = self.counts.positive + self.counts.negative;
        if sided == 0 { 0.5 } else { self.counts.positive as f64 / sided as f64 }
    }

    fn draw_shares<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, cursor: &mut Cursor) -> Result<(), ChartError> {
        let judged = self.counts.judged();
        let parts = [
            (self.counts.positive, Ink::Positive, self.lang.pick("正面", "positive")),
            (self.counts.neutral, Ink::Neutral, self.lang.pick("中性", "neutral")),
            (self.counts.negative, Ink::Negative, self.lang.pick("负面", "negative")),
        ];
        let third = cursor.width / 3.0;
        let mut x = MARGIN;
        for (index, (n, ink, name)) in parts.into_iter().enumerate() {
            let share = if judged == 0 { 0.0 } else { n as f64 / judged as f64 };
            let left = MARGIN + index as f64 * third;
            let text_ink = if ink == Ink::Neutral { Ink::Muted } else { ink };
            let figure = match judged {
                0 => "–".to_owned(),
                1..THIN_SAMPLE => count(n, self.lang),
                _ => percent(share),
            };
            canvas.text(left, cursor.y + 8.0, &figure, Type::VALUE.bold().size(28.0).ink(text_ink))?;
            let after = left + canvas.measure(&figure, 28.0) + 10.0;
            canvas.text(after, cursor.y + 12.0, name, Type::LABEL.size(14.0))?;
            canvas.rect(Box2::new(x, cursor.y + 36.0, cursor.width * share, 18.0), ink)?;
            x += cursor.width * share;
        }
        if judged == 0 {
            canvas.rect(Box2::new(MARGIN, cursor.y + 36.0, cursor.width, 18.0), Ink::None)?;
        }
        cursor.y += 86.0;
        Ok(())
    }

    fn draw_course<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, cursor: &mut Cursor) -> Result<(), ChartError> {
        if self.points.len() < 2 {
            return Ok(());
        }
        let most = self.points.iter().map(|point| point.counts.n()).max().unwrap_or(0);
        let title = self.lang.pick("评论随时间", "Comments over time");
        canvas.text(MARGIN, cursor.y, title, Type::VALUE.bold())?;
        let scale = match self.lang {
            Lang::Zh => format!("每格 {}，最高 {} 条", self.step, count(most, self.lang)),
            Lang::En => format!("each {}, at most {}", self.step, count(most, self.lang)),
        };
        canvas.text(MARGIN + canvas.measure(title, 14.5) + 10.0, cursor.y, &scale, Type::LABEL)?;
        canvas.text(canvas.width - MARGIN, cursor.y, &self.span, Type::LABEL.right())?;
        let (top, height) = (cursor.y + 30.0, 104.0);
        let max = most.max(1) as f64;
        let spacing = cursor.width / self.points.len() as f64;
        for (index, point) in self.points.iter().enumerate() {
            let x = MARGIN + index as f64 * spacing;
            let mut below = 0.0;
            let Counts { positive, neutral, negative, none } = point.counts;
            for (n, ink) in
                [(negative, Ink::Negative), (neutral, Ink::Neutral), (positive, Ink::Positive), (none, Ink::None)]
            {
                let part = n as f64 / max * height;
                canvas.rect(Box2::new(x, top + height - below - part, (spacing * 0.85).max(0.6), part), ink)?;
                below += part;
            }
        }
        canvas.line(&[(MARGIN, top + height), (canvas.width - MARGIN, top + height)], Ink::Muted, 1.0)?;
        self.draw_turn(canvas, Box2::new(MARGIN, top, cursor.width, height))?;
        cursor.y += 170.0;
        Ok(())
    }

    /// A dashed line where the mood turned, with its words above.
    fn draw_turn<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, plot: Box2) -> Result<(), ChartError> {
        let Some((turn, words)) = &self.turn else { return Ok(()) };
        let x = plot.x + *turn as f64 * plot.w / self.points.len() as f64;
        canvas.dashes((x, plot.y + 4.0), plot.bottom())?;
        let half = canvas.measure(words, 12.5) / 2.0;
        let middle = x.clamp(plot.x + half, (plot.right() - half).max(plot.x + half));
        canvas.text(middle, plot.y - 4.0, words, Type::LABEL.centre().bold().ink(Ink::Text))
    }

    fn draw_words<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, cursor: &mut Cursor) -> Result<(), ChartError> {
        if !self.has_words() {
            return Ok(());
        }
        let none = self.lang.pick("没有突出的说法", "nothing stands out");
        let sides = [
            (self.lang.pick("大家在夸", "Praised"), &self.praised, Ink::Positive),
            (self.lang.pick("大家在吐槽", "Criticised"), &self.criticised, Ink::Negative),
        ];
        for (title, terms, ink) in sides {
            canvas.text(MARGIN, cursor.y, title, Type::VALUE.bold().ink(ink))?;
            let joined = if terms.is_empty() { none.to_owned() } else { whole_terms(canvas, terms, cursor.width) };
            canvas.text_within(MARGIN, cursor.y + 26.0, cursor.width, &joined, Type::VALUE.size(BODY))?;
            cursor.y += 66.0;
        }
        Ok(())
    }
}

/// As many terms as fit, none cut in half unless the first alone is too long.
fn whole_terms<DB: DrawingBackend>(canvas: &Canvas<DB>, terms: &[String], width: f64) -> String {
    let mut joined = String::new();
    for term in terms {
        let longer = if joined.is_empty() { term.clone() } else { format!("{joined} · {term}") };
        if !joined.is_empty() && canvas.measure(&longer, BODY) > width {
            break;
        }
        joined = longer;
    }
    joined
}

fn paragraph<DB: DrawingBackend>(
    canvas: &Canvas<DB>,
    cursor: &mut Cursor,
    lines: &[String],
    (size, leading): (f64, f64),
    style: Type,
) -> Result<(), ChartError> {
    for line in lines {
        canvas.text(MARGIN, cursor.y + size * 0.6, line, style.size(size))?;
        cursor.y += size * leading;
    }
    Ok(())
}

fn quote_lines(quote: &PosterQuote, width: f64) -> Vec<String> {
    Poster::lines(&quote.text, BODY, width - 36.0, QUOTE_LINES)
}

fn quote_height(quote: &PosterQuote, width: f64) -> f64 {
    quote_lines(quote, width).len() as f64 * BODY * 1.6 + 62.0
}

/// A card with a coloured edge.
fn draw_quote<DB: DrawingBackend>(
    canvas: &Canvas<DB>,
    cursor: &mut Cursor,
    quote: &PosterQuote,
) -> Result<(), ChartError> {
    let height = quote_height(quote, cursor.width) - 14.0;
    canvas.round_rect(Box2::new(MARGIN, cursor.y, cursor.width, height), 8.0, Ink::Quiet)?;
    let ink = if quote.positive { Ink::Positive } else { Ink::Negative };
    canvas.round_rect(Box2::new(MARGIN, cursor.y, 5.0, height), 2.5, ink)?;
    let mut y = cursor.y + 24.0;
    for line in quote_lines(quote, cursor.width) {
        canvas.text(MARGIN + 20.0, y, &line, Type::VALUE.size(BODY))?;
        y += BODY * 1.6;
    }
    canvas.text_within(MARGIN + 20.0, y, cursor.width - 36.0, &quote.note, Type::LABEL)?;
    cursor.y += height + 14.0;
    Ok(())
}
