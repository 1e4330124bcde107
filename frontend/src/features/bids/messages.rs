//! What the bidder was told: amendments of the notices whose documents they have or for which they bid.

use leptos::prelude::*;
use shared::api::tenders::{ListMessages, MessageRow};
use shared::text::{amend as words, bids, tenders};

use crate::api;
use crate::prefs::t;
use crate::ui::{Label, Section, Table, Time};

/// The section; nothing while nothing was told.
pub fn messages() -> AnyView {
    api::query(|| ListMessages {}, &["notice."]).view(|rows| {
        if rows.is_empty() {
            return ().into_any();
        }
        let lines = rows.iter().map(line).collect_view();
        let head = [bids::LOT, words::KIND, words::VERSION_NO, tenders::DEADLINE, words::EARLIER, words::TOLD_AT];
        view! {
            <Section title=words::MESSAGES>
                <Table caption=words::MESSAGES head=head.map(Label::from).to_vec() figures=&[2]>{lines}</Table>
            </Section>
        }
        .into_any()
    })
}

fn line(row: &MessageRow) -> AnyView {
    let notice = format!("/notices/{}/{}", row.lot.tender, row.lot.lot);
    view! {
        <tr data-test="message">
            <th scope="row">
                <a href=notice>{format!("{} · {}", row.tender_title, row.title)}</a>
                <span class="hint">" "{row.lot.to_string()}</span>
            </th>
            <td>{t(words::kind(row.kind))}</td>
            <td class="figures">{row.version}</td>
            <td><Time ms=row.deadline_ms/></td>
            <td>{t(words::earlier(row.earlier_bids))}</td>
            <td><Time ms=row.at_ms/></td>
        </tr>
    }
    .into_any()
}
