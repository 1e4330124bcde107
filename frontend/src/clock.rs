//! The server's time on the page: an offset taken from the round trip with the least delay, run by the monotonic clock,
//! never by the PC's wall clock.

use std::sync::{LazyLock, Mutex, PoisonError};

use leptos::prelude::*;
use shared::api::account::ReadClock;

use crate::api;

mod civil;
mod offset;

pub use civil::{date, date_time, date_time_to_minutes, parse_date_time, time};
use offset::Offset;

/// Round trips at the start, to find one with little delay.
const FIRST_SAMPLES: usize = 4;
/// Between two checks later on, milliseconds.
const CHECK_MS: u32 = 60_000;

static OFFSET: LazyLock<Mutex<Offset>> = LazyLock::new(Mutex::default);
static SECOND: LazyLock<ArcRwSignal<Option<i64>>> = LazyLock::new(ArcRwSignal::default);

/// The server's time in milliseconds since 1970 UTC, at this very moment; `None` before the first answer.
#[must_use]
pub fn now_ms() -> Option<i64> {
    OFFSET.lock().unwrap_or_else(PoisonError::into_inner).server_ms(monotonic_ms())
}

/// The server's time, told once a second, on the second; reading it in a view makes the view tick.
#[must_use]
pub fn second() -> Option<i64> {
    SECOND.get()
}

/// Starts the clock: first samples, then one a minute and one whenever the page comes back to the front.
pub fn start() {
    leptos::task::spawn_local(async {
        for _ in 0..FIRST_SAMPLES {
            sample().await;
        }
        loop {
            gloo_timers::future::TimeoutFuture::new(CHECK_MS).await;
            sample().await;
        }
    });
    leptos::task::spawn_local(async {
        loop {
            let now = now_ms();
            SECOND.set(now);
            let wait_ms = now.map_or(200, |now| 1000 - now.rem_euclid(1000));
            gloo_timers::future::TimeoutFuture::new(u32::try_from(wait_ms).unwrap_or(1000)).await;
        }
    });
    // A machine that slept has a monotonic clock that may have stood still.
    let woke = window_event_listener(leptos::ev::visibilitychange, |_| {
        if !document().hidden() {
            leptos::task::spawn_local(async {
                OFFSET.lock().unwrap_or_else(PoisonError::into_inner).forget();
                sample().await;
            });
        }
    });
    std::mem::forget(woke);
}

/// The server's clock was moved (sample centre): what was known of it is wrong.
pub async fn moved() {
    OFFSET.lock().unwrap_or_else(PoisonError::into_inner).forget();
    sample().await;
    SECOND.set(now_ms());
}

/// Asks the server once. Also used to find out whether it answers at all.
pub async fn sample() -> bool {
    let sent = monotonic_ms();
    let Ok(clock) = api::call_once(&ReadClock {}, None).await else { return false };
    let received = monotonic_ms();
    OFFSET.lock().unwrap_or_else(PoisonError::into_inner).observe(sent, received, clock.now_ms);
    true
}

/// Milliseconds of the monotonic clock (`performance.now`).
#[must_use]
pub fn monotonic_ms() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}
