//! How fast calls may follow each other, and how long to wait before trying one again.

use std::sync::Mutex;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use tokio::time::Instant;

use super::fault::FaultKind;

/// The slowest pace that rate-limit answers lead to: one call in this time.
const SLOWEST: Duration = Duration::from_secs(30);

/// Spreads calls evenly and slows down for the rest of the run whenever the service asks for it.
#[derive(Debug)]
pub(crate) struct Pacer {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// The earliest moment for the next call.
    next: Instant,
    /// Time between two calls.
    interval: Duration,
    slowed_at: Option<Instant>,
}

impl Pacer {
    /// At most `per_second` calls a second; the caller has checked that it is a positive number.
    pub(crate) fn new(per_second: f64) -> Self {
        let interval = Duration::try_from_secs_f64(1.0 / per_second).unwrap_or(SLOWEST);
        Self { state: Mutex::new(State { next: Instant::now(), interval, slowed_at: None }) }
    }

    /// The moment of the next free place, which is now taken.
    pub(crate) fn take_place(&self) -> Instant {
        let mut state = self.lock();
        let place = state.next.max(Instant::now());
        state.next = place + state.interval;
        place
    }

    /// Halves the rate after a rate-limit answer to a call made at `asked_at`. Calls that were on their way when the
    /// rate was last halved don't count again.
    pub(crate) fn slow_down(&self, asked_at: Instant) {
        let mut state = self.lock();
        if state.slowed_at.is_some_and(|slowed| asked_at <= slowed) {
            return;
        }
        let now = Instant::now();
        // Never faster than asked for, however slow that was.
        state.interval = (state.interval * 2).min(SLOWEST.max(state.interval));
        state.slowed_at = Some(now);
        state.next = state.next.max(now + state.interval);
        tracing::info!("the service limits the rate: one call in {:?} from now on", state.interval);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // The state stays whole whatever happens to a holder of the lock.
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The waiting times for one call, kept apart by kind of trouble.
#[derive(Debug)]
pub(crate) struct Patience {
    base: Duration,
    attempts: u32,
    waits: Vec<(FaultKind, ExponentialBackoff)>,
}

/// Attempts for one call over all kinds of trouble.
const MAX_ATTEMPTS: u32 = 10;

impl Patience {
    /// `base` is the first wait; everything else is a multiple of it.
    pub(crate) fn new(base: Duration) -> Self {
        Self { base, attempts: 0, waits: Vec::new() }
    }

    /// How long to wait before the next attempt; `None` when it is time to give up.
    pub(crate) fn wait_after(&mut self, kind: FaultKind) -> Option<Duration> {
        self.attempts += 1;
        let (times, factor, longest) = match kind {
            FaultKind::Upstream | FaultKind::Garbled => (3, 1, 16),
            FaultKind::Server | FaultKind::Network | FaultKind::TimedOut => (4, 1, 32),
            FaultKind::RateLimit => (5, 5, 120),
            _ => return None,
        };
        if self.attempts >= MAX_ATTEMPTS {
            return None;
        }
        let waits = if let Some((_, waits)) = self.waits.iter_mut().find(|(known, _)| *known == kind) {
            waits
        } else {
            let builder = ExponentialBuilder::default()
                .with_min_delay(self.base * factor)
                .with_max_delay(self.base * longest)
                .with_max_times(times)
                .with_jitter();
            &mut self.waits.push_mut((kind, builder.build())).1
        };
        waits.next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_has_an_end_for_every_kind() {
        for (kind, attempts) in [
            (FaultKind::Upstream, 4),
            (FaultKind::Server, 5),
            (FaultKind::Network, 5),
            (FaultKind::RateLimit, 6),
            (FaultKind::Token, 1),
            (FaultKind::Quota, 1),
            (FaultKind::UnknownCode, 1),
        ] {
            let mut patience = Patience::new(Duration::from_millis(100));
            let waits: Vec<_> = std::iter::from_fn(|| patience.wait_after(kind)).collect();
            assert_eq!(waits.len() + 1, attempts, "{kind:?}");
            assert!(waits.windows(2).all(|pair| pair[1] > pair[0] / 2), "{waits:?}");
        }
        let mut patience = Patience::new(Duration::from_millis(1));
        let kinds = [FaultKind::Upstream, FaultKind::Server, FaultKind::Network, FaultKind::RateLimit];
        let tries = kinds.iter().cycle().take(100).take_while(|kind| patience.wait_after(**kind).is_some()).count();
        assert!(tries < 10);
    }

    #[test]
    fn a_rate_limit_slows_down_once_for_the_calls_on_their_way() {
        let pacer = Pacer::new(10.0);
        let asked = Instant::now();
        pacer.slow_down(asked);
        pacer.slow_down(asked);
        assert_eq!(pacer.lock().interval, Duration::from_millis(200));
        std::thread::sleep(Duration::from_millis(2));
        pacer.slow_down(Instant::now());
        assert_eq!(pacer.lock().interval, Duration::from_millis(400));
    }

    #[test]
    fn places_keep_their_distance() {
        let pacer = Pacer::new(100.0);
        let places: Vec<_> = (0..4).map(|_| pacer.take_place()).collect();
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(10)));
    }
}
