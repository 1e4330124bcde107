//! The closed room on the staff's page: seal, pause, resume, end; the network range; seats that are offline, frozen, locked.

use leptos::prelude::*;
use shared::api::room::{MoveRoom, ReleaseSeat, RoomMove, RoomView, SeatTerminal, SetNetwork, TerminalState};
use shared::id::RoomId;
use shared::people::Seat;
use shared::text::{frame, room};

use crate::api;
use crate::prefs::lang;
use crate::ui::{Button, Dialog, Failed, Kind, Label, Status, TextField, Tone, toast};

/// What is asked for, and waits for its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A room is moved.
    Move(RoomId, RoomMove),
    /// A seat is freed.
    Release(Seat),
}

/// The moves that the room's state allows.
pub fn moves(at: &RoomView, asked: RwSignal<Option<Asked>>) -> AnyView {
    let buttons = RoomMove::ALL
        .into_iter()
        .filter(|what| at.state.step(*what).is_ok())
        .map(|what| {
            let id = at.id.clone();
            let name = at.name.clone();
            let label = room::room_move(what);
            let full = Label::live(move || format!("{} {name}", label.get(lang())));
            let hook = format!("room-{}-{}", word(what), at.id);
            let press = move || asked.set(Some(Asked::Move(id.clone(), what)));
            view! { <Button attr:data-test=hook label=label name=full on_press=press/> }.into_any()
        })
        .collect_view();
    view! { <div class="button-row">{buttons}</div> }.into_any()
}

const fn word(what: RoomMove) -> &'static str {
    match what {
        RoomMove::Seal => "seal",
        RoomMove::Pause => "pause",
        RoomMove::Resume => "resume",
        RoomMove::End => "end",
    }
}

/// How a seat is.
pub fn seat(at: &RoomView, seat: &SeatTerminal, asked: RwSignal<Option<Asked>>) -> AnyView {
    if seat.terminal != TerminalState::Active {
        return ().into_any();
    }
    let online = match seat.online {
        true => view! { <Status label=room::ONLINE tone=Tone::Done/> }.into_any(),
        false => view! { <Status label=room::OFFLINE tone=Tone::Info/> }.into_any(),
    };
    let locked = seat.locked.then(|| view! { " "<Status label=room::LOCKED tone=Tone::Info/> });
    let frozen = seat.frozen.clone().map(|why| {
        let place = Seat { room: at.id.clone(), seat: seat.seat };
        let hook = format!("release-{}-{}", place.room, place.seat);
        let press = move || asked.set(Some(Asked::Release(place.clone())));
        view! {
            " "<Status label=Label::with(room::FROZEN, [("why", why)]) tone=Tone::Error/>
            <Button attr:data-test=hook label=room::RELEASE on_press=press/>
        }
    });
    view! { {online}{locked}{frozen} }.into_any()
}

/// The range of the room's terminals.
pub fn network(at: &RoomView) -> AnyView {
    let value = RwSignal::new(at.network.clone());
    let act = api::change::<SetNetwork>();
    let id = at.id.clone();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let body = SetNetwork { room: id.clone(), network: value.get_untracked() };
        act.send(body, |_| toast::show(Tone::Done, frame::DONE));
    };
    let field = format!("network-{}", at.id);
    view! {
        <form class="narrow" on:submit=submit>
            <TextField id=field label=room::NETWORK hint=room::NETWORK_HINT value=value max_length=400/>
            <Failed failure=act.failure()/>
            <Button label=room::SET_NETWORK kind=Kind::Second busy=act.busy()/>
        </form>
    }
    .into_any()
}

/// What is about to be done.
fn title(asked: RwSignal<Option<Asked>>) -> Label {
    Label::live(move || {
        let text = asked.with(|asked| match asked {
            Some(Asked::Move(_, what)) => room::room_move(*what),
            _ => room::RELEASE,
        });
        text.get(lang()).to_owned()
    })
}

/// Asks for the reason, and does it.
pub fn dialog(asked: RwSignal<Option<Asked>>) -> AnyView {
    let open = RwSignal::new(false);
    let why = RwSignal::new(String::new());
    let (step, release) = (api::change::<MoveRoom>(), api::change::<ReleaseSeat>());
    Effect::new(move |_| {
        why.set(String::new());
        open.set(asked.with(Option::is_some));
    });
    let done = move || {
        asked.set(None);
        toast::show(Tone::Done, room::MOVED);
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let why = why.get_untracked();
        match asked.get_untracked() {
            Some(Asked::Move(id, what)) => step.send(MoveRoom { room: id, what, why }, move |_| done()),
            Some(Asked::Release(seat)) => release.send(ReleaseSeat { seat, why }, move |_| done()),
            None => {}
        }
    };
    let heading = title(asked);
    let inside = move || {
        let releases = asked.with(|asked| matches!(asked, Some(Asked::Release(_))));
        let (label, hint) =
            if releases { (room::RELEASE_WHY, None) } else { (room::MOVE_WHY, Some(room::MOVE_WHY_HINT)) };
        let hint = hint.map(Label::from).unwrap_or_default();
        let (ok, submit) = (title(asked), submit);
        view! {
            <form on:submit=submit>
                <TextField id="move-why" label=label hint=hint value=why max_length=200/>
                <Failed failure=step.failure()/>
                <Failed failure=release.failure()/>
                <div class="dialog-actions">
                    <Button label=frame::CANCEL kind=Kind::Quiet on_press=move || asked.set(None)/>
                    <Button attr:data-test="move-room" label=ok kind=Kind::Primary busy=step.busy()/>
                </div>
            </form>
        }
    };
    view! { <Dialog title=heading open=open on_close=move || asked.set(None)>{inside}</Dialog> }.into_any()
}
