//! The wall of the room: dark, read from the back row; nothing to press.

use leptos::prelude::*;
use shared::api::opening::{BidLine, Hall, Outcome, Prices, ReadOpening};
use shared::text::{self, opening};

use super::{KINDS, model};
use crate::api;
use crate::clock;
use crate::features::account;
use crate::prefs::{lang, t};
use crate::routes::Params;
use crate::ui::Countdown;

/// The page.
pub fn wall(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    api::query(move || ReadOpening { lot: lot.clone() }, KINDS).view(|console| page(&console.hall))
}

fn page(hall: &Hall) -> AnyView {
    let (opened, all) = model::opened(hall);
    let steps = [opening::STEP_LIST, opening::STEP_DECRYPT, opening::STEP_ANNOUNCE, opening::STEP_RECORD];
    let now = model::step(hall);
    let steps = steps.into_iter().enumerate().map(|(n, step)| {
        let (class, mark) = match n.cmp(&now) {
            std::cmp::Ordering::Less => ("wall-step past", "✓"),
            std::cmp::Ordering::Equal => ("wall-step here", "▶"),
            std::cmp::Ordering::Greater => ("wall-step", "○"),
        };
        view! { <li class=class><span aria-hidden="true">{mark}</span>" "{t(step)}</li> }
    });
    let failure = hall.failure.map(|why| view! { <p class="wall-failed">"⬣ "{t(text::failure(why))}</p> });
    let suspended = hall.suspended.as_ref().map(|why| {
        let reason = why.reason.clone();
        view! { <p class="wall-failed" data-test="wall-suspended">"▲ "{t(opening::SUSPENDED)}"："{reason}</p> }
    });
    let left = hall.window.filter(|_| model::window_is_open(hall) && hall.suspended.is_none()).map(|window| {
        let count = format!("{} / {}", model::halves(hall), hall.bids.len());
        view! {
            <p class="wall-count" data-test="wall-window">
                <Countdown until_ms=Signal::stored(window.ends_ms) label=opening::WINDOW_ENDS/>
                " "{t(opening::HALVES_OF)}" "<b class="figures">{count}</b>
            </p>
        }
    });
    let open = hall.objections.iter().filter(|line| line.answer.is_none()).count();
    let part = hall.two_envelopes.then(|| view! { " · "{t(opening::envelope(hall.envelope))} });
    let rows = match &hall.prices {
        Prices::Announced { lines, .. } => lines
            .iter()
            .map(|line| {
                view! {
                    <li class="wall-bid"><span>{line.name.clone()}</span><span class="figures">{line.price.grouped()}</span></li>
                }
                .into_any()
            })
            .collect_view(),
        Prices::Sealed {} | Prices::Technical { .. } => hall.bids.iter().map(bid).collect_view(),
    };
    let title = format!("{} · {}", hall.tender_title, hall.title);
    let hash = hall.list.to_hex();
    view! {
        <div class="wall" data-test="wall">
            <header class="wall-head">
                <h1 id="title" tabindex="-1">{title}{part}</h1>
                <p class="wall-clock figures" role="timer">{|| clock::second().map(clock::time)}</p>
            </header>
            <ol class="wall-steps">{steps.collect_view()}</ol>
            {failure}
            {suspended}
            {left}
            <p class="wall-count">{t(opening::OPENED_OF)}" "<b class="figures">{format!("{opened} / {all}")}</b></p>
            <ul class="wall-bids">{rows}</ul>
            <footer class="wall-foot">
                <p><b>{t(opening::NEXT)}</b>" "{t(model::next(hall))}</p>
                <p>{t(opening::OBJECTIONS_OPEN)}" "<b class="figures">{open}</b></p>
                <p class="wall-hash">{t(opening::LIST_HASH)}" "<code>{hash[..16].to_owned()}"…"</code></p>
            </footer>
        </div>
    }
    .into_any()
}

fn bid(bid: &BidLine) -> AnyView {
    let (class, mark) = match bid.outcome {
        Outcome::Waiting if bid.half_ms.is_some() => ("good", "◐"),
        Outcome::Waiting => ("", "○"),
        Outcome::Opened { .. } => ("good", "✓"),
        Outcome::Unknown { .. } => ("look", "▲"),
        Outcome::BidderFault { .. } | Outcome::CentreFault { .. } => ("bad", "⬣"),
    };
    let outcome = opening::outcome(&bid.outcome);
    let waits = matches!(bid.outcome, Outcome::Waiting);
    let half = bid.half_ms.filter(|_| waits);
    let outcome = if half.is_some() { opening::HALF_IN } else { outcome };
    let at = model::at_ms(&bid.outcome).or(half).map(clock::time);
    view! {
        <li class="wall-bid" data-test="wall-bid">
            <span>{bid.name.clone()}</span>
            <span class=class><span aria-hidden="true">{mark}</span>" "{move || outcome.get(lang())}" "{at}</span>
        </li>
    }
    .into_any()
}
