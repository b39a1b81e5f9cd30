//! What a child process took: wall time, CPU time, most memory. Linux only; elsewhere the last two are unknown.

use std::fs;
use std::process::{Child, Command, ExitStatus};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How often a child is looked at.
const STEP: Duration = Duration::from_millis(2);

/// What a process took until its end.
#[derive(Clone, Debug)]
pub struct Took {
    pub wall: Duration,
    /// User and system time of all its threads, to 10 ms.
    pub cpu: Duration,
    /// Most memory held, in KiB, as of at most 2 ms before its end.
    pub peak_kib: u64,
    /// Memory held over time, in KiB, about a hundred looks.
    pub over_time: Vec<u64>,
}

/// Runs a program to its end, which must be a success.
pub fn run(command: &mut Command) -> Took {
    let start = Instant::now();
    let mut child = command.spawn().expect("a program that can be started");
    let mut took = Took { wall: Duration::ZERO, cpu: Duration::ZERO, peak_kib: 0, over_time: Vec::new() };
    let mut looks = 0_u64;
    let mut every = 1;
    while let Some(status) = status_of(&child) {
        if status.contains("State:\tZ") {
            break;
        }
        took.peak_kib = took.peak_kib.max(kib(&status, "VmHWM:"));
        if looks.is_multiple_of(every) {
            took.over_time.push(kib(&status, "VmRSS:"));
        }
        if took.over_time.len() == 200 {
            // Half as often from now on, and for what was so far.
            every *= 2;
            let mut keep = false;
            took.over_time.retain(|_| {
                keep = !keep;
                keep
            });
        }
        looks += 1;
        sleep(STEP);
    }
    // What a process used is told until somebody asks how it ended.
    took.wall = start.elapsed();
    took.cpu = cpu_of(&child);
    let status: ExitStatus = child.wait().expect("its end");
    assert!(status.success(), "{command:?}: {status}");
    took
}

fn status_of(child: &Child) -> Option<String> {
    fs::read_to_string(format!("/proc/{}/status", child.id())).ok()
}

fn kib(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or(0)
}

fn cpu_of(child: &Child) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
    // The name before it may hold anything but ends with the last bracket.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}
