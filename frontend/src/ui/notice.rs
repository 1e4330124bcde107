//! Findings and failures. A finding has four parts: what, its code, why (with the article), what to do; and it links to
//! the field.

use leptos::prelude::*;
use shared::text::{Text, frame};

use super::{Button, Label, new_id};
use crate::api::Failure;
use crate::prefs::{lang, t};

/// How serious it is. The shape and the word say so as well as the colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// To be known (circle).
    #[default]
    Info,
    /// It worked (tick).
    Done,
    /// It can go on, but look (triangle).
    Warning,
    /// It cannot go on (octagon).
    Error,
}

impl Tone {
    /// The class and the shape.
    #[must_use]
    pub const fn mark(self) -> (&'static str, &'static str) {
        match self {
            Self::Info => ("info", "●"),
            Self::Done => ("done", "✓"),
            Self::Warning => ("warning", "▲"),
            Self::Error => ("error", "⬣"),
        }
    }

    const fn word(self) -> Text {
        match self {
            Self::Info => frame::INFO,
            Self::Done => frame::DONE,
            Self::Warning => frame::WARNING,
            Self::Error => frame::ERROR,
        }
    }
}

/// A finding.
#[component]
pub fn Notice(
    /// What was found.
    #[prop(into)]
    what: Label,
    /// How serious it is.
    #[prop(optional)]
    tone: Tone,
    /// Its code.
    #[prop(optional, into)]
    code: Label,
    /// Why, with the article.
    #[prop(optional, into)]
    why: Label,
    /// What to do.
    #[prop(optional, into)]
    todo: Label,
    /// The id of the field that it is about.
    #[prop(optional, into)]
    field: Option<String>,
    /// Buttons and the like.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let (class, shape) = tone.mark();
    let part = |name: Text, label: Label| {
        (!label.is_empty()).then(|| view! { <p class="notice-part"><b>{t(name)}</b>" "{label.view()}</p> })
    };
    let id = new_id("notice");
    // An error interrupts a screen reader; the others wait.
    let role = if tone == Tone::Error { "alert" } else { "status" };
    view! {
        <div class=format!("notice {class}") role=role aria-labelledby=id>
            <span class="mark" aria-hidden="true">{shape}</span>
            <div class="notice-body">
                <p class="notice-what" id=id.clone()><b>{t(tone.word())}</b>" "{what.view()}</p>
                {part(frame::WHY, why)}
                {part(frame::TODO, todo)}
                {part(frame::CODE, code)}
                {field.map(|field| view! { <p><a href=format!("#{field}")>{t(frame::GO_TO_FIELD)}</a></p> })}
                {children.map(|children| children())}
            </div>
        </div>
    }
    .into_any()
}

/// Why an act failed, while there is something to say.
#[component]
pub fn Failed(
    /// The failure; [`Change::failure`](crate::api::Change::failure).
    #[prop(into)]
    failure: Signal<Option<Failure>>,
) -> AnyView {
    (move || failure.get().map(|failure| failed(&failure))).into_any()
}

/// A failure as a finding.
#[must_use]
pub fn failed(failure: &Failure) -> AnyView {
    finding(failure, None)
}

/// A failure as a finding with a button to try again.
#[must_use]
pub fn failed_with_retry(failure: &Failure, retry: impl Fn() + 'static) -> AnyView {
    let button = view! { <Button label=frame::TRY_AGAIN on_press=retry/> };
    finding(failure, Some(button.into_any()))
}

fn finding(failure: &Failure, button: Option<AnyView>) -> AnyView {
    if *failure == Failure::Cancelled {
        return ().into_any();
    }
    let (what, todo) = (failure.clone(), failure.clone());
    let todo = if todo.todo(lang()).is_some() {
        Label::live(move || todo.todo(lang()).unwrap_or_default().to_owned())
    } else {
        Label::default()
    };
    let code = failure.request().map_or_else(
        || Label::from(failure.code()),
        |request| {
            let (code, request) = (failure.code(), request.to_owned());
            Label::live(move || format!("{code} · {} {request}", frame::REQUEST_NO.get(lang())))
        },
    );
    let tone = if *failure == Failure::Lost { Tone::Warning } else { Tone::Error };
    view! {
        <Notice tone=tone what=Label::live(move || what.what(lang())) todo=todo code=code>
            {button}
        </Notice>
    }
    .into_any()
}
