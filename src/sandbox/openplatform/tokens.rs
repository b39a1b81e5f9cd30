//! Who may ask: access tokens and their renewal.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Refused, Request, Shape};
use crate::sandbox::fault::Rules;
use crate::sandbox::world::World;

/// Fifteen days.
const ACCESS_LIFE_S: u32 = 1_296_000;
/// Thirty days.
const REFRESH_LIFE_S: u32 = 2_592_000;

/// Refuses tokens that are missing, wrong, expired or without the scope, and requests without an open id.
pub(super) fn check(world: &World, request: &Request, rules: Rules) -> Result<(), Refused> {
    let token = request.token.as_str();
    if token.is_empty() || token.starts_with("act.invalid") {
        return Err(Refused::plain(28_001_003, "access_token无效"));
    }
    if (token.starts_with("act.expired") || rules.expired) && !world.has_issued(token) {
        return Err(Refused::plain(28_001_008, "access_token过期，请刷新或重新授权"));
    }
    if token.starts_with("act.noscope") {
        return Err(Refused::plain(28_001_018, "应用未获得该能力"));
    }
    // Converting ids needs no user; everything else speaks for one.
    if request.query("open_id").is_empty() && !request.path.contains("convert_video_id") {
        return Err(Refused::parameter());
    }
    Ok(())
}

/// `POST /oauth/refresh_token/`, which takes a form, not JSON.
pub(super) fn refresh(world: &World, request: &Request, rules: Rules) -> Result<Value, Refused> {
    let refused = |code, message| Refused { shape: Shape::OAuth, code, message };
    let form = form(request).ok_or_else(|| refused(10002, "参数缺失"))?;
    let value = |key: &str| form.get(key).map_or("", String::as_str);
    if value("client_key").is_empty() || value("refresh_token").is_empty() || value("grant_type") != "refresh_token" {
        return Err(refused(10002, "参数缺失"));
    }
    if value("client_key") == "bad-key" {
        return Err(refused(10003, "client_key错误"));
    }
    if value("refresh_token").starts_with("rft.dead") || rules.dead_refresh {
        return Err(refused(10010, "refresh_token过期"));
    }
    Ok(json!({
        "data": {
            "access_token": world.issue_token(),
            "refresh_token": value("refresh_token"),
            "open_id": "sandbox-open-id",
            "scope": "ma.item.comment",
            "expires_in": ACCESS_LIFE_S,
            "refresh_expires_in": REFRESH_LIFE_S,
            "error_code": 0,
            "description": "",
        },
        "message": "success",
    }))
}

/// The fields of a form body; `None` where the body says to be something else.
fn form(request: &Request) -> Option<HashMap<String, String>> {
    if !request.content_type.starts_with("application/x-www-form-urlencoded") {
        return None;
    }
    let body = std::str::from_utf8(&request.body).ok()?;
    let uri = format!("/?{body}").parse::<axum::http::Uri>().ok()?;
    axum::extract::Query::<HashMap<String, String>>::try_from_uri(&uri).ok().map(|query| query.0)
}
