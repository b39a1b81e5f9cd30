//! Reading in one thread while the others score: neither waits for the whole of the other's work.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, JoinHandle};

use super::batch::Batch;
use super::source::Source;
use crate::cli::exit::{ExitStatus, Failure, WithStatus};

/// Rows read, scored and written in one go.
const BATCH_ROWS: usize = 16 * 1024;

/// Batches that may wait to be scored: what bounds the memory of a stream of any length.
const WAITING: usize = 2;

/// What the reading thread tells.
pub(super) enum Event {
    /// Rows of the source with this number.
    Batch(usize, Batch),
    /// A source is at its end; what was not as it should be.
    Ended(Vec<String>),
}

/// The reading thread, from the side of who listens to it.
pub(super) struct Reading {
    events: Receiver<Result<Event, Failure>>,
    thread: JoinHandle<()>,
}

impl Reading {
    /// Starts to read the sources one after the other.
    ///
    /// # Errors
    /// When no thread can be started.
    pub(super) fn start(sources: Vec<Source>) -> Result<Self, Failure> {
        let (sender, events) = sync_channel(WAITING);
        let thread = thread::Builder::new().name("read".to_owned()).spawn(move || {
            read(sources, |event| sender.send(event).is_ok());
        });
        Ok(Self { events, thread: thread.status(ExitStatus::Failure)? })
    }

    /// Hands every event to `act` until the last, or until one of the two fails. A thread that still waits for input
    /// then is left behind.
    pub(super) fn for_each(self, mut act: impl FnMut(Event) -> Result<(), Failure>) -> Result<(), Failure> {
        for event in &self.events {
            act(event?)?;
        }
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Ok(())
    }
}

/// Reads all sources to their ends, for as long as `send` finds a listener.
fn read(sources: Vec<Source>, send: impl Fn(Result<Event, Failure>) -> bool) {
    for (number, mut source) in sources.into_iter().enumerate() {
        loop {
            let event = source.next_batch(BATCH_ROWS).map(|batch| match batch {
                Some(batch) => Event::Batch(number, batch),
                None => Event::Ended(source.warnings()),
            });
            let ended = !matches!(event, Ok(Event::Batch(..)));
            let failed = event.is_err();
            if !send(event.status(ExitStatus::BadInput)) || failed {
                return;
            }
            if ended {
                break;
            }
        }
    }
}
