//! The house's clock: the only place that asks the machine for the time (clippy.toml).

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The house's time. Tests and the sample centre move it forward; sessions always run on the machine's own.
#[derive(Debug, Default)]
pub struct Clock {
    ahead_ms: AtomicI64,
}

impl Clock {
    /// The house's time, milliseconds since 1970 UTC.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        machine_ms() + self.ahead_ms.load(Ordering::SeqCst)
    }

    /// How far the house's time is ahead of the machine's, milliseconds.
    #[must_use]
    pub fn ahead_ms(&self) -> i64 {
        self.ahead_ms.load(Ordering::SeqCst)
    }

    /// Sets how far the house's time is ahead of the machine's (sample centre and tests only).
    pub fn set_ahead_ms(&self, ahead_ms: i64) {
        self.ahead_ms.store(ahead_ms, Ordering::SeqCst);
    }
}

/// The machine's time, milliseconds since 1970 UTC.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the file that wraps the machine's clock")]
pub fn machine_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
