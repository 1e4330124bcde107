//! A short status: a shape and a word.

use leptos::prelude::*;

use super::{Label, Tone};

/// A status chip. Grey unless its tone says otherwise.
#[component]
pub fn Status(
    /// The word.
    #[prop(into)]
    label: Label,
    /// How serious it is.
    #[prop(optional, into)]
    tone: Signal<Tone>,
) -> AnyView {
    view! {
        <span class=move || format!("status {}", tone.get().mark().0)>
            <span class="mark" aria-hidden="true">{move || tone.get().mark().1}</span>
            {label.view()}
        </span>
    }
    .into_any()
}
