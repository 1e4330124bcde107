//! Numbered jobs on several threads, delivered in order, with a bound on how far any thread may run ahead.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

/// Segments in flight for each thread.
const AHEAD: u32 = 2;

struct State {
    /// The next job that nobody has taken, and the next that is due for delivery.
    next: u32,
    due: u32,
    stopped: bool,
    /// Buffers to use again.
    pool: Vec<Vec<u8>>,
}

struct Shared {
    state: Mutex<State>,
    moved: Condvar,
    jobs: u32,
    window: u32,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next job and a buffer for it, as soon as it is within the window; nothing when there is none left.
    fn take(&self) -> Option<(u32, Vec<u8>)> {
        let wait = |s: &mut State| !s.stopped && s.next < self.jobs && s.next - s.due >= self.window;
        let state = self.moved.wait_while(self.lock(), wait);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        if state.stopped || state.next == self.jobs {
            return None;
        }
        let job = state.next;
        state.next += 1;
        Some((job, state.pool.pop().unwrap_or_default()))
    }

    fn delivered(&self, buffer: Vec<u8>) {
        let mut state = self.lock();
        state.due += 1;
        state.pool.push(buffer);
        self.moved.notify_all();
    }

    fn stop(&self) {
        self.lock().stopped = true;
        self.moved.notify_all();
    }
}

/// Runs `work` for jobs 0…`jobs`−1 on `threads` threads, each time with a buffer that may still hold what an earlier job
/// left in it, and hands results and buffers in order to `deliver` on this thread. At most three buffers for each thread
/// are alive.
///
/// # Errors
/// The first error in the order of jobs, of either closure; no further job is begun then.
pub(crate) fn run<T: Send, E: Send>(
    threads: usize,
    jobs: u32,
    work: impl Fn(u32, &mut Vec<u8>) -> Result<T, E> + Sync,
    mut deliver: impl FnMut(u32, T, &mut Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    let threads = u32::try_from(threads.clamp(1, 256)).unwrap_or(1);
    let shared = Shared {
        state: Mutex::new(State { next: 0, due: 0, stopped: false, pool: Vec::new() }),
        moved: Condvar::new(),
        jobs,
        window: threads * (AHEAD + 1),
    };
    let (done, results) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads.min(jobs) {
            let (done, shared, work) = (done.clone(), &shared, &work);
            scope.spawn(move || {
                while let Some((job, mut buffer)) = shared.take() {
                    let result = work(job, &mut buffer);
                    if done.send((job, result, buffer)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        let mut ready = BTreeMap::new();
        let mut due = 0;
        let outcome = 'all: {
            for (job, result, buffer) in &results {
                ready.insert(job, (result, buffer));
                while let Some((result, mut buffer)) = ready.remove(&due) {
                    let delivered = result.and_then(|value| deliver(due, value, &mut buffer));
                    if delivered.is_err() {
                        break 'all delivered;
                    }
                    due += 1;
                    shared.delivered(buffer);
                }
            }
            Ok(())
        };
        shared.stop();
        outcome
    })
}

#[cfg(test)]
mod tests;
