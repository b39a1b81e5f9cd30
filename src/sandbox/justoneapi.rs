//! The comment service: pages of comments and replies, and the video behind a share link.
//!
//! Every non-empty token is good, except `bad-token` (100), `forbidden-token` (600), `poor-token` (601) and
//! `spent-token` (303). An id that belongs to no video or comment of this sandbox is a bad parameter (400).

use std::collections::HashMap;

use serde_json::{Value, json};

use super::answer::Answer;
use super::corpus::Video;
use super::fault::{Call, Endpoint, Fault};
use super::journal::{Entry, shown};
use super::wire::{PAGE_SIZE, Shown, page};
use super::world::World;

/// Parameters of a request.
pub(super) type Query = HashMap<String, String>;

/// The envelope of a refusal.
pub(super) fn refusal(code: i64) -> Value {
    let message = match code {
        100 => "Token 无效或已失效",
        301 => "采集失败，请重试",
        302 => "超出速率限制",
        303 => "超出每日配额",
        400 => "参数错误",
        500 => "内部服务器错误",
        503 => "服务暂时不可用",
        600 => "权限不足",
        601 => "余额不足",
        _ => "unknown",
    };
    json!({"code": code, "message": message, "recordTime": null, "data": null})
}

/// The code that a token earns; 0 for a good one.
fn token_code(token: &str) -> i64 {
    match token {
        "" | "bad-token" => 100,
        "forbidden-token" => 600,
        "poor-token" => 601,
        "spent-token" => 303,
        _ => 0,
    }
}

/// Answers a request to the comment service and notes it.
pub(super) fn answer(world: &World, endpoint: Endpoint, path: &str, query: &Query) -> Answer {
    let text = |key: &str| query.get(key).cloned().unwrap_or_default();
    let call = Call {
        endpoint,
        number: world.journal().next(endpoint.service()),
        page: page_number(query),
        video: query.get("awemeId").cloned().or_else(|| world.video_of_comment(query.get("commentId")?)),
        token: text("token"),
    };
    let code = token_code(&call.token);
    let due = if code == 0 { world.faults.due(&call) } else { Vec::new() };
    let faults: Vec<&dyn Fault> = due.iter().map(|(_, fault)| *fault).collect();
    let mut answer = match faults.iter().find_map(|fault| fault.instead(&call)) {
        _ if code != 0 => Answer::json(&refusal(code)),
        Some(answer) => answer,
        None => {
            let mut envelope = serve(world, &call, query, &faults).unwrap_or_else(|| refusal(400));
            for fault in &faults {
                fault.edit(&mut envelope);
            }
            Answer::json(&envelope)
        }
    };
    for fault in &faults {
        fault.transport(&mut answer);
    }
    world.journal().record(Entry {
        service: endpoint.service(),
        number: call.number,
        path: path.to_owned(),
        query: shown(query),
        body: None,
        faults: due.iter().map(|(spec, _)| (*spec).to_owned()).collect(),
        code: answer.code("code"),
    });
    answer
}

/// The page asked for: 1 where none is named, nothing where it is no positive number.
fn page_number(query: &Query) -> Option<u32> {
    query.get("page").map_or(Some(1), |page| page.parse().ok().filter(|page| *page > 0))
}

/// The envelope of a success; `None` for bad parameters.
fn serve(world: &World, call: &Call, query: &Query, faults: &[&dyn Fault]) -> Option<Value> {
    let requested = call.page?;
    let turn = |last: u32| faults.iter().fold(requested, |page, fault| fault.page(page, last));
    match call.endpoint {
        Endpoint::Replies => replies(world, query.get("commentId")?, turn),
        Endpoint::Links => share_link(world, query.get("shareUrl")?),
        _ => comments(world, query.get("awemeId")?, turn),
    }
}

fn comments(world: &World, aweme_id: &str, turn: impl Fn(u32) -> u32) -> Option<Value> {
    let video = world.corpus.by_aweme_id(aweme_id)?;
    let state = world.state(&video);
    let listed = state.listing(&video);
    let last = pages(listed.len());
    let number = turn(last);
    let comments: Vec<Shown<'_>> = slice(&listed, number)
        .iter()
        .filter_map(|listed| {
            let comment = video.comments.get(listed.index)?;
            let likes = comment.likes + listed.more_likes;
            Some(Shown { video: &video, comment, parent: None, likes, pinned: state.is_pinned(&comment.cid) })
        })
        .collect();
    Some(page(&video, &comments, number, number < last, video.declared_total + state.arrived))
}

fn replies(world: &World, cid: &str, turn: impl Fn(u32) -> u32) -> Option<Value> {
    let (video, index) = world.corpus.by_comment_id(cid)?;
    let parent = video.comments.get(index)?;
    let last = pages(parent.replies.len());
    let number = turn(last);
    let shown =
        |reply| Shown { video: &video, comment: reply, parent: Some(parent), likes: reply.likes, pinned: false };
    let replies: Vec<Shown<'_>> = slice(&parent.replies, number).iter().map(shown).collect();
    Some(page(&video, &replies, number, number < last, parent.replies.len()))
}

/// The link forms this sandbox knows: `https://v.douyin.com/sandboxN/` for its Nth video, counted from 1.
fn share_link(world: &World, link: &str) -> Option<Value> {
    let tail = link.split("v.douyin.com/sandbox").nth(1)?;
    let digits: String = tail.chars().take_while(char::is_ascii_digit).collect();
    let video = world.corpus.video(digits.parse::<usize>().ok()?.checked_sub(1)?)?;
    let url = share_target(&video);
    Some(
        json!({"code": 0, "message": null, "data": {"awemeId": video.aweme_id, "aweme_id": video.aweme_id, "url": url}}),
    )
}

fn share_target(video: &Video) -> String {
    format!("https://www.iesdouyin.com/share/video/{}/", video.aweme_id)
}

/// Number of pages; an empty list still has one.
fn pages(items: usize) -> u32 {
    u32::try_from(items.div_ceil(PAGE_SIZE).max(1)).unwrap_or(u32::MAX)
}

fn slice<T>(items: &[T], page: u32) -> &[T] {
    let start = (page as usize - 1).saturating_mul(PAGE_SIZE).min(items.len());
    &items[start..(start + PAGE_SIZE).min(items.len())]
}
