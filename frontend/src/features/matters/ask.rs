//! The questions to bidders: what was asked and answered, and the head's form.

use leptos::prelude::*;
use shared::api::Endpoint as _;
use shared::api::matters::{AnswerRow, AskBidder, InquiryKind, InquiryRow, InquiryState, MattersReply, ReadAnswerFile};
use shared::id::{LotKey, OrgId};
use shared::text::matters as words;

use super::page::Desk;
use crate::api::{self, stream};
use crate::prefs::t;
use crate::ui::{
    Button, Confirm, Countdown, Facts, Label, NumberField, RadioGroup, SelectField, State, StateKind, Status, TextArea,
    Time, Tone, toast,
};

/// The section.
pub fn section(desk: &Desk) -> AnyView {
    let reply = desk.reply;
    let lot = desk.lot.clone();
    let rows = move || reply.with(|reply| rows(reply, &lot));
    let head = Memo::new(move |_| reply.with(|reply| reply.head));
    let desk = desk.clone();
    let form = move || match head.get() {
        true => view! { <Asking desk=desk.clone()/> }.into_any(),
        false => view! { <p class="hint">{t(words::HEAD_ASKS)}</p> }.into_any(),
    };
    view! { {rows}{form} }.into_any()
}

fn rows(reply: &MattersReply, lot: &LotKey) -> AnyView {
    if reply.inquiries.is_empty() {
        return view! { <State kind=StateKind::Empty what=words::NO_INQUIRIES/> }.into_any();
    }
    reply.inquiries.iter().map(|one| row(one, lot)).collect_view().into_any()
}

fn row(inquiry: &InquiryRow, lot: &LotKey) -> AnyView {
    let tone = match inquiry.state {
        InquiryState::Open | InquiryState::Sealed => Tone::Info,
        InquiryState::Answered => Tone::Done,
        InquiryState::Lapsed => Tone::Warning,
    };
    let mut facts: Vec<(Label, AnyView)> = vec![
        (words::BIDDER.into(), inquiry.name.clone().into_any()),
        (words::STANDING.into(), view! { <Status label=words::state(inquiry.state) tone=tone/> }.into_any()),
        (words::QUESTION.into(), inquiry.question.clone().into_any()),
        (words::ASKED_AT.into(), view! { <Time ms=inquiry.asked_ms/> }.into_any()),
        (words::DUE.into(), view! { <Time ms=inquiry.due_ms/> }.into_any()),
    ];
    if let Some(answer) = &inquiry.answer {
        facts.extend(answer_facts(answer, lot, inquiry.n));
    }
    let left = (inquiry.state == InquiryState::Open)
        .then(|| view! { <Countdown until_ms=Signal::stored(inquiry.due_ms) label=words::DUE/> });
    view! {
        <section class="matter" data-test="inquiry" data-n=inquiry.n.to_string()>
            <h3>{t(words::inquiry(inquiry.kind))}</h3>
            {left}
            <Facts rows=facts/>
        </section>
    }
    .into_any()
}

fn answer_facts(answer: &AnswerRow, lot: &LotKey, n: u32) -> Vec<(Label, AnyView)> {
    let mut facts: Vec<(Label, AnyView)> = Vec::new();
    if let Some(accept) = answer.accept {
        let word = if accept { words::ACCEPTS } else { words::REFUSES };
        facts.push((words::ANSWER.into(), t(word).into_any()));
    }
    facts.push((words::ANSWER.into(), view! { <span data-test="answer">{answer.text.clone()}</span> }.into_any()));
    facts.push((words::ANSWERED_AT.into(), view! { <Time ms=answer.at_ms/> }.into_any()));
    let files = answer.files.iter().map(|file| {
        let href = stream(&ReadAnswerFile { lot: lot.clone(), n, name: file.name.clone() });
        debug_assert!(href.starts_with(ReadAnswerFile::PATH));
        view! { <li><a href=href target="_blank" rel="noopener">{file.name.clone()}</a></li> }
    });
    let files = files.collect_view();
    facts.push((words::FILES.into(), view! { <ul>{files}</ul> }.into_any()));
    facts
}

/// The head's form.
#[component]
fn Asking(
    /// The desk.
    desk: Desk,
) -> AnyView {
    let reply = desk.reply;
    let bidder = RwSignal::new(String::new());
    let kind = RwSignal::new(InquiryKind::Clarification.as_str().to_owned());
    let question = RwSignal::new(String::new());
    let minutes = RwSignal::new("30".to_owned());
    let open = RwSignal::new(false);
    let act = api::change::<AskBidder>();
    let (lot, query) = (StoredValue::new(desk.lot), desk.query);
    let options = Signal::derive(move || reply.with(super::propose::bidders));
    let kinds = [InquiryKind::Clarification, InquiryKind::LowPrice]
        .map(|kind| (kind.as_str().to_owned(), Label::Text(words::inquiry(kind))))
        .to_vec();
    let confirm = move || {
        let (Ok(bidder), Some(kind)) = (OrgId::new(bidder.get_untracked()), InquiryKind::parse(&kind.get_untracked()))
        else {
            return;
        };
        let minutes = minutes.get_untracked().trim().parse().unwrap_or(0);
        let body = AskBidder { lot: lot.get_value(), bidder, kind, question: question.get_untracked(), minutes };
        act.send(body, move |_| {
            open.set(false);
            question.set(String::new());
            toast::show(Tone::Done, words::SENT);
            query.reload();
        });
    };
    let idle = Signal::derive(move || bidder.with(String::is_empty) || question.with(|text| text.trim().is_empty()));
    view! {
        <details class="matter" data-test="ask-form">
            <summary>{t(words::ASK)}</summary>
            <SelectField attr:data-test="ask-bidder" label=words::BIDDER value=bidder options=options required=true/>
            <RadioGroup legend=words::ASK_KIND value=kind options=kinds/>
            <TextArea
                attr:data-test="ask-question" label=words::QUESTION hint=words::QUESTION_HINT value=question required=true
                max_length=2000
            />
            <NumberField attr:data-test="ask-minutes" label=words::MINUTES hint=words::MINUTES_HINT value=minutes/>
            <Button attr:data-test="ask" label=words::SEND busy=act.busy() disabled=idle on_press=move || open.set(true)/>
        </details>
        <Confirm
            title=words::ASK open=open locks=words::SEND_LOCKS action=words::SEND on_confirm=confirm busy=act.busy()
            failure=act.failure()
        />
    }
    .into_any()
}
