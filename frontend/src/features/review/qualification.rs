//! Qualification review: officer and purchaser, each at their own machine, one list.

use leptos::prelude::*;
use shared::api::review::{
    BID_PAGE_PATH, Decision, Qualification, QualificationBid, ReadQualification, SaveQualification, SignQualification,
};
use shared::id::{LotKey, OrgId};
use shared::lifecycle::StageName;
use shared::people::Role;
use shared::text::review;

use super::board::{Board, Row, board, go_on, tell};
use super::decision::decision_view;
use super::model::{Draft, PASS};
use crate::api;
use crate::features::account;
use crate::routes::Params;
use crate::session;
use crate::ui::{ActionBar, Button, Confirm, Kind, Label, Notice, Page, State, StateKind, Status, Tone, toast};

/// `/lots/:tender/:lot/qualification`.
pub fn page(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let ask = lot.clone();
    let query =
        api::query(move || ReadQualification { lot: ask.clone() }, &["qualification.", "record.", "lot.", "draw."]);
    let body = query.once(move |reply| shown(lot.clone(), reply, query));
    view! { <Page title=review::QUALIFICATION lead=review::QUALIFICATION_LEAD>{body}</Page> }.into_any()
}

fn own(bid: &QualificationBid, role: Role) -> Option<&Decision> {
    match role {
        Role::Officer => bid.officer.as_ref(),
        Role::Purchaser => bid.purchaser.as_ref(),
        _ => None,
    }
}

fn shown(lot: LotKey, reply: Signal<Qualification>, query: api::Query<ReadQualification>) -> AnyView {
    session::set_place(move || Some(reply.with(|reply| format!("{} · {}", reply.tender_title, reply.title))));
    let role = untrack(session::role);
    let reviewer = matches!(role, Role::Officer | Role::Purchaser);
    let rows = Signal::derive(move || {
        let row = |bid: &QualificationBid| Row {
            bidder: bid.bidder.clone(),
            name: bid.name.clone(),
            files: bid.files.clone(),
            form: bid.form.clone(),
            mine: own(bid, role).cloned(),
        };
        reply.with(|reply| reply.bids.iter().map(row).collect::<Vec<_>>())
    });
    let over = Signal::derive(move || reply.with(|reply| reply.stage != StageName::Recorded));
    let save = api::change::<SaveQualification>();
    let chosen = RwSignal::new(None::<OrgId>);
    let ask = lot.clone();
    let on_save = move |bidder: OrgId, draft: Draft, version: i64| {
        let page = draft.page_number();
        let Draft { verdict, clause, file, reason, .. } = draft;
        let (pass, from) = (verdict == PASS, bidder.clone());
        let body = SaveQualification { lot: ask.clone(), bidder, pass, clause, file, page, reason, version };
        let signed = reply.with_untracked(|reply| mine_signed(reply, role));
        save.send(body, move |_| {
            toast::show(Tone::Done, if signed { review::WITHDRAWN } else { review::SAVED });
            query.reload();
            go_on(rows, chosen, &from);
        });
    };
    let others = Callback::new(move |bidder: OrgId| {
        let bid = reply.with(|reply| reply.bids.iter().find(|bid| bid.bidder == bidder).cloned());
        bid.map(|bid| both(&bid)).into_any()
    });
    let parts = Board {
        lot: lot.clone(),
        path: BID_PAGE_PATH,
        member: false,
        rows,
        chosen,
        locked: over,
        reviewer,
        on_save: on_save.into(),
        busy: save.busy(),
        failure: save.failure(),
        others,
    };
    let empty = move || rows.with(Vec::is_empty).then(|| view! { <State kind=StateKind::Empty what=review::NO_BIDS/> });
    let ended = move || over.get().then(|| view! { <State kind=StateKind::Locked what=review::OVER/> });
    view! {
        {empty}
        {ended}
        {board(parts)}
        {reviewer.then(|| signatures(lot, reply, role, over))}
    }
    .into_any()
}

fn mine_signed(reply: &Qualification, role: Role) -> bool {
    match role {
        Role::Officer => reply.officer.is_some(),
        Role::Purchaser => reply.purchaser.is_some(),
        _ => false,
    }
}

/// Both decisions on a bid, and that they differ when they do.
fn both(bid: &QualificationBid) -> AnyView {
    let differ = matches!((&bid.officer, &bid.purchaser), (Some(a), Some(b)) if a.pass != b.pass);
    let notice = differ.then(|| {
        view! {
            <Notice tone=Tone::Warning what=review::DISAGREE why=review::DISAGREE_WHY todo=review::DISAGREE_TODO code="review-disagree"/>
        }
    });
    view! {
        {decision_view(Label::Text(review::OFFICER), bid.officer.as_ref())}
        {decision_view(Label::Text(review::PURCHASER), bid.purchaser.as_ref())}
        {notice}
    }
    .into_any()
}

/// Who has signed, and the button.
fn signatures(lot: LotKey, reply: Signal<Qualification>, role: Role, over: Signal<bool>) -> AnyView {
    let open = RwSignal::new(false);
    let sign = api::change::<SignQualification>();
    let ready = Memo::new(move |_| {
        reply.with(|reply| !reply.bids.is_empty() && reply.bids.iter().all(|bid| own(bid, role).is_some()))
    });
    let signed = Memo::new(move |_| reply.with(|reply| mine_signed(reply, role)));
    let confirm = move || {
        sign.send(SignQualification { lot: lot.clone() }, move |reply| {
            open.set(false);
            tell(reply);
        });
    };
    let state = move |name, signed: bool| {
        let (word, tone) = if signed { (review::SIGNED, Tone::Done) } else { (review::NOT_SIGNED, Tone::Info) };
        view! { <span class="signed-state">{Label::Text(name).view()}" "<Status label=word tone=tone/></span> }
    };
    let idle = Signal::derive(move || over.get() || signed.get() || !ready.get());
    view! {
        <ActionBar>
            {move || state(review::OFFICER, reply.with(|reply| reply.officer.is_some()))}
            {move || state(review::PURCHASER, reply.with(|reply| reply.purchaser.is_some()))}
            <Button attr:data-test="sign" label=review::SIGN kind=Kind::Primary disabled=idle on_press=move || open.set(true)/>
        </ActionBar>
        <Confirm
            title=review::SIGN_TITLE open=open locks=review::SIGN_LOCKS_QUALIFICATION undo=review::SIGN_UNDO_QUALIFICATION
            action=review::SIGN on_confirm=confirm busy=sign.busy() failure=sign.failure()
        />
    }
    .into_any()
}
