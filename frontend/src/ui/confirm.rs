//! The question before what cannot be undone.

use leptos::callback::{Callable as _, UnsyncCallback};
use leptos::prelude::*;
use shared::text::frame;

use super::{Button, Dialog, Failed, Kind, Label};
use crate::api::Failure;
use crate::prefs::t;

/// Says what an act locks and who could undo it, before it is done. The caller closes it by setting `open`.
#[component]
pub fn Confirm(
    /// The act as a question or a heading.
    #[prop(into)]
    title: Label,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What the act locks or makes final.
    #[prop(into)]
    locks: Label,
    /// Who could undo it; without it, nobody.
    #[prop(optional, into)]
    undo: Option<Label>,
    /// The verb on the button.
    #[prop(into)]
    action: Label,
    /// Does it.
    #[prop(into)]
    on_confirm: UnsyncCallback<()>,
    /// Whether it is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Why it failed.
    #[prop(optional, into)]
    failure: Signal<Option<Failure>>,
) -> AnyView {
    let undo = undo.unwrap_or(Label::Text(frame::NOBODY));
    view! {
        <Dialog title=title open=open>
            <dl class="facts">
                <dt>{t(frame::LOCKS)}</dt>
                <dd>{locks.clone().view()}</dd>
                <dt>{t(frame::UNDO)}</dt>
                <dd>{undo.clone().view()}</dd>
            </dl>
            <Failed failure=failure/>
            <div class="dialog-actions">
                <Button label=frame::CANCEL on_press=move || open.set(false)/>
                <Button label=action.clone() kind=Kind::Danger busy=busy on_press=move || on_confirm.run(())/>
            </div>
        </Dialog>
    }
    .into_any()
}
