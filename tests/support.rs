//! What several tests need.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use serde_json::Value;

/// One plain request to a server of ours, and its JSON answer.
pub fn http(base_url: &str, method: &str, path: &str) -> Value {
    let address = base_url.strip_prefix("http://").expect("a plain address");
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        .expect("it reads");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer");
    let start = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head") + 4;
    serde_json::from_slice(&bytes[start..]).expect("JSON")
}

/// The checksum of zip and gzip files.
pub fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    };
    !bytes.iter().fold(u32::MAX, step)
}

/// The most memory that the program held before it was told the end of so many lines on stdin, in KiB.
#[cfg(target_os = "linux")]
pub fn peak_over(lines: usize, arguments: &[&str]) -> u64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shenping"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("piped");
    let block = format!("{}，好看\n", "一二三四五六七八九十".repeat(5)).repeat(1000);
    for _ in 0..lines / 1000 {
        stdin.write_all(block.as_bytes()).expect("it reads");
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("it runs");
    drop(stdin);
    assert!(child.wait().expect("it ends").success());
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    peak.trim().trim_end_matches(" kB").parse().expect("a number")
}
