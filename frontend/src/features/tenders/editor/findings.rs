//! The rule checks: everything that stands against publishing, in four parts, each with a way to its field.

use leptos::prelude::*;
use shared::rules::codes::Severity;
use shared::tender::LotFinding;
use shared::text::{frame, tenders};

use super::Check;
use crate::prefs::{lang, t};
use crate::ui::{Section, State, StateKind, Tone, focus};

/// The section. It speaks up politely: what it says changes at every keystroke.
pub fn findings(check: Check) -> AnyView {
    let list = move || {
        let unreadable = check.unreadable.get();
        let found = check.findings.get();
        if unreadable.is_empty() && found.is_empty() {
            return view! { <State kind=StateKind::Empty what=tenders::NO_FINDINGS/> }.into_any();
        }
        let cannot = unreadable.into_iter().map(|(field, text)| {
            line(check, Tone::Error, text.get(lang()).to_owned(), "unreadable", None, None, field)
        });
        let found = found.into_iter().map(|finding| {
            let LotFinding { code, field, article, severity, earliest } = finding;
            let tone = if severity == Severity::Error { Tone::Error } else { Tone::Warning };
            let words = code.text().get(lang()).to_owned();
            line(check, tone, words, code.as_str(), Some(article), earliest, field)
        });
        view! { <ul class="findings">{cannot.chain(found).collect_view()}</ul> }.into_any()
    };
    view! {
        <Section title=tenders::FINDINGS>
            <div data-test="findings" aria-live="polite">{list}</div>
        </Section>
    }
    .into_any()
}

fn line(
    check: Check,
    tone: Tone,
    words: String,
    code: &'static str,
    article: Option<String>,
    earliest: Option<String>,
    field: String,
) -> AnyView {
    let (class, shape) = tone.mark();
    let word = if tone == Tone::Error { frame::ERROR } else { frame::WARNING };
    let target = check.element_of(&field);
    let href = format!("#{target}");
    let go = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        focus(&target);
    };
    let why = article.map(|article| view! { <p class="notice-part"><b>{t(frame::WHY)}</b>" "{article}</p> });
    let day = earliest.map(|day| {
        view! { <p class="notice-part"><b>{t(frame::TODO)}</b>" "{tenders::EARLIEST.get(lang()).replace("{day}", &day)}</p> }
    });
    view! {
        <li class=format!("notice {class}") data-code=code>
            <span class="mark" aria-hidden="true">{shape}</span>
            <div class="notice-body">
                <p class="notice-what"><b>{t(word)}</b>" "{words}</p>
                {why}
                {day}
                <p class="notice-part"><b>{t(frame::CODE)}</b>" "{code}" "<a href=href on:click=go>{t(frame::GO_TO_FIELD)}</a></p>
            </div>
        </li>
    }
    .into_any()
}
