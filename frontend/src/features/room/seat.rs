//! A member takes the seat: the desk's code, and a PIN of their own.

use leptos::prelude::*;
use shared::api::room::TakeSeat;
use shared::text::room;

use super::model;
use crate::api;
use crate::prefs::{lang, t};
use crate::routes::{self, Params};
use crate::session;
use crate::ui::{ActionBar, Button, Failed, Kind, Label, Notice, Page, TextField, Tone};

/// The page.
pub fn seat(_: Params) -> AnyView {
    let code = RwSignal::new(String::new());
    let (pin, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let tried = RwSignal::new(false);
    let act = api::change::<TakeSeat>();
    let code_error = Signal::derive(move || {
        let wrong = tried.get() && code.with(|code| model::code(code).is_none());
        wrong.then(|| room::CODE_SHAPE.get(lang()).to_owned())
    });
    let pin_error = move |of: shared::text::Text| {
        Signal::derive(move || {
            let wrong = tried.get().then(|| model::pin_error(&pin.get(), &again.get())).flatten();
            wrong.filter(|wrong| *wrong == of).map(|wrong| wrong.get(lang()).to_owned())
        })
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let (pin, again) = (pin.get_untracked(), again.get_untracked());
        let Some(code) = model::code(&code.get_untracked()) else { return };
        if model::pin_error(&pin, &again).is_some() {
            return;
        }
        act.send(TakeSeat { code, pin }, |_| {
            leptos::task::spawn_local(async {
                session::refresh().await;
                routes::go("/room");
            });
        });
    };
    let here = move || match session::seat() {
        Some(seat) => {
            let facts = [("room", seat.room.to_string()), ("seat", seat.seat.to_string())];
            view! { <p>{Label::with(room::FOR_SEAT, facts).view()}</p> }.into_any()
        }
        None => view! {
            <Notice tone=Tone::Warning what=room::NO_TERMINAL todo=room::NO_TERMINAL_TODO>
                <a class="button" href="/terminal">{t(room::ACTIVATE)}</a>
            </Notice>
        }
        .into_any(),
    };
    view! {
        <Page title=room::TAKE_SEAT lead=room::TAKE_SEAT_LEAD>
            {here}
            <form class="narrow" on:submit=submit>
                <TextField id="seat-code" label=room::DESK_CODE hint=room::EIGHT_DIGITS value=code required=true max_length=20 error=code_error/>
                <TextField
                    id="seat-pin" label=room::PIN hint=room::PIN_HINT value=pin kind="password" autocomplete="new-password"
                    required=true max_length=100 error=pin_error(room::PIN_SHORT)
                />
                <TextField
                    id="seat-pin-again" label=room::PIN_AGAIN value=again kind="password" autocomplete="new-password"
                    required=true max_length=100 error=pin_error(room::PINS_DIFFER)
                />
                <Failed failure=act.failure()/>
                <ActionBar>
                    <Button attr:data-test="take-seat" label=room::SIT_DOWN kind=Kind::Primary busy=act.busy()/>
                </ActionBar>
            </form>
        </Page>
    }
    .into_any()
}
