//! Check and sign: what stands between the sheet and its signature, cell by cell; then the signature.

use leptos::prelude::*;
use shared::api::scoring::{ReadSheet, SignSheet};
use shared::text::{Text, frame, scoring};

use super::model::{Check, Key};
use super::sheet::{Work, focus_score};
use crate::api;
use crate::prefs::t;
use crate::ui::{Button, Dialog, Failed, Hash, Kind, Label, Notice, Tone, toast};

/// Cells that are named; beyond it the count says how many there are.
const NAMED_MAX: usize = 24;

/// The dialog.
pub fn check(work: Work, open: RwSignal<bool>, query: api::Query<ReadSheet>) -> AnyView {
    let sign = api::change::<SignSheet>();
    let found = Memo::new(move |_| work.book.with(|book| book.check()));
    let lists = move || {
        let check = found.get();
        let clean = check.is_clean();
        let Check { missing, reasonless, unsaved, level, extreme } = check;
        let consistency = view! {
            {look(scoring::CHECK_LEVEL, "same-for-all", level.len(), named(work, &level, &[]))}
            {look(scoring::CHECK_EXTREME, "all-extreme", extreme.len(), named(work, &[], &extreme))}
        };
        if clean {
            return view! { {consistency}{ready(work)} }.into_any();
        }
        view! {
            {consistency}
            {list(work, open, scoring::CHECK_MISSING, scoring::CHECK_TODO, "sheet-incomplete", missing)}
            {list(work, open, scoring::CHECK_REASON, scoring::CHECK_TODO, "reason-missing", reasonless)}
            {list(work, open, scoring::CHECK_UNSAVED, scoring::CHECK_WAIT, "unsaved", unsaved)}
        }
        .into_any()
    };
    let press = move || {
        let (lot, document) = work.book.with_untracked(|book| (book.lot.clone(), book.document()));
        let Ok(sha256) = document.hash() else { return };
        sign.send(SignSheet { lot, sha256: sha256.to_hex() }, move |_| {
            work.signed();
            open.set(false);
            query.reload();
            toast::show(Tone::Done, scoring::SIGNED);
        });
    };
    let blocked = Signal::derive(move || !found.with(Check::is_clean));
    let inside = move || {
        view! {
            {lists}
            <dl class="facts">
                <dt>{t(frame::LOCKS)}</dt>
                <dd>{t(scoring::SIGN_LOCKS)}</dd>
                <dt>{t(frame::UNDO)}</dt>
                <dd>{t(scoring::SIGN_UNDO)}</dd>
            </dl>
            <Failed failure=sign.failure()/>
            <div class="dialog-actions">
                <Button label=frame::CANCEL on_press=move || open.set(false)/>
                <Button attr:data-test="sign-sheet" label=scoring::SIGN kind=Kind::Danger disabled=blocked busy=sign.busy() on_press=press/>
            </div>
        }
    };
    view! { <Dialog title=scoring::CHECK_TITLE open=open on_close=focus_score>{inside}</Dialog> }.into_any()
}

/// What may be meant, and is looked at once more: it does not keep from signing.
fn look(what: Text, code: &'static str, count: usize, names: Vec<String>) -> AnyView {
    if count == 0 {
        return ().into_any();
    }
    let items = names.into_iter().map(|name| view! { <li>{name}</li> }.into_any()).collect_view();
    view! {
        <Notice tone=Tone::Warning what=Label::with(what, [("n", count.to_string())]) todo=scoring::CHECK_LOOK code=code>
            <ul class="check-items" data-test=code>{items}</ul>
        </Notice>
    }
    .into_any()
}

fn named(work: Work, criteria: &[String], bids: &[shared::id::OrgId]) -> Vec<String> {
    work.book.with(|book| {
        let criteria =
            criteria.iter().filter_map(|id| book.criteria.iter().find(|c| c.id == *id).map(|c| c.title.clone()));
        let bids =
            bids.iter().filter_map(|id| book.bids.iter().find(|bid| bid.bidder == *id).map(|bid| bid.name.clone()));
        criteria.chain(bids).take(NAMED_MAX).collect()
    })
}

/// Everything is there: the exact document's hash.
fn ready(work: Work) -> AnyView {
    let (count, hash) = work.book.with(|book| (book.keys().count(), book.document().hash()));
    let hash = hash.map(|hash| hash.to_hex()).unwrap_or_default();
    view! {
        <Notice tone=Tone::Done what=Label::with(scoring::CHECK_DONE, [("n", count.to_string())])/>
        <p>{t(scoring::SHEET_HASH)}</p>
        <Hash value=hash name=scoring::SHEET_HASH/>
    }
    .into_any()
}

fn list(work: Work, open: RwSignal<bool>, what: Text, todo: Text, code: &'static str, keys: Vec<Key>) -> AnyView {
    if keys.is_empty() {
        return ().into_any();
    }
    let count = keys.len().to_string();
    let items = keys
        .into_iter()
        .take(NAMED_MAX)
        .map(|key| {
            let name = work.book.with(|book| {
                let bid = book.bids.iter().find(|bid| bid.bidder == key.bidder).map(|bid| bid.name.clone());
                let criterion = book.criterion(&key).map(|criterion| criterion.title.clone());
                format!("{} · {}", bid.unwrap_or_default(), criterion.unwrap_or_default())
            });
            let go = move || {
                open.set(false);
                work.go(key.clone());
            };
            view! { <li><Button attr:data-test="check-item" label=name kind=Kind::Quiet on_press=go/></li> }.into_any()
        })
        .collect_view();
    view! {
        <Notice tone=Tone::Warning what=Label::with(what, [("n", count)]) todo=todo code=code>
            <ul class="check-items">{items}</ul>
        </Notice>
    }
    .into_any()
}
