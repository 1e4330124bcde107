//! What console and hall share: steps, holders, bids, prices, objections.

use leptos::prelude::*;
use shared::api::Endpoint as _;
use shared::api::opening::{BidLine, Hall, ObjectionLine, Outcome, PriceLine, Prices, ReadRecord, RecordState, Signed};
use shared::id::LotKey;
use shared::lifecycle::StageName;
use shared::text::{self, opening};

use super::model;
use crate::prefs::{lang, t};
use crate::ui::{Facts, Hash, Label, Notice, Section, Status, Stepper, Table, Time, Tone};

/// Steps, what is next, facts.
pub fn head(hall: &Hall) -> AnyView {
    let steps = vec![
        opening::STEP_LIST.into(),
        opening::STEP_DECRYPT.into(),
        opening::STEP_ANNOUNCE.into(),
        opening::STEP_RECORD.into(),
    ];
    let (opened, all) = model::opened(hall);
    let failure = hall.failure.map(|why| view! { <Notice tone=Tone::Error what=text::failure(why)/> });
    let finished = (hall.stage > StageName::Announced && hall.failure.is_none())
        .then(|| view! { <Notice tone=Tone::Done what=opening::FINISHED/> });
    let rows: Vec<(Label, AnyView)> = vec![
        (opening::CLOSED_AT.into(), view! { <Time ms=hall.closed_ms/> }.into_any()),
        (opening::PLACE.into(), hall.place.clone().into_any()),
        (opening::OPENED_OF.into(), view! { <b data-test="opened-count">{format!("{opened} / {all}")}</b> }.into_any()),
        (opening::NEXT.into(), view! { <span data-test="next">{t(model::next(hall))}</span> }.into_any()),
        (opening::LIST_HASH.into(), view! { <Hash value=hall.list.to_hex() name=opening::LIST_HASH/> }.into_any()),
    ];
    view! {
        <Stepper label=opening::CONSOLE steps=steps now=Signal::stored(model::step(hall))/>
        {failure}
        {finished}
        <Facts rows=rows/>
    }
    .into_any()
}

/// Who has signed.
pub fn signatures(signed: &[Signed]) -> AnyView {
    let lines = signed.iter().map(|signed| {
        let role = text::role(signed.role);
        view! {
            <li><span class="mark done" aria-hidden="true">"✓"</span>{t(role)}" "{signed.name.clone()}" "<Time ms=signed.at_ms/></li>
        }
    });
    view! { <ul class="signed" data-test="signatures">{lines.collect_view()}</ul> }.into_any()
}

/// Who holds a key and who has released.
pub fn holders(hall: &Hall) -> AnyView {
    let head = vec!["#".into(), opening::HOLDERS.into(), opening::STATE.into()];
    let rows = hall.holders.iter().map(|holder| {
        let (label, tone, at) = match (holder.destroyed_ms, holder.released_ms) {
            (Some(at), _) => (opening::DESTROYED, Tone::Done, Some(at)),
            (None, Some(at)) => (opening::RELEASED, Tone::Done, Some(at)),
            (None, None) => (opening::NOT_RELEASED, Tone::Info, None),
        };
        view! {
            <tr data-test="holder-state">
                <td class="figures">{holder.x}</td>
                <th scope="row">{holder.name.clone()}</th>
                <td><Status label=label tone=Signal::stored(tone)/>" "{at.map(|ms| view! { <Time ms=ms/> })}</td>
            </tr>
        }
        .into_any()
    });
    let rows = rows.collect_view();
    let count = format!("{} / {}", model::released(hall), hall.m);
    let caption = Label::live(move || format!("{} · {count}", opening::HOLDERS.get(lang())));
    view! { <Table caption=caption head=head figures=&[0]>{rows}</Table> }.into_any()
}

const fn tone(outcome: &Outcome) -> Tone {
    match outcome {
        Outcome::Waiting => Tone::Info,
        Outcome::Opened { .. } => Tone::Done,
        Outcome::Unknown { .. } => Tone::Warning,
        Outcome::BidderFault { .. } | Outcome::CentreFault { .. } => Tone::Error,
    }
}

/// The bids on the list with their verdicts.
pub fn bids(hall: &Hall) -> AnyView {
    let head = vec![
        "#".into(),
        opening::BIDDER.into(),
        opening::RECEIVED.into(),
        opening::RESULT.into(),
        opening::FILES.into(),
    ];
    let rows = hall.bids.iter().enumerate().map(|(n, bid)| bid_row(n + 1, bid)).collect_view();
    view! { <Table caption=opening::BIDS head=head figures=&[0, 4]>{rows}</Table> }.into_any()
}

fn bid_row(n: usize, bid: &BidLine) -> AnyView {
    let counts = match bid.outcome {
        Outcome::Opened { files, pages, .. } => format!("{files} / {pages}"),
        _ => String::new(),
    };
    let why = model::reason(&bid.outcome).map(str::to_owned);
    let why = why.map(|why| view! { <br/><span class="hint">{move || opening::reason(&why, lang())}</span> });
    let at = model::at_ms(&bid.outcome).map(|ms| view! { " "<Time ms=ms/> });
    view! {
        <tr data-test="bid-line">
            <td class="figures">{n}</td>
            <th scope="row">{bid.name.clone()}<br/><span class="hint">{bid.bidder.to_string()}</span></th>
            <td><Time ms=bid.received_ms/></td>
            <td><Status label=opening::outcome(&bid.outcome) tone=Signal::stored(tone(&bid.outcome))/>{at}{why}</td>
            <td class="figures">{counts}</td>
        </tr>
    }
    .into_any()
}

/// The announced prices, or that they are sealed.
pub fn prices(hall: &Hall) -> AnyView {
    match &hall.prices {
        Prices::Sealed {} if hall.failure.is_some() => ().into_any(),
        Prices::Sealed {} => {
            view! { <p class="hint" data-test="prices-sealed">{t(opening::PRICES_SEALED)}</p> }.into_any()
        }
        Prices::Announced { lines, .. } => {
            let head = vec![
                opening::BIDDER.into(),
                opening::PRICE.into(),
                opening::WORDS.into(),
                opening::DELIVERY.into(),
                opening::VALIDITY.into(),
                opening::SIZE.into(),
                opening::DOMESTIC.into(),
            ];
            let rows = lines.iter().map(price_row).collect_view();
            view! {
                <Section title=opening::STEP_ANNOUNCE>
                    <Table caption=opening::PRICES head=head figures=&[1, 3, 4]>{rows}</Table>
                </Section>
            }
            .into_any()
        }
    }
}

fn price_row(line: &PriceLine) -> AnyView {
    let differ = (!line.words_agree).then(|| {
        view! { <br/><Status label=opening::WORDS_DIFFER tone=Signal::stored(Tone::Warning)/> }
    });
    view! {
        <tr data-test="price-line">
            <th scope="row">{line.name.clone()}</th>
            <td class="figures"><b>{line.price.grouped()}</b></td>
            <td>{line.words.clone()}{differ}</td>
            <td class="figures">{line.delivery_days}</td>
            <td class="figures">{line.validity_days}</td>
            <td>{t(opening::size(line.size))}</td>
            <td>{t(opening::domestic(line.domestic))}</td>
        </tr>
    }
    .into_any()
}

/// The objections, each with what `act` offers for it.
pub fn objections(hall: &Hall, act: impl Fn(&ObjectionLine) -> AnyView) -> AnyView {
    if hall.objections.is_empty() {
        return view! { <p class="hint">{t(opening::NO_OBJECTIONS)}</p> }.into_any();
    }
    let lines = hall.objections.iter().map(|line| {
        let answer = match &line.answer {
            Some((answer, at_ms)) => {
                view! { <p><b>{t(opening::ANSWER)}</b>" "{answer.clone()}" "<Time ms=*at_ms/></p> }.into_any()
            }
            None => view! {
                <p><Status label=opening::UNANSWERED tone=Signal::stored(Tone::Warning)/></p>
                {act(line)}
            }
            .into_any(),
        };
        view! {
            <li data-test="objection">
                <p><b>{format!("{}. {}", line.n, line.name)}</b>" "<Time ms=line.raised_ms/></p>
                <p>{line.text.clone()}</p>
                {answer}
            </li>
        }
    });
    view! { <ol class="objections">{lines.collect_view()}</ol> }.into_any()
}

/// The record: being made, or to be read.
pub fn record(hall: &Hall) -> AnyView {
    match &hall.record {
        RecordState::NotYet {} => ().into_any(),
        RecordState::Making {} => {
            view! { <p class="state loading" role="status">{t(opening::RECORD_MAKING)}</p> }.into_any()
        }
        RecordState::Ready { sha256, signatures: signed, .. } => {
            let href = record_link(&hall.lot);
            view! {
                <p><a class="button" data-test="read-record" href=href target="_blank">{t(opening::READ_RECORD)}</a></p>
                <p><Hash value=sha256.to_hex() name=opening::STEP_RECORD/></p>
                {signatures(signed)}
            }
            .into_any()
        }
    }
}

/// Where the record's PDF lies.
fn record_link(lot: &LotKey) -> String {
    let json = serde_json::to_string(&ReadRecord { lot: lot.clone() }).unwrap_or_default();
    format!("{}?q={}", ReadRecord::PATH, String::from(js_sys::encode_uri_component(&json)))
}
