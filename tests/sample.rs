//! `reports/sample/` shows what a report looks like; it is made by the demo, and this test makes it anew.
//!
//! With `SHENPING_UPDATE_SAMPLE=1` the files in the repository are replaced; else every one of them must be that of a
//! fresh run, byte for byte. That holds for the pictures too: they are drawn in software with the bundled font, so no
//! machine's fonts or graphics come into them.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// What of a report is kept as a sample.
const FILES: [&str; 9] = [
    "report.html",
    "summary.json",
    "charts/poster.png",
    "charts/time.png",
    "charts/region.png",
    "csv/by_time.csv",
    "csv/by_region.csv",
    "csv/keywords.csv",
    "csv/sayings.csv",
];

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/sample")
}

#[test]
fn the_sample_is_what_the_demo_makes() {
    let folder = tempfile::tempdir().expect("temporary folder");
    Command::new(env!("CARGO_BIN_EXE_shenping"))
        .current_dir(folder.path())
        .args(["demo", "--out", "demo", "--comments", "500", "--seed", "1"])
        .assert()
        .success();
    let made = folder.path().join("demo");
    if std::env::var_os("SHENPING_UPDATE_SAMPLE").is_some() {
        for file in FILES {
            let target = sample().join(file);
            fs::create_dir_all(target.parent().expect("a folder")).expect("folder");
            fs::copy(made.join(file), target).expect(file);
        }
    }
    for file in FILES {
        let (made, kept) = (fs::read(made.join(file)).expect(file), fs::read(sample().join(file)).unwrap_or_default());
        assert!(made == kept, "{file} is old: run SHENPING_UPDATE_SAMPLE=1 cargo test sample");
    }
    let page = fs::metadata(sample().join("report.html")).expect("page");
    assert!(page.len() < 3_000_000, "the page has {} bytes", page.len());
}
