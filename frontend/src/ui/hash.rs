//! Hashes and other long numbers that people compare and copy.

use leptos::prelude::*;
use shared::text::frame;

use super::{Button, Kind, Label, Tone, toast};
use crate::prefs::t;

/// A value in groups of four, with a button that copies it whole.
#[component]
pub fn Hash(
    /// The value.
    #[prop(into)]
    value: String,
    /// What it is the hash of, for a screen reader.
    #[prop(into)]
    name: Label,
) -> AnyView {
    let groups = value
        .as_bytes()
        .chunks(4)
        .map(|group| view! { <span>{String::from_utf8_lossy(group).into_owned()}</span> }.into_any())
        .collect_view();
    let full = Label::live({
        let name = name.clone();
        move || format!("{} {}", t(frame::COPY)(), name.get())
    });
    let copy = {
        let value = value.clone();
        move || {
            let promise = window().navigator().clipboard().write_text(&value);
            leptos::task::spawn_local(async move {
                if wasm_bindgen_futures::JsFuture::from(promise).await.is_ok() {
                    toast::show(Tone::Done, frame::COPIED);
                }
            });
        }
    };
    view! {
        <span class="hash">
            <code title=value>{groups}</code>
            <Button label=frame::COPY kind=Kind::Quiet name=full on_press=copy/>
        </span>
    }
    .into_any()
}
