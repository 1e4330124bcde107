//! The first page: what waits for the reader, what they can do here, and the notices for everybody.

use leptos::prelude::*;
use shared::api::tenders::{ListTenders, Today, TodayRow};
use shared::people::Role;
use shared::policy::Action;
use shared::text::{self, frame, tenders};

use super::{next, notices};
use crate::api;
use crate::prefs::t;
use crate::routes::{self, Params};
use crate::session;
use crate::ui::{Label, Page, Section, State, StateKind, Status, Table, Time};

/// The page.
pub fn home(_: Params) -> AnyView {
    let role = session::role();
    let centre = Label::live(|| session::who().map(|who| who.centre).unwrap_or_default());
    let first = if Action::ListTenders.rule().roles.contains(&role) {
        today()
    } else {
        view! { <Section title=tenders::ENTRANCES>{entrances(role)}</Section> }.into_any()
    };
    let for_all = matches!(role, Role::Public | Role::Bidder)
        .then(|| view! { <Section title=tenders::NOTICES>{notices::list()}</Section> });
    view! {
        <Page title=frame::PRODUCT lead=centre>
            {first}
            {for_all}
        </Page>
    }
    .into_any()
}

/// The pages of the role, large enough to be pressed; the public also finds the log-in.
fn entrances(role: Role) -> AnyView {
    let items = routes::all()
        .filter(|route| route.menu.contains(&role))
        .map(|route| view! { <li><a href=route.path>{Label::Text(route.title).view()}</a></li> }.into_any())
        .collect_view();
    let log_in = (role == Role::Public).then(|| view! { <li><a href="/login">{t(frame::LOG_IN)}</a></li> });
    view! { <ul class="entrances">{items}{log_in}</ul> }.into_any()
}

/// What may change any lot's next act.
const KINDS: &[&str] = &[
    "tender.",
    "lot.",
    "plan.",
    "holder",
    "key-sheet.",
    "notice.",
    "list.",
    "shares.",
    "key.",
    "opening.",
    "prices.",
    "record.",
    "qualification.",
    "draw.",
    "committee.",
    "representative.",
    "report.",
    "award.",
    "result.",
];

fn today() -> AnyView {
    api::query(|| ListTenders {}, KINDS).view(|today| {
        let Today { rows, .. } = today;
        let (waiting, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.next.is_some());
        let waiting = if waiting.is_empty() {
            view! { <State kind=StateKind::Empty what=tenders::NOTHING_WAITS/> }.into_any()
        } else {
            table(tenders::WAITING_FOR_YOU, waiting)
        };
        let others = (!others.is_empty())
            .then(|| view! { <Section title=tenders::UNDER_WAY>{table(tenders::UNDER_WAY, others)}</Section> });
        view! {
            <Section title=tenders::WAITING_FOR_YOU>{waiting}</Section>
            {others}
        }
        .into_any()
    })
}

fn table(caption: text::Text, rows: Vec<TodayRow>) -> AnyView {
    let lines = rows.into_iter().map(|row| line(&row)).collect_view();
    let head = [tenders::LOT, tenders::STAGE, tenders::DEADLINE, tenders::NEXT_STEP];
    view! { <Table caption=caption head=head.map(Label::from).to_vec()>{lines}</Table> }.into_any()
}

fn line(row: &TodayRow) -> AnyView {
    let next = row.next.map(|act| {
        let words = t(tenders::next_act(act));
        match next::known(next::path(act, &row.lot)) {
            Some(path) => view! { <a class="button" data-test="next-act" href=path>{words}</a> }.into_any(),
            None => view! { <span>{words}</span> }.into_any(),
        }
    });
    let next = next.unwrap_or_else(|| view! { <span class="short">{t(tenders::WAITS_FOR_OTHERS)}</span> }.into_any());
    view! {
        <tr>
            <th scope="row">
                <a href=next::edit(&row.lot)>{row.tender_title.clone()}" · "{row.title.clone()}</a>
                <span class="hint">" "{row.lot.to_string()}</span>
            </th>
            <td><Status label=text::stage(row.stage)/></td>
            <td>{row.deadline_ms.map(|ms| view! { <Time ms=ms/> })}</td>
            <td>{next}</td>
        </tr>
    }
    .into_any()
}
