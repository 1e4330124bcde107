//! The two dialogs that may open over any page: log in again, and the password for a signature.

use leptos::prelude::*;
use shared::text::frame;

use crate::api::Failure;
use crate::prefs::t;
use crate::session::{self, Prompt};
use crate::ui::{Button, Dialog, Failed, Kind, TextField};

/// Both dialogs.
#[component]
pub fn Prompts() -> AnyView {
    let log_in = RwSignal::new(false);
    let sign = RwSignal::new(false);
    Effect::new(move |_| {
        let prompt = session::prompt();
        log_in.set(matches!(prompt, Some(Prompt::LogIn)));
        sign.set(matches!(prompt, Some(Prompt::Password(_))));
    });
    let closed = || session::answer(None);
    view! {
        <Dialog title=frame::RELOGIN_TITLE open=log_in on_close=closed>{log_in_again()}</Dialog>
        <Dialog title=frame::SIGN_TITLE open=sign on_close=closed>{password()}</Dialog>
    }
    .into_any()
}

fn log_in_again() -> AnyView {
    let account = RwSignal::new(untrack(session::me).map(|me| me.account.as_str().to_owned()).unwrap_or_default());
    let password = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        leptos::task::spawn_local(async move {
            let outcome = session::log_in(account.get_untracked(), password.get_untracked()).await;
            busy.try_set(false);
            match outcome {
                Ok(()) => session::answer(Some("")),
                Err(why) => {
                    failure.try_set(Some(why));
                }
            }
        });
    };
    view! {
        <p>{t(frame::RELOGIN_LEAD)}</p>
        <form on:submit=submit>
            <TextField label=frame::ACCOUNT value=account autocomplete="username" required=true max_length=64/>
            <TextField label=frame::PASSWORD value=password kind="password" autocomplete="current-password" required=true/>
            <Failed failure=failure/>
            <div class="dialog-actions">
                <Button label=frame::LOG_IN kind=Kind::Primary busy=busy/>
            </div>
        </form>
    }
    .into_any()
}

fn password() -> AnyView {
    let password = RwSignal::new(String::new());
    let failure = Signal::derive(|| match session::prompt() {
        Some(Prompt::Password(wrong)) => wrong,
        _ => None,
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let typed = password.get_untracked();
        if !typed.is_empty() {
            session::answer(Some(&typed));
        }
    };
    view! {
        <p>{t(frame::SIGN_LEAD)}</p>
        <form on:submit=submit>
            <TextField label=frame::PASSWORD value=password kind="password" autocomplete="current-password" required=true/>
            <Failed failure=failure/>
            <div class="dialog-actions">
                <Button label=frame::CANCEL on_press=|| session::answer(None)/>
                <Button label=frame::SIGN kind=Kind::Primary/>
            </div>
        </form>
    }
    .into_any()
}
