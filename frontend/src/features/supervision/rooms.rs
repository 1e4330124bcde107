//! Rooms and seats on the wall, alerts with their acknowledgement, the timeline of a seat.

use leptos::prelude::*;
use shared::api::room::RoomState;
use shared::api::supervision::{
    AcknowledgeAlert, Acknowledged, AlertKey, ReadSeat, RoomOnWall, SeatAct, SeatAlert, SeatOnWall, SeatTimeline,
};
use shared::id::RoomId;
use shared::people::Seat;
use shared::text::{frame, room, supervision as words};

use crate::api;
use crate::features::account;
use crate::prefs::t;
use crate::routes::Params;
use crate::ui::{Button, Dialog, Failed, Kind, Label, Page, State, StateKind, Status, Table, TextField, Time, Tone};

/// The rooms, each with its seats.
pub fn rooms(rooms: &[RoomOnWall]) -> AnyView {
    if rooms.is_empty() {
        return view! { <State kind=StateKind::Empty what=words::NO_ROOMS/> }.into_any();
    }
    let rows = rooms
        .iter()
        .map(|at| {
            let lots = at.lots.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let tone = if at.state == RoomState::Paused { Tone::Warning } else { Tone::Info };
            let why = (!at.why.is_empty()).then(|| format!(" {} · {}", at.by, at.why));
            let online = at.at.iter().filter(|seat| seat.online).count();
            let online = [("n", online.to_string()), ("total", at.at.len().to_string())];
            let seats = at.at.iter().map(|seat| one(&at.room, seat)).collect_view();
            view! {
                <tr data-test="wall-room">
                    <th scope="row">{at.name.clone()}</th>
                    <td><Status label=room::state(at.state) tone=tone/>{why}</td>
                    <td class="figures">{format!("{} ({})", at.seats, at.terminals)}</td>
                    <td class="figures">{at.members}</td>
                    <td>{Label::with(words::SEATS_ONLINE, online).view()}<ul class="seat-marks">{seats}</ul></td>
                    <td>{lots}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = [words::ROOM, room::STATE, words::SEATS, words::MEMBERS, words::AT_SEATS, words::IN_ROOM];
    view! { <Table caption=words::ROOMS head=head.map(Label::from).to_vec() figures=&[2, 3]>{rows}</Table> }.into_any()
}

/// How a seat is, in a word and a tone. Grey is normal.
fn state(seat: &SeatOnWall) -> (Label, Tone) {
    match seat {
        SeatOnWall { frozen: Some(why), .. } => (Label::with(room::FROZEN, [("why", why.clone())]), Tone::Error),
        SeatOnWall { locked: true, .. } => (room::LOCKED.into(), Tone::Info),
        SeatOnWall { online: true, .. } => (room::ONLINE.into(), Tone::Info),
        SeatOnWall { taken: true, seen_ms: Some(_), .. } => (room::OFFLINE.into(), Tone::Warning),
        _ => (room::OFFLINE.into(), Tone::Info),
    }
}

fn one(at: &RoomId, seat: &SeatOnWall) -> AnyView {
    let (label, tone) = state(seat);
    let href = format!("/supervision/rooms/{at}/{}", seat.seat);
    let name = Label::with(words::SEAT_NO, [("n", seat.seat.to_string())]);
    view! { <li><a href=href data-test="wall-seat">{name.view()}</a>" "<Status label=label tone=tone/></li> }.into_any()
}

/// Seats that need somebody.
pub fn seats(alerts: &[SeatAlert], asked: RwSignal<Option<AlertKey>>) -> AnyView {
    if alerts.is_empty() {
        return view! { <State kind=StateKind::Empty what=words::NO_SEAT_ALERTS/> }.into_any();
    }
    let rows = alerts
        .iter()
        .map(|alert| {
            let SeatAlert { seat, what, detail, since_ms, acknowledged } = alert;
            let href = format!("/supervision/rooms/{}/{}", seat.room, seat.seat);
            let tone = if acknowledged.is_some() { Tone::Info } else { Tone::Warning };
            let label = Label::with(words::trouble(*what), [("detail", detail.clone())]);
            let key = AlertKey::Seat { seat: seat.clone(), what: *what, since_ms: *since_ms };
            view! {
                <tr data-test="seat-alert">
                    <th scope="row"><a href=href>{format!("{} · {}", seat.room, seat.seat)}</a></th>
                    <td><Status label=label tone=tone/></td>
                    <td><Time ms=*since_ms/></td>
                    <td>{note(acknowledged.as_ref(), key, asked)}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = [words::TERMINAL, words::TROUBLE, words::SINCE, words::ACKNOWLEDGE].map(Label::from).to_vec();
    view! { <Table caption=words::SEAT_ALERTS head=head>{rows}</Table> }.into_any()
}

/// Who took note of an alert, or the button for it.
pub fn note(known: Option<&Acknowledged>, key: AlertKey, asked: RwSignal<Option<AlertKey>>) -> AnyView {
    match known {
        Some(known) => {
            let facts = [("by", known.by.clone()), ("note", known.note.clone())];
            view! { <span class="hint">{Label::with(words::ACKNOWLEDGED, facts).view()}" "<Time ms=known.at_ms/></span> }.into_any()
        }
        None => {
            let press = move || asked.set(Some(key.clone()));
            view! { <Button attr:data-test="acknowledge" label=words::ACKNOWLEDGE on_press=press/> }.into_any()
        }
    }
}

/// Takes note of an alert.
pub fn dialog(asked: RwSignal<Option<AlertKey>>) -> AnyView {
    let open = RwSignal::new(false);
    let text = RwSignal::new(String::new());
    let act = api::change::<AcknowledgeAlert>();
    Effect::new(move |_| {
        text.set(String::new());
        open.set(asked.with(Option::is_some));
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(alert) = asked.get_untracked() else { return };
        act.send(AcknowledgeAlert { alert, note: text.get_untracked() }, move |_| asked.set(None));
    };
    let inside = move || {
        view! {
            <form on:submit=submit>
                <TextField id="alert-note" label=words::NOTE value=text max_length=200/>
                <Failed failure=act.failure()/>
                <div class="dialog-actions">
                    <Button label=frame::CANCEL kind=Kind::Quiet on_press=move || asked.set(None)/>
                    <Button attr:data-test="do-acknowledge" label=words::ACKNOWLEDGE kind=Kind::Primary busy=act.busy()/>
                </div>
            </form>
        }
    };
    view! { <Dialog title=words::ACKNOWLEDGE open=open on_close=move || asked.set(None)>{inside}</Dialog> }.into_any()
}

/// `/supervision/rooms/:room/:seat`: everything that happened at one seat.
pub fn timeline(params: Params) -> AnyView {
    let (Ok(at), Ok(number)) = (RoomId::new(params.get("room")), params.get("seat").parse::<u32>()) else {
        return account::not_found();
    };
    let seat = Seat { room: at, seat: number };
    let before = RwSignal::new(None::<u64>);
    let query = api::query(move || ReadSeat { seat: seat.clone(), before: before.get() }, &[""]);
    let body = query.view(move |reply| acts(&reply, number, before));
    view! { <Page title=words::TIMELINE lead=words::TIMELINE_LEAD>{body}</Page> }.into_any()
}

fn acts(reply: &SeatTimeline, number: u32, before: RwSignal<Option<u64>>) -> AnyView {
    let (label, tone) = state(&reply.now);
    let place = Label::with(frame::ROOM_SEAT, [("room", reply.room_name.clone()), ("seat", number.to_string())]);
    let rows = reply.acts.iter().map(act).collect_view();
    let table = match reply.acts.is_empty() {
        true => view! { <State kind=StateKind::Empty what=words::NO_ACTS/> }.into_any(),
        false => {
            let head = [words::WHEN, words::ACT, words::WHO, words::LOT].map(Label::from).to_vec();
            view! { <Table caption=words::TIMELINE head=head>{rows}</Table> }.into_any()
        }
    };
    let last = reply.acts.last().map(|act| act.seq).filter(|_| reply.more);
    let older = last.map(|seq| view! { <Button label=words::OLDER on_press=move || before.set(Some(seq))/> });
    let newest = move || {
        before.get().map(|_| view! { <Button label=words::NEWEST kind=Kind::Quiet on_press=move || before.set(None)/> })
    };
    view! {
        <p data-test="seat-now">{place.view()}" · "{t(words::SEAT_NOW)}": "<Status label=label tone=tone/></p>
        {table}
        <div class="button-row">{older}{newest}</div>
        <p><a href="/supervision">{t(words::WALL)}</a></p>
    }
    .into_any()
}

fn act(act: &SeatAct) -> AnyView {
    let refused = act.refused.clone().map(|(action, code)| {
        let label = format!("{action} · {code}");
        view! { " "<Status label=label tone=Tone::Warning/> }
    });
    let lot = act.lot.as_ref().map(ToString::to_string).unwrap_or_default();
    let href = format!("/supervision/journal#{}", act.seq);
    view! {
        <tr data-test="seat-act">
            <td><a href=href><Time ms=act.at_ms/></a></td>
            <th scope="row">{act.kind.clone()}{refused}</th>
            <td>{act.actor.clone()}</td>
            <td>{lot}</td>
        </tr>
    }
    .into_any()
}
