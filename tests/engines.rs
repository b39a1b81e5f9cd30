//! The two segmenters: every output is the same with either.

#![expect(clippy::unwrap_used, reason = "a test that can't go on should say so")]

use std::path::Path;
use std::process::{Command, Output};

const LEXICON: &str = "蚌埠住了\t-2\n好吃到哭\t3.5\n[新表情]\t1.5\nyyds\t4\n";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_shenping")).current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Comments with everything in them that is read in a special way.
fn comments() -> String {
    let words = [
        "太好看了",
        "蚌埠住了",
        "好吃到哭",
        "不是很行",
        "後悔買",
        "yyds",
        "666666",
        "哈哈哈哈哈",
        "𠮷好",
        "３.５分",
        "C++",
        "の",
    ];
    let signs = [
        "，",
        "。",
        "！！",
        "[捂脸]",
        "[新表情]",
        "👍🏻",
        "@用户 ",
        " ",
        "https://v.douyin.com/x ",
        "\u{200b}",
        "1️⃣",
        "",
    ];
    let mut lines = String::from("id,text,likes\n");
    for (index, word) in words.iter().enumerate() {
        for (other, sign) in signs.iter().enumerate() {
            let last = words[(index * 5 + other) % words.len()];
            lines += &format!("{index}{other},{word}{sign}{last}{sign}{word},{}\n", index * other);
        }
    }
    lines
}

#[test]
fn scores_and_explanations_do_not_depend_on_the_segmenter() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("comments.csv"), comments()).unwrap();
    std::fs::write(folder.path().join("mine.tsv"), LEXICON).unwrap();
    for lexicons in [&[][..], &["--lexicon", "mine.tsv"], &["--no-base", "--lexicon", "mine.tsv"]] {
        for command in
            [&["score", "comments.csv", "-o", "-"][..], &["explain", "--json", "这也蚌埠住了[新表情]，不是很好看"]]
        {
            let with =
                |segmenter| run(folder.path(), &[command, lexicons, &["--segmenter", segmenter]].concat()).stdout;
            let fast = with("fast");
            assert!(fast.len() > 500 && fast == with("jieba"), "{command:?} {lexicons:?}");
        }
    }
}
