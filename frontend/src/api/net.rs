//! Whether the server can be reached. Every exchange tells it; while the connection is lost it asks every few seconds.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use crate::clock;

/// Between two questions while the connection is lost, milliseconds.
const PROBE_MS: u32 = 3000;

static ONLINE: LazyLock<ArcRwSignal<bool>> = LazyLock::new(|| ArcRwSignal::new(true));
static RETURNS: LazyLock<ArcRwSignal<u32>> = LazyLock::new(ArcRwSignal::default);
static PROBING: AtomicBool = AtomicBool::new(false);
static LOSSES: AtomicU32 = AtomicU32::new(0);

/// Whether the server answered last time; reading it in a view makes the view follow it.
#[must_use]
pub fn online() -> bool {
    ONLINE.get()
}

/// Whether the server answered last time, outside views.
#[must_use]
pub fn online_now() -> bool {
    ONLINE.get_untracked()
}

/// How often the connection came back, outside views.
#[must_use]
pub fn returns_now() -> u32 {
    RETURNS.get_untracked()
}

/// Counts how often the connection came back; a view or effect that reads it runs again then.
#[must_use]
pub fn returns() -> u32 {
    RETURNS.get()
}

/// How often the connection was lost so far: to be asked when a request begins.
pub(super) fn losses() -> u32 {
    LOSSES.load(Ordering::Relaxed)
}

/// The server answered what was asked after that many losses. An answer that was under way when the connection was lost
/// does not mean that it is back.
pub(super) fn answered(asked_after: u32) {
    if !ONLINE.get_untracked() && asked_after == losses() {
        ONLINE.set(true);
        RETURNS.update(|count| *count += 1);
    }
}

/// The server did not answer.
pub(super) fn lost() {
    if ONLINE.get_untracked() {
        LOSSES.fetch_add(1, Ordering::Relaxed);
        ONLINE.set(false);
    }
    if !PROBING.swap(true, Ordering::Relaxed) {
        leptos::task::spawn_local(async {
            while !ONLINE.get_untracked() {
                TimeoutFuture::new(PROBE_MS).await;
                clock::sample().await;
            }
            PROBING.store(false, Ordering::Relaxed);
        });
    }
}

/// Waits that long, or less when the connection comes back before.
pub(crate) async fn wait(wait_ms: u32) {
    const STEP_MS: u32 = 250;
    let before = RETURNS.get_untracked();
    let mut waited_ms = 0;
    while waited_ms < wait_ms && RETURNS.get_untracked() == before {
        TimeoutFuture::new(STEP_MS).await;
        waited_ms += STEP_MS;
    }
}

/// Believes the browser when it says that the network is gone or back.
pub fn start() {
    let gone = window_event_listener(leptos::ev::offline, |_| lost());
    let back = window_event_listener(leptos::ev::online, |_| {
        leptos::task::spawn_local(async {
            clock::sample().await;
        });
    });
    std::mem::forget((gone, back));
}
