//! What covers a member's page while the room or the seat does not work: paused, ended, frozen, locked. The page below stays
//! as it is, with everything that was entered.

use leptos::prelude::*;
use shared::api::room::{Pulse, RoomState, UnlockSeat};
use shared::people::Role;
use shared::text::frame;

use crate::api;
use crate::session;
use crate::ui::{Button, Failed, Kind, Label, State, StateKind};

/// Why the page is covered.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Cover {
    Frozen(String),
    Paused { by: String, why: String },
    Ended,
    Locked,
}

fn of(pulse: &Pulse) -> Option<Cover> {
    if let Some(address) = &pulse.frozen {
        return Some(Cover::Frozen(address.clone()));
    }
    match pulse.state {
        RoomState::Paused => Some(Cover::Paused { by: pulse.by.clone(), why: pulse.why.clone() }),
        RoomState::Ended => Some(Cover::Ended),
        _ if pulse.locked => Some(Cover::Locked),
        RoomState::Open | RoomState::Sealed => None,
    }
}

fn now() -> Option<Cover> {
    if session::role() != Role::Expert {
        return None;
    }
    api::room::pulse().as_ref().and_then(of)
}

/// Whether the page is covered.
pub fn is_covered() -> bool {
    now().is_some()
}

/// The cover, when there is a reason for one.
pub fn cover() -> AnyView {
    let why = Memo::new(|_| now());
    (move || {
        why.get().map(|why| {
            view! { <section class="cover" data-test="cover" aria-live="assertive">{shown(why)}</section> }
        })
    })
    .into_any()
}

fn shown(why: Cover) -> AnyView {
    let (title, todo) = match &why {
        Cover::Frozen(address) => {
            (frame::SEAT_IS_FROZEN, Label::with(frame::SEAT_IS_FROZEN_TODO, [("address", address.clone())]))
        }
        Cover::Paused { by, why } => {
            (frame::ROOM_IS_PAUSED, Label::with(frame::ROOM_IS_PAUSED_TODO, [("by", by.clone()), ("why", why.clone())]))
        }
        Cover::Ended => (frame::ROOM_HAS_ENDED, frame::ROOM_HAS_ENDED_TODO.into()),
        Cover::Locked => (frame::SEAT_IS_LOCKED, frame::SEAT_IS_LOCKED_TODO.into()),
    };
    let unlock = (why == Cover::Locked).then(|| {
        let act = api::change::<UnlockSeat>();
        let press = move || act.send(UnlockSeat {}, |_| leptos::task::spawn_local(api::room::beat()));
        view! {
            <Failed failure=act.failure()/>
            <Button attr:data-test="unlock-seat" label=frame::UNLOCK_SEAT kind=Kind::Primary busy=act.busy() on_press=press/>
        }
    });
    view! { <State kind=StateKind::Locked what=title todo=todo>{unlock}</State> }.into_any()
}
