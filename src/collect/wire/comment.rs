//! One comment as the platform sends it.

use serde::Serialize;
use serde_json::value::RawValue;

use super::fields::fields;
use super::scalar::Scalar;
use crate::comment::{Comment, CommentTime};
use crate::frame::value::{NotUnderstood, has_hash_form, parse_place, parse_time, with_letter};

/// The keys of a comment that are read.
const KEYS: [&str; 20] = [
    "cid",
    "aweme_id",
    "text",
    "create_time",
    "digg_count",
    "reply_comment_total",
    "reply_id",
    "ip_label",
    "label_text",
    "label_type",
    "is_author_digged",
    "stick_position",
    "content_type",
    "sticker",
    "image_list",
    "video_list",
    "author_hash",
    "has_media",
    "user",
    "reply_comment",
];

/// A comment, first-level or reply. Unknown keys are passed over, every known one may be absent or of another type.
#[derive(Debug)]
struct WireComment<'a> {
    cid: Scalar,
    aweme_id: Scalar,
    text: Scalar,
    create_time: Scalar,
    digg_count: Scalar,
    reply_comment_total: Scalar,
    reply_id: Scalar,
    ip_label: Scalar,
    label_text: Scalar,
    label_type: Scalar,
    is_author_digged: Scalar,
    stick_position: Scalar,
    content_type: Scalar,
    sticker: Scalar,
    image_list: Scalar,
    video_list: Scalar,
    user: Option<&'a RawValue>,
    reply_comment: Option<&'a RawValue>,
    /// Only in pages stored without raw data: the author's keyed hash.
    author_hash: Scalar,
    /// Only there too: whether the comment carries a picture.
    has_media: Scalar,
}

/// What a row needs to know from around it.
pub(crate) struct Context<'c> {
    /// The video asked for; `None` takes the row's own word.
    pub video_id: Option<&'c str>,
    /// The comment whose replies these are.
    pub parent_id: Option<&'c str>,
    /// When the page came, in milliseconds since 1970-01-01 UTC.
    pub fetched_at_ms: Option<i64>,
    /// Turns an author's id into a keyed hash.
    pub hash_author: &'c dyn Fn(&str) -> String,
}

/// A comment read, with the replies previewed under it.
pub(crate) struct Row {
    pub comment: Comment,
    pub previews: Vec<Comment>,
    /// Times among them that are none, and were left out.
    pub odd_times: u64,
}

/// Reads one element of a comment list; `None` where it has no identifier or is no object at all.
pub(super) fn read(raw: &RawValue, context: &Context) -> Option<Row> {
    let wire = WireComment::read(raw)?;
    let comment = wire.to_comment(context)?;
    let previews = wire.reply_comment.and_then(|list| serde_json::from_str::<Vec<&RawValue>>(list.get()).ok());
    let parent_id = comment.comment_id.clone();
    let inner = Context { parent_id: Some(&parent_id), ..*context };
    let mut row = Row { comment, previews: Vec::new(), odd_times: u64::from(wire.created_at().is_err()) };
    for preview in previews.unwrap_or_default().into_iter().filter_map(WireComment::read) {
        if let Some(reply) = preview.to_comment(&inner) {
            row.odd_times += u64::from(preview.created_at().is_err());
            row.previews.push(reply);
        }
    }
    Some(row)
}

impl<'a> WireComment<'a> {
    /// Takes an object apart; `None` for anything else.
    fn read(raw: &'a RawValue) -> Option<Self> {
        let values = fields(raw.get(), KEYS)?;
        let value = |key: &str| KEYS.iter().position(|known| *known == key).and_then(|place| values[place]);
        let scalar = |key: &str| Scalar::of(value(key));
        Some(Self {
            cid: scalar("cid"),
            aweme_id: scalar("aweme_id"),
            text: scalar("text"),
            create_time: scalar("create_time"),
            digg_count: scalar("digg_count"),
            reply_comment_total: scalar("reply_comment_total"),
            reply_id: scalar("reply_id"),
            ip_label: scalar("ip_label"),
            label_text: scalar("label_text"),
            label_type: scalar("label_type"),
            is_author_digged: scalar("is_author_digged"),
            stick_position: scalar("stick_position"),
            content_type: scalar("content_type"),
            sticker: scalar("sticker"),
            image_list: scalar("image_list"),
            video_list: scalar("video_list"),
            author_hash: scalar("author_hash"),
            has_media: scalar("has_media"),
            user: value("user"),
            reply_comment: value("reply_comment"),
        })
    }

    fn to_comment(&self, context: &Context) -> Option<Comment> {
        let comment_id = self.cid.id()?;
        let parent_id = self.reply_id.id().or_else(|| context.parent_id.map(str::to_owned));
        // A comment that names itself as its parent is a first-level one.
        let parent_id = parent_id.filter(|parent| *parent != comment_id);
        Some(Comment {
            video_id: context.video_id.map(str::to_owned).or_else(|| self.aweme_id.id()).unwrap_or_default(),
            level: if parent_id.is_some() { 2 } else { 1 },
            comment_id,
            parent_id,
            text: self.text.text().unwrap_or_default(),
            created_at: self.created_at().unwrap_or_default(),
            likes: self.digg_count.count(),
            replies: self.reply_comment_total.count(),
            region: self.ip_label.text().and_then(|label| parse_place(&label).ok()?).map(|place| place.name),
            author: self.author(context),
            is_author: self.is_author(),
            liked_by_author: self.is_author_digged.flag(),
            pinned: self.stick_position.flag(),
            has_media: self.has_media(),
            fetched_at_ms: context.fetched_at_ms,
        })
    }

    /// The time; `None` where nothing is said, which 0 and below mean too.
    fn created_at(&self) -> Result<Option<CommentTime>, NotUnderstood> {
        match (self.create_time.int(), self.create_time.text()) {
            (Some(..=0), _) | (None, None) => Ok(None),
            (Some(number), _) => CommentTime::from_unix(number).map(Some).ok_or(NotUnderstood),
            // Not the service's way, but that of programs which save its answers.
            (None, Some(text)) => Ok(parse_time(&text, None)?.and_then(|cell| cell.time)),
        }
    }

    fn author(&self, context: &Context) -> Option<String> {
        match self.author_hash.id() {
            Some(hash) if has_hash_form(&hash) => Some(with_letter(&hash)),
            // Somebody else's word for it, which need not be a hash at all.
            other => other.or_else(|| self.author_id()).map(|id| (context.hash_author)(&id)),
        }
    }

    fn author_id(&self) -> Option<String> {
        // All that is read of a person: the two identifiers, hashed at once.
        let [uid, sec_uid] = fields(self.user?.get(), ["uid", "sec_uid"])?;
        Scalar::of(uid).id().or_else(|| Scalar::of(sec_uid).id())
    }

    fn is_author(&self) -> Option<bool> {
        let known = self.label_text.is_present() || self.label_type.is_present();
        known.then(|| self.label_type.int() == Some(1) || self.label_text.text().as_deref() == Some("作者"))
    }

    fn has_media(&self) -> Option<bool> {
        if self.has_media.is_present() {
            return self.has_media.flag();
        }
        let media = [&self.sticker, &self.image_list, &self.video_list];
        let known = self.content_type.is_present() || media.iter().any(|field| field.is_present());
        known.then(|| self.content_type.int() == Some(2) || media.iter().any(|field| field.holds_something()))
    }
}

/// A comment without anything about people, in the platform's own words, so that one reader serves both forms.
#[derive(Debug, Serialize)]
pub(super) struct BareComment {
    cid: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    create_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digg_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_comment_total: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ip_label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label_type: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_author_digged: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stick_position: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    has_media: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author_hash: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reply_comment: Vec<BareComment>,
}

impl BareComment {
    pub(super) fn new(comment: &Comment, previews: &[Comment]) -> Self {
        Self {
            cid: comment.comment_id.clone(),
            text: comment.text.clone(),
            create_time: comment.created_at.map(|time| time.unix_ms / 1000),
            digg_count: comment.likes,
            reply_comment_total: comment.replies,
            reply_id: comment.parent_id.clone(),
            ip_label: comment.region.clone(),
            label_type: comment.is_author.map(|own| if own { 1 } else { -1 }),
            is_author_digged: comment.liked_by_author,
            stick_position: comment.pinned.map(i64::from),
            has_media: comment.has_media,
            author_hash: comment.author.clone(),
            reply_comment: previews.iter().map(|reply| Self::new(reply, &[])).collect(),
        }
    }
}
