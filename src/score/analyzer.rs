use std::cell::RefCell;
use std::sync::{Arc, LazyLock};

use super::contribution::Contribution;
use super::explain::{self, Explanation};
use super::feature::Features;
use super::rules::Walk;
use super::sentiment::Sentiment;
use crate::lexicon::{Cues, Feature, Lexicon, LexiconBuilder, LexiconFile, TermId};
use crate::text::{
    self, DictionaryReader, FoundToken, Listener, Segmenter, SegmenterKind, Token, TokenizedText, tokenize,
};

/// Scores texts. Cheap to share between threads, costly to make: make one and keep it.
pub struct Analyzer {
    lexicon: Arc<Lexicon>,
    segmenter: Segmenter,
    features: Features,
}

/// Buffers that serve many texts; one for each thread.
#[derive(Default)]
pub struct Scratch {
    text: text::Scratch,
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
        Self::with_segmenter(lexicon, SegmenterKind::default())
    }

    /// Like [`new`](Self::new), with the engine that cuts; the results are the same.
    pub fn with_segmenter(lexicon: Arc<Lexicon>, kind: SegmenterKind) -> Self {
        Self::with_reader(lexicon, kind, None)
    }

    /// Like [`with_segmenter`](Self::with_segmenter), with a dictionary that is being read already.
    pub(super) fn with_reader(lexicon: Arc<Lexicon>, kind: SegmenterKind, reader: Option<DictionaryReader>) -> Self {
        let fingerprint = lexicon.embedded_fingerprint().filter(|_| kind == SegmenterKind::Fast);
        let segmenter = fingerprint.and_then(Segmenter::embedded).unwrap_or_else(|| {
            let words: Vec<_> = lexicon.segmenter_terms().collect();
            let mut segmenter = Segmenter::with_reader(kind, &words, reader);
            segmenter.keep_whole(lexicon.own_terms());
            segmenter
        });
        let terms = Feature::ALL.map(|feature| segmenter.tag(feature.term()).map(TermId));
        let features = Features::new(terms, &lexicon);
        Self { lexicon, segmenter, features }
    }

    /// Starts from all bundled lexicons, to leave out or add some.
    pub fn builder() -> AnalyzerBuilder {
        AnalyzerBuilder { lexicon: LexiconBuilder::bundled(), segmenter: SegmenterKind::default() }
    }

    /// What a text feels. Never fails: any string is a text.
    pub fn score(&self, text: &str) -> Sentiment {
        thread_local! {
            static SCRATCH: RefCell<Scratch> = RefCell::default();
        }
        let kept = SCRATCH.try_with(|scratch| {
            let mut scratch = scratch.try_borrow_mut().ok()?;
            Some(self.score_with(text, &mut scratch))
        });
        // A thread that is ending has no buffers any more.
        kept.ok().flatten().unwrap_or_else(|| self.score_with(text, &mut Scratch::default()))
    }

    /// Like [`score`](Self::score), with buffers to keep between texts.
    pub fn score_with(&self, text: &str, scratch: &mut Scratch) -> Sentiment {
        let mut sentiment = Sentiment::NONE;
        self.score_each(std::iter::once(text), scratch, |found| sentiment = found);
        sentiment
    }

    /// Calls `each` with what each text feels, in their order: faster than one call a text, with the same results.
    pub fn score_each<'t>(
        &self,
        texts: impl IntoIterator<Item = &'t str>,
        scratch: &mut Scratch,
        mut each: impl FnMut(Sentiment),
    ) {
        self.walk(texts.into_iter(), scratch, |walk| each(walk.sentiment(&self.features, &self.lexicon)));
    }

    /// The score with everything that went into it.
    pub fn explain(&self, text: &str) -> Explanation {
        let cut = tokenize(text, &self.segmenter);
        let mut scratch = Scratch::default();
        self.walk_one(text, &mut scratch);
        let term = |token: &Token| self.segmenter.tag(cut.term(token)).filter(|_| token.kind.is_term()).map(TermId);
        let terms: Vec<_> = cut.tokens.iter().map(term).collect();
        explain::explain(text, &cut, &terms, &scratch.walk, &self.features, &self.lexicon)
    }

    /// The terms of a text with their factors, as scoring uses them; for learning weights.
    pub fn contributions<'s>(&self, text: &str, scratch: &'s mut Scratch) -> &'s [Contribution] {
        self.walk_one(text, scratch);
        &scratch.walk.contributions
    }

    /// The hints found in a text.
    pub fn cues(&self, text: &str, scratch: &mut Scratch) -> Cues {
        self.walk_one(text, scratch);
        scratch.walk.cues
    }

    /// The text cut into tokens, with the words this analyzer knows.
    pub fn tokenize(&self, text: &str) -> TokenizedText {
        tokenize(text, &self.segmenter)
    }

    /// What cuts its texts.
    pub fn segmenter(&self) -> &Segmenter {
        &self.segmenter
    }

    /// The lexicon it was made from.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    fn walk_one(&self, text: &str, scratch: &mut Scratch) {
        self.walk(std::iter::once(text), scratch, |_| {});
        scratch.walk.add_features(&self.features);
    }

    fn walk<'t>(&self, texts: impl Iterator<Item = &'t str>, scratch: &mut Scratch, over: impl FnMut(&Walk)) {
        let Scratch { text: buffers, walk } = scratch;
        self.segmenter.each_token(texts, buffers, &mut Walker { analyzer: self, walk, over });
    }
}

/// Walks over texts; calls `over` at the end of each.
struct Walker<'a, F> {
    analyzer: &'a Analyzer,
    walk: &'a mut Walk,
    over: F,
}

impl<F: FnMut(&Walk)> Listener for Walker<'_, F> {
    #[inline]
    fn announcer(&self) -> impl Fn(u32) {
        self.analyzer.lexicon.announcer()
    }

    #[inline]
    fn start(&mut self) {
        self.walk.begin(&self.analyzer.lexicon);
    }

    #[inline]
    fn token(&mut self, token: FoundToken) {
        self.walk.token(token.kind, token.first, token.tag.map(TermId), &self.analyzer.lexicon);
    }

    #[inline]
    fn end(&mut self) {
        self.walk.finish();
        (self.over)(self.walk);
    }
}

/// Chooses the lexicons of an [`Analyzer`].
pub struct AnalyzerBuilder {
    lexicon: LexiconBuilder,
    segmenter: SegmenterKind,
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

    /// Chooses the engine that cuts texts; the results are the same.
    #[must_use]
    pub fn segmenter(mut self, kind: SegmenterKind) -> Self {
        self.segmenter = kind;
        self
    }

    /// Makes the analyzer.
    pub fn build(self) -> Analyzer {
        // The dictionary is read while the lexicons are.
        let reader = (!self.lexicon.is_just_bundled()).then(DictionaryReader::start);
        Analyzer::with_reader(Arc::new(self.lexicon.build()), self.segmenter, reader)
    }
}
