//! Progress for officer and supervisor: how far each member is, in counts alone.

use leptos::prelude::*;
use shared::api::scoring::{BidProgress, MemberProgress, Progress, ReadCommitteeProgress, ReadProgress};
use shared::lifecycle::StageName;
use shared::text::{self, frame, scoring};

use crate::api;
use crate::features::account;
use crate::prefs::t;
use crate::routes::Params;
use crate::session;
use crate::ui::{Label, Page, State, StateKind, Status, Table, Time, Tone};

/// `/room/:tender/:lot/progress`: the same for the head.
pub fn committee(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let kinds = &["score.", "sheet.", "compliance.", "cells.", "scoring.", "room.", "seat.", "lot."];
    let query = api::query(move || ReadCommitteeProgress { lot: lot.clone() }, kinds);
    let body = query.once(shown);
    view! { <Page title=scoring::PROGRESS lead=scoring::PROGRESS_LEAD>{body}</Page> }.into_any()
}

/// `/lots/:tender/:lot/progress`.
pub fn page(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let kinds = &[
        "score.",
        "sheet.",
        "compliance.",
        "cells.",
        "member.",
        "recusal.",
        "committee.",
        "scoring.",
        "lot.",
        "room.",
        "seat.",
        "matter",
    ];
    let of = lot.clone();
    let query = api::query(move || ReadProgress { lot: of.clone() }, kinds);
    let body = query.once(move |reply| {
        // What is typed stays while the figures change.
        let stop = Memo::new(move |_| reply.with(|reply| reply.stop.clone()));
        let lot = lot.clone();
        let stop = move || stop.get().map(|stop| super::stop::section(&stop, &lot, query));
        view! { {stop}{shown(reply)} }.into_any()
    });
    view! { <Page title=scoring::PROGRESS lead=scoring::PROGRESS_LEAD>{body}</Page> }.into_any()
}

fn shown(reply: Signal<Progress>) -> AnyView {
    session::set_place(move || Some(reply.with(|reply| format!("{} · {}", reply.tender_title, reply.title))));
    let rows = move || {
        let reply = reply.get();
        if reply.members.is_empty() {
            return view! { <State kind=StateKind::Empty/> }.into_any();
        }
        let head = [
            scoring::MEMBER,
            scoring::SEAT,
            scoring::PRESENCE,
            scoring::REVIEWED,
            scoring::SCORED,
            scoring::BY_BID,
            scoring::STATE,
        ];
        let rows = reply.members.iter().map(|member| row(&reply, member)).collect_view();
        view! {
            <p>{Label::Text(text::stage(reply.stage)).view()}</p>
            <Table caption=scoring::PROGRESS head=head.map(Label::from).to_vec() figures=&[3, 4]>{rows}</Table>
        }
        .into_any()
    };
    rows.into_any()
}

fn row(reply: &Progress, member: &MemberProgress) -> AnyView {
    let of =
        |done: u32, total: u32| Label::with(scoring::OF, [("done", done.to_string()), ("total", total.to_string())]);
    let seat = member.seat.as_ref().map(|seat| {
        let (room, seat) = (seat.room.to_string(), seat.seat.to_string());
        Label::with(frame::ROOM_SEAT, [("room", room), ("seat", seat)]).view()
    });
    let name = member.name.clone().map_or_else(|| t(scoring::NOT_CHECKED_IN).into_any(), IntoAny::into_any);
    let id = member.member.to_string();
    view! {
        <tr data-test="member-progress" data-member=member.member.to_string()>
            <th scope="row">{name}" "<span class="hint">{id}</span></th>
            <td>{seat}</td>
            <td>{presence(member)}</td>
            <td class="figures">{of(member.reviewed, reply.bids).view()}</td>
            <td class="figures">{of(member.scored, reply.cells).view()}</td>
            <td>{bids(reply, member)}</td>
            <td>{state(reply.stage, member)}</td>
        </tr>
    }
    .into_any()
}

fn state(stage: StageName, member: &MemberProgress) -> AnyView {
    let chip = |label: Label, tone: Tone| view! { <Status label=label tone=tone/> }.into_any();
    match (stage, member) {
        (_, MemberProgress { signed_ms: Some(ms), .. }) => {
            view! { {chip(scoring::STATE_SIGNED.into(), Tone::Done)}" "<Time ms=*ms/> }.into_any()
        }
        (_, MemberProgress { returned, .. }) if *returned > 0 => {
            chip(Label::with(scoring::STATE_RETURNED, [("n", returned.to_string())]), Tone::Warning)
        }
        (StageName::Reviewing, MemberProgress { review_signed: true, .. }) => {
            chip(scoring::STATE_REVIEW_SIGNED.into(), Tone::Done)
        }
        (StageName::Reviewing, _) => chip(scoring::STATE_REVIEWING.into(), Tone::Info),
        (StageName::Scoring, _) => chip(scoring::STATE_SCORING.into(), Tone::Info),
        _ => ().into_any(),
    }
}

/// Whether somebody is there.
fn presence(member: &MemberProgress) -> AnyView {
    if member.seat.is_none() {
        return ().into_any();
    }
    let (label, tone) = match (member.held, member.online) {
        (true, _) => (scoring::HELD, Tone::Warning),
        (_, true) => (scoring::ONLINE, Tone::Done),
        (_, false) => (scoring::OFFLINE, Tone::Info),
    };
    view! { <Status label=label tone=tone/> }.into_any()
}

/// How far with each bid, and how long it took.
fn bids(reply: &Progress, member: &MemberProgress) -> AnyView {
    let each = reply.cells.checked_div(reply.bids).unwrap_or(0);
    let line = |bid: &BidProgress| {
        let facts = [
            ("name", bid.name.clone()),
            ("done", bid.scored.to_string()),
            ("total", each.to_string()),
            ("minutes", bid.seconds.div_ceil(60).to_string()),
        ];
        view! { <li>{Label::with(scoring::BID_LINE, facts).view()}</li> }.into_any()
    };
    view! { <ul class="plain">{member.bids.iter().map(line).collect_view()}</ul> }.into_any()
}
