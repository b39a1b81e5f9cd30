//! A run over several videos.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::CollectError;
use super::fault::{Fault, FaultKind};
use super::links::{Target, video_id_of_link};
use super::run::{Run, Stop};
use super::store::{read_note, write_note};
use super::video::{FetchOptions, Observer, VideoOutcome, fetch_video};
use super::wire::{Question, video_id_in};

/// Where resolved share links are remembered, so that none is paid for twice.
const LINKS_FILE: &str = "links.json";

/// A video to collect, and the calls it took to find out its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The video.
    pub video_id: String,
    /// Calls already made for it in this run.
    pub calls: u64,
}

/// Finds out the video of each target. Links already known from an earlier run cost nothing. Results are in the order
/// of the targets.
pub async fn resolve(run: &Run, out: &Path, targets: &[Target]) -> Vec<Result<Resolved, Stop>> {
    let has_links = targets.iter().any(|target| matches!(target, Target::ShareLink(_)));
    let mut known = match if has_links { read_links(out) } else { Ok(BTreeMap::new()) } {
        Ok(known) => known,
        Err(error) => {
            let stop = Stop::from(error);
            return targets.iter().map(|_| Err(stop.clone())).collect();
        }
    };
    let mut resolved = Vec::with_capacity(targets.len());
    for target in targets {
        resolved.push(match target {
            Target::Video(id) => Ok(Resolved { video_id: id.clone(), calls: 0 }),
            Target::ShareLink(link) => match known.get(link) {
                Some(id) => Ok(Resolved { video_id: id.clone(), calls: 0 }),
                None => resolve_link(run, out, link, &mut known).await,
            },
        });
    }
    resolved
}

async fn resolve_link(
    run: &Run,
    out: &Path,
    link: &str,
    known: &mut BTreeMap<String, String>,
) -> Result<Resolved, Stop> {
    let mut calls = 0;
    let count = || {
        calls += 1;
        Ok(())
    };
    let question = Question::ShareLink { link };
    let found = run.ask(&question, count, |envelope| {
        let id = envelope.data.and_then(|data| video_id_in(data, video_id_of_link));
        id.ok_or_else(|| Fault::bare(FaultKind::Parameters, format!("the service knows no video behind {link}")))
    });
    let found = found.await.inspect_err(|stop| run.note_end(Some(stop)))?;
    known.insert(link.to_owned(), found.value.clone());
    let bytes = serde_json::to_vec_pretty(known).expect("a map of texts serialises");
    write_note(&out.join(LINKS_FILE), &bytes)?;
    Ok(Resolved { video_id: found.value, calls })
}

fn read_links(out: &Path) -> Result<BTreeMap<String, String>, CollectError> {
    let bytes = read_note(&out.join(LINKS_FILE))?;
    // What can't be understood is found out again.
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
}

/// Collects videos, `concurrency` at a time. Results are in the order of the videos.
pub async fn fetch(
    run: Arc<Run>,
    options: Arc<FetchOptions>,
    observer: Arc<Observer>,
    videos: Vec<Resolved>,
    concurrency: usize,
) -> Vec<VideoOutcome> {
    let places = Arc::new(Semaphore::new(concurrency.max(1)));
    let mut tasks = JoinSet::new();
    for (index, video) in videos.into_iter().enumerate() {
        // Taken before the task starts, so that videos begin in their order. Nobody closes the semaphore.
        let place = places.clone().acquire_owned().await;
        let (run, options, observer) = (run.clone(), options.clone(), observer.clone());
        tasks.spawn(async move {
            let _place = place;
            (index, fetch_video(&run, &options, &*observer, &video.video_id, video.calls).await)
        });
    }
    let mut outcomes = tasks.join_all().await;
    outcomes.sort_by_key(|(index, _)| *index);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}
