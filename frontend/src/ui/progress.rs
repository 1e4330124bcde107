//! How far something is.

use leptos::prelude::*;

use super::{Label, new_id};

/// A progress bar with its name and, in words, how far it is.
#[component]
pub fn Progress(
    /// What is under way.
    #[prop(into)]
    label: Label,
    /// How far, from 0 to `max`.
    #[prop(into)]
    value: Signal<f64>,
    /// The whole.
    #[prop(into)]
    max: Signal<f64>,
    /// In words: bytes, speed, time left.
    #[prop(optional, into)]
    text: Label,
) -> AnyView {
    let id = new_id("progress");
    let percent = move || format!("{:.0} %", if max.get() > 0.0 { value.get() / max.get() * 100.0 } else { 0.0 });
    view! {
        <div class="progress">
            <label for=id.clone()>{label.view()}</label>
            <progress id=id value=move || value.get().to_string() max=move || max.get().max(1.0).to_string()></progress>
            <span class="figures">{percent}</span>
            <span class="hint">{text.view()}</span>
        </div>
    }
    .into_any()
}
