//! One comment as plain data: what was written, when, where, and how many liked it.
//!
//! Identifiers are text: Douyin's have 19 digits and do not survive a trip through a float.

mod region;
mod time;

pub use region::{Region, RegionGroup};
pub use time::{CommentTime, TimePrecision};

/// One comment, first-level or reply, in the terms of schema v1.
///
/// A missing value is `None`, never 0, -1 or a placeholder word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comment {
    /// The video (or note) the comment stands under.
    pub video_id: String,
    /// The platform's id of the comment; unique within a collection.
    pub comment_id: String,
    /// The first-level comment that a reply belongs to; `None` for first-level comments.
    pub parent_id: Option<String>,
    /// 1 for first-level comments, 2 for replies.
    pub level: u8,
    /// The text as written, stickers as bracket codes; empty for picture-only comments.
    pub text: String,
    /// When it was posted, and how precisely that is known.
    pub created_at: Option<CommentTime>,
    /// Likes when last seen, 0 or more.
    pub likes: Option<i64>,
    /// Replies when last seen, 0 or more.
    pub replies: Option<i64>,
    /// Place by IP address, normalised by [`Region::normalise`].
    pub region: Option<String>,
    /// A keyed hash of the author's id: the same person within a collection, and nobody outside it.
    pub author: Option<String>,
    /// Written by the video's own author.
    pub is_author: Option<bool>,
    /// Liked by the video's own author.
    pub liked_by_author: Option<bool>,
    /// Pinned on top when last seen.
    pub pinned: Option<bool>,
    /// Carries a picture or a picture sticker.
    pub has_media: Option<bool>,
    /// When it was fetched, in milliseconds since 1970-01-01 UTC.
    pub fetched_at_ms: Option<i64>,
}
