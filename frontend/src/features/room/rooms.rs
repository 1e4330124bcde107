//! Rooms and their terminals.

use leptos::prelude::*;
use shared::api::reading::ForbidCopying;
use shared::api::room::{
    CreateRoom, EnrolTerminal, ListRooms, OneTimeCode, RoomState, RoomView, SeatTerminal, TerminalState,
};
use shared::id::RoomId;
use shared::people::Role;
use shared::text::{account, frame, reading, room};

use super::closed;
use crate::api::{self, Change};
use crate::prefs::{lang, t};
use crate::routes::Params;
use crate::session;
use crate::ui::{
    ActionBar, Button, Dialog, Failed, Kind, Label, NumberField, Page, Section, State, StateKind, Status, Table,
    TextField, Tone, toast,
};

/// The page.
pub fn rooms(_: Params) -> AnyView {
    let list = api::query(|| ListRooms {}, &["room.", "terminal.", "member.", "seat.", "recusal."]);
    let enrol = api::change::<EnrolTerminal>();
    let code = RwSignal::new(None::<OneTimeCode>);
    let officer = session::role() == Role::Officer;
    let asked = RwSignal::new(None);
    let shown = list.view(move |rooms| {
        if rooms.is_empty() {
            return view! { <State kind=StateKind::Empty what=room::NO_ROOMS/> }.into_any();
        }
        rooms.iter().map(|room| one(room, officer.then_some(enrol), code, asked)).collect_view().into_any()
    });
    view! {
        <Page title=room::ROOMS lead=room::ROOMS_LEAD>
            <Failed failure=enrol.failure()/>
            {shown}
            {officer.then(|| view! { <Section title=room::CREATE><Create/></Section> })}
            {dialog(code)}
            {closed::dialog(asked)}
        </Page>
    }
    .into_any()
}

fn one(
    room: &RoomView,
    enrol: Option<Change<EnrolTerminal>>,
    code: RwSignal<Option<OneTimeCode>>,
    asked: RwSignal<Option<closed::Asked>>,
) -> AnyView {
    let rows = room.seats.iter().map(|seat| row(room, seat, enrol, code, asked)).collect_view();
    let mut head = vec![room::SEAT.into(), room::TERMINAL.into(), room::STATE.into(), room::TAKEN.into()];
    if enrol.is_some() {
        head.push(room::ENROL.into());
    }
    let title = Label::from(format!("{} · {}", room.name, room.id));
    let tone = match room.state {
        RoomState::Open | RoomState::Ended => Tone::Info,
        RoomState::Sealed => Tone::Done,
        RoomState::Paused => Tone::Warning,
    };
    let by = (!room.by.is_empty()).then(|| {
        let facts = [("by", room.by.clone()), ("why", room.why.clone())];
        view! { " "<span class="hint">{Label::with(room::MOVED_BY, facts).view()}</span> }
    });
    let copying = copying(room, enrol.is_some());
    let network = enrol.is_some().then(|| closed::network(room));
    let (hook, state, moves) = (format!("room-state-{}", room.id), room.state, closed::moves(room, asked));
    view! {
        <Section title=title.clone()>
            <p data-test=hook><Status label=room::state(state) tone=tone/>{by}</p>
            {moves}
            <Table caption=title head=head figures=&[0]>{rows}</Table>
            {network}
            {copying}
        </Section>
    }
    .into_any()
}

/// Whether text may be copied in the room; an officer can change it.
fn copying(room: &RoomView, officer: bool) -> AnyView {
    let (word, tone) = match room.no_copy {
        true => (reading::COPYING_FORBIDDEN, Tone::Done),
        false => (reading::COPYING_ALLOWED, Tone::Info),
    };
    let (id, forbid) = (room.id.clone(), !room.no_copy);
    let act = api::change::<ForbidCopying>();
    let button = officer.then(|| {
        let label = if forbid { reading::FORBID_COPYING } else { reading::ALLOW_COPYING };
        let name = Label::live({
            let id = id.clone();
            move || format!("{} · {id}", label.get(lang()))
        });
        let press = move || act.send(ForbidCopying { room: id.clone(), forbid }, |_| ());
        view! { <Button attr:data-test="forbid-copying" label=label name=name kind=Kind::Quiet busy=act.busy() on_press=press/> }
    });
    view! { <p><Status label=word tone=tone/>" "{button}</p><Failed failure=act.failure()/> }.into_any()
}

fn row(
    at: &RoomView,
    seat: &SeatTerminal,
    enrol: Option<Change<EnrolTerminal>>,
    code: RwSignal<Option<OneTimeCode>>,
    asked: RwSignal<Option<closed::Asked>>,
) -> AnyView {
    let (id, number) = (&at.id, seat.seat);
    let tone = match seat.terminal {
        TerminalState::None => Tone::Info,
        TerminalState::Enrolled => Tone::Warning,
        TerminalState::Active => Tone::Done,
    };
    let room = id.clone();
    let button = enrol.map(|enrol| {
        let name = Label::with(room::FOR_SEAT, [("room", at.name.clone()), ("seat", number.to_string())]);
        let full = Label::live(move || format!("{} {}", room::ENROL.get(lang()), name.get()));
        let press = move || {
            enrol.send(EnrolTerminal { room: room.clone(), seat: number }, move |reply| code.set(Some(reply)));
        };
        view! { <td><Button attr:data-test=format!("enrol-{number}") label=room::ENROL name=full busy=enrol.busy() on_press=press/></td> }
    });
    let taken = if seat.taken { room::TAKEN } else { room::FREE };
    view! {
        <tr>
            <th scope="row" class="figures">{number}</th>
            <td><Status label=room::terminal(seat.terminal) tone=tone/></td>
            <td>{closed::seat(at, seat, asked)}</td>
            <td>{t(taken)}</td>
            {button}
        </tr>
    }
    .into_any()
}

/// The code, once.
fn dialog(code: RwSignal<Option<OneTimeCode>>) -> AnyView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(code.with(Option::is_some)));
    let inside = move || {
        code.get().map(|reply| {
            let seat = [("room", reply.seat.room.to_string()), ("seat", reply.seat.seat.to_string())];
            view! {
                <p>{Label::with(room::FOR_SEAT, seat).view()}</p>
                <p class="code figures" data-test="activation-code">{reply.code}</p>
                <p>{t(room::CODE_ONCE)}</p>
            }
        })
    };
    view! {
        <Dialog title=room::CODE open=open on_close=move || code.set(None)>
            {inside}
            <div class="dialog-actions">
                <Button attr:data-test="close-code" label=room::CLOSE kind=Kind::Primary on_press=move || code.set(None)/>
            </div>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Create() -> AnyView {
    let (id, name, network) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let seats = RwSignal::new("7".to_owned());
    let tried = RwSignal::new(false);
    let act = api::change::<CreateRoom>();
    let body = move || {
        let number =
            seats.get().parse::<u32>().ok().filter(|seats| (1..=shared::api::room::SEATS_MAX).contains(seats))?;
        let named = name.get().trim().to_owned();
        (!named.is_empty()).then_some(())?;
        Some(CreateRoom { id: RoomId::new(id.get().trim()).ok()?, name: named, seats: number, network: network.get() })
    };
    let wrong = move |text: shared::text::Text, bad: bool| (tried.get() && bad).then(|| text.get(lang()).to_owned());
    let id_error = Signal::derive(move || wrong(room::ID_HINT, id.with(|id| RoomId::new(id.trim()).is_err())));
    let name_error = Signal::derive(move || wrong(account::FILL_IN, name.with(|name| name.trim().is_empty())));
    let seats_error = Signal::derive(move || {
        wrong(account::FILL_IN, !seats.with(|seats| seats.parse::<u32>().is_ok_and(|seats| (1..=40).contains(&seats))))
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let Some(body) = untrack(body) else { return };
        act.send(body, move |_| {
            tried.set(false);
            id.set(String::new());
            name.set(String::new());
            toast::show(Tone::Done, frame::DONE);
        });
    };
    view! {
        <form on:submit=submit>
            <TextField id="room-id" label=room::ROOM_ID hint=room::ID_HINT value=id required=true max_length=64 error=id_error/>
            <TextField id="room-name" label=room::ROOM_NAME value=name required=true max_length=60 error=name_error/>
            <NumberField id="room-seats" label=room::SEATS value=seats required=true error=seats_error/>
            <TextField id="room-network" label=room::NETWORK hint=room::NETWORK_HINT value=network max_length=400/>
            <Failed failure=act.failure()/>
            <ActionBar>
                <Button attr:data-test="create-room" label=room::CREATE kind=Kind::Primary busy=act.busy()/>
            </ActionBar>
        </form>
    }
    .into_any()
}
