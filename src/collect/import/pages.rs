//! Answers of the service or of Douyin, saved by hand or by another program: one, several, or their comments alone.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::value::RawValue;

use super::identity::Identity;
use super::part::{Part, first_bytes};
use super::{ImportError, ImportOptions};
use crate::collect::wire::{Context, Envelope, Page};
use crate::comment::Comment;
use crate::counted::counted;
use crate::frame::read::json::json_problem;
use crate::frame::store::Pile;
use crate::frame::{InputError, decode_text};

/// How much is looked at to tell pages from tables.
const LOOK: usize = 8192;

/// Whether a file looks like pages or raw comments.
pub(super) fn is_one(path: &Path) -> bool {
    if is_packed(path) {
        return true;
    }
    let start = first_bytes(path, LOOK);
    let start = String::from_utf8_lossy(&start);
    let start = start.trim_start_matches('\u{feff}').trim_start();
    if !start.starts_with(['{', '[']) {
        return false;
    }
    let has = |key: &str| start.contains(&format!("\"{key}\""));
    let is_page = start.starts_with('{') && has("comments") || has("code") && has("data");
    is_page || has("cid") && (has("digg_count") || has("user") || has("reply_id"))
}

fn is_packed(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "zst")
}

/// Reads all pages of a file: one object, an array of them, one a line, or raw comments in either way.
pub(super) fn read(path: &Path, options: &ImportOptions, pile: &mut Pile) -> Result<Part, ImportError> {
    let text = read_text(path)?;
    let wrong = |problem: &str| ImportError::Pages { path: path.to_owned(), problem: problem.to_owned() };
    let Values { values, bad_lines } = values_of(&text).map_err(|problem| wrong(&problem))?;
    let context = Context {
        video_id: None,
        parent_id: None,
        fetched_at_ms: options.collected_at_ms,
        // The keyed hash is made where the collection's key is known.
        hash_author: &str::to_owned,
    };
    let mut found = Found { bad_lines, ..Found::default() };
    let mut bare = Vec::new();
    for value in values {
        let envelope = Envelope::read(value.get());
        let data = envelope.as_ref().and_then(|envelope| if envelope.code == Some(0) { envelope.data } else { None });
        if let Some(data) = data {
            found.add(Page::read(Some(data), &context).map_err(|error| wrong(&error.to_string()))?);
        } else if let Some(code) = envelope.and_then(|envelope| envelope.code) {
            found.add_without_comments(code);
        } else if holds(value, "comments") {
            found.add(Page::read(Some(value), &context).map_err(|error| wrong(&error.to_string()))?);
        } else {
            bare.push(value.get());
        }
    }
    if !bare.is_empty() {
        let list = format!("{{\"comments\":[{}]}}", bare.join(","));
        let list: &RawValue = serde_json::from_str(&list).map_err(|_| wrong("it is no JSON"))?;
        found.add(Page::read(Some(list), &context).map_err(|error| wrong(&error.to_string()))?);
    }
    if found.comments.is_empty() {
        return Err(ImportError::EmptyPages { path: path.to_owned(), pages: found.pages, refusals: found.refusals });
    }
    found.into_part(Identity::new(path, options.video_id.as_deref()), pile)
}

#[derive(Default)]
struct Found {
    comments: Vec<Comment>,
    previews: u64,
    unreadable: u64,
    odd_times: u64,
    refusals: u64,
    pages: u64,
    bad_lines: u64,
}

impl Found {
    fn add(&mut self, page: Page) {
        self.pages += 1;
        self.unreadable += page.unreadable as u64;
        self.odd_times += page.odd_times;
        for row in page.rows {
            self.previews += row.previews.len() as u64;
            self.comments.push(row.comment);
            self.comments.extend(row.previews);
        }
    }

    /// An answer that holds no list: a success without payload is an empty page, everything else an error.
    fn add_without_comments(&mut self, code: i64) {
        if code == 0 {
            self.pages += 1;
        } else {
            self.refusals += 1;
        }
    }

    fn into_part(self, mut identity: Identity, pile: &mut Pile) -> Result<Part, ImportError> {
        let mut warnings = Vec::new();
        for (count, what) in [
            (self.unreadable, "row without a readable identifier, left out"),
            (self.odd_times, "time outside of 2000 to 2099, left empty"),
            (self.refusals, "answer with an error of the service, left out"),
            (self.bad_lines, "line without JSON, left out"),
        ] {
            if count > 0 {
                warnings.push(counted(count, what));
            }
        }
        let mut guesses = Vec::new();
        if self.previews > 0 {
            guesses.push(format!("{} taken in from previews", counted(self.previews, "comment")));
        }
        let rows_read = self.comments.len() as u64 + self.unreadable;
        let first = pile.len();
        for mut comment in self.comments {
            identity.complete(&mut comment);
            pile.push(comment).map_err(InputError::Aside)?;
        }
        let (namesakes, more_guesses) = identity.finish();
        guesses.extend(more_guesses);
        Ok(Part {
            name: None,
            form: format!("{} pages as Douyin sends them", self.pages),
            rows_read,
            rows: first..pile.len(),
            namesakes,
            columns: Vec::new(),
            unused: Vec::new(),
            guesses,
            warnings,
        })
    }
}

fn holds(value: &RawValue, key: &str) -> bool {
    let object = serde_json::from_str::<std::collections::HashMap<std::borrow::Cow<str>, &RawValue>>(value.get());
    object.is_ok_and(|object| object.contains_key(key))
}

/// The objects of a text.
struct Values<'t> {
    values: Vec<&'t RawValue>,
    bad_lines: u64,
}

/// The objects of a text: itself, the elements of an array, or one a line; or why there are none.
fn values_of(text: &str) -> Result<Values<'_>, String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let whole = if text.starts_with('[') {
        serde_json::from_str(text)
    } else {
        serde_json::from_str::<&RawValue>(text).map(|one| vec![one])
    };
    let problem = match whole {
        Ok(values) => return Ok(Values { values, bad_lines: 0 }),
        Err(error) => format!("its JSON is broken in line {}: {}", error.line(), json_problem(&error)),
    };
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let values: Vec<&RawValue> = lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    // A broken document has lines that are JSON by chance, such as a lone number or bracket.
    let objects = values.iter().filter(|value| value.get().starts_with('{')).count();
    if objects == 0 || objects < values.len() || text.starts_with('[') {
        return Err(problem);
    }
    Ok(Values { bad_lines: (lines.len() - values.len()) as u64, values })
}

fn read_text(path: &Path) -> Result<String, ImportError> {
    let failed = |source| ImportError::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let mut text = String::new();
    if is_packed(path) {
        zstd::Decoder::new(file).and_then(|mut decoder| decoder.read_to_string(&mut text)).map_err(failed)?;
        return Ok(text);
    }
    Ok(decode_text(&crate::frame::Source::of(path), file)?)
}
