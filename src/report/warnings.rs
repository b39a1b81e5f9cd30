//! What was left out or not understood, in the language of the report.

use crate::aggregate::TimeTable;
use crate::chart::{Lang, count};
use crate::frame::{Finding, Warning};

/// All warnings of a report: what reading found, then what the time table left out.
pub(super) fn all(read: &[Warning], by_time: Option<&TimeTable>, lang: Lang) -> Vec<String> {
    let too_vague = by_time.filter(|table| table.too_vague > 0).map(|table| {
        let (n, bucket) = (count(table.too_vague, lang), bucket_name(table, lang));
        match lang {
            Lang::Zh => format!("{n} 条评论的时间只到日期或是相对时间，没有计入{bucket}的时间表"),
            Lang::En => {
                format!("{n} comments have only a date or a relative time and are not in the table by {bucket}")
            }
        }
    });
    read.iter().map(|warning| words(warning, lang)).chain(too_vague).collect()
}

fn bucket_name(table: &TimeTable, lang: Lang) -> &'static str {
    use crate::aggregate::Bucket::{Day, Hour, QuarterHour, Week};
    match table.bucket {
        QuarterHour => lang.pick("每 15 分钟", "15 minutes"),
        Hour => lang.pick("每小时", "hour"),
        Day => lang.pick("每天", "day"),
        Week => lang.pick("每周", "week"),
    }
}

/// A warning in a language; in English as the command line prints it.
pub(super) fn words(warning: &Warning, lang: Lang) -> String {
    match lang {
        Lang::Zh => in_chinese(warning),
        Lang::En => warning.to_string(),
    }
}

fn in_chinese(warning: &Warning) -> String {
    let values = |found: &Finding, what: &str| {
        let Finding { source, column, count, example, line } = found;
        format!("{column} 列有 {count} 个{what}，第一处在 {source} 第 {line} 行：“{example}”")
    };
    let rows = |found: &Finding, what: &str| {
        let Finding { source, count, line, .. } = found;
        format!("{count} {what}，第一处在 {source} 第 {line} 行")
    };
    match warning {
        Warning::NotUnderstood(found) => values(found, "值读不懂，按空白处理"),
        Warning::RelativeTimes(found) => values(found, "时间是相对的，不知道从何时算起，无法定位"),
        Warning::RoundedIds(found) => values(found, "编号在表格软件或浮点数里丢了末几位"),
        Warning::PlainAuthors(found) => rows(found, "个作者不是带密钥的哈希，按空白处理（import 会把它们变成哈希）"),
        Warning::UnlistedPlaces(found) => values(found, "地名不在地区表里"),
        Warning::BrokenText(found) => rows(found, "个单元格含有损坏的字符"),
        Warning::ShortRows(found) => rows(found, "行比表头短，缺的按空白处理"),
        Warning::LongRows(found) => rows(found, "行比表头长，无法对应，已略去"),
        Warning::SurplusCells(found) => {
            format!("{}；多出的单元格在 CSV 里排在分数之后，其他形式里略去", rows(found, "行比表头长"))
        }
        Warning::BrokenTexts(Finding { source, count, line, .. }) => {
            format!("{count} 条文字含有损坏的字符，第一处在 {source} 第 {line} 行")
        }
        Warning::ReplacedEntries { source } => format!("{source} 里已有评分要添加的条目，已被替换"),
        Warning::BadLines(found) => format!("{}：“{}”", rows(found, "行不是 JSON 对象，已略去"), found.example),
        Warning::RepeatedInput { source } => format!("{source} 重复给出，没有评论编号的行会重复计数"),
        Warning::UnclosedQuote { source, line, lines } => {
            format!("{source} 第 {line} 行的引号没有闭合，其后 {lines} 行被当作一个单元格")
        }
        Warning::RepeatedColumn { source, column } => format!("{source} 里的 {column} 列不止一个，只用第一个"),
        Warning::RepeatedComments { count } => {
            format!("{count} 行是重复的评论（视频、编号、文字都相同），各取最后一行")
        }
        Warning::SharedIds { count, example } => {
            format!("{count} 行与内容不同的评论共用编号，例如 {example}；全部保留")
        }
        Warning::PartialCollection { source, because } => match because.as_deref().map(stop_reason) {
            Some(because) => format!("采集 {source} 没有完成：{because}"),
            None => format!("采集 {source} 没有完成"),
        },
        // Log lines of the collection are quoted as they stand.
        Warning::Collection { source, message } => format!("采集 {source} 的日志：“{message}”"),
    }
}

/// Why a collection stopped; unknown words are quoted as they stand.
fn stop_reason(code: &str) -> String {
    let known = match code {
        "interrupted" => "被中断",
        "max_calls" => "用完了允许的调用次数",
        "max_pages" => "到了允许的页数",
        "storage" => "无法写入磁盘",
        "token_refused" => "令牌被拒绝",
        "no_permission" => "没有权限",
        "balance_too_low" => "余额不足",
        "daily_quota" => "当日额度用完",
        "rate_limit" => "请求过于频繁",
        "collection_failed" => "服务没有采到",
        "server_error" => "服务器出错",
        "bad_parameters" => "参数被拒绝",
        "garbled_answer" => "回答无法读懂",
        "service_moved" => "服务地址已变",
        "network" => "网络不通",
        "timed_out" => "超时",
        other => return format!("“{other}”"),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_report_is_warned_in_chinese() {
        let found =
            Finding { source: "a.csv".into(), column: "likes".into(), count: 2, example: "many".into(), line: 7 };
        assert_eq!(
            words(&Warning::NotUnderstood(found.clone()), Lang::Zh),
            "likes 列有 2 个值读不懂，按空白处理，第一处在 a.csv 第 7 行：“many”"
        );
        assert_eq!(words(&Warning::LongRows(found.clone()), Lang::En), Warning::LongRows(found).to_string());
        let partial = Warning::PartialCollection { source: "v".into(), because: Some("daily_quota".into()) };
        assert_eq!(words(&partial, Lang::Zh), "采集 v 没有完成：当日额度用完");
    }
}
