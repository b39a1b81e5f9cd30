//! What other people's files hold, made into values: counts, times, ids, places and flags.
//!
//! Every parser tells three things apart: a value, nothing (`Ok(None)`: empty, `-`, `null`, `无` …) and something that
//! is not understood ([`NotUnderstood`]). A caller counts the last kind and never guesses.

mod count;
mod flag;
mod id;
mod place;
mod time;

pub use count::parse_count;
pub use flag::{parse_flag, parse_level, parse_media};
pub use id::{Id, is_author_hash, parse_id};
pub(crate) use id::{has_hash_form, with_letter};
pub use place::{Place, parse_place};
pub use time::{TimeCell, parse_time};

/// A cell that holds something, but nothing the parser can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUnderstood;

/// Whether a cell says in one of the usual ways that it holds nothing.
pub fn is_missing(cell: &str) -> bool {
    let cell = cell.trim();
    matches!(cell, "" | "-" | "--" | "—" | "/" | "\\N" | "无" | "未知" | "暂无" | "空")
        || ["null", "none", "nan", "nat", "n/a", "na", "#n/a", "undefined", "<na>"]
            .iter()
            .any(|word| word.eq_ignore_ascii_case(cell))
}
