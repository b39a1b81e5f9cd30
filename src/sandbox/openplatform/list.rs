//! Comments as the platform shows them to a video's owner.

use std::sync::Arc;

use serde_json::{Value, json};

use super::ids::{comment_id, item_id, twin_id};
use super::{LOG_ID, Refused, Request, extra};
use crate::sandbox::corpus::{Comment, Video};
use crate::sandbox::fault::Rules;
use crate::sandbox::world::World;

/// Cursors are steps of this plus [`CURSOR_START`]: a cursor that somebody made up is refused.
const CURSOR_STEP: usize = 1000;
/// See [`CURSOR_STEP`].
const CURSOR_START: usize = 17;
/// Items on a page at most.
const MAX_COUNT: usize = 50;

/// The video an item id stands for. An id that was not percent-encoded arrives with a blank for each `+`.
pub(super) fn find_video(world: &World, id: &str) -> Option<Arc<Video>> {
    let aweme_id = world.corpus.aweme_ids().into_iter().find(|aweme_id| item_id(aweme_id) == id)?;
    world.corpus.by_aweme_id(&aweme_id)
}

/// First-level comments of a video that are there by now.
pub(super) fn present<'a>(world: &World, video: &'a Video) -> Vec<&'a Comment> {
    let known = video.comments.len() - video.later + world.state(video).arrived;
    video.comments.iter().take(known).collect()
}

/// `GET …/list_comment/`
pub(super) fn comments(world: &World, request: &Request, rules: Rules) -> Result<Value, Refused> {
    let video = find_video(world, request.query("item_id")).ok_or_else(|| Refused::hidden("Parameter error"))?;
    let mut comments = present(world, &video);
    match request.query("sort_type") {
        "time" => comments.sort_by(|a, b| b.created_at.cmp(&a.created_at).then_with(|| b.cid.cmp(&a.cid))),
        "time_asc" => comments.sort_by(|a, b| a.created_at.cmp(&b.created_at).then_with(|| a.cid.cmp(&b.cid))),
        "" => {}
        _ => return Err(Refused::parameter()),
    }
    let state = world.state(&video);
    let items = comments.into_iter().flat_map(|comment| {
        let top = state.is_pinned(&comment.cid);
        let twin = rules.twins.then(|| (twin_id(comment), comment, false));
        [Some((comment_id(comment), comment, top)), twin].into_iter().flatten()
    });
    page(request, &items.collect::<Vec<_>>())
}

/// `GET …/list_comment_reply/`
pub(super) fn replies(world: &World, request: &Request) -> Result<Value, Refused> {
    let video = find_video(world, request.query("item_id")).ok_or_else(|| Refused::hidden("Parameter error"))?;
    let wanted = request.query("comment_id");
    let comments = present(world, &video);
    let parent = comments.into_iter().find(|comment| comment_id(comment) == wanted).ok_or_else(Refused::parameter)?;
    let items: Vec<_> = parent.replies.iter().map(|reply| (comment_id(reply), reply, false)).collect();
    page(request, &items)
}

/// One page of items by `cursor` and `count`.
fn page(request: &Request, items: &[(String, &Comment, bool)]) -> Result<Value, Refused> {
    let start = offset(request.query("cursor")).ok_or_else(Refused::parameter)?;
    let count = match request.query("count") {
        "" => Some(10),
        count => count.parse().ok().filter(|count| (1..=MAX_COUNT).contains(count)),
    };
    let end = start.saturating_add(count.ok_or_else(Refused::parameter)?).min(items.len());
    let list: Vec<Value> =
        items.get(start..end).unwrap_or_default().iter().map(|(id, comment, top)| item(id, comment, *top)).collect();
    Ok(json!({
        "err_no": 0,
        "err_msg": "",
        "log_id": LOG_ID,
        "data": {
            "cursor": end * CURSOR_STEP + CURSOR_START,
            "has_more": end < items.len(),
            "list": list,
            "extra": extra(0, ""),
        },
    }))
}

/// Where a cursor points; `None` for one this platform never gave.
fn offset(cursor: &str) -> Option<usize> {
    if cursor == "0" || cursor.is_empty() {
        return Some(0);
    }
    let steps = cursor.parse::<usize>().ok()?.checked_sub(CURSOR_START)?;
    steps.is_multiple_of(CURSOR_STEP).then_some(steps / CURSOR_STEP)
}

fn item(id: &str, comment: &Comment, top: bool) -> Value {
    json!({
        "comment_id": id,
        "comment_user_id": format!("sandbox-{}", comment.person.short_id),
        "nick_name": comment.person.nickname,
        "avatar": "",
        "content": content(comment),
        "create_time": comment.created_at,
        "digg_count": comment.likes,
        "reply_comment_total": comment.replies.len(),
        "top": top,
    })
}

/// The text as this platform writes it: names of others stand here under another form.
fn content(comment: &Comment) -> String {
    match &comment.mention {
        Some(name) => comment.text.replacen(&format!("@{name}"), "@抖音用户", 1),
        None => comment.text.clone(),
    }
}
