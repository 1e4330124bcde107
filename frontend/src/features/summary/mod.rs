//! The desk of the summary: one page for the whole committee, on which the head aggregates, returns scores and has the
//! report made, and everybody signs it.

use leptos::prelude::*;
use shared::api::Endpoint as _;
use shared::api::summary::{Aggregate, MemberRow, ReadReport, ReadSummary, RequestReport, SummaryReply};
use shared::id::LotKey;
use shared::lifecycle::StageName;
use shared::policy::Action;
use shared::rules::Verdict;
use shared::text::summary as words;

use crate::api::{self, Query};
use crate::features::account;
use crate::prefs::{lang, t};
use crate::routes::{Layout, Params, Route, pieces};
use crate::session;
use crate::ui::{
    ActionBar, Button, Confirm, Failed, Kind, Label, Notice, Page, Section, State, StateKind, Status, Table, Time,
    Tone, toast,
};

mod keeping;
mod model;

pub use model::file_address;
mod ranking;
mod report;
mod returning;

pieces! {
    room: { summary = summary },
}

/// The pages of the desk.
pub const ROUTES: &[Route] = &[Route {
    path: "/room/:tender/:lot/summary",
    action: Action::ReadSummary,
    title: words::SUMMARY,
    menu: &[],
    layout: Layout::Wide,
    page: pieces::summary,
}];

/// What the parts of the page share.
#[derive(Clone)]
struct Desk {
    lot: LotKey,
    query: Query<ReadSummary>,
    reply: Signal<SummaryReply>,
}

fn summary(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let ask = lot.clone();
    let query = api::query(
        move || ReadSummary { lot: ask.clone() },
        &[
            "sheet.",
            "cells.",
            "scores.",
            "score.kept",
            "report.",
            "lot.",
            "head.",
            "matter.decided",
            "draw.wanted",
            "options.drawn",
        ],
    );
    let page = query.once(move |reply| {
        session::set_place(move || reply.with(|reply| Some(format!("{} · {}", reply.tender_title, reply.title))));
        shown(Desk { lot: lot.clone(), query, reply })
    });
    view! { <Page title=words::SUMMARY lead=words::SUMMARY_LEAD>{page}</Page> }.into_any()
}

fn shown(desk: Desk) -> AnyView {
    let reply = desk.reply;
    let returning = returning::Returning::new();
    let members = move || reply.with(|reply| sheets(&reply.members));
    let stage = Memo::new(move |_| reply.with(|reply| reply.stage));
    let matters = format!("/room/{}/{}/matters", desk.lot.tender, desk.lot.lot);
    let findings = {
        let (returning, desk) = (returning.clone(), desk.clone());
        move || reply.with(|reply| returning::findings(&desk, reply, &returning))
    };
    let table = {
        let returning = returning.clone();
        move || reply.with(|reply| ranking::shown(reply, &returning))
    };
    let act = {
        let desk = desk.clone();
        move || match stage.get() {
            StageName::Scoring | StageName::Priced => view! { <Aggregating desk=desk.clone()/> }.into_any(),
            StageName::Ranked => view! { <Requesting desk=desk.clone()/> }.into_any(),
            _ => report::shown(&desk),
        }
    };
    let progress = format!("/room/{}/{}/progress", desk.lot.tender, desk.lot.lot);
    let progress = move || {
        reply.with(|reply| reply.head).then(|| {
            let href = progress.clone();
            view! { <p><a data-test="to-progress" href=href>{t(shared::text::scoring::PROGRESS)}</a></p> }
        })
    };
    view! {
        <Section title=words::SHEETS>{members}{progress}</Section>
        <p><a class="button" data-test="to-matters" href=matters>{t(shared::text::matters::TO_MATTERS)}</a></p>
        {findings}
        {table}
        {act}
        {returning.dialog(&desk)}
    }
    .into_any()
}

fn sheets(members: &[MemberRow]) -> AnyView {
    let rows = members
        .iter()
        .map(|member| {
            let side = if member.purchaser_side { words::PURCHASER_SIDE } else { words::EXPERT };
            let (label, tone): (Label, Tone) = match (member.signed_ms, member.returned) {
                (_, n) if n > 0 => (Label::with(words::OPEN_CELLS, [("n", n.to_string())]), Tone::Warning),
                (Some(_), _) => (words::SIGNED.into(), Tone::Done),
                (None, _) => (words::UNSIGNED.into(), Tone::Info),
            };
            view! {
                <tr data-test="sheet-row" data-member=member.id.to_string()>
                    <th scope="row">
                        {member.name.clone()}
                        {member.head.then(|| view! { " " <Status label=words::HEAD/> })}
                    </th>
                    <td>{t(side)}</td>
                    <td><Status label=label tone=tone/></td>
                    <td>{member.signed_ms.map(|ms| view! { <Time ms=ms/> })}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = [words::MEMBER, words::SIDE, words::SHEET, words::SIGNED_AT].map(Label::from).to_vec();
    view! { <Table caption=words::SHEETS head=head>{rows}</Table> }.into_any()
}

/// The head adds up the scores; the others wait.
#[component]
fn Aggregating(
    /// The desk.
    desk: Desk,
) -> AnyView {
    let (reply, query) = (desk.reply, desk.query);
    let act = api::change::<Aggregate>();
    let open = RwSignal::new(false);
    let lot = StoredValue::new(desk.lot);
    let confirm = move || {
        act.send(Aggregate { lot: lot.get_value() }, move |done| {
            open.set(false);
            match done.verdict {
                Verdict::Ranked => toast::show(Tone::Done, words::AGGREGATED),
                Verdict::Blocked => {
                    toast::show(Tone::Warning, done.draw.map_or(words::BLOCKED, words::draw_first));
                }
                Verdict::Failed => toast::show(Tone::Error, words::LOT_FAILED),
            }
            query.reload();
        });
    };
    let all_signed = Memo::new(move |_| reply.with(|reply| model::all_signed(&reply.members)));
    let head = Memo::new(move |_| reply.with(|reply| reply.head));
    let mine_open = Memo::new(move |_| reply.with(model::my_sheet_is_open));
    let waits = move || {
        let what = if mine_open.get() {
            words::SIGN_FIRST
        } else if !all_signed.get() {
            words::AGGREGATE_WAITS
        } else {
            words::HEAD_AGGREGATES
        };
        view! { <State kind=StateKind::Empty what=what/> }.into_any()
    };
    let disabled = Signal::derive(move || !all_signed.get());
    let draw = Memo::new(move |_| reply.with(|reply| reply.draw));
    let owed = move || draw.get().map(|purpose| view! { <Notice what=words::draw_first(purpose) tone=Tone::Warning/> });
    let bar = move || {
        if !head.get() {
            return waits();
        }
        view! {
            {move || (!all_signed.get()).then(waits)}
            <ActionBar>
                <Button
                    attr:data-test="aggregate" label=words::AGGREGATE kind=Kind::Primary busy=act.busy()
                    disabled=disabled on_press=move || open.set(true)
                />
            </ActionBar>
        }
        .into_any()
    };
    view! {
        {owed}
        {bar}
        <Confirm
            title=words::AGGREGATE open=open locks=words::AGGREGATE_LOCKS undo=words::AGGREGATE_UNDO
            action=words::AGGREGATE on_confirm=confirm busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}

/// The head has the report made; the others wait.
#[component]
fn Requesting(
    /// The desk.
    desk: Desk,
) -> AnyView {
    let (reply, query) = (desk.reply, desk.query);
    let act = api::change::<RequestReport>();
    let lot = StoredValue::new(desk.lot);
    let press = move || act.send(RequestReport { lot: lot.get_value() }, move |_| query.reload());
    let state = Memo::new(move |_| reply.with(|reply| (reply.report_requested, reply.head)));
    let bar = move || match state.get() {
        (true, _) => view! { <State kind=StateKind::Loading what=words::REPORT_MAKING/> }.into_any(),
        (false, false) => view! { <State kind=StateKind::Empty what=words::HEAD_REQUESTS/> }.into_any(),
        (false, true) => view! {
            <ActionBar>
                <Button
                    attr:data-test="request-report" label=words::REQUEST_REPORT kind=Kind::Primary busy=act.busy()
                    on_press=press
                />
            </ActionBar>
        }
        .into_any(),
    };
    view! {
        <Section title=words::REPORT>
            <Failed failure=act.failure()/>
            {bar}
        </Section>
    }
    .into_any()
}

/// The address of the report for the committee.
fn report_address(lot: &LotKey) -> String {
    model::file_address(ReadReport::PATH, lot)
}

/// A word in the language now.
fn word(text: shared::text::Text) -> &'static str {
    text.get(lang())
}
