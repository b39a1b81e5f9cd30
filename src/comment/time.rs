/// When a comment was posted, and how far that time can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommentTime {
    /// Milliseconds since 1970-01-01 UTC.
    pub unix_ms: i64,
    /// What the source said; a date is stored as its midnight in Asia/Shanghai.
    pub precision: TimePrecision,
}

/// How finely a source told the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum TimePrecision {
    /// To the second or the minute.
    #[default]
    Exact,
    /// A date without a time of day (`2025-10-30`).
    Day,
    /// A distance from some other moment (`3月前`); too vague for any bucket finer than a month.
    Relative,
}

impl CommentTime {
    /// A time known to the second.
    pub fn exact(unix_ms: i64) -> Self {
        Self { unix_ms, precision: TimePrecision::Exact }
    }
}

impl TimePrecision {
    /// The word for it in files: `exact`, `day`, `relative`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Day => "day",
            Self::Relative => "relative",
        }
    }

    /// The precision a word in a file names.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Exact, Self::Day, Self::Relative].into_iter().find(|precision| precision.as_str() == word)
    }
}
