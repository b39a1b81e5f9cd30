//! `evaluate` on small labelled files, and the comments that name what the scorer must understand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use shenping::Analyzer;

fn shenping(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shenping"));
    command.args(args);
    command
}

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file");
    path
}

fn json(args: &[&str]) -> Value {
    let output = shenping(args).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

const THREE: &str = "text,label\n太好看了，支持！,positive\n质量太差，骗人的,negative\n请问多少钱,neutral\n@小明,neutral\n\
                     明天星期三,negative\n";

#[test]
fn every_phenomenon_is_understood_counter_examples_included() {
    let table = include_str!("fixtures/scoring.tsv");
    let analyzer = Analyzer::bundled();
    let mut wrong = Vec::new();
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    for line in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [phenomenon, want, text] = cells[..] else { panic!("three cells: {line}") };
        *rows.entry(phenomenon).or_default() += 1;
        let found = analyzer.score(text).polarity.as_str();
        if found != want {
            wrong.push(format!("{phenomenon}: {text}: {found}, not {want}"));
        }
    }
    assert!(rows.len() > 15 && rows.values().sum::<usize>() > 70, "{rows:?}");
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn json_has_the_promised_keys_and_adds_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), "three.csv", THREE);
    let value = json(&["evaluate", path.to_str().expect("a path"), "--json"]);
    for key in ["accuracy", "macro_f1", "polar_accuracy", "polar_macro_f1", "coverage"] {
        let number = value[key].as_f64().unwrap_or_else(|| panic!("{key}: {value}"));
        assert!((0.0..=1.0).contains(&number), "{key} {number}");
    }
    for key in ["mean_confidence", "expected_calibration_error"] {
        assert!(value[key].is_f64(), "{key}: {value}");
    }
    assert_eq!(value["n"], 5);
    assert!((value["accuracy"].as_f64().expect("a number") - 0.8).abs() < 1e-12);
    assert!((value["coverage"].as_f64().expect("a number") - 0.8).abs() < 1e-12);
    assert_eq!(value["confusion"]["negative"]["neutral"], 1);
    let supports: u64 = ["positive", "neutral", "negative"]
        .iter()
        .map(|class| value["classes"][class]["support"].as_u64().expect("a count"))
        .sum();
    assert_eq!(supports, 5);
    assert_eq!(value["majority_baseline"]["class"], "neutral");
}

#[test]
fn labels_are_understood_in_every_spelling_and_the_rest_is_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let spellings = [
        ("word", "正面,好看\n负面,难吃\n中性,明天星期三\n"),
        ("short", "pos,好看\nneg,难吃\nneu,明天星期三\n"),
        ("number", "1,好看\n-1,难吃\n0,明天星期三\n"),
    ];
    for (name, rows) in spellings {
        let path = file(folder.path(), &format!("{name}.csv"), &format!("label,text\n{rows}"));
        let value = json(&["evaluate", path.to_str().expect("a path"), "--json"]);
        for class in ["positive", "neutral", "negative"] {
            assert_eq!(value["classes"][class]["support"], 1, "{name}: {value}");
        }
    }
    let path = file(folder.path(), "decimal.csv", "label,text\n1.0,好看\n0.0,难吃\n");
    let value = json(&["evaluate", path.to_str().expect("a path"), "--json"]);
    assert_eq!(value["classes"]["negative"]["support"], 1, "two classes written as decimals");
    let path = file(folder.path(), "two.csv", "label,评论内容\n1,好看\n0,难吃\n,空\nwell,懂\n");
    let value = json(&["evaluate", path.to_str().expect("a path"), "--json"]);
    assert_eq!((&value["classes"]["negative"]["support"], &value["n"]), (&Value::from(1), &Value::from(2)));
    assert_eq!(value["unknown_labels"], 2);
    assert_eq!(value["files"][0]["unknown_labels"]["well"], 1);
}

#[test]
fn several_files_are_shown_each_and_all_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) =
        (file(folder.path(), "a.csv", THREE), file(folder.path(), "b.csv", "text,label\n难吃,negative\n"));
    let (first, second) = (first.to_str().expect("a path"), second.to_str().expect("a path"));
    let value = json(&["evaluate", first, second, "--json"]);
    assert_eq!((&value["n"], &value["files"][0]["n"], &value["files"][1]["n"]), (&6.into(), &5.into(), &1.into()));
    let output = shenping(&["evaluate", first, second]).output().expect("it runs");
    let text = String::from_utf8(output.stdout).expect("text");
    for part in ["a.csv: 5 labelled comments", "all 2 files together: 6", "macro-F1", "labelled \\ predicted", "always"]
    {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
}

#[test]
fn mistakes_are_listed_the_surest_first_with_reasons() {
    let folder = tempfile::tempdir().expect("a folder");
    let path =
        file(folder.path(), "wrong.csv", "text,label\n太好看了，支持！,negative\n请问多少钱,positive\n难吃,negative\n");
    let errors = folder.path().join("errors.csv");
    let args = ["evaluate", path.to_str().expect("a path"), "--errors", errors.to_str().expect("a path")];
    shenping(&args).assert().success();
    let mut reader = csv::Reader::from_path(&errors).expect("a table");
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 2);
    let confidence = |row: &csv::StringRecord| row[4].parse::<f64>().expect("a number");
    assert!(confidence(&rows[0]) >= confidence(&rows[1]));
    let praise = rows.iter().find(|row| row[6].starts_with("太好看了")).expect("the praise");
    assert!(praise[7].contains("好看") && &praise[3] == "positive" && &praise[1] == "0", "{praise:?}");
}

#[test]
fn a_users_lexicon_and_leaving_out_the_base_change_the_figures() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), "own.csv", "text,label\n空军,negative\n今天又是空军,negative\n");
    let own = file(folder.path(), "own.tsv", "空军\t-4\n");
    let (path, own) = (path.to_str().expect("a path"), own.to_str().expect("a path"));
    let accuracy = |value: Value| value["polar_accuracy"].as_f64().expect("a number");
    assert!((accuracy(json(&["evaluate", path, "--json", "--lexicon", own])) - 1.0).abs() < 1e-12);
    let three = file(folder.path(), "three.csv", THREE);
    let three = three.to_str().expect("a path");
    let (with, without) = (json(&["evaluate", three, "--json"]), json(&["evaluate", three, "--json", "--no-base"]));
    assert_ne!(with["mean_confidence"], without["mean_confidence"]);
}

#[test]
fn input_that_cannot_be_used_is_named_with_what_would_be_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = [
        ("no-column.csv", "a,b\n1,2\n", "has no column \"text\"; its columns are a, b"),
        ("no-label.csv", "text,label\n好,great\n", "no label that is understood (found \"great\")"),
        ("empty.csv", "", "is empty"),
    ];
    for (name, text, want) in cases {
        let path = file(folder.path(), name, text);
        let output = shenping(&["evaluate", path.to_str().expect("a path")]).output().expect("it runs");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(5), "{name}: {error}");
        assert!(error.contains(want) && output.stdout.is_empty(), "{name}: {error}");
    }
    let named = file(folder.path(), "named.csv", "text,label\n好看,positive\n");
    for option in ["--text-column", "--label-column"] {
        let path = named.to_str().expect("a path");
        let output = shenping(&["evaluate", path, option, "stars"]).output().expect("it runs");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(5), "a column asked for and not there: {error}");
        assert!(error.contains("has no column \"stars\""), "{error}");
    }
    let output = shenping(&["evaluate", "not-there.csv"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(5));
}

#[test]
fn scores_of_our_own_are_no_truth_unless_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let plain = file(folder.path(), "t.csv", "text\n好看\n难吃\n明天星期三\n");
    let (plain, scored, learned) = (plain.to_str().expect("a path"), path("scored.csv"), path("learned.tsv"));
    shenping(&["score", plain, "-o", &scored]).assert().success();
    for args in [&["evaluate", &scored][..], &["lexicon", "learn", &scored, "-o", &learned]] {
        let output = shenping(args).output().expect("it runs");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(5), "{args:?}: {error}");
        assert!(error.contains("no labels") && error.contains("--label-column polarity"), "{error}");
    }
    assert!(!Path::new(&learned).exists());
    assert_eq!(json(&["evaluate", &scored, "--label-column", "polarity", "--json"])["accuracy"], 1.0);
    // A true label beside the scores is found, whatever stands before it.
    let labelled = file(folder.path(), "l.csv", "text,polarity,score,confidence,情感\n好看,positive,0.9,0.9,负面\n");
    let value = json(&["evaluate", labelled.to_str().expect("a path"), "--json"]);
    assert_eq!(value["classes"]["negative"]["support"], 1);
    // A polarity without scores beside it was given by somebody.
    let given = file(folder.path(), "p.csv", "text,polarity\n好看,positive\n");
    assert_eq!(json(&["evaluate", given.to_str().expect("a path"), "--json"])["n"], 1);
}

#[test]
fn every_form_and_encoding_of_a_labelled_file_gives_the_same_figures() {
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path.to_str().expect("a path").to_owned()
    };
    let mut expected = json(&["evaluate", &bytes("three.csv", THREE.as_bytes()), "--json"]);
    expected.as_object_mut().expect("an object").remove("files");
    let tabs = THREE.replace(',', "\t");
    let objects: Vec<String> = THREE
        .lines()
        .skip(1)
        .map(|line| {
            let (text, label) = line.rsplit_once(',').expect("two cells");
            serde_json::json!({"text": text, "label": label}).to_string()
        })
        .collect();
    let utf16 = std::iter::once(0xFEFF).chain(THREE.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let files = [
        bytes("tabs.csv", tabs.as_bytes()),
        bytes("three.tsv", tabs.as_bytes()),
        bytes("cr.csv", THREE.replace('\n', "\r").as_bytes()),
        bytes("bom.csv", format!("\u{FEFF}{THREE}").as_bytes()),
        bytes("utf16.csv", &utf16),
        bytes("gb.csv", &encoding_rs::GB18030.encode(THREE).0),
        bytes("three.jsonl", objects.join("\n").as_bytes()),
        bytes("three.json", format!("[{}]", objects.join(",")).as_bytes()),
    ];
    let parquet = folder.path().join("three.parquet").to_str().expect("a path").to_owned();
    shenping(&["score", &files[0], "-o", &parquet]).assert().success();
    for path in files.iter().chain([&parquet]) {
        let mut found = json(&["evaluate", path, "--json"]);
        found.as_object_mut().expect("an object").remove("files");
        assert_eq!(found, expected, "{path}");
    }
}

#[test]
fn rows_of_labelled_files_that_are_left_out_are_counted_and_keep_their_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), "long.csv", "text,label\n好看,positive\n难吃,呃,negative\n请问多少钱,positive\n");
    let (path, errors) = (path.to_str().expect("a path"), folder.path().join("errors.csv"));
    let args = ["evaluate", path, "--json", "--errors", errors.to_str().expect("a path")];
    let output = shenping(&args).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("1 row longer than the header, left out") && said.contains("line 3"), "{said}");
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["n"], 2);
    let wrong = std::fs::read_to_string(&errors).expect("a table");
    assert!(wrong.lines().nth(1).expect("a mistake").contains("long.csv,2,positive"), "{wrong}");
}
