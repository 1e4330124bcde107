//! The officer answers the committee, which has stopped the evaluation over the documents.

use leptos::prelude::*;
use shared::api::matters::{AnswerStop, StopRow};
use shared::api::scoring::ReadProgress;
use shared::id::LotKey;
use shared::people::Role;
use shared::text::matters as words;

use crate::api::{self, Failure, Query};
use crate::prefs::t;
use crate::routes;
use crate::session;
use crate::ui::{
    Button, Confirm, Facts, Failed, Kind, Label, Notice, RadioGroup, Section, TextArea, Time, Tone, toast,
};

/// What the committee found, and for the officer the answer.
pub fn section(stop: &StopRow, lot: &LotKey, query: Query<ReadProgress>) -> AnyView {
    let rows: Vec<(Label, AnyView)> = vec![
        (words::STOP_GROUND.into(), t(words::stop(stop.ground)).into_any()),
        (words::CLAUSE.into(), stop.clause.clone().into_any()),
        (words::REASON.into(), stop.reason.clone().into_any()),
        (words::STOP_SINCE.into(), view! { <Time ms=stop.decided_ms/> }.into_any()),
    ];
    let form = (session::role() == Role::Officer).then(|| form(stop.n, lot, query));
    view! {
        <Section title=words::STOP>
            <Notice tone=Tone::Warning what=words::STOP_NEXT/>
            <Facts rows=rows/>
            {form}
        </Section>
    }
    .into_any()
}

fn form(n: u32, lot: &LotKey, query: Query<ReadProgress>) -> AnyView {
    let (choice, reason) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong = RwSignal::new(None::<Failure>);
    let open = RwSignal::new(false);
    let act = api::change::<AnswerStop>();
    let lot = StoredValue::new(lot.clone());
    let begin = move || {
        let none = choice.with_untracked(String::is_empty);
        wrong.set(none.then_some(Failure::Local { code: "confirm", text: words::STOP_CHOOSE }));
        open.set(!none);
    };
    let confirm = move || {
        let confirm = choice.get_untracked() == "yes";
        act.send(AnswerStop { lot: lot.get_value(), n, confirm, reason: reason.get_untracked() }, move |_| {
            open.set(false);
            toast::show(Tone::Done, words::ANSWERED);
            // A lot that has ended has no progress any more.
            if confirm {
                routes::go(&format!("/results/{}", lot.get_value()));
            } else {
                query.reload();
            }
        });
    };
    let options =
        vec![("yes".to_owned(), Label::Text(words::STOP_YES)), ("no".to_owned(), Label::Text(words::STOP_NO))];
    view! {
        <RadioGroup attr:data-test="stop-choice" legend=words::STOP_ANSWER value=choice options=options/>
        <TextArea attr:data-test="stop-reason" label=words::REASON value=reason required=true max_length=2000/>
        <Failed failure=wrong/>
        <Button
            attr:data-test="answer-stop" label=words::STOP_ANSWER kind=Kind::Primary busy=act.busy() on_press=begin
        />
        <Confirm
            title=words::STOP_ANSWER open=open locks=words::STOP_LOCKS action=words::STOP_ANSWER on_confirm=confirm
            busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}
