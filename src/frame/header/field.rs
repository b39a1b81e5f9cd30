//! The fields that a file can feed, and the names that columns have for them.

use std::fmt;

/// A field of schema v1 that a file can feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CommentField {
    /// `video_id`
    VideoId,
    /// `comment_id`
    CommentId,
    /// `parent_id`
    ParentId,
    /// `level`
    Level,
    /// `text`
    Text,
    /// `created_at`
    CreatedAt,
    /// `likes`
    Likes,
    /// `replies`
    Replies,
    /// `region`
    Region,
    /// `author`. Of its values only keyed hashes of ours are taken in, unless
    /// [`raw_authors`](crate::frame::ReadOptions::raw_authors) asks for all of them.
    Author,
    /// `is_author`
    IsAuthor,
    /// `liked_by_author`
    LikedByAuthor,
    /// `pinned`
    Pinned,
    /// `has_media`
    HasMedia,
    /// `fetched_at`
    FetchedAt,
    /// `time_precision`
    TimePrecision,
}

impl CommentField {
    /// All fields in the order of schema v1.
    pub const ALL: [Self; 16] = [
        Self::VideoId,
        Self::CommentId,
        Self::ParentId,
        Self::Level,
        Self::Text,
        Self::CreatedAt,
        Self::Likes,
        Self::Replies,
        Self::Region,
        Self::Author,
        Self::IsAuthor,
        Self::LikedByAuthor,
        Self::Pinned,
        Self::HasMedia,
        Self::FetchedAt,
        Self::TimePrecision,
    ];

    /// The field's own name in schema v1.
    pub fn as_str(self) -> &'static str {
        self.names()[0]
    }

    /// The field with this name in schema v1.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }

    /// The names a column for this field may have, in folded form, the surest first.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::VideoId => &["video_id", "aweme_id", "note_id", "content_id", "item_id", "video", "视频id", "作品id"],
            Self::CommentId => &["comment_id", "cid", "评论id", "评论编号", "id"],
            Self::ParentId => {
                &["parent_id", "parent_comment_id", "reply_id", "父评论id", "父级评论id", "上级评论id", "父评论"]
            }
            Self::Level => &["level", "comment_level", "评论级别", "评论层级", "级别", "层级"],
            Self::Text => TEXT_NAMES,
            Self::CreatedAt => TIME_NAMES,
            Self::Likes => LIKES_NAMES,
            Self::Replies => REPLIES_NAMES,
            Self::Region => REGION_NAMES,
            Self::Author => &["author", "author_hash", "creator_hash"],
            Self::IsAuthor => &["is_author", "是否作者"],
            Self::LikedByAuthor => &["liked_by_author", "is_author_digged", "作者赞过"],
            Self::Pinned => &["pinned", "is_pinned", "is_top", "置顶", "是否置顶"],
            Self::HasMedia => &["has_media", "image_list", "pictures", "images", "图片", "评论图片"],
            Self::FetchedAt => &["fetched_at", "last_modify_ts", "crawl_time", "采集时间", "抓取时间", "爬取时间"],
            Self::TimePrecision => &["time_precision"],
        }
    }
}

const TEXT_NAMES: &[&str] = &[
    "text",
    "content",
    "comment",
    "comment_text",
    "comment_content",
    "评论内容",
    "评论",
    "评论文本",
    "评论正文",
    "内容",
    "文本",
    "正文",
    "留言",
    "review",
    "review_text",
    "sentence",
    "body",
    "message",
];

const TIME_NAMES: &[&str] = &[
    "created_at",
    "create_time",
    "publish_time",
    "comment_time",
    "create_date_time",
    "评论时间",
    "发布时间",
    "创建时间",
    "发表时间",
    "时间",
    "评论日期",
    "日期",
    "time",
    "timestamp",
    "datetime",
    "date",
    "ctime",
];

const LIKES_NAMES: &[&str] = &[
    "likes",
    "like_count",
    "digg_count",
    "comment_like_count",
    "点赞数",
    "评论点赞数",
    "点赞量",
    "点赞",
    "获赞数",
    "赞数",
    "赞",
    "like",
    "likes_count",
    "like_num",
];

const REPLIES_NAMES: &[&str] = &[
    "replies",
    "reply_comment_total",
    "sub_comment_count",
    "reply_count",
    "评论回复数",
    "回复数",
    "回复量",
    "子评论数",
    "reply_num",
];

const REGION_NAMES: &[&str] = &[
    "region",
    "ip_label",
    "ip_location",
    "ip属地",
    "ip归属地",
    "评论用户ip",
    "用户ip",
    "ip地址",
    "评论ip",
    "地区",
    "属地",
    "省份",
    "province",
    "location",
    "地域",
    "ip",
];

impl fmt::Display for CommentField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
