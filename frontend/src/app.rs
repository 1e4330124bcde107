//! The shell around every page (screens.md, principle 1): who, which project, which room and seat, the server's time,
//! whether everything is saved.

use leptos::prelude::*;
use shared::people::Role;
use shared::text::{self, Lang, frame};

use crate::prefs::{self, Size, lang, t};
use crate::routes::{self, Layout, Params, Route};
use crate::ui::{Button, Kind, Label, State, StateKind, failed_with_retry, loading, toast};
use crate::{api, clock, features, session, ui};

mod cover;
mod dialogs;

/// Puts the page into the document, in place of the words that stood there while it was loading.
pub fn mount() {
    if let Some(boot) = document().get_element_by_id("boot") {
        boot.remove();
    }
    leptos::mount::mount_to_body(App);
}

/// The whole.
#[component]
fn App() -> AnyView {
    api::net::start();
    routes::start();
    clock::start();
    session::start();
    api::room::start();
    view! {
        <a class="skip" href="#main">{t(frame::SKIP)}</a>
        <Bar/>
        <features::demo::DemoBar/>
        <Connection/>
        <Stage/>
        <toast::Region/>
        <dialogs::Prompts/>
    }
    .into_any()
}

/// The bar at the head.
#[component]
fn Bar() -> AnyView {
    let room_seat = || {
        session::seat().map(|seat| {
            let name = session::room_name().unwrap_or_else(|| seat.room.to_string());
            frame::ROOM_SEAT.get(lang()).replace("{room}", &name).replace("{seat}", &seat.seat.to_string())
        })
    };
    let centre = || session::who().map(|who| who.centre).unwrap_or_default();
    view! {
        <header class="bar">
            <p class="bar-product"><a href="/">{t(frame::PRODUCT)}</a>" "<span class="bar-centre">{centre}</span></p>
            {move || bar_fact(frame::PROJECT, session::place())}
            {move || bar_fact(frame::SEAT, room_seat())}
            {move || bar_fact(frame::WHO, session::me().map(|me| {
                let role = text::role(me.role).get(lang());
                match me.org_name {
                    Some(org) => format!("{} · {role} · {org}", me.name),
                    None => format!("{} · {role}", me.name),
                }
            }))}
            <div class="bar-end">
                <Clock/>
                <SaveState/>
                <Choices/>
                <Session/>
            </div>
        </header>
    }
    .into_any()
}

fn bar_fact(name: text::Text, fact: Option<String>) -> AnyView {
    fact.map(|fact| {
        view! { <p class="bar-fact"><span class="unseen">{t(name)}": "</span>{fact}</p> }
    })
    .into_any()
}

/// The server's time.
#[component]
fn Clock() -> AnyView {
    let time = || clock::second().map_or_else(|| frame::NO_TIME.get(lang()).to_owned(), clock::time);
    view! {
        <p class="bar-clock" role="timer">
            <span class="unseen">{t(frame::SERVER_TIME)}": "</span>
            <span class="figures" title=t(frame::SERVER_TIME)>{time}</span>
        </p>
    }
    .into_any()
}

/// Whether everything is saved.
#[component]
fn SaveState() -> AnyView {
    let state = Memo::new(|_| {
        let saves = api::saves::saves();
        let waiting = saves.waiting + if api::net::online() { 0 } else { saves.running };
        match (saves.conflicts, waiting, saves.running) {
            (0, 0, 0) => ("done", "●", frame::SAVED, 0),
            (0, 0, _) => ("info", "…", frame::SAVING, 0),
            (0, _, _) => ("warning", "▲", frame::WAITING, waiting),
            _ => ("error", "⬣", frame::CONFLICT, 0),
        }
    });
    let word = move || {
        let (_, _, word, waiting) = state.get();
        word.get(lang()).replace("{n}", &waiting.to_string())
    };
    view! {
        <p class=move || format!("status bar-saves {}", state.get().0) role="status" aria-label=word>
            <span class="mark" aria-hidden="true">{move || state.get().1}</span>
            <span>{word}</span>
        </p>
    }
    .into_any()
}

/// Text size and language.
#[component]
fn Choices() -> AnyView {
    let sizes = Size::ALL.map(|size| {
        let (class, name) = match size {
            Size::Normal => ("size-1", frame::SIZE_NORMAL),
            Size::Large => ("size-2", frame::SIZE_LARGE),
            Size::Largest => ("size-3", frame::SIZE_LARGEST),
        };
        view! {
            <button
                type="button"
                class=format!("bar-button {class}")
                aria-pressed=move || if prefs::size() == size { "true" } else { "false" }
                aria-label=t(name)
                on:click=move |_| prefs::set_size(size)
            >"A"</button>
        }
        .into_any()
    });
    let other = || if lang() == Lang::Zh { Lang::En } else { Lang::Zh };
    view! {
        <div class="bar-group" role="group" aria-label=t(frame::TEXT_SIZE)>{sizes.into_iter().collect_view()}</div>
        <button
            type="button"
            class="bar-button"
            lang=move || other().tag()
            on:click=move |_| prefs::set_lang(if prefs::lang_now() == Lang::Zh { Lang::En } else { Lang::Zh })
        >
            {move || if other() == Lang::En { "English" } else { "中文" }}
        </button>
    }
    .into_any()
}

/// Log in or out.
#[component]
fn Session() -> AnyView {
    let logged_in = Memo::new(|_| session::me().is_some());
    (move || {
        if logged_in.get() {
            let leave = || {
                leptos::task::spawn_local(async {
                    if let Err(failure) = session::log_out().await {
                        toast::show(ui::Tone::Error, failure.what(prefs::lang_now()));
                    }
                });
            };
            let lock = (session::seat_now().is_some() && session::role() == Role::Expert).then(|| {
                let press = || leptos::task::spawn_local(api::room::lock(false));
                view! { <Button attr:data-test="lock-seat" label=frame::LOCK_SEAT kind=Kind::Quiet on_press=press/> }
            });
            view! { {lock}<Button label=frame::LOG_OUT kind=Kind::Quiet on_press=leave/> }.into_any()
        } else {
            view! { <a class="button quiet" href="/login">{t(frame::LOG_IN)}</a> }.into_any()
        }
    })
    .into_any()
}

/// The banner while the connection is lost: what happened, that nothing is lost, what to do.
#[component]
fn Connection() -> AnyView {
    let away = StoredValue::new(false);
    Effect::new(move |_| {
        if !api::net::online() {
            away.set_value(true);
        } else if away.get_value() {
            away.set_value(false);
            toast::show(ui::Tone::Done, frame::BACK_ONLINE);
        }
    });
    let banner = || {
        (!api::net::online())
            .then(|| view! { <State kind=StateKind::Offline what=frame::OFFLINE todo=frame::OFFLINE_TODO/> })
    };
    view! { <div class="banner" aria-live="assertive">{banner}</div> }.into_any()
}

/// What is shown: the page of the path, or why it cannot be.
#[derive(Clone, PartialEq)]
enum Shown {
    /// It is not known yet who is here.
    Waiting,
    /// It cannot be known.
    Trouble(api::Failure),
    /// The page.
    Page(&'static str, Params, Role),
    /// The page needs somebody who is logged in.
    LogIn,
    /// The page is for another role.
    NotYours,
    /// There is none of that path.
    Nothing,
}

fn shown() -> Shown {
    let Some(who) = session::who() else {
        return session::trouble().map_or(Shown::Waiting, Shown::Trouble);
    };
    let role = who.me.map_or(Role::Public, |me| me.role);
    match routes::find(&routes::path()) {
        None => Shown::Nothing,
        Some((route, params)) if route.action.rule().roles.contains(&role) => Shown::Page(route.path, params, role),
        Some(_) if role == Role::Public => Shown::LogIn,
        Some(_) => Shown::NotYours,
    }
}

/// The menu and the page.
#[component]
fn Stage() -> AnyView {
    let now = Memo::new(|_| shown());
    let seen = StoredValue::new(false);
    let route = move || match now.get() {
        Shown::Page(path, ..) => routes::all().find(|route| route.path == path),
        _ => None,
    };
    let layout = Memo::new(move |_| route().map_or(Layout::Page, |route| route.layout));
    let class = move || match layout.get() {
        Layout::Page => "stage",
        Layout::Wide => "stage wide",
        Layout::Desk => "stage desk",
    };
    view! {
        <div class=class>
            {move || (layout.get() != Layout::Desk).then(menu)}
            {cover::cover}
            <main id="main" tabindex="-1" hidden=cover::is_covered>{move || page(now.get(), seen)}</main>
        </div>
    }
    .into_any()
}

fn page(shown: Shown, seen: StoredValue<bool>) -> AnyView {
    if seen.get_value() {
        ui::announce_next();
    }
    seen.set_value(shown != Shown::Waiting);
    match shown {
        Shown::Waiting => loading(),
        Shown::Trouble(failure) => failed_with_retry(&failure, || leptos::task::spawn_local(session::refresh())),
        Shown::Page(path, params, _) => match routes::all().find(|route| route.path == path) {
            Some(Route { page, .. }) => routes::arrive(*page, params),
            None => features::account::not_found(),
        },
        Shown::LogIn => features::account::log_in(Params::default()),
        Shown::NotYours => features::account::not_yours(),
        Shown::Nothing => features::account::not_found(),
    }
}

/// The pages of the role.
fn menu() -> AnyView {
    let role = session::role();
    let items: Vec<_> = routes::all().filter(|route| route.menu.contains(&role)).collect();
    if items.is_empty() {
        return ().into_any();
    }
    let items = items
        .into_iter()
        .map(|route| {
            let here = move || (routes::path() == route.path).then_some("page");
            view! { <li><a href=route.path aria-current=here>{Label::Text(route.title).view()}</a></li> }.into_any()
        })
        .collect_view();
    view! { <nav class="menu" aria-label=t(frame::MAIN_MENU)><ul>{items}</ul></nav> }.into_any()
}
