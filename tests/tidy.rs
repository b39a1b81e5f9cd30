//! House rules that the compiler does not know.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder whose name ends in `.rs`; an empty answer means that the rule looks at the wrong place.
fn sources(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

fn offences(folders: &[&str], forbidden: &[&str]) -> Vec<String> {
    let mut offences = Vec::new();
    // A unit test may look at files; what it tests may not.
    let is_test = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().ends_with("tests.rs"));
    for path in folders.iter().flat_map(|folder| sources(folder)).filter(|path| !is_test(path)) {
        let text = fs::read_to_string(&path).expect("source");
        let tested = text.lines().take_while(|line| *line != "mod tests {");
        for (number, line) in tested.enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for word in forbidden.iter().filter(|word| code.contains(*word)) {
                offences.push(format!("{}:{}: {word}", path.display(), number + 1));
            }
        }
    }
    offences
}

#[test]
fn the_core_knows_no_frames_network_charts_or_files() {
    let core = ["src/comment", "src/text", "src/lexicon", "src/score", "src/learn", "src/pin"];
    let forbidden =
        ["polars", "reqwest", "tokio::", "plotters", "clap::", "std::fs", "std::net", "std::env", "fs::File", "anyhow"];
    assert_eq!(offences(&core, &forbidden), Vec::<String>::new());
}

#[test]
fn the_core_is_built_in_one_direction() {
    let layers = ["comment", "text", "lexicon", "score", "learn", "pin"].map(|layer| format!("crate::{layer}"));
    for (at, layer) in ["src/comment", "src/text", "src/lexicon", "src/score"].into_iter().enumerate() {
        let above: Vec<_> = layers[at + 1..].iter().map(String::as_str).collect();
        assert_eq!(offences(&[layer], &above), Vec::<String>::new());
    }
}

#[test]
fn polars_stays_in_frame_which_knows_nothing_above_it() {
    let everything: Vec<_> =
        fs::read_dir(root().join("src")).expect("src").flatten().map(|entry| entry.path()).collect();
    let folders = everything.iter().filter(|path| path.is_dir() && !path.ends_with("frame"));
    let folders: Vec<_> = folders.map(|path| path.to_str().expect("a plain name")).collect();
    assert!(folders.iter().any(|folder| folder.ends_with("cli")), "{folders:?}");
    assert_eq!(offences(&folders, &["polars::"]), Vec::<String>::new());
    let above = ["clap::", "anyhow", "reqwest", "tokio::", "plotters", "minijinja"];
    let layers = ["aggregate", "chart", "cli", "collect", "openplatform", "report", "sandbox"];
    let layers: Vec<_> = layers.map(|layer| format!("crate::{layer}")).to_vec();
    let forbidden: Vec<_> = above.into_iter().chain(layers.iter().map(String::as_str)).collect();
    assert_eq!(offences(&["src/frame"], &forbidden), Vec::<String>::new());
}

#[test]
fn wire_names_stay_in_the_wire_modules() {
    let folders =
        ["src/comment", "src/text", "src/lexicon", "src/score", "src/pin", "src/aggregate", "src/chart", "src/report"];
    assert_eq!(offences(&folders, &["digg_count", "ip_label", "aweme", "\"cid\""]), Vec::<String>::new());
}

#[test]
fn files_stay_short_enough_to_read() {
    let long: Vec<_> = sources("src")
        .into_iter()
        .filter_map(|path| {
            let lines = fs::read_to_string(&path).expect("source").lines().count();
            (lines > 500).then(|| format!("{}: {lines} lines", path.display()))
        })
        .collect();
    assert_eq!(long, Vec::<String>::new(), "ask what the second subject of the file is");
}

#[test]
fn every_module_says_what_it_is() {
    let silent: Vec<_> = sources("src")
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name == "mod.rs"))
        .filter(|path| !fs::read_to_string(path).expect("source").starts_with("//!"))
        .collect();
    assert_eq!(silent, Vec::<PathBuf>::new());
}

/// What `include_str!` and `include_bytes!` name in a source, as written there.
fn embedded(source: &str) -> impl Iterator<Item = &str> {
    let code = source.lines().map(|line| line.split("//").next().unwrap_or_default());
    let calls = code.flat_map(|line| line.split("include_").skip(1));
    let calls = calls.filter(|call| call.starts_with("str!(") || call.starts_with("bytes!("));
    calls.filter_map(|call| call.split('"').nth(1))
}

#[test]
fn every_embedded_file_is_in_the_notice() {
    let notice = fs::read_to_string(root().join("NOTICE")).expect("NOTICE");
    let mut found = 0;
    for source in sources("src") {
        let text = fs::read_to_string(&source).expect("source");
        for name in embedded(&text) {
            let path = source.parent().expect("a folder").join(name);
            let path = path.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let path = path.strip_prefix(root().canonicalize().expect("root")).expect("a file of ours");
            let (file, folder) = (path.display().to_string(), path.parent().expect("a folder").display().to_string());
            let ending = path.extension().unwrap_or_default().to_string_lossy();
            let names = [file.clone(), format!("{folder}/*.{ending}"), format!("* {folder}/:")];
            assert!(names.iter().any(|name| notice.contains(name)), "NOTICE does not say where {file} comes from");
            found += 1;
        }
    }
    assert!(found >= 30, "only {found} embedded files found");
}
