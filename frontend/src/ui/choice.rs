//! Choices: a box to tick, one of a few.

use leptos::prelude::*;

use super::{Label, new_id};

/// A box to tick.
#[component]
pub fn Checkbox(
    /// What ticking it says.
    #[prop(into)]
    label: Label,
    /// Whether it is ticked.
    value: RwSignal<bool>,
    /// More about it.
    #[prop(optional, into)]
    hint: Label,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> AnyView {
    let id = new_id("tick");
    let hint_id = format!("{id}-hint");
    let described = (!hint.is_empty()).then(|| hint_id.clone());
    view! {
        <div class="tick">
            <input
                id=id.clone()
                type="checkbox"
                prop:checked=move || value.get()
                disabled=move || disabled.get()
                aria-describedby=described
                on:change=move |event| value.set(event_target_checked(&event))
            />
            <label for=id>{label.view()}</label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint.view()}</p> })}
        </div>
    }
    .into_any()
}

/// One of a few, all in sight.
#[component]
pub fn RadioGroup(
    /// What is chosen.
    #[prop(into)]
    legend: Label,
    /// The chosen option's value, empty for none.
    value: RwSignal<String>,
    /// Values and what they are called.
    options: Vec<(String, Label)>,
    /// How to choose.
    #[prop(optional, into)]
    hint: Label,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Whether the options stand beside each other.
    #[prop(optional)]
    row: bool,
) -> AnyView {
    let name = new_id("choice");
    let error_id = format!("{name}-error");
    let described = {
        let error_id = error_id.clone();
        move || error.with(Option::is_some).then(|| error_id.clone())
    };
    let choices = options
        .into_iter()
        .map(|(key, label)| {
            let id = new_id("option");
            let (chosen, set) = (key.clone(), key.clone());
            view! {
                <div class="tick">
                    <input
                        id=id.clone()
                        type="radio"
                        name=name.clone()
                        value=key
                        prop:checked=move || value.with(|value| *value == chosen)
                        disabled=move || disabled.get()
                        on:change=move |_| value.set(set.clone())
                    />
                    <label for=id>{label.view()}</label>
                </div>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <fieldset class="choice" class:row=row aria-describedby=described>
            <legend>{legend.view()}</legend>
            {(!hint.is_empty()).then(|| view! { <p class="hint">{hint.view()}</p> })}
            <div class="choices">{choices}</div>
            {move || error.get().map(|error| view! { <p class="field-error" id=error_id.clone()>{error}</p> })}
        </fieldset>
    }
    .into_any()
}
