//! The declaration on recusal: bidder by bidder, signed with the PIN.

use leptos::prelude::*;
use shared::api::room::{DeclareRecusal, Recusal};
use shared::id::{LotKey, OrgId};
use shared::text::room;

use super::model;
use crate::api;
use crate::prefs::{lang, t};
use crate::ui::{ActionBar, Button, Failed, Kind, Label, RadioGroup, TextField};

/// One bidder's answer as it is entered.
#[derive(Clone)]
struct Answer {
    bidder: OrgId,
    name: String,
    choice: RwSignal<String>,
    reason: RwSignal<String>,
}

/// The form; `left` is set when the member declared a relation.
pub fn form(lot: LotKey, bidders: Vec<(OrgId, String)>, left: RwSignal<bool>) -> AnyView {
    let answers: Vec<Answer> = bidders
        .into_iter()
        .map(|(bidder, name)| Answer {
            bidder,
            name,
            choice: RwSignal::new(String::new()),
            reason: RwSignal::new(String::new()),
        })
        .collect();
    let tried = RwSignal::new(false);
    let act = api::change::<DeclareRecusal>();
    let rows = answers.iter().enumerate().map(|(number, answer)| row(number, answer, tried)).collect_view();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let choices: Vec<_> = answers
            .iter()
            .map(|answer| (answer.bidder.clone(), answer.choice.get_untracked(), answer.reason.get_untracked()))
            .collect();
        let Some(answers) = model::declaration(&choices) else { return };
        act.send(DeclareRecusal { lot: lot.clone(), answers }, move |reply| {
            left.set(reply.recusal == Recusal::Related);
        });
    };
    view! {
        <p>{t(room::DECLARE_LEAD)}</p>
        <form data-test="recusal" on:submit=submit>
            {rows}
            <Failed failure=act.failure()/>
            <ActionBar>
                <Button attr:data-test="sign-recusal" label=room::SIGN_DECLARATION kind=Kind::Primary busy=act.busy()/>
            </ActionBar>
        </form>
    }
    .into_any()
}

fn row(number: usize, answer: &Answer, tried: RwSignal<bool>) -> AnyView {
    let (choice, reason) = (answer.choice, answer.reason);
    let error = Signal::derive(move || {
        (tried.get() && choice.with(String::is_empty)).then(|| room::ANSWER_ALL.get(lang()).to_owned())
    });
    let reason_error = Signal::derive(move || {
        (tried.get() && reason.with(|reason| reason.trim().is_empty())).then(|| room::ANSWER_ALL.get(lang()).to_owned())
    });
    let options = vec![("no".to_owned(), Label::from(room::UNRELATED)), ("yes".to_owned(), Label::from(room::RELATED))];
    let related = Memo::new(move |_| choice.with(|choice| choice == "yes"));
    view! {
        <div data-test=format!("bidder-{number}")>
            <RadioGroup legend=Label::from(answer.name.clone()) value=choice options=options row=true error=error/>
            {move || related.get().then(|| view! {
                <TextField
                    id=format!("relation-{number}") label=room::RELATION value=reason required=true max_length=500 error=reason_error
                />
            })}
        </div>
    }
    .into_any()
}
