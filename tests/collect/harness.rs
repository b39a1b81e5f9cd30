//! A sandbox, a folder and the real program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use shenping::Comment;
use shenping::frame::CommentFrame;
use shenping::sandbox::{Sandbox, SandboxOptions};

/// Nowhere else in a test's input: found in an output or a file, it was leaked.
pub const TOKEN: &str = "sesame-open-1234";

/// A sandbox that misbehaves as asked, and an empty folder for collections.
pub struct Bench {
    pub sandbox: Sandbox,
    pub folder: tempfile::TempDir,
}

impl Bench {
    /// One video with so many comments.
    pub fn new(comments: u32, faults: &[&str]) -> Self {
        Self::with_videos(1, comments, faults)
    }

    pub fn with_videos(videos: u32, comments: u32, faults: &[&str]) -> Self {
        let faults = faults.iter().map(|fault| fault.parse().expect("a fault")).collect();
        let options = SandboxOptions { comments, videos, faults, ..SandboxOptions::default() };
        Self { sandbox: Sandbox::start(&options).expect("sandbox"), folder: tempfile::tempdir().expect("folder") }
    }

    pub fn video(&self) -> String {
        self.sandbox.video_ids()[0].clone()
    }

    pub fn out(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn path(&self, rest: &str) -> PathBuf {
        self.out().join(self.video()).join(rest)
    }

    /// The program's fetch command against the sandbox, without any long wait.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shenping"));
        command.arg("fetch").args(arguments);
        command.args(["--retry-base-ms", "2", "--timeout-ms", "1500", "--rps", "2000"]);
        command.arg("--base-url").arg(self.sandbox.base_url()).arg("--out").arg(self.out());
        command.env("JUSTONEAPI_TOKEN", TOKEN).env_remove("JUSTONEAPI_BASE_URL").current_dir(self.folder.path());
        command.stdin(Stdio::null());
        command
    }

    /// Fetches the first video.
    pub fn fetch(&self, flags: &[&str]) -> Run {
        let video = self.video();
        let arguments: Vec<&str> = [video.as_str()].into_iter().chain(flags.iter().copied()).collect();
        self.run(&arguments)
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&self.command(arguments).output().expect("the program runs"))
    }

    pub fn checkpoint(&self) -> Value {
        self.checkpoint_of(&self.video())
    }

    pub fn checkpoint_of(&self, video: &str) -> Value {
        let bytes = std::fs::read(self.out().join(video).join("fetch.json")).expect("fetch.json");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    pub fn comments(&self) -> Vec<Comment> {
        self.comments_of(&self.video())
    }

    pub fn comments_of(&self, video: &str) -> Vec<Comment> {
        CommentFrame::read_parquet(&self.out().join(video).join("comments.parquet")).expect("table").comments()
    }

    /// Requests that reached the comment service.
    pub fn requests(&self) -> u64 {
        self.journal()["justoneapi"].as_u64().expect("a count")
    }

    /// Pages that were paid for more than once: answered with success though they had been before.
    pub fn paid_again(&self) -> u64 {
        self.by_page("successes").values().map(|count| count.saturating_sub(1)).sum()
    }

    /// Pages that were asked for more than once.
    pub fn asked_again(&self) -> u64 {
        self.by_page("requests").values().map(|count| count - 1).sum()
    }

    fn by_page(&self, what: &str) -> BTreeMap<String, u64> {
        let journal = self.journal();
        let by_key = journal["by_key"].as_object().expect("an object");
        by_key.iter().map(|(key, count)| (key.clone(), count[what].as_u64().expect("a count"))).collect()
    }

    /// The videos with what is known of them.
    pub fn http_videos(&self) -> Vec<Value> {
        self.http("GET", "/__sandbox/videos").as_array().expect("a list").clone()
    }

    pub fn journal(&self) -> Value {
        self.http("GET", "/__sandbox/requests")
    }

    /// Lets time pass: new comments, more likes.
    pub fn advance(&self, comments: u32, likes: u32) {
        let video = self.video();
        self.http("POST", &format!("/__sandbox/advance?awemeId={video}&comments={comments}&likes={likes}"));
    }

    /// Id, text and likes of all first-level comments, and the ids of all replies.
    pub fn truth(&self, video: &str) -> (BTreeSet<(String, String, i64)>, BTreeSet<String>) {
        let (mut comments, mut replies) = (BTreeSet::new(), BTreeSet::new());
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        for comment in self.http("GET", &format!("/__sandbox/truth?awemeId={video}")).as_array().expect("a list") {
            comments.insert((text(&comment["cid"]), text(&comment["text"]), comment["likes"].as_i64().expect("likes")));
            replies.extend(comment["replies"].as_array().expect("a list").iter().map(text));
        }
        (comments, replies)
    }

    /// What was collected of a video is exactly what there is.
    pub fn assert_complete(&self, video: &str, with_replies: bool) {
        let comments = self.comments_of(video);
        let (replies, first_level): (Vec<&Comment>, Vec<&Comment>) =
            comments.iter().partition(|comment| comment.level == 2);
        let (true_comments, true_replies) = self.truth(video);
        let row =
            |comment: &&Comment| (comment.comment_id.clone(), comment.text.clone(), comment.likes.expect("likes"));
        assert_eq!(first_level.len(), true_comments.len(), "each comment once");
        assert_eq!(first_level.iter().map(row).collect::<BTreeSet<_>>(), true_comments);
        let true_replies = if with_replies { true_replies } else { BTreeSet::new() };
        assert_eq!(replies.len(), true_replies.len(), "each reply once");
        assert_eq!(replies.iter().map(|reply| reply.comment_id.clone()).collect::<BTreeSet<_>>(), true_replies);
        let checkpoint = self.checkpoint_of(video);
        assert_eq!(checkpoint["status"], "complete");
        assert_eq!(checkpoint["comments"], comments.len());
        assert_eq!(checkpoint["replies"], comments.iter().filter(|comment| comment.level == 2).count());
    }

    /// No file holds the token, packed or not.
    pub fn assert_no_token(&self) {
        assert_no_token_in(&self.out());
    }

    fn http(&self, method: &str, path: &str) -> Value {
        crate::support::http(&self.sandbox.base_url(), method, path)
    }
}

/// No file below a folder holds the token, packed or not.
pub fn assert_no_token_in(folder: &Path) {
    let mut folders = vec![folder.to_owned()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let mut bytes = std::fs::read(&path).expect("file");
            if path.extension().is_some_and(|ending| ending == "zst") {
                bytes = zstd::stream::decode_all(&bytes[..]).expect("zstd");
            }
            assert!(!String::from_utf8_lossy(&bytes).contains("sesame"), "{}", path.display());
            assert!(!path.display().to_string().contains("sesame"));
            files += 1;
        }
    }
    assert!(files > 0);
}

/// How a run of the program ended.
pub struct Run {
    pub code: Option<i32>,
    pub stderr: String,
}

impl Run {
    pub fn of(output: &Output) -> Self {
        assert!(output.stdout.is_empty(), "stdout is for data: {}", String::from_utf8_lossy(&output.stdout));
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!stderr.contains("sesame"), "{stderr}");
        Self { code: output.status.code(), stderr }
    }

    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.stderr);
        self
    }

    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(self.stderr.contains(words), "{words:?} is not in: {}", self.stderr);
        self
    }
}
