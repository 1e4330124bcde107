//! The purchaser names its representative.

use leptos::prelude::*;
use shared::api::draw::{DrawReply, ReadDraw};
use shared::api::room::NameRepresentative;
use shared::draw::Purpose;
use shared::id::LotKey;
use shared::text::{account as words, room};

use crate::api;
use crate::features::account;
use crate::prefs::lang;
use crate::routes::Params;
use crate::session;
use crate::ui::{ActionBar, Button, Failed, Kind, Label, Page, State, StateKind, TextField, Tone, toast};

/// The page.
pub fn representative(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let asked = lot.clone();
    let ask = api::query(
        move || ReadDraw { lot: asked.clone(), purpose: Purpose::Committee },
        &["representative.", "committee."],
    );
    ask.view(move |reply| shown(&lot, reply))
}

fn shown(lot: &LotKey, reply: DrawReply) -> AnyView {
    let place = format!("{} · {}", reply.tender_title, reply.title);
    session::set_place(move || Some(place.clone()));
    let count = reply.representatives;
    let none = (count == 0).then(|| view! { <State kind=StateKind::Empty what=room::NO_REPRESENTATIVE/> });
    let forms = (1..=count)
        .map(|n| form(lot.clone(), n, count, reply.named.get(n as usize - 1).cloned().unwrap_or_default()))
        .collect_view();
    view! { <Page title=room::REPRESENTATIVE lead=room::REPRESENTATIVE_LEAD>{none}{forms}</Page> }.into_any()
}

fn form(lot: LotKey, n: u32, count: u32, known: String) -> AnyView {
    let name = RwSignal::new(known);
    let tried = RwSignal::new(false);
    let act = api::change::<NameRepresentative>();
    let error = Signal::derive(move || {
        let empty = tried.get() && name.with(|name| name.trim().is_empty());
        empty.then(|| words::FILL_IN.get(lang()).to_owned()).or_else(|| act.error_of("name").get())
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let named = name.get_untracked().trim().to_owned();
        if named.is_empty() {
            return;
        }
        act.send(NameRepresentative { lot: lot.clone(), n, name: named }, |_| toast::show(Tone::Done, room::NAMED));
    };
    let label = Label::live(move || {
        let word = room::REPRESENTATIVE_NAME.get(lang());
        if count > 1 { format!("{word} {n}") } else { word.to_owned() }
    });
    view! {
        <form class="narrow" on:submit=submit>
            <TextField id=format!("representative-{n}") label=label value=name required=true max_length=60 error=error/>
            <Failed failure=act.failure()/>
            <ActionBar>
                <Button attr:data-test="name-representative" label=room::NAME_REPRESENTATIVE kind=Kind::Primary busy=act.busy()/>
            </ActionBar>
        </form>
    }
    .into_any()
}
