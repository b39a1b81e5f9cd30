//! Flags of the `pin` commands.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use super::{InputArgs, LexiconArgs};

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
    after_long_help = "Examples:\n  shenping pin suggest data/7588740680004963593\n  shenping pin suggest comments.csv --json\n  shenping pin suggest data --video 7588740680004963593\n"
)]
pub struct PinSuggestArgs {
    #[command(flatten)]
    pub input: InputArgs,
    /// Look at this video's comments alone (default: a suggestion for each video of the input)
    #[arg(long, value_name = "ID")]
    pub video: Option<String>,
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
#[command(after_long_help = "Examples:\n  shenping pin status --item-id \"$ITEM_ID\"\n")]
pub struct PinStatusArgs {
    #[command(flatten)]
    pub platform: PlatformArgs,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_long_help = "Examples:\n  shenping pin apply data/7588740680004963593 --item-id \"$ITEM_ID\"\n  shenping pin apply data/7588740680004963593 --item-id \"$ITEM_ID\" --yes\n"
)]
pub struct PinApplyArgs {
    #[command(flatten)]
    pub input: InputArgs,
    /// Video of the input whose comment to pin (needed where it holds several)
    #[arg(long, value_name = "ID")]
    pub video: Option<String>,
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
#[command(after_long_help = "Examples:\n  shenping pin remove --item-id \"$ITEM_ID\" --yes\n")]
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
