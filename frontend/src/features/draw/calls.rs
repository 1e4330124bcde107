//! The registrar's calls: the list, and one call sheet.

use leptos::prelude::*;
use shared::api::draw::{
    AnswerCall, Call, CallAutomatically, CallSheet, DrawState, ListCalls, ReadCallSheet, TryCall, TryView,
};
use shared::draw::Answer;
use shared::id::LotKey;
use shared::text::{draw, frame};

use crate::api;
use crate::features::account;
use crate::prefs::{lang, t};
use crate::routes::Params;
use crate::ui::{
    Button, Facts, Failed, Label, Page, RadioGroup, Section, State, StateKind, Status, TextArea, Time, Tone, toast,
};

/// The acts after which the sheets may be others.
const KINDS: &[&str] = &["beacon.", "call.", "answer.", "committee.", "draw.", "recusal.", "calls.", "absence."];
/// What can be answered.
const ANSWERS: [Answer; 4] = [Answer::Accepted, Answer::Declined, Answer::Unreachable, Answer::Conflict];

/// The draws in which somebody is to be called.
pub fn calls(_: Params) -> AnyView {
    let list = api::query(|| ListCalls {}, KINDS);
    list.view(|rows| {
        let empty = rows
            .is_empty()
            .then(|| view! { <State kind=StateKind::Empty what=draw::NO_CALLS todo=draw::NO_CALLS_TODO/> });
        let items = rows
            .into_iter()
            .map(|row| {
                let counts = [("open", row.open.to_string()), ("seats", row.seats.to_string())];
                let facts: Vec<(Label, AnyView)> = vec![
                    (draw::PLACE.into(), row.place.into_any()),
                    (draw::MEET.into(), view! { <Time ms=row.meet_ms/> }.into_any()),
                    (draw::CALLS.into(), Label::with(draw::OPEN_CALLS, counts).view()),
                ];
                let path = format!("/lots/{}/{}/calls", row.lot.tender, row.lot.lot);
                view! {
                    <li class="card">
                        <Facts rows=facts/>
                        <a class="button" data-test="open-calls" href=path>{t(draw::OPEN_SHEET)}</a>
                    </li>
                }
                .into_any()
            })
            .collect_view();
        view! { <Page title=draw::CALLS lead=draw::CALLS_LEAD>{empty}<ul class="cards">{items}</ul></Page> }.into_any()
    })
}

/// One call sheet.
pub fn sheet(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let asked = lot.clone();
    api::query(move || ReadCallSheet { lot: asked.clone() }, KINDS).once(move |sheet| shown(&lot, sheet))
}

fn shown(lot: &LotKey, sheet: Signal<CallSheet>) -> AnyView {
    let facts: Vec<(Label, AnyView)> = vec![
        (draw::PLACE.into(), (move || sheet.with(|sheet| sheet.place.clone())).into_any()),
        (draw::MEET.into(), (move || view! { <Time ms=sheet.with(|sheet| sheet.meet_ms)/> }).into_any()),
        (draw::CEREMONY.into(), (move || t(draw::state(sheet.with(|sheet| sheet.state)))()).into_any()),
    ];
    let lot = lot.clone();
    let automatic = automatic(lot.clone(), sheet);
    let empty = move || {
        sheet
            .with(|sheet| sheet.calls.is_empty())
            .then(|| view! { <State kind=StateKind::Empty what=draw::NO_CALLS todo=draw::NO_CALLS_TODO/> })
    };
    // A row keeps what was typed until the person's state is another.
    let rows = move || sheet.with(|sheet| sheet.calls.clone());
    view! {
        <Page title=draw::CALL_SHEET lead=draw::CALLS_LEAD>
            <Facts rows=facts/>
            {empty}
            {automatic}
            <For each=rows key=|call| (call.pid, call.accepted, call.waiting.map(Answer::word), call.tries.len(), call.tries.last().map(|t| t.outcome)) let:call>
                {person(&lot, &call)}
            </For>
            <p><a href="/calls">{t(draw::BACK_TO_CALLS)}</a></p>
        </Page>
    }
    .into_any()
}

fn person(lot: &LotKey, call: &Call) -> AnyView {
    let title = Label::from(format!("{} · {}", call.name, call.no));
    let status = match (call.accepted, call.waiting) {
        (_, Some(answer)) => {
            let word =
                Label::live(move || draw::WAITS.get(lang()).replace("{answer}", draw::answer(answer).get(lang())));
            view! { <Status label=word tone=Tone::Warning/> }.into_any()
        }
        (true, None) => view! { <Status label=draw::answer(Answer::Accepted) tone=Tone::Done/> }.into_any(),
        (false, None) => view! { <Status label=draw::NO_ANSWER/> }.into_any(),
    };
    // Who has accepted is seldom answered for again: the form is folded away.
    let form = call.waiting.is_none().then(|| match call.accepted {
        true => {
            let form = form(lot.clone(), call);
            view! { <details><summary>{t(draw::CHANGE_ANSWER)}</summary>{form}</details> }.into_any()
        }
        false => form(lot.clone(), call),
    });
    let tries = tries(lot, call);
    let (link, phone) = (format!("tel:{}", call.phone), call.phone.clone());
    view! {
        <div data-test=format!("call-{}", call.no)>
            <Section title=title>
                <p><a class="phone figures" href=link>{phone}</a>" "{status}</p>
                {tries}
                {form}
            </Section>
        </div>
    }
    .into_any()
}

/// The tries to reach a person, and the button for another one.
fn tries(lot: &LotKey, call: &Call) -> AnyView {
    let line = |tried: &TryView| {
        let (n, outcome, machine) = (tried.n, tried.outcome, tried.automatic);
        let said = Label::live(move || {
            let how = if machine { draw::BY_MACHINE } else { draw::BY_PHONE };
            let text = draw::TRY_LINE.get(lang()).replace("{n}", &n.to_string());
            text.replace("{how}", how.get(lang())).replace("{outcome}", draw::outcome(outcome).get(lang()))
        });
        view! { <li data-test="try">{said.view()}" "<Time ms=tried.at_ms/></li> }.into_any()
    };
    let lines = call.tries.iter().map(line).collect_view();
    let next =
        call.tries.last().map(|last| view! { <p class="hint">{t(draw::NEXT_TRY)}" "<Time ms=last.until_ms/></p> });
    let act = api::change::<TryCall>();
    let (lot, pid) = (lot.clone(), call.pid);
    let open = !call.accepted && call.waiting.is_none();
    let button = open.then(|| {
        let press = move || act.send(TryCall { lot: lot.clone(), pid }, |_| toast::show(Tone::Done, draw::ANSWERED));
        view! { <Button attr:data-test="try-call" label=draw::TRY_CALL busy=act.busy() on_press=press/> }
    });
    let next = next.filter(|_| open);
    view! { <ol class="tries">{lines}</ol>{next}<Failed failure=act.failure()/>{button} }.into_any()
}

/// The automatic caller, where the centre has one.
fn automatic(lot: LotKey, sheet: Signal<CallSheet>) -> AnyView {
    let act = api::change::<CallAutomatically>();
    let there =
        Memo::new(move |_| sheet.with(|sheet| (sheet.gateway && sheet.state == DrawState::Calling, sheet.automatic)));
    let inside = move || {
        let (there, on) = there.get();
        let lot = lot.clone();
        there.then(|| {
            let press = move || {
                act.send(CallAutomatically { lot: lot.clone(), on: !on }, |_| toast::show(Tone::Done, frame::DONE))
            };
            let label = if on { draw::STOP_AUTOMATIC } else { draw::START_AUTOMATIC };
            view! {
                <Section title=draw::AUTOMATIC>
                    <p>{t(draw::AUTOMATIC_LEAD)}</p>
                    <Failed failure=act.failure()/>
                    <Button attr:data-test="automatic" label=label busy=act.busy() on_press=press/>
                </Section>
            }
        })
    };
    inside.into_any()
}

fn form(lot: LotKey, call: &Call) -> AnyView {
    let answer = RwSignal::new(String::new());
    let note = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let act = api::change::<AnswerCall>();
    // Who has accepted may still fall ill or have a conflict; nothing else changes.
    let open =
        ANSWERS.into_iter().filter(|answer| !call.accepted || matches!(answer, Answer::Unreachable | Answer::Conflict));
    let options = open.map(|answer| (answer.word().to_owned(), Label::from(draw::answer(answer)))).collect();
    let legend = Label::with(draw::WHICH_ANSWER, [("name", call.name.clone())]);
    let choose = Signal::derive(move || {
        (tried.get() && answer.with(String::is_empty)).then(|| draw::CHOOSE_ANSWER.get(lang()).to_owned())
    });
    let pid = call.pid;
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let Some(chosen) = Answer::from_word(&answer.get_untracked()) else { return };
        let body = AnswerCall { lot: lot.clone(), pid, answer: chosen, note: note.get_untracked() };
        act.send(body, |_| toast::show(Tone::Done, draw::ANSWERED));
    };
    view! {
        <form on:submit=submit>
            <RadioGroup attr:data-test="answer" legend=legend value=answer options=options row=true error=choose/>
            <TextArea id=format!("note-{}", call.no) label=draw::ANSWER_NOTE value=note rows=2 max_length=500 error=act.error_of("note")/>
            <Failed failure=act.failure()/>
            <Button attr:data-test="write-answer" label=draw::WRITE_ANSWER busy=act.busy()/>
        </form>
    }
    .into_any()
}
