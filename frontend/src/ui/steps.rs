//! Tabs, and the steps of something that is done in order.

use leptos::prelude::*;
use shared::text::frame;

use super::{Label, new_id};
use crate::prefs::t;

/// Tabs: the arrows move, as the ARIA pattern has it. What they show is the caller's, by `selected`.
#[component]
pub fn Tabs(
    /// What the tabs choose between.
    #[prop(into)]
    label: Label,
    /// Keys and names.
    tabs: Vec<(&'static str, Label)>,
    /// The key of the tab that is shown.
    selected: RwSignal<&'static str>,
) -> AnyView {
    let keys: Vec<_> = tabs.iter().map(|(key, _)| *key).collect();
    let stem = new_id("tab");
    let turn = {
        let stem = stem.clone();
        move |event: web_sys::KeyboardEvent| {
            let step = match event.key().as_str() {
                "ArrowRight" => 1,
                "ArrowLeft" => keys.len().saturating_sub(1),
                _ => return,
            };
            event.prevent_default();
            let now = keys.iter().position(|key| *key == selected.get_untracked()).unwrap_or(0);
            let Some(next) = keys.get((now + step) % keys.len().max(1)) else { return };
            selected.set(next);
            super::page::focus(&format!("{stem}-{next}"));
        }
    };
    let buttons = tabs
        .into_iter()
        .map(|(key, label)| {
            let here = move || selected.get() == key;
            view! {
                <button
                    type="button"
                    role="tab"
                    class="tab"
                    id=format!("{stem}-{key}")
                    aria-selected=move || if here() { "true" } else { "false" }
                    tabindex=move || if here() { "0" } else { "-1" }
                    on:click=move |_| selected.set(key)
                >
                    {label.view()}
                </button>
            }
            .into_any()
        })
        .collect_view();
    view! { <div class="tabs" role="tablist" aria-label=label.attr() on:keydown=turn>{buttons}</div> }.into_any()
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Behind.
    Done,
    /// This one.
    Now,
    /// Ahead.
    Ahead,
}

/// Steps in their order; `now` is the number of the present one, counted from 0 (the count of steps: all are done).
#[component]
pub fn Stepper(
    /// What the steps lead to.
    #[prop(into)]
    label: Label,
    /// The steps' names.
    steps: Vec<Label>,
    /// The present one.
    #[prop(into)]
    now: Signal<usize>,
) -> AnyView {
    let items = steps
        .into_iter()
        .enumerate()
        .map(|(number, label)| {
            let step = move || match number.cmp(&now.get()) {
                std::cmp::Ordering::Less => Step::Done,
                std::cmp::Ordering::Equal => Step::Now,
                std::cmp::Ordering::Greater => Step::Ahead,
            };
            let class = move || match step() {
                Step::Done => "step done",
                Step::Now => "step now",
                Step::Ahead => "step ahead",
            };
            let mark = move || if step() == Step::Done { "✓".to_owned() } else { (number + 1).to_string() };
            let word = move || match step() {
                Step::Done => t(frame::STEP_DONE)(),
                Step::Now => t(frame::STEP_NOW)(),
                Step::Ahead => t(frame::STEP_AHEAD)(),
            };
            view! {
                <li class=class aria-current=move || (step() == Step::Now).then_some("step")>
                    <span class="step-mark" aria-hidden="true">{mark}</span>
                    <span>{label.view()}</span>
                    <span class="unseen">" "{word}</span>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ol class="stepper" aria-label=label.attr()>{items}</ol> }.into_any()
}
