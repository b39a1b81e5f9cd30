//! Flags of the commands that score, count and report.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::{InputArgs, LexiconArgs};

#[derive(Debug, ClapArgs)]
#[command(
    after_long_help = "Examples:\n  shenping score comments.csv -o scored.csv\n  echo 太好看了 | shenping score -\n  shenping score data/7588740680004963593 --format parquet -o scored.parquet\n"
)]
pub struct ScoreArgs {
    #[command(flatten)]
    pub input: InputArgs,
    #[command(flatten)]
    pub lexicons: LexiconArgs,
    /// File to write; `-` is stdout
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    pub output: PathBuf,
    /// Form of the output (default: by the output's ending, else CSV)
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<OutputFormat>,
}

/// Forms of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// Comma-separated values with a header
    Csv,
    /// One JSON object a line
    Jsonl,
    /// Apache Parquet
    Parquet,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_long_help = "Examples:\n  shenping explain 太好看了，支持！\n  shenping explain --json 这也不是很好看啊[捂脸][捂脸]\n"
)]
pub struct ExplainArgs {
    /// Texts to explain; `-` reads one a line from stdin
    #[arg(value_name = "TEXT", required = true)]
    pub texts: Vec<String>,
    /// Print JSON, one object a text
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub lexicons: LexiconArgs,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_long_help = "Examples:\n  shenping stats data/7588740680004963593 --by time --bucket 1h\n  shenping stats comments.csv --by region -o region.csv\n"
)]
pub struct StatsArgs {
    #[command(flatten)]
    pub input: InputArgs,
    /// What to group by
    #[arg(long, value_name = "KEY")]
    pub by: StatsBy,
    /// Length of a time bucket (default: chosen from the span)
    #[arg(long, value_name = "LENGTH")]
    pub bucket: Option<BucketArg>,
    /// Time zone of days and hours
    #[arg(long, value_name = "NAME", default_value = "Asia/Shanghai")]
    pub tz: String,
    /// File to write; `-` is stdout
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    pub output: PathBuf,
    /// Score the texts even where the input holds scores (as --lexicon and --no-base do)
    #[arg(long)]
    pub rescore: bool,
    #[command(flatten)]
    pub lexicons: LexiconArgs,
}

/// Keys to group by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StatsBy {
    Time,
    Likes,
    Region,
    Polarity,
    Video,
    Keyword,
}

/// Lengths of a time bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BucketArg {
    #[value(name = "15m")]
    QuarterHour,
    #[value(name = "1h")]
    Hour,
    #[value(name = "1d")]
    Day,
    #[value(name = "1w")]
    Week,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_long_help = "Examples:\n  shenping report data/7588740680004963593\n  shenping report comments.csv --out report --lang en --title \"Launch video\"\n"
)]
pub struct ReportArgs {
    #[command(flatten)]
    pub input: InputArgs,
    /// Folder to write to
    #[arg(long, value_name = "DIR", default_value = "shenping-report")]
    pub out: PathBuf,
    /// Language of the report
    #[arg(long, value_name = "LANG", default_value = "zh")]
    pub lang: LangArg,
    /// Title of the report
    #[arg(long, value_name = "T")]
    pub title: Option<String>,
    /// Look of the page: a style sheet to add, or a folder with templates and style sheets (docs/theme.md)
    #[arg(long, value_name = "PATH")]
    pub theme: Option<PathBuf>,
    /// Length of a time bucket (default: chosen from the span)
    #[arg(long, value_name = "LENGTH")]
    pub bucket: Option<BucketArg>,
    /// Time zone of days and hours, and of every time on the page
    #[arg(long, value_name = "NAME", default_value = "Asia/Shanghai")]
    pub tz: String,
    #[command(flatten)]
    pub lexicons: LexiconArgs,
}

/// Languages of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    Zh,
    En,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_long_help = "Examples:\n  shenping export data --out tables\n  shenping export comments.csv --profile excel\n"
)]
pub struct ExportArgs {
    #[command(flatten)]
    pub input: InputArgs,
    /// Folder to write to
    #[arg(long, value_name = "DIR", default_value = "shenping-export")]
    pub out: PathBuf,
    /// Who will read the tables
    #[arg(long, value_name = "PROFILE", default_value = "machine")]
    pub profile: ProfileArg,
    /// Forms to write, separated by commas
    #[arg(long, value_name = "FORMATS", default_value = "csv", value_delimiter = ',')]
    pub format: Vec<ExportFormat>,
    /// Length of a time bucket (default: chosen from the span)
    #[arg(long, value_name = "LENGTH")]
    pub bucket: Option<BucketArg>,
    /// Time zone of days and hours
    #[arg(long, value_name = "NAME", default_value = "Asia/Shanghai")]
    pub tz: String,
    #[command(flatten)]
    pub lexicons: LexiconArgs,
}

/// Readers of exported tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProfileArg {
    /// Programs: the raw truth
    Machine,
    /// Spreadsheets: BOM, CRLF, formulas disarmed
    Excel,
}

/// Forms of exported tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    Csv,
    Parquet,
}
