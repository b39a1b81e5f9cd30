//! Texts from templates: `kind<TAB>text` lines with `{slot}` places, one file a theme over a common one.

use std::collections::HashMap;

use crate::sandbox::dice::Dice;

/// Lines every theme shares.
const COMMON: &str = include_str!("themes/common.tsv");

/// Slots within slots are followed this far; the bundled files need three.
const MAX_DEPTH: u8 = 6;

/// The lines of a theme, by kind.
pub(super) struct Grammar {
    lines: HashMap<&'static str, Vec<&'static str>>,
}

impl Grammar {
    /// Reads a theme over the common lines; a theme's own kinds hide the common ones of that name.
    pub(super) fn parse(theme: &'static str) -> Self {
        let mut lines = read(COMMON);
        lines.extend(read(theme));
        Self { lines }
    }

    /// The lines of a kind.
    pub(super) fn lines(&self, kind: &str) -> &[&'static str] {
        self.lines.get(kind).map_or(&[], Vec::as_slice)
    }

    /// One line of a kind, its slots filled; empty where the kind has no lines.
    pub(super) fn write(&self, dice: &mut Dice, kind: &str) -> String {
        let line = dice.word(self.lines(kind));
        self.fill(dice, line, MAX_DEPTH)
    }

    fn fill(&self, dice: &mut Dice, line: &str, depth: u8) -> String {
        let mut text = String::with_capacity(line.len());
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((slot, tail)) = after.split_once('}') else {
                break;
            };
            if depth > 0 {
                let choice = dice.word(self.lines(slot));
                text.push_str(&self.fill(dice, choice, depth - 1));
            }
            rest = tail;
        }
        text.push_str(rest);
        text
    }
}

/// Lines of a file by kind. Kinds that are written in one line with `|` between are slots.
fn read(file: &'static str) -> HashMap<&'static str, Vec<&'static str>> {
    let mut lines: HashMap<_, Vec<_>> = HashMap::new();
    for (kind, text) in file.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')) {
        // `hostile` lines are taken as they are: a `|` or `{` in them is part of the attack.
        let texts = if kind == "hostile" { vec![text] } else { text.split('|').collect() };
        lines.entry(kind).or_default().extend(texts);
    }
    lines
}
