//! Pages of the comment service, key for key as the published sample shows them.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::corpus::{Comment, Media, Person, Video};

/// Comments on a page.
pub(super) const PAGE_SIZE: usize = 20;

/// An account with every key of the published sample; what identifies somebody is empty.
static USER: LazyLock<Map<String, Value>> = LazyLock::new(|| {
    // The file is part of the program; a test reads it.
    serde_json::from_str(include_str!("user.json")).unwrap_or_default()
});

/// One comment of a page as it is shown now.
pub(super) struct Shown<'a> {
    /// The video it stands under.
    pub(super) video: &'a Video,
    /// The comment.
    pub(super) comment: &'a Comment,
    /// The first-level comment it answers, for replies.
    pub(super) parent: Option<&'a Comment>,
    /// Likes by now.
    pub(super) likes: u32,
    /// Whether it is on top now.
    pub(super) pinned: bool,
}

impl Shown<'_> {
    /// The comment as the service writes it.
    pub(super) fn to_json(&self) -> Value {
        let comment = self.comment;
        let mut value = json!({
            "cid": comment.cid,
            "text": comment.text,
            "aweme_id": self.video.aweme_id,
            "create_time": comment.created_at,
            "digg_count": self.likes,
            "status": 1,
            "user": user(&comment.person),
            "reply_id": self.parent.map_or("0", |parent| parent.cid.as_str()),
            "user_digged": 0,
            "reply_comment": self.preview(),
            "text_extra": mentions(comment),
            "label_text": if comment.by_author { "作者" } else { "" },
            "label_type": if comment.by_author { 1 } else { -1 },
            "reply_comment_total": comment.replies.len(),
            "reply_to_reply_id": comment.answers.as_deref().unwrap_or("0"),
            "is_author_digged": comment.liked_by_author,
            "stick_position": i32::from(self.pinned),
            "user_buried": false,
            "label_list": null,
            "is_hot": self.likes >= 500,
            "text_music_info": null,
            "image_list": images(comment),
            "is_note_comment": 0,
            "can_share": true,
            "item_comment_total": self.video.declared_total,
            "level": if self.parent.is_some() { 2 } else { 1 },
            "video_list": null,
            "sort_tags": "{\"time\":1}",
            "is_user_tend_to_reply": false,
            "content_type": if comment.media == Some(Media::Sticker) { 2 } else { 1 },
            "is_folded": false,
            "enter_from": "homepage_hot",
            "decorated_emoji_info": null,
            "ent_parachute_tip": 0,
        });
        if let Some(entries) = value.as_object_mut() {
            if let Some(region) = comment.region {
                entries.insert("ip_label".to_owned(), region.into());
            }
            if comment.media == Some(Media::Sticker) {
                let url = format!("https://sandbox.invalid/sticker/{}.webp", comment.cid);
                let sticker = json!({"id": 1, "width": 240, "height": 240, "static_url": {"url_list": [url]}});
                entries.insert("sticker".to_owned(), sticker);
            }
        }
        value
    }

    /// The first answer inline, where there are many: the service shows some without a call.
    fn preview(&self) -> Value {
        match self.comment.replies.first() {
            Some(reply) if self.comment.replies.len() > 4 => {
                let shown = Shown {
                    video: self.video,
                    comment: reply,
                    parent: Some(self.comment),
                    likes: reply.likes,
                    pinned: false,
                };
                json!([shown.to_json()])
            }
            _ => Value::Null,
        }
    }
}

/// The page around comments.
pub(super) fn page(video: &Video, comments: &[Shown<'_>], page: u32, has_more: bool, total: usize) -> Value {
    let now = (video.event_at + 8 * 86_400) * 1000;
    let comments: Vec<Value> = comments.iter().map(Shown::to_json).collect();
    json!({
        "code": 0,
        "message": null,
        "recordTime": null,
        "requestId": format!("sandbox-{}-{page}", video.aweme_id),
        "data": {
            "status_code": 0,
            "comments": comments,
            "cursor": page as usize * PAGE_SIZE,
            "has_more": i32::from(has_more),
            "reply_style": 2,
            "total": total,
            "extra": {"now": now, "fatal_item_ids": null, "scenes": null},
            "log_pb": {"impr_id": format!("SANDBOX{}{page:04}", video.aweme_id)},
            "hotsoon_filtered_count": 0,
            "user_commented": 0,
            "fast_response_comment": {"constant_response_words": ["赞"], "timed_response_words": ["早上好"]},
            "comment_config": {},
            "general_comment_config": {},
            "show_management_entry_point": 0,
            "folded_comment_count": 0,
        },
    })
}

fn user(person: &Person) -> Value {
    let mut user = USER.clone();
    let mut set = |key: &str, value: Value| user.insert(key.to_owned(), value);
    set("uid", person.uid.as_str().into());
    set("short_id", person.short_id.as_str().into());
    set("unique_id", person.short_id.as_str().into());
    set("nickname", person.nickname.as_str().into());
    set("sec_uid", person.sec_uid.as_str().into());
    set("avatar_uri", person.avatar.as_str().into());
    set("search_impr", json!({"entity_id": person.uid}));
    for (key, size) in [("avatar_thumb", 100), ("avatar_medium", 720)] {
        let uri = format!("{size}x{size}/{}", person.avatar);
        let url = format!("https://sandbox.invalid/{uri}.jpeg?from=2956013662");
        set(key, json!({"uri": uri, "url_list": [url], "width": 720, "height": 720}));
    }
    Value::Object(user)
}

/// Where the text names another account; counted in UTF-16 units as the platform does.
fn mentions(comment: &Comment) -> Value {
    let Some(name) = &comment.mention else { return json!([]) };
    let span = format!("@{name}");
    json!([{
        "start": 0,
        "end": span.encode_utf16().count(),
        "user_id": "",
        "sec_uid": "",
        "type": 0,
        "hashtag_name": "",
        "hashtag_id": "",
    }])
}

fn images(comment: &Comment) -> Value {
    if comment.media != Some(Media::Image) {
        return Value::Null;
    }
    let url = format!("https://sandbox.invalid/image/{}.webp", comment.cid);
    json!([{"origin_url": {"uri": "", "url_list": [url], "width": 1080, "height": 1440}}])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_the_keys_of_the_published_sample_and_nobodys_data() {
        assert_eq!(USER.len(), 187);
        for key in ["uid", "nickname", "sec_uid", "short_id", "unique_id", "signature"] {
            assert_eq!(USER.get(key), Some(&json!("")), "{key}");
        }
    }
}
