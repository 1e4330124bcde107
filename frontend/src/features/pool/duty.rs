//! What both sides say of each other after an evaluation: duty records (履职记录) and the experts' rating of the centre.

use leptos::prelude::*;
use shared::api::pool::{
    CentreRating, DutyRow, NOTE_BELOW, OwnDuty, RATING_NOTE_MAX, RateCentre, RateMember, Rating, Ratings,
    ReadCentreRatings, ReadOwnDuty, ReadRatings, SCORES, StateDuty,
};
use shared::id::LotKey;
use shared::people::Role;
use shared::text::{account as words, frame, pool};

use super::model::mean;
use crate::api;
use crate::features::account;
use crate::prefs::{lang, t};
use crate::routes::Params;
use crate::session;
use crate::ui::{
    Button, Facts, Failed, Label, Notice, Page, Section, SelectField, State, StateKind, Table, TextArea, Time, Tone,
    toast,
};

fn filled(tried: RwSignal<bool>, lacks: impl Fn() -> bool + Send + Sync + 'static) -> Signal<Option<String>> {
    Signal::derive(move || (tried.get() && lacks()).then(|| words::FILL_IN.get(lang()).to_owned()))
}

/// Score and note of one rating, to be given or given anew.
fn form(id: &str, start: Option<&Rating>, busy: Signal<bool>, save: impl Fn(u8, String) + 'static) -> AnyView {
    let score = RwSignal::new(start.map_or_else(String::new, |rating| rating.score.to_string()));
    let note = RwSignal::new(start.map_or_else(String::new, |rating| rating.note.clone()));
    let tried = RwSignal::new(false);
    let scores = Signal::derive(|| SCORES.map(|n| (n.to_string(), Label::from(n.to_string()))).collect::<Vec<_>>());
    let given = move || score.with(|score| score.parse::<u8>().ok());
    let note_lacks = move || given().is_some_and(|n| n < NOTE_BELOW) && note.with(|note| note.trim().is_empty());
    let score_error = filled(tried, move || given().is_none());
    let note_error = filled(tried, note_lacks);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        if let (Some(given), false) = (untrack(given), untrack(note_lacks)) {
            save(given, note.get_untracked());
        }
    };
    let max = RATING_NOTE_MAX;
    view! {
        <form class="narrow" on:submit=submit>
            <SelectField id=format!("score-{id}") label=pool::SCORE value=score options=scores error=score_error/>
            <TextArea id=format!("note-{id}") label=pool::RATING_NOTE value=note rows=2 max_length=max error=note_error/>
            <Button attr:data-test=format!("rate-{id}") label=pool::RATE busy=busy/>
        </form>
    }
    .into_any()
}

fn until(until_ms: Option<i64>, over: bool) -> AnyView {
    let rows = until_ms.map(|ms| {
        let rows: Vec<(Label, AnyView)> = vec![(pool::RATING_UNTIL.into(), view! { <Time ms=ms/> }.into_any())];
        view! { <Facts rows=rows/> }
    });
    let over = over.then(|| view! { <Notice tone=Tone::Info what=pool::RATING_OVER/> });
    view! { {rows}{over} }.into_any()
}

/// A rating, as it was given.
fn said(rating: Option<&Rating>) -> AnyView {
    let Some(rating) = rating else { return view! { <p>{t(pool::NOT_RATED)}</p> }.into_any() };
    let score = Label::with(pool::RECORDED, [("score", rating.score.to_string())]);
    view! { <p><strong>{score.view()}</strong>" "{rating.note.clone()}" "<Time ms=rating.at_ms/></p> }.into_any()
}

fn stated(statement: Option<&String>) -> AnyView {
    let statement = statement.cloned();
    statement.map(|text| view! { <p data-test="statement">{t(pool::STATEMENT)}"："{text}</p> }).into_any()
}

/// The officer's and the supervisor's page of a lot's ratings.
pub fn ratings(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let asked = lot.clone();
    let found = api::query(move || ReadRatings { lot: asked.clone() }, &["duty.", "centre."]);
    let who = (session::role() == Role::Supervisor).then(|| {
        let asked = lot.clone();
        api::query(move || ReadCentreRatings { lot: asked.clone() }, &["centre."]).view(|rows| of_centre(&rows))
    });
    view! {
        <Page title=pool::RATING lead=pool::RATING_LEAD>{found.view(move |all| given(&lot, &all))}{who}</Page>
    }
    .into_any()
}

fn given(lot: &LotKey, all: &Ratings) -> AnyView {
    let may = session::role() == Role::Officer && !all.over;
    let members = all.members.iter().map(|row| member(lot, row, may)).collect_view();
    let centre = match mean(all.centre_sum, all.centre_rated) {
        Some(mean) => Label::with(pool::CENTRE_MEAN, [("n", all.centre_rated.to_string()), ("mean", mean)]),
        None => pool::NOT_RATED.into(),
    };
    view! {
        {until(all.until_ms, all.over)}
        {members}
        <Section title=pool::OF_CENTRE><p data-test="centre-rated">{centre.view()}</p></Section>
    }
    .into_any()
}

fn of_centre(rows: &[CentreRating]) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let row = |row: &CentreRating| {
        view! {
            <tr>
                <th scope="row">{row.member.to_string()}</th>
                <td class="figures">{row.rating.score}</td>
                <td>{row.rating.note.clone()}</td>
                <td><Time ms=row.rating.at_ms/></td>
            </tr>
        }
        .into_any()
    };
    let rows = rows.iter().map(row).collect_view();
    let head = [pool::MEMBER, pool::SCORE, pool::NOTE, pool::CHANGED].map(Label::from).to_vec();
    view! { <Table caption=pool::OF_CENTRE head=head figures=&[1]>{rows}</Table> }.into_any()
}

fn member(lot: &LotKey, row: &DutyRow, may: bool) -> AnyView {
    let act = api::change::<RateMember>();
    let (lot, who) = (lot.clone(), row.id.clone());
    let save = move |score, note| {
        let body = RateMember { lot: lot.clone(), member: who.clone(), score, note };
        act.send(body, |_| toast::show(Tone::Done, frame::DONE));
    };
    let inside = match may {
        true => form(row.id.as_str(), row.record.as_ref(), act.busy(), save),
        false => said(row.record.as_ref()),
    };
    let title = Label::from(format!("{} · {}", row.id, row.name));
    let statement = stated(row.statement.as_ref());
    view! {
        <Section title=title>{inside}{statement}<Failed failure=act.failure()/></Section>
    }
    .into_any()
}

/// An expert rates the centre, and reads and answers the own record.
pub fn own(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let asked = lot.clone();
    let found = api::query(move || ReadOwnDuty { lot: asked.clone() }, &["duty.", "centre."]);
    view! {
        <Page title=pool::RATING lead=pool::RATING_LEAD>{found.view(move |duty| own_duty(&lot, &duty))}</Page>
    }
    .into_any()
}

fn own_duty(lot: &LotKey, duty: &OwnDuty) -> AnyView {
    if !duty.drawn {
        return view! { <State kind=StateKind::Empty what=pool::NOT_DRAWN/> }.into_any();
    }
    let rate = api::change::<RateCentre>();
    let of = lot.clone();
    let save = move |score, note| {
        rate.send(RateCentre { lot: of.clone(), score, note }, |_| toast::show(Tone::Done, frame::DONE));
    };
    let centre = match duty.over {
        true => said(duty.centre.as_ref()),
        false => form("centre", duty.centre.as_ref(), rate.busy(), save),
    };
    let answer = duty.record.is_some().then(|| answer(lot.clone(), duty.statement.clone()));
    let (until, record) = (until(duty.until_ms, duty.over), said(duty.record.as_ref()));
    view! {
        {until}
        <Section title=pool::RATE_CENTRE>{centre}<Failed failure=rate.failure()/></Section>
        <Section title=pool::OWN_RECORD>{record}{answer}</Section>
    }
    .into_any()
}

fn answer(lot: LotKey, start: Option<String>) -> AnyView {
    let act = api::change::<StateDuty>();
    let (text, tried) = (RwSignal::new(start.unwrap_or_default()), RwSignal::new(false));
    let empty = move || text.with(|text| text.trim().is_empty());
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        if !untrack(empty) {
            act.send(StateDuty { lot: lot.clone(), text: text.get_untracked() }, |_| {
                toast::show(Tone::Done, frame::DONE);
            });
        }
    };
    let max = RATING_NOTE_MAX;
    view! {
        <form class="narrow" on:submit=submit>
            <TextArea id="duty-statement" label=pool::STATEMENT value=text rows=3 max_length=max error=filled(tried, empty)/>
            <Button attr:data-test="state-duty" label=pool::STATE busy=act.busy()/>
            <Failed failure=act.failure()/>
        </form>
    }
    .into_any()
}
