//! What happens meanwhile: one event stream per tab. A message says that something happened, not what; a page that cares
//! asks again.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use shared::api::{LIVE_PATH, LiveEvent};
use shared::id::LotKey;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{EventSource, MessageEvent};

use super::{decode, net};

/// Messages within this time make one refetch, milliseconds.
const GATHER_MS: u32 = 120;
/// Before a refused stream is opened anew, milliseconds.
const REOPEN_MS: u32 = 5000;

type Listener = Rc<dyn Fn(Option<&LiveEvent>)>;

#[derive(Default)]
struct Stream {
    source: Option<EventSource>,
    listeners: Vec<(u64, Listener)>,
    next: u64,
    wanted: bool,
}

thread_local! {
    static STREAM: RefCell<Stream> = RefCell::default();
}

/// Counts what happened on a topic: the acts whose kind begins with one of `kinds` (`"bid."`, `"list.signed"`), on that
/// lot where one is named. An effect or query that reads it runs again then; a burst counts once.
#[must_use]
pub fn topic(lot: Option<LotKey>, kinds: &'static [&'static str]) -> RwSignal<u64> {
    let count = RwSignal::new(0);
    let due = StoredValue::new(false);
    on(move |event| {
        let concerns = event.is_none_or(|event| {
            let same_lot = lot.is_none() || event.lot.is_none() || event.lot == lot;
            same_lot && kinds.iter().any(|kind| event.kind.starts_with(kind))
        });
        if concerns && due.try_get_value() == Some(false) {
            due.set_value(true);
            leptos::task::spawn_local(async move {
                TimeoutFuture::new(GATHER_MS).await;
                due.try_set_value(false);
                count.try_update(|count| *count += 1);
            });
        }
    });
    count
}

/// Calls `listener` for every message while the present owner (a page, a component) lives; `None` says that messages may
/// have been missed.
pub fn on(listener: impl Fn(Option<&LiveEvent>) + 'static) {
    let id = STREAM.with_borrow_mut(|stream| {
        stream.next += 1;
        stream.listeners.push((stream.next, Rc::new(listener)));
        stream.next
    });
    on_cleanup(move || STREAM.with_borrow_mut(|stream| stream.listeners.retain(|(other, _)| *other != id)));
}

/// Opens or closes the stream; the session does, because only somebody who is logged in may hear it.
pub fn listen(wanted: bool) {
    let before = STREAM.with_borrow_mut(|stream| {
        stream.wanted = wanted;
        if wanted { None } else { stream.source.take() }
    });
    if let Some(source) = before {
        source.close();
    }
    if wanted && STREAM.with_borrow(|stream| stream.source.is_none()) {
        open();
    }
}

fn open() {
    let Ok(source) = EventSource::new(LIVE_PATH) else { return };
    let heard = Closure::<dyn Fn(MessageEvent)>::new(|message: MessageEvent| {
        net::answered(net::losses());
        if let Some(event) = message.data().as_string().and_then(|text| decode::<LiveEvent>(&text).ok()) {
            tell(Some(&event));
        }
    });
    source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    let opened = Closure::<dyn Fn()>::new(|| net::answered(net::losses()));
    source.set_onopen(Some(opened.as_ref().unchecked_ref()));
    let failing = source.clone();
    let failed = Closure::<dyn Fn()>::new(move || {
        // While it is connecting the browser tries by itself and names the last message; a closed one was refused.
        if failing.ready_state() == EventSource::CLOSED {
            reopen(&failing);
        }
    });
    source.set_onerror(Some(failed.as_ref().unchecked_ref()));
    // The closures live as long as the page: there are few streams in it.
    heard.forget();
    opened.forget();
    failed.forget();
    STREAM.with_borrow_mut(|stream| stream.source = Some(source));
}

fn reopen(closed: &EventSource) {
    let ours = STREAM.with_borrow_mut(|stream| {
        let ours = stream.source.as_ref() == Some(closed);
        if ours {
            stream.source = None;
        }
        ours
    });
    if ours {
        leptos::task::spawn_local(async {
            TimeoutFuture::new(REOPEN_MS).await;
            if STREAM.with_borrow(|stream| stream.wanted && stream.source.is_none()) {
                open();
                tell(None);
            }
        });
    }
}

/// Tells everybody; a listener may add or remove others meanwhile.
fn tell(event: Option<&LiveEvent>) {
    let listeners = STREAM.with_borrow(|stream| stream.listeners.clone());
    for (_, listener) in listeners {
        listener(event);
    }
}
