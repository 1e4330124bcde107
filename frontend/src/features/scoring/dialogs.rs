//! What opens over the scoring screen: compare, the keys.

use leptos::prelude::*;
use shared::text::{frame, reading, scoring};

use super::model::Key;
use super::panel::state_of;
use super::sheet::{Work, focus_score};
use crate::prefs::{lang, t};
use crate::ui::{Button, Dialog, Key as Cap};

/// Closes a dialog by a button; Escape does the same.
pub fn closing(open: RwSignal<bool>) -> AnyView {
    let close = move || open.set(false);
    view! { <div class="dialog-close"><Button attr:data-test="close" label=frame::CLOSE key="Esc" on_press=close/></div> }.into_any()
}

/// My scores, criteria × bidders; a cell opens it with its cited page.
pub fn compare(work: Work, open: RwSignal<bool>) -> AnyView {
    view! {
        <Dialog title=scoring::COMPARE open=open on_close=focus_score>{move || table(work, open)}{closing(open)}</Dialog>
    }
    .into_any()
}

fn table(work: Work, open: RwSignal<bool>) -> AnyView {
    let book = work.book.get();
    let heads = book
        .bids
        .iter()
        .map(|bid| view! { <th scope="col" class="figures">{bid.name.clone()}</th> }.into_any())
        .collect_view();
    let cell = |key: Key| {
        let cell = book.cell(&key);
        let shown = cell.mine.points.clone().unwrap_or_else(|| "–".to_owned());
        let (class, shape, word) = state_of(&cell);
        // An empty cell has its dash already.
        let mark = if cell.mine.points.is_some() { shape } else { "" };
        let go = move |_| {
            open.set(false);
            work.go(key.clone());
            work.cited();
        };
        view! {
            <td class="figures">
                <button type="button" class="compare-cell" data-test="compare-cell" on:click=go>
                    {shown}
                    <span class=format!("own-state {class}")><span aria-hidden="true">{mark}</span><span class="unseen">{t(word)}</span></span>
                </button>
            </td>
        }
        .into_any()
    };
    let rows = book
        .criteria
        .iter()
        .map(|criterion| {
            let of = |bid: &shared::api::scoring::SheetBid| Key {
                bidder: bid.bidder.clone(),
                criterion: criterion.id.clone(),
            };
            let cells = book.bids.iter().map(|bid| cell(of(bid))).collect_view();
            let max = format!(" / {}", criterion.max);
            view! { <tr><th scope="row">{criterion.title.clone()}<span class="hint">{max}</span></th>{cells}</tr> }
                .into_any()
        })
        .collect_view();
    let sums = book
        .bids
        .iter()
        .map(|bid| {
            let own = book.keys().filter(|key| key.bidder == bid.bidder);
            let points: Vec<shared::amount::Decimal> =
                own.filter_map(|key| book.cell(&key).mine.points?.parse().ok()).collect();
            let sum: shared::amount::Decimal = points.iter().sum();
            view! { <td class="figures"><b>{sum.to_string()}</b></td> }.into_any()
        })
        .collect_view();
    view! {
        <div class="table-frame compare" tabindex="0" role="region" aria-label=t(scoring::COMPARE_CAPTION)>
            <table>
                <caption>{t(scoring::COMPARE_CAPTION)}</caption>
                <thead><tr><th scope="col">{t(scoring::CRITERION)}</th>{heads}</tr></thead>
                <tbody>{rows}<tr><th scope="row">{t(scoring::TOTAL)}</th>{sums}</tr></tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The keys.
pub fn help(open: RwSignal<bool>) -> AnyView {
    const KEYS: [(&str, shared::text::Text); 13] = [
        ("Enter", scoring::KEY_ENTER),
        ("↑ ↓", scoring::KEY_UP_DOWN),
        ("PgUp PgDn", scoring::KEY_PAGES),
        ("F2", scoring::KEY_REASON),
        ("F3", scoring::KEY_FIND),
        ("F4", scoring::KEY_CITED),
        ("F6", reading::KEY_MARK),
        ("F7 F8", scoring::KEY_BIDDER),
        ("F9", scoring::KEY_COMPARE),
        ("F10", scoring::KEY_CHECK),
        ("Ctrl+E", scoring::KEY_ACROSS),
        ("Ctrl+Z", scoring::KEY_UNDO),
        ("F1", scoring::KEY_HELP),
    ];
    let rows = move || {
        KEYS.iter()
            .map(|(cap, word)| {
                view! { <dt><Cap cap=*cap/><span class="unseen">{*cap}</span></dt><dd>{move || word.get(lang())}</dd> }
                    .into_any()
            })
            .collect_view()
    };
    view! { <Dialog title=scoring::KEYS open=open on_close=focus_score><dl class="facts">{rows()}</dl>{closing(open)}</Dialog> }
        .into_any()
}
