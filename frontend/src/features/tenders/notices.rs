//! The list of notices, for everybody.

use leptos::prelude::*;
use shared::api::tenders::{ListNotices, NoticeRow};
use shared::lifecycle::StageName;
use shared::text::{self, tenders};

use super::next;
use crate::api;
use crate::routes::Params;
use crate::ui::{Countdown, Label, Page, State, StateKind, Status, Table, Time};

/// The page.
pub fn notices(_: Params) -> AnyView {
    view! { <Page title=tenders::NOTICES lead=tenders::NOTICES_LEAD>{list()}</Page> }.into_any()
}

/// The list.
pub fn list() -> AnyView {
    api::query(|| ListNotices {}, &["notice.", "list.", "prices.", "result.", "lot.failed"]).view(|notices| {
        if notices.rows.is_empty() {
            return view! { <State kind=StateKind::Empty what=tenders::NO_NOTICES/> }.into_any();
        }
        let lines = notices.rows.into_iter().map(|row| line(&row)).collect_view();
        let head = [tenders::LOT, tenders::PURCHASER, tenders::CEILING, tenders::DEADLINE, tenders::STAGE];
        view! { <Table caption=tenders::NOTICES head=head.map(Label::from).to_vec() figures=&[2]>{lines}</Table> }
            .into_any()
    })
}

fn line(row: &NoticeRow) -> AnyView {
    let deadline = row.deadline_ms;
    let left = (row.stage == StageName::Published).then(|| {
        view! { <br/><Countdown until_ms=Signal::stored(deadline) label=tenders::DEADLINE_LEFT/> }
    });
    view! {
        <tr data-test="notice-row">
            <th scope="row">
                <a href=next::notice(&row.lot)>{row.tender_title.clone()}" · "{row.title.clone()}</a>
                <span class="hint">" "{row.lot.to_string()}</span>
            </th>
            <td>{row.purchaser.clone()}</td>
            <td class="figures">{row.ceiling.grouped()}" "{Label::from(tenders::YUAN).view()}</td>
            <td><Time ms=deadline/>{left}</td>
            <td><Status label=text::stage(row.stage)/></td>
        </tr>
    }
    .into_any()
}
