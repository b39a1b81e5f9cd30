//! Makes the embedded files anew: with them a start need neither read the lexicons nor add their words.

use std::sync::Arc;

use super::Analyzer;
use crate::lexicon::{Lexicon, LexiconBuilder};
use crate::text::dictionary::{self, BuildError};
use crate::text::{DictionaryReader, SegmenterKind, traditional_bits};

/// A file of the source tree and its bytes.
pub type Embedded = (&'static str, Vec<u8>);

/// The embedded files, from the text of jieba's dictionary and the bundled lexicons.
///
/// # Errors
/// When the dictionary can't be read, or the format has no room for all of it.
pub fn embedded_files(jieba: &str) -> Result<[Embedded; 3], BuildError> {
    let lexicon = Arc::new(LexiconBuilder::bundled().build_anew());
    let words: Vec<_> = lexicon.segmenter_terms().collect();
    let dictionary = dictionary::build(jieba, words.iter().map(|(word, _)| *word))?;
    let reader = DictionaryReader::of(dictionary.clone());
    let analyzer = Analyzer::with_reader(Arc::clone(&lexicon), SegmenterKind::Fast, Some(reader));
    let segmenter = analyzer.segmenter().to_bytes(&dictionary, &words, Lexicon::bundled_fingerprint());
    Ok([
        ("src/text/dictionary.bin", segmenter.ok_or(BuildError::NoRoom)?),
        ("src/text/traditional.bin", traditional_bits()),
        ("src/lexicon/effects.bin", lexicon.effects_file()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Scratch;
    use crate::text::dictionary::tests::jieba_text;

    #[test]
    fn the_embedded_files_equal_a_fresh_build() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        for (path, bytes) in embedded_files(&jieba_text()).expect("room for everything") {
            let embedded = std::fs::read(root.join(path)).expect("the file");
            assert!(
                embedded == bytes,
                "{path} was made from other lexicons or another dictionary; make it anew with\n\
                 cargo run --release --no-default-features --example build_dictionary"
            );
        }
    }

    #[test]
    fn an_embedded_lexicon_says_what_one_read_anew_says() {
        let anew = LexiconBuilder::bundled().build_anew();
        let embedded = Lexicon::bundled();
        assert_eq!(embedded.len(), anew.len());
        for (id, term) in anew.terms() {
            assert_eq!(embedded.role(id), term.role, "{}", term.text);
            assert_eq!(embedded.effect(id), anew.effect(id), "{}", term.text);
            let names = [&term.source, &term.negated_source]
                .map(|source| source.as_ref().map(|source| source.file.name.as_str()));
            assert_eq!(embedded.origins(id), names, "{}", term.text);
        }
    }

    #[test]
    fn an_analyzer_with_the_embedded_files_judges_like_one_made_from_the_lexicons() {
        let anew = Analyzer::new(Arc::new(LexiconBuilder::bundled().build_anew()));
        let terms: Vec<&str> = anew.lexicon().terms().map(|(_, term)| term.text.as_ref()).collect();
        let mut scratch = (Scratch::default(), Scratch::default());
        for (at, term) in terms.iter().enumerate().step_by(5) {
            let text = format!("{term}{}，不是很{term}", terms[at * 31 % terms.len()]);
            assert_eq!(Analyzer::bundled().tokenize(&text), anew.tokenize(&text), "{text}");
            let embedded = Analyzer::bundled().contributions(&text, &mut scratch.0);
            assert_eq!(embedded, anew.contributions(&text, &mut scratch.1), "{text}");
        }
    }
}
