//! Collecting one video: walk the lists, store each page, know where to go on.

mod replies;

use std::collections::HashSet;
use std::path::PathBuf;

use replies::Threads;

use super::fault::{Fault, FaultKind};
use super::run::{Run, Stop};
use super::store::{Checkpoint, Collection, PageList, Status, now_ms};
use super::wire::{Page, PageError, Question};

/// What to collect, and how much of it.
#[derive(Clone, Debug)]
pub struct FetchOptions {
    /// Folder of the collections.
    pub out: PathBuf,
    /// Whether to collect replies too.
    pub replies: bool,
    /// Pages of a list at most: of the first-level comments, and of the replies to each of them.
    pub max_pages: u32,
    /// Whether raw answers are kept.
    pub keep_raw: bool,
}

/// Something worth showing while a video is collected.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Progress {
    /// The first page is there: what the service declares, and how many calls that makes at this page size.
    Began {
        /// The number shown under the video.
        declared: Option<i64>,
        /// Calls for first-level comments, roughly.
        calls_expected: Option<u64>,
    },
    /// A page was stored.
    Page {
        /// Comments collected so far, each counted once.
        collected: u64,
        /// The number shown under the video.
        declared: Option<i64>,
    },
}

/// Receives progress, by video.
pub type Observer = dyn Fn(&str, &Progress) + Send + Sync;

/// How collecting one video ended.
#[derive(Clone, Debug)]
pub struct VideoOutcome {
    /// The video.
    pub video_id: String,
    /// Its folder.
    pub folder: PathBuf,
    /// The state of the collection now.
    pub checkpoint: Checkpoint,
    /// Calls made for it in this run.
    pub calls: u64,
    /// Whether it was looked at; `false` where the run had to stop before.
    pub begun: bool,
    /// Why it ended early; `None` when the list is collected.
    pub stop: Option<Stop>,
}

pub(super) struct VideoFetch<'r> {
    run: &'r Run,
    options: &'r FetchOptions,
    observer: &'r Observer,
    collection: Collection,
    /// First-level comments seen, over all rounds.
    seen: HashSet<String>,
    threads: Threads,
    calls_before: u64,
}

/// Collects one video as far as possible; what was stored before is not asked for again.
pub(super) async fn fetch_video(
    run: &Run,
    options: &FetchOptions,
    observer: &Observer,
    video_id: &str,
    extra_calls: u64,
) -> VideoOutcome {
    let unopened = |stop, begun| VideoOutcome {
        video_id: video_id.to_owned(),
        folder: options.out.join(video_id),
        checkpoint: super::store::peek(&options.out, video_id).ok().flatten().unwrap_or_default(),
        calls: 0,
        begun,
        stop: Some(stop),
    };
    if let Some(stop) = run.stopped() {
        return unopened(stop, false);
    }
    let opened = Collection::open(&options.out, video_id, options.keep_raw);
    let collection = match opened {
        Ok(collection) => collection,
        Err(error) => {
            let stop = Stop::from(error);
            run.note_end(Some(&stop));
            return unopened(stop, true);
        }
    };
    let mut fetch = VideoFetch {
        run,
        options,
        observer,
        calls_before: collection.checkpoint.calls,
        collection,
        seen: HashSet::new(),
        threads: Threads::default(),
    };
    fetch.collection.checkpoint.calls += extra_calls;
    let result = fetch.collect().await;
    fetch.close(result).await
}

impl VideoFetch<'_> {
    /// All lists of this run; the word for how the list of comments ended.
    async fn collect(&mut self) -> Result<&'static str, Stop> {
        let round = self.begin();
        for earlier in 1..round {
            self.replay(earlier).await?;
        }
        let ended = self.walk_comments(round).await;
        let ended = match ended {
            Err(stop @ Stop::MaxPages(_)) => Err(stop),
            Err(stop) => return Err(stop),
            Ok(word) => Ok(word),
        };
        if self.collection.checkpoint.with_replies {
            self.walk_threads(round).await?;
        }
        ended
    }

    /// Decides whether this run goes on, adds replies, or refreshes; marks the collection as partial.
    fn begin(&mut self) -> u32 {
        let last_round = self.collection.pages.last_round();
        let checkpoint = &mut self.collection.checkpoint;
        let adds_replies = self.options.replies && !checkpoint.with_replies;
        let was_complete = checkpoint.status == Status::Complete && last_round <= checkpoint.rounds;
        checkpoint.with_replies |= self.options.replies;
        checkpoint.rounds = checkpoint.rounds.max(last_round);
        let only_imported = checkpoint.pages == 0 && !checkpoint.imported.is_empty();
        if was_complete && !adds_replies && !only_imported {
            checkpoint.rounds += 1;
        }
        checkpoint.status = Status::Partial;
        checkpoint.stopped_because = None;
        checkpoint.last_error = None;
        checkpoint.pages = 0;
        checkpoint.reply_pages = 0;
        checkpoint.warnings.clear();
        if !self.options.keep_raw && self.collection.pages.has_raw() {
            checkpoint.warn(
                "raw pages of earlier runs, which name authors, are still in pages/; start over with --fresh --no-raw \
                 and purge the old run to be rid of them",
            );
        }
        checkpoint.rounds
    }

    /// Takes note of what an earlier round stored. A page that got damaged since is asked for again.
    async fn replay(&mut self, round: u32) -> Result<(), Stop> {
        let list = PageList::Comments { round };
        for number in 1..=self.collection.pages.last(&list) {
            let page = match self.collection.pages.get(&list, number)? {
                Some(page) => page,
                None => self.request(&list, number).await?,
            };
            self.collection.checkpoint.pages += 1;
            self.note_rows(&page, false);
            self.collection.keep(&list, number, page);
        }
        self.threads.end_round();
        Ok(())
    }

    /// First-level comments of one round, up to the end of the list.
    async fn walk_comments(&mut self, round: u32) -> Result<&'static str, Stop> {
        let list = PageList::Comments { round };
        for number in 1.. {
            self.collection.checkpoint.next_page = number;
            let page = match self.collection.pages.get(&list, number)? {
                Some(page) => page,
                None if number > self.options.max_pages => return Err(Stop::MaxPages(self.options.max_pages)),
                None => self.request(&list, number).await?,
            };
            self.collection.checkpoint.pages += 1;
            self.collection.checkpoint.declared_total =
                page.declared_total.or(self.collection.checkpoint.declared_total);
            let news = self.note_rows(&page, true);
            self.collection.checkpoint.next_page = number + 1;
            self.report(number, &page)?;
            let (end, has_more) = (end_of_list(&page, news), page.has_more);
            self.collection.keep(&list, number, page);
            if let Some(end) = end {
                if has_more && round == 1 {
                    // Asking further might go on for ever, and every call costs.
                    self.collection.checkpoint.warn(format!(
                        "the list ended at page {number} without anything new, although the service promised more; \
                         --fresh starts over"
                    ));
                }
                return Ok(end);
            }
        }
        Ok("end_of_list")
    }

    /// A page from the service; when this returns, it is on disk.
    async fn request(&mut self, list: &PageList, number: u32) -> Result<Page, Stop> {
        let video_id = self.collection.checkpoint.video_id.clone();
        let question = match list {
            PageList::Comments { .. } => Question::Comments { video_id: &video_id, page: number },
            PageList::Replies { comment_id, .. } => Question::Replies { comment_id, page: number },
        };
        let pages = self.collection.pages.clone();
        let collection = &mut self.collection;
        let understood = self.run.ask(
            &question,
            || collection.count_call(),
            |envelope| pages.understand(list, envelope.data, now_ms()).map_err(|error| not_a_page(&error)),
        );
        let understood = understood.await?;
        let (list, body) = (list.clone(), understood.body);
        let store = move || pages.put(&list, number, &body, understood.value);
        // The disk may be slow; the other videos need not wait for it.
        Ok(joined(tokio::task::spawn_blocking(store).await)?)
    }

    /// Takes note of the rows of a page; how many are new.
    fn note_rows(&mut self, page: &Page, counts: bool) -> u64 {
        for comment in page.rows.iter().map(|row| &row.comment) {
            self.threads.note(&comment.comment_id, comment.replies.unwrap_or(0));
        }
        let news = count_new(page, &mut self.seen);
        if counts {
            self.collection.checkpoint.comments = self.seen.len() as u64;
        }
        news
    }

    fn report(&mut self, number: u32, page: &Page) -> Result<(), Stop> {
        let declared = self.collection.checkpoint.declared_total;
        let video_id = &self.collection.checkpoint.video_id;
        if number == 1 && self.collection.checkpoint.rounds == 1 {
            let size = page.rows.len().max(1) as u64;
            let calls_expected = declared.map(|declared| declared.unsigned_abs().div_ceil(size).max(1));
            (self.observer)(video_id, &Progress::Began { declared, calls_expected });
        }
        (self.observer)(video_id, &Progress::Page { collected: self.seen.len() as u64, declared });
        Ok(self.collection.save_progress()?)
    }

    /// Writes the tables and the checkpoint, whatever happened before.
    async fn close(mut self, result: Result<&'static str, Stop>) -> VideoOutcome {
        let (status, because) = match &result {
            Ok(word) => (Status::Complete, *word),
            Err(stop) => (Status::Partial, stop.as_str()),
        };
        let mut stop = result.err();
        // Where the checkpoint was lost, at least the stored pages are known to have cost a call each.
        let checkpoint = &mut self.collection.checkpoint;
        checkpoint.calls = checkpoint.calls.max(checkpoint.pages + checkpoint.reply_pages);
        self.collection.checkpoint.stopped_because = Some(because.to_owned());
        self.collection.checkpoint.last_error = match &stop {
            Some(Stop::Fault(fault)) => Some(fault.to_string()),
            Some(storage @ Stop::Storage(_)) => Some(storage.to_string()),
            _ => None,
        };
        let mut collection = self.collection;
        let write = move || {
            let written = collection.write_tables().and_then(|()| {
                collection.checkpoint.status = status;
                collection.save()
            });
            (collection, written)
        };
        let (collection, written) = joined(tokio::task::spawn_blocking(write).await);
        if let Err(error) = written {
            stop = stop.or(Some(error.into()));
        }
        self.run.note_end(stop.as_ref());
        VideoOutcome {
            video_id: collection.checkpoint.video_id.clone(),
            folder: collection.folder().to_owned(),
            calls: collection.checkpoint.calls - self.calls_before,
            begun: true,
            checkpoint: collection.checkpoint,
            stop,
        }
    }
}

/// Why a list ends after this page; `None` when another page is to be had.
fn end_of_list(page: &Page, news: u64) -> Option<&'static str> {
    if page.rows.is_empty() {
        Some("empty_page")
    } else if !page.has_more {
        Some("end_of_list")
    } else if news == 0 {
        Some("nothing_new")
    } else {
        None
    }
}

fn count_new(page: &Page, seen: &mut HashSet<String>) -> u64 {
    let ids = page.rows.iter().map(|row| &row.comment.comment_id);
    ids.filter(|id| seen.insert((*id).clone())).count() as u64
}

/// What an answer that is no page means for collecting.
pub(super) fn not_a_page(error: &PageError) -> Fault {
    let kind = if matches!(error, PageError::Platform(_)) { FaultKind::Upstream } else { FaultKind::Garbled };
    Fault { kind, code: None, http_status: None, message: error.to_string() }
}

/// The result of a blocking task; its panic goes on here.
fn joined<T>(result: Result<T, tokio::task::JoinError>) -> T {
    result.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}
