//! The rehearsal: before the deadline a bidder goes the whole way on their own machine with a test bid that is nobody's: key,
//! seal, the server's check, opening with shares, the recovery file, the line. The code is that of a real bid.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use shared::api::bids::{BidSlot, ReadBidSlot, ReadEnvelopes};
use shared::envelope::{
    B64, Binding, ClaimedSize, Context, Envelope, Holder, HolderSecret, KeyKind, KeySheet, Measure, OpeningForm,
    Policy, Recovery, SealPlan, Seed, SigningSeed, holder_pair, identity_of,
};
use shared::journal::Hash as Sha256;
use shared::text::{Text, account as keys_text, bids, rehearsal as words};
use web_sys::{Blob, File};

use super::lot_page;
use super::sealing::span;
use crate::api::{self, Failure};
use crate::clock::monotonic_ms;
use crate::crypto::open::SealedFile;
use crate::crypto::{keys, line, random, read, seal, size, vectors};
use crate::features::account as desk;
use crate::features::account::key_loader::{KeyLoader, OpenKey, slot as key_slot};
use crate::prefs::{lang, t};
use crate::routes::Params;
use crate::session;
use crate::ui::{
    ActionBar, Button, Countdown, Failed, FilePicker, Kind, Label, Notice, Page, Section, Status, Table, Tone,
};

/// The length of the test document, bytes: several segments.
const TEST_BYTES: usize = 3 << 20;
/// The longest file of vectors, bytes.
const VECTORS_BYTES_MAX: f64 = 1_048_576.0;

/// The steps, in order.
const STEPS: [Text; 6] =
    [words::STEP_KEY, words::STEP_SEAL, words::STEP_CHECK, words::STEP_OPEN, words::STEP_RECOVERY, words::STEP_LINE];

/// How far a step is.
#[derive(Clone, Default, PartialEq)]
enum Progress {
    #[default]
    Ahead,
    Now,
    /// It passed; with what was measured.
    Passed(Option<String>),
    Failed(Failure),
}

type Steps = [RwSignal<Progress>; 6];

/// The page.
pub fn rehearsal(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return desk::not_found() };
    let ask = lot.clone();
    api::query(move || ReadEnvelopes { lot: ask.clone() }, &["notice."]).once(move |all| {
        let Some(envelope) = all.with_untracked(|all| all.first().map(|slot| slot.envelope)) else {
            return desk::not_found();
        };
        let lot = lot.clone();
        api::query(move || ReadBidSlot { lot: lot.clone(), envelope }, &["identity.", "notice."]).once(page)
    })
}

fn page(slot: Signal<BidSlot>) -> AnyView {
    let first = slot.get_untracked();
    let place = format!("{} · {}", first.tender_title, first.title);
    session::set_place({
        let place = place.clone();
        move || Some(place.clone())
    });
    let steps: Steps = std::array::from_fn(|_| RwSignal::new(Progress::Ahead));
    let (key, busy) = (key_slot(), RwSignal::new(false));
    let identity =
        Signal::derive(move || slot.with(|slot| slot.identity.clone()).and_then(|key| B64::parse(&key).ok()));
    let start = move || {
        let Some(open) = key.get_untracked() else { return };
        busy.set(true);
        steps.iter().for_each(|step| step.set(Progress::Ahead));
        leptos::task::spawn_local(async move {
            rehearse(slot.get_untracked(), open, steps).await;
            busy.try_set(false);
        });
    };
    let not_ready = Signal::derive(move || key.with(Option::is_none));
    let left = first.deadline_ms.map(|ms| view! { <Countdown until_ms=Signal::stored(ms) label=bids::LEFT/> });
    let need =
        move || identity.get().is_none().then(|| view! { <Notice tone=Tone::Warning what=bids::NEED_IDENTITY/> });
    let again = Label::live(move || {
        let begun = steps[0].with(|step| *step != Progress::Ahead);
        if begun { words::AGAIN } else { words::START }.get(lang()).to_owned()
    });
    let back = lot_page(&first.lot, "bid");
    view! {
        <Page title=words::REHEARSAL lead=place>
            <p>{t(words::REHEARSAL_LEAD)}</p>
            <p>{left}" "<span class="hint">{t(words::CLOCK)}</span></p>
            {need}
            <Section title=bids::KEY>
                <KeyLoader kind=KeyKind::Identity key=key expected=identity/>
            </Section>
            <Section title=words::REHEARSAL>{table(steps)}{verdict(steps)}</Section>
            <ActionBar>
                <a class="button" href=back>{t(bids::BACK)}</a>
                <Button
                    attr:data-test="rehearse" label=again kind=Kind::Primary busy=busy disabled=not_ready on_press=start
                />
            </ActionBar>
            <Section title=words::VECTORS><Vectors/></Section>
        </Page>
    }
    .into_any()
}

fn table(steps: Steps) -> AnyView {
    let lines = STEPS
        .iter()
        .zip(steps)
        .map(|(name, step)| {
            let state = move || match step.get() {
                Progress::Ahead => ().into_any(),
                Progress::Now => view! { <Status label=words::RUNNING tone=Signal::stored(Tone::Info)/> }.into_any(),
                Progress::Passed(measured) => view! {
                    <Status label=words::PASSED tone=Signal::stored(Tone::Done)/>" "{measured}
                }
                .into_any(),
                Progress::Failed(why) => view! {
                    <Status label=words::FAILED tone=Signal::stored(Tone::Error)/>{crate::ui::failed(&why)}
                }
                .into_any(),
            };
            let passed = move || step.with(|step| matches!(step, Progress::Passed(_))).then_some("passed");
            view! { <tr data-test="rehearsal-step" data-state=passed><th scope="row">{t(*name)}</th><td>{state}</td></tr> }
                .into_any()
        })
        .collect_view();
    let head = [Label::from(words::REHEARSAL), keys_text::KEY_STATE.into()];
    view! { <div aria-live="polite"><Table caption=words::REHEARSAL head=head.to_vec()>{lines}</Table></div> }
        .into_any()
}

fn verdict(steps: Steps) -> AnyView {
    let view = move || {
        let passed = steps.iter().filter(|step| step.with(|step| matches!(step, Progress::Passed(_)))).count();
        let failed = steps.iter().any(|step| step.with(|step| matches!(step, Progress::Failed(_))));
        if failed {
            view! { <div data-test="rehearsal-failed"><Notice tone=Tone::Warning what=words::NOT_GOOD/></div> }
                .into_any()
        } else if passed == STEPS.len() {
            view! { <div data-test="rehearsal-passed"><Notice tone=Tone::Done what=words::ALL_GOOD/></div> }.into_any()
        } else {
            ().into_any()
        }
    };
    view.into_any()
}

/// Carries a step out; none when it failed, and nothing after it is tried.
async fn step<T>(
    step: RwSignal<Progress>,
    work: impl Future<Output = Result<(T, Option<String>), Failure>>,
) -> Option<T> {
    step.try_set(Progress::Now);
    match work.await {
        Ok((made, measured)) => {
            step.try_set(Progress::Passed(measured));
            Some(made)
        }
        Err(why) => {
            step.try_set(Progress::Failed(why));
            None
        }
    }
}

async fn rehearse(slot: BidSlot, key: OpenKey, steps: Steps) {
    let Some((signer, trial)) = step(steps[0], async { Ok((prepared(&slot, key)?, None)) }).await else { return };
    let Some(sealed) = step(steps[1], trial.sealed(&signer)).await else { return };
    let Some((file, measure)) = step(steps[2], trial.checked(&sealed)).await else { return };
    if step(steps[3], trial.opened(&file, &measure)).await.is_some()
        && step(steps[4], trial.recovered(&file, &measure)).await.is_some()
    {
        step(steps[5], measured_line()).await;
    }
}

/// A test bid: under a key sheet of two holders that exist in this page only.
struct Trial {
    context: Context,
    sheet: KeySheet,
    secrets: Vec<(u8, HolderSecret)>,
    seed: Seed,
    form: OpeningForm,
    document: File,
    sha256: Sha256,
}

/// What the trial needs; the identity key must be the enrolled one.
fn prepared(slot: &BidSlot, key: OpenKey) -> Result<(SigningSeed, Trial), Failure> {
    let signer = keys::signing(key.private)?;
    if slot.identity.as_deref() != Some(identity_of(&signer).to_string().as_str()) {
        return Err(super::refused(shared::refusal::Code::BidOtherKey.into()));
    }
    let (mut sheet, mut secrets, mut identities) = (empty_sheet(slot), Vec::new(), Vec::new());
    for x in 1..=2 {
        let ((secret, public), identity) = (holder_pair(&random()?), SigningSeed::new(random()?));
        let name = format!("rehearsal {x}");
        sheet.holders.push(Holder { x, name, key: public, identity: identity_of(&identity) });
        secrets.push((x, secret));
        identities.push(identity);
    }
    let sigs: Result<Vec<_>, _> = identities.iter().map(|identity| sheet.sign(identity)).collect();
    sheet.sigs = sigs.map_err(Failure::own)?;
    let binding = Binding {
        bidder: slot.bidder.clone(),
        bidder_key: identity_of(&signer),
        revision: slot.next_revision,
        deadline_ms: slot.deadline_ms.and_then(|ms| u64::try_from(ms).ok()).unwrap_or_default(),
        // No notice has this hash: what is sealed here counts nowhere.
        notice: Sha256::of(b"bidroom/rehearsal/1"),
        policy: Policy::Quorum,
    };
    let context = Context::new(binding, &sheet).map_err(Failure::own)?;
    let content = document()?;
    let sha256 = Sha256::of(&content);
    let parts = Array::of1(&Uint8Array::from(content.as_slice()));
    let document =
        File::new_with_u8_array_sequence(&parts, "rehearsal.pdf").map_err(|why| Failure::own(api::describe(&why)))?;
    let trial = Trial { context, sheet, secrets, seed: keys::new_seed()?, form: form(slot), document, sha256 };
    Ok((signer, trial))
}

fn empty_sheet(slot: &BidSlot) -> KeySheet {
    KeySheet {
        tender: slot.lot.tender.clone(),
        lot: slot.lot.lot.clone(),
        envelope: Envelope::Single,
        m: 2,
        holders: Vec::new(),
        sigs: Vec::new(),
    }
}

fn form(slot: &BidSlot) -> OpeningForm {
    let price = shared::amount::Fen(100);
    OpeningForm {
        v: shared::envelope::VERSION,
        tender: slot.lot.tender.clone(),
        lot: slot.lot.lot.clone(),
        bidder: slot.bidder_name.clone(),
        price_fen: Some(price),
        price_words: Some(shared::amount::in_words(price)),
        delivery_days: 1,
        validity_days: 1,
        size: ClaimedSize::Large,
        consortium_small_share: "0".into(),
        domestic: false,
        brand: None,
        index: Vec::new(),
    }
}

/// A document of noise that begins like a PDF.
fn document() -> Result<Vec<u8>, Failure> {
    let mut content = b"%PDF-1.7\n".to_vec();
    while content.len() < TEST_BYTES {
        content.extend_from_slice(&random::<32768>()?);
    }
    Ok(content)
}

impl Trial {
    async fn sealed(&self, signer: &SigningSeed) -> Result<(Blob, Option<String>), Failure> {
        let began = monotonic_ms();
        let plan = SealPlan::new(&self.seed, self.context.clone(), &self.sheet).map_err(Failure::own)?;
        let files = std::slice::from_ref(&self.document);
        let made = seal::seal(&plan, &self.form, files, signer, |_, _| {}).await?;
        #[expect(clippy::cast_precision_loss, reason = "a few MiB")]
        let bytes = made.bytes as f64;
        let speed = size(bytes / (monotonic_ms() - began).max(1.0) * 1000.0);
        let said = words::SEALED_AT.get(lang()).replace("{size}", &size(bytes)).replace("{speed}", &speed);
        Ok((made.file, Some(said)))
    }

    async fn checked<'b>(&self, sealed: &'b Blob) -> Result<((SealedFile<'b>, Measure), Option<String>), Failure> {
        let file = SealedFile::read(sealed).await?;
        let measure = file.measure().await?;
        file.check_submission(&self.context, &measure)?;
        Ok(((file, measure), None))
    }

    /// The quorum's way: shares, seed, whole check, and the very bytes that were sealed.
    async fn opened(&self, file: &SealedFile<'_>, measure: &Measure) -> Result<((), Option<String>), Failure> {
        let seed = file.recover(&self.secrets)?;
        self.same(file, &seed, measure).await
    }

    /// The bidder's own way: the recovery file, written and read.
    async fn recovered(&self, file: &SealedFile<'_>, measure: &Measure) -> Result<((), Option<String>), Failure> {
        let bytes = Recovery::new(&self.seed, &self.context).and_then(|kept| kept.to_bytes()).map_err(Failure::own)?;
        let kept = Recovery::parse(&bytes).map_err(Failure::own)?;
        let seed = kept.seed_for(&self.context).map_err(Failure::own)?;
        self.same(file, seed, measure).await
    }

    async fn same(
        &self,
        file: &SealedFile<'_>,
        seed: &Seed,
        measure: &Measure,
    ) -> Result<((), Option<String>), Failure> {
        let (form, hashes) = file.open(seed, &self.context, &self.sheet, measure).await?;
        match form == self.form && hashes == [self.sha256] {
            true => Ok(((), None)),
            false => Err(Failure::own("rehearsal.other")),
        }
    }
}

async fn measured_line() -> Result<((), Option<String>), Failure> {
    let speed = line::speed().await?;
    let of = |mib: f64| span(mib * 1_048_576.0 / speed.max(1.0));
    let said = words::LINE_AT.get(lang()).replace("{speed}", &size(speed));
    Ok(((), Some(said.replace("{hundred}", &of(100.0)).replace("{five}", &of(500.0)))))
}

/// The published vectors, computed by this page.
#[component]
fn Vectors() -> AnyView {
    let files = RwSignal::new_local(Vec::<File>::new());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let found = RwSignal::new(Vec::<vectors::Compared>::new());
    let press = move || {
        let Some(file) = files.with_untracked(|files| files.first().cloned()) else { return };
        busy.set(true);
        failure.set(None);
        found.set(Vec::new());
        leptos::task::spawn_local(async move {
            let compared = async { vectors::compare(&read(&file, VECTORS_BYTES_MAX).await?).await };
            match compared.await {
                Ok(compared) => {
                    found.try_set(compared);
                }
                Err(why) => {
                    failure.try_set(Some(why));
                }
            }
            busy.try_set(false);
        });
    };
    let lines = move || {
        let rows = found.get().into_iter().zip(1..).map(|(compared, n): (_, u32)| {
            let same = compared.head && compared.payload;
            let (label, tone) = if same { (words::PASSED, Tone::Done) } else { (words::FAILED, Tone::Error) };
            let name = Label::with(words::VECTOR_N, [("n", n.to_string())]);
            view! {
                <p data-test="vector" data-same=same.then_some("same")>
                    {name.view()}" "<Status label=label tone=Signal::stored(tone)/>" "
                    <code class="wrap">{compared.head_sha256}" "{compared.payload_sha256}</code>
                </p>
            }
        });
        rows.collect_view()
    };
    let none = Signal::derive(move || files.with(Vec::is_empty));
    view! {
        <p>{t(words::VECTORS_LEAD)}</p>
        <FilePicker attr:data-test="vectors-file" label=words::VECTORS_FILE files=files accept=".json,application/json"/>
        <Failed failure=failure/>
        <div aria-live="polite">{lines}</div>
        <Button attr:data-test="compare-vectors" label=words::VECTORS_GO busy=busy disabled=none on_press=press/>
    }
    .into_any()
}
