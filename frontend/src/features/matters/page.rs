//! The committee's page: the bids, what waits for a vote, the questions, what was decided.

use leptos::prelude::*;
use shared::amount::Fen;
use shared::api::matters::{MatterBid, MatterRow, MattersReply, ReadMatters, Subject};
use shared::id::LotKey;
use shared::text::matters as words;

use super::{ask, propose, vote};
use crate::api::{self, Query};
use crate::features::account;
use crate::prefs::t;
use crate::routes::Params;
use crate::session;
use crate::ui::{Facts, Label, Notice, Page, Section, State, StateKind, Status, Table, Time, Tone};

/// What the parts of the page share.
#[derive(Clone)]
pub struct Desk {
    /// The lot.
    pub lot: LotKey,
    /// Asks again.
    pub query: Query<ReadMatters>,
    /// The newest answer.
    pub reply: Signal<MattersReply>,
}

/// `/room/:tender/:lot/matters`.
pub fn page(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let of = lot.clone();
    let kinds = &["matter.", "inquiry.", "lot.", "cells.", "scores.", "report.", "compliance."];
    let query = api::query(move || ReadMatters { lot: of.clone() }, kinds);
    let page = query.once(move |reply| {
        session::set_place(move || reply.with(|reply| Some(format!("{} · {}", reply.tender_title, reply.title))));
        shown(&Desk { lot: lot.clone(), query, reply })
    });
    view! { <Page title=words::MATTERS lead=words::MATTERS_LEAD>{page}</Page> }.into_any()
}

fn shown(desk: &Desk) -> AnyView {
    let reply = desk.reply;
    let bids = move || reply.with(bids);
    let open = vote::open(desk);
    let decided = move || reply.with(decided);
    let questions = ask::section(desk);
    let form = propose::section(desk);
    let stopped = Memo::new(move |_| reply.with(|reply| reply.matters.iter().any(waits)));
    let stopped = move || stopped.get().then(|| view! { <Notice tone=Tone::Warning what=words::STOP/> });
    view! {
        {stopped}
        <Section title=words::OPEN_MATTERS>{open}</Section>
        <Section title=words::BIDS>{bids}</Section>
        <Section title=words::INQUIRIES>{questions}</Section>
        {form}
        <Section title=words::DECIDED>{decided}</Section>
    }
    .into_any()
}

fn bids(reply: &MattersReply) -> AnyView {
    let rows = reply.bids.iter().map(bid).collect_view();
    let head = [words::BIDDER, words::PRICE, words::STANDING].map(Label::from).to_vec();
    view! { <Table caption=words::BIDS head=head figures=&[1]>{rows}</Table> }.into_any()
}

fn bid(bid: &MatterBid) -> AnyView {
    let low = (!bid.low.is_empty()).then(|| {
        let details = bid.low.clone();
        let why = Label::live(move || {
            let lang = crate::prefs::lang();
            let why: Vec<_> = details.iter().map(|detail| words::trigger(detail).get(lang)).collect();
            words::LOW.get(lang).replace("{why}", &why.join("；"))
        });
        view! { <Status label=why tone=Tone::Warning/> }
    });
    let invalid = bid.invalid.clone().map(|why| {
        let label = Label::with(words::INVALID, [("why", why)]);
        view! { <Status label=label tone=Tone::Error/> }
    });
    view! {
        <tr data-test="matter-bid" data-bidder=bid.bidder.to_string()>
            <th scope="row">{bid.name.clone()}</th>
            <td class="figures">{bid.price.map(Fen::grouped)}</td>
            <td>{low}" "{invalid}</td>
        </tr>
    }
    .into_any()
}

fn decided(reply: &MattersReply) -> AnyView {
    let rows: Vec<_> = reply.matters.iter().filter(|matter| matter.adopted.is_some() || matter.void).collect();
    if rows.is_empty() {
        return view! { <State kind=StateKind::Empty what=words::NO_MATTERS/> }.into_any();
    }
    rows.into_iter()
        .map(|matter| {
            let (label, tone) = match matter.adopted {
                _ if matter.void => (words::VOID, Tone::Warning),
                Some(true) => (words::ADOPTED, Tone::Done),
                _ => (words::REJECTED, Tone::Info),
            };
            let votes = votes(matter);
            view! {
                <section class="matter" data-test="decided" data-n=matter.n.to_string()>
                    {facts(matter, reply)}
                    <p><Status label=label tone=tone/></p>
                    {answer(matter)}
                    {votes}
                </section>
            }
            .into_any()
        })
        .collect_view()
        .into_any()
}

/// Whether it is a stop that waits for the agency's answer: everything else rests.
fn waits(matter: &MatterRow) -> bool {
    let stop = matches!(matter.subject, Subject::Stop { .. });
    stop && matter.adopted == Some(true) && !matter.void && matter.answer.is_none()
}

/// What the agency answered to a stop, or that the committee waits for it.
fn answer(matter: &MatterRow) -> Option<AnyView> {
    let label = match &matter.answer {
        Some(answer) => {
            let text = if answer.confirmed { words::STOP_CONFIRMED } else { words::STOP_DENIED };
            Label::with(text, [("reason", answer.reason.clone())])
        }
        None if waits(matter) => words::STOP.into(),
        None => return None,
    };
    Some(view! { <Notice tone=Tone::Warning what=label/> }.into_any())
}

fn votes(matter: &MatterRow) -> AnyView {
    let rows = matter
        .votes
        .iter()
        .map(|vote| {
            let (label, tone) = if vote.agree { (words::AGREE, Tone::Done) } else { (words::AGAINST, Tone::Warning) };
            view! {
                <tr>
                    <th scope="row">{vote.name.clone()}</th>
                    <td><Status label=label tone=tone/></td>
                    <td>{vote.opinion.clone()}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = [words::MEMBER, words::VOTE_OF, words::OPINION].map(Label::from).to_vec();
    view! { <Table caption=words::VOTES head=head>{rows}</Table> }.into_any()
}

/// What a matter is, whom it is about, and on what it rests.
pub fn facts(matter: &MatterRow, reply: &MattersReply) -> AnyView {
    let name = |id: &shared::id::OrgId| {
        let bid = reply.bids.iter().find(|bid| bid.bidder == *id);
        bid.map_or_else(|| id.to_string(), |bid| bid.name.clone())
    };
    let whom = matter.subject.bidders().into_iter().map(name).collect::<Vec<_>>().join("、");
    let mut rows: Vec<(Label, AnyView)> = vec![
        (words::BIDDER.into(), if whom.is_empty() { "—".into_any() } else { whom.into_any() }),
        (words::REASON.into(), matter.reason.clone().into_any()),
        (Label::with(words::PROPOSED_BY, [("name", matter.by.clone())]), view! { <Time ms=matter.at_ms/> }.into_any()),
    ];
    match &matter.subject {
        Subject::Collusion { ground, .. } => rows.push((words::GROUND.into(), t(words::collusion(*ground)).into_any())),
        Subject::Invalid { clause, .. } => rows.push((words::CLAUSE.into(), clause.clone().into_any())),
        Subject::Stop { ground, clause } => {
            rows.push((words::STOP_GROUND.into(), t(words::stop(*ground)).into_any()));
            rows.push((words::CLAUSE.into(), clause.clone().into_any()));
        }
        Subject::Deduction { claim, .. } => rows.push((words::CLAIM.into(), t(words::claim(*claim)).into_any())),
        _ => {}
    }
    let pages = matter.evidence.iter().map(|page| {
        let facts = [("bidder", name(&page.bidder)), ("file", page.file.clone()), ("page", page.page.to_string())];
        view! { <li>{Label::with(words::PAGE_OF, facts).view()}</li> }
    });
    let pages = pages.collect_view();
    rows.push((words::EVIDENCE.into(), view! { <ul>{pages}</ul> }.into_any()));
    let number = Label::with(words::NUMBER, [("n", matter.n.to_string())]);
    view! {
        <h3>{number.view()}" "{t(words::subject(&matter.subject))}</h3>
        <Facts rows=rows/>
        {correction(matter)}
    }
    .into_any()
}

fn correction(matter: &MatterRow) -> AnyView {
    let Some(proposal) = &matter.proposal else { return ().into_any() };
    let steps = proposal.steps.iter().map(|step| {
        let change = Label::with(words::STEP_FROM_TO, [("from", step.from.clone()), ("to", step.to.clone())]);
        view! { <li>{t(words::correction(step.rule))}" "{step.item.clone()}" "{change.view()}</li> }
    });
    let steps = steps.collect_view();
    let question = proposal.ask_committee.map(|sum| {
        let what = Label::with(words::ASK_COMMITTEE, [("sum", sum.grouped())]);
        view! { <Notice tone=Tone::Warning what=what/> }
    });
    view! {
        <ol>{steps}</ol>
        <p>{t(words::CORRECTED)}" "<b class="figures">{proposal.price.grouped()}</b></p>
        {question}
    }
    .into_any()
}
