//! A service on loopback that answers with whatever bytes a test wants, and remembers what it was asked.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shenping::Comment;
use shenping::frame::CommentFrame;

use super::harness::{Run, TOKEN};

pub const VIDEO: &str = "7588740680004963593";

/// One request.
#[derive(Clone, Debug)]
pub struct Asked {
    /// How many requests for the same page there were, this one included.
    pub attempt: usize,
    pub page: u32,
    pub video: String,
    /// The comment whose replies are asked for; empty for first-level comments.
    pub parent: String,
    pub at: Instant,
}

/// What goes over the wire.
pub enum Reply {
    Bytes(Vec<u8>),
    /// In ten pieces, with a pause before each.
    Drip(Vec<u8>, Duration),
}

pub struct Service {
    address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    pub folder: tempfile::TempDir,
}

impl Service {
    pub fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (journal, answer) = (asked.clone(), Arc::new(answer));
        // It ends with the test program.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (journal, answer) = (journal.clone(), answer.clone());
                std::thread::spawn(move || serve(stream, &journal, &*answer));
            }
        });
        Self { address, asked, folder: tempfile::tempdir().expect("folder") }
    }

    /// A service that always says the same.
    pub fn saying(body: String) -> Self {
        Self::start(move |_| ok(&body))
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no panic").clone()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shenping"));
        command.arg("fetch").args(arguments).args(["--retry-base-ms", "2", "--timeout-ms", "1500"]);
        command.args(["--base-url", &format!("http://{}", self.address)]);
        command.env("JUSTONEAPI_TOKEN", TOKEN).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Fetches without any long wait.
    pub fn fetch(&self, arguments: &[&str]) -> Run {
        let output = self.command(&["--rps", "2000"]).args(arguments).output();
        Run::of(&output.expect("the program runs"))
    }

    pub fn checkpoint(&self, video: &str) -> Value {
        let path = self.folder.path().join("data").join(video).join("fetch.json");
        serde_json::from_slice(&std::fs::read(path).expect("fetch.json")).expect("JSON")
    }

    pub fn comments(&self) -> Vec<Comment> {
        let path = self.folder.path().join("data").join(VIDEO).join("comments.parquet");
        CommentFrame::read_parquet(&path).expect("table").comments()
    }
}

fn serve(mut stream: TcpStream, journal: &Mutex<Vec<Asked>>, answer: &(dyn Fn(&Asked) -> Reply + Send + Sync)) {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(length) => head.extend_from_slice(&buffer[..length]),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let query = head.split(' ').nth(1).and_then(|target| target.split_once('?')).map_or("", |(_, query)| query);
    let values: BTreeMap<&str, &str> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let value = |key: &str| values.get(key).copied().unwrap_or_default().to_owned();
    let page = value("page").parse().unwrap_or(0);
    let mut asked = Asked { attempt: 1, page, video: value("awemeId"), parent: value("commentId"), at: Instant::now() };
    {
        let mut journal = journal.lock().expect("no panic");
        let same = |other: &&Asked| (other.page, &other.video, &other.parent) == (page, &asked.video, &asked.parent);
        asked.attempt += journal.iter().filter(same).count();
        journal.push(asked.clone());
    }
    // The program may hang up before it has read everything.
    match answer(&asked) {
        Reply::Bytes(bytes) => drop(stream.write_all(&bytes)),
        Reply::Drip(bytes, pause) => {
            for piece in bytes.chunks(bytes.len().div_ceil(10).max(1)) {
                std::thread::sleep(pause);
                if stream.write_all(piece).is_err() {
                    return;
                }
            }
        }
    }
}

/// Head and body as they are.
pub fn raw(head: &str, body: &[u8]) -> Reply {
    Reply::Bytes([head.as_bytes(), b"\r\nConnection: close\r\n\r\n", body].concat())
}

/// A whole answer with an HTTP status.
pub fn http(status: u16, body: &str) -> Reply {
    raw(&format!("HTTP/1.1 {status} Some\r\nContent-Length: {}", body.len()), body.as_bytes())
}

pub fn ok(body: &str) -> Reply {
    http(200, body)
}

/// A comment with what a test wants to be different.
pub fn comment(number: i64, changes: Value) -> Value {
    let mut comment = json!({
        "cid": (7_610_966_321_379_246_000 + number).to_string(), "aweme_id": VIDEO, "text": format!("评论{number}"),
        "create_time": 1_772_066_189 + number, "digg_count": number, "reply_comment_total": 0, "reply_id": "0",
        "user": {"uid": "1001", "nickname": "某人"},
    });
    let Value::Object(changes) = changes else { return comment };
    comment.as_object_mut().expect("an object").extend(changes);
    comment
}

/// The envelope around a page.
pub fn page(comments: &[Value], has_more: impl Into<Value>) -> Value {
    json!({"code": 0, "data": {"status_code": 0, "has_more": has_more.into(), "total": 999, "comments": comments}})
}

/// Page `number` of `last`, with five comments that no other page has.
pub fn regular(number: u32, last: u32) -> Value {
    let first = i64::from(number) * 5;
    let comments: Vec<Value> = (first..first + 5).map(|number| comment(number, Value::Null)).collect();
    page(&comments, i64::from(number < last))
}
