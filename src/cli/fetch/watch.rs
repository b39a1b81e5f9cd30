//! What a run shows while it goes on, and how it is stopped from outside.

use std::sync::{Arc, Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::output::{counted, say};
use crate::collect::{Observer, Progress, Run, Stop};

/// The exit code of a second interrupt.
const INTERRUPTED: i32 = 130;

/// Stops the run at its next safe point on Ctrl-C or a termination signal; a second one ends the program at once, which
/// loses nothing but the answer on its way.
pub(super) fn stop_on_signals(run: &Arc<Run>) {
    #[cfg(unix)]
    survive_size_limits();
    let run = run.clone();
    tokio::spawn(async move {
        signal().await;
        say("stopping after the page on its way; once more to stop at once");
        run.stop(Stop::Interrupted);
        signal().await;
        std::process::exit(INTERRUPTED);
    });
}

/// Makes a limit on the size of files (`ulimit -f`) an error of the write that meets it, instead of the program's end.
#[cfg(unix)]
fn survive_size_limits() {
    /// The number of SIGXFSZ, for which there is no name.
    const FILE_SIZE_LIMIT: i32 = 25;
    // The handler stays for good, whether anybody listens or not. Without it nothing but this nicety is lost.
    let _ = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::from_raw(FILE_SIZE_LIMIT));
}

#[cfg(unix)]
async fn signal() {
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    match terminate {
        Ok(mut terminate) => tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        },
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}

#[cfg(not(unix))]
async fn signal() {
    drop(tokio::signal::ctrl_c().await);
}

/// One line about all videos, redrawn in place on a terminal; elsewhere one line a video.
pub(super) struct Bar {
    bar: Option<ProgressBar>,
}

/// Sums over the videos under way.
#[derive(Default)]
struct Sums {
    videos: std::collections::HashMap<String, (u64, Option<i64>)>,
    calls_expected: u64,
}

impl Bar {
    pub(super) fn new(wanted: bool) -> Self {
        let bar = wanted.then(|| {
            let style = ProgressStyle::with_template("{spinner} {msg} [{elapsed}]");
            let bar = ProgressBar::new_spinner();
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(std::time::Duration::from_millis(120));
            bar
        });
        Self { bar }
    }

    /// What the run reports to.
    pub(super) fn observer(&self, run: &Arc<Run>) -> Arc<Observer> {
        let (bar, run) = (self.bar.clone(), run.clone());
        let sums = Mutex::new(Sums::default());
        Arc::new(move |video_id: &str, progress: &Progress| {
            let mut sums = sums.lock().unwrap_or_else(PoisonError::into_inner);
            match progress {
                Progress::Began { declared, calls_expected } => {
                    sums.calls_expected += calls_expected.unwrap_or(1);
                    if bar.is_none() {
                        let declared = declared.map_or("an unknown number of".to_owned(), |count| count.to_string());
                        let calls = calls_expected.map_or("?".to_owned(), |count| count.to_string());
                        say(&format!("{video_id}: {declared} comments declared, about {calls} calls in all"));
                    }
                }
                Progress::Page { collected, declared } => {
                    sums.videos.insert(video_id.to_owned(), (*collected, *declared));
                }
            }
            if let Some(bar) = &bar {
                bar.set_message(message(&sums, run.calls()));
            }
        })
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn message(sums: &Sums, calls: u64) -> String {
    let collected: u64 = sums.videos.values().map(|(collected, _)| collected).sum();
    let declared: i64 = sums.videos.values().filter_map(|(_, declared)| *declared).sum();
    let videos = counted(sums.videos.len() as u64, "video");
    format!("{videos}, {collected} comments (declared {declared}), {calls} of about {} calls", sums.calls_expected)
}
