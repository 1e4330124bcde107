//! Buttons, the bar with the one primary action, key caps.

use leptos::callback::{Callable as _, UnsyncCallback};
use leptos::prelude::*;

use super::Label;

/// How much a button asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Any action.
    #[default]
    Second,
    /// The one action of the screen; it stands in the [`ActionBar`].
    Primary,
    /// An action that is rarely wanted: no border.
    Quiet,
    /// An action that cannot be undone.
    Danger,
}

impl Kind {
    const fn class(self) -> &'static str {
        match self {
            Self::Second => "button",
            Self::Primary => "button primary",
            Self::Quiet => "button quiet",
            Self::Danger => "button danger",
        }
    }
}

/// A button. While `busy` it keeps its place and does nothing. Without `on_press` it submits the form around it.
#[component]
pub fn Button(
    /// A verb.
    #[prop(into)]
    label: Label,
    /// How much it asks for.
    #[prop(optional)]
    kind: Kind,
    /// What it does; without it the form around it is submitted.
    #[prop(optional, into)]
    on_press: Option<UnsyncCallback<()>>,
    /// Whether it cannot be pressed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Whether what it began is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// The key that does the same (`F10`).
    #[prop(optional, into)]
    key: Option<String>,
    /// A fuller name for a screen reader, where the label alone says too little (which row it removes).
    #[prop(optional, into)]
    name: Option<Label>,
) -> AnyView {
    let press = move |_| {
        if let Some(on_press) = on_press
            && !busy.get_untracked()
        {
            on_press.run(());
        }
    };
    let keys = key.clone();
    view! {
        <button
            type=if on_press.is_some() { "button" } else { "submit" }
            class=kind.class()
            disabled=move || disabled.get()
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || busy.get().then_some("true")
            aria-keyshortcuts=keys
            aria-label=name.map(Label::attr)
            on:click=press
        >
            <span class="button-label">{label.view()}</span>
            {key.map(|key| view! { <Key cap=key/> })}
        </button>
    }
    .into_any()
}

/// A key cap beside the action that it does.
#[component]
pub fn Key(
    /// What stands on the key.
    #[prop(into)]
    cap: String,
) -> AnyView {
    view! { <kbd class="key" aria-hidden="true">{cap}</kbd> }.into_any()
}

/// The bar at the foot of the screen with its one primary action, always in the same place; others stand before it.
#[component]
pub fn ActionBar(
    /// The buttons, the primary one last.
    children: Children,
) -> AnyView {
    view! { <div class="action-bar">{children()}</div> }.into_any()
}
