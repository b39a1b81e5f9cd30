//! What more rows may cost: no more work and no more memory a row, and for `score` no more memory at all.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::process::{Took, run};
use crate::support::peak_over;

const FEW: usize = 10_000;
const MANY: usize = 60_000;
/// Work on so many more rows may grow by so much more: other programs disturb.
const DISTURBED: f64 = 1.6;
/// Less work than this is too short to be compared: CPU time is told to 10 ms.
const LEAST_WORK: Duration = Duration::from_millis(50);
/// Bytes that a comment may take where tables are made of all; as a row of a frame it takes 1,200.
const BYTES_A_COMMENT: u64 = 800;
/// Bytes that an imported comment may take; a table of all of them takes 900.
const IMPORTED_BYTES_A_COMMENT: u64 = 300;
/// KiB by which the peak of `score` may differ: half of what the rows take that come to it.
const NOISE_KIB: u64 = 12 * 1024;

/// Comments of which hardly two say the same.
fn comments(rows: usize) -> impl Iterator<Item = (usize, String)> {
    let words =
        ["今天", "视频", "真的", "太好看了", "垃圾", "骗钱", "支持", "一般", "笑死", "加油", "后悔", "不推荐", "很差"];
    let mut state = 7_u64;
    let mut word = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        words[usize::try_from(state >> 33).expect("a small number") % words.len()]
    };
    (0..rows).map(move |row| (row, (0..16).map(|_| word()).collect()))
}

/// A table of comments with all that tables of metrics are made of; the first is fit to be pinned.
fn table(rows: usize) -> String {
    let mut text = String::from("video_id,comment_id,text,create_time,likes,ip_label\n");
    for (row, comment) in comments(rows) {
        let comment = if row == 0 { "太好看了，超级喜欢，支持！" } else { &comment };
        let (video, time, likes) = (row % 5, 1_766_799_045 + row, 1 + row % 97);
        let place = ["广东", "北京", ""][row % 3];
        writeln!(text, "758874068000496359{video},{row},{comment},{time},{likes},{place}").expect("memory");
    }
    text
}

/// Rows that are quickly scored and take up room.
fn long_rows(rows: usize, is_array: bool) -> String {
    let note = "占地方的备注".repeat(8);
    let mut text = String::from(if is_array { "[" } else { "text,note\n" });
    for row in 0..rows {
        let written = match (is_array, row) {
            (true, 0) => write!(text, "{{\"text\":\"好看\",\"note\":\"{note}{row}\"}}"),
            (true, _) => write!(text, ",\n{{\"text\":\"好看\",\"note\":\"{note}{row}\"}}"),
            (false, _) => writeln!(text, "好看,{note}{row}"),
        };
        written.expect("memory");
    }
    text + if is_array { "]" } else { "" }
}

fn shenping(folder: &Path, arguments: &str) -> Took {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shenping"));
    command.current_dir(folder).args(arguments.split(' ')).stdout(Stdio::null()).stderr(Stdio::null());
    run(&mut command)
}

/// The CPU time that many rows may take, from that for one row, which is the start, and that for few.
fn most_cpu(start: Duration, few: Duration) -> Duration {
    start + few.saturating_sub(start).max(LEAST_WORK).mul_f64(MANY as f64 / FEW as f64 * DISTURBED)
}

/// What one row, few and many take.
struct Costs {
    /// CPU time for one row, which is the start.
    start: Duration,
    few: Took,
    many: Took,
}

impl Costs {
    /// What is too much, if anything.
    fn fault(&self) -> Option<String> {
        let Self { start, few, many } = self;
        if many.cpu >= most_cpu(*start, few.cpu) {
            return Some(format!("{start:?} for a row, {:?} for {FEW}, {:?} for {MANY}", few.cpu, many.cpu));
        }
        let most = few.peak_kib + BYTES_A_COMMENT * (MANY - FEW) as u64 / 1024;
        let is_more = many.peak_kib >= most;
        is_more.then(|| format!("{} KiB for {FEW} rows, {} for {MANY}", few.peak_kib, many.peak_kib))
    }

    /// The same by a second run too, as other programs disturb each: the last look at a peak may come too early, and
    /// work on a busy machine takes longer.
    fn with(mut self, other: &Self) -> Self {
        self.start = self.start.min(other.start);
        self.few.cpu = self.few.cpu.max(other.few.cpu);
        self.few.peak_kib = self.few.peak_kib.max(other.few.peak_kib);
        self.many.cpu = self.many.cpu.min(other.many.cpu);
        self.many.peak_kib = self.many.peak_kib.min(other.many.peak_kib);
        self
    }
}

#[test]
fn work_that_grows_faster_than_the_rows_is_seen() {
    let ms = Duration::from_millis;
    // As measured where scoring is quickest and the start the most of it.
    for (start, few, many) in [(10, 40, 190), (160, 460, 1_260), (10, 10, 20)] {
        assert!(ms(many) < most_cpu(ms(start), ms(few)), "{start} {few} {many}");
    }
    for (start, work) in [(10, 30), (160, 300), (0, 20)] {
        for steeper in [6, 10] {
            let many = start + work * (MANY / FEW) as u64 * steeper;
            assert!(ms(many) > most_cpu(ms(start), ms(start + work)), "{start} {work} {steeper}");
        }
    }
}

#[test]
fn more_comments_take_no_more_work_and_memory_each() {
    let folder = tempfile::tempdir().expect("folder");
    for (name, rows) in [("one.csv", 1), ("few.csv", FEW), ("many.csv", MANY)] {
        fs::write(folder.path().join(name), table(rows)).expect("a file");
    }
    for command in [
        "score IN.csv -o IN.parquet",
        "stats IN.csv --by keyword",
        "stats IN.parquet --by time",
        "export IN.csv --out IN.tables",
        "report IN.csv --out IN.report",
        "pin suggest IN.csv --video 7588740680004963590",
    ] {
        let took = |name| shenping(folder.path(), &command.replace("IN", name));
        let measure = || Costs { start: took("one").cpu, few: took("few"), many: took("many") };
        let first = measure();
        let faults = first.fault().and_then(|_| first.with(&measure()).fault());
        assert_eq!(faults, None, "{command}");
    }
}

/// The peak for more rows may be higher by so much.
fn assert_peak(what: &str, more_kib: u64, short: impl Fn() -> u64, long: impl Fn() -> u64) {
    let (mut shorter, mut longer) = (short(), long());
    if longer >= shorter + more_kib {
        // The moment when a peak is looked at, and the order of threads, are disturbed by other programs.
        (shorter, longer) = (shorter.max(short()), longer.min(long()));
    }
    assert!(longer < shorter + more_kib, "{what}: {shorter} KiB, then {longer} KiB");
}

#[test]
fn importing_holds_little_of_each_comment() {
    // So many that what stays in memory of a few is full.
    let sizes = [("short", 60_000), ("long", 120_000)];
    let folder = tempfile::tempdir().expect("folder");
    for (name, rows) in sizes {
        fs::write(folder.path().join(format!("{name}.csv")), table(rows)).expect("a file");
    }
    let peak = |name: &str| {
        let out = format!("{name}.collections");
        let took = shenping(folder.path(), &format!("import {name}.csv --out {out}"));
        fs::remove_dir_all(folder.path().join(out)).expect("collections");
        took.peak_kib
    };
    let more_rows = sizes[1].1 - sizes[0].1;
    assert_peak("import", IMPORTED_BYTES_A_COMMENT * more_rows as u64 / 1024, || peak("short"), || peak("long"));
}

#[test]
fn scoring_holds_as_much_of_a_long_file_as_of_a_short_one() {
    // More than all stages hold, of which the most are two row groups of Parquet, the one that is read and the one of
    // which the last rows are not written yet.
    let sizes = [("short", 280_000), ("long", 440_000)];
    let folder = tempfile::tempdir().expect("folder");
    for (name, rows) in sizes {
        let file = |ending: &str| folder.path().join(format!("{name}.{ending}"));
        fs::write(file("csv"), long_rows(rows, false)).expect("a file");
        fs::write(file("json"), long_rows(rows, true)).expect("a file");
    }
    for command in ["score IN.csv -o IN.parquet", "score IN.parquet -o IN.jsonl", "score IN.json -o IN.out.csv"] {
        let peak = |name| shenping(folder.path(), &command.replace("IN", name)).peak_kib;
        assert_peak(command, NOISE_KIB, || peak("short"), || peak("long"));
    }
}

#[test]
fn scoring_holds_as_much_of_a_long_stream_as_of_a_short_one() {
    // Enough for every stage to be full; from there on, 32 MB more go through.
    let peak = |lines| peak_over(lines, &["score", "-", "--format", "jsonl"]);
    assert_peak("stdin", NOISE_KIB, || peak(100_000), || peak(300_000));
}
