//! The states of a page that has nothing to show, or nothing to change: each is designed.

use leptos::prelude::*;
use shared::text::{Text, frame};

use super::Label;
use crate::prefs::t;

/// Which state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateKind {
    /// There is nothing yet.
    Empty,
    /// It is being read.
    Loading,
    /// The connection is lost.
    Offline,
    /// It can no longer be changed.
    Locked,
    /// It came back to be corrected.
    Returned,
}

impl StateKind {
    const fn mark(self) -> (&'static str, &'static str, Text) {
        match self {
            Self::Empty => ("empty", "○", frame::EMPTY),
            Self::Loading => ("loading", "…", frame::LOADING),
            Self::Offline => ("offline", "▲", frame::OFFLINE),
            Self::Locked => ("locked", "■", frame::LOCKED),
            Self::Returned => ("returned", "↩", frame::RETURNED),
        }
    }
}

/// A state, in words: which, what it means here, what to do.
#[component]
pub fn State(
    /// Which.
    kind: StateKind,
    /// What it means here; else the state's own words.
    #[prop(optional, into)]
    what: Label,
    /// What to do.
    #[prop(optional, into)]
    todo: Label,
    /// Buttons and the like.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let (class, shape, word) = kind.mark();
    let what = if what.is_empty() { Label::Text(word) } else { what };
    view! {
        <div class=format!("state {class}") role="status">
            <p class="state-what"><span class="mark" aria-hidden="true">{shape}</span>" "{what.view()}</p>
            {(!todo.is_empty()).then(|| view! { <p>{todo.view()}</p> })}
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

/// It is being read.
#[must_use]
pub fn loading() -> AnyView {
    view! { <p class="state loading" role="status"><span class="mark" aria-hidden="true">"…"</span>" "{t(frame::LOADING)}</p> }
        .into_any()
}
