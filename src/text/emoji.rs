//! Emoji as units: one token for 👨‍👩‍👧, 👍🏻 or ❤️, whatever they are made of.

use unicode_segmentation::UnicodeSegmentation;

/// Variation selectors and skin tones change how an emoji looks, not what it says.
fn is_modifier(c: char) -> bool {
    matches!(c, '\u{FE0E}' | '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}')
}

/// The form of an emoji that lexicons are matched against: without variation selectors and skin tones.
pub fn emoji_key(emoji: &str) -> impl Iterator<Item = char> + '_ {
    emoji.chars().filter(|c| !is_modifier(*c))
}

/// Whether a text is one emoji and nothing else.
pub fn is_emoji(text: &str) -> bool {
    emoji_len(text) == Some(text.len())
}

/// Bytes of the emoji that `text` starts with; `None` where it starts with anything else.
///
/// The ranges are the blocks that hold pictographs (Unicode 16, `emoji-data.txt`); signs that are text by default
/// (`©`, `↔`, digits) count only with an emoji variation selector behind them.
pub(super) fn emoji_len(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    // Most texts that are asked start with a Han character, and no emoji does.
    let first = chars.next().filter(|c| !matches!(c, '\u{4E00}'..='\u{9FFF}'))?;
    let second = chars.next();
    let pictograph = match first {
        '0'..='9' | '#' | '*' => {
            second == Some('\u{20E3}') || (second == Some('\u{FE0F}') && chars.next() == Some('\u{20E3}'))
        }
        _ if is_text_by_default(first) => second == Some('\u{FE0F}'),
        _ => is_pictograph(first),
    };
    if !pictograph {
        return None;
    }
    if first > '\u{3300}' && !is_regional(first) && second.is_none_or(starts_anew) {
        return Some(first.len_utf8());
    }
    text.graphemes(true).next().map(str::len)
}

fn is_regional(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

/// Characters that never belong to the grapheme before them, as far as they are common behind emoji; asking the
/// segmentation's tables takes longer than all the rest.
fn starts_anew(c: char) -> bool {
    matches!(c, '\0'..='\u{2FF}' | '\u{3001}' | '\u{3002}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF5E}')
        || (is_pictograph(c) && c > '\u{1F000}' && !is_modifier(c) && !is_regional(c))
}

/// Whether an emoji can start with a character, other than key caps.
pub(super) fn may_start_emoji(c: char) -> bool {
    is_pictograph(c) || is_text_by_default(c)
}

fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FBFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B05}'..='\u{2B07}' | '\u{2B1B}' | '\u{2B1C}')
        || matches!(
            c,
            '\u{2B50}' | '\u{2B55}' | '\u{231A}' | '\u{231B}' | '\u{23E9}'..='\u{23FA}' | '\u{3297}' | '\u{3299}'
        )
}

fn is_text_by_default(c: char) -> bool {
    matches!(c, '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}')
        || matches!(c, '\u{2190}'..='\u{21FF}' | '\u{3030}' | '\u{303D}')
}
