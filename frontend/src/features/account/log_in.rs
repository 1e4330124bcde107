//! Log in.

use leptos::prelude::*;
use shared::text::frame;

use crate::api::Failure;
use crate::prefs::lang;
use crate::routes::{self, Params};
use crate::session;
use crate::ui::{ActionBar, Button, Failed, Kind, Page, TextField};

/// Account and password. Reached at `/login`, and in place of any page that needs somebody who is logged in: that page
/// appears when it is done.
pub fn log_in(_: Params) -> AnyView {
    let account = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    crate::features::demo::prefill(account, password);
    let tried = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let empty = move |field: RwSignal<String>| {
        Signal::derive(move || {
            (tried.get() && field.with(String::is_empty)).then(|| frame::LOGIN_FIELD_EMPTY.get(lang()).to_owned())
        })
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let (name, secret) = (account.get_untracked().trim().to_owned(), password.get_untracked());
        if busy.get_untracked() || name.is_empty() || secret.is_empty() {
            return;
        }
        busy.set(true);
        failure.set(None);
        leptos::task::spawn_local(async move {
            let outcome = session::log_in(name, secret).await;
            busy.try_set(false);
            match outcome {
                Ok(()) if routes::path() == "/login" => routes::go("/"),
                Ok(()) => {}
                Err(why) => {
                    failure.try_set(Some(why));
                }
            }
        });
    };
    view! {
        <Page title=frame::LOGIN_TITLE lead=frame::LOGIN_LEAD>
            <form class="narrow" on:submit=submit>
                <TextField
                    label=frame::ACCOUNT value=account error=empty(account) autocomplete="username" required=true max_length=64
                    id="account"
                />
                <TextField
                    label=frame::PASSWORD value=password error=empty(password) kind="password"
                    autocomplete="current-password" required=true id="password"
                />
                <Failed failure=failure/>
                <ActionBar>
                    <Button label=frame::LOG_IN kind=Kind::Primary busy=busy/>
                </ActionBar>
            </form>
        </Page>
    }
    .into_any()
}
