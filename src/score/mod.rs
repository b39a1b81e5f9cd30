//! How a text feels: every term's evidence, changed by the rules of its clause, added up, turned into probabilities.
//!
//! Evidence is counted in whole thousandths of a natural-log unit, so sums do not depend on the order of addition and
//! an [`Explanation`] lists exactly what was added.

mod analyzer;
pub(crate) mod calibration;
pub mod constants;
mod contribution;
pub mod evaluation;
mod explain;
mod feature;
pub mod prebuilt;
mod rules;
mod sentiment;

pub use analyzer::{Analyzer, AnalyzerBuilder, Scratch};
pub use contribution::{Contribution, Reading, Rule, RuleSet};
pub use evaluation::Evaluation;
pub use explain::{ExplainedFeature, ExplainedToken, Explanation};
pub use sentiment::{Polarity, Probabilities, Sentiment};
