//! The examples in `--help` are promises: every one of them is pasted into a shell and must work.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use shenping::sandbox::{Sandbox, SandboxOptions};

/// The program's help for a command, `--help` form.
fn help(path: &[String]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_shenping")).args(path).arg("--help").output().expect("the program runs");
    assert!(output.status.success(), "help of {path:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// The commands a help page lists.
fn commands(page: &str) -> Vec<String> {
    let listed = page.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = listed.filter_map(|line| line.split_whitespace().next().filter(|_| line.starts_with("  ")));
    names.filter(|name| *name != "help" && name.chars().all(|c| c.is_ascii_lowercase())).map(str::to_owned).collect()
}

/// Every command with its help page, nested ones included.
fn pages() -> Vec<(Vec<String>, String)> {
    let mut pages = vec![(Vec::new(), help(&[]))];
    let mut next = 0;
    while let Some((path, page)) = pages.get(next).cloned() {
        for name in commands(&page) {
            let path: Vec<String> = path.iter().cloned().chain([name]).collect();
            let page = help(&path);
            pages.push((path, page));
        }
        next += 1;
    }
    pages
}

fn examples(page: &str) -> Vec<String> {
    let lines = page.lines().skip_while(|line| *line != "Examples:").skip(1);
    lines
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| line.contains("shenping "))
        .map(str::to_owned)
        .collect()
}

/// The files that the examples name.
fn prepare(folder: &Path) {
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("file");
    write("videos.txt", "# the launch\n7588740680004963593\n");
    let mut comments = String::from("id,text,likes,time,region\n");
    for (index, text) in
        ["太好看了，支持！[赞]", "价格多少", "太失望了，再也不买", "物流很慢[发怒]", "喜欢，期待下一期"]
            .iter()
            .enumerate()
    {
        comments.push_str(&format!("{index},{text},{},2026-03-0{} 12:00:00,广东\n", (5 - index) * 10, index + 1));
    }
    write("comments.csv", &comments);
    write("export.csv", "content,赞\n太好看了,12\n一般般吧,3\n");
    let labelled: String =
        (0..8).map(|n| format!("太好看了{n},positive\n太失望了{n},negative\n多少钱{n},neutral\n")).collect();
    write("labelled.csv", &format!("text,label\n{labelled}"));
    write("reviews.csv", "review,stars\n味道很好,1\n太难吃了,0\n");
    write(
        "my.tsv",
        "# name: mine\n# version: 1\n# license: CC0-1.0\n# source: a test\n# kind: valence\nterm\tvalence\n绝了\t3.5\n踩雷\t-3\n",
    );
}

/// Runs one line in a shell in the prepared folder.
fn run(line: &str, folder: &Path, sandbox: &Sandbox, item_id: &str) -> std::process::Output {
    let program = Path::new(env!("CARGO_BIN_EXE_shenping"));
    let path = std::env::var("PATH").unwrap_or_default();
    Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", program.parent().expect("folder").display()))
        .env("JUSTONEAPI_TOKEN", "sandbox")
        .env("JUSTONEAPI_BASE_URL", sandbox.base_url())
        .env("DOUYIN_BASE_URL", sandbox.base_url())
        .env("DOUYIN_ACCESS_TOKEN", "act.sandbox")
        .env("DOUYIN_OPEN_ID", "open-id")
        .env("ITEM_ID", item_id)
        .stdin(Stdio::null())
        .output()
        .expect("a shell")
}

#[test]
fn every_example_works_as_pasted() {
    let folder = tempfile::tempdir().expect("folder");
    prepare(folder.path());
    let sandbox =
        Sandbox::start(&SandboxOptions { comments: 60, videos: 1, ..SandboxOptions::default() }).expect("sandbox");
    let videos = crate::support::http(&sandbox.base_url(), "GET", "/__sandbox/videos");
    let item_id = videos[0]["item_id"].as_str().expect("an item id").to_owned();
    let mut tried = 0;
    let mut failures = Vec::new();
    for (path, page) in pages() {
        let lines = examples(&page);
        let groups = path.first().is_some_and(|name| name == "pin" || name == "lexicon") && path.len() == 1;
        if lines.is_empty() && !groups && path != ["lexicon", "list"] && path != ["man"] {
            failures.push(format!("{path:?} has no example"));
        }
        for line in lines {
            // It runs until it is stopped; tests/sandbox.rs drives it.
            if line.contains("shenping sandbox") {
                continue;
            }
            let output = run(&line, folder.path(), &sandbox, &item_id);
            tried += 1;
            // 6 is an honest answer of these: nothing is fit, nothing is pinned, nothing is old.
            let may_find_nothing = line.contains("shenping pin") || line.contains("shenping purge");
            let allowed: &[i32] = if may_find_nothing { &[0, 6] } else { &[0] };
            if !output.status.code().is_some_and(|code| allowed.contains(&code)) {
                failures.push(format!(
                    "{line}: {:?}\n{}",
                    output.status.code(),
                    String::from_utf8_lossy(&output.stderr)
                ));
            }
        }
    }
    assert!(tried > 20, "only {tried} examples found");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
