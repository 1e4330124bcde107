//! What console and hall share: steps, holders, bids, prices, objections.

use leptos::prelude::*;
use shared::api::Endpoint as _;
use shared::api::opening::{
    BidLine, Hall, ObjectionLine, Outcome, PriceLine, Prices, ReadRecord, RecordState, Signed, TechnicalLine,
};
use shared::lifecycle::StageName;
use shared::text::{self, opening};

use super::model;
use crate::prefs::{lang, t};
use crate::ui::{Countdown, Facts, Hash, Label, Notice, Section, Status, Stepper, Table, Time, Tone};

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
    let over = hall.stage > StageName::Announced
        && !(StageName::PriceClosed..=StageName::PriceAnnounced).contains(&hall.stage);
    let finished = (over && hall.failure.is_none()).then(|| view! { <Notice tone=Tone::Done what=opening::FINISHED/> });
    let rows: Vec<(Label, AnyView)> = vec![
        (opening::CLOSED_AT.into(), view! { <Time ms=hall.closed_ms/> }.into_any()),
        (opening::PLACE.into(), hall.place.clone().into_any()),
        (opening::OPENED_OF.into(), view! { <b data-test="opened-count">{format!("{opened} / {all}")}</b> }.into_any()),
        (opening::NEXT.into(), view! { <span data-test="next">{t(model::next(hall))}</span> }.into_any()),
        (opening::LIST_HASH.into(), view! { <Hash value=hall.list.to_hex() name=opening::LIST_HASH/> }.into_any()),
    ];
    let part =
        hall.two_envelopes.then(|| view! { <p data-test="part"><b>{t(opening::envelope(hall.envelope))}</b></p> });
    view! {
        {part}
        <Stepper label=opening::CONSOLE steps=steps now=Signal::stored(model::step(hall))/>
        {failure}
        {finished}
        {suspended(hall)}
        {window(hall)}
        {recovery(hall)}
        <Facts rows=rows/>
        {interruptions(hall)}
        {sealed(hall)}
    }
    .into_any()
}

/// That the opening is suspended, since when and why.
fn suspended(hall: &Hall) -> Option<AnyView> {
    let why = hall.suspended.as_ref()?;
    let reason = why.reason.clone();
    let what = Label::live(move || format!("{}：{reason}", opening::SUSPENDED.get(lang())));
    Some(
        view! { <div data-test="suspended"><Notice tone=Tone::Error what=what/><p><Time ms=why.at_ms/></p></div> }
            .into_any(),
    )
}

/// The decryption window: what is left of it by the server's clock, and how many have released.
fn window(hall: &Hall) -> Option<AnyView> {
    let window = hall.window.filter(|_| model::window_is_open(hall))?;
    let count = format!("{} / {}", model::halves(hall), hall.bids.len());
    // A suspended clock stands still.
    let left = hall.suspended.is_none().then(|| {
        view! { <Countdown until_ms=Signal::stored(window.ends_ms) label=opening::WINDOW_ENDS/> }
    });
    Some(
        view! {
            <div class="window" data-test="window">
                {left}
                <p>{t(opening::HALVES_OF)}" "<b class="figures">{count}</b></p>
            </div>
        }
        .into_any(),
    )
}

/// Until when recovery files are taken.
fn recovery(hall: &Hall) -> Option<AnyView> {
    let decrypting = matches!(hall.stage, StageName::Opening | StageName::PriceOpening);
    let until_ms = hall.recovery_until_ms.filter(|_| decrypting)?;
    Some(
        view! {
            <div data-test="recovery-call">
                <Notice tone=Tone::Warning what=opening::RECOVERY_CALLED/>
                <Countdown until_ms=Signal::stored(until_ms) label=opening::RECOVERY_ENDS/>
            </div>
        }
        .into_any(),
    )
}

/// Extensions, suspensions, resumptions, calls: with their reasons.
fn interruptions(hall: &Hall) -> Option<AnyView> {
    if hall.interruptions.is_empty() {
        return None;
    }
    let rows = hall.interruptions.iter().map(|row| {
        let (kind, reason) = (row.kind, row.reason.clone());
        let until = row.until_ms.map(|ms| view! { " → "<Time ms=ms/> });
        view! { <li data-test="interruption"><Time ms=row.at_ms/>" "<b>{t(opening::interruption(kind))}</b>{until}"："{reason}</li> }
    });
    let rows = rows.collect_view();
    Some(view! { <Section title=opening::INTERRUPTIONS><ul class="signed">{rows}</ul></Section> }.into_any())
}

/// Whose prices stay sealed for ever.
fn sealed(hall: &Hall) -> Option<AnyView> {
    if hall.sealed.is_empty() {
        return None;
    }
    let rows = hall.sealed.iter().map(|row| view! { <li data-test="sealed-price">{row.name.clone()}</li> });
    let rows = rows.collect_view();
    Some(
        view! {
            <Section title=opening::SEALED_FOR_EVER>
                <p class="hint">{t(opening::SEALED_FOR_EVER_HINT)}</p>
                <ul class="signed">{rows}</ul>
            </Section>
        }
        .into_any(),
    )
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
    let half = bid.half_ms.map(|ms| {
        view! { <br/><span class="hint" data-test="half-in">{t(opening::HALF_IN)}" "<Time ms=ms/></span> }
    });
    view! {
        <tr data-test="bid-line">
            <td class="figures">{n}</td>
            <th scope="row">{bid.name.clone()}<br/><span class="hint">{bid.bidder.to_string()}</span></th>
            <td><Time ms=bid.received_ms/></td>
            <td><Status label=opening::outcome(&bid.outcome) tone=Signal::stored(tone(&bid.outcome))/>{at}{why}{half}</td>
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
        Prices::Technical { lines, .. } => technical(lines),
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

/// What the technical envelopes said; no price among it.
fn technical(lines: &[TechnicalLine]) -> AnyView {
    let head = vec![
        opening::BIDDER.into(),
        opening::DELIVERY.into(),
        opening::VALIDITY.into(),
        opening::SIZE.into(),
        opening::DOMESTIC.into(),
    ];
    let rows = lines.iter().map(|line| {
        view! {
            <tr data-test="technical-line">
                <th scope="row">{line.name.clone()}</th>
                <td class="figures">{line.delivery_days}</td>
                <td class="figures">{line.validity_days}</td>
                <td>{t(opening::size(line.size))}</td>
                <td>{t(opening::domestic(line.domestic))}</td>
            </tr>
        }
        .into_any()
    });
    let rows = rows.collect_view();
    view! {
        <Section title=opening::STEP_ANNOUNCE>
            <p class="hint" data-test="prices-sealed">{t(opening::PRICES_LATER)}</p>
            <Table caption=opening::TECHNICAL head=head figures=&[1, 2]>{rows}</Table>
        </Section>
    }
    .into_any()
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
            let href = record_link(hall);
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
fn record_link(hall: &Hall) -> String {
    let ask = ReadRecord { lot: hall.lot.clone(), envelope: Some(hall.envelope) };
    let json = serde_json::to_string(&ask).unwrap_or_default();
    format!("{}?q={}", ReadRecord::PATH, String::from(js_sys::encode_uri_component(&json)))
}
