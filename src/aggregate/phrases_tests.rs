use super::*;

/// Comments of words separated by `|`; a space parts words without joining them.
#[derive(Default)]
struct Comments {
    vocabulary: Vocabulary,
    comments: Vec<Vec<Piece>>,
}

impl Comments {
    fn of(cuts: impl IntoIterator<Item = String>) -> Self {
        let mut all = Self::default();
        for cut in cuts {
            let mut pieces = Vec::new();
            for stretch in cut.split(' ') {
                for (at, word) in stretch.split('|').enumerate() {
                    let part = if matches!(word, "的" | "我") { Part::Glue } else { Part::Content };
                    pieces.push(Piece { form: all.vocabulary.number(word, word, part), touches: at > 0 });
                }
            }
            all.comments.push(pieces);
        }
        all
    }

    fn joined(mut self) -> Vec<String> {
        for _ in 0..ROUNDS {
            let mut words = WordCounts::new(&self.vocabulary);
            self.comments.iter().for_each(|pieces| words.add(pieces));
            let mut pairs = words.pairs();
            self.comments.iter().for_each(|pieces| pairs.add(pieces));
            let found = pairs.found();
            let mut joiner = Joiner::new(found, &mut self.vocabulary);
            self.comments = self.comments.iter().map(|pieces| joiner.join(pieces)).collect();
        }
        let terms = |pieces: &Vec<Piece>| pieces.iter().map(|p| self.vocabulary.term(*p)).collect::<Vec<_>>().join("|");
        self.comments.iter().map(terms).collect()
    }
}

/// Enough other comments that nothing meets by chance.
fn filler() -> impl Iterator<Item = String> {
    (0..200).map(|n| format!("词{n}|别{}|黑 又{n}", n % 7))
}

fn joined(cuts: &[&str]) -> Vec<String> {
    Comments::of(cuts.iter().map(|cut| (*cut).to_owned()).chain(filler())).joined()
}

#[test]
fn names_cut_apart_become_one() {
    let cuts = ["张君|雅|来", "看|张君|雅", "张君|雅 好", "支持|张君|雅", "张君|雅|的|歌", "张君 雅"];
    let expected = ["张君雅|来", "看|张君雅", "张君雅|好", "支持|张君雅", "张君雅|的|歌", "张君|雅"];
    assert_eq!(joined(&cuts)[..6], expected);
}

#[test]
fn pieces_of_three_are_joined_in_two_rounds() {
    let cuts: Vec<String> = (0..6).map(|n| format!("说{n} 张|全|蛋")).chain(filler()).collect();
    assert!(Comments::of(cuts).joined()[0].split('|').any(|term| term == "张全蛋"));
}

#[test]
fn words_that_meet_by_habit_stay_apart() {
    let cuts = ["我|喜欢|车", "我|喜欢|狗", "我|喜欢|你", "我|喜欢|他", "我|喜欢|她", "我|喜欢|车"];
    assert_eq!(joined(&cuts)[..6], cuts);
}
