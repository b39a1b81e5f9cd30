//! What the service sends and how to ask for it: the only place that knows its names.
//!
//! Everything is optional and of any type; see `scalar`. What can't be read is counted, never guessed.

mod comment;
mod fields;
mod scalar;
#[cfg(test)]
mod tests;

use serde::Serialize;
use serde_json::value::RawValue;

use comment::BareComment;
pub(crate) use comment::{Context, Row};
use fields::fields;
use scalar::Scalar;

use crate::frame::read::json::without_half_pairs;

/// One question to the service; the token is added by the client and is no part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Question<'q> {
    /// A page of first-level comments.
    Comments { video_id: &'q str, page: u32 },
    /// A page of replies to one comment.
    Replies { comment_id: &'q str, page: u32 },
    /// The video a share link stands for.
    ShareLink { link: &'q str },
}

impl Question<'_> {
    /// The path below the base address.
    pub(crate) fn path(&self) -> &'static str {
        match self {
            Self::Comments { .. } => "/api/douyin/get-video-comment/v1",
            Self::Replies { .. } => "/api/douyin/get-video-sub-comment/v1",
            Self::ShareLink { .. } => "/api/douyin/share-url-transfer/v1",
        }
    }

    /// The query parameters besides the token.
    pub(crate) fn parameters(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Comments { video_id, page } => {
                vec![("awemeId", (*video_id).to_owned()), ("page", page.to_string())]
            }
            Self::Replies { comment_id, page } => {
                vec![("commentId", (*comment_id).to_owned()), ("page", page.to_string())]
            }
            Self::ShareLink { link } => vec![("shareUrl", (*link).to_owned())],
        }
    }
}

/// The frame around every answer.
#[derive(Debug)]
pub(crate) struct Envelope<'a> {
    /// The business code; `None` where it is missing or no number.
    pub code: Option<i64>,
    /// The code came as text. Such a 0 is no success.
    pub code_is_text: bool,
    /// What the service says about it; empty when nothing.
    pub message: String,
    /// The payload; `None` for null or missing.
    pub data: Option<&'a RawValue>,
}

impl<'a> Envelope<'a> {
    /// Reads a body; `None` where it is no JSON object.
    pub(crate) fn read(body: &'a str) -> Option<Self> {
        let [code, message, data] = fields(body.trim_start_matches('\u{FEFF}'), ["code", "message", "data"])?;
        let code = Scalar::of(code);
        Some(Self {
            code_is_text: matches!(code, Scalar::Text(_)),
            // `true` reads as 1 elsewhere, but it is no code.
            code: if matches!(code, Scalar::Flag(_)) { None } else { code.int() },
            message: Scalar::of(message).text().unwrap_or_default(),
            data: data.filter(|data| data.get() != "null"),
        })
    }
}

/// One page: comments, with what says how the list goes on.
pub(crate) struct Page {
    pub rows: Vec<Row>,
    /// Another page is promised; missing reads as false.
    pub has_more: bool,
    /// The number shown under the video. Not to be trusted: it counts replies and hidden comments too.
    pub declared_total: Option<i64>,
    /// Rows that had no readable identifier.
    pub unreadable: usize,
    /// Times that are none, and were left out.
    pub odd_times: u64,
}

/// Why a payload is no page.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PageError {
    #[error("the platform behind the service answered with its own code {0}")]
    Platform(i64),
    #[error("the answer holds no comment list in a known form")]
    Shape,
    #[error("none of the {0} comments on the page has a readable identifier")]
    NoIdentifiers(usize),
}

impl Page {
    fn empty() -> Self {
        Self { rows: Vec::new(), has_more: false, declared_total: None, unreadable: 0, odd_times: 0 }
    }

    /// Reads the payload of a successful answer; none at all is an empty page, and so is an empty list, as which some
    /// languages write an object without keys.
    pub(crate) fn read(data: Option<&RawValue>, context: &Context) -> Result<Self, PageError> {
        let Some(data) = data else { return Ok(Self::empty()) };
        if data.get().starts_with('[') && Scalar::of(Some(data)) == (Scalar::Other { empty: true }) {
            return Ok(Self::empty());
        }
        // The last stands only in pages stored without raw data, whose comments lack such times.
        let keys = ["status_code", "has_more", "total", "comments", "odd_times"];
        let [status, has_more, total, comments, odd_times] = fields(data.get(), keys).ok_or(PageError::Shape)?;
        match Scalar::of(status) {
            Scalar::Missing | Scalar::Null => {}
            status if status.int() == Some(0) => {}
            status => return Err(PageError::Platform(status.int().unwrap_or(-1))),
        }
        let list = comments.filter(|list| list.get() != "null");
        let list: Vec<&RawValue> = match list {
            Some(list) => serde_json::from_str(list.get()).map_err(|_| PageError::Shape)?,
            None => Vec::new(),
        };
        let rows: Vec<Row> = list.iter().filter_map(|raw| comment::read(raw, context)).collect();
        if rows.is_empty() && !list.is_empty() {
            return Err(PageError::NoIdentifiers(list.len()));
        }
        let noted = Scalar::of(odd_times).count().and_then(|count| u64::try_from(count).ok());
        Ok(Self {
            has_more: Scalar::of(has_more).flag().unwrap_or(false),
            declared_total: Scalar::of(total).count(),
            unreadable: list.len() - rows.len(),
            odd_times: rows.iter().map(|row| row.odd_times).sum::<u64>().saturating_add(noted.unwrap_or_default()),
            rows,
        })
    }

    /// The page again, in the service's form, without anything about people but the author's hash.
    pub(crate) fn to_bare_json(&self) -> Vec<u8> {
        #[derive(Serialize)]
        struct Bare {
            code: i64,
            data: BareData,
        }
        #[derive(Serialize)]
        struct BareData {
            status_code: i64,
            comments: Vec<BareComment>,
            has_more: bool,
            #[serde(skip_serializing_if = "Option::is_none")]
            total: Option<i64>,
            #[serde(skip_serializing_if = "Option::is_none")]
            odd_times: Option<u64>,
        }
        let comments = self.rows.iter().map(|row| BareComment::new(&row.comment, &row.previews)).collect();
        let data = BareData {
            status_code: 0,
            comments,
            has_more: self.has_more,
            total: self.declared_total,
            odd_times: (self.odd_times > 0).then_some(self.odd_times),
        };
        serde_json::to_vec(&Bare { code: 0, data }).expect("plain structs of strings and numbers serialise")
    }
}

/// The video id in an answer to [`Question::ShareLink`], whose form nobody describes: an identifier under one of the
/// usual keys first, else the first text that is a video's address.
pub(crate) fn video_id_in(data: &RawValue, from_link: impl Fn(&str) -> Option<String>) -> Option<String> {
    const KEYS: [&str; 9] =
        ["awemeId", "aweme_id", "videoId", "video_id", "itemId", "item_id", "modalId", "noteId", "id"];
    let value: serde_json::Value = serde_json::from_str(&without_half_pairs(data.get())).ok()?;
    for key in KEYS {
        let id = walk("", &value, &mut |name, value| {
            let id = match value {
                serde_json::Value::String(text) => text.trim().to_owned(),
                serde_json::Value::Number(number) => number.to_string(),
                _ => return None,
            };
            (name == key && (15..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit())).then_some(id)
        });
        if id.is_some() {
            return id;
        }
    }
    walk("", &value, &mut |_, value| from_link(value.as_str()?))
}

/// The first thing `found` makes of any value inside, given the key it stands under.
fn walk(
    key: &str,
    value: &serde_json::Value,
    found: &mut dyn FnMut(&str, &serde_json::Value) -> Option<String>,
) -> Option<String> {
    match value {
        serde_json::Value::Array(items) => items.iter().find_map(|item| walk(key, item, found)),
        serde_json::Value::Object(map) => map.iter().find_map(|(key, value)| walk(key, value, found)),
        leaf => found(key, leaf),
    }
}
