//! A bidder's own part in an opening: releasing the halves in the decryption window, from the seeds that this browser kept
//! or from the recovery files; supplying the recovery file when holders fail.

use leptos::prelude::*;
use shared::api::opening::{HalvesSheet, ReadHalves, ReleaseHalves, SignedHalf, SupplyRecovery};
use shared::envelope::{Context, Envelope, HalfRelease, Head, KeyKind, Label as SealLabel, Recovery, sign_object};
use shared::id::LotKey;
use shared::text::opening;
use web_sys::File;

use super::KINDS;
use crate::api::{self, Failure};
use crate::crypto::{files, keys};
use crate::features::account::key_loader::{KeyLoader, KeySlot, slot};
use crate::features::bids::seeds;
use crate::prefs::t;
use crate::ui::{ActionBar, Button, Confirm, Failed, FilePicker, Kind, Notice, Section, Tone};

/// The longest recovery file, bytes.
const FILE_BYTES_MAX: f64 = 8_192.0;

/// What is asked of me, if anything is.
pub fn panel(lot: &LotKey) -> AnyView {
    let (ask, lot) = (lot.clone(), lot.clone());
    let query = api::query(move || ReadHalves { lot: ask.clone() }, KINDS);
    query.once(move |sheet| {
        // Built anew only when something else is asked, so that a chosen file stays.
        let due = Memo::new(move |_| {
            sheet.with(|sheet| {
                (sheet.half_due, sheet.released_ms.is_some(), sheet.recovery_due, sheet.supplied_ms.is_some())
            })
        });
        let lot = lot.clone();
        (move || match due.get() {
            (_, _, Some(envelope), _) => supply(&lot, &sheet.get_untracked(), envelope),
            (true, ..) => release(&lot, &sheet.get_untracked()),
            (_, _, _, true) => done(opening::SUPPLY_DONE),
            (_, true, ..) => done(opening::DECRYPT_DONE),
            _ => ().into_any(),
        })
        .into_any()
    })
}

fn done(what: shared::text::Text) -> AnyView {
    view! { <div data-test="decrypted"><Notice tone=Tone::Done what=what/></div> }.into_any()
}

/// One envelope of mine, with the file that gives its seed where this browser has none.
#[derive(Clone)]
struct Own {
    context: Context,
    files: RwSignal<Vec<File>, LocalStorage>,
}

impl Own {
    async fn seed(&self) -> Result<Recovery, Failure> {
        if let Some(kept) = seeds::find(&self.context) {
            return Ok(kept);
        }
        let other = Failure::Local { code: "recovery-other", text: opening::OTHER_FILE };
        let file = self.files.with_untracked(|files| files.first().cloned()).ok_or_else(|| other.clone())?;
        let file = Recovery::parse(&files::read(&file, FILE_BYTES_MAX).await?).map_err(|_| other.clone())?;
        file.seed_for(&self.context).map_err(|_| other)?;
        Ok(file)
    }

    fn view(&self) -> AnyView {
        let name = opening::envelope(self.context.envelope);
        if seeds::find(&self.context).is_some() {
            return view! {
                <li data-test="seed-here"><b>{t(name)}</b>" "<span class="mark done" aria-hidden="true">"✓"</span>" "{t(opening::SEED_HERE)}</li>
            }
            .into_any();
        }
        let test = if self.context.envelope == Envelope::Price { "recovery-price" } else { "recovery-file" };
        view! {
            <li>
                <b>{t(name)}</b>" "{t(opening::SEED_NEEDED)}
                <FilePicker attr:data-test=test label=opening::RECOVERY_FILE files=self.files accept=".json,application/json"/>
            </li>
        }
        .into_any()
    }
}

fn owns(sheet: &HalvesSheet) -> Vec<Own> {
    let context = |head: &str| Some(Head::parse(&hex::decode(head).ok()?).ok()?.header.context);
    let own = |context| Own { context, files: RwSignal::new_local(Vec::new()) };
    sheet.bids.iter().filter_map(|bid| context(&bid.head)).map(own).collect()
}

async fn signed(owns: &[Own], key: KeySlot) -> Result<Vec<SignedHalf>, Failure> {
    let seed = key.get_untracked().ok_or(Failure::Local { code: "key_file.none", text: opening::LOAD_IDENTITY })?;
    let seed = keys::signing(seed.private)?;
    let mut halves = Vec::with_capacity(owns.len());
    for own in owns {
        let file = own.seed().await?;
        let release = HalfRelease::of(&file.seed, &own.context).map_err(Failure::own)?;
        let signature = sign_object(SealLabel::Half, &release, &seed).map_err(Failure::own)?;
        halves.push(SignedHalf { release, signature });
    }
    Ok(halves)
}

fn release(lot: &LotKey, sheet: &HalvesSheet) -> AnyView {
    let (owns, lot) = (owns(sheet), lot.clone());
    let key = slot();
    let (open, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let act = api::change::<ReleaseHalves>();
    let rows = owns.iter().map(Own::view).collect_view();
    let expected = Signal::stored(owns.first().map(|own| own.context.bidder_key));
    let confirm = move || {
        let (owns, lot) = (owns.clone(), lot.clone());
        failure.set(None);
        leptos::task::spawn_local(async move {
            match signed(&owns, key).await {
                Ok(halves) => act.send(ReleaseHalves { lot, halves }, move |_| {
                    open.try_set(false);
                }),
                Err(why) => {
                    open.try_set(false);
                    failure.try_set(Some(why));
                }
            }
        });
    };
    let not_ready = Signal::derive(move || key.with(Option::is_none));
    view! {
        <Section title=opening::DECRYPT>
            <p>{t(opening::DECRYPT_HINT)}</p>
            <ul class="signed">{rows}</ul>
            <KeyLoader kind=KeyKind::Identity key=key expected=expected/>
            <Failed failure=failure/>
            <ActionBar>
                <Button
                    attr:data-test="decrypt" label=opening::DECRYPT_NOW kind=Kind::Primary disabled=not_ready
                    busy=act.busy() on_press=move || open.set(true)
                />
            </ActionBar>
            <Confirm
                title=opening::DECRYPT open=open locks=opening::DECRYPT_HINT action=opening::DECRYPT_NOW
                on_confirm=confirm busy=act.busy() failure=act.failure()
            />
        </Section>
    }
    .into_any()
}

fn supply(lot: &LotKey, sheet: &HalvesSheet, envelope: Envelope) -> AnyView {
    let Some(own) = owns(sheet).into_iter().find(|own| own.context.envelope == envelope) else {
        return ().into_any();
    };
    let (lot, view) = (lot.clone(), own.view());
    let failure = RwSignal::new(None::<Failure>);
    let act = api::change::<SupplyRecovery>();
    let send = move || {
        let (own, lot) = (own.clone(), lot.clone());
        failure.set(None);
        leptos::task::spawn_local(async move {
            let text = own.seed().await.and_then(|file| {
                let bytes = file.to_bytes().map_err(Failure::own)?;
                String::from_utf8(bytes.to_vec()).map_err(Failure::own)
            });
            match text {
                Ok(file) => act.send(SupplyRecovery { lot, file }, |_| {}),
                Err(why) => {
                    failure.try_set(Some(why));
                }
            }
        });
    };
    view! {
        <Section title=opening::SUPPLY>
            <p>{t(opening::SUPPLY_HINT)}</p>
            <ul class="signed">{view}</ul>
            <Failed failure=failure/>
            <Failed failure=act.failure()/>
            <ActionBar>
                <Button
                    attr:data-test="supply" label=opening::SUPPLY kind=Kind::Primary busy=act.busy() on_press=send
                />
            </ActionBar>
        </Section>
    }
    .into_any()
}
