//! How the page looks, where somebody wants it otherwise: a style sheet of their own, or templates of their own.
//!
//! A theme can't make the page less safe: everything from a comment stays escaped, nothing is loaded from anywhere, and
//! no script but ours runs.

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};

use super::error::ReportError;

const PAGE: &str = include_str!("assets/page.html");
const MACROS: &str = include_str!("assets/macros.html");
const STYLE: &str = include_str!("assets/style.css");
/// Longest file of a theme, in bytes: the whole page has 3 MB.
const MAX_BYTES: usize = 500_000;

/// A look for the page; the default is the built-in one. How to write one is told in `docs/theme.md`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    templates: BTreeMap<String, String>,
    style: Option<String>,
    more_style: Option<String>,
}

impl Theme {
    /// A theme of files by name: `theme.css` is added to the built-in style sheet, `style.css` replaces it,
    /// `page.html` and `macros.html` replace the built-in templates, other `.html` files may be included by them.
    ///
    /// # Errors
    /// A file of another name, one that would load something from elsewhere or switch escaping off, or a template
    /// that can't be parsed.
    pub fn new(files: BTreeMap<String, String>) -> Result<Self, ReportError> {
        let mut theme = Self::default();
        for (name, text) in files {
            if let Some(problem) = problem(&name, &text) {
                return Err(ReportError::Theme { file: name, problem });
            }
            match name.as_str() {
                "theme.css" => theme.more_style = Some(text),
                "style.css" => theme.style = Some(text),
                _ => {
                    theme.templates.insert(name, text);
                }
            }
        }
        theme.environment()?;
        Ok(theme)
    }

    /// The whole style sheet.
    pub(super) fn style(&self) -> String {
        let style = self.style.as_deref().unwrap_or(STYLE);
        format!("{style}{}", self.more_style.as_deref().unwrap_or_default())
    }

    /// The templates, ours as `builtin/…` too, ready to be filled in.
    pub(super) fn environment(&self) -> Result<Environment<'_>, ReportError> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        // A misspelt name is an error rather than a gap.
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.remove_filter("safe");
        for (name, text) in [("page.html", PAGE), ("macros.html", MACROS)] {
            environment.add_template_owned(format!("builtin/{name}"), text)?;
            environment.add_template(name, text)?;
        }
        for (name, text) in &self.templates {
            environment.add_template(name, text)?;
        }
        Ok(environment)
    }
}

/// Why a file can't be part of a theme.
fn problem(name: &str, text: &str) -> Option<String> {
    let is =
        |ending: &str| std::path::Path::new(name).extension().is_some_and(|found| found.eq_ignore_ascii_case(ending));
    let folded: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let has = |what: &str| folded.contains(what);
    if text.len() > MAX_BYTES {
        return Some(format!("it has {} bytes; at most {MAX_BYTES} are allowed", text.len()));
    }
    if !is("html") && !matches!(name, "style.css" | "theme.css") {
        return Some("a theme has theme.css, style.css, page.html, macros.html and other .html files".to_owned());
    }
    let refused = [
        ("autoescape", is("html"), "escaping can't be switched off: comments would become markup"),
        ("|safe", is("html"), "there is no filter `safe`: comments would become markup"),
        ("@import", is("css"), "the page is one file: put the rules of the imported style sheet in"),
        ("</style", is("css"), "a style sheet can't hold markup"),
    ];
    if let Some((.., why)) = refused.into_iter().find(|(what, applies, _)| *applies && has(what)) {
        return Some(why.to_owned());
    }
    let foreign = folded
        .match_indices("url(")
        .any(|(at, _)| !folded[at + 4..].trim_start_matches(['"', '\'']).starts_with("data:"));
    (is("css") && foreign).then(|| "the page loads nothing: write pictures as url(data:…)".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(name: &str, text: &str) -> Result<Theme, ReportError> {
        Theme::new(BTreeMap::from([(name.to_owned(), text.to_owned())]))
    }

    #[test]
    fn what_would_make_the_page_less_safe_is_refused_with_the_reason() {
        for (name, text, why) in [
            ("page.html", "{% autoescape false %}{{ page.title }}{% endautoescape %}", "escaping"),
            ("page.html", "{{ page.title | safe }}", "no filter"),
            ("theme.css", "body{background:url( 'https://example.com/x.png')}", "url(data:"),
            ("theme.css", "@import 'other.css';", "one file"),
            ("theme.css", "</ STYLE><script>", "markup"),
            ("script.js", "alert(1)", "theme.css, style.css"),
            ("page.html", &"x".repeat(MAX_BYTES + 1), "at most"),
        ] {
            let error = theme(name, text).expect_err(why).to_string();
            assert!(error.contains(name) && error.contains(why), "{error}");
        }
        assert!(theme("theme.css", "body{background:url(data:image/png;base64,AA==)}").is_ok());
    }

    #[test]
    fn a_template_that_can_not_be_parsed_is_named_with_its_line() {
        let error = theme("page.html", "\n{% if %}").expect_err("no condition");
        let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        assert!(cause.contains("page.html:2"), "{cause}");
    }

    #[test]
    fn the_built_in_look_keeps_its_own_rules() {
        assert!(!PAGE.contains(" style=\"") && !MACROS.contains(" style=\""), "the policy allows no inline style");
        assert_eq!(problem("style.css", STYLE), None);
        assert_eq!(problem("page.html", PAGE), None);
        assert_eq!(problem("macros.html", MACROS), None);
    }
}
