//! Comments as the platform lists them, and walking the list.

use std::collections::HashSet;

use serde_json::Value;

use super::answer::{Answer, integer, truth};
use super::client::Client;
use super::error::PlatformError;

/// Comments on a page; the platform's most.
const PAGE: &str = "50";
/// Pages of one walk at most: 15,000 comments.
const MAX_PAGES: usize = 300;
/// Pages in a row without a new comment after which a walk ends, though the platform says that there is more. One
/// page may be empty because its comments were deleted or hidden.
const MAX_IDLE_PAGES: usize = 3;
/// The call, for messages.
const CALL: &str = "list comments";

/// One first-level comment as the platform shows it to the video's owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformComment {
    /// The encrypted id (`@…`), valid for one app.
    pub id: String,
    /// The text; empty for pictures.
    pub text: String,
    /// When it was posted, in seconds since 1970-01-01 UTC.
    pub created_s: Option<i64>,
    /// Likes.
    pub likes: Option<i64>,
    /// Pinned now.
    pub top: bool,
}

/// What a walk over the list found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Comments in the order of the list, each once.
    pub comments: Vec<PlatformComment>,
    /// Whether the walk came to the end of the list; false where it stopped early, having seen enough or too much, or
    /// the list went in circles.
    pub complete: bool,
}

impl Listed {
    /// The comment on top now.
    pub fn pinned(&self) -> Option<&PlatformComment> {
        self.comments.iter().find(|comment| comment.top)
    }
}

impl Client {
    /// Walks the list, newest first, until `enough` says so or it ends. Follows only cursors the platform gave.
    ///
    /// # Errors
    /// When a page can't be had, or an answer holds no list.
    pub async fn list(
        &mut self,
        item_id: &str,
        mut enough: impl FnMut(&Listed) -> bool,
    ) -> Result<Listed, PlatformError> {
        let mut listed = Listed::default();
        let mut seen = HashSet::new();
        let mut cursor = "0".to_owned();
        let mut idle = 0;
        let path = self.paths().list;
        for _ in 0..MAX_PAGES {
            let query = [("item_id", item_id), ("cursor", cursor.as_str()), ("count", PAGE), ("sort_type", "time")];
            let page = Page::read(&self.get(CALL, path, &query).await?)?;
            let before = listed.comments.len();
            listed.comments.extend(page.comments.into_iter().filter(|comment| seen.insert(comment.id.clone())));
            idle = if listed.comments.len() == before { idle + 1 } else { 0 };
            listed.complete = !page.more;
            let next = page.cursor.filter(|next| page.more && *next != cursor && idle < MAX_IDLE_PAGES);
            match next {
                Some(next) if !enough(&listed) => cursor = next,
                _ => break,
            }
        }
        Ok(listed)
    }
}

struct Page {
    comments: Vec<PlatformComment>,
    more: bool,
    /// The cursor of the next page, where there is one.
    cursor: Option<String>,
}

impl Page {
    /// Rows without an id are left out: nothing could be done with them. An answer without any part of a page is no
    /// empty page: "nothing is pinned" must not follow from it.
    fn read(answer: &Answer) -> Result<Self, PlatformError> {
        let part = |key| answer.data.get(key);
        if ["list", "has_more", "cursor"].into_iter().all(|key| part(key).is_none()) {
            return Err(PlatformError::Unclear { call: CALL, problem: "the answer holds no list".to_owned() });
        }
        let list = part("list").and_then(Value::as_array);
        let cursor = part("cursor").and_then(|cursor| match cursor {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        });
        Ok(Self {
            comments: list.into_iter().flatten().filter_map(comment).collect(),
            more: part("has_more").is_some_and(truth),
            cursor,
        })
    }
}

fn comment(row: &Value) -> Option<PlatformComment> {
    let id = row.get("comment_id")?.as_str().filter(|id| !id.is_empty())?.to_owned();
    Some(PlatformComment {
        id,
        text: row.get("content").and_then(Value::as_str).unwrap_or_default().to_owned(),
        created_s: row.get("create_time").and_then(integer),
        likes: row.get("digg_count").and_then(integer),
        top: row.get("top").is_some_and(truth),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_may_be_text_and_rows_without_an_id_are_left_out() {
        let data = json!({"cursor": "17", "has_more": "1", "list": [
            {"comment_id": "@a", "content": null, "create_time": "1772066189", "digg_count": "3", "top": 1},
            {"content": "no id"}, {"comment_id": ""}]});
        let page = Page::read(&Answer { data, log_id: None }).unwrap();
        assert_eq!((page.more, page.cursor.as_deref()), (true, Some("17")));
        assert_eq!(page.comments.len(), 1);
        let first = &page.comments[0];
        assert_eq!((first.created_s, first.likes, first.top), (Some(1_772_066_189), Some(3), true));
    }

    #[test]
    fn an_empty_page_is_one_and_an_empty_answer_is_none() {
        let read = |data| Page::read(&Answer { data, log_id: None });
        for data in [json!({"cursor": 0, "has_more": false, "list": null}), json!({"has_more": false})] {
            assert!(read(data).is_ok_and(|page| page.comments.is_empty() && !page.more));
        }
        for data in [json!(null), json!({}), json!({"extra": {"error_code": 0}})] {
            assert!(matches!(read(data), Err(PlatformError::Unclear { .. })));
        }
    }
}
