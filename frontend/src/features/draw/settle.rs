//! What officer and supervisor settle beside the ceremony: answers to countersign, attempts that are void.

use leptos::prelude::*;
use shared::api::draw::{AnswerView, CountersignAnswer, DrawReply, DrawState, PartyName, VoidAttempt};
use shared::draw::Purpose;
use shared::id::LotKey;
use shared::text::{account, draw, frame};

use super::model;
use crate::api;
use crate::prefs::{lang, t};
use crate::ui::{Button, Confirm, Failed, Kind, Label, Section, SelectField, Table, TextArea, Time, Tone, toast};

/// Both, as far as the reader has anything to do.
pub fn section(lot: LotKey, reply: Signal<DrawReply>) -> AnyView {
    let to_sign = Memo::new(move |_| {
        reply.with(|reply| if reply.me == Some(PartyName::Supervisor) { waiting(reply) } else { Vec::new() })
    });
    let owing = Memo::new(move |_| reply.with(owing));
    let other = lot.clone();
    let signing = move || {
        let answers = to_sign.get();
        (!answers.is_empty()).then(|| countersign(&other, &answers))
    };
    let may_void = Memo::new(move |_| !owing.with(Vec::is_empty));
    let voiding = move || may_void.get().then(|| void(lot.clone(), reply.with_untracked(|reply| reply.purpose), owing));
    view! { {signing}{voiding} }.into_any()
}

fn waiting(reply: &DrawReply) -> Vec<AnswerView> {
    let answers = reply.draw.iter().flat_map(|view| &view.answers);
    answers.filter(|answer| !answer.applied).cloned().collect()
}

/// Whose missing note would let officer or supervisor void the attempt.
fn owing(reply: &DrawReply) -> Vec<PartyName> {
    let may = matches!(reply.me, Some(PartyName::Centre | PartyName::Supervisor));
    match &reply.draw {
        Some(view) if may && matches!(view.state, DrawState::Committing | DrawState::Revealing) => model::awaited(view),
        _ => Vec::new(),
    }
}

fn countersign(lot: &LotKey, answers: &[AnswerView]) -> AnyView {
    let act = api::change::<CountersignAnswer>();
    let row = |answer: &AnswerView| {
        let (lot, n) = (lot.clone(), answer.n);
        let press = move || {
            act.send(CountersignAnswer { lot: lot.clone(), n }, |_| toast::show(Tone::Done, frame::DONE));
        };
        let name = Label::live(move || format!("{} {n}", draw::COUNTERSIGN.get(lang())));
        view! {
            <tr>
                <th scope="row"><code>{answer.pid.to_hex()[..12].to_owned()}"…"</code></th>
                <td>{t(draw::answer(answer.answer))}</td>
                <td>{answer.note.clone()}</td>
                <td><Time ms=answer.at_ms/></td>
                <td><Button attr:data-test="countersign" label=draw::COUNTERSIGN name=name busy=act.busy() on_press=press/></td>
            </tr>
        }
        .into_any()
    };
    let rows = answers.iter().map(row).collect_view();
    let head = [draw::PID, draw::ANSWER, draw::NOTE, draw::AT, draw::COUNTERSIGN];
    view! {
        <Section title=draw::TO_COUNTERSIGN>
            <p>{t(draw::COUNTERSIGN_LEAD)}</p>
            <Table caption=draw::TO_COUNTERSIGN head=head.map(Label::from).to_vec()>{rows}</Table>
            <Failed failure=act.failure()/>
        </Section>
    }
    .into_any()
}

fn void(lot: LotKey, purpose: Purpose, owing: Memo<Vec<PartyName>>) -> AnyView {
    let act = api::change::<VoidAttempt>();
    let party = RwSignal::new(String::new());
    let reason = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let tried = RwSignal::new(false);
    let options = Signal::derive(move || {
        let parties = owing.get().into_iter().map(|party| (party.as_str().to_owned(), Label::from(draw::party(party))));
        parties.collect()
    });
    let empty = move |value: RwSignal<String>| {
        Signal::derive(move || {
            (tried.get() && value.with(|value| value.trim().is_empty()))
                .then(|| account::FILL_IN.get(lang()).to_owned())
        })
    };
    let ask = move || {
        tried.set(true);
        let ready = PartyName::parse(&party.get_untracked()).is_some() && !reason.get_untracked().trim().is_empty();
        open.set(ready);
    };
    let confirm = move || {
        let Some(party) = PartyName::parse(&party.get_untracked()) else { return };
        let body = VoidAttempt { lot: lot.clone(), purpose, party, reason: reason.get_untracked() };
        act.send(body, move |_| {
            open.set(false);
            toast::show(Tone::Done, frame::DONE);
        });
    };
    view! {
        <details class="void">
            <summary data-test="void">{t(draw::VOID)}</summary>
            <SelectField id="void-party" label=draw::VOID_PARTY value=party options=options error=empty(party)/>
            <TextArea id="void-reason" label=draw::VOID_REASON value=reason rows=2 max_length=500 error=empty(reason)/>
            <Button attr:data-test="void-attempt" label=draw::VOID kind=Kind::Danger on_press=ask/>
            <Confirm
                title=draw::VOID open=open locks=draw::VOID_LOCKS action=draw::VOID on_confirm=confirm busy=act.busy()
                failure=act.failure()
            />
        </details>
    }
    .into_any()
}
