//! The published results.

use leptos::prelude::*;
use shared::api::award::{Ending, ListResults, ReadResult, ResultReply, ResultRow};
use shared::id::LotKey;
use shared::people::Role;
use shared::text::{self, award as words};

use crate::api;
use crate::features::account;
use crate::prefs::t;
use crate::routes::Params;
use crate::session;
use crate::ui::{Facts, Label, Page, Section, State, StateKind, Status, Table, Time, Tone};

/// Every result.
pub fn list(_: Params) -> AnyView {
    let query = api::query(|| ListResults {}, &["result.", "lot.failed"]);
    let rows = query.view(|rows| {
        if rows.is_empty() {
            return view! { <State kind=StateKind::Empty what=words::NO_RESULTS/> }.into_any();
        }
        let lines = rows.iter().map(line).collect_view();
        let head = [words::PROJECT, words::PURCHASER, words::OUTCOME, words::AMOUNT, words::PUBLISHED_AT];
        view! { <Table caption=words::RESULTS head=head.map(Label::from).to_vec() figures=&[3]>{lines}</Table> }
            .into_any()
    });
    view! { <Page title=words::RESULTS lead=words::RESULTS_LEAD>{rows}</Page> }.into_any()
}

fn line(row: &ResultRow) -> AnyView {
    let href = format!("/results/{}/{}", row.lot.tender, row.lot.lot);
    let outcome = match &row.winner {
        Some((winner, _)) => winner.clone().into_any(),
        None => view! { <Status label=words::FAILED tone=Tone::Warning/> }.into_any(),
    };
    view! {
        <tr data-test="result-row" data-lot=row.lot.to_string()>
            <th scope="row"><a href=href>{format!("{} · {}", row.tender_title, row.title)}</a></th>
            <td>{row.purchaser.clone()}</td>
            <td>{outcome}</td>
            <td class="figures">{row.winner.as_ref().map_or_else(|| "–".to_owned(), |(_, price)| price.grouped())}</td>
            <td>{row.ended_ms.map(|ms| view! { <Time ms=ms/> })}</td>
        </tr>
    }
    .into_any()
}

/// One result.
pub fn one(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let ask = lot.clone();
    let query = api::query(move || ReadResult { lot: ask.clone() }, &["result."]);
    let page = query.view(move |reply| shown(&lot, &reply));
    view! { <Page title=words::RESULT>{page}</Page> }.into_any()
}

fn shown(lot: &LotKey, reply: &ResultReply) -> AnyView {
    let text = |text: &str| text.to_owned().into_any();
    let mut rows: Vec<(Label, AnyView)> = vec![
        (words::PROJECT.into(), text(&format!("{}（{}）", reply.tender_title, lot.tender))),
        (words::LOT.into(), text(&format!("{} {}", lot.lot, reply.title))),
        (words::PURCHASER.into(), text(&reply.purchaser)),
        (words::CENTRE.into(), text(&reply.centre)),
    ];
    if let Some(ms) = reply.ended_ms {
        rows.push((words::PUBLISHED_AT.into(), view! { <Time ms=ms/> }.into_any()));
    }
    let ending = match &reply.ending {
        Ending::Failed { reason } => {
            rows.push((words::OUTCOME.into(), view! { <Status label=words::FAILED tone=Tone::Warning/> }.into_any()));
            rows.push((words::WHY_FAILED.into(), t(text::failure(*reason)).into_any()));
            ().into_any()
        }
        Ending::Awarded { winner, winner_id, price, price_words, small, committee, candidates } => {
            rows.push((words::WINNER.into(), view! { <b data-test="winner">{winner.clone()}</b> }.into_any()));
            rows.push((words::USCC.into(), text(winner_id.as_str())));
            let figures = view! { <b class="figures" data-test="amount">{price.grouped()}</b> };
            rows.push((words::AMOUNT.into(), figures.into_any()));
            rows.push((words::AMOUNT_WORDS.into(), text(price_words)));
            lists(committee, candidates, *small)
        }
    };
    let own = (session::role() == Role::Bidder && matches!(reply.ending, Ending::Awarded { .. })).then(|| {
        let href = format!("/results/{}/{}/mine", lot.tender, lot.lot);
        view! { <p><a class="button" data-test="my-result" href=href>{t(words::TO_MINE)}</a></p> }
    });
    view! {
        <Facts rows=rows/>
        {ending}
        <p class="hint">{t(words::CHALLENGE)}</p>
        {own}
    }
    .into_any()
}

fn lists(committee: &[String], candidates: &[String], small: bool) -> AnyView {
    let items = |names: &[String]| names.iter().map(|name| view! { <li>{name.clone()}</li> }).collect_view();
    let ranked = (!candidates.is_empty()).then(|| {
        let candidates = items(candidates);
        view! { <Section title=words::CANDIDATES><ol>{candidates}</ol></Section> }
    });
    let committee = items(committee);
    view! {
        {small.then(|| view! { <p>{t(words::SMALL)}</p> })}
        {ranked}
        <Section title=words::COMMITTEE><ul data-test="committee">{committee}</ul></Section>
    }
    .into_any()
}
