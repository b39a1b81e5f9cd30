//! The page: a template with auto-escape, and a policy that lets nothing in from outside.

use std::fmt::Write as _;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Value};
use sha2::{Digest, Sha256};

use crate::chart::{Lang, css_variables_dark, css_variables_light};

use super::error::ReportError;
use super::page::Page;

const TEMPLATE: &str = include_str!("assets/page.html");
const MACROS: &str = include_str!("assets/macros.html");
const STYLE: &str = include_str!("assets/style.css");
const SCRIPT: &str = include_str!("assets/script.js");

/// Fills in the page.
pub(super) fn render(page: &Page, lang: Lang) -> Result<String, ReportError> {
    let style = style();
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    // Both languages stand side by side in the template: `T("评论", "Comments")`.
    environment.add_function("T", move |zh: String, en: String| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    });
    environment.add_template("macros.html", MACROS)?;
    environment.add_template("page.html", TEMPLATE)?;
    let context = minijinja::context! {
        page => Value::from(minijinja::value::Serde(page)),
        lang_tag => lang.pick("zh-CN", "en"),
        // Our own code and pictures, free of anything from a comment but escaped text.
        style => Value::from_safe_string(style.clone()),
        script => Value::from_safe_string(SCRIPT.to_owned()),
        policy => Value::from_safe_string(policy(&style, SCRIPT)),
    };
    Ok(environment.get_template("page.html")?.render(context)?)
}

/// Style sheet with the colours of the charts in both themes; the switch overrules the system's choice.
fn style() -> String {
    STYLE.replace("/*CHART-LIGHT*/", &css_variables_light()).replace("/*CHART-DARK*/", &css_variables_dark())
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

    #[test]
    fn the_style_sheet_needs_no_inline_style() {
        assert!(!TEMPLATE.contains(" style=\"") && !MACROS.contains(" style=\""));
        assert!(!TEMPLATE.contains("http:") && !TEMPLATE.contains("https:") && !STYLE.contains("url("));
    }
}
