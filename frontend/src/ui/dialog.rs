//! Dialogs over the page, on the native `<dialog>`: it keeps the focus inside and gives it back.

use leptos::callback::{Callable as _, UnsyncCallback};
use leptos::html;
use leptos::prelude::*;

use super::{Label, new_id};

/// A dialog that is there while `open` is true; Escape closes it.
#[component]
pub fn Dialog(
    /// What it is about.
    #[prop(into)]
    title: Label,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What else happens when the person closes it.
    #[prop(optional, into)]
    on_close: Option<UnsyncCallback<()>>,
    /// What is in it.
    children: ChildrenFn,
) -> AnyView {
    let element = NodeRef::<html::Dialog>::new();
    let title_id = new_id("dialog");
    Effect::new(move |_| {
        let Some(dialog) = element.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let closed = move |_| {
        if open.get_untracked() {
            open.set(false);
            if let Some(on_close) = on_close {
                on_close.run(());
            }
        }
    };
    let inside = move || open.get().then(|| children());
    let heading = title_id.clone();
    view! {
        <dialog class="dialog" node_ref=element aria-labelledby=heading on:close=closed>
            <h2 id=title_id>{title.view()}</h2>
            {inside}
        </dialog>
    }
    .into_any()
}
