//! Work on other threads where the system gives some, else on this one: the same results, later.

use std::panic::resume_unwind;
use std::thread::{self, Builder};

/// Does two things at once.
pub(crate) fn both<A: Send, B>(aside: impl Fn() -> A + Sync, here: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let running = Builder::new().spawn_scoped(scope, &aside);
        let here = here();
        let aside = match running {
            Ok(running) => running.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => aside(),
        };
        (aside, here)
    })
}

/// What `work` makes of each item, in their order; as many at once as the machine has processors, which are also held
/// at once.
pub(crate) fn map<I: Sync, R: Send>(items: &[I], work: impl Fn(&I) -> R + Sync) -> impl Iterator<Item = R> {
    let at_once = thread::available_parallelism().map_or(1, usize::from);
    items.chunks(at_once).flat_map(move |items| {
        let work = &work;
        thread::scope(|scope| {
            let start = |item| (item, Builder::new().spawn_scoped(scope, move || work(item)));
            let running: Vec<_> = items.iter().map(start).collect();
            let finish = |(item, started): (_, std::io::Result<thread::ScopedJoinHandle<'_, R>>)| match started {
                Ok(running) => running.join().unwrap_or_else(|panic| resume_unwind(panic)),
                Err(_) => work(item),
            };
            running.into_iter().map(finish).collect::<Vec<_>>()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order() {
        let numbers: Vec<u32> = (0..100).collect();
        assert_eq!(map(&numbers, |number| number * 2).collect::<Vec<_>>(), (0..200).step_by(2).collect::<Vec<_>>());
        assert_eq!(both(|| "aside", || "here"), ("aside", "here"));
    }
}
