//! `datapackage.json`: what the tables are, for programs that read Frictionless data packages.

use serde_json::{Value, json};

use super::fields::{Kind, find};
use super::{ExportInput, ExportOptions, Profile};

/// A table of the export.
pub(super) struct Resource {
    /// Name without ending.
    pub(super) name: String,
    /// Names of its columns.
    pub(super) columns: Vec<String>,
}

/// What the tables are.
fn about(name: &str) -> (&'static str, &'static str) {
    match name {
        "comments" => ("每行一条评论，含情绪", "one comment a row, with its sentiment"),
        "by_time" => ("按时段", "by time"),
        "by_likes" => ("按获赞数", "by likes received"),
        "by_region" => ("按地区", "by region"),
        "by_polarity" => ("按情绪", "by polarity"),
        "by_video" => ("按视频", "by video"),
        "keywords" => ("区分好评与批评的关键词", "keywords that tell praise from criticism"),
        "sayings" => ("好评与批评各自多见的说法", "what praise says, and what criticism says"),
        _ => ("长表：每行一个指标", "long form: one metric a row"),
    }
}

/// The description of the package.
pub(super) fn package(resources: &[Resource], options: ExportOptions, input: &ExportInput<'_>) -> Value {
    let videos = input.aggregates.by_video.len();
    let in_full = if videos == 1 { 1 } else { input.videos.len() };
    let warnings: Vec<String> = input.warnings.iter().map(ToString::to_string).collect();
    let resource =
        |resource| if options.csv { csv_resource(resource, options.profile) } else { parquet_resource(resource) };
    json!({
        "name": "shenping-export",
        "profile": "tabular-data-package",
        "title": "抖音评论情绪 / Sentiment of Douyin comments",
        "shenping": {
            "version": env!("CARGO_PKG_VERSION"),
            "profile": options.profile.as_str(),
            "videos": videos,
            "videos_in_full": in_full,
            "warnings": warnings,
        },
        "resources": resources.iter().map(resource).collect::<Vec<_>>(),
    })
}

fn parquet_resource(resource: &Resource) -> Value {
    let (zh, en) = about(&resource.name);
    json!({
        "name": resource.name,
        "path": format!("{}.parquet", resource.name),
        "title": format!("{zh} / {en}"),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": { "fields": resource.columns.iter().map(|name| field(name, Profile::Machine)).collect::<Vec<_>>() },
    })
}

fn csv_resource(resource: &Resource, profile: Profile) -> Value {
    let (zh, en) = about(&resource.name);
    json!({
        "name": resource.name,
        "path": format!("{}.csv", resource.name),
        "profile": "tabular-data-resource",
        "title": format!("{zh} / {en}"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ",",
            "quoteChar": "\"",
            "doubleQuote": true,
            "header": true,
            "lineTerminator": if profile == Profile::Excel { "\r\n" } else { "\n" },
        },
        "schema": {
            "fields": resource.columns.iter().map(|name| field(name, profile)).collect::<Vec<_>>(),
            "missingValues": [""],
        },
    })
}

fn field(name: &str, profile: Profile) -> Value {
    let known = find(name);
    let mut field = json!({
        "name": name,
        "type": known.kind.frictionless(),
        "description": known.en,
        "description_zh": known.zh,
    });
    if known.kind == Kind::Time {
        // Frictionless knows times without offset; ours carry one.
        field["format"] = json!("any");
    }
    if profile == Profile::Excel && known.kind == Kind::Id {
        field["description"] = json!(format!("{}; an apostrophe in front keeps it text", known.en));
    }
    field
}
