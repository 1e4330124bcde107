//! Files of the person's machine.

use leptos::html::Input;
use leptos::prelude::*;
use shared::text::frame;
use web_sys::File;

use super::{Button, Kind, Label, new_id};
use crate::crypto::size;
use crate::prefs::t;

/// A field for files, with the list of those chosen.
#[component]
pub fn FilePicker(
    /// The field's name.
    #[prop(into)]
    label: Label,
    /// The files chosen; more are added, each can be removed.
    files: RwSignal<Vec<File>, LocalStorage>,
    /// Which files the dialog offers (`.pdf`, `application/json`).
    #[prop(default = "")]
    accept: &'static str,
    /// Whether several may be chosen.
    #[prop(optional)]
    multiple: bool,
    /// Which files, and how large they may be.
    #[prop(optional, into)]
    hint: Label,
    /// What is wrong with them.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whether it cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> AnyView {
    let id = new_id("files");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let input = NodeRef::<Input>::new();
    let described = {
        let (hint_id, error_id, has_hint) = (hint_id.clone(), error_id.clone(), !hint.is_empty());
        move || {
            let hint = has_hint.then(|| hint_id.clone());
            let error = error.with(Option::is_some).then(|| error_id.clone());
            let both: Vec<_> = hint.into_iter().chain(error).collect();
            (!both.is_empty()).then(|| both.join(" "))
        }
    };
    let take = move |_| {
        let Some(input) = input.get_untracked() else { return };
        let picked = chosen(&input);
        // The same file can be chosen again after it was removed.
        input.set_value("");
        files.update(|files| {
            if !multiple {
                files.clear();
            }
            for file in picked {
                files.retain(|known| known.name() != file.name());
                files.push(file);
            }
        });
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label.view()}</label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint.view()}</p> })}
            <input
                class="input"
                id=id
                type="file"
                node_ref=input
                accept=accept
                multiple=multiple
                disabled=move || disabled.get()
                aria-describedby=described
                on:change=take
            />
            {move || error.get().map(|error| view! { <p class="field-error" id=error_id.clone()>{error}</p> })}
            {move || list(files, disabled)}
        </div>
    }
    .into_any()
}

fn chosen(input: &web_sys::HtmlInputElement) -> Vec<File> {
    let Some(list) = input.files() else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.item(index)).collect()
}

fn list(files: RwSignal<Vec<File>, LocalStorage>, disabled: Signal<bool>) -> AnyView {
    let rows: Vec<_> = files.with(|files| files.iter().map(|file| (file.name(), file.size())).collect());
    if rows.is_empty() {
        return view! { <p class="hint">{t(frame::NO_FILE)}</p> }.into_any();
    }
    let rows = rows
        .into_iter()
        .map(|(name, bytes)| {
            let removed = name.clone();
            let remove = move || files.update(|files| files.retain(|file| file.name() != removed));
            let full = Label::live({
                let name = name.clone();
                move || format!("{} {name}", t(frame::REMOVE)())
            });
            view! {
                <li>
                    <span class="file-name">{name}</span>
                    <span class="figures">{size(bytes)}</span>
                    <Button label=frame::REMOVE kind=Kind::Quiet name=full disabled=disabled on_press=remove/>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ul class="files">{rows}</ul> }.into_any()
}
