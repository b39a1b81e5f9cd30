use std::ops::Range;

/// 2000-01-01 to 2100-01-01 UTC, in milliseconds since 1970: a number outside counts something else.
const PLAUSIBLE_MS: Range<i64> = 946_684_800_000..4_102_444_800_000;

/// From this number on a number of seconds would lie beyond the year 5138, so it counts milliseconds.
const FIRST_MS: i64 = 100_000_000_000;

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

    /// A number of seconds or milliseconds since 1970, told apart by size; `None` where it means no plausible time.
    pub fn from_unix(number: i64) -> Option<Self> {
        let unix_ms = if number < FIRST_MS { number.checked_mul(1000)? } else { number };
        Self::is_plausible(unix_ms).then(|| Self::exact(unix_ms))
    }

    /// Whether something may have happened on the platform then, generously: in the years 2000 to 2099.
    pub fn is_plausible(unix_ms: i64) -> bool {
        PLAUSIBLE_MS.contains(&unix_ms)
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
