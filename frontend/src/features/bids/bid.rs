//! The bid page: choose PDFs, fill in the opening form, seal here, send, get the receipt.

use leptos::prelude::*;
use shared::api::bids::{BidSlot, ReadBidSlot, RevisionState};
use shared::envelope::{B64, KeyKind};
use shared::lifecycle::StageName;
use shared::refusal::{Code, Refusal};
use shared::text::{self, amend as words, bids, frame};

use super::draft::{self, Draft};
use super::sealing::{ENVELOPE, Phase, Sealing, progress, refused};
use super::{lot_page, model, resume, revisions};
use crate::api;
use crate::features::account;
use crate::features::account::key_loader::KeyLoader;
use crate::prefs::t;
use crate::routes::{self, Params};
use crate::session;
use crate::ui::{
    ActionBar, Button, Countdown, Facts, Kind, Label, Notice, Page, Section, State, StateKind, Stepper, Time, Tone,
    failed,
};

/// The page.
pub fn bid(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let kinds = &["bid.", "upload.", "identity.", "notice.", "list."];
    let query = api::query(move || ReadBidSlot { lot: lot.clone(), envelope: ENVELOPE }, kinds);
    query.once(move |slot| page(slot, query))
}

fn page(slot: Signal<BidSlot>, query: api::Query<ReadBidSlot>) -> AnyView {
    let first = slot.get_untracked();
    let place = format!("{} · {}", first.tender_title, first.title);
    session::set_place({
        let place = place.clone();
        move || Some(place.clone())
    });
    let sealing = Sealing::new();
    let reload = move || query.reload();
    let revising = RwSignal::new(false);
    let open = Memo::new(move |_| slot.with(|slot| slot.stage == StageName::Published));
    let identity = Memo::new(move |_| slot.with(|slot| slot.identity.clone()));
    let idle = Memo::new(move |_| sealing.phase.with(|phase| *phase == Phase::Idle));
    // While this page itself sends, the fields stay where they are.
    let unfinished = Memo::new(move |_| slot.with(|slot| slot.upload.clone()).filter(|_| idle.get()));
    let counts = Memo::new(move |_| {
        slot.with(|slot| slot.revisions.iter().any(|revision| revision.state == RevisionState::Submitted))
    });
    let refused_before = Memo::new(move |_| slot.with(|slot| slot.refused.clone()));
    let told = move || {
        let refusal = refused_before.get().filter(|_| idle.get() && sealing.failure.with(Option::is_none))?;
        Some(failed(&refused(refusal)))
    };
    let form = StoredValue::new_local(None::<Draft>);
    let body = move || {
        if !open.get() {
            return view! { <State kind=StateKind::Locked what=bids::OVER/> }.into_any();
        }
        if identity.get().is_none() {
            return need_identity();
        }
        if let Some(upload) = unfinished.get() {
            return resume::resume(&upload, sealing, reload);
        }
        if counts.get() && !revising.get() {
            return revise(revising);
        }
        // The fields survive whatever happens around them.
        let draft = form.get_value().unwrap_or_else(|| {
            let draft = Draft::new(&slot.get_untracked());
            form.set_value(Some(draft));
            draft
        });
        fields(slot, draft, sealing, identity, reload)
    };
    let earlier = move || slot.with(|slot| revisions::revisions(slot, reload));
    let deadline_ms = Signal::derive(move || slot.with(|slot| slot.deadline_ms));
    // An amendment retired the last bid, and none has taken its place.
    let retired = move || {
        let newest = slot.with(|slot| slot.revisions.first().map(|revision| revision.state));
        (open.get() && newest == Some(RevisionState::Retired)).then(|| {
            view! { <div data-test="must-reseal"><Notice tone=Tone::Warning what=words::MUST_RESEAL/></div> }
        })
    };
    let rehearsal = lot_page(&first.lot, "rehearsal");
    let rehearse = move || {
        let path = rehearsal.clone();
        (open.get() && idle.get()).then(|| {
            view! { <p><a class="button" data-test="go-rehearsal" href=path>{t(shared::text::rehearsal::GO)}</a></p> }
        })
    };
    view! {
        <Page title=bids::BID lead=place>
            {facts(slot)}
            {steps(sealing)}
            {told}
            {retired}
            {earlier}
            {rehearse}
            {body}
            {progress(sealing, deadline_ms)}
        </Page>
    }
    .into_any()
}

fn facts(slot: Signal<BidSlot>) -> AnyView {
    let slot = slot.get_untracked();
    let left = slot.deadline_ms.filter(|_| slot.stage == StageName::Published).map(|ms| {
        view! { " "<Countdown until_ms=Signal::stored(ms) label=bids::LEFT/> }
    });
    let rows: Vec<(Label, AnyView)> = vec![
        (bids::LOT.into(), slot.lot.to_string().into_any()),
        (bids::STAGE.into(), t(text::stage(slot.stage)).into_any()),
        (bids::DEADLINE.into(), view! { {slot.deadline_ms.map(|ms| view! { <Time ms=ms/> })}{left} }.into_any()),
        (bids::BIDDER.into(), format!("{} {}", slot.bidder_name, slot.bidder).into_any()),
    ];
    view! { <Facts rows=rows/> }.into_any()
}

fn steps(sealing: Sealing) -> AnyView {
    let names = vec![
        bids::STEP_FILES.into(),
        bids::STEP_FORM.into(),
        bids::STEP_SEAL.into(),
        bids::STEP_UPLOAD.into(),
        bids::STEP_RECEIPT.into(),
    ];
    let now = Signal::derive(move || match sealing.phase.get() {
        Phase::Idle => 0,
        Phase::Sealing(..) => 2,
        Phase::Sending(_) => 3,
        Phase::Judging => 4,
    });
    view! { <Stepper label=bids::BID steps=names now=now/> }.into_any()
}

fn need_identity() -> AnyView {
    view! {
        <Notice tone=Tone::Warning what=bids::NEED_IDENTITY/>
        <ActionBar><a class="button primary" data-test="go-keys" href="/account/keys">{t(bids::GO_KEYS)}</a></ActionBar>
    }
    .into_any()
}

fn revise(revising: RwSignal<bool>) -> AnyView {
    view! {
        <p class="hint">{t(bids::REVISE_HINT)}</p>
        <ActionBar>
            <Button attr:data-test="revise" label=bids::REVISE on_press=move || revising.set(true)/>
        </ActionBar>
    }
    .into_any()
}

fn fields(
    slot: Signal<BidSlot>,
    draft: Draft,
    sealing: Sealing,
    identity: Memo<Option<String>>,
    reload: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let busy = sealing.busy();
    let expected = Signal::derive(move || identity.get().and_then(|key| B64::parse(&key).ok()));
    let start = move || leptos::task::spawn_local(submit(slot.get_untracked(), draft, sealing, reload));
    view! {
        {draft::files(draft, busy)}
        {draft::form(draft, busy)}
        <Section title=bids::KEY>
            <KeyLoader kind=KeyKind::Identity key=draft.key expected=expected/>
        </Section>
        <ActionBar>
            <Button attr:data-test="seal" label=bids::SEAL kind=Kind::Primary busy=busy on_press=start/>
        </ActionBar>
    }
    .into_any()
}

/// Checks everything, then seals and sends.
async fn submit(slot: BidSlot, draft: Draft, sealing: Sealing, reload: impl Fn() + Copy + 'static) {
    sealing.failure.try_set(None);
    let file = draft.wrong_file().await;
    let names = draft.names().unwrap_or_default();
    let made = model::form(&draft.entered(), &slot.bidder_name, &slot.lot, ENVELOPE, &names);
    let mut wrong = made.as_ref().err().cloned().unwrap_or_default();
    if let Some(file) = file {
        wrong.insert("files".into(), file);
    }
    let key = draft.key.get_untracked();
    let first = wrong.iter().next().map(|(field, refusal)| (field.clone(), refusal.clone()));
    draft.wrong.try_set(wrong);
    if let Some((field, refusal)) = first {
        crate::ui::focus(&field);
        sealing.failure.try_set(Some(refused(refusal)));
        return;
    }
    let (Ok(form), Some(key)) = (made, key) else {
        let missing = bids::KEY_FILE.get(crate::prefs::lang_now());
        sealing.failure.try_set(Some(refused(Refusal::new(Code::FieldMissing).with("field", missing))));
        return;
    };
    let lot = slot.lot.clone();
    sealing.start(slot, form, draft.files.get_untracked(), key, move |revision| {
        reload();
        routes::go(&lot_page(&lot, &format!("receipts/{revision}")));
        crate::ui::toast::show(Tone::Done, frame::DONE);
    });
}
