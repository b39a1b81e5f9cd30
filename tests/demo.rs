//! The demo as a newcomer runs it: no token, no network, the same bytes for everybody.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// What a run left: stdout, and every file by its path below the folder.
struct Run {
    stdout: String,
    stderr: String,
    files: BTreeMap<String, Vec<u8>>,
}

fn demo(threads: &str, time_zone: &str, args: &[&str]) -> Run {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().join("written");
    let output = Command::cargo_bin("shenping")
        .expect("the program")
        .current_dir(folder.path())
        .args(["demo", "--threads", threads, "--out"])
        .arg(&out)
        .args(args)
        .env("TZ", time_zone)
        // Whoever asks a proxy gets no answer; a token of the user's has no business here.
        .envs([("HTTP_PROXY", "http://127.0.0.1:9"), ("ALL_PROXY", "http://127.0.0.1:9")])
        .env("JUSTONEAPI_TOKEN", "token-of-the-user")
        .env("JUSTONEAPI_BASE_URL", "http://192.0.2.1")
        .output()
        .expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    let mut files = BTreeMap::new();
    read_files(&out, "", &mut files);
    Run { stdout: text(&output.stdout), stderr, files }
}

fn read_files(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read_files(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(entry.path()).expect("a file"));
        }
    }
}

#[test]
fn it_collects_reports_and_gives_its_verdict_without_a_token() {
    let run = demo("2", "Asia/Shanghai", &["--comments", "300"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{}", run.stdout);
    assert!(lines[0].starts_with("mood  ") && lines[0].contains("% ("), "{}", lines[0]);
    assert!(lines[1].starts_with("turn  ") && lines[2].starts_with("top   "), "{}", run.stdout);
    assert!(run.stderr.contains("collected 300 comments") && run.stderr.contains("report.html"), "{}", run.stderr);
    let has = |ending: &str| run.files.keys().any(|name| name.ends_with(ending));
    for ending in ["report.html", "summary.json", "comments.parquet", "fetch.json", ".csv", ".png", "000001.json.zst"] {
        assert!(has(ending), "no {ending} in {:?}", run.files.keys());
    }
    let summary: serde_json::Value = serde_json::from_slice(&run.files["summary.json"]).expect("JSON");
    assert!(summary.is_object());
    for (name, bytes) in &run.files {
        assert!(!bytes.windows(17).any(|window| window == b"token-of-the-user"), "the token is in {name}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_with_any_threads_in_any_time_zone() {
    let one = demo("1", "UTC", &["--comments", "200", "--seed", "5"]);
    let two = demo("2", "America/New_York", &["--comments", "200", "--seed", "5"]);
    assert_eq!(one.stdout, two.stdout);
    assert_eq!(one.files.keys().collect::<Vec<_>>(), two.files.keys().collect::<Vec<_>>());
    // A collection tells when it was made, and each page when it was asked for; what the pages say and what is made of
    // them does not.
    let dated = |name: &str| name.starts_with("data/") && !name.contains("/pages/");
    let compared: Vec<&String> = one.files.keys().filter(|name| !dated(name)).collect();
    assert!(compared.iter().any(|name| name.contains("/pages/")) && compared.len() > 20, "{compared:?}");
    for name in compared {
        let said = |run: &Run| {
            let bytes = run.files[name].clone();
            if name.contains("/pages/") { zstd::decode_all(&bytes[..]).expect("a stored page") } else { bytes }
        };
        assert!(said(&one) == said(&two), "{name} differs");
    }
    let other = demo("2", "UTC", &["--comments", "200", "--seed", "6"]);
    assert_ne!(one.files["report.html"], other.files["report.html"]);
}

#[test]
fn a_second_run_into_the_same_folder_starts_over() {
    let folder = TempDir::new().expect("a folder");
    let run = |seed: &str| {
        let mut command = Command::cargo_bin("shenping").expect("the program");
        command.current_dir(folder.path()).args(["demo", "--out", "d", "--comments", "60", "--seed", seed]);
        let output = command.output().expect("it runs");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let first = run("1");
    assert_ne!(first, run("2"));
    assert_eq!(first, run("1"));
}

#[test]
fn too_many_comments_are_wrong_use_and_none_is_nothing_to_report() {
    let folder = TempDir::new().expect("a folder");
    for (comments, code) in [("100001", 2), ("0", 6)] {
        let mut command = Command::cargo_bin("shenping").expect("the program");
        let output = command.current_dir(folder.path()).args(["demo", "--comments", comments]).output();
        let output = output.expect("it runs");
        assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stdout.is_empty());
    }
}
