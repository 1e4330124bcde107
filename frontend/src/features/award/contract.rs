//! The contract notice (政府采购合同公告): number, day and amount.

use leptos::prelude::*;
use shared::amount::Fen;
use shared::api::after::{AfterReply, PublishContract, ReadAfter, SaveContract};
use shared::id::LotKey;
use shared::lifecycle::StageName;
use shared::people::Role;
use shared::text::after as words;

use crate::api::{self, Query};
use crate::session;
use crate::ui::{
    Button, Confirm, DateTimeField, Facts, Failed, Label, NumberField, State, StateKind, TextField, Time, Tone, toast,
};

/// The contract as it is noted, or the form by which the purchaser notes it.
pub fn contract(lot: &LotKey, query: Query<ReadAfter>, reply: Signal<AfterReply>, stage: StageName) -> AnyView {
    let row = reply.with(|reply| reply.contract.clone());
    match (row, session::role()) {
        (Some(row), role) => {
            let mut facts: Vec<(Label, AnyView)> = vec![
                (words::CONTRACT_NUMBER.into(), row.number.clone().into_any()),
                (
                    words::CONTRACT_AMOUNT.into(),
                    view! { <span class="figures">{row.amount.grouped()}</span> }.into_any(),
                ),
                (words::CONTRACT_SIGNED.into(), view! { <Time ms=row.signed_ms/> }.into_any()),
            ];
            if let Some(ms) = row.published_ms {
                facts.push((words::CONTRACT_PUBLISHED.into(), view! { <Time ms=ms/> }.into_any()));
            }
            let act = api::change::<PublishContract>();
            let of = lot.clone();
            let press = move || act.send(PublishContract { lot: of.clone() }, move |_| query.reload());
            let button = (role == Role::Officer && row.published_ms.is_none()).then(|| {
                view! {
                    <Failed failure=act.failure()/>
                    <Button attr:data-test="publish-contract" label=words::PUBLISH_CONTRACT busy=act.busy() on_press=press/>
                }
            });
            view! { <Facts rows=facts/>{button} }.into_any()
        }
        (None, Role::Purchaser) if stage == StageName::Concluded => {
            view! { <Contracting lot=lot.clone() query=query/> }.into_any()
        }
        _ => view! { <State kind=StateKind::Empty what=words::NO_CONTRACT/> }.into_any(),
    }
}

/// The purchaser notes the signed contract.
#[component]
fn Contracting(
    /// The lot.
    lot: LotKey,
    /// Asks again.
    query: Query<ReadAfter>,
) -> AnyView {
    let (number, amount) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let signed = RwSignal::new(None::<i64>);
    let open = RwSignal::new(false);
    let act = api::change::<SaveContract>();
    let lot = StoredValue::new(lot);
    let confirm = move || {
        let (Ok(amount), Some(signed_ms)) = (Fen::parse(amount.get_untracked().trim()), signed.get_untracked()) else {
            return;
        };
        let body = SaveContract { lot: lot.get_value(), number: number.get_untracked(), amount, signed_ms };
        act.send(body, move |_| {
            open.set(false);
            toast::show(Tone::Done, words::CONTRACT_SAVED);
            query.reload();
        });
    };
    let idle = Signal::derive(move || {
        number.with(|text| text.trim().is_empty())
            || signed.get().is_none()
            || amount.with(|text| Fen::parse(text.trim()).is_err())
    });
    view! {
        <TextField attr:data-test="contract-number" label=words::CONTRACT_NUMBER value=number required=true max_length=64/>
        <NumberField attr:data-test="contract-amount" label=words::CONTRACT_AMOUNT value=amount/>
        <DateTimeField label=words::CONTRACT_SIGNED value=signed required=true/>
        <Button
            attr:data-test="save-contract" label=words::SAVE_CONTRACT disabled=idle on_press=move || open.set(true)
        />
        <Confirm
            title=words::SAVE_CONTRACT open=open locks=words::CONTRACT_LOCKS action=words::SAVE_CONTRACT
            on_confirm=confirm busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}
