//! Every column of every table: its type, and what it means in Chinese and English. One list for `datapackage.json`,
//! Parquet and the spreadsheet profile; formulas and edge cases are in `docs/metrics.md`.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text that may hold anything.
    Text,
    /// An identifier: digits that are no number.
    Id,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A moment, ISO 8601 with offset.
    Time,
    /// `true` or `false`.
    Boolean,
}

impl Kind {
    /// The type's name in a Frictionless table schema.
    pub(super) fn frictionless(self) -> &'static str {
        match self {
            Self::Text | Self::Id => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Time => "datetime",
            Self::Boolean => "boolean",
        }
    }
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
}

const fn field(name: &'static str, kind: Kind, zh: &'static str, en: &'static str) -> Field {
    Field { name, kind, zh, en }
}

const FIELDS: [Field; 47] = [
    field("video_id", Kind::Id, "视频编号", "id of the video"),
    field("comment_id", Kind::Id, "评论编号", "id of the comment"),
    field("parent_id", Kind::Id, "所回复的一级评论编号", "first-level comment a reply belongs to"),
    field("level", Kind::Integer, "1 一级评论，2 回复", "1 first-level, 2 reply"),
    field("text", Kind::Text, "评论原文", "the comment as written"),
    field("created_at", Kind::Time, "发表时间", "when it was posted"),
    field(
        "time_precision",
        Kind::Text,
        "时间精度：exact 精确，day 只到日期，relative 相对时间；没有时间则为空",
        "exact; day: date only; relative: a distance; empty: no time",
    ),
    field("likes", Kind::Integer, "点赞数（合计）", "likes (sum)"),
    field("replies", Kind::Integer, "回复数", "replies"),
    field("region", Kind::Text, "地区（IP 属地）", "place by IP label"),
    field(
        "author",
        Kind::Text,
        "作者的加密标识，仅在同一采集内可比",
        "keyed hash of the author, comparable within a collection",
    ),
    field("is_author", Kind::Boolean, "是否视频作者所写", "written by the video's author"),
    field("liked_by_author", Kind::Boolean, "是否被视频作者点赞", "liked by the video's author"),
    field("pinned", Kind::Boolean, "是否置顶", "pinned on top"),
    field("has_media", Kind::Boolean, "是否带图片或图片表情", "carries a picture or picture sticker"),
    field("fetched_at", Kind::Time, "采集时间", "when it was collected"),
    field(
        "polarity",
        Kind::Text,
        "情绪：positive、neutral、negative、none（无法判断）",
        "positive, neutral, negative, none (not judged)",
    ),
    field("score", Kind::Number, "情绪分，−1 至 1", "sentiment score, −1 to 1"),
    field("confidence", Kind::Number, "置信度，0 至 1", "confidence, 0 to 1"),
    field("bucket_start", Kind::Time, "时段起点", "start of the time bucket"),
    field("likes_from", Kind::Integer, "点赞数下限", "least number of likes"),
    field("likes_to", Kind::Integer, "点赞数上限，空为不限", "greatest number of likes, empty for none"),
    field(
        "region_code",
        Kind::Text,
        "ISO 3166-2（省级）或 3166-1（国家）代码",
        "ISO 3166-2 (provinces) or 3166-1 (countries)",
    ),
    field("region_group", Kind::Text, "province 省级，abroad 海外，unknown 未知", "province, abroad, unknown"),
    field("n", Kind::Integer, "评论数", "comments"),
    field("positive", Kind::Integer, "正面条数", "positive comments"),
    field("neutral", Kind::Integer, "中性条数", "neutral comments"),
    field("negative", Kind::Integer, "负面条数", "negative comments"),
    field("none", Kind::Integer, "无法判断的条数", "comments with nothing to judge"),
    field("share_positive", Kind::Number, "正面占可判断的比例", "share of positive among the judged"),
    field("share_positive_low", Kind::Number, "正面占比 95% 下限", "lower end of its 95 % interval"),
    field("share_positive_high", Kind::Number, "正面占比 95% 上限", "upper end of its 95 % interval"),
    field("share_negative", Kind::Number, "负面占可判断的比例", "share of negative among the judged"),
    field("share_negative_low", Kind::Number, "负面占比 95% 下限", "lower end of its 95 % interval"),
    field("share_negative_high", Kind::Number, "负面占比 95% 上限", "upper end of its 95 % interval"),
    field("net_sentiment", Kind::Number, "净情绪 = 正面占比 − 负面占比", "share_positive − share_negative"),
    field("mean_score", Kind::Number, "可判断评论的平均分", "mean score of the judged"),
    field("like_weighted_score", Kind::Number, "以 ln(1+点赞) 加权的平均分", "mean score weighted by ln(1 + likes)"),
    field("top_comment_share", Kind::Number, "最高赞一条占全部点赞的比例", "likes of the most-liked comment / likes"),
    field("side", Kind::Text, "哪一方：positive 好评，negative 批评", "positive: praise, negative: criticism"),
    field("term", Kind::Text, "关键词或说法", "keyword or saying"),
    field("log_odds", Kind::Number, "对数几率比（Dirichlet 先验）", "log-odds with Dirichlet prior"),
    field("z", Kind::Number, "对数几率比除以标准差", "log-odds in standard deviations"),
    field("metric", Kind::Text, "指标名", "name of the metric"),
    field(
        "dimension",
        Kind::Text,
        "维度：total、time、likes、region、polarity",
        "total, time, likes, region, polarity",
    ),
    field("value_of_dimension", Kind::Text, "维度取值", "value of the dimension"),
    field("value", Kind::Number, "指标值", "value of the metric"),
];

/// The column of a name; unknown names are text.
pub(super) fn find(name: &str) -> Field {
    FIELDS.into_iter().find(|field| field.name == name).unwrap_or(Field { name: "", kind: Kind::Text, zh: "", en: "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_every_table_is_described() {
        let schema = crate::frame::schema::FIELDS.iter().map(|field| field.name);
        let metrics = crate::aggregate::csv::METRIC_COLUMNS;
        for name in schema.chain(crate::frame::schema::SCORE_COLUMNS).chain(metrics).chain(super::super::long::COLUMNS)
        {
            assert_eq!(find(name).name, name);
        }
        assert_eq!(find("what").kind, Kind::Text);
    }
}
