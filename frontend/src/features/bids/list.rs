//! My tenders: what is open for bids, and where I have taken part.

use leptos::prelude::*;
use shared::api::bids::{MyTender, MyTenders, SlotState};
use shared::lifecycle::StageName;
use shared::text::{self, bids, opening};

use super::lot_page;
use crate::api;
use crate::prefs::{lang, t};
use crate::routes::Params;
use crate::ui::{Label, Page, State, StateKind, Status, Table, Time, Tone};

/// The page.
pub fn my_tenders(_: Params) -> AnyView {
    let kinds = &["notice.", "bid.", "upload.", "list.", "prices.", "record.", "lot.failed", "result."];
    let tenders = api::query(|| MyTenders {}, kinds).view(|rows| {
        if rows.is_empty() {
            view! { <State kind=StateKind::Empty what=bids::NO_TENDERS/> }.into_any()
        } else {
            table(&rows)
        }
    });
    view! {
        <Page title=bids::MY_TENDERS>
            {tenders}
            {super::messages::messages()}
        </Page>
    }
    .into_any()
}

fn table(rows: &[MyTender]) -> AnyView {
    let head =
        vec![bids::LOT.into(), bids::STAGE.into(), bids::DEADLINE.into(), bids::MINE.into(), bids::NEXT_STEP.into()];
    let rows = rows.iter().map(row).collect_view();
    view! { <Table caption=bids::MY_TENDERS head=head>{rows}</Table> }.into_any()
}

fn row(row: &MyTender) -> AnyView {
    let tone = match row.mine {
        SlotState::Submitted => Tone::Done,
        SlotState::Sending | SlotState::MustReseal => Tone::Warning,
        SlotState::Empty | SlotState::Withdrawn => Tone::Info,
    };
    let missing = (row.stage == StageName::Published && !row.missing.is_empty()).then(|| {
        let names = row.missing.clone();
        let what = Label::live(move || {
            let names: Vec<_> = names.iter().map(|one| opening::envelope(*one).get(lang())).collect();
            bids::BOTH_NEEDED.get(lang()).replace("{missing}", &names.join("、"))
        });
        view! { <br/><Status label=what tone=Signal::stored(Tone::Warning)/> }
    });
    let notice = format!("/notices/{}/{}", row.lot.tender, row.lot.lot);
    let name = format!("{} · {}", row.tender_title, row.title);
    let next = match (row.stage, row.listed, row.mine) {
        (StageName::Published, _, _) => Some((lot_page(&row.lot, "bid"), bids::GO_BID, "go-bid")),
        (_, true, _) => Some((lot_page(&row.lot, "hall"), bids::GO_HALL, "go-hall")),
        _ => None,
    };
    let next = next.map(|(href, label, test)| view! { <a class="button" href=href data-test=test>{t(label)}</a> });
    view! {
        <tr data-test="my-tender">
            <th scope="row"><a href=notice>{name}</a><br/><span class="hint">{row.lot.to_string()}</span></th>
            <td>{t(text::stage(row.stage))}</td>
            <td>{row.deadline_ms.map(|ms| view! { <Time ms=ms/> })}</td>
            <td><Status label=bids::slot_state(row.mine) tone=Signal::stored(tone)/>{missing}</td>
            <td>{next}</td>
        </tr>
    }
    .into_any()
}
