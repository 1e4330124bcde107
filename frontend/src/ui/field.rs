//! Fields: a label, a hint, the control, and what is wrong with it, tied together for a screen reader.

use leptos::prelude::*;
use shared::text::frame;

use super::{Label, new_id};
use crate::clock;
use crate::prefs::t;

/// What all fields share.
struct Frame {
    id: String,
    label: Label,
    hint: Label,
    error: Signal<Option<String>>,
    required: bool,
}

impl Frame {
    fn new(id: Option<String>, label: Label, hint: Label, error: Signal<Option<String>>, required: bool) -> Self {
        Self { id: id.unwrap_or_else(|| new_id("field")), label, hint, error, required }
    }

    /// For `aria-describedby`: hint and error, whichever there are.
    fn described(&self) -> impl Fn() -> Option<String> + Send + 'static + use<> {
        let (id, error, has_hint) = (self.id.clone(), self.error, !self.hint.is_empty());
        move || {
            let hint = has_hint.then(|| format!("{id}-hint"));
            let error = error.with(Option::is_some).then(|| format!("{id}-error"));
            let both: Vec<_> = hint.into_iter().chain(error).collect();
            (!both.is_empty()).then(|| both.join(" "))
        }
    }

    fn invalid(&self) -> impl Fn() -> Option<&'static str> + Send + 'static + use<> {
        let error = self.error;
        move || error.with(Option::is_some).then_some("true")
    }

    /// The field around its control.
    fn around(self, control: AnyView) -> AnyView {
        let Self { id, label, hint, error, required } = self;
        let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
        view! {
            <div class="field">
                <label for=id>
                    {label.view()}
                    {required.then(|| view! { <span class="required">{t(frame::REQUIRED)}</span> })}
                </label>
                {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint.view()}</p> })}
                {control}
                {move || error.get().map(|error| view! { <p class="field-error" id=error_id.clone()>{error}</p> })}
            </div>
        }
        .into_any()
    }
}

/// A line of text.
#[component]
pub fn TextField(
    /// The field's name.
    #[prop(into)]
    label: Label,
    /// What it holds.
    value: RwSignal<String>,
    /// How to fill it in.
    #[prop(optional, into)]
    hint: Label,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// The input's type: `text`, `password`, `search` …
    #[prop(default = "text")]
    kind: &'static str,
    /// The browser's autofill token, `off` for none.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The most characters.
    #[prop(default = 2000)]
    max_length: u32,
    /// The element's id, for links from findings.
    #[prop(optional, into)]
    id: Option<String>,
) -> AnyView {
    let frame = Frame::new(id, label, hint, error, required);
    let control = view! {
        <input
            class="input"
            id=frame.id.clone()
            type=kind
            autocomplete=autocomplete
            maxlength=max_length.to_string()
            prop:value=move || value.get()
            disabled=move || disabled.get()
            aria-required=required.then_some("true")
            aria-invalid=frame.invalid()
            aria-describedby=frame.described()
            on:input=move |event| value.set(event_target_value(&event))
        />
    };
    frame.around(control.into_any())
}

/// A number, with its unit and its maximum. Takes full-width digits and `。` as a Chinese keyboard gives them; the value
/// stays text, so that no floating point touches it.
#[component]
pub fn NumberField(
    /// The field's name.
    #[prop(into)]
    label: Label,
    /// What it holds: digits and at most one point.
    value: RwSignal<String>,
    /// How to fill it in.
    #[prop(optional, into)]
    hint: Label,
    /// The unit, shown behind the box.
    #[prop(optional, into)]
    unit: Label,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The element's id, for links from findings.
    #[prop(optional, into)]
    id: Option<String>,
) -> AnyView {
    let frame = Frame::new(id, label, hint, error, required);
    let composing = StoredValue::new(false);
    let take = move |text: String| value.set(normalise_number(&text));
    let control = view! {
        <span class="number">
            <input
                class="input figures"
                id=frame.id.clone()
                type="text"
                inputmode="decimal"
                autocomplete="off"
                maxlength="24"
                prop:value=move || value.get()
                disabled=move || disabled.get()
                aria-required=required.then_some("true")
                aria-invalid=frame.invalid()
                aria-describedby=frame.described()
                on:compositionstart=move |_| composing.set_value(true)
                on:compositionend=move |event| {
                    composing.set_value(false);
                    take(event_target_value(&event));
                }
                on:input=move |event| {
                    if !composing.get_value() {
                        take(event_target_value(&event));
                    }
                }
            />
            {(!unit.is_empty()).then(|| view! { <span class="unit">{unit.view()}</span> })}
        </span>
    };
    frame.around(control.into_any())
}

/// Full-width digits, points and minus signs as plain ones, without spaces and thousands separators.
#[must_use]
pub fn normalise_number(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')),
            '。' | '．' | '·' => Some('.'),
            '－' | '−' => Some('-'),
            ',' | '，' | ' ' | '\u{3000}' => None,
            _ => Some(c),
        })
        .collect()
}

/// Text of several lines.
#[component]
pub fn TextArea(
    /// The field's name.
    #[prop(into)]
    label: Label,
    /// What it holds.
    value: RwSignal<String>,
    /// How to fill it in.
    #[prop(optional, into)]
    hint: Label,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Lines shown.
    #[prop(default = 4)]
    rows: u32,
    /// The most characters.
    #[prop(default = 4000)]
    max_length: u32,
    /// The element's id, for links from findings.
    #[prop(optional, into)]
    id: Option<String>,
) -> AnyView {
    let frame = Frame::new(id, label, hint, error, required);
    let control = view! {
        <textarea
            class="input"
            id=frame.id.clone()
            rows=rows.to_string()
            maxlength=max_length.to_string()
            prop:value=move || value.get()
            disabled=move || disabled.get()
            aria-required=required.then_some("true")
            aria-invalid=frame.invalid()
            aria-describedby=frame.described()
            on:input=move |event| value.set(event_target_value(&event))
        ></textarea>
    };
    frame.around(control.into_any())
}

/// One of several, from a list that opens.
#[component]
pub fn SelectField(
    /// The field's name.
    #[prop(into)]
    label: Label,
    /// The chosen option's value, empty for none.
    value: RwSignal<String>,
    /// Values and what they are called.
    #[prop(into)]
    options: Signal<Vec<(String, Label)>>,
    /// How to choose.
    #[prop(optional, into)]
    hint: Label,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whether one must be chosen.
    #[prop(optional)]
    required: bool,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The element's id, for links from findings.
    #[prop(optional, into)]
    id: Option<String>,
) -> AnyView {
    let frame = Frame::new(id, label, hint, error, required);
    let rows = move || {
        options
            .get()
            .into_iter()
            .map(|(key, label)| {
                let chosen = key.clone();
                view! { <option value=key selected=move || value.with(|value| *value == chosen)>{label.view()}</option> }.into_any()
            })
            .collect_view()
    };
    let control = view! {
        <select
            class="input"
            id=frame.id.clone()
            disabled=move || disabled.get()
            aria-required=required.then_some("true")
            aria-invalid=frame.invalid()
            aria-describedby=frame.described()
            on:change=move |event| value.set(event_target_value(&event))
        >
            <option value="" selected=move || value.with(String::is_empty)>{t(frame::CHOOSE)}</option>
            {rows}
        </select>
    };
    frame.around(control.into_any())
}

/// A moment in Beijing time, to the minute.
#[component]
pub fn DateTimeField(
    /// The field's name.
    #[prop(into)]
    label: Label,
    /// Milliseconds since 1970 UTC; `None` while it is no moment.
    value: RwSignal<Option<i64>>,
    /// How to fill it in.
    #[prop(optional, into)]
    hint: Label,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The element's id, for links from findings.
    #[prop(optional, into)]
    id: Option<String>,
) -> AnyView {
    let frame = Frame::new(id, label, hint, error, required);
    let control = view! {
        <input
            class="input figures"
            id=frame.id.clone()
            type="datetime-local"
            prop:value=move || value.get().map(clock::date_time_to_minutes).unwrap_or_default()
            disabled=move || disabled.get()
            aria-required=required.then_some("true")
            aria-invalid=frame.invalid()
            aria-describedby=frame.described()
            on:change=move |event| value.set(clock::parse_date_time(&event_target_value(&event)))
        />
    };
    frame.around(control.into_any())
}

#[cfg(test)]
mod tests {
    use super::normalise_number;

    #[test]
    fn numbers_of_a_chinese_keyboard_become_plain_ones() {
        assert_eq!(normalise_number("４．５"), "4.5");
        assert_eq!(normalise_number("4。5"), "4.5");
        assert_eq!(normalise_number(" 1,234，567．00　"), "1234567.00");
        assert_eq!(normalise_number("－3"), "-3");
        assert_eq!(normalise_number("abc"), "abc", "what is no number is left for the check to name");
    }
}
