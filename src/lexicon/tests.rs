use super::*;
use crate::score::{Analyzer, Reading};

#[test]
fn every_bundled_file_can_be_read() {
    for (path, text) in super::BUNDLED {
        if let Err(error) = super::LexiconFile::parse(path, text) {
            panic!("{error}");
        }
    }
}

fn with(rows: &str) -> Analyzer {
    Analyzer::builder().with_file(LexiconFile::parse("own.tsv", rows).expect("rows")).build()
}

#[test]
fn a_users_term_that_the_dictionary_would_cut_apart_is_found() {
    // Words of jieba's dictionary that are too rare there to be cut whole.
    for term in ["上心", "上手", "上不去"] {
        let text = format!("这{term}啊");
        let bundled = Analyzer::bundled().explain(&text);
        assert!(bundled.tokens.iter().all(|token| token.term != term), "{term} is whole without help");
        let own = with(&format!("{term}\t4\n")).explain(&text);
        let token = own.tokens.iter().find(|token| token.term == term).expect(term);
        assert_eq!(token.weights, Some(Weights::from_valence(4.0)), "{term}");
    }
}

#[test]
fn a_users_term_takes_the_place_of_what_was_known_under_negation() {
    let bundled = Lexicon::bundled();
    let known = bundled.terms().find(|(_, term)| {
        let plain = term.weights.is_some() && term.negated.is_some() && term.role == Role::None;
        plain && Analyzer::bundled().explain(&format!("不{}", term.text)).tokens.len() == 2
    });
    let term = known.expect("the base has terms with weights under negation").1.text.to_string();
    let reading = |analyzer: &Analyzer| analyzer.explain(&format!("不{term}")).tokens[1].reading;
    assert_eq!(reading(Analyzer::bundled()), Reading::Negated, "{term}");
    assert_eq!(reading(&with(&format!("{term}\t-4\n"))), Reading::Flipped, "{term}");
    let both = with(&format!("{term}\t-4\n不+{term}\t3\n"));
    assert_eq!(reading(&both), Reading::Negated, "{term}");
    let id = both.lexicon().find(&term).expect("the term");
    assert_eq!(both.lexicon().term(id).negated, Some(Weights::from_valence(3.0)));
    // A file that only refines says nothing about what it leaves out.
    let refining = format!("# refines: base\n# kind: weights\nterm\tpositive\tneutral\tnegative\n{term}\t1\t0\t-1\n");
    assert_eq!(reading(&with(&refining)), Reading::Negated, "{term}");
}

#[test]
fn weights_beyond_what_files_may_give_never_stop_scoring() {
    let words = [("好看", i32::MAX), ("难看", i32::MIN), ("一般", 40_000)];
    let rows = words.map(|(term, weight)| LexiconRow {
        line: 1,
        term: term.to_owned(),
        data: RowData::Weights(Weights { positive: weight, neutral: weight, negative: weight.saturating_neg() }),
        note: String::new(),
    });
    let mut file = LexiconFile::parse("own.tsv", "# kind: weights\nterm\tpositive\tneutral\tnegative\n").expect("rows");
    file.rows.extend(rows);
    let analyzer = Analyzer::builder().with_file(file).build();
    for text in ["好看好看难看", "好看，好看，一般", "不好看但是很难看", "难看难看", "虽然不太一般但是好看"]
    {
        let explained = analyzer.explain(text);
        assert_eq!(explained.sentiment, analyzer.score(text), "{text}");
        assert!((-1.0..=1.0).contains(&explained.sentiment.score), "{text}");
        assert!(
            explained.tokens.iter().any(|token| token.weights.is_some_and(|weights| weights.lean() != 0)),
            "{text}"
        );
    }
}
