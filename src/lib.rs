//! What people feel in the comments under a Douyin video: when, where, how loudly, and which one deserves the top.
//!
//! ```
//! use shenping::{Analyzer, Polarity};
//!
//! let analyzer = Analyzer::bundled();
//! assert_eq!(analyzer.score("太好看了，支持！[赞]").polarity, Polarity::Positive);
//! assert_eq!(analyzer.score("@用户 666").polarity, Polarity::None);
//!
//! // Every score can be explained: the contributions add up to the evidence, exactly.
//! let why = analyzer.explain("这也不是很好看啊");
//! assert_eq!(why.sentiment, analyzer.score("这也不是很好看啊"));
//! ```
//!
//! | feature | brings |
//! |---|---|
//! | none | [`comment`], [`copies`], [`text`], [`lexicon`], [`score`], [`learn`], [`pin`]: pure, no I/O |
//! | `frame` | `frame`, `aggregate`: polars frames, files, tables of metrics |
//! | `fetch` | `collect`, `openplatform`: the two HTTP clients |
//! | `chart`, `report` | plotters charts, the offline page |
//! | `sandbox` | both APIs on loopback |
//! | `cli` (default) | the `shenping` program |

pub mod comment;
pub mod copies;
pub mod learn;
pub mod lexicon;
pub mod pin;
mod prefetch;
pub mod score;
mod sections;
pub mod text;
mod threads;

#[cfg(feature = "frame")]
pub mod aggregate;
#[cfg(feature = "frame")]
mod atomic;
#[cfg(feature = "chart")]
pub mod chart;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "fetch")]
pub mod collect;
#[cfg(feature = "frame")]
mod counted;
#[cfg(feature = "frame")]
pub mod frame;
#[cfg(feature = "fetch")]
mod http;
#[cfg(feature = "fetch")]
pub mod openplatform;
#[cfg(feature = "report")]
pub mod report;
#[cfg(feature = "sandbox")]
pub mod sandbox;

pub use comment::{Comment, CommentTime, Region};
pub use lexicon::{Lexicon, LexiconBuilder};
pub use score::{Analyzer, Explanation, Polarity, Sentiment};
