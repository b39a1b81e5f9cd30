//! Flags of the commands that bring comments in.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

/// Folder of the collections.
pub const DEFAULT_DATA: &str = "data";
/// Pages of a video.
pub const DEFAULT_MAX_PAGES: u32 = 5000;
/// Videos at the same time.
pub const DEFAULT_CONCURRENCY: u16 = 2;
/// Calls a second.
pub const DEFAULT_RPS: f64 = 5.0;

#[derive(Debug, ClapArgs)]
#[command(after_long_help = "Examples:
  shenping fetch 7588740680004963593
  shenping fetch https://www.douyin.com/video/7588740680004963593 --replies --max-calls 100
  shenping fetch -f videos.txt --out data

The token comes from JUSTONEAPI_TOKEN or shenping.toml. Running the same command again resumes.\n")]
pub struct FetchArgs {
    /// Video ids or links
    #[arg(value_name = "VIDEO")]
    pub videos: Vec<String>,
    /// File of ids or links, one a line; `#` starts a remark
    #[arg(short, long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Folder of the collections
    #[arg(long, value_name = "DIR", default_value = DEFAULT_DATA)]
    pub out: PathBuf,
    /// Collect replies too: one call more for each comment that has some
    #[arg(long)]
    pub replies: bool,
    /// Stop a video after so many pages; with --replies also each list of replies
    #[arg(long, value_name = "N", default_value_t = DEFAULT_MAX_PAGES, value_parser = clap::value_parser!(u32).range(1..=999_999))]
    pub max_pages: u32,
    /// Stop the run after so many calls, retries included
    #[arg(long, value_name = "N")]
    pub max_calls: Option<u64>,
    /// Videos collected at the same time
    #[arg(long, value_name = "N", default_value_t = DEFAULT_CONCURRENCY, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub concurrency: u16,
    /// Calls a second at most
    #[arg(long, value_name = "R", default_value_t = DEFAULT_RPS)]
    pub rps: f64,
    /// Address of the service (default: JUSTONEAPI_BASE_URL or https://api.justoneapi.com)
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Start over; the old run is kept beside the new one
    #[arg(long)]
    pub fresh: bool,
    /// Keep no raw pages: nothing about authors reaches the disk
    #[arg(long)]
    pub no_raw: bool,
    /// First wait before a retry, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 1000, hide = true)]
    pub retry_base_ms: u64,
    /// Longest wait for one answer, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 60_000, hide = true)]
    pub timeout_ms: u64,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_long_help = "Examples:\n  shenping import comments.csv --video 7588740680004963593\n  shenping import export.csv --map text=content --map likes=赞\n"
)]
pub struct ImportArgs {
    /// Files to read
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Folder of the collections
    #[arg(long, value_name = "DIR", default_value = DEFAULT_DATA)]
    pub out: PathBuf,
    /// Who made the files
    #[arg(long, value_name = "FORM", default_value = "auto")]
    pub from: ImportForm,
    /// Which column feeds a field, as field=column
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    /// Video the comments stand under, where the files do not say
    #[arg(long, value_name = "ID")]
    pub video: Option<String>,
    /// When the comments were collected, where the files do not say: times such as 3月前 count from there
    #[arg(long, value_name = "TIME")]
    pub collected_at: Option<String>,
}

/// Forms of files to import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ImportForm {
    /// Find out
    Auto,
    /// Pages of JustOneAPI or Douyin, saved as JSON
    Justoneapi,
    /// Output of MediaCrawler
    Mediacrawler,
    /// Comma-separated values
    Csv,
    /// One JSON object a line
    Jsonl,
    /// Apache Parquet
    Parquet,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_long_help = "Examples:\n  shenping purge --older-than 30d\n\nWithout --yes nothing is deleted, only listed.\n"
)]
pub struct PurgeArgs {
    /// Folder of the collections
    #[arg(long, value_name = "DIR", default_value = DEFAULT_DATA)]
    pub out: PathBuf,
    /// Age of what to delete, in hours, days or weeks: 12h, 30d, 8w
    #[arg(long, value_name = "AGE")]
    pub older_than: String,
    /// Really delete; without it purge only lists what it would delete
    #[arg(long)]
    pub yes: bool,
}
