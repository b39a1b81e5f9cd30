//! Flags of the `lexicon` commands and of `evaluate`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use super::LexiconArgs;

/// The `lexicon` commands.
#[derive(Debug, Subcommand)]
pub enum LexiconCommand {
    /// List the bundled files
    List,
    /// Check files for format, order, range and terms that can never match
    Check(LexiconCheckArgs),
    /// Show what is known of a term, and where it comes from
    Show(LexiconShowArgs),
    /// Learn weights from labelled files
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
    /// Labelled files: CSV, JSON Lines or Parquet
    #[arg(value_name = "LABELLED")]
    pub files: Vec<PathBuf>,
    /// File to write
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Recipe that names files, weights and settings
    #[arg(long, value_name = "FILE")]
    pub recipe: Option<PathBuf>,
    /// Column that holds the text [default: text, or a column known by another name]
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// Column that holds the label [default: label, or a column known by another name]
    #[arg(long, value_name = "NAME")]
    pub label_column: Option<String>,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_long_help = "Examples:\n  shenping evaluate labelled.csv\n  shenping evaluate reviews.csv --text-column review --label-column stars --json\n"
)]
pub struct EvaluateArgs {
    /// Labelled files: CSV, JSON Lines or Parquet
    #[arg(value_name = "LABELLED", required = true)]
    pub files: Vec<PathBuf>,
    /// Column that holds the text [default: text, or a column known by another name]
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// Column that holds the label [default: label, or a column known by another name]
    #[arg(long, value_name = "NAME")]
    pub label_column: Option<String>,
    #[command(flatten)]
    pub lexicons: LexiconArgs,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Write the worst mistakes with their explanation to a CSV file
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
}
