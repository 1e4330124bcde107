//! The supervisor's wall: grey is normal, a word and a shape for what is not.

use leptos::prelude::*;
use shared::api::supervision::{Alert, AlertKey, LotOnWall, Overview, OverviewReply, Pending};
use shared::id::LotKey;
use shared::lifecycle::StageName;
use shared::text::{self, supervision as words};

use super::rooms;
use crate::api;
use crate::prefs::{lang, t};
use crate::routes::Params;
use crate::ui::{Facts, Label, Page, Section, State, StateKind, Status, Table, Time, Tone};

/// The page.
pub fn wall(_: Params) -> AnyView {
    // Every act may change the wall.
    let query = api::query(|| Overview {}, &[""]);
    // Outside of what follows the events: a note that is being written is not taken away by the next one.
    let asked = RwSignal::new(None);
    let page = query.view(move |reply| shown(&reply, asked));
    view! { <Page title=words::WALL>{page}{rooms::dialog(asked)}</Page> }.into_any()
}

fn shown(reply: &OverviewReply, asked: RwSignal<Option<AlertKey>>) -> AnyView {
    let (pending, lots) = (pending(reply), lots(&reply.lots));
    let (rooms, journal) = (rooms::rooms(&reply.rooms), journal(reply));
    let (seats, alerts) = (rooms::seats(&reply.seats, asked), alerts(&reply.alerts, asked));
    view! {
        <Section title=words::PENDING>{pending}</Section>
        <Section title=words::SEAT_ALERTS>{seats}</Section>
        <Section title=words::ALERTS>{alerts}</Section>
        <Section title=words::LOTS>{lots}</Section>
        <Section title=words::ROOMS>{rooms}</Section>
        <Section title=words::JOURNAL_STATE>{journal}</Section>
    }
    .into_any()
}

fn page_of(pending: Pending, lot: &LotKey) -> String {
    let page = match pending {
        Pending::SignList | Pending::SignRecord => "opening",
        Pending::Countersign => "draw",
    };
    format!("/lots/{}/{}/{page}", lot.tender, lot.lot)
}

fn pending(reply: &OverviewReply) -> AnyView {
    let mut items: Vec<AnyView> = Vec::new();
    for lot in &reply.lots {
        for waits in &lot.pending {
            let href = page_of(*waits, &lot.lot);
            let name = format!("{} · {}", lot.tender_title, lot.title);
            items.push(
                view! {
                    <li data-test="pending">
                        <Status label=words::pending(*waits) tone=Tone::Warning/>
                        " " {name} " " <a href=href>{t(words::GO)}</a>
                    </li>
                }
                .into_any(),
            );
        }
    }
    let fresh = reply.journal.size.saturating_sub(reply.journal.cosigned_size);
    if fresh > 0 {
        let label = Label::with(words::TO_COSIGN, [("n", fresh.to_string())]);
        items.push(
            view! {
                <li data-test="pending-cosign">
                    <Status label=label/> " " <a href="/supervision/witness">{t(words::GO)}</a>
                </li>
            }
            .into_any(),
        );
    }
    if items.is_empty() {
        return view! { <State kind=StateKind::Empty what=words::NOTHING_PENDING/> }.into_any();
    }
    view! { <ul class="signed">{items}</ul> }.into_any()
}

fn alerts(alerts: &[Alert], asked: RwSignal<Option<AlertKey>>) -> AnyView {
    if alerts.is_empty() {
        return view! { <State kind=StateKind::Empty what=words::NO_ALERTS/> }.into_any();
    }
    let rows = alerts
        .iter()
        .map(|alert| {
            // The code's own sentence is for the person who was refused; the code is enough here, and links to the entry.
            let href = format!("/supervision/journal#{}", alert.seq);
            let lot = alert.lot.as_ref().map(ToString::to_string).unwrap_or_default();
            view! {
                <tr data-test="alert">
                    <th scope="row">{alert.actor.clone()}</th>
                    <td>{alert.action.clone()}</td>
                    <td><Status label=alert.code.clone() tone=Tone::Warning/></td>
                    <td>{lot}</td>
                    <td>{alert.terminal.clone()}</td>
                    <td class="figures">{alert.count}</td>
                    <td><a href=href><Time ms=alert.last_ms/></a></td>
                    <td>{rooms::note(alert.acknowledged.as_ref(), AlertKey::Attempt { seq: alert.seq }, asked)}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = [
        words::WHO,
        words::ATTEMPT,
        words::WHY,
        words::LOT,
        words::TERMINAL,
        words::COUNT,
        words::LAST,
        words::ACKNOWLEDGE,
    ]
    .map(Label::from);
    view! { <Table caption=words::ALERTS head=head.to_vec() figures=&[5]>{rows}</Table> }.into_any()
}

fn lots(lots: &[LotOnWall]) -> AnyView {
    if lots.is_empty() {
        return view! { <State kind=StateKind::Empty what=words::NO_LOTS/> }.into_any();
    }
    let rows = lots
        .iter()
        .map(|lot| {
            let tone = if lot.stage == StageName::Failed { Tone::Warning } else { Tone::Info };
            let scored = lot.scored.map(|(given, all)| format!("{given} / {all}"));
            let href = format!("/supervision/journal?{}", lot.lot);
            view! {
                <tr data-test="wall-lot" data-lot=lot.lot.to_string()>
                    <th scope="row"><a href=href>{format!("{} · {}", lot.tender_title, lot.title)}</a></th>
                    <td><Status label=text::stage(lot.stage) tone=tone/></td>
                    <td>{lot.deadline_ms.map(|ms| view! { <Time ms=ms/> })}</td>
                    <td class="figures">{scored}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = [words::LOT, words::STAGE, words::DEADLINE, words::SCORED].map(Label::from).to_vec();
    view! { <Table caption=words::LOTS head=head figures=&[3]>{rows}</Table> }.into_any()
}

fn journal(reply: &OverviewReply) -> AnyView {
    let state = &reply.journal;
    let cosigned = match state.cosigned_ms {
        Some(ms) => {
            let size = state.cosigned_size;
            view! { <span class="figures">{size}</span> " · " <Time ms=ms/> }.into_any()
        }
        None => {
            view! { <Status label=Label::live(|| words::NEVER.get(lang()).to_owned()) tone=Tone::Warning/> }.into_any()
        }
    };
    let size = state.size;
    let rows = vec![
        (Label::from(words::ENTRIES), view! { <span class="figures">{size}</span> }.into_any()),
        (words::COSIGNED.into(), cosigned),
    ];
    view! {
        <Facts rows=rows/>
        <p><a href="/supervision/journal">{t(words::JOURNAL)}</a></p>
    }
    .into_any()
}
