//! Yes or no, levels, and whether a comment carries a picture.

use super::{NotUnderstood, is_missing};

/// Reads yes or no: `true`, `1`, `yes`, `是`, and their opposites, in any case.
///
/// # Errors
/// Any other word.
pub fn parse_flag(cell: &str) -> Result<Option<bool>, NotUnderstood> {
    if is_missing(cell) {
        return Ok(None);
    }
    match cell.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "1.0" | "yes" | "y" | "t" | "是" | "有" => Ok(Some(true)),
        "false" | "0" | "0.0" | "no" | "n" | "f" | "否" => Ok(Some(false)),
        _ => Err(NotUnderstood),
    }
}

/// Reads the level of a comment: 1 or `一级评论` stands under the video, 2 or `二级评论`, `回复` under a comment.
///
/// # Errors
/// 0, more than 255, or any other word.
pub fn parse_level(cell: &str) -> Result<Option<u8>, NotUnderstood> {
    if is_missing(cell) {
        return Ok(None);
    }
    let cell = cell.trim();
    let word = cell.trim_end_matches("评论").trim_end_matches('级');
    match word {
        "一" | "root" | "主" => Ok(Some(1)),
        "二" | "子" | "回复" | "reply" => Ok(Some(2)),
        "三" => Ok(Some(3)),
        _ => {
            let number = word.strip_suffix(".0").unwrap_or(word);
            number.parse().ok().filter(|level| *level > 0).map(Some).ok_or(NotUnderstood)
        }
    }
}

/// Whether a comment carries a picture, from a flag or from a list of addresses: any address means yes, an empty list
/// no. A cell with nothing in it says nothing.
pub fn parse_media(cell: &str) -> Option<bool> {
    if is_missing(cell) {
        return None;
    }
    match parse_flag(cell) {
        Ok(flag) => flag,
        Err(NotUnderstood) => Some(!matches!(cell.trim(), "[]" | "{}" | "\"\"" | "''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_levels_and_media_are_read() {
        for (cell, flag) in
            [("true", Some(true)), ("False", Some(false)), ("是", Some(true)), ("0", Some(false)), ("", None)]
        {
            assert_eq!(parse_flag(cell), Ok(flag), "{cell:?}");
        }
        assert_eq!(parse_flag("maybe"), Err(NotUnderstood));
        for (cell, level) in
            [("1", Some(1)), ("2.0", Some(2)), ("一级评论", Some(1)), ("二级", Some(2)), ("回复", Some(2)), ("", None)]
        {
            assert_eq!(parse_level(cell), Ok(level), "{cell:?}");
        }
        for cell in ["0", "-1", "256", "x", "评论"] {
            assert_eq!(parse_level(cell), Err(NotUnderstood), "{cell:?}");
        }
        for (cell, media) in [("", None), ("[]", Some(false)), ("https://a/b.jpg", Some(true)), ("true", Some(true))] {
            assert_eq!(parse_media(cell), media, "{cell:?}");
        }
    }
}
