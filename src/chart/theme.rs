//! Colours by meaning. Blue is positive, orange negative: told apart with every common colour blindness, and free of
//! the red that means "up" in China and "down" elsewhere.

use std::fmt::Write as _;

use plotters::style::RGBColor;

/// A colour by what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Ink {
    /// What everything lies on.
    Surface,
    /// Headings and figures.
    Text,
    /// Labels and notes.
    Muted,
    /// Grid lines and outlines.
    Grid,
    /// A quiet area.
    Quiet,
    /// Positive.
    Positive,
    /// Neutral.
    Neutral,
    /// Negative.
    Negative,
    /// Nothing to judge.
    None,
    /// The net sentiment line.
    Line,
    /// Its band.
    Band,
    /// A stretch of time pointed out.
    Highlight,
    /// Step −4 (negative) to 4 (positive) of net sentiment.
    Step(i8),
    /// Text on that step.
    OnStep(i8),
    /// Text on a filled bar of positive or negative.
    OnBar,
}

/// Steps of net sentiment: the largest absolute value of each step but the last.
pub(super) const STEP_BOUNDS: [f64; 4] = [0.05, 0.15, 0.30, 0.50];

impl Ink {
    /// The step of a net sentiment in −1 to 1.
    pub(super) fn step(net: f64) -> i8 {
        let magnitude = STEP_BOUNDS.iter().filter(|bound| net.abs() >= **bound).count();
        let magnitude = i8::try_from(magnitude).unwrap_or(4);
        if net < 0.0 { -magnitude } else { magnitude }
    }

    /// The colour in the light theme; no two inks share one, so that SVG colours can be mapped back.
    pub(super) fn light(self) -> RGBColor {
        self.entry().map_or(RGBColor(0, 0, 0), |entry| rgb(entry.2))
    }

    fn entry(self) -> Option<&'static Entry> {
        PALETTE.iter().find(|(ink, ..)| *ink == self)
    }
}

/// Ink, name of its CSS variable, light colour, dark colour.
type Entry = (Ink, &'static str, u32, u32);

#[expect(clippy::unreadable_literal, reason = "colours are written as on the web, #RRGGBB")]
const PALETTE: [Entry; 31] = [
    (Ink::Surface, "surface", 0xFFFFFF, 0x1A1D21),
    (Ink::Text, "text", 0x1B1F24, 0xECEEF1),
    (Ink::Muted, "muted", 0x5A636E, 0xA3ACB7),
    (Ink::Grid, "grid", 0xE3E6EA, 0x333941),
    (Ink::Quiet, "quiet", 0xF2F4F6, 0x24282E),
    (Ink::Positive, "positive", 0x1F6FB5, 0x5AA9E6),
    (Ink::Neutral, "neutral", 0xB9C0C9, 0x636C78),
    (Ink::Negative, "negative", 0xC2500C, 0xF08C4A),
    (Ink::None, "none", 0xDDE1E6, 0x3D444D),
    (Ink::Line, "line", 0x242A31, 0xE1E5EA),
    (Ink::Band, "band", 0x6E7A88, 0x8D99A8),
    (Ink::Highlight, "highlight", 0xFDF1D2, 0x423920),
    (Ink::OnBar, "onbar", 0xFEFEFE, 0x0F1114),
    (Ink::Step(-4), "step-n4", 0xA84306, 0xF59A5C),
    (Ink::Step(-3), "step-n3", 0xD97435, 0xD07436),
    (Ink::Step(-2), "step-n2", 0xEFA978, 0x9C5628),
    (Ink::Step(-1), "step-n1", 0xF8D9C2, 0x66422C),
    (Ink::Step(0), "step-0", 0xECEEF0, 0x3F454D),
    (Ink::Step(1), "step-p1", 0xCCE0F1, 0x2C4A64),
    (Ink::Step(2), "step-p2", 0x8FBCE1, 0x2E6898),
    (Ink::Step(3), "step-p3", 0x468CC6, 0x3E8AC8),
    (Ink::Step(4), "step-p4", 0x125694, 0x7CBDF0),
    (Ink::OnStep(-4), "onstep-n4", 0xFFFFFE, 0x16181B),
    (Ink::OnStep(-3), "onstep-n3", 0x1A120C, 0x16181C),
    (Ink::OnStep(-2), "onstep-n2", 0x1B130D, 0xFFFBF8),
    (Ink::OnStep(-1), "onstep-n1", 0x1C140E, 0xFFFBF7),
    (Ink::OnStep(0), "onstep-0", 0x1B1F25, 0xF4F5F7),
    (Ink::OnStep(1), "onstep-p1", 0x0D1822, 0xF3F8FD),
    (Ink::OnStep(2), "onstep-p2", 0x0D1821, 0xF3F8FE),
    (Ink::OnStep(3), "onstep-p3", 0x081119, 0x081118),
    (Ink::OnStep(4), "onstep-p4", 0xFFFFFD, 0x081117),
];

fn rgb(code: u32) -> RGBColor {
    let [_, red, green, blue] = code.to_be_bytes();
    RGBColor(red, green, blue)
}

/// The CSS value for a light colour as the SVG backend writes it (`#1F6FB5`).
pub(super) fn css_value(hex: &str) -> Option<String> {
    let code = u32::from_str_radix(hex.strip_prefix('#')?, 16).ok()?;
    let (_, name, light, _) = PALETTE.iter().find(|(_, _, light, _)| *light == code)?;
    Some(format!("var(--c-{name},#{light:06x})"))
}

/// CSS declarations of every chart colour on a light page.
pub fn css_variables_light() -> String {
    declarations(|entry| entry.2)
}

/// CSS declarations of every chart colour on a dark page.
pub fn css_variables_dark() -> String {
    declarations(|entry| entry.3)
}

fn declarations(colour: impl Fn(&Entry) -> u32) -> String {
    PALETTE.iter().fold(String::new(), |mut css, entry| {
        // Writing to a string can't fail.
        let _ = write!(css, "--c-{}:#{:06x};", entry.1, colour(entry));
        css
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_light_colour_names_one_ink() {
        for (index, (ink, name, light, _)) in PALETTE.iter().enumerate() {
            assert!(PALETTE[index + 1..].iter().all(|other| other.2 != *light && other.1 != *name), "{ink:?}");
        }
    }

    #[test]
    fn text_on_every_step_is_readable_in_both_themes() {
        for step in -4..=4 {
            let (ground, text) = (Ink::Step(step).entry().unwrap(), Ink::OnStep(step).entry().unwrap());
            for (back, front) in [(ground.2, text.2), (ground.3, text.3)] {
                assert!(contrast(back, front) >= 4.5, "step {step}: {:.2}", contrast(back, front));
            }
        }
        for ink in [Ink::Text, Ink::Muted, Ink::Positive, Ink::Negative, Ink::Line] {
            let (entry, surface) = (ink.entry().unwrap(), Ink::Surface.entry().unwrap());
            for (back, front) in [(surface.2, entry.2), (surface.3, entry.3)] {
                assert!(contrast(back, front) >= 4.0, "{ink:?}: {:.2}", contrast(back, front));
            }
        }
    }

    /// Contrast ratio after WCAG 2.2.
    fn contrast(a: u32, b: u32) -> f64 {
        let luminance = |code: u32| {
            let channel = |value: u8| {
                let c = f64::from(value) / 255.0;
                if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
            };
            let RGBColor(red, green, blue) = rgb(code);
            0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue)
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn steps_follow_the_bounds() {
        for (net, step) in [(0.0, 0), (0.049, 0), (0.05, 1), (-0.05, -1), (0.15, 2), (-0.3, -3), (0.5, 4), (-1.0, -4)] {
            assert_eq!(Ink::step(net), step, "{net}");
        }
    }
}
