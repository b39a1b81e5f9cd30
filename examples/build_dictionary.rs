//! Builds the files that are embedded in the library: the double array of jieba's dictionary with the words of the
//! bundled lexicons, the effects of their terms, and the list of traditional characters. Run it whenever a bundled
//! lexicon changes: until then every start reads the lexicons anew, with the same results, and a test fails.
//!
//! ```text
//! cargo run --release --no-default-features --example build_dictionary [-- --check]
//! ```
//!
//! The dictionary is the one inside the jieba-rs crate that this package is locked to. `--check` writes nothing and
//! fails if the files in the tree differ.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use shenping::score::prebuilt::embedded_files;

type Error = Box<dyn std::error::Error>;

fn main() -> Result<(), Error> {
    let check = env::args().any(|argument| argument == "--check");
    let text = fs::read_to_string(jieba_dictionary()?)?;
    for (path, bytes) in embedded_files(&text)? {
        put(path, &bytes, check)?;
    }
    Ok(())
}

/// The dictionary file of the jieba-rs crate in use, which cargo knows.
fn jieba_dictionary() -> Result<PathBuf, Error> {
    let version = cargo(&["-vV"])?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("cargo names no host")?;
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let metadata = cargo(&[
        "metadata",
        "--format-version=1",
        "--offline",
        "--locked",
        "--filter-platform",
        host,
        "--manifest-path",
        manifest,
    ])?;
    // The first path of that form; a JSON reader is not worth a dependency of the core.
    let found = metadata.split('"').find(|text| {
        let folder = Path::new(text).parent().and_then(Path::file_name).and_then(|name| name.to_str());
        text.ends_with("Cargo.toml") && folder.is_some_and(|name| name.starts_with("jieba-rs-"))
    });
    let manifest = found.ok_or("cargo metadata names no jieba-rs")?;
    Ok(Path::new(manifest).with_file_name("src").join("data").join("dict.txt"))
}

fn cargo(arguments: &[&str]) -> Result<String, Error> {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(program).args(arguments).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn put(path: &str, bytes: &[u8], check: bool) -> Result<(), Error> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if check {
        if fs::read(&path)? != bytes {
            return Err(format!("{} differs from a fresh build; run without --check", path.display()).into());
        }
    } else {
        fs::write(&path, bytes)?;
    }
    Ok(())
}
