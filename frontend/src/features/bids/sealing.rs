//! Sealing and sending: the seal is made on this machine, the sealed file goes to the server in pieces.

use leptos::prelude::*;
use shared::api::Problem;
use shared::api::bids::{BidSlot, UPLOADS_PATH};
use shared::envelope::{Binding, Context, Envelope, KeySheet, Notice, OpeningForm, Recovery, SealPlan};
use shared::id::LotKey;
use shared::journal::Hash as Sha256;
use shared::refusal::{Code, Refusal};
use shared::text::{bids, rehearsal};
use web_sys::{Blob, File};

use crate::api::{Failure, saves};
use crate::clock;
use crate::crypto::tus::Sent;
use crate::crypto::{files, keys, seal, size, tus};
use crate::features::account::key_loader::OpenKey;
use crate::prefs::{lang, t};
use crate::ui::{Button, Failed, Label, Notice as Finding, Progress, Tone, toast};

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Phase {
    /// Fields are being filled in.
    Idle,
    /// Bytes sealed, of bytes in all.
    Sealing(u64, u64),
    /// On its way.
    Sending(Sent),
    /// All bytes are there; the server checks.
    Judging,
}

/// A refusal that this page makes itself, with the same words as the server's.
pub fn refused(refusal: Refusal) -> Failure {
    Failure::Refused(Problem { refusal, request: String::new() })
}

/// What was made here and what goes on.
#[derive(Clone, Copy)]
pub struct Sealing {
    /// How far it is.
    pub phase: RwSignal<Phase>,
    /// Why it stopped.
    pub failure: RwSignal<Option<Failure>>,
    /// The sealed file that was made or chosen here, with the name under which it is kept.
    sealed: RwSignal<Option<(String, Blob)>, LocalStorage>,
    /// The recovery file.
    recovery: StoredValue<Option<(String, Vec<u8>)>>,
}

impl Sealing {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            phase: RwSignal::new(Phase::Idle),
            failure: RwSignal::new(None),
            sealed: RwSignal::new_local(None),
            recovery: StoredValue::new(None),
        }
    }

    /// Whether something is under way.
    pub fn busy(self) -> Signal<bool> {
        Signal::derive(move || self.phase.get() != Phase::Idle)
    }

    /// Whether the sealed file lies here.
    pub fn blob(self) -> Option<Blob> {
        self.sealed.get_untracked().map(|(_, blob)| blob)
    }

    fn set(self, phase: Phase) {
        self.phase.try_set(phase);
    }

    /// Seals and sends; `then` runs when the server has taken the bid.
    pub fn start(
        self,
        slot: BidSlot,
        form: OpeningForm,
        picked: Vec<File>,
        key: OpenKey,
        then: impl FnOnce(u64) + 'static,
    ) {
        self.failure.set(None);
        self.set(Phase::Sealing(0, 1));
        leptos::task::spawn_local(async move {
            let running = saves::running();
            let outcome = self.seal_and_send(&slot, &form, &picked, key).await;
            drop(running);
            self.end(outcome, || then(slot.next_revision));
        });
    }

    /// Goes on with an upload; `file` is the same sealed file.
    pub fn resume(self, url: String, file: Blob, then: impl FnOnce() + 'static) {
        self.failure.set(None);
        leptos::task::spawn_local(async move {
            let running = saves::running();
            let outcome = self.send(&url, &file).await;
            drop(running);
            self.end(outcome, then);
        });
    }

    fn end(self, outcome: Result<(), Failure>, then: impl FnOnce()) {
        self.set(Phase::Idle);
        match outcome {
            Ok(()) => then(),
            Err(failure) => {
                self.failure.try_set(Some(failure));
            }
        }
    }

    async fn seal_and_send(
        self,
        slot: &BidSlot,
        form: &OpeningForm,
        picked: &[File],
        key: OpenKey,
    ) -> Result<(), Failure> {
        let (context, sheet) = context(slot, &key)?;
        let seed = keys::new_seed()?;
        let plan = SealPlan::new(&seed, context.clone(), &sheet).map_err(Failure::own)?;
        let recovery = Recovery::new(&seed, &context).map_err(Failure::own)?;
        let signer = keys::signing(key.private)?;
        let made = seal::seal(&plan, form, picked, &signer, |done, all| self.set(Phase::Sealing(done, all))).await?;
        let part = if slot.envelope == Envelope::Single { "" } else { store_name(slot.envelope) };
        let stem = format!("{}-{}{part}-r{}", slot.lot.tender, slot.lot.lot, slot.next_revision);
        let (bytes, name) = (recovery.to_bytes().map_err(Failure::own)?.to_vec(), format!("{stem}.recovery.json"));
        super::seeds::keep(&recovery, &bytes);
        // Kept at once: when the receipt is there, this page is left.
        if files::save(&name, &bytes, "application/json").is_ok() {
            toast::show(Tone::Done, Label::with(rehearsal::RECOVERY_SAVED, [("file", name.clone())]));
        }
        self.recovery.set_value(Some((name, bytes)));
        self.sealed.try_set(Some((format!("{stem}.sealed"), made.file.clone())));
        if made.bytes > slot.max_bytes {
            return Err(refused(Refusal::new(Code::UploadTooLong).with("limit", slot.max_bytes)));
        }
        let url = create(&slot.lot, slot.envelope, made.bytes).await?;
        self.send(&url, &made.file).await
    }

    async fn send(self, url: &str, file: &Blob) -> Result<(), Failure> {
        let progress = move |sent: Sent| {
            self.set(if sent.done >= sent.total { Phase::Judging } else { Phase::Sending(sent) });
        };
        tus::send(url, file, progress, || false).await
    }
}

async fn create(lot: &LotKey, envelope: Envelope, bytes: u64) -> Result<String, Failure> {
    let metadata = [("tender", lot.tender.as_str()), ("lot", lot.lot.as_str()), ("envelope", store_name(envelope))];
    tus::create(UPLOADS_PATH, bytes, &metadata).await
}

/// An envelope's word in paths and uploads.
pub const fn store_name(envelope: Envelope) -> &'static str {
    match envelope {
        Envelope::Single => "single",
        Envelope::Technical => "technical",
        Envelope::Price => "price",
    }
}

/// The context of the seal, from the very bytes of notice and key sheet, held against each other.
fn context(slot: &BidSlot, key: &OpenKey) -> Result<(Context, KeySheet), Failure> {
    let notice = Notice::parse(slot.notice.as_bytes()).map_err(Failure::own)?;
    let sheet = KeySheet::parse(slot.sheet.as_bytes()).map_err(Failure::own)?;
    let hash = sheet.hash().map_err(Failure::own)?;
    let named = notice.envelope(slot.envelope).filter(|named| named.sheet == hash);
    let named = named.ok_or_else(|| refused(Refusal::new(Code::BidOutdated).with("field", "sheet")))?;
    let binding = Binding {
        bidder: slot.bidder.clone(),
        bidder_key: key.public,
        revision: slot.next_revision,
        deadline_ms: notice.deadline_ms,
        notice: Sha256::of(slot.notice.as_bytes()),
        policy: named.policy,
    };
    Ok((Context::new(binding, &sheet).map_err(Failure::own)?, sheet))
}

#[expect(clippy::cast_precision_loss, reason = "bytes of a file, shown to a person")]
fn float(bytes: u64) -> f64 {
    bytes as f64
}

/// How far it is, what went wrong, and what to keep.
pub fn progress(sealing: Sealing, deadline_ms: Signal<Option<i64>>) -> AnyView {
    let bar = move || match sealing.phase.get() {
        Phase::Idle => ().into_any(),
        Phase::Sealing(done, all) => bar(bids::SEALING.into(), done, all, Label::default()),
        Phase::Sending(sent) => {
            let speed = format!("{}/s · {} / {}", size(sent.speed), size(float(sent.done)), size(float(sent.total)));
            let speed = match sent.left_s {
                Some(left_s) => {
                    format!("{speed} · {}", rehearsal::LEFT_ABOUT.get(lang()).replace("{left}", &span(left_s)))
                }
                None => speed,
            };
            let waits = sent.waiting.then(|| view! { <Finding tone=Tone::Warning what=bids::WAITING_LINE/> });
            let late = match is_too_slow(sent.left_s, clock::now_ms(), deadline_ms.get()) {
                true => view! {
                    <div data-test="too-slow">
                        <Finding tone=Tone::Warning what=rehearsal::TOO_SLOW todo=rehearsal::TOO_SLOW_TODO/>
                    </div>
                }
                .into_any(),
                false => view! { <p class="hint">{t(rehearsal::AT_DEADLINE)}</p> }.into_any(),
            };
            view! { {bar(bids::UPLOADING.into(), sent.done, sent.total, speed.into())}{waits}{late} }.into_any()
        }
        Phase::Judging => view! { <p class="state loading" role="status">{t(bids::JUDGING)}</p> }.into_any(),
    };
    let save_sealed = move || {
        if let Some((name, blob)) = sealing.sealed.get_untracked() {
            report(sealing, files::save_blob(&name, &blob));
        }
    };
    let save_recovery = move || {
        if let Some((name, bytes)) = sealing.recovery.get_value() {
            report(sealing, files::save(&name, &bytes, "application/json"));
        }
    };
    let keep = move || {
        sealing.sealed.with(Option::is_some).then(|| {
            let recovery = sealing.recovery.with_value(Option::is_some);
            view! {
                <p class="hint">{t(bids::SAVE_HINT)}</p>
                <div class="row">
                    <Button attr:data-test="save-sealed" label=bids::SAVE_SEALED on_press=save_sealed/>
                    {recovery.then(|| view! {
                        <Button attr:data-test="save-recovery" label=bids::SAVE_RECOVERY on_press=save_recovery/>
                    })}
                </div>
            }
        })
    };
    view! {
        <div data-test="upload-progress" aria-live="polite">{bar}</div>
        <Failed failure=sealing.failure/>
        {keep}
    }
    .into_any()
}

/// A span of time for people: seconds below two minutes, minutes above.
pub(super) fn span(seconds: f64) -> String {
    let (text, n) = if seconds < 120.0 { (rehearsal::SECONDS, seconds) } else { (rehearsal::MINUTES, seconds / 60.0) };
    text.get(lang()).replace("{n}", &format!("{:.0}", n.ceil()))
}

/// Whether the upload ends after the deadline at this speed.
fn is_too_slow(left_s: Option<f64>, now_ms: Option<i64>, deadline_ms: Option<i64>) -> bool {
    let (Some(left_s), Some(now_ms), Some(deadline_ms)) = (left_s, now_ms, deadline_ms) else { return false };
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of a few days")]
    let until_s = (deadline_ms - now_ms) as f64 / 1000.0;
    left_s > until_s
}

fn report(sealing: Sealing, outcome: Result<(), Failure>) {
    if let Err(failure) = outcome {
        sealing.failure.set(Some(failure));
    }
}

fn bar(label: Label, done: u64, all: u64, text: Label) -> AnyView {
    let (value, max) = (Signal::stored(float(done)), Signal::stored(float(all)));
    view! { <Progress label=label value=value max=max text=text/> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::is_too_slow;

    #[test]
    fn an_upload_that_ends_after_the_deadline_is_seen() {
        assert!(is_too_slow(Some(61.0), Some(0), Some(60_000)));
        assert!(!is_too_slow(Some(59.0), Some(0), Some(60_000)));
        assert!(!is_too_slow(None, Some(0), Some(60_000)), "no speed is known yet");
        assert!(!is_too_slow(Some(61.0), Some(0), None));
    }
}
