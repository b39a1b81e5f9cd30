//! Posts: pinning, and converting video ids.

use serde_json::{Map, Value, json};

use super::ids::{alias_id, comment_id, item_id};
use super::list::{find_video, present};
use super::{LOG_ID, Refused, Request, extra};
use crate::sandbox::fault::Rules;
use crate::sandbox::world::World;

/// Video ids in one request at most.
const MAX_IDS: usize = 100;

/// Keys of a body that hold no secret.
const SHOWN: [&str; 6] = ["item_id", "comment_id", "top", "video_ids", "app_id", "content"];

/// A JSON body for the journal, secrets left out.
pub(super) fn shown_body(request: &Request) -> Option<Value> {
    let body = request.json()?;
    Some(Value::Object(body.into_iter().filter(|(key, _)| SHOWN.contains(&key.as_str())).collect()))
}

fn text<'a>(body: &'a Map<String, Value>, key: &str) -> &'a str {
    body.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// `POST …/top_comment/`
pub(super) fn pin(world: &World, request: &Request, rules: Rules) -> Result<Value, Refused> {
    let body = request.json().ok_or_else(Refused::parameter)?;
    let top = body.get("top").and_then(Value::as_bool).ok_or_else(Refused::parameter)?;
    let video = find_video(world, text(&body, "item_id")).ok_or_else(|| Refused::hidden("Parameter error"))?;
    let wanted = text(&body, "comment_id");
    let comment = present(world, &video).into_iter().find(|comment| comment_id(comment) == wanted);
    // Also for answers: only first-level comments can be on top.
    let comment = comment.ok_or_else(|| Refused::hidden("Parameter error"))?;
    let pinned = world.state(&video).pinned;
    if top && rules.own_only && !comment.by_author {
        return Err(Refused::hidden("只允许对作者的一级评论进行置顶"));
    }
    if top && rules.no_replace && pinned.as_ref().is_some_and(|pinned| *pinned != comment.cid) {
        return Err(Refused::hidden("一个视频只能置顶一条评论"));
    }
    if !rules.no_effect {
        world.change(&video, |state| match top {
            true => state.pinned = Some(comment.cid.clone()),
            false if state.is_pinned(&comment.cid) => state.pinned = None,
            false => {}
        });
    }
    let data = json!({"nick_name": comment.person.nickname, "avatar": "", "extra": extra(0, "")});
    Ok(json!({"data": data, "err_no": 0, "err_msg": "", "log_id": LOG_ID}))
}

/// `POST …/video_id_to_open_item_id/`: ids that can't be converted are missing from the answer, silently.
pub(super) fn convert(world: &World, request: &Request, rules: Rules) -> Result<Value, Refused> {
    let body = request.json().ok_or_else(Refused::parameter)?;
    let ids = body.get("video_ids").and_then(Value::as_array).ok_or_else(Refused::parameter)?;
    if text(&body, "app_id").is_empty() || text(&body, "access_key").is_empty() || ids.len() > MAX_IDS {
        return Err(Refused::parameter());
    }
    let known = world.corpus.aweme_ids();
    let convert =
        |id: &str| known.iter().find(|aweme_id| alias_id(aweme_id) == id || (rules.convert_numeric && *aweme_id == id));
    let converted: Map<String, Value> = ids
        .iter()
        .filter_map(Value::as_str)
        .filter_map(|id| Some((id.to_owned(), item_id(convert(id)?).into())))
        .collect();
    Ok(json!({"err_no": 0, "err_msg": "", "log_id": LOG_ID, "data": {"convert_result": converted}}))
}
