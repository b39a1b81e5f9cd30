//! Comments as polars DataFrames: schema v1, files in and out, scoring in parallel.
//!
//! [`CommentFrame`] holds comments in the columns of [`schema`] version 1, [`score_frame`] turns it into a
//! [`ScoredFrame`]. Both write Parquet and CSV.

mod comments;
mod error;
pub mod files;
pub mod header;
mod likes;
mod parquet_rows;
pub(crate) mod read;
pub mod schema;
mod scored;
pub mod value;

pub use comments::CommentFrame;
pub use error::FrameError;
pub use likes::{LikesSeen, read_likes_history, write_likes_history};
pub(crate) use parquet_rows::ParquetRows;
pub use read::{Finding, Format, Input, InputError, ReadOptions, Warning, read_from, read_inputs};
#[cfg(feature = "fetch")]
pub(crate) use read::{Source, csv_headers, decode_text, json_keys, resolve_format};
pub use scored::{ScoredComment, ScoredFrame, score_frame, score_texts};
