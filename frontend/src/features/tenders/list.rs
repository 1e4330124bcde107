//! Tenders, for the staff.

use leptos::prelude::*;
use shared::api::tenders::{ListTenders, TenderRow};
use shared::people::Role;
use shared::text::tenders as text;

use crate::api;
use crate::prefs::t;
use crate::routes::Params;
use crate::session;
use crate::ui::{ActionBar, Label, Page, State, StateKind, Table};

/// The page.
pub fn tenders(_: Params) -> AnyView {
    let list = api::query(|| ListTenders {}, &["tender.", "lot."]).view(|today| table(&today.tenders));
    let new = (session::role() == Role::Officer).then(|| {
        view! {
            <ActionBar>
                <a class="button primary" data-test="new-tender" href="/tenders/new">{t(text::NEW_TENDER)}</a>
            </ActionBar>
        }
    });
    view! { <Page title=text::TENDERS lead=text::TENDERS_LEAD>{list}{new}</Page> }.into_any()
}

fn table(rows: &[TenderRow]) -> AnyView {
    if rows.is_empty() {
        return view! { <State kind=StateKind::Empty what=text::NO_TENDERS/> }.into_any();
    }
    let lines = rows
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <th scope="row"><a href=format!("/tenders/{}", row.id)>{row.title.clone()}</a></th>
                    <td>{row.id.to_string()}</td>
                    <td>{row.purchaser.clone()}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = [text::TENDER_TITLE, text::TENDER_NO, text::PURCHASER];
    view! { <Table caption=text::TENDERS head=head.map(Label::from).to_vec()>{lines}</Table> }.into_any()
}
