//! `lexicon list`, `check`, `show` and `learn`, as a person types them.

use std::path::{Path, PathBuf};

use assert_cmd::Command;

fn run(args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_shenping")).args(args).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file");
    path
}

fn shown(path: &Path) -> &str {
    path.to_str().expect("a path")
}

#[test]
fn list_names_every_file_with_version_licence_and_rows() {
    let (code, text, _) = run(&["lexicon", "list"]);
    assert_eq!(code, Some(0));
    for name in ["base", "polar", "stickers", "emoji", "slang", "phrases", "negators", "intensifiers", "cues"] {
        let line = text.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_else(|| panic!("{name}"));
        assert!(line.contains("CC0-1.0") || line.contains("MIT"), "{line}");
        assert!(line.split_whitespace().any(|word| word.parse::<u32>().is_ok_and(|rows| rows > 10)), "{line}");
    }
}

#[test]
fn the_bundled_files_are_sound() {
    let (code, text, error) = run(&["lexicon", "check"]);
    assert_eq!(code, Some(0), "{text}{error}");
    assert!(text.contains("no problem"), "{text}");
}

#[test]
fn check_names_file_line_and_remedy_and_ends_with_5() {
    let folder = tempfile::tempdir().expect("a folder");
    let header = "# name: x\n# version: 1\n# license: CC0-1.0\n# source: us\n# kind: weights\n# scale: units\n";
    let cases = [
        ("range.tsv", format!("{header}好\t9\t0\t-1\n"), "range.tsv:7: positive 9 is outside -6..=6"),
        ("order.tsv", format!("{header}坏\t-1\t0\t1\n一\t0\t0\t0\n"), "order.tsv:8: "),
        ("twice.tsv", format!("{header}好\t1\t0\t-1\n好\t1\t0\t-1\n"), "twice.tsv:8: \"好\" stands in line 7 already"),
        ("head.tsv", "# name: x\n# kind: weights\n好\t1\t0\t-1\n".to_owned(), "no `# license:`"),
        ("unreachable.tsv", "好 看\t2\n".to_owned(), "unreachable.tsv:1: \"好 看\" can't be found in texts"),
        ("cells.tsv", "好\n".to_owned(), "cells.tsv:1: 1 cells"),
    ];
    for (name, text, want) in cases {
        let path = file(folder.path(), name, &text);
        let (code, out, error) = run(&["lexicon", "check", shown(&path)]);
        assert_eq!(code, Some(5), "{name}: {out}{error}");
        assert!(out.contains(want), "{name}: {out}");
    }
    let plain = file(folder.path(), "plain.tsv", "空军\t-2\n上鱼\t2.5\n");
    assert_eq!(run(&["lexicon", "check", shown(&plain)]).0, Some(0));
    assert_eq!(run(&["lexicon", "check", "not-there.tsv"]).0, Some(5));
}

#[test]
fn show_tells_each_weight_and_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = file(folder.path(), "own.tsv", "空军\t-4\n");
    let (code, text, _) = run(&["lexicon", "show", "[捂脸]", "不", "魑魅魍魉啊", "空军", "--lexicon", shown(&own)]);
    assert_eq!(code, Some(0));
    for part in ["lexicons/stickers.tsv:", "negator", "in no lexicon", "own.tsv:1"] {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
}

/// Invented reviews: a made-up word of praise, one of blame and one that says nothing.
fn labelled() -> String {
    let mut text = "text,label\n".to_owned();
    for number in 0..12 {
        text += &format!("这次{number}号店 呱呱叫的服务,positive\n那家{number}号店 哐当响的东西,negative\n");
        text += &format!("今天去了{number}号店,neutral\n");
    }
    text
}

#[test]
fn learn_makes_the_same_bytes_twice_and_its_file_is_sound_and_changes_scores() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = file(folder.path(), "mine.csv", &labelled());
    let (first, second) = (folder.path().join("first.tsv"), folder.path().join("second.tsv"));
    for out in [&first, &second] {
        let (code, _, error) = run(&["lexicon", "learn", shown(&data), "-o", shown(out)]);
        assert_eq!(code, Some(0), "{error}");
        assert!(error.contains("36 labelled texts"), "{error}");
    }
    let read = |path: &Path| std::fs::read_to_string(path).expect("a lexicon");
    let same = read(&second).replace("# name: second", "# name: first");
    assert_eq!(read(&first), same);
    assert_eq!(run(&["lexicon", "check", shown(&first)]).0, Some(0));
    let figures = |extra: &[&str]| {
        let args = [&["evaluate", shown(&data), "--json"], extra].concat();
        let value: serde_json::Value = serde_json::from_str(&run(&args).1).expect("JSON");
        value["accuracy"].as_f64().expect("a number")
    };
    assert!(figures(&["--lexicon", shown(&first)]) > figures(&[]));
}

#[test]
fn a_recipe_reads_labels_by_row_number_and_leaves_out_what_judges() {
    let beside = tempfile::tempdir().expect("a folder");
    let folder = tempfile::tempdir().expect("a folder");
    let texts: String =
        labelled().lines().skip(1).map(|line| format!("{}\n", line.split(',').next().expect("text"))).collect();
    file(folder.path(), "texts.csv", &format!("content\n{texts}"));
    let labels: String =
        (0..36).map(|row| format!("{row}\t{}\n", ["positive", "negative", "neutral"][row % 3])).collect();
    file(beside.path(), "labels.tsv", &format!("# our own labels\nrow\tlabel\n{labels}"));
    file(folder.path(), "judge.csv", "text,label\n今天去了3号店,neutral\n");
    file(beside.path(), "own.csv", "text,label,topic\n真好,positive,菜\n真差,negative,菜\n");
    let recipe = "name = \"small\"\nversion = \"1\"\nlicense = \"CC0-1.0\"\nsource = \"a test\"\nstart = \"curated\"\n\
                  exclude = [\"judge.csv\"]\n[settings]\ndimensions = 4\nmin_uses = 3\n\
                  [[data]]\nfile = \"texts.csv\"\nlabels = \"labels.tsv\"\nweight = 1.0\ntypical = true\n\
                  [[data]]\nfile = \"own.csv\"\nweight = 1.0\n";
    let recipe = file(beside.path(), "recipe.toml", recipe);
    let out = folder.path().join("small.tsv");
    let args = ["lexicon", "learn", "--recipe", shown(&recipe), shown(folder.path()), "-o", shown(&out)];
    let (code, _, error) = run(&args);
    assert_eq!(code, Some(0), "{error}");
    assert!(error.contains("37 labelled texts"), "{error}");
    assert!(std::fs::read_to_string(&out).expect("a lexicon").starts_with("# name: small\n# version: 1\n"));
}

#[test]
fn learning_from_nothing_is_refused_with_a_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out.tsv");
    let (code, _, error) = run(&["lexicon", "learn", "-o", shown(&out)]);
    assert_eq!(code, Some(2), "{error}");
    let recipe = file(folder.path(), "recipe.toml", "name = 3\n");
    let (code, _, error) = run(&["lexicon", "learn", "--recipe", shown(&recipe), ".", "-o", shown(&out)]);
    assert_eq!(code, Some(5), "{error}");
    assert!(!out.exists());
}
