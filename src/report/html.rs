//! The page: a template with auto-escape, and a policy that lets nothing in from outside.

use std::fmt::Write as _;

use minijinja::Value;
use sha2::{Digest, Sha256};

use crate::chart::{Lang, css_variables_dark, css_variables_light};

use super::charts::Drawn;
use super::error::ReportError;
use super::page::Page;
use super::theme::Theme;

const SCRIPT: &str = include_str!("assets/script.js");
/// The whole page has at most so many bytes.
const MAX_BYTES: usize = 3_000_000;

/// Fills in the page.
pub(super) fn render(page: &Page, charts: &[Drawn], lang: Lang, theme: &Theme) -> Result<String, ReportError> {
    let style = theme
        .style()
        .replace("/*CHART-LIGHT*/", &css_variables_light())
        .replace("/*CHART-DARK*/", &css_variables_dark());
    let policy = policy(&style, SCRIPT);
    let mut environment = theme.environment()?;
    // Both languages stand side by side in the template: `T("评论", "Comments")`.
    environment.add_function("T", move |zh: String, en: String| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    });
    // Our own code and pictures, free of anything from a comment but escaped text.
    let safe = |text: &str| Value::from_safe_string(text.to_owned());
    let chart = |drawn: &Drawn| {
        minijinja::context! { name => drawn.name, wide => safe(&drawn.wide), narrow => safe(&drawn.narrow) }
    };
    let context = minijinja::context! {
        page => Value::from(minijinja::value::Serde(page)),
        charts => charts.iter().map(chart).collect::<Vec<_>>(),
        lang_tag => lang.pick("zh-CN", "en"),
        style => safe(&style),
        script => safe(SCRIPT),
        policy => safe(&policy),
    };
    let html = environment.get_template("page.html")?.render(context)?;
    let refuse = |problem: &str| Err(ReportError::Theme { file: "page.html".to_owned(), problem: problem.to_owned() });
    if !html.contains(&format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")) {
        return refuse("the page must keep <meta http-equiv=\"Content-Security-Policy\" content=\"{{ policy }}\">");
    }
    if html.len() > MAX_BYTES {
        return refuse("the page it makes has more than 3,000,000 bytes; use less text and smaller pictures");
    }
    Ok(html)
}

/// Nothing is loaded from anywhere; only this very style sheet and script run.
fn policy(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; \
         form-action 'none'",
        digest(style),
        digest(script)
    )
}

/// SHA-256 in Base64.
fn digest(text: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bytes = Sha256::digest(text.as_bytes());
    let mut out = String::with_capacity(44);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for index in 0..4 {
            let sign = if index <= chunk.len() { ALPHABET[(group >> (18 - 6 * index)) as usize & 63] } else { b'=' };
            // Writing to a string can't fail.
            let _ = write!(out, "{}", char::from(sign));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_browsers_compute() {
        assert_eq!(digest(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!(digest("abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }
}
