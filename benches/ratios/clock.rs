//! The clock of one thread.

use std::time::Duration;

/// CPU time of this thread, to the nanosecond; what other programs do disturbs it little.
#[cfg(unix)]
pub fn cpu_time() -> Duration {
    let told = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let whole = |number: i64| u64::try_from(number).unwrap_or_default();
    Duration::from_secs(whole(told.tv_sec)) + Duration::from_nanos(whole(told.tv_nsec))
}

/// Time since the first question, where the system keeps no such clock.
#[cfg(not(unix))]
pub fn cpu_time() -> Duration {
    use std::{sync::LazyLock, time::Instant};
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

/// CPU time that some work takes on this thread, and what comes of it.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = cpu_time();
    let made = work();
    (made, cpu_time().saturating_sub(start))
}

/// The middle one.
pub fn median<T: PartialOrd + Copy>(values: impl IntoIterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.into_iter().collect();
    values.sort_unstable_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    values.get(values.len() / 2).copied()
}
