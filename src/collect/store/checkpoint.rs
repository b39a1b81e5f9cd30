//! `fetch.json`: how far a collection is, for people and for the next run.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::files::{self, Durability};
use crate::collect::CollectError;

/// Whether everything the service lists was collected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Everything listed is stored.
    Complete,
    /// The same command goes on.
    #[default]
    Partial,
}

/// The content of `fetch.json`. The pages on disk are the truth where the two differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Checkpoint {
    /// The video (or note) collected.
    pub video_id: String,
    /// Complete or partial.
    pub status: Status,
    /// Why collecting ended, as one word: `end_of_list`, `daily_quota`, `max_calls`, …; `None` while it runs.
    pub stopped_because: Option<String>,
    /// What the service or the system said when it ended early.
    pub last_error: Option<String>,
    /// Pages of first-level comments stored, refreshes included.
    pub pages: u64,
    /// The page to ask for next.
    pub next_page: u32,
    /// Pages of replies stored.
    pub reply_pages: u64,
    /// HTTP requests made over all runs, retries included.
    pub calls: u64,
    /// Rows of `comments.parquet`.
    pub comments: u64,
    /// Replies among them.
    pub replies: u64,
    /// Rows that came more than once.
    pub duplicates: u64,
    /// The number shown under the video, when last seen.
    pub declared_total: Option<i64>,
    /// Rows whose region is known.
    pub region_known: u64,
    /// What the user should know.
    pub warnings: Vec<String>,
    /// Whether replies are wanted.
    pub with_replies: bool,
    /// Rounds done or begun: 1, and one more for each refresh.
    pub rounds: u32,
    /// Files that were imported, by name.
    pub imported: Vec<String>,
    /// When the first run began, ISO 8601.
    pub started_at: String,
    /// When this file was written, ISO 8601.
    pub updated_at: String,
}

impl Checkpoint {
    /// The file's name.
    pub const FILE: &str = "fetch.json";

    /// The checkpoint in a collection folder; `None` where there is none or it can't be understood.
    ///
    /// # Errors
    /// A file that is there but can't be read.
    pub fn load(folder: &Path) -> Result<Option<Self>, CollectError> {
        let path = folder.join(Self::FILE);
        let Some(bytes) = files::read_if_there(&path)? else { return Ok(None) };
        let checkpoint = serde_json::from_slice(&bytes).ok();
        if checkpoint.is_none() {
            tracing::warn!("{} can't be understood; it is made anew from the stored pages", path.display());
        }
        Ok(checkpoint)
    }

    pub(super) fn save(&mut self, folder: &Path, durability: Durability) -> Result<(), CollectError> {
        self.updated_at = now();
        let mut bytes = serde_json::to_vec_pretty(self).expect("plain values serialise");
        bytes.push(b'\n');
        files::write(&folder.join(Self::FILE), &bytes, durability)
    }

    /// Adds a warning once.
    pub(crate) fn warn(&mut self, warning: impl Into<String>) {
        let warning = warning.into();
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}

/// This moment in Asia/Shanghai, ISO 8601 to the second.
pub(crate) fn now() -> String {
    chrono::Utc::now().with_timezone(&chrono_tz::Asia::Shanghai).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// This moment in milliseconds since 1970-01-01 UTC.
pub(crate) fn now_ms() -> i64 {
    chrono::Utc::now().timestamp_millis()
}
