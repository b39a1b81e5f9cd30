//! `--theme`: reading a look for the page from a style sheet or a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;

use super::exit::{ExitStatus, Failure, WithStatus};
use crate::report::Theme;

/// Reads a theme: a `.css` file is added to the built-in style sheet; a folder gives style sheets and templates.
///
/// # Errors
/// A path that can't be read, a folder without any file of a theme, or a file that can't be used: exit code 2.
pub fn read(path: &Path) -> Result<Theme, Failure> {
    let files = if path.is_dir() { folder(path)? } else { BTreeMap::from([("theme.css".to_owned(), text(path)?)]) };
    if files.is_empty() {
        return Err(Failure::usage(format!(
            "the theme {} has none of theme.css, style.css, page.html, macros.html",
            path.display()
        )));
    }
    Theme::new(files).with_context(|| format!("the theme {} can't be used", path.display())).status(ExitStatus::Usage)
}

/// The style sheets and templates of a folder by name; other files, such as a README, are none of ours.
fn folder(path: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let unreadable = || format!("cannot read the theme {}", path.display());
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(path).with_context(unreadable).status(ExitStatus::Usage)? {
        let path = entry.with_context(unreadable).status(ExitStatus::Usage)?.path();
        let is_ours = path.extension().is_some_and(|ending| ending == "css" || ending == "html");
        if let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|_| is_ours) {
            files.insert(name.to_owned(), text(&path)?);
        }
    }
    Ok(files)
}

fn text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path)
        .with_context(|| format!("cannot read the theme file {}", path.display()))
        .status(ExitStatus::Usage)
}
