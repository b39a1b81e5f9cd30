//! `report --theme`: a look of one's own that stays one safe, offline file.

use std::fs;
use std::path::Path;

use crate::report::{Run, corpus, hostile};

/// A run with a theme folder of these files.
fn themed(csv: &str, files: &[(&str, &str)]) -> (Run, assert_cmd::assert::Assert) {
    let run = Run::new(csv);
    let folder = run.folder.path().join("theme");
    fs::create_dir(&folder).expect("folder");
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("theme");
    }
    let done = run.command(&["report", "in.csv", "--out", "out", "--theme", "theme"]).assert();
    (run, done)
}

fn page(run: &Run) -> String {
    fs::read_to_string(run.path("report.html")).expect("page")
}

#[test]
fn the_example_of_the_documentation_makes_a_page() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/theme-example");
    let run = Run::report(&corpus(60), &["--theme", example.to_str().expect("a path"), "--lang", "en"]);
    let page = page(&run);
    assert!(page.contains("ACME<small>Comments on video 7588740680004963593</small>"));
    assert!(page.contains("<p class=\"note\">Internal: ") && page.contains(".house {"));
    assert!(page.contains("id=\"regions\"") && page.contains("default-src 'none'"));
}

#[test]
fn a_style_sheet_is_added_and_known_to_the_policy() {
    let plain = Run::report(&corpus(5), &[]);
    let run = Run::new(&corpus(5));
    fs::write(run.folder.path().join("house.css"), ".card{border-radius:0}").expect("style sheet");
    run.command(&["report", "in.csv", "--out", "out", "--theme", "house.css"]).assert().success();
    let policy =
        |page: &str| page.split("style-src '").nth(1).and_then(|rest| rest.split('\'').next()).map(str::to_owned);
    let (before, after) = (page(&plain), page(&run));
    assert!(after.contains("</style>") && after.contains(".card{border-radius:0}</style>"));
    assert!(policy(&before).is_some() && policy(&before) != policy(&after));
}

#[test]
fn comments_stay_text_in_a_template_of_ones_own() {
    let template = "<!DOCTYPE html><meta http-equiv=\"Content-Security-Policy\" content=\"{{ policy }}\">\
                    {% for row in page.table.rows %}<p title='{{ row.text }}'>{{ row.text }}</p>{% endfor %}";
    let (run, done) = themed(&hostile(), &[("page.html", template)]);
    done.success();
    let page = page(&run);
    assert!(page.contains("&lt;script&gt;") && page.contains("{{ 7*7 }}"));
    for tag in ["<script", "<img", "<svg", "<style"] {
        assert!(!page.contains(tag), "{tag}");
    }
}

#[test]
fn what_can_not_be_used_is_named_with_the_reason_and_leaves_nothing_behind() {
    for (files, words) in [
        (vec![("page.html", "<p>{{ page.title }}</p>")], "Content-Security-Policy"),
        (vec![("page.html", "{{ page.titel }}")], "page.html:1"),
        (vec![("page.html", "{% for %}")], "page.html:1"),
        (vec![("page.html", "{{ page.title|safe }}")], "no filter `safe`"),
        (vec![("theme.css", "@import url(x.css);")], "theme.css"),
        (vec![("README.md", "nothing")], "none of theme.css"),
    ] {
        let (run, done) = themed(&corpus(3), &files);
        let error = String::from_utf8_lossy(&done.code(2).get_output().stderr).into_owned();
        assert!(error.contains(words), "{files:?}: {error}");
        assert!(!run.path("report.html").exists(), "{files:?}");
    }
    let run = Run::new(&corpus(3));
    run.command(&["report", "in.csv", "--out", "out", "--theme", "missing"]).assert().code(2);
}
