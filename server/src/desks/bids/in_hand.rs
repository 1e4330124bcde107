//! What this process has in hand of uploads, beside what the database knows.

use super::leaves::Leaves;
use crate::fault::Fault;
use shared::id::LotKey;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use tokio::sync::{Semaphore, SemaphorePermit};

/// What this process has in hand: uploads that it judges, and parts that it writes.
#[derive(Debug)]
pub struct InHand {
    judging: Mutex<HashSet<String>>,
    writing: Mutex<HashMap<LotKey, usize>>,
    leaves: Mutex<HashMap<String, Leaves>>,
    parts: Semaphore,
}

/// Parts that grow in memory at once, where the store takes them only whole; whoever waits for a turn holds little. With 8 MiB
/// each: 96 MiB.
const PARTS_AT_ONCE: usize = 12;

impl Default for InHand {
    fn default() -> Self {
        Self {
            judging: Mutex::default(),
            writing: Mutex::default(),
            leaves: Mutex::default(),
            parts: Semaphore::new(PARTS_AT_ONCE),
        }
    }
}

/// Unfinished hashes that are remembered; a forgotten one is made again from the vault.
const LEAVES_MAX: usize = 10_000;

/// Something in hand, until it is dropped.
pub enum Holding<'h> {
    /// An upload is being judged.
    Judging(&'h InHand, String),
    /// A part of an upload for this lot is being written.
    Writing(&'h InHand, LotKey),
}

impl InHand {
    /// Takes the hashes of an upload, if they are known as far as `at` bytes.
    pub fn take_leaves(&self, id: &str, at: u64) -> Option<Leaves> {
        let leaves = lock(&self.leaves).remove(id);
        leaves.filter(|leaves| leaves.at() == at)
    }

    /// Remembers the hashes of an upload until its next bytes come.
    pub fn keep_leaves(&self, id: &str, leaves: Leaves) {
        let mut all = lock(&self.leaves);
        if all.len() >= LEAVES_MAX {
            all.clear();
        }
        all.insert(id.to_owned(), leaves);
    }

    /// Waits for a turn to let a part grow in memory, first come, first served.
    ///
    /// # Errors
    /// Never: the house does not close its own door.
    pub async fn turn(&self) -> Result<SemaphorePermit<'_>, Fault> {
        self.parts.acquire().await.map_err(Fault::internal)
    }

    /// Takes an upload to judge it; none when somebody here has it already.
    pub fn judge(&self, id: &str) -> Option<Holding<'_>> {
        lock(&self.judging).insert(id.to_owned()).then(|| Holding::Judging(self, id.to_owned()))
    }

    /// Whether an upload is being judged here; its receipt follows then.
    #[must_use]
    pub fn is_judging(&self, id: &str) -> bool {
        lock(&self.judging).contains(id)
    }

    /// Says that a part is being written, so that the lot's list is not closed before the part is counted.
    pub fn write(&self, lot: &LotKey) -> Holding<'_> {
        *lock(&self.writing).entry(lot.clone()).or_default() += 1;
        Holding::Writing(self, lot.clone())
    }

    /// Whether a part for this lot is being written.
    #[must_use]
    pub fn is_writing(&self, lot: &LotKey) -> bool {
        lock(&self.writing).contains_key(lot)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Holding<'_> {
    fn drop(&mut self) {
        match self {
            Self::Judging(hand, id) => {
                lock(&hand.judging).remove(id);
            }
            Self::Writing(hand, lot) => {
                let mut writing = lock(&hand.writing);
                match writing.get_mut(lot) {
                    Some(count) if *count > 1 => *count -= 1,
                    _ => {
                        writing.remove(lot);
                    }
                }
            }
        }
    }
}
