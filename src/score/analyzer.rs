use std::sync::{Arc, LazyLock};

use super::explain::{self, Explanation};
use super::rules::{Contribution, Feature, Walk};
use super::sentiment::Sentiment;
use crate::lexicon::{Cues, Lexicon, LexiconBuilder, LexiconFile, TermId, Weights};
use crate::text::{Segmenter, TokenizedText, tokenize};

/// Scores texts. Cheap to share between threads, costly to make: make one and keep it.
pub struct Analyzer {
    lexicon: Arc<Lexicon>,
    segmenter: Segmenter,
    features: [Option<TermId>; 6],
}

/// Buffers that serve many texts; one for each thread.
#[derive(Default)]
pub struct Scratch {
    walk: Walk,
}

impl Analyzer {
    /// The analyzer with every bundled lexicon, made at first use.
    pub fn bundled() -> &'static Analyzer {
        static BUNDLED: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::new(Lexicon::bundled()));
        &BUNDLED
    }

    /// An analyzer over a lexicon; its terms become words of the segmenter.
    pub fn new(lexicon: Arc<Lexicon>) -> Self {
        let segmenter = Segmenter::with_words(lexicon.segmenter_words());
        let features = Feature::ALL.map(|feature| lexicon.find(feature.term()));
        Self { lexicon, segmenter, features }
    }

    /// Starts from all bundled lexicons, to leave out or add some.
    pub fn builder() -> AnalyzerBuilder {
        AnalyzerBuilder { lexicon: LexiconBuilder::bundled() }
    }

    /// What a text feels. Never fails: any string is a text.
    pub fn score(&self, text: &str) -> Sentiment {
        self.score_with(text, &mut Scratch::default())
    }

    /// Like [`score`](Self::score), with buffers to keep between texts.
    pub fn score_with(&self, text: &str, scratch: &mut Scratch) -> Sentiment {
        self.walk(&tokenize(text, &self.segmenter), &mut scratch.walk);
        if scratch.walk.judgeable {
            Sentiment::from_evidence(self.evidence(&scratch.walk.contributions))
        } else {
            Sentiment::NONE
        }
    }

    /// The score with everything that went into it.
    pub fn explain(&self, text: &str) -> Explanation {
        let cut = tokenize(text, &self.segmenter);
        let mut walk = Walk::default();
        self.walk(&cut, &mut walk);
        explain::explain(text, &cut, &walk, &self.lexicon)
    }

    /// The terms of a text with their factors, as scoring uses them; for learning weights.
    pub fn contributions<'s>(&self, text: &str, scratch: &'s mut Scratch) -> &'s [Contribution] {
        self.walk(&tokenize(text, &self.segmenter), &mut scratch.walk);
        &scratch.walk.contributions
    }

    /// The hints found in a text.
    pub fn cues(&self, text: &str, scratch: &mut Scratch) -> Cues {
        self.walk(&tokenize(text, &self.segmenter), &mut scratch.walk);
        scratch.walk.cues
    }

    /// The text cut into tokens, with the words this analyzer knows.
    pub fn tokenize(&self, text: &str) -> TokenizedText {
        tokenize(text, &self.segmenter)
    }

    /// The lexicon it was made from.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    fn walk(&self, cut: &TokenizedText, walk: &mut Walk) {
        walk.begin();
        for token in &cut.tokens {
            let term = cut.term(token);
            walk.token(token.kind, term.chars().next().unwrap_or_default(), self.lexicon.find(term), &self.lexicon);
        }
        walk.finish(&self.features);
    }

    fn evidence(&self, contributions: &[Contribution]) -> Weights {
        let mut sum = Weights::ZERO;
        for contribution in contributions {
            sum += contribution.weights(self.lexicon.term(contribution.term));
        }
        sum
    }
}

/// Chooses the lexicons of an [`Analyzer`].
pub struct AnalyzerBuilder {
    lexicon: LexiconBuilder,
}

impl AnalyzerBuilder {
    /// Leaves out the learned base weights.
    #[must_use]
    pub fn without_base(mut self) -> Self {
        self.lexicon = self.lexicon.without_base();
        self
    }

    /// Puts a file on top.
    #[must_use]
    pub fn with_file(mut self, file: LexiconFile) -> Self {
        self.lexicon = self.lexicon.with_file(file);
        self
    }

    /// Makes the analyzer.
    pub fn build(self) -> Analyzer {
        Analyzer::new(Arc::new(self.lexicon.build()))
    }
}
