//! What all videos of a run share: the service, the pace, the budget of calls, and the reason to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};
use url::Url;

use super::client::{Answer, Client};
use super::error::CollectError;
use super::fault::{Fault, FaultKind, Reach, judge};
use super::pace::{Pacer, Patience};
use super::wire::{Envelope, Question};

/// How long an answer that is already paid for may still arrive after an interrupt.
const GRACE: Duration = Duration::from_secs(4);
/// So many videos in a row that fail for passing reasons mean that the service is down.
const FAILURES_IN_A_ROW: u32 = 3;
/// A single video may be impossible to collect while the service is well, so that it takes more of them to despair.
const UPSTREAM_FAILURES_IN_A_ROW: u32 = 10;

/// How a run talks to the service.
#[derive(Debug)]
pub struct RunOptions {
    /// Address of the service.
    pub base_url: Url,
    /// The token; it goes into the query of each call and nowhere else.
    pub token: SecretString,
    /// Calls a second at most.
    pub calls_per_second: f64,
    /// Calls of the whole run at most, retries included.
    pub max_calls: Option<u64>,
    /// The first wait before a retry; later ones grow from it.
    pub retry_base: Duration,
    /// Longest wait for one answer; the service asks for 60 s or more.
    pub timeout: Duration,
}

/// Why collecting ended before the end of the list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Stop {
    /// The service or the network, after all retries that make sense.
    Fault(Fault),
    /// The user interrupted.
    Interrupted,
    /// The calls allowed for this run are used up.
    MaxCalls(u64),
    /// The pages allowed for a video are there.
    MaxPages(u32),
    /// The disk.
    Storage(Arc<CollectError>),
}

impl Stop {
    /// The word used in the checkpoint.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Fault(fault) => fault.kind.as_str(),
            Self::Interrupted => "interrupted",
            Self::MaxCalls(_) => "max_calls",
            Self::MaxPages(_) => "max_pages",
            Self::Storage(_) => "storage",
        }
    }

    /// Whether other videos of the run stop too.
    pub fn reach(&self) -> Reach {
        match self {
            Self::Fault(fault) => fault.kind.reach(),
            Self::Interrupted | Self::MaxCalls(_) => Reach::Run,
            Self::MaxPages(_) => Reach::Video,
            // A lock or a damaged table concerns one video, a full disk all of them.
            Self::Storage(error) => match **error {
                CollectError::Storage { .. } => Reach::Run,
                _ => Reach::Video,
            },
        }
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Fault(fault) => write!(formatter, "{fault}; {}", fault.kind.advice()),
            Self::Interrupted => formatter.write_str("interrupted"),
            Self::MaxCalls(calls) => write!(formatter, "the {calls} calls allowed by --max-calls are used up"),
            Self::MaxPages(pages) => write!(formatter, "the {pages} pages allowed by --max-pages are stored"),
            Self::Storage(error) => {
                write!(formatter, "{error}")?;
                let mut cause = std::error::Error::source(&**error);
                // The system's own words are part of the first line already.
                if matches!(**error, CollectError::Storage { .. }) {
                    cause = None;
                }
                while let Some(inner) = cause {
                    write!(formatter, ": {inner}")?;
                    cause = inner.source();
                }
                error.advice().map_or(Ok(()), |advice| write!(formatter, "; {advice}"))
            }
        }
    }
}

impl From<CollectError> for Stop {
    fn from(error: CollectError) -> Self {
        Self::Storage(Arc::new(error))
    }
}

/// Shared by all videos of a run.
#[derive(Debug)]
pub struct Run {
    client: Client,
    pacer: Pacer,
    retry_base: Duration,
    max_calls: Option<u64>,
    calls: AtomicU64,
    failures: AtomicU32,
    upstream_failures: AtomicU32,
    stop: watch::Sender<Option<Stop>>,
}

/// A page of the service that was understood: the body to store and what was read from it.
pub(crate) struct Understood<T> {
    pub body: String,
    pub value: T,
}

impl Run {
    /// Prepares a run; nothing is asked yet.
    ///
    /// # Errors
    /// A rate that is no positive number, or an HTTP client that can't be made.
    pub fn new(options: RunOptions) -> Result<Arc<Self>, CollectError> {
        let rate = options.calls_per_second;
        if !(rate.is_finite() && rate > 0.0) {
            return Err(CollectError::Rate(rate));
        }
        Ok(Arc::new(Self {
            client: Client::new(options.base_url, options.token, options.timeout)?,
            pacer: Pacer::new(rate),
            retry_base: options.retry_base,
            max_calls: options.max_calls,
            calls: AtomicU64::new(0),
            failures: AtomicU32::new(0),
            upstream_failures: AtomicU32::new(0),
            stop: watch::Sender::new(None),
        }))
    }

    /// Calls made so far in this run.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::SeqCst)
    }

    /// Asks all videos to end at the next safe point. The first reason stays.
    pub fn stop(&self, reason: Stop) {
        self.stop.send_if_modified(|stop| {
            let first = stop.is_none();
            if first {
                *stop = Some(reason);
            }
            first
        });
    }

    /// Why the run has been asked to stop.
    pub fn stopped(&self) -> Option<Stop> {
        self.stop.borrow().clone()
    }

    /// Notes how a video ended, and stops the run where others would fare no better.
    pub(crate) fn note_end(&self, stop: Option<&Stop>) {
        match stop {
            None | Some(Stop::MaxPages(_)) => self.forget_failures(),
            Some(stop) if stop.reach() == Reach::Run => self.stop(stop.clone()),
            Some(Stop::Fault(fault)) if fault.kind.is_transient() => {
                let (failures, bearable) = match fault.kind {
                    FaultKind::Upstream => (&self.upstream_failures, UPSTREAM_FAILURES_IN_A_ROW),
                    _ => (&self.failures, FAILURES_IN_A_ROW),
                };
                if failures.fetch_add(1, Ordering::SeqCst) + 1 >= bearable {
                    self.stop(Stop::Fault(fault.clone()));
                }
            }
            Some(_) => {}
        }
    }

    fn forget_failures(&self) {
        self.failures.store(0, Ordering::SeqCst);
        self.upstream_failures.store(0, Ordering::SeqCst);
    }

    /// Asks until the answer is understood, the patience for its kind of trouble ends, or the run stops. `count` is
    /// called before each attempt, so that no call goes uncounted.
    pub(crate) async fn ask<T>(
        &self,
        question: &Question<'_>,
        mut count: impl FnMut() -> Result<(), CollectError>,
        read: impl Fn(&Envelope) -> Result<T, Fault>,
    ) -> Result<Understood<T>, Stop> {
        let mut patience = Patience::new(self.retry_base);
        loop {
            self.wait_for_turn().await?;
            self.take_call()?;
            count()?;
            let asked_at = Instant::now();
            let result = self.ask_once(question).await?;
            let understood = result.and_then(|answer| {
                let value =
                    read(&judge(answer.http_status, &answer.body).map_err(|fault| redirected(fault, &answer))?)?;
                Ok(Understood { body: answer.body, value })
            });
            let fault = match understood {
                Ok(understood) => {
                    self.forget_failures();
                    return Ok(understood);
                }
                Err(fault) => fault,
            };
            if fault.kind == FaultKind::RateLimit {
                self.pacer.slow_down(asked_at);
            }
            let Some(wait) = patience.wait_after(fault.kind) else { return Err(Stop::Fault(fault)) };
            tracing::info!("{fault}; trying again in {wait:.1?}");
            self.rest(sleep(wait)).await?;
        }
    }

    /// One attempt; after an interrupt, the answer on its way gets a moment to arrive.
    async fn ask_once(&self, question: &Question<'_>) -> Result<Result<Answer, Fault>, Stop> {
        tracing::debug!("asking {} {:?}", question.path(), question.parameters());
        let interrupted = async {
            let mut stop = self.stop.subscribe();
            // The sender lives as long as `self`.
            let _ = stop.wait_for(|stop| matches!(stop, Some(Stop::Interrupted))).await;
            sleep(GRACE).await;
        };
        tokio::select! {
            answer = self.client.ask(question) => Ok(answer),
            () = interrupted => Err(Stop::Interrupted),
        }
    }

    async fn wait_for_turn(&self) -> Result<(), Stop> {
        if let Some(stop) = self.stopped() {
            return Err(stop);
        }
        let place = self.pacer.take_place();
        if place > Instant::now() { self.rest(sleep_until(place)).await } else { Ok(()) }
    }

    /// Waits, unless the run stops meanwhile.
    async fn rest(&self, wait: tokio::time::Sleep) -> Result<(), Stop> {
        let mut stop = self.stop.subscribe();
        tokio::select! {
            () = wait => Ok(()),
            reason = stop.wait_for(Option::is_some) => {
                Err(reason.ok().and_then(|reason| reason.clone()).unwrap_or(Stop::Interrupted))
            }
        }
    }

    fn take_call(&self) -> Result<(), Stop> {
        let limit = self.max_calls.unwrap_or(u64::MAX);
        let taken =
            self.calls.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |calls| (calls < limit).then(|| calls + 1));
        taken.map(drop).map_err(|_| Stop::MaxCalls(limit))
    }
}

/// A redirect that says where to.
fn redirected(fault: Fault, answer: &Answer) -> Fault {
    match &answer.moved_to {
        Some(place) if fault.kind == FaultKind::Moved => Fault { message: format!("to {place}"), ..fault },
        _ => fault,
    }
}
