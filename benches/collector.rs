//! What collecting costs: pages on disk a second where the service is not the limit, and memory over 200 videos.
//!
//! ```text
//! cargo bench --bench collector -- [--videos N] [--check]
//! ```
//!
//! `canned` is a service on loopback that sends ready bytes: pages of the sandbox, 130 kB each, heavier than real ones.
//! `sandbox` makes its pages up while they are asked for and is the limit itself. `disk alone` writes the same files
//! with the same syncs and does nothing else. The program's own CPU time is told apart from the service's.

mod process;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{env, process as this, thread};

use process::Took;
use shenping::sandbox::{Sandbox, SandboxOptions};

const COMMENTS: u32 = 700;
/// Comments a second that must reach the disk.
const FLOOR: f64 = 20_000.0;
/// Videos at the same time.
const AT_ONCE: &str = "8";

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let at = arguments.iter().position(|argument| argument == "--videos");
    let videos: u32 = at.map_or(200, |at| arguments[at + 1].parse().expect("a whole number"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sandbox = Sandbox::start(&SandboxOptions { videos, comments: COMMENTS, ..SandboxOptions::default() });
    let sandbox = sandbox.expect("a sandbox");
    let list = folder.path().join("videos.txt");
    fs::write(&list, sandbox.video_ids().join("\n")).expect("a list");
    let canned = Canned::start(&sandbox.base_url(), &sandbox.video_ids()[0]);
    let mut out = std::io::stdout().lock();
    let comments = f64::from(videos * COMMENTS);
    writeln!(
        out,
        "{videos} videos of {COMMENTS} comments, {} pages of {} bytes each, {AT_ONCE} videos at once\n\n\
         | service | wall s | CPU s of the collector | comments/s | comments/s of CPU | peak MB |\n\
         |---|--:|--:|--:|--:|--:|",
        canned.pages.len(),
        canned.pages[0].len()
    )
    .expect("stdout");
    let mut slow = false;
    for (name, address) in [("canned", canned.address.clone()), ("sandbox", sandbox.base_url())] {
        let data = folder.path().join(name);
        let took = collect(&address, &list, &data);
        let (wall, cpu) = (took.wall.as_secs_f64(), took.cpu.as_secs_f64());
        let per_second = comments / wall;
        slow |= name == "canned" && per_second < FLOOR;
        writeln!(
            out,
            "| {name} | {wall:.2} | {cpu:.2} | {per_second:.0} | {:.0} | {:.0} |",
            comments / cpu,
            took.peak_kib as f64 * 1.024 / 1000.0
        )
        .expect("stdout");
        if name == "sandbox" {
            writeln!(out, "\nMemory held at tenths of the sandbox run, MB: {}\n", tenths(&took)).expect("stdout");
        }
    }
    let disk = disk_alone(&folder.path().join("canned"), &folder.path().join("disk"));
    writeln!(out, "Disk alone: {:.2} s, {:.0} comments/s", disk.as_secs_f64(), comments / disk.as_secs_f64())
        .expect("stdout");
    if slow && arguments.iter().any(|argument| argument == "--check") {
        writeln!(std::io::stderr(), "fewer than {FLOOR} comments a second").expect("stderr");
        this::exit(1);
    }
}

fn collect(address: &str, list: &Path, out: &Path) -> Took {
    let mut program = Command::new(env!("CARGO_BIN_EXE_shenping"));
    program.args(["fetch", "--rps", "1000000", "--concurrency", AT_ONCE, "--base-url", address]);
    program.arg("-f").arg(list).arg("--out").arg(out).env("JUSTONEAPI_TOKEN", "made-up-token");
    process::run(program.stdout(Stdio::null()).stderr(Stdio::null()))
}

fn tenths(took: &Took) -> String {
    let looks = &took.over_time;
    let mb = |tenth: usize| looks.get((looks.len() * tenth / 10).min(looks.len().saturating_sub(1))).copied();
    let mb = (1..=10).filter_map(mb).map(|kib| format!("{:.0}", kib as f64 * 1.024 / 1000.0));
    mb.collect::<Vec<_>>().join(" ")
}

/// The files of all pages again, each written, synced, renamed, and its folder synced, by as many threads as there were
/// videos at once.
fn disk_alone(from: &Path, to: &Path) -> Duration {
    let mut files = Vec::new();
    for video in fs::read_dir(from).expect("collections").flatten().filter(|entry| entry.path().is_dir()) {
        fs::create_dir_all(to.join(video.file_name())).expect("a folder");
        for page in fs::read_dir(video.path().join("pages")).into_iter().flatten().flatten() {
            let target = to.join(video.file_name()).join(page.file_name());
            files.push((target, fs::read(page.path()).expect("a page")));
        }
    }
    let threads: usize = AT_ONCE.parse().expect("a number");
    let start = Instant::now();
    thread::scope(|scope| {
        for part in files.chunks(files.len().div_ceil(threads).max(1)) {
            scope.spawn(move || {
                for (target, bytes) in part {
                    let unfinished = target.with_extension("tmp");
                    let mut file = File::create(&unfinished).expect("a file");
                    file.write_all(bytes).and_then(|()| file.sync_all()).expect("a page on disk");
                    fs::rename(&unfinished, target).expect("its name");
                    let folder = target.parent().expect("a folder");
                    File::open(folder).and_then(|folder| folder.sync_all()).expect("a name on disk");
                }
            });
        }
    });
    start.elapsed()
}

/// A service that has all its answers ready: the pages of one video for whatever video is asked for.
struct Canned {
    address: String,
    pages: Arc<Vec<Vec<u8>>>,
}

impl Canned {
    fn start(sandbox: &str, video: &str) -> Self {
        let mut pages = Vec::new();
        loop {
            let body = get(sandbox, &format!("{PATH}?token=made-up-token&awemeId={video}&page={}", pages.len() + 1));
            let more = String::from_utf8_lossy(&body).contains("\"has_more\":1");
            pages.push(body);
            if !more {
                break;
            }
        }
        let pages = Arc::new(pages);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let served = pages.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let served = served.clone();
                thread::spawn(move || answer(&stream, &served));
            }
        });
        Self { address, pages }
    }
}

const PATH: &str = "/api/douyin/get-video-comment/v1";

/// Answers one request after the other until the other side has enough.
fn answer(mut stream: &TcpStream, pages: &[Vec<u8>]) {
    let mut lines = BufReader::new(stream);
    loop {
        let mut request = String::new();
        let mut line = String::from(" ");
        while !line.trim_end().is_empty() || request.is_empty() {
            line.clear();
            if lines.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            request.push_str(&line);
        }
        let page = request.split("&page=").nth(1).unwrap_or_default();
        let page: usize = page.split(|c: char| !c.is_ascii_digit()).next().and_then(|n| n.parse().ok()).unwrap_or(1);
        let body = &pages[(page - 1).min(pages.len() - 1)];
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
        if stream.write_all(&[head.as_bytes(), body].concat()).is_err() {
            return;
        }
    }
}

/// The body of an answer.
fn get(base: &str, path: &str) -> Vec<u8> {
    let host = base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("the sandbox");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("a request");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let head = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("a head");
    let body = answer.split_off(head + 4);
    assert!(!String::from_utf8_lossy(&answer).to_ascii_lowercase().contains("chunked"), "a body in one piece");
    body
}
