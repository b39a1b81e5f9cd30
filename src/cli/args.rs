//! The command line, word for word; nothing here looks at the environment or a file.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

/// What do people feel under a Douyin video: when, where, how loudly, and which comment deserves the top?
#[derive(Debug, Parser)]
#[command(name = "shenping", version, max_term_width = 100, after_long_help = EXAMPLES)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Threads to compute with (default: all cores)
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Show no progress bar
    #[arg(long, global = true)]
    pub no_progress: bool,
    /// Say more on stderr; twice for everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

const EXAMPLES: &str = "Examples:
  shenping demo
  shenping explain 太好看了，支持！
  echo 太好看了 | shenping score -
";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show everything without an account: a sandboxed video, collected, scored and reported
    Demo(DemoArgs),
    /// Collect the comments of videos
    Fetch(FetchArgs),
    /// Bring comments that other tools collected into the same form
    Import(ImportArgs),
    /// Add polarity, score and confidence to every row
    Score(ScoreArgs),
    /// Show how a score comes about
    Explain(ExplainArgs),
    /// Print one table of metrics as CSV
    Stats(StatsArgs),
    /// Write the offline report with charts and tables
    Report(ReportArgs),
    /// Write all tables for dashboards
    Export(ExportArgs),
    /// Choose, show, pin or unpin the comment on top
    #[command(subcommand)]
    Pin(PinCommand),
    /// Look into, check and learn lexicons
    #[command(subcommand)]
    Lexicon(LexiconCommand),
    /// Measure accuracy on labelled comments
    Evaluate(EvaluateArgs),
    /// Run both APIs on this machine, with made-up comments and faults on request
    Sandbox(SandboxArgs),
    /// Delete what was collected long ago
    Purge(PurgeArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man,
}

/// Which comments a command reads.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct InputArgs {
    /// Collections, folders of collections, or CSV, JSON Lines or Parquet files; `-` reads stdin
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// How to read stdin, or files whose name does not tell
    #[arg(long, value_name = "FORMAT")]
    pub input_format: Option<InputFormat>,
    /// Column that holds the text (default: found by its name)
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
}

/// Forms of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// One comment a line
    Text,
    /// Comma-separated values with a header
    Csv,
    /// One JSON object a line
    Jsonl,
    /// Apache Parquet
    Parquet,
}

/// Which lexicons a command scores with.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct LexiconArgs {
    /// Lexicon of your own, `term<TAB>valence` lines; may be given several times, later ones win
    #[arg(long, value_name = "FILE")]
    pub lexicon: Vec<PathBuf>,
    /// Leave out the learned base weights, score by the hand-written lexicons alone
    #[arg(long)]
    pub no_base: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_long_help = "Examples:\n  shenping demo\n  shenping demo --out my-demo --comments 300 --seed 7\n")]
pub struct DemoArgs {
    /// Folder to write to
    #[arg(long, value_name = "DIR", default_value = "shenping-demo")]
    pub out: PathBuf,
    /// Comments under the made-up video
    #[arg(long, value_name = "N", default_value_t = 700)]
    pub comments: u32,
    /// Seed of the made-up comments
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
}

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
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub out: PathBuf,
    /// Collect replies too: one call more for each comment that has some
    #[arg(long)]
    pub replies: bool,
    /// Stop a video after so many pages
    #[arg(long, value_name = "N")]
    pub max_pages: Option<u32>,
    /// Stop the run after so many calls, retries included
    #[arg(long, value_name = "N")]
    pub max_calls: Option<u64>,
    /// Videos collected at the same time
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub concurrency: u16,
    /// Calls a second at most
    #[arg(long, value_name = "R", default_value_t = 5.0)]
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
    #[arg(long, value_name = "DIR", default_value = "data")]
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
    /// Length of a time bucket (default: chosen from the span)
    #[arg(long, value_name = "LENGTH")]
    pub bucket: Option<BucketArg>,
    /// Time zone of days and hours
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

/// The `pin` commands.
#[derive(Debug, Subcommand)]
pub enum PinCommand {
    /// Choose the comment that deserves the top, or say why none does
    Suggest(PinSuggestArgs),
    /// Show what is pinned now
    Status(PinStatusArgs),
    /// Pin a comment (a dry run without --yes)
    Apply(PinApplyArgs),
    /// Unpin what is pinned (a dry run without --yes)
    Remove(PinRemoveArgs),
}

#[derive(Debug, ClapArgs)]
#[command(
    after_long_help = "Examples:\n  shenping pin suggest data/7588740680004963593\n  shenping pin suggest comments.csv --json\n"
)]
pub struct PinSuggestArgs {
    #[command(flatten)]
    pub input: InputArgs,
    #[command(flatten)]
    pub lexicons: LexiconArgs,
    #[command(flatten)]
    pub policy: PinPolicyArgs,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Show how the chosen comment's score comes about
    #[arg(long)]
    pub explain: bool,
}

/// Changes to the policy of choosing.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct PinPolicyArgs {
    /// Likes a comment needs at least
    #[arg(long, value_name = "N")]
    pub min_likes: Option<i64>,
    /// Confidence a comment needs at least, 0 to 1
    #[arg(long, value_name = "P")]
    pub min_confidence: Option<f64>,
    /// Oldest comment to consider, such as 30d
    #[arg(long, value_name = "AGE")]
    pub max_age: Option<String>,
    /// Consider comments of the video's author too
    #[arg(long)]
    pub include_author: bool,
}

/// Where and as whom to act on the open platform.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct PlatformArgs {
    /// The video's item id at the open platform (starts with @)
    #[arg(long, value_name = "ID")]
    pub item_id: Option<String>,
    /// Video id to convert into an item id, where the platform allows it
    #[arg(long, value_name = "ID", conflicts_with = "item_id")]
    pub video_id: Option<String>,
    /// Path prefix of the item calls
    #[arg(long, value_name = "PREFIX", default_value = "item")]
    pub path_prefix: String,
    /// File that keeps refreshed tokens (mode 0600)
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Address of the platform (default: DOUYIN_BASE_URL or https://open.douyin.com)
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_long_help = "Examples:\n  shenping pin status --item-id @9VwW0qOBUN9mJyD3bNxvGc791GzhPfGHO5F2qQuuL1E==\n"
)]
pub struct PinStatusArgs {
    #[command(flatten)]
    pub platform: PlatformArgs,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_long_help = "Examples:\n  shenping pin apply data/7588740680004963593 --item-id @9VwW0qOBUN9mJyD3bNxvGc791GzhPfGHO5F2qQuuL1E==\n  shenping pin apply data/7588740680004963593 --item-id @9VwW0qOBUN9mJyD3bNxvGc791GzhPfGHO5F2qQuuL1E== --yes\n"
)]
pub struct PinApplyArgs {
    #[command(flatten)]
    pub input: InputArgs,
    #[command(flatten)]
    pub platform: PlatformArgs,
    #[command(flatten)]
    pub lexicons: LexiconArgs,
    #[command(flatten)]
    pub policy: PinPolicyArgs,
    /// Comment to pin (default: the suggestion)
    #[arg(long, value_name = "CID")]
    pub comment_id: Option<String>,
    /// Really pin
    #[arg(long)]
    pub yes: bool,
    /// Pin even though another comment is pinned
    #[arg(long)]
    pub replace: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_long_help = "Examples:\n  shenping pin remove --item-id @9VwW0qOBUN9mJyD3bNxvGc791GzhPfGHO5F2qQuuL1E== --yes\n"
)]
pub struct PinRemoveArgs {
    #[command(flatten)]
    pub platform: PlatformArgs,
    /// Really unpin
    #[arg(long)]
    pub yes: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// The `lexicon` commands.
#[derive(Debug, Subcommand)]
pub enum LexiconCommand {
    /// List the bundled files
    List,
    /// Check files for format, order, range and terms that can never match
    Check(LexiconCheckArgs),
    /// Show what is known of a term, and where it comes from
    Show(LexiconShowArgs),
    /// Learn weights from labelled CSV files
    Learn(LexiconLearnArgs),
}

#[derive(Debug, ClapArgs)]
#[command(after_long_help = "Examples:\n  shenping lexicon check\n  shenping lexicon check my.tsv\n")]
pub struct LexiconCheckArgs {
    /// Files to check (default: the bundled ones)
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(after_long_help = "Examples:\n  shenping lexicon show 没毛病 [捂脸]\n")]
pub struct LexiconShowArgs {
    /// Terms to look up
    #[arg(value_name = "TERM", required = true)]
    pub terms: Vec<String>,
    #[command(flatten)]
    pub lexicons: LexiconArgs,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_long_help = "Examples:\n  shenping lexicon learn labelled.csv -o mine.tsv\n  shenping score reviews.csv --lexicon mine.tsv\n"
)]
pub struct LexiconLearnArgs {
    /// Labelled CSV files
    #[arg(value_name = "LABELLED")]
    pub files: Vec<PathBuf>,
    /// File to write
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Recipe that names files, weights and settings
    #[arg(long, value_name = "FILE")]
    pub recipe: Option<PathBuf>,
    /// Column that holds the text
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// Column that holds the label
    #[arg(long, value_name = "NAME")]
    pub label_column: Option<String>,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_long_help = "Examples:\n  shenping evaluate labelled.csv\n  shenping evaluate reviews.csv --text-column review --label-column stars --json\n"
)]
pub struct EvaluateArgs {
    /// Labelled CSV files
    #[arg(value_name = "LABELLED", required = true)]
    pub files: Vec<PathBuf>,
    /// Column that holds the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub text_column: String,
    /// Column that holds the label
    #[arg(long, value_name = "NAME", default_value = "label")]
    pub label_column: String,
    #[command(flatten)]
    pub lexicons: LexiconArgs,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Write the worst mistakes with their explanation to a CSV file
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_long_help = "Examples:\n  shenping sandbox --port 8080\n  shenping sandbox --comments 300 --fault code-302@2 --fault truncate@3\n"
)]
pub struct SandboxArgs {
    /// Port to listen on; 0 takes a free one
    #[arg(long, value_name = "P", default_value_t = 0)]
    pub port: u16,
    /// Seed of the made-up comments
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Comments under each video
    #[arg(long, value_name = "N", default_value_t = 700)]
    pub comments: u32,
    /// Number of videos
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub videos: u32,
    /// Fault to produce; may be given several times
    #[arg(long, value_name = "SPEC")]
    pub fault: Vec<String>,
}

#[derive(Debug, ClapArgs)]
#[command(after_long_help = "Examples:\n  shenping purge --older-than 30d\n")]
pub struct PurgeArgs {
    /// Folder of the collections
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub out: PathBuf,
    /// Age of what to delete, such as 30d
    #[arg(long, value_name = "AGE")]
    pub older_than: String,
    /// Really delete
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_long_help = "Examples:\n  shenping completions bash\n")]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}
