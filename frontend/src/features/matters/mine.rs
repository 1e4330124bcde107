//! The bidder's page: the committee's questions to it, and its answers.

use std::time::Duration;

use leptos::prelude::*;
use shared::api::matters::{AddAnswerFile, AnswerInquiry, InquiryKind, MyInquiries, MyInquiry};
use shared::api::{Endpoint as _, IDEMPOTENCY_KEY};
use shared::text::matters as words;

use crate::api::{self, Ask, Body, Failure, Query, stream};
use crate::prefs::t;
use crate::routes::Params;
use crate::ui::{
    Button, Confirm, Countdown, Facts, Failed, FilePicker, Kind, Label, Page, RadioGroup, Section, State, StateKind,
    Status, TextArea, Time, Tone, toast,
};

/// How long a file may take, milliseconds: 20 MiB over a poor line.
const PATIENCE_MS: u32 = 15 * 60_000;
/// How often the page asks again: a question to one bidder is told on no stream that others hear.
const ASK_AGAIN: Duration = Duration::from_secs(15);

/// `/inquiries`.
pub fn page(_: Params) -> AnyView {
    let query = api::query(|| MyInquiries {}, &["inquiry.", "answer-file."]);
    if let Ok(timer) = set_interval_with_handle(move || query.reload(), ASK_AGAIN) {
        on_cleanup(move || timer.clear());
    }
    let body = query.once(move |reply| {
        let keys = Memo::new(move |_| {
            reply.with(|rows| rows.iter().map(|row| (row.lot.clone(), row.n, row.open)).collect::<Vec<_>>())
        });
        (move || {
            let keys = keys.get();
            if keys.is_empty() {
                return view! { <State kind=StateKind::Empty what=words::NONE_MINE/> }.into_any();
            }
            let rows = reply.get_untracked();
            rows.iter().map(|row| one(row, reply, query)).collect_view().into_any()
        })
        .into_any()
    });
    view! { <Page title=words::MINE lead=words::MINE_LEAD>{body}</Page> }.into_any()
}

fn one(row: &MyInquiry, reply: Signal<Vec<MyInquiry>>, query: Query<MyInquiries>) -> AnyView {
    let title = format!("{} · {}", row.tender_title, row.title);
    let mut facts: Vec<(Label, AnyView)> = vec![
        (words::KIND.into(), t(words::inquiry(row.kind)).into_any()),
        (words::QUESTION.into(), row.question.clone().into_any()),
        (words::ASKED_AT.into(), view! { <Time ms=row.asked_ms/> }.into_any()),
        (words::DUE.into(), view! { <Time ms=row.due_ms/> }.into_any()),
    ];
    if let Some(answer) = &row.answer {
        facts.push((words::ANSWER.into(), answer.text.clone().into_any()));
        facts.push((words::ANSWERED_AT.into(), view! { <Time ms=answer.at_ms/> }.into_any()));
    }
    let standing = match (&row.answer, row.open) {
        (Some(_), _) => view! { <Status label=words::ANSWERED tone=Tone::Done/> }.into_any(),
        (None, true) => view! { <Countdown until_ms=Signal::stored(row.due_ms) label=words::DUE/> }.into_any(),
        (None, false) => view! { <Status label=words::EXPIRED tone=Tone::Warning/> }.into_any(),
    };
    let n = row.n.to_string();
    let form = (row.open).then(|| view! { <Answering row=row.clone() reply=reply query=query/> });
    view! {
        <Section title=title>
            <div data-test="my-inquiry" data-n=n>
                {standing}
                <Facts rows=facts/>
                {form}
            </div>
        </Section>
    }
    .into_any()
}

#[component]
fn Answering(
    /// The question.
    row: MyInquiry,
    /// Every question.
    reply: Signal<Vec<MyInquiry>>,
    /// Asks again.
    query: Query<MyInquiries>,
) -> AnyView {
    let text = RwSignal::new(String::new());
    let accept = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let wrong = RwSignal::new(None::<Failure>);
    let act = api::change::<AnswerInquiry>();
    let confirms = row.kind == InquiryKind::Correction;
    let begin = move || {
        let none = confirms && accept.with_untracked(String::is_empty);
        wrong.set(none.then_some(Failure::Local { code: "accept", text: words::CHOOSE_ACCEPT }));
        open.set(!none);
    };
    let (lot, n) = (StoredValue::new(row.lot.clone()), row.n);
    let confirm = move || {
        let accept = confirms.then(|| accept.get_untracked() == "yes");
        let body = AnswerInquiry { lot: lot.get_value(), n, text: text.get_untracked(), accept };
        act.send(body, move |_| {
            open.set(false);
            toast::show(Tone::Done, words::ANSWERED);
            query.reload();
        });
    };
    let choice = confirms.then(|| {
        let options = vec![("yes".to_owned(), Label::Text(words::YES)), ("no".to_owned(), Label::Text(words::NO))];
        view! { <RadioGroup attr:data-test="accept" legend=words::DO_YOU_ACCEPT value=accept options=options/> }
    });
    let files = files(row, reply, query);
    let idle = Signal::derive(move || text.with(|text| text.trim().is_empty()));
    view! {
        {choice}
        <TextArea
            attr:data-test="answer-text" label=words::YOUR_ANSWER hint=words::ANSWER_HINT value=text required=true
            max_length=2000
        />
        {files}
        <Failed failure=wrong/>
        <Button
            attr:data-test="answer" label=words::SIGN_ANSWER kind=Kind::Primary busy=act.busy() disabled=idle
            on_press=begin
        />
        <Confirm
            title=words::SIGN_ANSWER open=open locks=words::ANSWER_LOCKS action=words::SIGN_ANSWER on_confirm=confirm
            busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}

/// The files that lie ready, and a field for more: each is sent when it is chosen.
fn files(row: MyInquiry, reply: Signal<Vec<MyInquiry>>, query: Query<MyInquiries>) -> AnyView {
    let chosen = RwSignal::new_local(Vec::<web_sys::File>::new());
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let row = StoredValue::new(row);
    Effect::new(move |_| {
        let Some(file) = chosen.with(|files| files.first().cloned()) else { return };
        chosen.update_untracked(Vec::clear);
        busy.set(true);
        failure.set(None);
        leptos::task::spawn_local(async move {
            let running = api::saves::running();
            let sent = row.with_value(|row| AddAnswerFile { lot: row.lot.clone(), n: row.n, name: file.name() });
            match send(&sent, &file).await {
                Ok(()) => query.reload(),
                Err(why) => {
                    failure.try_set(Some(why));
                }
            }
            drop(running);
            busy.try_set(false);
        });
    });
    let there = move || {
        let names = reply.with(|rows| {
            let own = row.with_value(|row| rows.iter().find(|one| one.lot == row.lot && one.n == row.n).cloned());
            own.map(|own| own.files.iter().map(|file| file.name.clone()).collect::<Vec<_>>()).unwrap_or_default()
        });
        let names = names.into_iter().map(|name| view! { <li data-test="answer-file">{name}</li> }).collect_view();
        view! { <ul class="files">{names}</ul> }
    };
    view! {
        <FilePicker
            attr:data-test="answer-files" label=words::ADD_FILE files=chosen accept=".pdf,application/pdf"
            disabled=Signal::from(busy)
        />
        {there}
        <Failed failure=failure/>
    }
    .into_any()
}

async fn send(asked: &AddAnswerFile, file: &web_sys::File) -> Result<(), Failure> {
    let path = stream(asked);
    debug_assert!(path.starts_with(AddAnswerFile::PATH));
    let key = api::new_key();
    let headers = [(IDEMPOTENCY_KEY, key.as_str()), ("content-type", "application/pdf")];
    let ask = Ask { method: "POST", path: &path, headers: &headers, body: Body::Blob(file), patience_ms: PATIENCE_MS };
    api::fetch(ask).await?.accepted().await?;
    Ok(())
}
