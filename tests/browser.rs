//! The report in a real headless Chromium: nothing leaves, nothing breaks, nothing scrolls sideways, the table works.
//!
//! The page is opened inside a harness page that measures it from outside. Skipped where no Chromium is installed,
//! but never in CI.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::report::{Run, corpus, hostile};

/// Longest time a page may take.
const PATIENCE: Duration = Duration::from_mins(1);

fn chromium() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&folders)
        .flat_map(|folder| ["chromium", "chromium-browser", "google-chrome"].map(|name| folder.join(name)))
        .find(|path| path.is_file());
    assert!(found.is_some() || std::env::var_os("CI").is_none(), "CI must have a Chromium");
    found
}

/// Opens a page and returns its document after `script` of the harness has run, with what the browser logged.
fn open(browser: &Path, page: &Path, width: u32) -> (String, String) {
    let profile = tempfile::tempdir().expect("temporary folder");
    let log = profile.path().join("log");
    let mut child = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--allow-file-access-from-files"])
        .args(["--enable-logging=stderr", "--v=0", "--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("--window-size={width},900"))
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}", page.display()))
        .stdout(fs::File::create(profile.path().join("dom")).expect("file"))
        .stderr(fs::File::create(&log).expect("file"))
        .stdin(Stdio::null())
        .spawn()
        .expect("browser");
    let start = Instant::now();
    while child.try_wait().expect("browser").is_none() {
        if start.elapsed() > PATIENCE {
            child.kill().expect("browser");
            panic!("the browser did not finish");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let read = |name: &str| String::from_utf8_lossy(&fs::read(profile.path().join(name)).expect("file")).into_owned();
    (read("dom"), read("log"))
}

/// Measures a report in frames of two widths, sorts and filters its table, and writes the findings into the title.
const HARNESS: &str = r##"<!DOCTYPE html><meta charset="utf-8"><title>waiting</title><body>
<iframe id="narrow" src="report.html" width="390" height="800"></iframe>
<iframe id="wide" src="report.html" width="1200" height="800"></iframe>
<pre id="found"></pre><script>
addEventListener("load", () => {
  const found = {};
  for (const id of ["narrow", "wide"]) {
    const view = document.getElementById(id).contentWindow, page = view.document;
    const root = page.documentElement;
    found[id] = {
      overflow: root.scrollWidth - root.clientWidth,
      title: page.title,
      requests: view.performance.getEntriesByType("resource").length,
      charts: [...page.querySelectorAll("figure svg")].filter((svg) => svg.getBoundingClientRect().width > 0).length,
      outside: [...page.querySelectorAll("main *")].filter((element) => element.closest(".scroll, svg") === null
        && element.getBoundingClientRect().right > root.clientWidth + 1).length,
    };
  }
  const page = document.getElementById("wide").contentWindow.document;
  const rows = () => [...page.querySelectorAll("#table tbody tr")].filter((row) => !row.hidden);
  const likes = () => rows().map((row) => Number(row.dataset.likes));
  const sorted = (list) => list.every((value, at) => at === 0 || list[at - 1] >= value);
  const head = page.querySelector("th[data-key=likes]");
  head.querySelector("button").click();
  found.descending = sorted(likes()) && head.getAttribute("aria-sort") === "descending";
  head.querySelector("button").click();
  found.ascending = sorted(likes().reverse()) && head.getAttribute("aria-sort") === "ascending";
  found.all = rows().length;
  const choice = page.getElementById("polarity");
  choice.value = "negative";
  choice.dispatchEvent(new Event("input"));
  found.negative = rows().length;
  found.onlyNegative = rows().every((row) => row.dataset.polarity === "negative");
  const theme = page.getElementById("theme");
  theme.click();
  const before = page.documentElement.dataset.theme;
  theme.click();
  found.toggles = before !== page.documentElement.dataset.theme;
  document.getElementById("found").textContent = JSON.stringify(found);
});
</script>"##;

fn findings(dom: &str) -> serde_json::Value {
    let text = dom.split("<pre id=\"found\">").nth(1).and_then(|rest| rest.split("</pre>").next()).expect("harness");
    serde_json::from_str(&text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")).expect("findings")
}

#[test]
fn a_browser_shows_the_report_as_it_should() {
    let Some(browser) = chromium() else { return };
    for (csv, language) in [(corpus(300), "zh"), (hostile(), "en"), ("text\n太好看了\n".to_owned(), "en")] {
        let run = Run::report(&csv, &["--lang", language]);
        fs::write(run.path("harness.html"), HARNESS).expect("harness");
        let (dom, log) = open(&browser, &run.path("harness.html"), 1700);
        let found = findings(&dom);
        for frame in ["narrow", "wide"] {
            let frame = &found[frame];
            assert_eq!(frame["overflow"], 0, "{found}");
            assert_eq!(frame["outside"], 0, "{found}");
            assert_eq!(frame["requests"], 0, "{found}");
            assert!(frame["charts"].as_u64().expect("number") >= 5, "{found}");
            assert!(!frame["title"].as_str().expect("text").contains("pwned"), "{found}");
        }
        for check in ["descending", "ascending", "onlyNegative", "toggles"] {
            assert_eq!(found[check], true, "{check}: {found}");
        }
        assert!(found["negative"].as_u64() <= found["all"].as_u64());
        assert!(!log.contains("CONSOLE"), "{log}");
    }
}
