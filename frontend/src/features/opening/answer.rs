//! Answering an objection.

use leptos::prelude::*;
use shared::api::opening::{AnswerObjection, ObjectionLine};
use shared::id::LotKey;
use shared::text::opening;

use crate::api;
use crate::ui::{Button, Failed, TextArea};

/// The field and its button.
pub fn form(lot: &LotKey, line: &ObjectionLine) -> AnyView {
    let text = RwSignal::new(String::new());
    let act = api::change::<AnswerObjection>();
    let (lot, n) = (lot.clone(), line.n);
    let send = move || act.send(AnswerObjection { lot: lot.clone(), n, text: text.get_untracked() }, |_| {});
    view! {
        <TextArea
            attr:data-test="answer-text" label=opening::ANSWER_TEXT value=text error=act.error_of("text") rows=2 max_length=1000
        />
        <Failed failure=act.failure()/>
        <Button attr:data-test="answer" label=opening::ANSWER busy=act.busy() on_press=send/>
    }
    .into_any()
}
