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
        vec!["fetch", "7588740680004963593"],
        vec!["sandbox", "--fault", "nonsense@1"],
        vec!["pin", "status", "--item-id", "@a=="],
        vec!["--threads", "0", "score", "c.csv"],
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
