//! The bar of a sample centre: the clock that moves, and the addresses of everybody. A real centre's server has none of
//! the paths behind it, and its page shows none of this.

use leptos::prelude::*;
use serde::Deserialize;
use shared::people::Role;
use shared::text::{self, demo};

use crate::api::{self, Ask, Body, Failure, live};
use crate::prefs::{lang, lang_now, t};
use crate::ui::{Button, Kind, Tone, toast};
use crate::{clock, session};

/// How long to wait for an answer, milliseconds.
const PATIENCE_MS: u32 = 10_000;

/// Who is found at which address.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Visitor {
    host: String,
    account: String,
    password: String,
    name: String,
    role: String,
}

/// Where the clock stands now.
#[derive(Clone, Debug, Deserialize)]
struct Moved {
    now_ms: i64,
    lot: Option<String>,
}

async fn visitors() -> Result<Vec<Visitor>, Failure> {
    let ask = Ask { method: "GET", path: "/demo/hosts", headers: &[], body: Body::None, patience_ms: PATIENCE_MS };
    api::decode(&api::fetch(ask).await?.accepted().await?.text().await?)
}

async fn next_milestone() -> Result<Moved, Failure> {
    let headers = [("content-type", "application/json")];
    let body = Body::Text(r#"{"to":"next-milestone"}"#);
    let ask = Ask { method: "POST", path: "/demo/clock", headers: &headers, body, patience_ms: PATIENCE_MS };
    api::decode(&api::fetch(ask).await?.accepted().await?.text().await?)
}

/// The host and the port of this page, `("officer", ":8080")`; the host is empty at `localhost` itself.
fn here() -> (String, String) {
    let host = window().location().host().unwrap_or_default();
    let (name, port) =
        host.split_once(':').map_or((host.as_str(), String::new()), |(name, port)| (name, format!(":{port}")));
    (name.strip_suffix(".localhost").unwrap_or_default().to_owned(), port)
}

/// Fills account and password in, where this address is somebody's.
pub fn prefill(account: RwSignal<String>, password: RwSignal<String>) {
    let asked = StoredValue::new(false);
    Effect::new(move |_| {
        if !session::demo() || asked.get_value() {
            return;
        }
        asked.set_value(true);
        leptos::task::spawn_local(async move {
            let (host, _) = here();
            let Ok(all) = visitors().await else { return };
            let Some(own) = all.into_iter().find(|visitor| visitor.host == host && !visitor.account.is_empty()) else {
                return;
            };
            if account.try_with_untracked(String::is_empty) == Some(true) {
                account.try_set(own.account);
                password.try_set(own.password);
            }
        });
    });
}

/// The bar, in a sample centre.
#[component]
pub fn DemoBar() -> AnyView {
    let demo = Memo::new(|_| session::demo());
    (move || demo.get().then(bar)).into_any()
}

fn bar() -> AnyView {
    let busy = RwSignal::new(false);
    let people = RwSignal::new(Vec::<Visitor>::new());
    leptos::task::spawn_local(async move {
        if let Ok(all) = visitors().await {
            people.try_set(all);
        }
    });
    // Somebody else may move the clock too.
    live::on(|event| {
        if event.is_some_and(|event| event.kind == "clock.moved") {
            leptos::task::spawn_local(clock::moved());
        }
    });
    let next = move || {
        busy.set(true);
        leptos::task::spawn_local(async move {
            match next_milestone().await {
                Ok(moved) => {
                    clock::moved().await;
                    toast::show(Tone::Done, told(&moved));
                }
                Err(failure) => toast::show(Tone::Error, failure.what(lang_now())),
            }
            busy.try_set(false);
        });
    };
    view! {
        <nav class="demo-bar" aria-label=t(demo::CENTRE) data-test="demo-bar">
            <strong>{t(demo::CENTRE)}</strong>
            <Button attr:data-test="next-milestone" label=demo::NEXT kind=Kind::Second busy=busy on_press=next/>
            <details data-test="demo-roles">
                <summary>{t(demo::ROLES)}</summary>
                <ul>{move || addresses(people.get())}</ul>
            </details>
        </nav>
    }
    .into_any()
}

fn told(moved: &Moved) -> String {
    let time = clock::date_time(moved.now_ms);
    match &moved.lot {
        Some(lot) => demo::MOVED_LOT.get(lang_now()).replace("{time}", &time).replace("{lot}", lot),
        None => demo::MOVED.get(lang_now()).replace("{time}", &time),
    }
}

fn addresses(people: Vec<Visitor>) -> AnyView {
    let (own, port) = here();
    let everybody = (String::new(), format!("http://localhost{port}/"), None);
    let others = people.into_iter().map(|visitor| {
        let address = format!("http://{}.localhost{port}/", visitor.host);
        (visitor.host.clone(), address, Some(visitor))
    });
    std::iter::once(everybody)
        .chain(others)
        .map(|(host, address, visitor)| {
            let current = (host == own).then_some("page");
            let words = move || label(visitor.as_ref());
            view! { <li><a href=address aria-current=current>{words}</a></li> }.into_any()
        })
        .collect_view()
        .into_any()
}

fn label(visitor: Option<&Visitor>) -> String {
    let Some(visitor) = visitor else { return demo::PUBLIC.get(lang()).to_owned() };
    let role = Role::parse(&visitor.role).map_or("", |role| text::role(role).get(lang()));
    let who = if visitor.account.is_empty() { demo::EMPTY_SEAT.get(lang()) } else { &visitor.name };
    format!("{} · {role} · {who}", visitor.host)
}
