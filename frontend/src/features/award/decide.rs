//! The purchaser confirms the winner, the officer publishes the result.

use leptos::prelude::*;
use shared::api::award::{AwardReply, ConfirmAward, PublishResult, ReadAward};
use shared::api::summary::{REPORT_COPY_PATH, SIGNATURES_PATH};
use shared::id::{LotKey, OrgId};
use shared::lifecycle::StageName;
use shared::people::Role;
use shared::text::award as words;
use shared::text::{pool, summary};

use crate::api::{self, Failure, Query};
use crate::features::account;
use crate::features::summary::file_address;
use crate::prefs::t;
use crate::routes::Params;
use crate::session;
use crate::ui::{
    ActionBar, Button, Confirm, Facts, Failed, Hash, Kind, Label, Notice, Page, RadioGroup, Section, State, StateKind,
    Status, Table, TextArea, Time, Tone, toast,
};

/// The page.
pub fn award(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let ask = lot.clone();
    let query = api::query(move || ReadAward { lot: ask.clone() }, &["award.", "result.", "report.", "signatures."]);
    let page = query.once(move |reply| {
        session::set_place(move || reply.with(|reply| Some(format!("{} · {}", reply.tender_title, reply.title))));
        shown(lot.clone(), query, reply)
    });
    view! { <Page title=words::AWARD lead=words::AWARD_LEAD>{page}</Page> }.into_any()
}

fn shown(lot: LotKey, query: Query<ReadAward>, reply: Signal<AwardReply>) -> AnyView {
    let papers = {
        let lot = lot.clone();
        move || reply.with(|reply| papers(&lot, reply))
    };
    let table = move || reply.with(table);
    let decision = move || reply.with(decision);
    let stage = Memo::new(move |_| reply.with(|reply| reply.stage));
    let after = super::after::sections(&lot, stage);
    let act = move || match (stage.get(), session::role()) {
        (StageName::Reported, Role::Purchaser) => {
            view! { <Confirming lot=lot.clone() query=query reply=reply/> }.into_any()
        }
        (StageName::Reported, _) => view! { <State kind=StateKind::Empty what=words::WAIT_PURCHASER/> }.into_any(),
        (StageName::Confirmed, Role::Officer) => view! { <Publishing lot=lot.clone() query=query/> }.into_any(),
        (StageName::Confirmed, _) => view! { <State kind=StateKind::Empty what=words::WAIT_OFFICER/> }.into_any(),
        _ => {
            let href = format!("/results/{}/{}", lot.tender, lot.lot);
            view! {
                <State kind=StateKind::Locked what=words::PUBLISHED>
                    <a class="button" data-test="to-result" href=href>{t(words::RESULT)}</a>
                </State>
            }
            .into_any()
        }
    };
    view! {
        <Section title=words::RANKING>{table}</Section>
        <Section title=summary::REPORT>{papers}</Section>
        {decision}
        {act}
        {after}
    }
    .into_any()
}

fn table(reply: &AwardReply) -> AnyView {
    let rows = reply
        .bids
        .iter()
        .map(|bid| {
            let candidate = bid.candidate.map(|n| {
                let label = Label::with(words::CANDIDATE_NO, [("n", n.to_string())]);
                view! { <Status label=label tone=Tone::Done/> }
            });
            let text = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
            view! {
                <tr data-test="award-row" data-bidder=bid.bidder.to_string()>
                    <td class="figures">{text(bid.rank.map(|rank| rank.to_string()))}</td>
                    <th scope="row">{bid.name.clone()}</th>
                    <td class="figures">{bid.price.grouped()}</td>
                    <td class="figures">{text(bid.total.as_ref().map(ToString::to_string))}</td>
                    <td>{candidate}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head =
        [summary::RANK, summary::BIDDER, summary::PRICE, summary::TOTAL, summary::CANDIDATE].map(Label::from).to_vec();
    view! { <Table caption=words::RANKING head=head figures=&[0, 2, 3]>{rows}</Table> }.into_any()
}

fn papers(lot: &LotKey, reply: &AwardReply) -> AnyView {
    let mut rows = Vec::new();
    if let Some(report) = &reply.report {
        let href = file_address(REPORT_COPY_PATH, lot);
        let link =
            view! { <a data-test="open-report" href=href target="_blank" rel="noopener">{t(summary::OPEN_REPORT)}</a> };
        rows.push((Label::from(summary::REPORT), link.into_any()));
        let hash = view! { <Hash value=report.to_hex() name=summary::REPORT_HASH/> };
        rows.push((summary::REPORT_HASH.into(), hash.into_any()));
    }
    if reply.signatures {
        let href = file_address(SIGNATURES_PATH, lot);
        let link = view! { <a href=href target="_blank" rel="noopener">{t(words::OPEN_SIGNATURES)}</a> };
        rows.push((summary::SIGNATURES.into(), link.into_any()));
    }
    if session::role() != Role::Purchaser {
        let href = format!("/lots/{}/{}/ratings", lot.tender, lot.lot);
        let link = view! { <a data-test="to-ratings" href=href>{t(pool::RATING)}</a> };
        rows.push((pool::RATING.into(), link.into_any()));
    }
    let dissents = (reply.dissents > 0).then(|| {
        let what = Label::with(words::DISSENTS, [("n", reply.dissents.to_string())]);
        view! { <Notice tone=Tone::Warning what=what/> }
    });
    view! { <Facts rows=rows/>{dissents} }.into_any()
}

fn decision(reply: &AwardReply) -> AnyView {
    let Some(decision) = &reply.decision else { return ().into_any() };
    let name = reply.bids.iter().find(|bid| bid.bidder == decision.winner);
    let name = name.map_or_else(|| decision.winner.to_string(), |bid| bid.name.clone());
    let reason = decision.reason.clone().map_or(Label::Text(words::FIRST_CANDIDATE), Label::from);
    let mut rows = vec![
        (Label::from(words::WINNER), view! { <b data-test="winner">{name}</b> }.into_any()),
        (words::CONFIRMED_AT.into(), view! { <Time ms=decision.confirmed_ms/> }.into_any()),
        (summary::REASON.into(), reason.view()),
    ];
    if let Some(ms) = decision.published_ms {
        rows.push((words::PUBLISHED_AT.into(), view! { <Time ms=ms/> }.into_any()));
    }
    view! { <Section title=words::DECISION><Facts rows=rows/></Section> }.into_any()
}

/// The purchaser chooses among the candidates.
#[component]
fn Confirming(
    /// The lot.
    lot: LotKey,
    /// Reads the award again.
    query: Query<ReadAward>,
    /// The award.
    reply: Signal<AwardReply>,
) -> AnyView {
    let candidates = reply.with_untracked(|reply| {
        let mut candidates: Vec<_> = reply.bids.iter().filter_map(|bid| bid.candidate.map(|n| (n, bid))).collect();
        candidates.sort_by_key(|(n, _)| *n);
        let of = |(n, bid): &(u32, &shared::api::award::RankedBid)| {
            (bid.bidder.to_string(), Label::from(format!("{n}　{}　{}", bid.name, bid.price.grouped())))
        };
        candidates.iter().map(of).collect::<Vec<_>>()
    });
    let chosen = RwSignal::new(candidates.first().map(|(id, _)| id.clone()).unwrap_or_default());
    let reason = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<Failure>);
    let open = RwSignal::new(false);
    let act = api::change::<ConfirmAward>();
    let begin = move || {
        let none = chosen.with_untracked(String::is_empty);
        wrong.set(none.then_some(Failure::Local { code: "award", text: words::CHOOSE_ONE }));
        open.set(!none);
    };
    let lot = StoredValue::new(lot);
    let confirm = move || {
        let Ok(bidder) = OrgId::new(chosen.get_untracked()) else { return };
        let reason = Some(reason.get_untracked()).filter(|reason| !reason.trim().is_empty());
        act.send(ConfirmAward { lot: lot.get_value(), bidder, reason }, move |_| {
            open.set(false);
            toast::show(Tone::Done, words::CONFIRMED);
            query.reload();
        });
    };
    view! {
        <Section title=words::CONFIRM>
            <RadioGroup attr:data-test="candidates" legend=words::CHOOSE value=chosen options=candidates/>
            <TextArea
                attr:data-test="award-reason" label=summary::REASON hint=words::REASON_HINT value=reason max_length=2000
            />
            <Failed failure=wrong/>
            <ActionBar>
                <Button
                    attr:data-test="confirm-award" label=words::CONFIRM kind=Kind::Primary busy=act.busy()
                    on_press=begin
                />
            </ActionBar>
        </Section>
        <Confirm
            title=words::CONFIRM open=open locks=words::CONFIRM_LOCKS action=words::CONFIRM on_confirm=confirm
            busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}

/// The officer publishes.
#[component]
fn Publishing(
    /// The lot.
    lot: LotKey,
    /// Reads the award again.
    query: Query<ReadAward>,
) -> AnyView {
    let open = RwSignal::new(false);
    let act = api::change::<PublishResult>();
    let lot = StoredValue::new(lot);
    let confirm = move || {
        act.send(PublishResult { lot: lot.get_value() }, move |_| {
            open.set(false);
            toast::show(Tone::Done, words::PUBLISHED);
            query.reload();
        });
    };
    view! {
        <ActionBar>
            <Button
                attr:data-test="publish-result" label=words::PUBLISH kind=Kind::Primary busy=act.busy()
                on_press=move || open.set(true)
            />
        </ActionBar>
        <Confirm
            title=words::PUBLISH open=open locks=words::PUBLISH_LOCKS action=words::PUBLISH on_confirm=confirm
            busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}
