//! `reports/sample/` shows what a report looks like; it is made by the demo, and this test makes it anew.
//!
//! With `SHENPING_UPDATE_SAMPLE=1` the files in the repository are replaced; else its tables, its summary and the
//! drawings in its page must be those of a fresh run, byte for byte.

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

/// Every SVG of a page.
fn drawings(page: &str) -> Vec<&str> {
    page.split("<svg").skip(1).filter_map(|rest| rest.split("</svg>").next()).collect()
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
        let (made, kept) = (made.join(file), sample().join(file));
        let advice = format!("{file} is old: run SHENPING_UPDATE_SAMPLE=1 cargo test sample");
        assert!(kept.is_file(), "{advice}");
        match kept.extension().and_then(|ending| ending.to_str()) {
            Some("csv" | "json") => assert!(fs::read(&made).expect(file) == fs::read(&kept).expect(file), "{advice}"),
            Some("html") => {
                let page = |path: &Path| fs::read_to_string(path).expect("page");
                let (made, kept) = (page(&made), page(&kept));
                assert!(kept.contains("id=\"verdict\"") && kept.len() < 3_000_000, "{advice}");
                assert!(drawings(&kept).len() >= 10 && drawings(&made) == drawings(&kept), "drawings: {advice}");
            }
            _ => assert!(fs::read(&kept).expect(file).starts_with(b"\x89PNG"), "{advice}"),
        }
    }
}
