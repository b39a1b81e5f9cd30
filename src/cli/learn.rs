//! `lexicon learn`: labelled files in, a lexicon file out.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};

use super::args::LexiconLearnArgs;
use super::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use super::input::warn_of_repeats;
use super::labelled::{self, LabelledRow, Table, parse_label};
use super::out::Out;
use super::output::{counted, print_warning};
use crate::frame::header::CommentField;
use crate::learn::{DataFile, Example, LearnSettings, LearnedRows, Recipe, Start, learn};
use crate::lexicon::{BASE, LexiconBuilder, UNIT, Weights};
use crate::score::Polarity;

/// What a user's own labels refine: every bundled file of weights.
const BUNDLED_WEIGHTS: [&str; 6] = ["polar", "stickers", "emoji", "slang", "phrases", BASE];

/// Runs the command.
pub fn run(args: &LexiconLearnArgs) -> CommandResult {
    if args.files.is_empty() {
        return Err(Failure::usage("name at least one labelled file, or with --recipe the folder of its files"));
    }
    let recipe = match &args.recipe {
        Some(path) => read_recipe(path)?,
        None => own_recipe(args)?,
    };
    let mut out = Out::create(&args.output)?;
    let beside = args.recipe.as_deref().and_then(Path::parent).unwrap_or(Path::new("."));
    let mut material = Material::default();
    for name in &recipe.exclude {
        material.exclude(&find(&args.files, name)?)?;
    }
    for (source, data) in recipe.data.iter().enumerate() {
        let path = find_or_beside(&args.files, beside, &data.file)?;
        let rows = match &data.labels {
            Some(labels) => rows_by_number(&path, &beside.join(labels))?,
            None => own_rows(&path, args)?,
        };
        material.add(rows, data, source, args.recipe.is_none());
    }
    for name in &recipe.unlabelled {
        material.add_unlabelled(&find(&args.files, name)?)?;
    }
    let known = match recipe.start {
        Start::Bundled => LexiconBuilder::bundled(),
        Start::Curated => LexiconBuilder::bundled().without_base(),
    };
    tracing::info!("{} labelled texts, {} without labels", material.examples.len(), material.unlabelled.len());
    let rows = learn(&known, &material.examples, &material.unlabelled, &recipe.settings);
    if rows.is_empty() {
        let message = "nothing was learned: no term occurs in enough labelled texts to say more than is known already";
        return Err(Failure::new(ExitStatus::Nothing, anyhow!(message)));
    }
    let text = render(&recipe, &rows);
    out.write_all(text.as_bytes()).status(ExitStatus::Failure)?;
    out.commit()?;
    let (shown, texts) = (args.output.display(), material.examples.len());
    let _ = writeln!(std::io::stderr().lock(), "learned {} rows from {texts} labelled texts: {shown}", rows.len());
    Ok(ExitStatus::Success)
}

fn read_recipe(path: &Path) -> Result<Recipe, Failure> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read recipe {}", path.display()));
    let text = text.status(ExitStatus::BadInput)?;
    toml::from_str(&text).with_context(|| format!("{} is no recipe", path.display())).status(ExitStatus::BadInput)
}

/// The recipe of a user's own files: all count alike, and they are what to expect.
fn own_recipe(args: &LexiconLearnArgs) -> Result<Recipe, Failure> {
    let mut data = Vec::new();
    warn_of_repeats(&args.files);
    for path in &args.files {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(Failure::usage(format!("{} names no file", path.display())));
        };
        let file = name.to_owned();
        data.push(DataFile { file, labels: None, weight: 1.0, class_weights: [1.0; 3], typical: true });
    }
    let names: Vec<&str> = data.iter().map(|data| data.file.as_str()).collect();
    let stem = args.output.file_stem().and_then(|stem| stem.to_str()).unwrap_or("learned");
    Ok(Recipe {
        name: if stem == BASE { "learned".to_owned() } else { stem.to_owned() },
        version: "1".to_owned(),
        license: "NOASSERTION".to_owned(),
        source: format!("learned by `shenping lexicon learn` from {}", names.join(", ")),
        refines: BUNDLED_WEIGHTS.map(str::to_owned).to_vec(),
        start: Start::Bundled,
        settings: LearnSettings::default(),
        data,
        unlabelled: Vec::new(),
        exclude: Vec::new(),
    })
}

/// The file of this name among the files given, or in a folder given.
fn find(given: &[PathBuf], name: &str) -> Result<PathBuf, Failure> {
    for path in given {
        if path.is_dir() {
            let inside = path.join(name);
            if inside.exists() {
                return Ok(inside);
            }
        } else if path.file_name().is_some_and(|own| own == name) {
            return Ok(path.clone());
        }
    }
    let message = format!("the recipe needs {name}, which is not among the files given; give its folder");
    Err(Failure::new(ExitStatus::BadInput, anyhow!(message)))
}

/// A file of labelled texts that may be given out lies beside the recipe; the others are given.
fn find_or_beside(given: &[PathBuf], beside: &Path, name: &str) -> Result<PathBuf, Failure> {
    find(given, name).or_else(|error| {
        let path = beside.join(name);
        if path.exists() { Ok(path) } else { Err(error) }
    })
}

fn own_rows(path: &Path, args: &LexiconLearnArgs) -> Result<Vec<LabelledRow>, Failure> {
    let file = labelled::read(path, args.text_column.as_deref(), args.label_column.as_deref())?;
    for (word, count) in &file.unknown {
        print_warning(&format!("{}: {} left out, label {word:?}", path.display(), counted(*count, "row")));
    }
    Ok(file.rows)
}

/// Rows of a CSV file without labels, labelled by their numbers in a file of our own.
fn rows_by_number(path: &Path, labels: &Path) -> Result<Vec<LabelledRow>, Failure> {
    let table = Table::read(path)?;
    let missing = || Failure::new(ExitStatus::BadInput, anyhow!("{} has no column of texts", path.display()));
    let text_column = table.field(CommentField::Text).ok_or_else(missing)?;
    let video_column = table.field(CommentField::VideoId);
    let text = std::fs::read_to_string(labels).with_context(|| format!("cannot read {}", labels.display()));
    let mut rows = Vec::new();
    for (at, line) in text.status(ExitStatus::BadInput)?.lines().enumerate() {
        if line.starts_with('#') || line.starts_with("row") || line.is_empty() {
            continue;
        }
        let bad = || {
            let message = format!(
                "{}:{}: expected `row<TAB>label`, the row being one of the {} rows of {}",
                labels.display(),
                at + 1,
                table.len(),
                path.display()
            );
            Failure::new(ExitStatus::BadInput, anyhow!(message))
        };
        let mut cells = line.split('\t');
        let number: usize = cells.next().and_then(|cell| cell.parse().ok()).ok_or_else(bad)?;
        let label = cells.next().and_then(|word| parse_label(word, false)).ok_or_else(bad)?;
        let text = table.cell(number, text_column).ok_or_else(bad)?.to_owned();
        let video = video_column.and_then(|at| table.cell(number, at)).map(str::to_owned);
        rows.push(LabelledRow { number, text, label, video });
    }
    Ok(rows)
}

/// What is learned from.
#[derive(Default)]
struct Material {
    examples: Vec<Example>,
    unlabelled: Vec<String>,
    excluded: HashSet<String>,
    groups: HashMap<String, u64>,
}

impl Material {
    fn exclude(&mut self, path: &Path) -> Result<(), Failure> {
        self.excluded.extend(texts(path)?.into_iter().map(|text| text.trim().to_owned()));
        Ok(())
    }

    fn add_unlabelled(&mut self, path: &Path) -> Result<(), Failure> {
        let mut seen = HashSet::new();
        let known = |text: &String| !text.trim().is_empty() && !self.excluded.contains(text.trim());
        self.unlabelled.extend(texts(path)?.into_iter().filter(known).filter(|text| seen.insert(text.clone())));
        Ok(())
    }

    /// `own`: a user's file without a recipe. Its labels are the ones to give back, so without a neutral one among
    /// them neutral becomes rare; in a recipe such a file tells positive from negative and nothing else.
    fn add(&mut self, rows: Vec<LabelledRow>, data: &DataFile, source: usize, own: bool) {
        let two_class = !own && rows.iter().all(|row| row.label != Polarity::Neutral);
        for row in rows {
            if self.excluded.contains(row.text.trim()) {
                continue;
            }
            let class = match row.label {
                Polarity::Positive => 0,
                Polarity::Neutral | Polarity::None => 1,
                Polarity::Negative => 2,
            };
            let mut target = [0.0; 3];
            target[class] = 1.0;
            let place = row.video.unwrap_or_else(|| format!("{} {}", data.file, row.number));
            let next = self.groups.len() as u64;
            let group = *self.groups.entry(place).or_insert(next);
            self.examples.push(Example {
                text: row.text,
                target,
                weight: data.weight * data.class_weights[class],
                two_class,
                group,
                bias_of: (!data.typical).then_some(source),
            });
        }
    }
}

fn texts(path: &Path) -> Result<Vec<String>, Failure> {
    let table = Table::read(path)?;
    let missing = || Failure::new(ExitStatus::BadInput, anyhow!("{} has no column of texts", path.display()));
    let column = table.field(CommentField::Text).ok_or_else(missing)?;
    Ok(table.column_cells(column).map(|(_, text)| text.to_owned()).collect())
}

/// The lexicon file, sorted by the bytes of the term.
fn render(recipe: &Recipe, rows: &LearnedRows) -> String {
    let mut header = BTreeMap::from([("name", recipe.name.clone()), ("version", recipe.version.clone())]);
    header.insert("license", recipe.license.clone());
    header.insert("source", recipe.source.clone());
    header.insert("refines", recipe.refines.join(", "));
    let mut text = String::new();
    for key in ["name", "version", "license", "source"] {
        let _ = writeln!(text, "# {key}: {}", header[key]);
    }
    text.push_str("# kind: weights\n# scale: additive log-odds weights, natural log, -6..6\n");
    if !recipe.refines.is_empty() {
        let _ = writeln!(text, "# refines: {}", header["refines"]);
    }
    text.push_str("term\tpositive\tneutral\tnegative\n");
    for (term, Weights { positive, neutral, negative }) in rows {
        let [positive, neutral, negative] = [positive, neutral, negative].map(|milli| f64::from(*milli) / UNIT + 0.0);
        let _ = writeln!(text, "{term}\t{positive:.2}\t{neutral:.2}\t{negative:.2}");
    }
    text
}
