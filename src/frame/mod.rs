//! Comments as polars DataFrames: schema v1, files in and out, scoring in parallel.
//!
//! [`CommentFrame`] holds comments in the columns of [`schema`] version 1, [`score_frame`] turns it into a
//! [`ScoredFrame`]. Both write Parquet and CSV. For comments that don't fit into memory there is [`gather_figures`],
//! [`gather_comments`], and for tables of anybody's rows [`stream`].

mod columns;
mod comments;
mod error;
pub mod files;
pub mod header;
mod likes;
mod parquet_out;
mod parquet_rows;
mod parquet_types;
pub(crate) mod read;
pub mod schema;
mod scored;
pub(crate) mod store;
pub mod stream;
pub mod value;

pub use comments::CommentFrame;
pub use error::FrameError;
pub use likes::{LikesSeen, read_likes_history, write_likes_history};
pub(crate) use parquet_out::ParquetOut;
pub(crate) use parquet_rows::ParquetRows;
pub(crate) use read::{CellTable, read_cells, repeated};
#[cfg(feature = "fetch")]
pub(crate) use read::{
    Chunk, Read, Source, csv_headers, decode_text, json_keys, read_file, read_reader, resolve_format,
};
pub use read::{Finding, Format, Input, InputError, ReadOptions, Warning, read_from, read_inputs};
pub use scored::{ScoredComment, ScoredFrame, score_frame, score_texts};
pub use store::{CommentStore, Figure, Figures, Gathered, TakeTexts, VideoRows, gather_comments, gather_figures};
