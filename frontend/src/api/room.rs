//! This terminal in its room: the heartbeat, what the room and the seat are, the idle lock, the check that nothing outside can
//! be reached. A page of a member is covered while the room or the seat does not work.

use std::cell::Cell;
use std::sync::LazyLock;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use shared::api::room::{BEAT_MS, Beat, LockSeat, Pulse, ReportEgress};
use shared::people::Role;
use shared::refusal::Code;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCache, RequestInit, RequestMode};

use super::{Failure, call_once, live, net};
use crate::device::terminal;
use crate::session;

static PULSE: LazyLock<ArcRwSignal<Option<Pulse>>> = LazyLock::new(ArcRwSignal::default);
static CHANGES: LazyLock<ArcRwSignal<u32>> = LazyLock::new(ArcRwSignal::default);

thread_local! {
    /// When somebody pressed a key or a button last, milliseconds of the monotonic clock.
    static TOUCHED: Cell<f64> = const { Cell::new(0.0) };
    static BEATS: Cell<u32> = const { Cell::new(0) };
}

/// The proof is renewed after so many beats: two and a half minutes of its ten.
const PROVE_BEATS: u32 = 10;
/// What must not be reachable is tried after so many beats: five minutes.
const EGRESS_BEATS: u32 = 20;
/// Between two looks whether it is known who is here, milliseconds.
const FIRST_MS: u32 = 200;
/// An address that must not be reachable has so long to answer, milliseconds.
const EGRESS_MS: u32 = 4000;

/// Whether a refusal is about the room or the seat: it passes when the staff or the member has done something.
#[must_use]
pub const fn is_of_room(code: Code) -> bool {
    matches!(
        code,
        Code::RoomNotSealed
            | Code::RoomPaused
            | Code::RoomEnded
            | Code::SeatFrozen
            | Code::SeatLocked
            | Code::OutsideRoom
            | Code::NotATerminal
    )
}

/// How the room and the seat are; none where this is no terminal. Reading it in a view makes the view follow it.
#[must_use]
pub fn pulse() -> Option<Pulse> {
    PULSE.get()
}

/// Waits that long, or less when the room or the seat changes before.
pub async fn wait(wait_ms: u32) {
    const STEP_MS: u32 = 250;
    let before = (CHANGES.get_untracked(), net::returns_now());
    let mut waited_ms = 0;
    while waited_ms < wait_ms && (CHANGES.get_untracked(), net::returns_now()) == before {
        TimeoutFuture::new(STEP_MS).await;
        waited_ms += STEP_MS;
    }
}

/// Beats for as long as the page lives, if this is a terminal.
pub fn start() {
    let touch = || TOUCHED.set(now());
    let keys = window_event_listener(leptos::ev::keydown, move |_| touch());
    let clicks = window_event_listener(leptos::ev::pointerdown, move |_| touch());
    std::mem::forget((keys, clicks));
    live::on(|event| {
        if event.is_none_or(|event| event.kind.starts_with("room.") || event.kind.starts_with("seat.")) {
            leptos::task::spawn_local(beat());
        }
    });
    leptos::task::spawn_local(async {
        TOUCHED.set(now());
        while !session::is_known() {
            TimeoutFuture::new(FIRST_MS).await;
        }
        loop {
            round().await;
            TimeoutFuture::new(BEAT_MS).await;
        }
    });
}

async fn round() {
    let beats = BEATS.get();
    BEATS.set(beats.wrapping_add(1));
    let due = beats.is_multiple_of(PROVE_BEATS);
    if due && terminal::has_key().await && terminal::prove().await.is_ok_and(|seat| seat.is_some()) && beats == 0 {
        session::refresh().await;
    }
    if session::seat_now().is_none() {
        return;
    }
    beat().await;
    let Some(pulse) = PULSE.get_untracked() else { return };
    if beats.is_multiple_of(EGRESS_BEATS) {
        for address in &pulse.egress {
            if reaches(address).await {
                let _ = call_once(&ReportEgress { address: address.clone() }, None).await;
                beat().await;
            }
        }
    }
    let idle = pulse.idle_s > 0 && now() - TOUCHED.get() > f64::from(pulse.idle_s) * 1000.0;
    let member = session::me_now().is_some_and(|me| me.role == Role::Expert);
    if idle && member && !pulse.locked && net::online_now() {
        lock(true).await;
    }
}

/// Asks how the room is.
pub async fn beat() {
    if session::seat_now().is_none() {
        return;
    }
    match call_once(&Beat {}, None).await {
        Ok(pulse) => {
            if PULSE.with_untracked(|known| known.as_ref() != Some(&pulse)) {
                PULSE.set(Some(pulse));
                CHANGES.update(|count| *count += 1);
            }
        }
        Err(failure) if failure.is(Code::NotATerminal) => PULSE.set(None),
        Err(_) => {}
    }
}

/// Locks the seat: the member says the PIN to go on.
pub async fn lock(idle: bool) {
    if let Err(failure) = call_once(&LockSeat { idle }, None).await {
        crate::ui::toast::show(crate::ui::Tone::Error, failure.what(crate::prefs::lang_now()));
    }
    beat().await;
}

/// Whether an address answers at all.
async fn reaches(address: &str) -> bool {
    let init = RequestInit::new();
    init.set_mode(RequestMode::NoCors);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(EGRESS_MS)));
    JsFuture::from(window().fetch_with_str_and_init(address, &init)).await.is_ok()
}

fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

impl Failure {
    /// Whether it is about the room or the seat, or that the member sits elsewhere: what was shown stays, covered.
    #[must_use]
    pub fn is_room(&self) -> bool {
        self.refusal().is_some_and(|refusal| is_of_room(refusal.code) || refusal.code == Code::NotAtSeat)
    }
}
