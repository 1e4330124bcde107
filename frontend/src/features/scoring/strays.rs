//! What does not lie in this window's hands: scores from a former seat that wait for a decision, the seat that is no longer the
//! member's, a machine that keeps nothing.

use leptos::prelude::*;
use shared::api::scoring::{ReadSheet, SheetReply, Stray};
use shared::text::scoring;

use super::model::Key;
use super::sheet::Work;
use crate::api;
use crate::prefs::lang;
use crate::ui::{Button, Kind, Label, Notice, State, StateKind, Tone};

/// Scores that a former terminal kept: the member decides on each.
pub fn strays(work: Work, reply: Signal<SheetReply>, query: api::Query<ReadSheet>) -> AnyView {
    let strays = Memo::new(move |_| reply.with(|reply| reply.strays.clone()));
    (move || {
        let strays = strays.get();
        let first = strays.first()?;
        let facts =
            [("n", strays.len().to_string()), ("room", first.room_name.clone()), ("seat", first.from.seat.to_string())];
        let items = strays.into_iter().map(|stray| item(work, stray, query)).collect_view();
        Some(view! {
            <div class="score-banner" data-test="strays">
                <Notice tone=Tone::Warning what=Label::with(scoring::STRAYS, facts) todo=scoring::STRAYS_TODO code="moved-seat">
                    <ul class="stray-items">{items}</ul>
                </Notice>
            </div>
        })
    })
    .into_any()
}

fn item(work: Work, stray: Stray, query: api::Query<ReadSheet>) -> AnyView {
    let key = Key { bidder: stray.cell.bidder.clone(), criterion: stray.cell.criterion.clone() };
    let theirs = stray.cell.points.clone().unwrap_or_else(|| scoring::NOTHING.get(lang()).to_owned());
    let name = work.book.with_untracked(|book| {
        let bid = book.bids.iter().find(|bid| bid.bidder == key.bidder).map(|bid| bid.name.clone());
        let criterion = book.criterion(&key).map(|criterion| criterion.title.clone());
        format!("{} · {}", bid.unwrap_or_default(), criterion.unwrap_or_default())
    });
    let was = {
        let theirs = theirs.clone();
        move || {
            let mine = work.book.with(|book| book.cell(&key).mine.points);
            let mine = mine.unwrap_or_else(|| scoring::NOTHING.get(lang()).to_owned());
            scoring::STRAY_WAS.get(lang()).replace("{theirs}", &theirs).replace("{mine}", &mine)
        }
    };
    let decide = move |take: bool| {
        let stray = stray.clone();
        move || work.settle_stray(stray.clone(), take, move || query.reload())
    };
    let (take, drop) = (decide(true), decide(false));
    let label = Label::with(scoring::STRAY_TAKE, [("theirs", theirs)]);
    view! {
        <li>
            <span>{name}" · "{was}</span>
            <Button attr:data-test="take-stray" label=label on_press=take/>
            <Button attr:data-test="drop-stray" label=scoring::STRAY_DROP kind=Kind::Quiet on_press=drop/>
        </li>
    }
    .into_any()
}

/// The member sits elsewhere now.
pub fn elsewhere(work: Work) -> AnyView {
    (move || {
        let count = work.elsewhere.get()?;
        let todo = match count {
            0 => Label::from(scoring::ELSEWHERE_NONE),
            n => Label::with(scoring::ELSEWHERE_TODO, [("n", n.to_string())]),
        };
        Some(view! {
            <div class="score-absent" data-test="elsewhere"><State kind=StateKind::Locked what=scoring::ELSEWHERE todo=todo/></div>
        })
    })
    .into_any()
}

/// This machine keeps nothing.
pub fn kept_here(work: Work) -> AnyView {
    (move || {
        work.unkept.get().then(|| {
            view! {
                <div class="score-banner">
                    <Notice tone=Tone::Warning what=scoring::UNKEPT todo=scoring::UNKEPT_TODO code="not-kept"/>
                </div>
            }
        })
    })
    .into_any()
}
