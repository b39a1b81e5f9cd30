//! `score`: rows keep everything they have and gain three columns.

#![expect(clippy::unwrap_used, reason = "a test that can't go on should say so")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use proptest::prelude::*;

fn shenping(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shenping"));
    command.current_dir(folder);
    command
}

fn score(folder: &Path, arguments: &[&str], stdin: &[u8]) -> Output {
    let mut command = shenping(folder);
    command.arg("score").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(stdin).unwrap();
    child.wait_with_output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn csv_rows(text: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    reader.byte_records().map(|record| record.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
}

#[test]
fn lines_from_stdin_become_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let rows = csv_rows(stdout(&score(folder.path(), &["-"], "太好看了\n\n\"a\",b\n".as_bytes())).as_bytes());
    assert_eq!(rows[0], ["text", "polarity", "score", "confidence"].map(|name| name.as_bytes().to_vec()));
    let texts: Vec<&[u8]> = rows[1..].iter().map(|row| &row[0][..]).collect();
    assert_eq!(texts, ["太好看了".as_bytes(), b"", b"\"a\",b"]);
    assert_eq!(rows[2][1..], ["none", "0", "0"].map(|cell| cell.as_bytes().to_vec()));
}

#[test]
fn other_columns_and_the_order_of_rows_stay() {
    let folder = tempfile::tempdir().unwrap();
    let csv = "\u{feff}序号,评论内容,score,id\r\n2,\"好看,\r\n真的\",9,7588740680004963593\r\n1,垃圾,8,00012\r\n";
    std::fs::write(folder.path().join("in.csv"), csv).unwrap();
    let output = score(folder.path(), &["in.csv", "-o", "out.csv"], b"");
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).contains("note: the input's own column score is replaced"));
    let rows = csv_rows(&std::fs::read(folder.path().join("out.csv")).unwrap());
    let kept: Vec<Vec<&str>> =
        rows.iter().map(|row| row[..3].iter().map(|cell| std::str::from_utf8(cell).unwrap()).collect()).collect();
    assert_eq!(
        kept,
        [["序号", "评论内容", "id"], ["2", "好看,\r\n真的", "7588740680004963593"], ["1", "垃圾", "00012"]]
    );
    assert!(rows.iter().all(|row| row.len() == 6));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn json_lines_keep_their_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "{\"id\": 7588740680004963593 ,\"text\":\"好看\",\"n\":1.10,\"deep\":{\"a\":[1, 2]}}\n{ }\n";
    let out = stdout(&score(folder.path(), &["-", "--input-format", "jsonl", "--format", "jsonl"], lines.as_bytes()));
    let first = "{\"id\": 7588740680004963593 ,\"text\":\"好看\",\"n\":1.10,\"deep\":{\"a\":[1, 2]},\"polarity\":";
    let out: Vec<&str> = out.lines().collect();
    assert!(out[0].starts_with(first), "{}", out[0]);
    assert_eq!(out[1], "{\"polarity\":\"none\",\"score\":0,\"confidence\":0}");
    let value: serde_json::Value = serde_json::from_str(out[0]).unwrap();
    assert!(value["score"].as_f64().unwrap().abs() <= 1.0);
}

#[test]
fn every_form_gives_the_same_scores() {
    let folder = tempfile::tempdir().unwrap();
    let csv = "text,likes\n太好看了,1\n\"垃圾,骗钱\",\n@某人 666,3\n";
    std::fs::write(folder.path().join("in.csv"), csv).unwrap();
    let direct = stdout(&score(folder.path(), &["in.csv"], b""));
    for (first, second) in [("a.parquet", "b.jsonl"), ("a.jsonl", "b.parquet"), ("a.parquet", "b.parquet")] {
        stdout(&score(folder.path(), &["in.csv", "-o", first], b""));
        stdout(&score(folder.path(), &[first, "-o", second], b""));
        assert_eq!(stdout(&score(folder.path(), &[second], b"")), direct, "{first} {second}");
    }
    let piped = score(folder.path(), &["-", "--input-format", "csv"], csv.as_bytes());
    assert_eq!(stdout(&piped), direct);
    let parquet = std::fs::read(folder.path().join("b.parquet")).unwrap();
    assert_eq!(stdout(&score(folder.path(), &["-", "--input-format", "parquet"], &parquet)), direct);
}

#[test]
fn threads_and_time_zones_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let lines: String = (0..3000).map(|n| format!("第{n}条，{}\n", ["好看", "垃圾", "还行吧[捂脸]"][n % 3])).collect();
    std::fs::write(folder.path().join("in.csv"), format!("text\n{lines}")).unwrap();
    let run = |threads: &str, zone: &str, out: &str| {
        let mut command = shenping(folder.path());
        command.args(["score", "in.csv", "--threads", threads, "-o", out]).env("TZ", zone);
        assert!(command.status().unwrap().success());
        std::fs::read(folder.path().join(out)).unwrap()
    };
    for form in ["csv", "jsonl", "parquet"] {
        let (one, two) = (format!("1.{form}"), format!("2.{form}"));
        assert_eq!(run("1", "UTC", &one), run("2", "America/New_York", &two), "{form}");
    }
}

#[test]
fn uneven_rows_are_kept_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = score(folder.path(), &["-", "--input-format", "csv"], b"text,a,b\nx\ny,1,2,3\nz,1,2\n");
    let rows = csv_rows(stdout(&output).as_bytes());
    assert_eq!(rows.iter().map(Vec::len).collect::<Vec<_>>(), [6, 6, 7, 6]);
    assert_eq!(rows[2][6], b"3");
    assert!(stderr(&output).contains("1 row shorter than the header"), "{}", stderr(&output));
    assert!(stderr(&output).contains("line 3"), "{}", stderr(&output));
}

#[test]
fn texts_with_broken_characters_are_named() {
    let folder = tempfile::tempdir().unwrap();
    for (format, input) in [
        ("csv", "text,likes\n好看好看好看好看,1\n坏\u{fffd}字,2\n"),
        ("text", "好看\n坏\u{fffd}字\n"),
        ("jsonl", "{\"text\":\"好看\"}\n{\"text\":\"a\\ud83db\"}\n"),
        ("jsonl", "[{\"text\":\"好看\"},{\"text\":\"a\\ud83db\"}]"),
    ] {
        let output = score(folder.path(), &["--input-format", format, "-"], input.as_bytes());
        let said = stderr(&output);
        assert!(said.contains("1 text with broken characters, the first in stdin row 2"), "{format}: {said}");
    }
    assert!(!stderr(&score(folder.path(), &["-"], "好看😀\n".as_bytes())).contains("broken"));
}

#[test]
fn what_cannot_be_scored_ends_with_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("no-text.csv"), "name,likes\nx,1\n").unwrap();
    std::fs::write(folder.path().join("empty.csv"), "").unwrap();
    std::fs::write(folder.path().join("broken.parquet"), b"PAR1 and no more").unwrap();
    std::fs::write(folder.path().join("junk.csv"), [0, 159, 146, 150].repeat(50)).unwrap();
    for (file, message) in [
        ("missing.csv", "cannot read missing.csv"),
        ("no-text.csv", "\"name\", \"likes\""),
        ("empty.csv", "empty.csv is empty"),
        ("broken.parquet", "no readable Parquet"),
        ("junk.csv", "no text file"),
        (".", "holds none"),
    ] {
        let output = score(folder.path(), &[file], b"");
        assert_eq!((output.status.code(), &output.stdout[..]), (Some(5), &b""[..]), "{file}");
        assert!(stderr(&output).contains(message), "{file}: {}", stderr(&output));
    }
    let named = score(folder.path(), &["no-text.csv", "--text-column", "name"], b"");
    assert!(stdout(&named).starts_with("name,likes,polarity,score,confidence\nx,1,"));
    let unwritable = score(folder.path(), &["-", "-o", "no/such/out.csv"], b"x");
    assert_eq!(unwritable.status.code(), Some(2));
}

#[test]
fn an_input_named_twice_is_said_to_count_twice() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), "text,label\n太好看了,1\n垃圾,0\n").unwrap();
    for (command, file) in [("score", "a.csv"), ("evaluate", "a.csv"), ("stats", "a.csv")] {
        let by: &[&str] = if command == "stats" { &["--by", "polarity"] } else { &[] };
        let run = |inputs: [&str; 2]| shenping(folder.path()).arg(command).args(inputs).args(by).output().unwrap();
        let twice = run([file, "./a.csv"]);
        assert_eq!(twice.status.code(), Some(0));
        assert!(stderr(&twice).contains("./a.csv was named before"), "{command}: {}", stderr(&twice));
        std::fs::copy(folder.path().join("a.csv"), folder.path().join("b.csv")).unwrap();
        assert!(!stderr(&run([file, "b.csv"])).contains("named before"), "{command}");
    }
}

/// Whatever writes to a file or folder that can't be written to ends before its work, as wrong use.
#[test]
fn an_output_that_cannot_be_written_is_wrong_use_in_every_command() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.csv"), "text,label\n太好看了,1\n垃圾,0\n").unwrap();
    for arguments in [
        "score in.csv -o in.csv/out.csv",
        "stats in.csv --by polarity -o in.csv/out.csv",
        "report in.csv --out in.csv/out",
        "export in.csv --out in.csv/out",
        "import in.csv --video 7588740680004963593 --out in.csv/out",
        "fetch 7588740680004963593 --base-url http://127.0.0.1:9 --out in.csv/out",
        "demo --out in.csv/out",
        "man --out in.csv/out",
        "lexicon learn in.csv -o in.csv/out.tsv",
        "evaluate in.csv --errors in.csv/out.csv",
    ] {
        let mut command = shenping(folder.path());
        command.args(arguments.split(' ')).env("JUSTONEAPI_TOKEN", "x").stdin(Stdio::null());
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments}: {}", stderr(&output));
        assert!(stderr(&output).contains("cannot write"), "{arguments}: {}", stderr(&output));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
}

/// Small files as other programs write them: categories, 32-bit floats, times without a zone and in nanoseconds.
#[test]
fn kinds_of_parquet_columns_come_out_as_what_they_mean() {
    let folder = tempfile::tempdir().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let path = |name: &str| fixtures.join(name).to_str().unwrap().to_owned();
    let output = score(folder.path(), &[&path("kinds.parquet"), "-o", "-"], b"");
    let first = stdout(&output).lines().nth(1).unwrap().to_owned();
    let cells = "真好看,广东,0.1,2025-12-27T09:30:45+08:00,2025-12-27T09:30:45+08:00,positive,";
    assert!(first.starts_with(cells), "{first}");
    let table = shenping(folder.path()).args(["stats", &path("kinds.parquet"), "--by", "region"]).output().unwrap();
    assert!(stdout(&table).contains("广东"), "{}", stdout(&table));
    // A table needs some columns, `score` keeps all of them.
    let user = path("struct.parquet");
    let output = score(folder.path(), &[&user, "-o", "-"], b"");
    assert_eq!(output.status.code(), Some(5));
    assert!(stderr(&output).contains("column user is of the type"), "{}", stderr(&output));
    let bytes = std::fs::read(&user).unwrap();
    let piped = score(folder.path(), &["-", "--input-format", "parquet"], &bytes);
    assert!(stderr(&piped).contains("stdin: column user is of the type"), "{}", stderr(&piped));
    stdout(&shenping(folder.path()).args(["stats", &user, "--by", "polarity"]).output().unwrap());
}

#[test]
fn whole_numbers_of_any_width_and_decimals_keep_every_digit() {
    let folder = tempfile::tempdir().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let narrow = "真好看,1,32767,-128,255,65535,12.50,123456789012345678901234567890,positive|\
                  垃圾,,0,-32768,0,0,-0.05,-1,negative|今天星期三,2,,7,,,,0,neutral";
    for (file, rows) in [
        ("narrow", narrow),
        ("decimal_numbers", "真好看,12.50,0.000001,positive|垃圾,-0.05,-12.500000,negative|今天星期三,,,neutral"),
        ("decimal", "真好看,1.50,positive|难吃,2.25,negative"),
        ("int16", "真好看,1,positive|难吃,2,negative"),
    ] {
        let path = fixtures.join(format!("{file}.parquet"));
        let path = path.to_str().unwrap();
        let direct = stdout(&score(folder.path(), &[path], b""));
        let (found, rows): (Vec<&str>, Vec<&str>) = (direct.lines().skip(1).collect(), rows.split('|').collect());
        assert_eq!(found.len(), rows.len(), "{file}: {found:?}");
        for (found, expected) in found.iter().zip(rows) {
            assert!(found.starts_with(&format!("{expected},")), "{file}: {found}");
        }
        // Through Parquet and back they are the same, and tables read what they need of them.
        stdout(&score(folder.path(), &[path, "-o", "out.parquet"], b""));
        assert_eq!(stdout(&score(folder.path(), &["out.parquet"], b"")), direct, "{file}");
        stdout(&shenping(folder.path()).args(["stats", path, "--by", "likes"]).output().unwrap());
    }
    let lines =
        stdout(&score(folder.path(), &[fixtures.join("narrow.parquet").to_str().unwrap(), "--format", "jsonl"], b""));
    assert!(lines.starts_with("{\"text\":\"真好看\",\"level\":1,\"likes\":32767,"), "{lines}");
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    for form in ["csv", "jsonl", "parquet"] {
        let mut command = shenping(folder.path());
        let command = command.args(["score", "-", "--format", form]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        // The program may be gone before it has read everything.
        let _ = child.stdin.take().unwrap().write_all("好看\n".repeat(50_000).as_bytes());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "{form}");
    }
}

/// An array is read an element at a time, as lines are.
#[test]
fn an_array_is_scored_as_the_lines_of_its_objects() {
    let folder = tempfile::tempdir().unwrap();
    let object = |n: usize| format!("{{\"id\": {n} ,\"text\":\"第{n}条，好看]}}\",\"deep\":[{{\"a\":[1, 2]}}]}}");
    let lines: Vec<String> = (0..40_000).map(object).collect();
    std::fs::write(folder.path().join("in.jsonl"), lines.join("\n")).unwrap();
    std::fs::write(folder.path().join("in.json"), format!("[\n{}\n]\n", lines.join(",\n"))).unwrap();
    for form in ["csv", "jsonl", "parquet"] {
        for input in ["in.json", "in.jsonl"] {
            let out = format!("{input}.{form}");
            assert_eq!(stderr(&score(folder.path(), &[input, "-o", &out], b"")), "");
        }
        let read = |input: &str| std::fs::read(folder.path().join(format!("{input}.{form}"))).unwrap();
        assert!(read("in.json") == read("in.jsonl"), "{form}");
    }
}

#[test]
fn a_json_input_without_the_column_asked_for_is_refused_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    for input in ["{\"a\":\"好看\"}\n", "[{\"a\":\"好看\"}]"] {
        for form in ["csv", "jsonl"] {
            let arguments = ["-", "--input-format", "jsonl", "--format", form, "--text-column", "b"];
            let output = score(folder.path(), &arguments, input.as_bytes());
            assert_eq!(output.status.code(), Some(5), "{input} {form}");
            assert!(stderr(&output).contains("stdin has no column b; its columns are \"a\""), "{}", stderr(&output));
        }
    }
    for (array, message) in [
        ("[]", "stdin is empty"),
        ("[{\"text\":\"好\"},\n7]", "stdin line 2 is no JSON object: invalid type: integer `7`"),
        ("[{\"text\":\"好\"},\n", "stdin line 2 is no JSON object: EOF while parsing a value"),
    ] {
        for form in ["csv", "jsonl"] {
            let output = score(folder.path(), &["-", "--input-format", "jsonl", "--format", form], array.as_bytes());
            assert_eq!(output.status.code(), Some(5), "{array} {form}");
            assert!(stderr(&output).contains(message), "{array} {form}: {}", stderr(&output));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Any text survives the way through CSV, byte for byte.
    #[test]
    fn texts_survive(texts in proptest::collection::vec(("(?s).{0,12}", "[a-z一-龥,\"\r\n\t'=+@-]{0,9}"), 1..20)) {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["text", "other"]).unwrap();
        for (text, other) in &texts {
            // A zero byte makes a file binary.
            writer.write_record([text.replace('\0', ""), other.clone()]).unwrap();
        }
        let csv = writer.into_inner().unwrap();
        let output = score(folder.path(), &["-", "--input-format", "csv"], &csv);
        prop_assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let (before, after) = (csv_rows(&csv), csv_rows(&output.stdout));
        prop_assert_eq!(before.len(), after.len());
        for (before, after) in before.iter().zip(&after) {
            prop_assert_eq!(&before[..], &after[..2]);
        }
    }
}
