//! The check-in desk.

use leptos::prelude::*;
use shared::api::room::{CheckIn, CheckInList, CheckedIn, Convene, Expected, ReadCheckIn, Recusal};
use shared::id::{LotKey, RoomId};
use shared::lifecycle::StageName;
use shared::people::Role;
use shared::text::{account as words, room};

use super::absence;
use crate::api;
use crate::features::account;
use crate::prefs::{lang, t};
use crate::routes::Params;
use crate::session;
use crate::ui::{
    ActionBar, Button, Checkbox, Confirm, Dialog, Failed, Kind, Label, Notice, Page, Section, SelectField, State,
    StateKind, Status, Table, TextField, Time, Tone, toast,
};

/// The acts after which the desk may look different.
const KINDS: &[&str] = &[
    "member.",
    "seat.",
    "recusal.",
    "head.",
    "committee.",
    "representative.",
    "answer.",
    "call.",
    "room.",
    "terminal.",
    "absence.",
];

/// The page.
pub fn check_in(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let asked = lot.clone();
    api::query(move || ReadCheckIn { lot: asked.clone() }, KINDS).once(move |list| shown(&lot, list))
}

fn shown(lot: &LotKey, list: Signal<CheckInList>) -> AnyView {
    session::set_place(move || list.with(|list| Some(format!("{} · {}", list.tender_title, list.title))));
    let officer = session::role() == Role::Officer;
    let sits = Memo::new(move |_| list.with(|list| !list.members.is_empty()));
    let seated = Memo::new(move |_| list.with(|list| list.stage == StageName::Seated));
    let empty = move || {
        (!sits.get()).then(|| view! { <State kind=StateKind::Empty what=room::NOBODY_YET todo=room::NOBODY_YET_TODO/> })
    };
    let form = {
        let lot = lot.clone();
        move || (officer && sits.get()).then(|| form(lot.clone(), list))
    };
    let supervisor = session::role() == Role::Supervisor;
    let away = {
        let lot = lot.clone();
        move || {
            let drawn =
                matches!(list.with(|list| list.stage), StageName::Seated | StageName::Reviewing | StageName::Scoring);
            let report = (officer && drawn && sits.get()).then(|| absence::report(lot.clone(), list));
            let dissolve = (supervisor && drawn).then(|| absence::dissolve(lot.clone()));
            let late = list.with(|list| list.late && list.members.iter().any(|m| !m.out && m.checked_in_ms.is_none()));
            let late = late.then(|| view! { <Notice tone=Tone::Warning what=room::LATE/> });
            view! { {late}{report}{dissolve} }
        }
    };
    let lot = lot.clone();
    let convene = move || (officer && seated.get()).then(|| convene(lot.clone(), list));
    let table = move || sits.get().then(|| list.with(members));
    view! {
        <Page title=room::CHECK_IN lead=room::CHECK_IN_LEAD>
            {empty}
            {form}
            {table}
            {move || seated.get().then(|| missing(list))}
            {convene}
            {away}
        </Page>
    }
    .into_any()
}

fn form(lot: LotKey, list: Signal<CheckInList>) -> AnyView {
    let who = RwSignal::new(String::new());
    let representative = RwSignal::new(false);
    let place =
        RwSignal::new(list.with_untracked(|list| list.rooms.first().map(|(id, _)| id.to_string())).unwrap_or_default());
    let checked = RwSignal::new(false);
    let tried = RwSignal::new(false);
    let came = RwSignal::new(None::<CheckedIn>);
    let act = api::change::<CheckIn>();
    let options = Signal::derive(move || {
        let rooms = list.with(|list| list.rooms.clone());
        let named = rooms.into_iter().map(|(id, name)| (id.to_string(), Label::from(format!("{id} · {name}"))));
        named.collect()
    });
    let wrong = move |bad: bool| (tried.get() && bad).then(|| words::FILL_IN.get(lang()).to_owned());
    let who_error = Signal::derive(move || wrong(!representative.get() && who.with(|who| who.trim().is_empty())));
    let room_error = Signal::derive(move || wrong(place.with(String::is_empty)));
    let unchecked = move || {
        (tried.get() && !checked.get())
            .then(|| view! { <p class="field-error" role="alert">{t(room::ID_UNCHECKED)}</p> })
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let who_is = if representative.get_untracked() {
            "representative".to_owned()
        } else {
            who.get_untracked().trim().to_uppercase()
        };
        let (Ok(at), true, false) = (RoomId::new(place.get_untracked()), checked.get_untracked(), who_is.is_empty())
        else {
            return;
        };
        act.send(CheckIn { lot: lot.clone(), who: who_is, room: at }, move |reply| {
            tried.set(false);
            checked.set(false);
            representative.set(false);
            who.set(String::new());
            came.set(Some(reply));
        });
    };
    view! {
        <Section title=room::DO_CHECK_IN>
            <form class="narrow" on:submit=submit>
                <TextField
                    id="expert-no" label=room::WHO hint=room::WHO_HINT value=who max_length=64 error=who_error
                    disabled=Signal::derive(move || representative.get())
                />
                <Checkbox attr:data-test="representative" label=room::OR_REPRESENTATIVE value=representative/>
                <SelectField id="check-in-room" label=room::ROOM value=place options=options error=room_error/>
                <Checkbox attr:data-test="id-checked" label=room::ID_CHECKED value=checked/>
                {unchecked}
                <Failed failure=act.failure()/>
                <Button attr:data-test="check-in" label=room::DO_CHECK_IN kind=Kind::Second busy=act.busy()/>
            </form>
            {hand_over(came)}
        </Section>
    }
    .into_any()
}

/// Seat and code, once.
fn hand_over(came: RwSignal<Option<CheckedIn>>) -> AnyView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(came.with(Option::is_some)));
    let title = Label::live(move || {
        let name = came.with(|came| came.as_ref().map(|came| came.name.clone()).unwrap_or_default());
        room::HAND_OVER.get(lang()).replace("{name}", &name)
    });
    let inside = move || {
        came.get().map(|came| {
            let seat = [("room", came.seat.room.to_string()), ("seat", came.seat.seat.to_string())];
            view! {
                <p class="code-seat" data-test="given-seat">{Label::with(room::FOR_SEAT, seat).view()}</p>
                <p class="code figures" data-test="given-code">{came.code}</p>
                <p>{t(room::HAND_OVER_LEAD)}</p>
            }
        })
    };
    view! {
        <Dialog title=title open=open on_close=move || came.set(None)>
            {inside}
            <div class="dialog-actions">
                <Button attr:data-test="close-code" label=room::CLOSE kind=Kind::Primary on_press=move || came.set(None)/>
            </div>
        </Dialog>
    }
    .into_any()
}

fn members(list: &CheckInList) -> AnyView {
    let rows = list.members.iter().map(row).collect_view();
    let head = [room::MEMBER, room::NAME, room::SIDE, room::ARRIVED, room::SEAT, room::RECUSAL, room::HEAD];
    view! {
        <Section title=room::MEMBERS>
            <Table caption=room::MEMBERS head=head.map(Label::from).to_vec()>{rows}</Table>
        </Section>
    }
    .into_any()
}

fn row(member: &Expected) -> AnyView {
    let name = match &member.name {
        Some(name) => Label::from(name.clone()),
        None => Label::from(room::NAME_CLOSED),
    };
    let arrived = match member.checked_in_ms {
        Some(ms) => view! { <Time ms=ms/> }.into_any(),
        None => view! { <Status label=room::NOT_YET/> }.into_any(),
    };
    let seat = member.seat.as_ref().map(|seat| {
        let facts = [("room", seat.room.to_string()), ("seat", seat.seat.to_string())];
        let sits = member.seated.then(|| view! { " "<Status label=room::SITS tone=Tone::Done/> });
        view! { {Label::with(room::FOR_SEAT, facts).view()}{sits} }
    });
    let recusal = if member.out {
        view! { <Status label=room::OUT tone=Tone::Warning/> }.into_any()
    } else {
        let tone = if member.recusal == Recusal::None { Tone::Done } else { Tone::Info };
        view! { <Status label=room::recusal(member.recusal) tone=tone/> }.into_any()
    };
    view! {
        <tr data-test=format!("member-{}", member.id)>
            <th scope="row">{member.id.to_string()}</th>
            <td>{name.view()}</td>
            <td>{t(room::kind(member.kind))}</td>
            <td>{arrived}</td>
            <td>{seat}</td>
            <td>{recusal}</td>
            <td>{member.head.then(|| view! { <Status label=room::HEAD tone=Tone::Done/> })}</td>
        </tr>
    }
    .into_any()
}

fn missing(list: Signal<CheckInList>) -> AnyView {
    (move || {
        let missing = list.with(|list| list.missing.clone());
        (!missing.is_empty()).then(|| {
            let what = Label::live(move || {
                let words: Vec<_> = missing.iter().map(|what| room::missing(*what).get(lang())).collect();
                format!("{}{}", room::MISSING.get(lang()), words.join(" · "))
            });
            view! { <Notice what=what/> }
        })
    })
    .into_any()
}

fn convene(lot: LotKey, list: Signal<CheckInList>) -> AnyView {
    let act = api::change::<Convene>();
    let open = RwSignal::new(false);
    let blocked = Signal::derive(move || list.with(|list| !list.missing.is_empty()));
    let confirm = move || {
        act.send(Convene { lot: lot.clone() }, move |_| {
            open.set(false);
            toast::show(Tone::Done, room::CONVENED);
        });
    };
    view! {
        <ActionBar>
            <Button
                attr:data-test="convene" label=room::CONVENE kind=Kind::Primary disabled=blocked busy=act.busy()
                on_press=move || open.set(true)
            />
        </ActionBar>
        <Confirm
            title=room::CONVENE open=open locks=room::CONVENE_LOCKS action=room::CONVENE on_confirm=confirm busy=act.busy()
            failure=act.failure()
        />
    }
    .into_any()
}
