//! Binding this device to a seat.

use leptos::prelude::*;
use shared::api::room::ReadTerminal;
use shared::text::room;

use super::model;
use crate::api::{self, Failure};
use crate::device;
use crate::prefs::{lang, t};
use crate::routes::Params;
use crate::session;
use crate::ui::{ActionBar, Button, Failed, Kind, Label, Notice, Page, TextField, Tone};

/// The page.
pub fn terminal(_: Params) -> AnyView {
    let here = api::query(|| ReadTerminal {}, &[]);
    let code = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let error = Signal::derive(move || {
        let wrong = tried.get() && code.with(|code| model::code(code).is_none());
        wrong.then(|| room::CODE_SHAPE.get(lang()).to_owned())
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let Some(digits) = model::code(&code.get_untracked()) else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        leptos::task::spawn_local(async move {
            let bound = device::terminal::activate(digits).await;
            busy.try_set(false);
            match bound {
                Ok(_) => {
                    tried.try_set(false);
                    code.try_set(String::new());
                    here.reload();
                    session::refresh().await;
                }
                Err(why) => {
                    failure.try_set(Some(why));
                }
            }
        });
    };
    let bound = here.view(|reply| match reply.seat {
        Some(seat) => {
            let name = reply.room_name.unwrap_or_else(|| seat.room.to_string());
            let what = Label::with(room::IS_TERMINAL, [("room", name), ("seat", seat.seat.to_string())]);
            view! {
                <div data-test="is-terminal">
                    <Notice tone=Tone::Done what=what><a class="button" href="/seat">{t(room::TO_SEAT)}</a></Notice>
                </div>
            }
            .into_any()
        }
        None => view! { <Notice what=room::NO_TERMINAL todo=room::NO_TERMINAL_TODO/> }.into_any(),
    });
    view! {
        <Page title=room::ACTIVATE lead=room::ACTIVATE_LEAD>
            {bound}
            <form class="narrow" on:submit=submit>
                <TextField id="activation" label=room::CODE hint=room::EIGHT_DIGITS value=code required=true max_length=20 error=error/>
                <Failed failure=failure/>
                <ActionBar>
                    <Button attr:data-test="activate" label=room::DO_ACTIVATE kind=Kind::Primary busy=busy/>
                </ActionBar>
            </form>
        </Page>
    }
    .into_any()
}
