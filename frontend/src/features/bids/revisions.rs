//! The revisions that were submitted: receipts, withdrawal.

use leptos::prelude::*;
use shared::api::bids::{BidSlot, Revision, RevisionState, WithdrawBid};
use shared::lifecycle::StageName;
use shared::text::{amend as words, bids};

use super::{lot_page, receipt_page};
use crate::api;
use crate::crypto::{save, size};
use crate::prefs::t;
use crate::ui::{Button, Confirm, Kind, Section, Status, Table, Time, Tone, toast};

/// The section; `then` runs after a withdrawal.
pub fn revisions(slot: &BidSlot, then: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    if slot.revisions.is_empty() {
        return ().into_any();
    }
    let head = vec![
        bids::REVISION.into(),
        bids::RECEIVED.into(),
        bids::BYTES.into(),
        bids::STATE.into(),
        bids::RECEIPT.into(),
    ];
    let rows = slot.revisions.iter().map(|revision| row(slot, revision)).collect_view();
    let counts = slot.revisions.iter().any(|revision| revision.state == RevisionState::Submitted);
    let withdraw = (counts && slot.stage == StageName::Published).then(|| withdraw(slot, then));
    view! {
        <Section title=bids::REVISIONS>
            <Table caption=bids::REVISIONS head=head figures=&[0, 2]>{rows}</Table>
            {withdraw}
        </Section>
    }
    .into_any()
}

fn row(slot: &BidSlot, revision: &Revision) -> AnyView {
    let tone = match revision.state {
        RevisionState::Submitted | RevisionState::Listed => Tone::Done,
        RevisionState::Superseded | RevisionState::Withdrawn => Tone::Info,
        RevisionState::Retired => Tone::Warning,
    };
    let href = lot_page(&slot.lot, &receipt_page(slot.envelope, revision.revision));
    let link = revision.receipt.is_some().then(|| {
        view! { <a href=href data-test="receipt-link">{t(bids::RECEIPT)}</a> }
    });
    let ended = revision.withdrawal.clone().map(|note| {
        let name = format!("{}-{}-r{}.retired.txt", slot.lot.tender, slot.lot.lot, revision.revision);
        let label = match revision.state {
            RevisionState::Retired => words::SAVE_RETIREMENT,
            _ => bids::IS_WITHDRAWAL,
        };
        let press = move || {
            if let Err(failure) = save(&name, note.as_bytes(), "text/plain") {
                toast::show(Tone::Error, failure.what(crate::prefs::lang_now()));
            }
        };
        view! { <Button attr:data-test="save-ended" label=label kind=Kind::Quiet on_press=press/> }
    });
    #[expect(clippy::cast_precision_loss, reason = "bytes of a file, shown to a person")]
    let bytes = size(revision.length as f64);
    view! {
        <tr data-test="revision">
            <td class="figures">{revision.revision}</td>
            <td><Time ms=revision.received_ms/></td>
            <td class="figures">{bytes}</td>
            <td><Status label=bids::revision_state(revision.state) tone=Signal::stored(tone)/></td>
            <td>{link}{ended}</td>
        </tr>
    }
    .into_any()
}

fn withdraw(slot: &BidSlot, then: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    let act = api::change::<WithdrawBid>();
    let open = RwSignal::new(false);
    let (lot, envelope) = (slot.lot.clone(), slot.envelope);
    let confirm = move || {
        act.send(WithdrawBid { lot: lot.clone(), envelope }, move |_| {
            open.try_set(false);
            then();
        });
    };
    view! {
        <Button attr:data-test="withdraw" label=bids::WITHDRAW kind=Kind::Danger on_press=move || open.set(true)/>
        <Confirm
            title=bids::WITHDRAW open=open locks=bids::WITHDRAW_WARNS action=bids::WITHDRAW on_confirm=confirm
            busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}
