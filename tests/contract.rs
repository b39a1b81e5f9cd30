//! Exit codes and streams: what scripts rely on, whatever the command.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

fn shenping(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shenping"));
    command.current_dir(folder);
    for name in ["JUSTONEAPI_TOKEN", "JUSTONEAPI_BASE_URL", "DOUYIN_ACCESS_TOKEN", "DOUYIN_OPEN_ID", "DOUYIN_BASE_URL"]
    {
        command.env_remove(name);
    }
    command
}

/// Input that can't be used, with words the message must hold.
const BAD_INPUT: [(&str, &[u8], &str); 5] = [
    ("empty.csv", b"", "empty"),
    ("no-text.csv", b"a,b\n1,2\n", "text"),
    ("broken.parquet", b"PAR1 this is no parquet file PAR1", "parquet"),
    ("junk.csv", b"\x00\x01\x02\xff\xfe\xfd\x00\x00\x9f\x10", "junk.csv"),
    ("list.jsonl", b"[1, 2, 3]\n", "list.jsonl"),
];

#[test]
fn unusable_input_is_named_and_ends_with_code_5() {
    let folder = tempfile::tempdir().expect("folder");
    for (name, bytes, word) in BAD_INPUT {
        fs::write(folder.path().join(name), bytes).expect("file");
        for command in
            [vec!["score"], vec!["stats", "--by", "likes"], vec!["report"], vec!["pin", "suggest"], vec!["export"]]
        {
            let output = shenping(folder.path()).args(&command).arg(name).output().expect("runs");
            let said = String::from_utf8_lossy(&output.stderr).to_lowercase();
            assert_eq!(output.status.code(), Some(5), "{command:?} {name}: {said}");
            assert!(said.contains(word), "{command:?} {name}: {said}");
            assert!(!said.contains("panicked"), "{command:?} {name}: {said}");
            assert!(output.stdout.is_empty(), "{command:?} {name}");
        }
    }
    let output = shenping(folder.path()).args(["report", "absent.csv"]).output().expect("runs");
    assert_eq!(output.status.code(), Some(5), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn one_broken_line_is_counted_and_named_and_the_others_are_scored() {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("c.jsonl"), "{\"text\": \"好看\"}\n{\"text\": \n{\"text\": \"难看\"}\n")
        .expect("file");
    let output = shenping(folder.path()).args(["score", "c.jsonl", "--format", "csv"]).output().expect("runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("c.jsonl line 2"), "{said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 3);
}

#[test]
fn wrong_use_ends_with_code_2() {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("c.csv"), "text\n好看\n").expect("file");
    for arguments in [
        vec![],
        vec!["nonsense"],
        vec!["stats", "c.csv", "--by", "mood"],
        vec!["stats", "c.csv", "--by", "time", "--tz", "Mars/Olympus"],
        vec!["score", "c.csv", "--text-column"],
        vec!["fetch"],
        vec!["fetch", "not a video"],
        vec!["import", "c.csv", "--video", "../x"],
        vec!["purge", "--older-than", "3m"],
        vec!["fetch", "7588740680004963593"],
        vec!["sandbox", "--fault", "nonsense@1"],
        vec!["pin", "status", "--item-id", "@a=="],
        vec!["--threads", "0", "score", "c.csv"],
        vec!["--threads", "257", "score", "c.csv"],
    ] {
        let output = shenping(folder.path()).args(&arguments).output().expect("runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(!said.is_empty(), "{arguments:?} says nothing");
    }
}

#[test]
fn an_absent_token_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().expect("folder");
    let output = shenping(folder.path()).args(["fetch", "7588740680004963593"]).output().expect("runs");
    assert!(String::from_utf8_lossy(&output.stderr).contains("JUSTONEAPI_TOKEN"));
}

#[test]
fn a_settings_file_is_read_and_a_wrong_key_is_named_without_its_value() {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("shenping.toml"), "justoneapi_tokn = \"very-secret\"\n").expect("file");
    let output = shenping(folder.path()).args(["explain", "好看"]).output().expect("runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("shenping.toml") && !said.contains("very-secret"), "{said}");
}

#[test]
fn nothing_to_report_on_ends_with_code_6() {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("header.csv"), "text,likes\n").expect("file");
    for arguments in [vec!["report", "header.csv"], vec!["pin", "suggest", "header.csv"]] {
        let output = shenping(folder.path()).args(&arguments).output().expect("runs");
        assert_eq!(output.status.code(), Some(6), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn explained_contributions_add_up() {
    let folder = tempfile::tempdir().expect("folder");
    let texts = [
        "这也不是很好看啊[捂脸][捂脸]",
        "虽然贵，但是真的好用！",
        "666",
        "笑死我了哈哈哈哈[赞][赞][赞]",
        "＠ｗｅ 後悔",
    ];
    let output = shenping(folder.path()).args(["explain", "--json"]).args(texts).output().expect("runs");
    let lines: Vec<serde_json::Value> = String::from_utf8(output.stdout)
        .expect("text")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), texts.len());
    for (text, why) in texts.iter().zip(&lines) {
        assert_eq!(why["text"], *text);
        for class in ["positive", "neutral", "negative"] {
            let parts = why["tokens"].as_array().into_iter().chain(why["features"].as_array()).flatten();
            let sum: f64 = parts.filter_map(|part| part["contribution"][class].as_f64()).sum();
            let told = why["evidence"][class].as_f64().expect("evidence");
            assert!((sum - told).abs() < 1e-9, "{text} {class}: {sum} is not {told}");
        }
    }
}

/// The commands that write a file, up to its name.
const WRITERS: [&[&str]; 4] = [
    &["score", "c.csv", "-o"],
    &["stats", "c.csv", "--by", "likes", "-o"],
    &["evaluate", "c.csv", "--errors"],
    &["lexicon", "learn", "c.csv", "-o"],
];

#[test]
fn an_output_that_cant_be_written_is_named_before_the_work_with_what_to_do() {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("c.csv"), "text,label\n好看,positive\n").expect("file");
    for command in WRITERS {
        for (path, advice) in
            [("none/x.csv", "the folder none does not exist; make it"), ("c.csv/x.csv", "c.csv is no folder")]
        {
            let output = shenping(folder.path()).args(command).arg(path).output().expect("runs");
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{command:?} {path}: {said}");
            assert!(said.contains(&format!("cannot write {path}: {advice}")), "{command:?} {path}: {said}");
            assert!(!said.contains(".tmp") && output.stdout.is_empty(), "{command:?} {path}: {said}");
        }
    }
    // It is looked at before the input, which may take long to read.
    for command in [&["stats", "absent.csv", "--by", "likes", "-o"][..], &["lexicon", "learn", "absent.csv", "-o"]] {
        shenping(folder.path()).args(command).arg("none/x.csv").assert().code(2);
        shenping(folder.path()).args(command).arg("x.csv").assert().code(5);
    }
    assert_eq!(fs::read_dir(folder.path()).expect("folder").count(), 1, "nothing is left behind");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_stdout_is_named() {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("c.csv"), "text,label\n好看,positive\n").expect("file");
    for command in [
        &["score", "c.csv"][..],
        &["stats", "c.csv", "--by", "likes"],
        &["explain", "好看"],
        &["evaluate", "c.csv"],
        &["lexicon", "list"],
        &["completions", "bash"],
    ] {
        let full = fs::File::options().write(true).open("/dev/full").expect("the device");
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_shenping"));
        let output = program.current_dir(folder.path()).args(command).stdout(full).output().expect("runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{command:?}: {said}");
        assert!(said.contains("cannot write to stdout: "), "{command:?}: {said}");
    }
}

#[test]
fn an_ending_that_names_no_form_is_not_taken_for_csv() {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("c.csv"), "text,label\n好看,positive\n").expect("file");
    let score = |arguments: &[&str]| {
        let output = shenping(folder.path()).args(["score", "c.csv"]).args(arguments).output().expect("runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for name in ["o.xlsx", "o.tsv", "o.parquett"] {
        let (code, said) = score(&["-o", name]);
        assert_eq!(code, Some(2), "{name}: {said}");
        assert!(said.contains(".parquet") && said.contains("--format"), "{said}");
        assert!(!folder.path().join(name).exists());
        assert_eq!(score(&["-o", name, "--format", "csv"]).0, Some(0), "a form that is named is taken");
    }
    for name in ["plain", "o.txt", "O.CSV"] {
        assert_eq!(score(&["-o", name]).0, Some(0), "{name}");
        assert!(fs::read(folder.path().join(name)).expect("CSV").starts_with(b"text,"), "{name}");
    }
    for command in &WRITERS[1..3] {
        let output = shenping(folder.path()).args(*command).arg("o.parquet").output().expect("runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{command:?}: {said}");
        assert!(said.contains(".csv"), "{said}");
    }
}

/// A table in which line 4 opens a quote that nobody closes, and one in which line 2 does.
const UNCLOSED: [(&str, &str); 2] = [
    ("late.csv", "text,label\n好看,positive\n难吃,negative\n\"骗人,negative\n不错,positive\n一般,neutral\n"),
    ("first.csv", "text,label\n\"好看,positive\n难吃,negative\n不错,positive\n"),
];

#[test]
fn a_quote_that_is_never_closed_is_named_with_what_it_swallows() {
    let folder = tempfile::tempdir().expect("folder");
    for (name, text) in UNCLOSED {
        fs::write(folder.path().join(name), text).expect("file");
    }
    for command in [&["score"][..], &["stats", "--by", "polarity"], &["evaluate"]] {
        let run = |name| shenping(folder.path()).args(command).arg(name).output().expect("runs");
        let late = run("late.csv");
        let said = String::from_utf8_lossy(&late.stderr);
        assert_eq!(late.status.code(), Some(0), "{command:?}: {said}");
        let want = "warning: late.csv line 4 opens a quote that is never closed; 3 lines were read as one cell";
        assert!(said.contains(want), "{command:?}: {said}");
        let first = run("first.csv");
        let said = String::from_utf8_lossy(&first.stderr);
        assert_eq!(first.status.code(), Some(5), "{command:?}: {said}");
        assert!(said.contains("first.csv line 2 opens a quote that is never closed"), "{command:?}: {said}");
        assert!(said.contains("all 3 lines"), "{command:?}: {said}");
    }
}

#[test]
fn a_zero_in_a_text_is_a_broken_character_with_its_place() {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("zero.csv"), "text,label\n好看,positive\n难\0吃,negative\n").expect("file");
    for (command, place) in [
        (&["score"][..], "zero.csv row 2"),
        (&["stats", "--by", "polarity"], "zero.csv line 3"),
        (&["evaluate"], "zero.csv line 3"),
    ] {
        let output = shenping(folder.path()).args(command).arg("zero.csv").output().expect("runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{command:?}: {said}");
        assert!(said.contains("with broken characters") && said.contains(place), "{command:?}: {said}");
    }
}

/// Runs a command with this on its stdin.
fn with_stdin(arguments: &[&str], stdin: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("folder");
    let output = shenping(folder.path()).args(arguments).write_stdin(stdin).output().expect("runs");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn lines_on_stdin_are_the_same_in_every_encoding_and_with_every_line_break() {
    let text = "太好看了，支持！\n质量太差，骗人的\n";
    for command in [&["explain", "--json", "-"][..], &["score", "-"], &["stats", "-", "--by", "polarity"]] {
        let expected = with_stdin(command, text.as_bytes());
        let forms = [
            format!("\u{FEFF}{text}").into_bytes(),
            encoding_rs::GB18030.encode(text).0.into_owned(),
            text.replace('\n', "\r\n").into_bytes(),
            text.replace('\n', "\r").into_bytes(),
        ];
        for (number, form) in forms.iter().enumerate() {
            assert_eq!(with_stdin(command, form), expected, "{command:?} form {number}");
        }
    }
}

#[test]
fn the_same_file_twice_is_noticed_by_whatever_path() {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("c.csv"), "text\n好看\n").expect("file");
    let said = |inputs: &[&str]| {
        let output = shenping(folder.path()).args(["stats", "--by", "polarity"]).args(inputs).output().expect("runs");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(said(&["c.csv", "./c.csv"]).contains("warning: ./c.csv was named before"));
    assert_eq!(said(&["c.csv"]), "");
}

#[test]
fn every_command_has_its_manual_page() {
    let folder = tempfile::tempdir().expect("folder");
    shenping(folder.path()).args(["man", "--out", "man1"]).assert().success();
    let page = |name: &str| fs::read_to_string(folder.path().join("man1").join(name)).expect("a page");
    for name in ["shenping.1", "shenping-score.1", "shenping-pin.1", "shenping-pin-apply.1", "shenping-lexicon-learn.1"]
    {
        assert!(page(name).contains(".TH"), "{name}");
    }
    let top = page("shenping.1").replace('\\', "");
    for word in top.split_whitespace().filter_map(|word| word.strip_suffix("(1)")) {
        assert!(!page(&format!("{word}.1")).is_empty(), "{word} is referred to");
    }
    let all = shenping(folder.path()).arg("man").output().expect("runs").stdout;
    let pages = fs::read_dir(folder.path().join("man1")).expect("folder").count();
    assert_eq!(String::from_utf8(all).expect("text").matches("\n.TH ").count(), pages);
}
