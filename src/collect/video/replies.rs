//! Replies: one list for each first-level comment that has some.

use std::collections::{HashMap, HashSet};

use super::{VideoFetch, count_new, end_of_list};
use crate::collect::fault::Reach;
use crate::collect::run::Stop;
use crate::collect::store::{PageList, is_safe_name};

/// Threads in a row that can't be had before the video is given up.
const THREADS_IN_A_ROW: u32 = 3;

/// The first-level comments with replies, in the order in which they were first seen.
#[derive(Debug, Default)]
pub(super) struct Threads {
    threads: Vec<Thread>,
    places: HashMap<String, usize>,
}

#[derive(Clone, Debug)]
struct Thread {
    comment_id: String,
    /// Replies declared when last seen.
    replies: i64,
    /// Replies declared when seen in an earlier round.
    replies_before: i64,
}

impl Threads {
    /// Takes note of how many replies a comment declares.
    pub(super) fn note(&mut self, comment_id: &str, replies: i64) {
        match self.places.get(comment_id) {
            Some(place) => self.threads[*place].replies = replies,
            None if replies > 0 => {
                self.places.insert(comment_id.to_owned(), self.threads.len());
                self.threads.push(Thread { comment_id: comment_id.to_owned(), replies, replies_before: 0 });
            }
            None => {}
        }
    }

    /// What was noted so far belongs to an earlier round.
    pub(super) fn end_round(&mut self) {
        for thread in &mut self.threads {
            thread.replies_before = thread.replies;
        }
    }
}

impl VideoFetch<'_> {
    /// Replies: first the threads of the first round, then those that have grown in this one. A thread that can't be
    /// had, or has more pages than allowed, doesn't keep the others from being collected.
    pub(super) async fn walk_threads(&mut self, round: u32) -> Result<(), Stop> {
        let mut failures = 0;
        let (mut failed, mut limited) = (None, None);
        for place in 0..self.threads.threads.len() {
            let thread = self.threads.threads[place].clone();
            match self.walk_thread(&thread, round).await {
                Ok(()) => failures = 0,
                Err(stop @ Stop::MaxPages(_)) => limited = Some(stop),
                Err(Stop::Fault(fault)) if fault.kind.reach() == Reach::Video => {
                    failures += 1;
                    let warning = format!("replies to {} are not complete: {fault}", thread.comment_id);
                    self.collection.checkpoint.warn(warning);
                    if failures >= THREADS_IN_A_ROW {
                        return Err(Stop::Fault(fault));
                    }
                    failed = Some(Stop::Fault(fault));
                }
                Err(stop) => return Err(stop),
            }
        }
        failed.or(limited).map_or(Ok(()), Err)
    }

    async fn walk_thread(&mut self, thread: &Thread, round: u32) -> Result<(), Stop> {
        if thread.replies == 0 || !is_safe_name(&thread.comment_id) {
            return Ok(());
        }
        let list = |round| PageList::Replies { round, comment_id: thread.comment_id.clone() };
        let is_known = self.collection.pages.get(&list(1), 1)?.is_some();
        let has_grown = round > 1 && is_known && thread.replies > thread.replies_before && thread.replies_before > 0;
        let mut seen = HashSet::new();
        self.walk_replies(&list(1), &mut seen).await?;
        for earlier in 2..round {
            self.replay_replies(&list(earlier), &mut seen).await?;
        }
        if has_grown {
            self.walk_replies(&list(round), &mut seen).await?;
        }
        Ok(())
    }

    async fn walk_replies(&mut self, list: &PageList, seen: &mut HashSet<String>) -> Result<(), Stop> {
        for number in 1.. {
            let page = match self.collection.pages.get(list, number)? {
                Some(page) => page,
                None if number > self.options.max_pages => return Err(Stop::MaxPages(self.options.max_pages)),
                None => self.request(list, number).await?,
            };
            self.collection.checkpoint.reply_pages += 1;
            let news = count_new(&page, seen);
            self.collection.checkpoint.comments += news;
            self.collection.checkpoint.replies += news;
            let end = end_of_list(&page, news);
            self.collection.keep(list, number, page);
            if end.is_some() {
                break;
            }
        }
        Ok(())
    }

    async fn replay_replies(&mut self, list: &PageList, seen: &mut HashSet<String>) -> Result<(), Stop> {
        for number in 1..=self.collection.pages.last(list) {
            let page = match self.collection.pages.get(list, number)? {
                Some(page) => page,
                None => self.request(list, number).await?,
            };
            self.collection.checkpoint.reply_pages += 1;
            count_new(&page, seen);
            self.collection.keep(list, number, page);
        }
        Ok(())
    }
}
