//! Who sits in front of the page, and the two moments when they must say so again: an expired session and a signature.
//! No page handles either by itself.

use std::cell::RefCell;
use std::sync::LazyLock;

use futures_channel::oneshot;
use leptos::prelude::*;
use shared::api::account::{Login, Logout, Me, WhoAmI, WhoAmIReply};
use shared::people::{Role, Seat};

use crate::api::{self, Failure, live};
use crate::device::answers;

static WHO: LazyLock<ArcRwSignal<Option<WhoAmIReply>>> = LazyLock::new(ArcRwSignal::default);
static TROUBLE: LazyLock<ArcRwSignal<Option<Failure>>> = LazyLock::new(ArcRwSignal::default);
/// Whether the person is known from this machine alone, because the server has not answered yet.
static RECALLED: LazyLock<ArcRwSignal<bool>> = LazyLock::new(ArcRwSignal::default);
static PLACE: LazyLock<ArcRwSignal<Option<String>>> = LazyLock::new(ArcRwSignal::default);

/// What the house needs to know from the person, in a dialog over the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// The session has expired.
    LogIn,
    /// A signature needs the password; why the last one did not count.
    Password(Option<Failure>),
}

static PROMPT: LazyLock<ArcRwSignal<Option<Prompt>>> = LazyLock::new(ArcRwSignal::default);

thread_local! {
    /// Who waits for the dialog that is open.
    static WAITING: RefCell<Vec<oneshot::Sender<Option<String>>>> = const { RefCell::new(Vec::new()) };
}

/// Everything known of who is here; `None` before the first answer. Follows in views, like all below.
#[must_use]
pub fn who() -> Option<WhoAmIReply> {
    WHO.get()
}

/// Why it is not known who is here.
#[must_use]
pub fn trouble() -> Option<Failure> {
    TROUBLE.get()
}

/// The person, when logged in.
#[must_use]
pub fn me() -> Option<Me> {
    WHO.with(|who| who.as_ref().and_then(|who| who.me.clone()))
}

/// The person, when logged in, outside views.
#[must_use]
pub fn me_now() -> Option<Me> {
    WHO.with_untracked(|who| who.as_ref().and_then(|who| who.me.clone()))
}

/// The role; the public's while nobody is logged in.
#[must_use]
pub fn role() -> Role {
    WHO.with(|who| who.as_ref().and_then(|who| who.me.as_ref()).map_or(Role::Public, |me| me.role))
}

/// The seat of this terminal, when it is an enrolled one.
#[must_use]
pub fn seat() -> Option<Seat> {
    WHO.with(|who| who.as_ref().and_then(|who| who.seat.clone()))
}

/// What the room of this terminal is called.
#[must_use]
pub fn room_name() -> Option<String> {
    WHO.with(|who| who.as_ref().and_then(|who| who.room_name.clone()))
}

/// The seat of this terminal, outside views.
#[must_use]
pub fn seat_now() -> Option<Seat> {
    WHO.with_untracked(|who| who.as_ref().and_then(|who| who.seat.clone()))
}

/// Whether it is known who is here, or that it cannot be known now.
#[must_use]
pub fn is_known() -> bool {
    WHO.with_untracked(Option::is_some) || TROUBLE.with_untracked(Option::is_some)
}

/// Whether this is a sample centre.
#[must_use]
pub fn demo() -> bool {
    WHO.with(|who| who.as_ref().is_some_and(|who| who.demo))
}

/// The project and lot that the page is about, for the shell.
#[must_use]
pub fn place() -> Option<String> {
    PLACE.get()
}

/// A page says which project and lot it is about, for as long as it lives.
pub fn set_place(place: impl Fn() -> Option<String> + Send + Sync + 'static) {
    Effect::new(move |_| PLACE.set(place()));
    on_cleanup(|| PLACE.set(None));
}

/// Asks who is here, until there is an answer.
pub fn start() {
    leptos::task::spawn_local(async {
        refresh().await;
    });
    Effect::new(|_| {
        let _ = api::net::returns();
        let unknown = WHO.with_untracked(Option::is_none) && TROUBLE.with_untracked(Option::is_some);
        if unknown || RECALLED.get_untracked() {
            leptos::task::spawn_local(refresh());
        }
    });
}

/// Under which name it is kept who sits at this terminal.
const KEPT: &str = "who";

/// Asks anew who is here. Without an answer a terminal goes on with whom it knows to sit at it.
pub async fn refresh() {
    match api::call_once(&WhoAmI {}, None).await {
        Ok(who) => {
            live::listen(who.me.is_some());
            remember(&who).await;
            TROUBLE.set(None);
            RECALLED.set(false);
            WHO.set(Some(who));
        }
        Err(Failure::Lost) if WHO.with_untracked(Option::is_none) => match recall().await {
            Some(who) => {
                RECALLED.set(true);
                WHO.set(Some(who));
            }
            None => TROUBLE.set(Some(Failure::Lost)),
        },
        Err(failure) => TROUBLE.set(Some(failure)),
    }
}

/// Keeps who sits at a terminal, so that its page opens without a network. What was kept for somebody else is forgotten.
async fn remember(who: &WhoAmIReply) {
    let before = recall().await.and_then(|kept| kept.me).map(|me| me.account);
    let now = who.me.as_ref().filter(|me| me.role == Role::Expert).map(|me| me.account.clone());
    if before.is_some() && before != now {
        answers::forget().await;
    }
    if now.is_some()
        && let Ok(text) = serde_json::to_string(who)
    {
        answers::keep(KEPT, &text);
    }
}

async fn recall() -> Option<WhoAmIReply> {
    answers::find(KEPT).await.and_then(|text| serde_json::from_str(&text).ok())
}

/// Logs in and takes note of it.
///
/// # Errors
/// As [`api::call`].
pub async fn log_in(account: String, password: String) -> Result<(), Failure> {
    let me = api::call(Login { account, password }).await?;
    WHO.update(|who| {
        if let Some(who) = who {
            who.me = Some(me);
        }
    });
    live::listen(true);
    refresh().await;
    Ok(())
}

/// Logs out. The page forgets everything by being loaded anew.
///
/// # Errors
/// As [`api::call`].
pub async fn log_out() -> Result<(), Failure> {
    api::call(Logout {}).await?;
    answers::forget().await;
    let _ = window().location().set_href("/");
    Ok(())
}

/// The dialog that is asked for, for the shell to show.
#[must_use]
pub fn prompt() -> Option<Prompt> {
    PROMPT.get()
}

/// The dialog was answered (the password, or the log-in is done) or closed (`None`).
pub fn answer(answer: Option<&str>) {
    PROMPT.set(None);
    for waiting in WAITING.take() {
        let _ = waiting.send(answer.map(str::to_owned));
    }
}

/// The session has expired: lets the person log in again over the page. `false` when there was no session to lose, or the
/// person closed the dialog.
pub(crate) async fn log_in_again() -> bool {
    let Some(before) = WHO.with_untracked(|who| who.as_ref().and_then(|who| who.me.clone())) else { return false };
    if ask(Prompt::LogIn).await.is_none() {
        return false;
    }
    let after = WHO.with_untracked(|who| who.as_ref().and_then(|who| who.me.clone()));
    if after.is_some_and(|after| after.account != before.account) {
        // Somebody else: what is on the page is not theirs.
        let _ = window().location().reload();
        return false;
    }
    true
}

/// Asks for the password of a signature; `None` when the person closed the dialog.
pub(crate) async fn ask_password(wrong: Option<Failure>) -> Option<String> {
    ask(Prompt::Password(wrong)).await
}

async fn ask(prompt: Prompt) -> Option<String> {
    // Another dialog of the same kind serves both; of another kind, this one waits until it is closed.
    while PROMPT.with_untracked(|open| {
        open.as_ref().is_some_and(|open| std::mem::discriminant(open) != std::mem::discriminant(&prompt))
    }) {
        gloo_timers::future::TimeoutFuture::new(200).await;
    }
    let (sender, receiver) = oneshot::channel();
    WAITING.with_borrow_mut(|waiting| waiting.push(sender));
    PROMPT.set(Some(prompt));
    receiver.await.ok().flatten()
}
