//! What a start costs: commands that judge no text take no dictionary, and those that do need not read the lexicons.

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

/// Whether the embedded dictionary with the words of the lexicons is taken, and whether anything is read.
fn reads(log: &str) -> [bool; 3] {
    ["taking the embedded dictionary", "reading the embedded dictionary", "reading the bundled lexicons"]
        .map(|line| log.contains(line))
}

#[test]
fn only_commands_that_judge_texts_take_the_dictionary_and_none_reads_the_lexicons_for_it() {
    let folder = tempfile::tempdir().expect("folder");
    let sandbox =
        Sandbox::start(&SandboxOptions { comments: 20, videos: 1, ..SandboxOptions::default() }).expect("sandbox");
    let video = sandbox.video_ids()[0].clone();
    std::fs::write(folder.path().join("in.csv"), "text,likes\n太好看了,3\n垃圾,1\n").expect("file");
    std::fs::write(folder.path().join("own.tsv"), "太好看了\t-4\n").expect("file");
    for arguments in [&["score", "in.csv", "-o", "-"][..], &["explain", "太好看了"], &["explain", "--json", "a"]] {
        let log = log(folder.path(), arguments);
        assert_eq!(
            reads(&log),
            [true, false, false],
            "{arguments:?}: if the lexicons have changed, run the example build_dictionary\n{log}"
        );
    }
    let own = log(folder.path(), &["explain", "--lexicon", "own.tsv", "太好看了"]);
    assert_eq!(reads(&own), [false, true, true]);
    for arguments in [
        vec!["--help"],
        vec!["score", "--help"],
        vec!["fetch", &video, "--base-url", &sandbox.base_url(), "--out", "data", "--retry-base-ms", "2"],
    ] {
        assert_eq!(reads(&log(folder.path(), &arguments)), [false; 3], "{arguments:?}");
    }
}

/// A size of stack that no system has makes every start of a thread fail.
#[cfg(target_os = "linux")]
#[test]
fn without_threads_the_core_works_and_large_commands_say_what_is_missing() {
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shenping"));
        command.args(arguments).env("RUST_MIN_STACK", (1_u64 << 62).to_string()).output().expect("the program runs")
    };
    let folder = tempfile::tempdir().expect("folder");
    let own = folder.path().join("own.tsv");
    std::fs::write(&own, "太好看了\t-4\n").expect("file");
    let own = own.to_str().expect("a path");
    for flags in [&[][..], &["--no-base"], &["--lexicon", own]] {
        let arguments = [&["explain", "--json", "太好看了"], flags].concat();
        let (alone, usual) = (run(&arguments), Command::new(env!("CARGO_BIN_EXE_shenping")).args(&arguments).output());
        assert_eq!(alone.stdout, usual.expect("the program runs").stdout, "{alone:?}");
        assert!(alone.status.success());
    }
    let input = folder.path().join("in.csv");
    std::fs::write(&input, "text\n太好看了\n").expect("file");
    let output = run(&["score", input.to_str().expect("a path"), "-o", "-"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("cannot start threads") && said.contains("ulimit") && !said.contains("panicked"), "{said}");
}
