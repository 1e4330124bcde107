//! Compliance review: each member alone; the others' decisions appear after the own signature.

use leptos::prelude::*;
use shared::api::review::{Compliance, ComplianceBid, ReadCompliance, SaveCompliance, SignCompliance};
use shared::api::scoring::PAGE_PATH;
use shared::id::{LotKey, OrgId};
use shared::lifecycle::StageName;
use shared::text::review;

use super::board::{Board, Row, board, go_on, tell};
use super::decision::decision_view;
use super::model::{Draft, PASS};
use crate::api;
use crate::features::account;
use crate::prefs::t;
use crate::routes::Params;
use crate::session;
use crate::ui::{ActionBar, Button, Confirm, Kind, Label, Page, State, StateKind, Status, Tone, toast};

/// `/room/:tender/:lot/compliance`.
pub fn page(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let ask = lot.clone();
    let query = api::query(
        move || ReadCompliance { lot: ask.clone() },
        &["compliance.signed", "committee.", "scoring.", "lot.", "member.", "recusal."],
    );
    let body = query.once(move |reply| shown(lot.clone(), reply, query));
    view! { <Page title=review::COMPLIANCE lead=review::COMPLIANCE_LEAD>{body}</Page> }.into_any()
}

fn shown(lot: LotKey, reply: Signal<Compliance>, query: api::Query<ReadCompliance>) -> AnyView {
    session::set_place(move || Some(reply.with(|reply| format!("{} · {}", reply.tender_title, reply.title))));
    let rows = Signal::derive(move || {
        let row = |bid: &ComplianceBid| Row {
            bidder: bid.bidder.clone(),
            name: bid.name.clone(),
            files: bid.files.clone(),
            form: bid.form.clone(),
            mine: bid.mine.clone(),
        };
        reply.with(|reply| reply.bids.iter().map(row).collect::<Vec<_>>())
    });
    let stage = Memo::new(move |_| reply.with(|reply| reply.stage));
    let signed = Memo::new(move |_| reply.with(|reply| reply.signed.is_some()));
    let locked = Signal::derive(move || stage.get() != StageName::Reviewing || signed.get());
    let save = api::change::<SaveCompliance>();
    let chosen = RwSignal::new(None::<OrgId>);
    let ask = lot.clone();
    let on_save = move |bidder: OrgId, draft: Draft, version: i64| {
        let page = draft.page_number();
        let Draft { verdict, clause, file, reason, .. } = draft;
        let (pass, from) = (verdict == PASS, bidder.clone());
        let body = SaveCompliance { lot: ask.clone(), bidder, pass, clause, file, page, reason, version };
        save.send(body, move |_| {
            toast::show(Tone::Done, review::SAVED);
            query.reload();
            go_on(rows, chosen, &from);
        });
    };
    let others = Callback::new(move |bidder: OrgId| {
        let bid = reply.with(|reply| reply.bids.iter().find(|bid| bid.bidder == bidder).cloned());
        bid.and_then(|bid| bid.others)
            .map(|others| {
                let rows = others
                    .into_iter()
                    .map(|other| decision_view(Label::from(other.name), Some(&other.decision)))
                    .collect_view();
                view! { <h3>{t(review::OTHERS)}</h3>{rows} }
            })
            .into_any()
    });
    let parts = Board {
        lot: lot.clone(),
        path: PAGE_PATH,
        member: true,
        rows,
        chosen,
        locked,
        reviewer: true,
        on_save: on_save.into(),
        busy: save.busy(),
        failure: save.failure(),
        others,
    };
    let next = lot.clone();
    view! {
        {move || state(stage.get(), signed.get(), &next)}
        {board(parts)}
        {signatures(lot, reply, locked)}
    }
    .into_any()
}

/// What stands above the board when there is nothing to do, or when it is time to go on.
fn state(stage: StageName, signed: bool, lot: &LotKey) -> AnyView {
    match stage {
        StageName::Reviewing if signed => {
            view! { <State kind=StateKind::Locked what=review::SIGNED todo=review::WAITING/> }.into_any()
        }
        StageName::Reviewing => ().into_any(),
        StageName::Seated | StageName::Drawing => {
            view! { <State kind=StateKind::Empty what=review::NOT_YET/> }.into_any()
        }
        _ => {
            let href = format!("/room/{}/{}/score", lot.tender, lot.lot);
            view! {
                <State kind=StateKind::Locked what=review::OVER>
                    <a class="button primary" href=href data-test="to-scoring">{t(review::NEXT_SCORING)}</a>
                </State>
            }
            .into_any()
        }
    }
}

fn signatures(lot: LotKey, reply: Signal<Compliance>, locked: Signal<bool>) -> AnyView {
    let open = RwSignal::new(false);
    let sign = api::change::<SignCompliance>();
    let ready = Memo::new(move |_| {
        reply.with(|reply| !reply.bids.is_empty() && reply.bids.iter().all(|bid| bid.mine.is_some()))
    });
    let confirm = move || {
        sign.send(SignCompliance { lot: lot.clone() }, move |reply| {
            open.set(false);
            tell(reply);
        });
    };
    let members = move || {
        let chip = |member: &shared::api::review::MemberSigned| {
            let (word, tone) =
                if member.signed { (review::SIGNED, Tone::Done) } else { (review::NOT_SIGNED, Tone::Info) };
            view! { <li class="signed-state">{member.name.clone()}" "<Status label=word tone=tone/></li> }.into_any()
        };
        reply.with(|reply| reply.members.iter().map(chip).collect_view())
    };
    let idle = Signal::derive(move || locked.get() || !ready.get());
    view! {
        <ActionBar>
            <ul class="signed-states" aria-label=t(review::MEMBERS)>{members}</ul>
            <Button attr:data-test="sign" label=review::SIGN kind=Kind::Primary disabled=idle on_press=move || open.set(true)/>
        </ActionBar>
        <Confirm
            title=review::SIGN_TITLE open=open locks=review::SIGN_LOCKS_COMPLIANCE action=review::SIGN on_confirm=confirm
            busy=sign.busy() failure=sign.failure()
        />
    }
    .into_any()
}
