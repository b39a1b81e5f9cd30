//! The sandbox as the open platform, a folder, and the real program.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use shenping::sandbox::{Sandbox, SandboxOptions};

/// In every secret of a test, and nowhere else: found in an output or a file, it was leaked.
pub const MARK: &str = "sesame7";

pub struct Bench {
    pub sandbox: Sandbox,
    pub folder: tempfile::TempDir,
    access_token: String,
    refresh_token: Option<String>,
    client_token: Option<String>,
    other: String,
}

impl Bench {
    pub fn new(faults: &[&str]) -> Self {
        let faults = faults.iter().map(|fault| fault.parse().expect("a fault")).collect();
        let options = SandboxOptions { comments: 130, videos: 1, faults, ..SandboxOptions::default() };
        let sandbox = Sandbox::start(&options).expect("sandbox");
        let folder = tempfile::tempdir().expect("folder");
        let refresh_token = Some(format!("rft.{MARK}"));
        let access_token = format!("act.{MARK}");
        let mut bench = Self { sandbox, folder, access_token, refresh_token, client_token: None, other: String::new() };
        bench.write_input();
        bench.other = bench.find_other();
        bench
    }

    pub fn with_access_token(self, token: &str) -> Self {
        Self { access_token: format!("{token}.{MARK}"), ..self }
    }

    pub fn with_refresh_token(self, token: Option<&str>) -> Self {
        Self { refresh_token: token.map(|token| format!("{token}.{MARK}")), ..self }
    }

    pub fn without_access_token(self) -> Self {
        Self { access_token: String::new(), ..self }
    }

    pub fn with_client_token(self, token: &str) -> Self {
        Self { client_token: Some(format!("{token}.{MARK}")), ..self }
    }

    fn get(&self, path: &str) -> Value {
        crate::support::http(&self.sandbox.base_url(), "GET", path)
    }

    fn video(&self) -> Value {
        self.get("/__sandbox/videos")[0].clone()
    }

    pub fn item_id(&self) -> String {
        text(&self.video()["item_id"])
    }

    /// All first-level comments as the comment service would give them.
    pub fn comments(&self) -> Vec<Value> {
        let id = text(&self.video()["aweme_id"]);
        self.get(&format!("/__sandbox/truth?awemeId={id}")).as_array().expect("a list").clone()
    }

    /// The comments as a CSV file.
    pub fn input(&self) -> PathBuf {
        self.folder.path().join("comments.csv")
    }

    fn write_input(&self) {
        let mut rows = vec!["comment_id,text,create_time,likes".to_owned()];
        for comment in self.comments() {
            let quoted = text(&comment["text"]).replace('"', "\"\"");
            rows.push(format!(
                "{},\"{quoted}\",{},{}",
                text(&comment["cid"]),
                comment["create_time"],
                comment["likes"]
            ));
        }
        std::fs::write(self.input(), rows.join("\n") + "\n").expect("input");
    }

    /// A comment that was not pinned at the start, by its collected id.
    pub fn other_comment(&self) -> String {
        self.other.clone()
    }

    fn find_other(&self) -> String {
        let pinned = self.video()["pinned"].clone();
        let comments = self.comments();
        let plain = |comment: &&Value| comment["cid"] != pinned && !text(&comment["text"]).contains('@');
        text(&comments.iter().filter(plain).nth(40).expect("many comments")["cid"])
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shenping"));
        for name in ["DOUYIN_REFRESH_TOKEN", "DOUYIN_CLIENT_TOKEN", "JUSTONEAPI_TOKEN"] {
            command.env_remove(name);
        }
        command.arg("pin").args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("DOUYIN_BASE_URL", self.sandbox.base_url());
        command.env("DOUYIN_ACCESS_TOKEN", &self.access_token);
        command.env("DOUYIN_OPEN_ID", format!("open-{MARK}")).env("DOUYIN_CLIENT_KEY", format!("key-{MARK}"));
        if let Some(token) = &self.refresh_token {
            command.env("DOUYIN_REFRESH_TOKEN", token);
        }
        if let Some(token) = &self.client_token {
            command.env("DOUYIN_CLIENT_TOKEN", token);
        }
        let output = command.output().expect("the program runs");
        let run = Run {
            code: output.status.code().expect("a code"),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        };
        self.assert_no_secret(&run);
        run
    }

    /// `pin apply` on a comment that is not pinned, with `--replace`: in the sandbox another one is pinned.
    pub fn apply(&self, flags: &[&str]) -> Run {
        let (input, item_id, comment) = (self.input(), self.item_id(), self.other_comment());
        let mut arguments =
            vec!["apply", input.to_str().expect("a path"), "--item-id", &item_id, "--comment-id", &comment];
        arguments.extend_from_slice(flags);
        self.run(&arguments)
    }

    fn assert_no_secret(&self, run: &Run) {
        assert!(!run.stdout.contains(MARK), "a secret on stdout: {}", run.stdout);
        assert!(!run.stderr.contains(MARK), "a secret on stderr: {}", run.stderr);
        for entry in std::fs::read_dir(self.folder.path()).expect("folder") {
            let path = entry.expect("entry").path();
            let secret_file = path.file_name().is_some_and(|name| name == "tokens.json");
            if path.is_file() && !secret_file {
                let bytes = std::fs::read(&path).expect("file");
                assert!(!String::from_utf8_lossy(&bytes).contains(MARK), "a secret in {}", path.display());
            }
        }
    }

    /// Requests to the platform whose path holds `part`.
    pub fn asked(&self, part: &str) -> Vec<Value> {
        let requests = self.get("/__sandbox/requests")["requests"].as_array().expect("a list").clone();
        requests.into_iter().filter(|request| text(&request["path"]).contains(part)).collect()
    }

    pub fn posts(&self) -> Vec<Value> {
        self.asked("/top")
    }

    /// The collected id of what is pinned now.
    pub fn pinned(&self) -> Option<String> {
        self.video()["pinned"].as_str().map(str::to_owned)
    }

    /// The lines of the record.
    pub fn audit(&self) -> Vec<Value> {
        lines(&self.folder.path().join("pin-audit.jsonl"))
    }
}

fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// What the program did.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.stdout, self.stderr);
        self
    }

    pub fn says(self, part: &str) -> Self {
        assert!(self.stdout.contains(part) || self.stderr.contains(part), "{part:?} in {self:?}");
        self
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }
}
