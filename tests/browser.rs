//! The report in a real headless Chromium: nothing leaves, nothing breaks, nothing scrolls sideways, the table works.
//!
//! The page is opened inside a harness page that measures it from outside. What it looks like is kept as pictures (light,
//! dark, phone, paper) in `target/tmp/report-pictures`. Skipped where no Chromium is installed, but never in CI.

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

/// Starts a browser on a page with these arguments and waits for its end. What it printed, and what it logged.
fn browse(browser: &Path, page: &Path, arguments: &[String]) -> (String, String) {
    let profile = tempfile::tempdir().expect("temporary folder");
    let file = |name: &str| fs::File::create(profile.path().join(name)).expect("file");
    let mut child = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--allow-file-access-from-files"])
        .args(["--enable-logging=stderr", "--v=0", "--virtual-time-budget=20000", "--hide-scrollbars"])
        .args(arguments)
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}", page.display()))
        .stdout(file("dom"))
        .stderr(file("log"))
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

/// Opens a page and returns its document after `script` of the harness has run, with what the browser logged.
fn open(browser: &Path, page: &Path, width: u32) -> (String, String) {
    browse(browser, page, &["--dump-dom".to_owned(), format!("--window-size={width},900")])
}

/// Where pictures of the page are kept for people to look at.
fn pictures() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report-pictures");
    fs::create_dir_all(&folder).expect("folder");
    folder
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
  choice.value = "";
  choice.dispatchEvent(new Event("input"));
  const query = page.getElementById("q");
  query.value = rows()[0].cells[0].textContent.trim().slice(0, 4);
  query.dispatchEvent(new Event("input"));
  found.searched = rows().length > 0 && rows().every((row) => row.textContent.includes(query.value));
  query.value = "\u{10FFFF}";
  query.dispatchEvent(new Event("input"));
  found.searchedInVain = rows().length === 0;
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
    let one = "text\n太好看了\n".to_owned();
    for (csv, language, charts) in [(corpus(300), "zh", 5), (hostile(), "en", 4), (one, "en", 0)] {
        let run = Run::report(&csv, &["--lang", language]);
        fs::write(run.path("harness.html"), HARNESS).expect("harness");
        let (dom, log) = open(&browser, &run.path("harness.html"), 1700);
        let found = findings(&dom);
        for frame in ["narrow", "wide"] {
            let frame = &found[frame];
            assert_eq!(frame["overflow"], 0, "{found}");
            assert_eq!(frame["outside"], 0, "{found}");
            assert_eq!(frame["requests"], 0, "{found}");
            assert!(frame["charts"].as_u64().expect("number") >= charts, "{found}");
            assert!(!frame["title"].as_str().expect("text").contains("pwned"), "{found}");
        }
        for check in ["descending", "ascending", "onlyNegative", "searched", "searchedInVain", "toggles"] {
            assert_eq!(found[check], true, "{check}: {found}");
        }
        assert!(found["negative"].as_u64() <= found["all"].as_u64());
        assert!(!log.contains("CONSOLE"), "{log}");
    }
}

/// Measures what a page offers those who read with their ears or the keyboard, and how well its text stands out: every
/// text of the page and its pictures against what lies below it.
const ACCESS: &str = include_str!("browser/access.html");

#[test]
fn a_page_is_readable_for_everyone_in_both_themes() {
    let Some(browser) = chromium() else { return };
    for csv in [corpus(300), hostile()] {
        let run = Run::report(&csv, &[]);
        let page = fs::read_to_string(run.path("report.html")).expect("page");
        for theme in ["light", "dark"] {
            let themed =
                page.replace("<html lang=\"zh-CN\">", &format!("<html lang=\"zh-CN\" data-theme=\"{theme}\">"));
            assert_ne!(themed, page);
            fs::write(run.path("themed.html"), themed).expect("copy");
            fs::write(run.path("harness.html"), ACCESS).expect("harness");
            let calm = ["--dump-dom", "--force-prefers-reduced-motion"].map(str::to_owned);
            let (dom, log) = browse(&browser, &run.path("harness.html"), &calm);
            let found = findings(&dom);
            for list in ["faint", "landmarks"] {
                assert_eq!(found[list].as_array().map(Vec::len), Some(0), "{theme} {list}: {found}");
            }
            for count in ["unnamed", "uncaptioned", "headless", "unlabelled", "unreachable", "levels", "twice"] {
                assert_eq!(found[count], 0, "{theme} {count}: {found}");
            }
            assert_eq!((&found["sorters"], &found["motion"]), (&5.into(), &"auto".into()), "{found}");
            assert!(!log.contains("CONSOLE"), "{log}");
        }
    }
}

/// Measures the page as it is on paper: the print style taken for every medium, as wide as A4 between its margins.
const PAPER: &str = r#"<!DOCTYPE html><meta charset="utf-8"><title>waiting</title><body>
<iframe id="paper" src="paper.html" width="688" height="1017"></iframe><pre id="found"></pre><script>
addEventListener("load", () => {
  const page = document.getElementById("paper").contentWindow.document;
  const boxes = [...page.querySelectorAll("figure .chart.wide svg")].map((svg) => svg.getBoundingClientRect());
  document.getElementById("found").textContent = JSON.stringify({
    charts: boxes.length,
    hidden: boxes.filter((box) => box.width === 0).length,
    cut: boxes.filter((box) => box.left < 0 || box.right > 689 || box.height > 1017).length,
    overflow: page.documentElement.scrollWidth - page.documentElement.clientWidth,
    controls: [...page.querySelectorAll("nav, #filters")].filter((part) => part.getBoundingClientRect().width > 0).length,
  });
});
</script>"#;

#[test]
fn paper_has_every_chart_uncut() {
    let Some(browser) = chromium() else { return };
    let run = Run::report(&corpus(300), &[]);
    let page = fs::read_to_string(run.path("report.html")).expect("page");
    // The policy knows the style sheet by its hash; without it the changed copy would have no style at all.
    let policy = page.split("<meta http-equiv=\"Content-Security-Policy\"").nth(1).expect("a policy");
    let policy = policy.split('>').next().expect("its end");
    let paper = page.replace(policy, "").replace("@media print", "@media all");
    assert_ne!(paper, page);
    fs::write(run.path("paper.html"), paper).expect("copy");
    fs::write(run.path("harness.html"), PAPER).expect("harness");
    let found = findings(&open(&browser, &run.path("harness.html"), 1000).0);
    assert!(found["charts"].as_u64().expect("number") >= 5, "{found}");
    for count in ["hidden", "cut", "overflow", "controls"] {
        assert_eq!(found[count], 0, "{count}: {found}");
    }
    let pdf = run.path("report.pdf");
    browse(&browser, &run.path("report.html"), &[format!("--print-to-pdf={}", pdf.display())]);
    let bytes = fs::read(&pdf).expect("the browser prints");
    let pages = bytes.windows(12).filter(|window| *window == b"/Type /Page\n").count();
    assert!(bytes.starts_with(b"%PDF") && (3..40).contains(&pages), "{pages} pages");
}

#[test]
fn pictures_of_the_page_are_kept() {
    let Some(browser) = chromium() else { return };
    let run = Run::report(&corpus(300), &[]);
    let folder = pictures();
    let page = fs::read_to_string(run.path("report.html")).expect("page");
    for (name, theme, width) in [("light", "light", 1200), ("dark", "dark", 1200), ("phone", "light", 390)] {
        let themed = page.replace("<html lang=\"zh-CN\">", &format!("<html lang=\"zh-CN\" data-theme=\"{theme}\">"));
        fs::write(run.path("themed.html"), themed).expect("copy");
        // A window can't be as narrow as a phone, a frame can.
        let frame = format!(
            "<body style=\"margin:0\"><iframe src=\"themed.html\" width={width} height=6000 style=\"border:0\">"
        );
        fs::write(run.path("frame.html"), frame).expect("frame");
        let picture = folder.join(format!("{name}.png"));
        let arguments =
            [format!("--screenshot={}", picture.display()), format!("--window-size={},6000", width.max(500))];
        browse(&browser, &run.path("frame.html"), &arguments);
        assert!(fs::read(&picture).expect(name).starts_with(b"\x89PNG"), "{name}");
    }
    let paper = folder.join("paper.pdf");
    browse(&browser, &run.path("report.html"), &[format!("--print-to-pdf={}", paper.display())]);
    assert!(fs::read(&paper).expect("paper").starts_with(b"%PDF"));
}
