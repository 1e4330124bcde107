//! The ranking and the scores behind it.

use leptos::prelude::*;
use shared::amount::{Fen, TwoPlaces};
use shared::api::summary::{Ground, SummaryBid, SummaryReply, SummaryTable};
use shared::lifecycle::StageName;
use shared::text::summary as words;

use super::model;
use super::returning::Returning;
use super::word;
use crate::ui::{Button, Facts, Kind, Label, Section, Status, Table, Tone};

/// The ranking, once there is one.
pub fn shown(reply: &SummaryReply, returning: &Returning) -> AnyView {
    let Some(table) = &reply.table else { return ().into_any() };
    let benchmark = table.benchmark.as_ref().map(|figure| {
        let figure = money(Some(figure)).unwrap_or_default();
        view! { <Facts rows=vec![(words::BENCHMARK.into(), view! { <span class="figures">{figure}</span> }.into_any())]/> }
    });
    let (ranking, scores) = (ranking(table), scores(reply, table, returning));
    view! {
        <Section title=words::RANKING>
            {ranking}
            {benchmark}
            <details data-test="scores">
                <summary>{crate::prefs::t(words::SCORES)}</summary>
                {scores}
            </details>
        </Section>
    }
    .into_any()
}

fn ranking(table: &SummaryTable) -> AnyView {
    let mut head: Vec<Label> =
        vec![words::RANK.into(), words::BIDDER.into(), words::PRICE.into(), words::EVALUATED.into()];
    head.push(Label::with(words::PRICE_POINTS, [("max", table.price_max.clone())]));
    head.extend(table.criteria.iter().map(|criterion| Label::from(format!("{} / {}", criterion.title, criterion.max))));
    head.extend([words::TOTAL.into(), words::CANDIDATE.into()]);
    let rows = table.bids.iter().map(|bid| row(bid, table)).collect_view();
    view! { <Table caption=words::RANKING head=head figures=&[2, 3, 4]>{rows}</Table> }.into_any()
}

fn figure<T: ToString>(value: Option<&T>) -> AnyView {
    let text = value.map_or_else(|| "–".to_owned(), ToString::to_string);
    view! { <td class="figures">{text}</td> }.into_any()
}

/// A figure in yuan with thousands separators.
fn money(figure: Option<&TwoPlaces>) -> Option<String> {
    figure.and_then(|figure| Fen::try_from(figure.value()).ok()).map(Fen::grouped)
}

fn row(bid: &SummaryBid, table: &SummaryTable) -> AnyView {
    let criteria = table.criteria.iter().map(|criterion| figure(bid.criteria.get(&criterion.id))).collect_view();
    let standing = match (bid.valid, bid.candidate) {
        (false, _) => view! { <Status label=words::INVALID tone=Tone::Warning/> }.into_any(),
        (true, true) => view! { <Status label=words::CANDIDATE tone=Tone::Done/> }.into_any(),
        (true, false) => ().into_any(),
    };
    view! {
        <tr data-test="rank-row" data-bidder=bid.bidder.to_string()>
            {figure(bid.rank.as_ref())}
            <th scope="row">{bid.name.clone()}</th>
            <td class="figures">{bid.price.grouped()}</td>
            {figure(money(bid.evaluated_price.as_ref()).as_ref())}
            {figure(bid.price_points.as_ref())}
            {criteria}
            <td class="figures" data-test="total"><b>{bid.total.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string)}</b></td>
            <td>{standing}</td>
        </tr>
    }
    .into_any()
}

/// Every member's scores, one row for each bid and criterion; the head can return those of a row.
fn scores(reply: &SummaryReply, table: &SummaryTable, returning: &Returning) -> AnyView {
    let may_return = reply.head && matches!(reply.stage, StageName::Priced | StageName::Ranked | StageName::Reporting);
    let mut head: Vec<Label> = vec![words::BIDDER.into(), words::CRITERION.into()];
    head.extend(table.members.iter().map(|id| {
        let member = reply.members.iter().find(|member| member.id == *id);
        Label::from(member.map_or_else(|| id.to_string(), |member| member.name.clone()))
    }));
    if may_return {
        head.push(words::RETURN.into());
    }
    let lines = table
        .bids
        .iter()
        .filter(|bid| bid.valid)
        .flat_map(|bid| table.criteria.iter().map(move |criterion| (bid, criterion)));
    let rows = lines
        .map(|(bid, criterion)| {
            let given = table.cells.get(&bid.bidder).and_then(|of_bid| of_bid.get(&criterion.id));
            let cells = given.map(|cells| cells.iter().map(|points| figure(points.as_ref())).collect_view());
            let button = may_return.then(|| {
                let (returning, reply) = (returning.clone(), reply.clone());
                let about = format!("{} · {}", bid.name, criterion.title);
                let all = model::row_of(&bid.bidder, &criterion.id, &reply.members);
                let name = Label::live({
                    let about = about.clone();
                    move || format!("{} {about}", word(words::RETURN))
                });
                let press = move || returning.begin(&reply, all.clone(), false, Ground::Abnormal, &about);
                view! { <td><Button label=words::RETURN kind=Kind::Quiet name=name on_press=press/></td> }
            });
            view! {
                <tr>
                    <th scope="row">{bid.name.clone()}</th>
                    <td>{criterion.title.clone()}</td>
                    {cells}
                    {button}
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! { <Table caption=words::SCORES head=head>{rows}</Table> }.into_any()
}
