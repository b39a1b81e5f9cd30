//! MediaCrawler's tables: which platform, which generation, which column feeds what.

use crate::frame::header::CommentField;
use CommentField::{Author, CommentId, CreatedAt, HasMedia, Likes, ParentId, Region, Replies, Text, VideoId};

/// One platform's table of comments.
pub(super) struct Platform {
    /// Its name.
    pub name: &'static str,
    /// Its table in databases.
    pub table: &'static str,
    /// Columns that its table has and no other platform's.
    signs: &'static [&'static str],
    columns: &'static [(CommentField, &'static str)],
}

/// The columns that all platforms share.
const COMMON: [(CommentField, &str); 6] = [
    (CommentId, "comment_id"),
    (Text, "content"),
    (Replies, "sub_comment_count"),
    (ParentId, "parent_comment_id"),
    (Region, "ip_location"),
    (HasMedia, "pictures"),
];

/// The seven platforms, the surest signs first.
pub(super) const PLATFORMS: [Platform; 7] = [
    Platform {
        name: "douyin",
        table: "douyin_aweme_comment",
        signs: &["aweme_id"],
        columns: &[(VideoId, "aweme_id"), (CreatedAt, "create_time"), (Likes, "like_count")],
    },
    Platform {
        name: "zhihu",
        table: "zhihu_comment",
        signs: &["content_id", "publish_time"],
        columns: &[(VideoId, "content_id"), (CreatedAt, "publish_time"), (Likes, "like_count")],
    },
    Platform {
        name: "weibo",
        table: "weibo_note_comment",
        signs: &["note_id", "comment_like_count"],
        columns: &[(VideoId, "note_id"), (CreatedAt, "create_time"), (Likes, "comment_like_count")],
    },
    Platform {
        name: "tieba",
        table: "tieba_comment",
        signs: &["note_id", "publish_time"],
        columns: &[(VideoId, "note_id"), (CreatedAt, "publish_time")],
    },
    Platform {
        name: "xhs",
        table: "xhs_note_comment",
        signs: &["note_id", "create_time"],
        columns: &[(VideoId, "note_id"), (CreatedAt, "create_time"), (Likes, "like_count")],
    },
    Platform {
        name: "bilibili",
        table: "bilibili_video_comment",
        signs: &["video_id", "parent_comment_id"],
        columns: &[(VideoId, "video_id"), (CreatedAt, "create_time"), (Likes, "like_count")],
    },
    Platform {
        name: "kuaishou",
        table: "kuaishou_video_comment",
        signs: &["video_id", "sub_comment_count"],
        columns: &[(VideoId, "video_id"), (CreatedAt, "create_time")],
    },
];

/// MediaCrawler's generations: the newer one tells neither places nor account numbers.
pub(super) fn generation(headers: &[String]) -> &'static str {
    let is_old = ["user_id", "ip_location"].iter().any(|name| has(headers, name));
    match (has(headers, "creator_hash"), is_old) {
        (true, true) => "both forms mixed",
        (true, false) => "newer form, without places",
        (false, _) => "older form",
    }
}

/// The platform whose table has these columns.
pub(super) fn recognise(headers: &[String]) -> Option<&'static Platform> {
    let is_crawler = ["comment_id", "content"].iter().all(|name| has(headers, name))
        && ["last_modify_ts", "sub_comment_count"].iter().any(|name| has(headers, name));
    let fits = |platform: &&Platform| platform.signs.iter().all(|sign| has(headers, sign));
    if is_crawler { PLATFORMS.iter().find(fits) } else { None }
}

/// Whether these are columns of MediaCrawler's other tables: posts, or the people who wrote them.
pub(super) fn holds_no_comments(headers: &[String]) -> bool {
    has(headers, "last_modify_ts") && !has(headers, "comment_id")
}

impl Platform {
    /// Which of these columns feeds which field. Account numbers feed the author, who is stored as a keyed hash only;
    /// where rows of both generations are mixed, the reader finds `creator_hash` for the newer ones.
    pub(super) fn columns(&self, headers: &[String]) -> Vec<(CommentField, String)> {
        let author = ["user_id", "creator_hash"].into_iter().find(|name| has(headers, name));
        let all = self.columns.iter().chain(&COMMON).copied().chain(author.map(|name| (Author, name)));
        all.filter(|(_, name)| has(headers, name)).map(|(field, name)| (field, name.to_owned())).collect()
    }
}

fn has(headers: &[String], name: &str) -> bool {
    headers.iter().any(|header| header.trim_start_matches('\u{feff}') == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn platform(headers: &str) -> Option<&'static str> {
        let headers: Vec<String> = headers.split(' ').map(str::to_owned).collect();
        recognise(&headers).map(|platform| platform.name)
    }

    #[test]
    fn each_platform_is_told_by_its_columns() {
        let rest = "comment_id content sub_comment_count last_modify_ts";
        for (headers, expected) in [
            ("aweme_id create_time like_count parent_comment_id ip_location user_id", "douyin"),
            ("aweme_id create_time like_count parent_comment_id creator_hash nickname", "douyin"),
            ("note_id create_time like_count parent_comment_id", "xhs"),
            ("note_id create_time create_date_time comment_like_count parent_comment_id", "weibo"),
            ("note_id publish_time parent_comment_id tieba_name", "tieba"),
            ("video_id create_time like_count parent_comment_id", "bilibili"),
            ("video_id create_time", "kuaishou"),
            ("content_id publish_time like_count parent_comment_id", "zhihu"),
        ] {
            assert_eq!(platform(&format!("{headers} {rest}")), Some(expected), "{headers}");
        }
        assert_eq!(platform("评论内容 点赞数"), None);
        assert_eq!(platform("comment_id content likes"), None);
    }
}
