//! The bundled font: measuring text, and keeping out of charts what it can't draw.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef};

/// Subset of Noto Sans CJK SC; see `assets/fonts/README.md`.
const FONT_BYTES: &[u8] = include_bytes!("../../assets/fonts/shenping-sans.otf");

static FONT: LazyLock<Option<FontRef<'static>>> = LazyLock::new(|| FontRef::try_from_slice(FONT_BYTES).ok());

/// The font; a test makes sure that it can be read.
pub(super) fn font() -> Option<&'static FontRef<'static>> {
    FONT.as_ref()
}

/// Whether the font has a glyph for a character.
fn has_glyph(c: char) -> bool {
    font().is_some_and(|font| font.glyph_id(c).0 != 0)
}

/// Width of a text in ems; a character the font lacks (an emoji in an SVG) counts as one em.
pub(super) fn width_em(text: &str) -> f64 {
    let Some(font) = font() else { return text.chars().count() as f64 };
    let units = f64::from(font.units_per_em().unwrap_or(1000.0));
    text.chars().map(|c| advance_em(font, c, units)).sum()
}

fn advance_em(font: &FontRef<'static>, c: char, units: f64) -> f64 {
    let glyph = font.glyph_id(c);
    if glyph.0 == 0 { 1.0 } else { f64::from(font.h_advance_unscaled(glyph)) / units }
}

/// A text without what nobody sees but a program may obey: controls, bidirectional overrides, zero-width characters,
/// private-use characters. White space of any kind becomes one space.
pub fn without_hidden(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_hidden(c) {
            out.push(c);
        }
    }
    out
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200C}' | '\u{200E}' | '\u{200F}')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
        || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// A text the font can draw in full: emoji by name, full-width signs at half width, the rest left out.
pub(super) fn drawable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in without_hidden(text).chars() {
        match half_width(c) {
            Some(ascii) => out.push(ascii),
            None if has_glyph(c) => out.push(c),
            None => {
                if let Some(name) = emoji_name(c) {
                    out.push('[');
                    out.push_str(name);
                    out.push(']');
                }
            }
        }
    }
    out
}

/// Brackets and quotes whose glyphs fill half a cell leave holes in a line; their narrow forms don't.
fn half_width(c: char) -> Option<char> {
    match c {
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(c) - 0xFEE0).filter(|_| !matches!(c, '，' | '！' | '？' | '：' | '；'))
        }
        '“' | '”' | '〝' | '〞' => Some('"'),
        '‘' | '’' => Some('\''),
        '【' | '〔' | '〖' => Some('['),
        '】' | '〕' | '〗' => Some(']'),
        _ => None,
    }
}

/// What people call the emoji that comments use most.
fn emoji_name(c: char) -> Option<&'static str> {
    let name = match c {
        '👍' => "赞",
        '👎' => "踩",
        '👏' => "鼓掌",
        '🙏' => "祈祷",
        '💪' => "加油",
        '🤝' => "握手",
        '✌' => "耶",
        '👌' => "OK",
        '❤' | '💕' | '💖' | '💗' | '💓' | '🩷' | '💘' | '💞' | '🧡' | '💛' | '💚' | '💙' | '💜' => {
            "心"
        }
        '💔' => "心碎",
        '😂' | '🤣' => "笑哭",
        '😁' | '😀' | '😄' | '😃' | '😊' | '☺' | '🙂' | '😆' => "笑",
        '😍' | '🥰' | '😘' => "爱慕",
        '🤩' => "惊艳",
        '😎' => "酷",
        '😭' | '😢' | '🥲' => "哭",
        '😅' | '😓' => "汗",
        '🥺' => "可怜",
        '😡' | '😠' | '🤬' => "怒",
        '🤮' | '🤢' => "吐",
        '🙄' => "白眼",
        '😏' => "坏笑",
        '🤔' => "思考",
        '😱' | '😨' => "惊恐",
        '😳' => "脸红",
        '😴' => "困",
        '🤡' => "小丑",
        '💩' => "便便",
        '🐶' => "狗头",
        '🌹' => "玫瑰",
        '🌸' | '🌺' => "花",
        '🔥' => "火",
        '🎉' | '🎊' => "庆祝",
        '💯' => "满分",
        '⭐' | '🌟' | '✨' => "星",
        '🐮' => "牛",
        '🍺' | '🍻' => "干杯",
        '😈'..='🙏' => "表情",
        _ => return None,
    };
    Some(name)
}

/// The longest start of a text that fits a width in ems, with `…` where something was cut off.
pub(super) fn fit(text: &str, max_em: f64) -> String {
    if width_em(text) <= max_em {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut room = max_em - width_em("…");
    for c in text.chars() {
        room -= width_em(c.encode_utf8(&mut [0; 4]));
        if room < 0.0 {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// Breaks a text into at most `max_lines` lines of a width in ems; the last one ends in `…` where text was cut off.
pub(super) fn wrap(text: &str, max_em: f64, max_lines: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut width = 0.0;
    let mut rest = text.trim();
    while let Some(piece) = next_piece(rest) {
        let piece_width = width_em(piece);
        if width > 0.0 && width + piece_width > max_em {
            if lines.len() == max_lines {
                let last = lines.pop().unwrap_or_default();
                lines.push(fit(&format!("{last}{rest}"), max_em));
                return lines;
            }
            lines.push(String::new());
            width = 0.0;
        }
        if let Some(line) = lines.last_mut().filter(|line| !(line.is_empty() && piece == " ")) {
            line.push_str(piece);
            width += piece_width;
        }
        rest = &rest[piece.len()..];
    }
    lines.into_iter().map(|line| fit(line.trim_end(), max_em)).collect()
}

/// The next unbreakable piece: a run of ASCII letters and digits, a date such as `3月3日`, or one character with closing
/// punctuation.
fn next_piece(text: &str) -> Option<&str> {
    let mut last = text.chars().next()?;
    let joined = |last: char, c: char| match c {
        '，' | '。' | '！' | '？' | '、' | '：' | '；' | '…' | '》' | '）' | '」' => true,
        '年' | '月' | '日' => last.is_ascii_digit(),
        _ if c.is_ascii_graphic() => last.is_ascii_graphic() || (c.is_ascii_digit() && matches!(last, '年' | '月')),
        _ => false,
    };
    for (at, c) in text.char_indices().skip(1) {
        if !joined(last, c) {
            return Some(&text[..at]);
        }
        last = c;
    }
    Some(text)
}

/// Breaks a text like [`wrap`] into no more lines than that: between phrases if they fit, else as even as can be.
pub(super) fn wrap_evenly(text: &str, max_em: f64, max_lines: usize) -> Vec<String> {
    let lines = wrap(text, max_em, max_lines);
    if lines.last().is_some_and(|line| line.ends_with('…')) {
        return lines;
    }
    let whole = |lines: &[String]| lines.iter().flat_map(|line| line.chars()).filter(|c| *c != ' ').count();
    let fits = |tried: &Vec<String>| tried.len() == lines.len() && whole(tried) == whole(&lines);
    let narrower = (10..20_u8).map(|step| wrap(text, max_em * f64::from(step) / 20.0, max_lines));
    let mut tries = std::iter::once(wrap_phrases(text, max_em)).chain(narrower);
    tries.find(fits).unwrap_or(lines)
}

/// Breaks a text after commas and the like only.
fn wrap_phrases(text: &str, max_em: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for phrase in text.split_inclusive(['，', '；', '：', ',', ';']) {
        match lines.last_mut().filter(|line| width_em(line) + width_em(phrase.trim_end()) <= max_em) {
            Some(line) => line.push_str(phrase),
            None => lines.push(phrase.trim_start().to_owned()),
        }
    }
    lines.into_iter().map(|line| fit(line.trim_end(), max_em)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_what_labels_need() {
        assert!(font().is_some());
        for c in "评论情绪净值正面中性负面未知海外粤囧喆Aa09%()·—…".chars() {
            assert!(has_glyph(c), "{c}");
        }
        for region in crate::comment::Region::all() {
            assert!(region.name.chars().all(has_glyph), "{}", region.name);
        }
    }

    #[test]
    fn nothing_drawable_lacks_a_glyph() {
        let hostile =
            "👍好看\u{202E}反\u{200B}\u{1F468}\u{200D}\u{1F469}龘\u{FFFD}\u{E000}（括号）“引号”\u{1B}[31m𠮷🇨🇳ا";
        let text = drawable(hostile);
        assert_eq!(text, "[赞]好看反(括号)\"引号\"[31m");
        assert!(text.chars().all(has_glyph));
    }

    #[test]
    fn text_is_cut_and_wrapped_to_width() {
        assert_eq!(fit("很好看", 3.0), "很好看");
        assert_eq!(fit("很好看的视频", 3.0), "很好…");
        assert_eq!(wrap("很好看，真的很好看", 4.0, 5), ["很好看，", "真的很好", "看"]);
        assert_eq!(wrap("很好看，真的很好看", 4.0, 2), ["很好看，", "真的很…"]);
        assert_eq!(wrap("但 3月3日 起转差", 4.0, 5), ["但", "3月3日", "起转差"]);
        assert_eq!(wrap("好评多于批评，但 3月3日 19:00 起转差", 15.0, 3).len(), 2);
        assert_eq!(
            wrap_evenly("好评多于批评，但 3月3日 19:00 起转差", 15.0, 3),
            ["好评多于批评，", "但 3月3日 19:00 起转差"]
        );
        assert_eq!(wrap_evenly("好评", 15.0, 3), ["好评"]);
        assert_eq!(wrap_evenly("很好看真的很好看", 7.0, 3), ["很好看真", "的很好看"]);
        assert!(wrap(&"很".repeat(500), 10.0, 3).iter().all(|line| width_em(line) <= 10.0));
        assert!(wrap(&"a".repeat(500), 10.0, 3).iter().all(|line| width_em(line) <= 10.0));
    }
}
