//! What changed and when: net sentiment with its band above, volume stacked by polarity below, one time axis.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use plotters::prelude::DrawingBackend;

use super::axis::{Scale, count, count_ticks, points, share_ticks, time_ticks};
use super::canvas::{Box2, Canvas, Type};
use super::theme::Ink;
use super::{ChartError, Counts, Estimate, Lang};

/// A moment on a wall clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LocalTime {
    /// Year.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u32,
    /// Day, 1 to 31.
    pub day: u32,
    /// Hour, 0 to 23.
    pub hour: u32,
    /// Minute, 0 to 59.
    pub minute: u32,
}

impl LocalTime {
    /// The wall clock at a number of milliseconds since 1970-01-01 00:00 on that clock; beyond what the calendar holds,
    /// its end.
    pub fn from_ms(local_ms: i64) -> Self {
        let end = if local_ms < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
        let time = DateTime::from_timestamp_millis(local_ms).unwrap_or(end).naive_utc();
        Self { year: time.year(), month: time.month(), day: time.day(), hour: time.hour(), minute: time.minute() }
    }

    /// Days since 1970-01-01; 0 for a day that no calendar has.
    pub(super) fn days(self) -> i64 {
        let date = NaiveDate::from_ymd_opt(self.year, self.month, self.day);
        date.map_or(0, |date| date.signed_duration_since(NaiveDate::default()).num_days())
    }
}

/// One stretch of time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimePoint {
    /// Its start.
    pub start: LocalTime,
    /// Its comments.
    pub counts: Counts,
}

/// Net sentiment over neighbouring points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NetStretch {
    /// Index of the first point.
    pub first: usize,
    /// Index of the last point.
    pub last: usize,
    /// The net sentiment of their comments.
    pub net: Estimate,
}

/// A stretch in which far more was written than usual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burst {
    /// Index of its first point.
    pub first: usize,
    /// Index of its last point.
    pub last: usize,
    /// Its letter in the text around the chart.
    pub label: String,
}

/// Net sentiment and volume over evenly spaced stretches of time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeChart {
    /// Language of labels.
    pub lang: Lang,
    /// Length of a stretch in words, such as `1 小时`.
    pub step: String,
    /// The stretches in order, without gaps.
    pub points: Vec<TimePoint>,
    /// Net sentiment in order; stretches with too few comments are left out.
    pub nets: Vec<NetStretch>,
    /// Length of a net stretch in words.
    pub net_step: String,
    /// Judged comments that a net stretch needs.
    pub min_for_net: u64,
    /// Stretches to point out.
    pub bursts: Vec<Burst>,
    /// Index of the point from which on the mood was another.
    pub turn: Option<usize>,
}

/// Space for the labels of the left axis.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 12.0;
/// Height of the upper plot with its title, as a share of the picture.
const NET_SHARE: f64 = 0.36;
/// Top of the upper plot.
const NET_TOP: f64 = 60.0;
/// Between the upper plot and the lower.
const GAP: f64 = 62.0;
/// On a narrow picture the legend stands below the title of the lower plot.
const LEGEND_ROW: f64 = 14.0;
/// Bars closer together than this are drawn as areas.
const BAR_MIN: f64 = 3.0;

impl TimeChart {
    pub(super) fn height(&self, width: f64) -> f64 {
        match width {
            _ if self.points.is_empty() => 90.0,
            _ if self.nets.is_empty() => 250.0,
            ..600.0 => 424.0,
            _ => 440.0,
        }
    }

    /// The plots of net sentiment, where there is any, and of the volume.
    fn plots(&self, width: f64, height: f64) -> (Option<Box2>, Box2) {
        let plot_width = width - LEFT - RIGHT;
        let net = (!self.nets.is_empty()).then(|| Box2::new(LEFT, NET_TOP, plot_width, height * NET_SHARE));
        let legend = if width < 600.0 { LEGEND_ROW } else { 0.0 };
        let top = net.map_or(GAP - 6.0, |net| net.bottom() + GAP) + legend;
        (net, Box2::new(LEFT, top, plot_width, height - top - 44.0))
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<(), ChartError> {
        if self.points.is_empty() {
            let words = self.lang.pick("没有可用的发表时间", "No usable times");
            return canvas.text(canvas.width / 2.0, canvas.height / 2.0, words, Type::VALUE.centre());
        }
        let (net, volume) = self.plots(canvas.width, canvas.height);
        self.draw_bursts(canvas, volume, net)?;
        if let Some(net) = net {
            self.draw_net(canvas, net)?;
        }
        self.draw_volume(canvas, volume)?;
        self.draw_turn(canvas, volume, net)?;
        self.draw_time_axis(canvas, volume)
    }

    /// Width of a stretch on the axis.
    fn spacing(&self, plot: Box2) -> f64 {
        plot.w / self.points.len() as f64
    }

    fn draw_bursts<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        volume: Box2,
        net: Option<Box2>,
    ) -> Result<(), ChartError> {
        let spacing = self.spacing(volume);
        let mut free_from = 0.0;
        for burst in &self.bursts {
            let x = volume.x + burst.first as f64 * spacing;
            let width = ((burst.last - burst.first + 1) as f64 * spacing).max(3.0);
            for plot in net.into_iter().chain([volume]) {
                canvas.rect(Box2::new(x, plot.y, width, plot.h), Ink::Highlight)?;
            }
            // Letters of bursts side by side must not run into each other.
            let middle = (x + width / 2.0).max(free_from);
            canvas.text(middle, volume.y - 9.0, &burst.label, Type::LABEL.centre().bold().ink(Ink::Text))?;
            free_from = middle + 13.0;
        }
        Ok(())
    }

    /// A line through both plots where the mood turned.
    fn draw_turn<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        volume: Box2,
        net: Option<Box2>,
    ) -> Result<(), ChartError> {
        let (Some(turn), Some(net)) = (self.turn, net) else { return Ok(()) };
        let x = volume.x + turn as f64 * self.spacing(volume);
        for plot in [net, volume] {
            canvas.dashes((x, plot.y), plot.bottom())?;
        }
        let label = self.lang.pick("转折", "turn");
        let half = canvas.measure(label, 12.5) / 2.0;
        let middle = x.clamp(half, canvas.width - half);
        canvas.text(middle, net.y - 9.0, label, Type::LABEL.centre().bold().ink(Ink::Text))
    }

    fn draw_net<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, plot: Box2) -> Result<(), ChartError> {
        let title =
            self.lang.pick("净情绪（正面% − 负面%，单位：百分点）", "Net sentiment (positive % − negative %, points)");
        canvas.text(0.0, 14.0, title, Type::VALUE.bold())?;
        let (step, min) = (&self.net_step, self.min_for_net);
        let note = match self.lang {
            Lang::Zh => format!("每点 {step}；阴影：95% 区间；不足 {min} 条的时段不画"),
            Lang::En => format!("points: {step}; band: 95 % interval; under {min} left out"),
        };
        canvas.text_within(0.0, 35.0, canvas.width, &note, Type::LABEL)?;
        let (low, high) = self.net_range();
        let scale = Scale::new((low, high), (plot.bottom(), plot.y));
        for tick in share_ticks(low, high) {
            let y = scale.place(tick);
            let ink = if tick.abs() < 1e-9 { Ink::Muted } else { Ink::Grid };
            canvas.line(&[(plot.x, y), (plot.right(), y)], ink, 1.0)?;
            canvas.text(plot.x - 8.0, y, &points(tick), Type::LABEL.right())?;
        }
        let spacing = self.spacing(plot);
        for run in self.runs() {
            let x = |stretch: &NetStretch| plot.x + (stretch.first + stretch.last + 1) as f64 / 2.0 * spacing;
            let band: Vec<_> = run.iter().map(|stretch| (x(stretch), scale.place(stretch.net.high))).collect();
            let under = run.iter().rev().map(|stretch| (x(stretch), scale.place(stretch.net.low)));
            let outline: Vec<_> = band.iter().copied().chain(under).collect();
            let line: Vec<_> = run.iter().map(|stretch| (x(stretch), scale.place(stretch.net.value))).collect();
            if run.len() > 1 {
                canvas.polygon(&outline, Ink::Band, 0.25)?;
                canvas.line(&line, Ink::Line, 1.75)?;
            } else {
                canvas.line(&outline, Ink::Band, 2.0)?;
            }
            if run.len() == 1 || spacing > 14.0 {
                for (x, y) in line {
                    canvas.dot(x, y, 2.75, Ink::Line)?;
                }
            }
        }
        Ok(())
    }

    /// Net stretches that follow each other without a gap.
    fn runs(&self) -> Vec<Vec<NetStretch>> {
        let mut runs: Vec<Vec<NetStretch>> = Vec::new();
        for stretch in &self.nets {
            match runs.last_mut().filter(|run| run.last().is_some_and(|last| last.last + 1 == stretch.first)) {
                Some(run) => run.push(*stretch),
                None => runs.push(vec![*stretch]),
            }
        }
        runs
    }

    /// The axis shows every interval, zero, and at least 20 points.
    fn net_range(&self) -> (f64, f64) {
        let estimates = || self.nets.iter().map(|stretch| stretch.net);
        let low = estimates().map(|net| net.low).fold(-0.1, f64::min);
        let high = estimates().map(|net| net.high).fold(0.1, f64::max);
        ((low * 10.0 - 1e-9).floor() / 10.0, (high * 10.0 + 1e-9).ceil() / 10.0)
    }

    fn draw_volume<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, plot: Box2) -> Result<(), ChartError> {
        let head = plot.y - 42.0 - if canvas.width < 600.0 { LEGEND_ROW } else { 0.0 };
        let title = self.lang.pick("评论数", "Comments");
        let title = match self.lang {
            Lang::Zh => format!("{title}（每格 {}）", self.step),
            Lang::En => format!("{title} (each {})", self.step),
        };
        canvas.text(0.0, head, &title, Type::VALUE.bold())?;
        legend(canvas, head, canvas.measure(&title, 14.5) + 18.0, self.lang)?;
        let max = self.points.iter().map(|point| point.counts.n()).max().unwrap_or(0);
        let ticks = count_ticks(max, 4);
        let scale = Scale::new((0.0, ticks.last().copied().unwrap_or(1) as f64), (plot.bottom(), plot.y));
        for tick in ticks {
            let y = scale.place(tick as f64);
            canvas.line(&[(plot.x, y), (plot.right(), y)], Ink::Grid, 1.0)?;
            canvas.text(plot.x - 8.0, y, &count(tick, self.lang), Type::LABEL.right())?;
        }
        if self.spacing(plot) < BAR_MIN { self.areas(canvas, plot, scale) } else { self.bars(canvas, plot, scale) }
    }

    fn bars<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, plot: Box2, scale: Scale) -> Result<(), ChartError> {
        let spacing = self.spacing(plot);
        // A lone bar as wide as the picture would look like a background.
        let width = (spacing * 0.8).min(64.0);
        for (index, point) in self.points.iter().enumerate() {
            let x = plot.x + (index as f64 + 0.5) * spacing - width / 2.0;
            let mut below = 0;
            for (share, ink) in layers(point.counts) {
                let (top, bottom) = (scale.place((below + share) as f64), scale.place(below as f64));
                canvas.rect(Box2::new(x, top, width, bottom - top), ink)?;
                below += share;
            }
        }
        Ok(())
    }

    fn areas<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, plot: Box2, scale: Scale) -> Result<(), ChartError> {
        let spacing = self.spacing(plot);
        // From the top layer down: each area covers everything below it too.
        for depth in (0..4).rev() {
            let mut outline = vec![(plot.x, plot.bottom())];
            for (index, point) in self.points.iter().enumerate() {
                let height: u64 = layers(point.counts)[..=depth].iter().map(|(share, _)| share).sum();
                let (x, y) = (plot.x + index as f64 * spacing, scale.place(height as f64));
                outline.extend([(x, y), (x + spacing, y)]);
            }
            outline.push((plot.right(), plot.bottom()));
            canvas.polygon(&outline, layers(Counts::default())[depth].1, 1.0)?;
        }
        Ok(())
    }

    fn draw_time_axis<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, plot: Box2) -> Result<(), ChartError> {
        canvas.line(&[(plot.x, plot.bottom()), (plot.right(), plot.bottom())], Ink::Muted, 1.0)?;
        let times: Vec<_> = self.points.iter().map(|point| point.start).collect();
        let spacing = self.spacing(plot);
        let mut context_end = 0.0;
        for tick in time_ticks(&times, spacing, 60.0) {
            // A label must not stick out on either side.
            let x = (plot.x + (tick.index as f64 + 0.5) * spacing).clamp(plot.x + 12.0, canvas.width - 28.0);
            canvas.line(&[(x, plot.bottom()), (x, plot.bottom() + 4.0)], Ink::Muted, 1.0)?;
            canvas.text(x, plot.bottom() + 15.0, &tick.label, Type::LABEL.centre())?;
            if let Some(context) = tick.context {
                let half = canvas.measure(&context, 12.5) / 2.0;
                let x = x.min(canvas.width - half);
                if x - half > context_end {
                    canvas.text(x, plot.bottom() + 33.0, &context, Type::LABEL.centre())?;
                    context_end = x + half + 8.0;
                }
            }
        }
        Ok(())
    }
}

/// Counts from the bottom of a bar to its top.
fn layers(counts: Counts) -> [(u64, Ink); 4] {
    [
        (counts.negative, Ink::Negative),
        (counts.neutral, Ink::Neutral),
        (counts.positive, Ink::Positive),
        (counts.none, Ink::None),
    ]
}

/// The four polarities with their colours, to the right of a title if they fit, else below it.
fn legend<DB: DrawingBackend>(canvas: &Canvas<DB>, y: f64, after: f64, lang: Lang) -> Result<(), ChartError> {
    let items = [
        (Ink::Positive, lang.pick("正面", "positive")),
        (Ink::Neutral, lang.pick("中性", "neutral")),
        (Ink::Negative, lang.pick("负面", "negative")),
        (Ink::None, lang.pick("无法判断", "not judged")),
    ];
    let width: f64 = items.iter().map(|(_, name)| canvas.measure(name, 12.5) + 30.0).sum();
    let (mut x, y) = if after + width <= canvas.width { (canvas.width - width + 12.0, y) } else { (0.0, y + 20.0) };
    for (ink, name) in items {
        canvas.round_rect(Box2::new(x, y - 5.5, 11.0, 11.0), 2.5, ink)?;
        canvas.text(x + 16.0, y, name, Type::LABEL)?;
        x += canvas.measure(name, 12.5) + 30.0;
    }
    Ok(())
}
