//! The committees in which the person sits.

use leptos::prelude::*;
use shared::api::room::{MyRooms, Recusal};
use shared::lifecycle::StageName;
use shared::text::{self, room};

use super::model;
use crate::api;
use crate::prefs::t;
use crate::routes::Params;
use crate::ui::{Facts, Label, Page, State, StateKind, Status};

/// The page.
pub fn mine(_: Params) -> AnyView {
    let list =
        api::query(|| MyRooms {}, &["seat.", "member.", "recusal.", "head.", "committee.", "scoring.", "report."]);
    list.view(|rows| {
        let empty = rows.is_empty().then(|| view! { <State kind=StateKind::Empty what=room::NO_MY_ROOMS/> });
        let items = rows
            .into_iter()
            .map(|row| {
                let path = model::task(&row.lot, row.stage, row.recusal == Recusal::None);
                let rated = matches!(row.stage, StageName::Reported | StageName::Confirmed | StageName::Concluded);
                let rate = rated.then(|| {
                    let href = format!("/room/{}/{}/rate", row.lot.tender, row.lot.lot);
                    view! {
                        <a class="button" data-test="to-rating" href=href>
                            {t(text::pool::RATING)}<span class="unseen">" "{row.title.clone()}</span>
                        </a>
                    }
                });
                let seat = row.seat.map(|seat| {
                    Label::with(room::FOR_SEAT, [("room", seat.room.to_string()), ("seat", seat.seat.to_string())])
                        .view()
                });
                let facts: Vec<(Label, AnyView)> = vec![
                    (text::tenders::STAGE.into(), view! { <Status label=text::stage(row.stage)/> }.into_any()),
                    (room::SEAT.into(), seat.into_any()),
                    (room::RECUSAL.into(), t(room::recusal(row.recusal)).into_any()),
                ];
                view! {
                    <li class="card">
                        <h2>{row.tender_title}" · "{row.title.clone()}</h2>
                        <Facts rows=facts/>
                        <a class="button primary" data-test="open-room" href=path>
                            {t(room::OPEN_ROOM)}<span class="unseen">" "{row.title}</span>
                        </a>
                        {rate}
                    </li>
                }
                .into_any()
            })
            .collect_view();
        view! { <Page title=room::MY_ROOMS>{empty}<ul class="cards">{items}</ul></Page> }.into_any()
    })
}
