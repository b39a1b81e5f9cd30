//! Which of the platform's comments is the collected one? The second of posting and the text must agree.

use unicode_normalization::UnicodeNormalization;

use super::comments::PlatformComment;

/// A comment to be found at the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The text as collected.
    pub text: String,
    /// When it was posted, in seconds since 1970-01-01 UTC.
    pub created_s: i64,
}

/// The result of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Exactly one, at this place of the list.
    One {
        /// Its place.
        index: usize,
        /// It differs within `@…`, where the two services write other names.
        but_mentions: bool,
    },
    /// None; what came near.
    None {
        /// Comments of the same second with another text.
        same_second: usize,
        /// Comments of the same text at another time.
        same_text: usize,
    },
    /// Several of the same second and text: no telling which.
    Several(usize),
}

/// Searches the list. Never decides on the text alone: 7 % of texts repeat within their video. A text that differs
/// only within mentions counts if its second is unique and words beside the names agree; an empty text equals only an
/// empty one.
pub fn find(target: &Target, comments: &[PlatformComment]) -> Found {
    let wanted = plain(&target.text);
    let of_second: Vec<usize> =
        (0..comments.len()).filter(|index| comments[*index].created_s == Some(target.created_s)).collect();
    let equal: Vec<usize> = of_second.iter().copied().filter(|index| plain(&comments[*index].text) == wanted).collect();
    match (equal.as_slice(), of_second.as_slice()) {
        ([index], _) => Found::One { index: *index, but_mentions: false },
        ([], [index]) if differs_in_mentions(&wanted, &plain(&comments[*index].text)) => {
            Found::One { index: *index, but_mentions: true }
        }
        ([], _) => {
            let same_text = comments.iter().filter(|comment| plain(&comment.text) == wanted).count();
            Found::None { same_second: of_second.len(), same_text }
        }
        (several, _) => Found::Several(several.len()),
    }
}

/// The form in which texts are compared.
fn plain(text: &str) -> String {
    text.nfkc().collect::<String>().trim().to_owned()
}

fn differs_in_mentions(left: &str, right: &str) -> bool {
    let (left, right) = (without_names(left), without_names(right));
    // `@name` with nothing behind it, or words grown together with the name, leave nothing that could agree.
    let says_something = |text: &str| text.chars().any(char::is_alphanumeric);
    left.contains('@') && left == right && says_something(&left)
}

/// The text with every `@name` cut to `@`. A name ends at white space, at punctuation, or at the next `@` or sticker.
fn without_names(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_name = false;
    for c in text.chars() {
        if c == '@' {
            in_name = true;
            out.push(c);
            continue;
        }
        in_name = in_name && !(c.is_whitespace() || matches!(c, '[' | ',' | ':' | '。' | '!' | '?' | ';' | '、'));
        if !in_name {
            out.push(c);
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(created_s: i64, text: &str) -> PlatformComment {
        PlatformComment {
            id: format!("@{created_s}{text}"),
            text: text.to_owned(),
            created_s: Some(created_s),
            likes: None,
            top: false,
        }
    }

    fn found(text: &str, created_s: i64, comments: &[PlatformComment]) -> Found {
        find(&Target { text: text.to_owned(), created_s }, comments)
    }

    const ONE: Found = Found::One { index: 0, but_mentions: false };

    #[test]
    fn time_and_text_must_both_agree() {
        let list = [comment(5, "真好看"), comment(6, "真好看"), comment(7, "支持")];
        assert_eq!(found("真好看", 6, &list), Found::One { index: 1, but_mentions: false });
        assert_eq!(found("真好看", 7, &list), Found::None { same_second: 1, same_text: 2 });
        assert_eq!(found("别的", 9, &list), Found::None { same_second: 0, same_text: 0 });
    }

    #[test]
    fn width_composition_and_outer_blanks_make_no_difference() {
        assert_eq!(found(" 真好看！ ", 5, &[comment(5, "真好看!")]), ONE);
        assert_eq!(found("ｃａｆé", 5, &[comment(5, "cafe\u{301}\n")]), ONE);
    }

    #[test]
    fn twins_are_never_chosen_between() {
        assert_eq!(found("赞", 5, &[comment(5, "赞"), comment(5, "赞")]), Found::Several(2));
    }

    #[test]
    fn another_name_in_a_mention_is_accepted_only_in_a_unique_second() {
        let list = [comment(5, "@抖音用户 你看[赞]")];
        assert_eq!(found("@小明 你看[赞]", 5, &list), Found::One { index: 0, but_mentions: true });
        assert!(matches!(found("@小明 别看[赞]", 5, &list), Found::None { .. }));
        assert!(matches!(found("你看[赞]", 5, &list), Found::None { .. }));
        // Where no blank ends the name, what was said is lost with it.
        let grown_together = [comment(5, "@李四真难看")];
        assert!(matches!(found("@张三你太棒了", 5, &grown_together), Found::None { same_second: 1, .. }));
        assert!(matches!(found("@张三", 5, &[comment(5, "@李四")]), Found::None { .. }));
        let crowded = [comment(5, "@抖音用户 你看"), comment(5, "支持")];
        assert!(matches!(found("@小明 你看", 5, &crowded), Found::None { same_second: 2, .. }));
    }

    #[test]
    fn an_empty_text_equals_only_an_empty_one() {
        assert_eq!(found("", 5, &[comment(5, " ")]), ONE);
        assert!(matches!(found("", 5, &[comment(5, "赞")]), Found::None { .. }));
        assert!(matches!(found("赞", 5, &[comment(5, "")]), Found::None { .. }));
    }
}
