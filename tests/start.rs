//! What a start costs: commands that judge no text read neither the dictionary nor a lexicon.

use std::path::Path;
use std::process::Command;

use shenping::sandbox::{Sandbox, SandboxOptions};

/// What the program says while it works, at the most detailed level.
fn log(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_shenping"))
        .args(arguments)
        .arg("-vv")
        .current_dir(folder)
        .env("JUSTONEAPI_TOKEN", "sandbox")
        .env_remove("JUSTONEAPI_BASE_URL")
        .output()
        .expect("the program runs");
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {log}");
    log
}

fn reads(log: &str) -> [bool; 2] {
    ["reading the dictionary", "reading the bundled lexicons"].map(|line| log.contains(line))
}

#[test]
fn only_commands_that_judge_texts_read_the_dictionary_and_the_lexicons() {
    let folder = tempfile::tempdir().expect("folder");
    let sandbox =
        Sandbox::start(&SandboxOptions { comments: 20, videos: 1, ..SandboxOptions::default() }).expect("sandbox");
    let video = sandbox.video_ids()[0].clone();
    std::fs::write(folder.path().join("in.csv"), "text,likes\n太好看了,3\n垃圾,1\n").expect("file");
    assert_eq!(reads(&log(folder.path(), &["score", "in.csv", "-o", "-"])), [true; 2]);
    assert_eq!(reads(&log(folder.path(), &["explain", "太好看了"])), [true; 2]);
    for arguments in [
        vec!["--help"],
        vec!["score", "--help"],
        vec!["fetch", &video, "--base-url", &sandbox.base_url(), "--out", "data", "--retry-base-ms", "2"],
    ] {
        assert_eq!(reads(&log(folder.path(), &arguments)), [false; 2], "{arguments:?}");
    }
}
