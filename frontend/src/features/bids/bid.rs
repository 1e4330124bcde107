//! The bid page: choose PDFs, fill in the opening form, seal here, send, get the receipt.

use leptos::prelude::*;
use shared::api::bids::{BidSlot, EnvelopeSlot, ReadBidSlot, ReadEnvelopes, RevisionState, SlotState};
use shared::envelope::{B64, KeyKind};
use shared::lifecycle::StageName;
use shared::refusal::{Code, Refusal};
use shared::text::{self, amend as words, bids, frame, opening};

use super::draft::{self, Draft};
use super::sealing::{Phase, Sealing, progress, refused, store_name};
use super::{envelope_of, lot_page, model, receipt_page, resume, revisions};
use crate::api;
use crate::features::account;
use crate::features::account::key_loader::KeyLoader;
use crate::prefs::{lang, t};
use crate::routes::{self, Params};
use crate::session;
use crate::ui::{
    ActionBar, Button, Countdown, Facts, Kind, Label, Notice, Page, Section, State, StateKind, Status, Stepper, Time,
    Tone, failed,
};

/// The page.
pub fn bid(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let named = (!params.get("envelope").is_empty()).then(|| envelope_of(&params));
    if named == Some(None) {
        return account::not_found();
    }
    let ask = lot.clone();
    let envelopes = api::query(move || ReadEnvelopes { lot: ask.clone() }, KINDS);
    envelopes.once(move |all| {
        let first = all.with_untracked(|all| all.first().map(|slot| slot.envelope));
        let Some(envelope) = named.flatten().or(first) else { return account::not_found() };
        let lot = lot.clone();
        let query = api::query(move || ReadBidSlot { lot: lot.clone(), envelope }, KINDS);
        query.once(move |slot| page(slot, query, all))
    })
}

/// The acts after which what is shown may be another.
const KINDS: &[&str] = &["bid.", "upload.", "identity.", "notice.", "list."];

/// Two envelopes: how far each is, and that the bid is complete only with both.
fn both(slot: Signal<BidSlot>, all: Signal<Vec<EnvelopeSlot>>) -> Option<AnyView> {
    if all.with(Vec::len) < 2 {
        return None;
    }
    let (lot, here) = slot.with(|slot| (slot.lot.clone(), slot.envelope));
    let missing: Vec<_> =
        all.with(|all| all.iter().filter(|one| one.state != SlotState::Submitted).map(|one| one.envelope).collect());
    let rows = all.with(|all| {
        all.iter()
            .map(|one| {
                let href = lot_page(&lot, &format!("bid/{}", store_name(one.envelope)));
                let tone = if one.state == SlotState::Submitted { Tone::Done } else { Tone::Warning };
                let name = opening::envelope(one.envelope);
                let name = match one.envelope == here {
                    true => view! { <b aria-current="page">{t(name)}</b> }.into_any(),
                    false => view! { <a class="button" data-test="other-envelope" href=href>{t(name)}</a> }.into_any(),
                };
                view! { <li class="row" data-test="envelope">{name}<Status label=bids::slot_state(one.state) tone=Signal::stored(tone)/></li> }
            })
            .collect_view()
    });
    let told = match missing.as_slice() {
        [] => view! { <Notice tone=Tone::Done what=bids::BOTH_IN/> }.into_any(),
        missing => {
            let missing = missing.to_vec();
            let names =
                move || missing.iter().map(|one| opening::envelope(*one).get(lang())).collect::<Vec<_>>().join("、");
            let what = Label::live(move || bids::BOTH_NEEDED.get(lang()).replace("{missing}", &names()));
            view! { <div data-test="missing-envelope"><Notice tone=Tone::Warning what=what/></div> }.into_any()
        }
    };
    Some(view! { <Section title=bids::ENVELOPES><ul class="signed">{rows}</ul>{told}</Section> }.into_any())
}

fn page(slot: Signal<BidSlot>, query: api::Query<ReadBidSlot>, all: Signal<Vec<EnvelopeSlot>>) -> AnyView {
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
            {move || both(slot, all)}
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
    let made = model::form(&draft.entered(), &slot.bidder_name, &slot.lot, slot.envelope, &names);
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
    let (lot, envelope) = (slot.lot.clone(), slot.envelope);
    sealing.start(slot, form, draft.files.get_untracked(), key, move |revision| {
        reload();
        routes::go(&lot_page(&lot, &receipt_page(envelope, revision)));
        crate::ui::toast::show(Tone::Done, frame::DONE);
    });
}
