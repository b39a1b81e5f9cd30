//! The command line, word for word; nothing here looks at the environment or a file.

mod analyse;
mod collect;
mod lexicon;
mod pin;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

pub use analyse::*;
pub use collect::*;
pub use lexicon::*;
pub use pin::*;

/// Beyond it threads only wait for each other, and starting some thousands takes longer than most work.
const MOST_THREADS: i64 = 256;

/// What do people feel under a Douyin video: when, where, how loudly, and which comment deserves the top?
#[derive(Debug, Parser)]
#[command(name = "shenping", version, max_term_width = 100, after_long_help = EXAMPLES)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Threads to compute with, 1 to 256 (default: all cores)
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=MOST_THREADS))]
    pub threads: Option<u16>,
    /// Show no progress bar
    #[arg(long, global = true)]
    pub no_progress: bool,
    /// Say more on stderr; twice for everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

const SANDBOX_EXAMPLES: &str = "Examples:
  shenping sandbox --port 8080
  shenping sandbox --comments 300 --fault code-302@2 --fault truncate@3
";

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
    /// Print the manual pages
    Man(ManArgs),
}

impl Command {
    /// Whether it works on so much that it takes threads.
    pub fn computes(&self) -> bool {
        !matches!(
            self,
            Self::Explain(_)
                | Self::Lexicon(_)
                | Self::Sandbox(_)
                | Self::Purge(_)
                | Self::Completions(_)
                | Self::Man(_)
        )
    }
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
#[derive(Clone, Debug, Default, PartialEq, Eq, ClapArgs)]
pub struct LexiconArgs {
    /// Lexicon of your own, `term<TAB>valence` lines; may be given several times, later ones win
    #[arg(long, value_name = "FILE")]
    pub lexicon: Vec<PathBuf>,
    /// Leave out the learned base weights, score by the hand-written lexicons alone
    #[arg(long)]
    pub no_base: bool,
    /// What cuts texts into words; both give the same results, jieba is the slower definition
    #[arg(long, value_enum, default_value_t, value_name = "ENGINE", hide_short_help = true)]
    pub segmenter: SegmenterArg,
}

/// What cuts texts into words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SegmenterArg {
    /// The prebuilt dictionary
    #[default]
    Fast,
    /// The jieba-rs library
    Jieba,
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
#[command(after_long_help = format!("{SANDBOX_EXAMPLES}\nFaults: {}\n", crate::sandbox::allowed_faults()))]
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
#[command(after_long_help = "Examples:\n  shenping man --out man1\n  shenping man > shenping.1\n")]
pub struct ManArgs {
    /// Folder to write to, one page a command; without it all of them go to stdout, one after the other
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(after_long_help = "Examples:\n  shenping completions bash\n")]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}
