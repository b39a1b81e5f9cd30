use std::path::Path;

use polars::prelude::*;
use rayon::prelude::*;

use super::columns::Columns;
use super::comments::CommentFrame;
use super::error::FrameError;
use super::files;
use super::schema::SCORE_COLUMNS;
use super::store::Figures;
use crate::comment::Comment;
use crate::score::{Analyzer, Polarity, Scratch, Sentiment};

/// A comment and what it feels.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoredComment {
    /// The comment.
    pub comment: Comment,
    /// What it feels.
    pub sentiment: Sentiment,
}

/// Comments with `polarity`, `score` and `confidence` as the last columns.
#[derive(Clone, Debug)]
pub struct ScoredFrame {
    comments: CommentFrame,
    data: DataFrame,
}

impl PartialEq for ScoredFrame {
    /// Equal columns, equal values; two missing values are equal.
    fn eq(&self, other: &Self) -> bool {
        self.data.equals_missing(&other.data)
    }
}

/// Texts that one thread scores before it looks for more.
const TOGETHER: usize = 1024;

/// Scores every text, on all threads of the current rayon pool. The result does not depend on their number.
pub fn score_texts<'t>(texts: &[&'t str], analyzer: &Analyzer) -> Vec<Sentiment> {
    let score = |scratch: &mut Scratch, texts: &[&'t str]| {
        let mut sentiments = Vec::with_capacity(texts.len());
        analyzer.score_each(texts.iter().copied(), scratch, |sentiment| sentiments.push(sentiment));
        sentiments
    };
    texts.par_chunks(TOGETHER).map_init(Scratch::default, score).flatten_iter().collect()
}

/// Scores every comment of a frame, on all threads of the current rayon pool. The result does not depend on their
/// number.
pub fn score_frame(comments: &CommentFrame, analyzer: &Analyzer) -> ScoredFrame {
    let texts: Vec<&str> = comments.texts().collect();
    ScoredFrame::new(comments.clone(), &score_texts(&texts, analyzer))
}

/// The three columns of scoring.
pub(super) fn score_columns(rows: impl Iterator<Item = Sentiment> + Clone) -> [Column; 3] {
    let [polarity, score, confidence] = SCORE_COLUMNS;
    [
        StringChunked::from_iter_values(polarity.into(), rows.clone().map(|s| s.polarity.as_str())).into_column(),
        Float64Chunked::from_iter_values(score.into(), rows.clone().map(|s| s.score)).into_column(),
        Float64Chunked::from_iter_values(confidence.into(), rows.map(|s| s.confidence)).into_column(),
    ]
}

impl ScoredFrame {
    /// Comments beside their sentiments, row by row. Sentiments beyond the last comment are left out; where they are
    /// too few, the rest has nothing to judge.
    #[expect(clippy::missing_panics_doc, reason = "the columns are made here, one value a row")]
    pub fn new(comments: CommentFrame, sentiments: &[Sentiment]) -> Self {
        let rows = || (0..comments.len()).map(|row| sentiments.get(row).copied().unwrap_or(Sentiment::NONE));
        let columns = score_columns(rows());
        let data = comments.dataframe().hstack(&columns).expect("new names, one value a row");
        Self { comments, data }
    }

    /// The DataFrame with the columns of schema v1 and the three of scoring.
    pub fn dataframe(&self) -> &DataFrame {
        &self.data
    }

    /// The DataFrame itself.
    pub(super) fn into_dataframe(self) -> DataFrame {
        self.data
    }

    /// The frame without the scores.
    pub fn frame(&self) -> &CommentFrame {
        &self.comments
    }

    /// What tables are made of.
    pub fn figures(&self) -> Figures {
        let columns = Columns::of(self.comments.dataframe());
        let mut figures = Figures::default();
        for (row, sentiment) in self.sentiments().into_iter().enumerate() {
            figures.push(&columns.figure(row, sentiment));
        }
        figures
    }

    /// Number of comments.
    pub fn len(&self) -> usize {
        self.data.height()
    }

    /// Whether there is no comment.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What each comment feels, in the order of the rows.
    #[expect(clippy::missing_panics_doc, reason = "scoring made the three columns")]
    pub fn sentiments(&self) -> Vec<Sentiment> {
        let [polarity, score, confidence] = SCORE_COLUMNS;
        let column = |name| self.data.column(name).expect("there since scoring");
        let number = |name| column(name).f64().expect("a number since scoring").iter().map(Option::unwrap_or_default);
        let words = column(polarity).str().expect("text since scoring").iter();
        let rows = words.zip(number(score)).zip(number(confidence));
        rows.map(|((word, score), confidence)| {
            let polarity = word.and_then(Polarity::parse).unwrap_or(Polarity::None);
            Sentiment { polarity, score, confidence }
        })
        .collect()
    }

    /// All comments with what they feel, in the order of the rows.
    pub fn scored_comments(&self) -> Vec<ScoredComment> {
        let comments = self.comments.comments().into_iter();
        comments.zip(self.sentiments()).map(|(comment, sentiment)| ScoredComment { comment, sentiment }).collect()
    }

    /// Writes Parquet, atomically.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn write_parquet(&self, path: &Path) -> Result<(), FrameError> {
        files::write_parquet(&self.data, path)
    }

    /// Writes CSV (UTF-8, LF, header; times as ISO 8601 with +08:00; missing values empty), atomically.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn write_csv(&self, path: &Path) -> Result<(), FrameError> {
        files::write_csv(&self.data, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_stand_beside_their_comments_for_any_number_of_threads() {
        let texts = ["太好看了，支持！[赞]", "", "垃圾，骗钱的", "@用户 666", "今天星期三"];
        let comment = |text: &&str| Comment { text: (*text).to_owned(), level: 1, ..Comment::default() };
        let frame = CommentFrame::from_comments(texts.iter().cycle().take(2000).map(comment).collect());
        let analyzer = Analyzer::bundled();
        let with_threads = |n| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
            pool.install(|| score_frame(&frame, analyzer))
        };
        let (one, three) = (with_threads(1), with_threads(3));
        assert_eq!(one, three);
        for scored in one.scored_comments() {
            assert_eq!(scored.sentiment, analyzer.score(&scored.comment.text));
        }
        let last: Vec<_> = one.dataframe().get_column_names().iter().rev().take(3).map(|n| n.as_str()).collect();
        assert_eq!(last, ["confidence", "score", "polarity"]);
    }
}
