//! The witness: this machine remembers the journal's key and the last state that it saw, checks that the journal only grew,
//! and cosigns.

use std::str::FromStr as _;

use leptos::prelude::*;
use shared::api::supervision::{
    CheckpointReply, Cosign, EnrolWitness, Overview, OverviewReply, ReadCheckpoint, WitnessKey,
};
use shared::envelope::{KeyKind, PrivateKey};
use shared::journal::note::{Note, NoteSigner, VerifierKey};
use shared::journal::witness::{self, Seen, WitnessError};
use shared::refusal::Code;
use shared::text::supervision as words;

use crate::api::{self, Failure};
use crate::clock;
use crate::features::account::key_loader::{self, KeyLoader, KeySlot};
use crate::features::account::key_maker::KeyMaker;
use crate::prefs::t;
use crate::routes::Params;
use crate::session;
use crate::ui::{
    ActionBar, Button, Facts, Failed, Kind, Label, Notice, Page, Section, Status, TextField, Time, Tone, toast,
};

const LOG_KEY: &str = "bidroom.witness.log";
const SEEN_KEY: &str = "bidroom.witness.seen";

/// What this machine remembers of the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// The journal's key, as it was the first time.
    pub log: Option<VerifierKey>,
    /// The last state that was checked.
    pub seen: Option<Seen>,
}

/// Reads what this machine remembers.
#[must_use]
pub fn recall() -> Memory {
    let read = |key: &str| stored()?.get_item(key).ok().flatten();
    Memory {
        log: read(LOG_KEY).and_then(|text| VerifierKey::from_str(&text).ok()),
        seen: read(SEEN_KEY).and_then(|text| serde_json::from_str(&text).ok()),
    }
}

fn stored() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Remembers the journal's key and state; `false` when the browser keeps nothing.
pub fn remember(log: &VerifierKey, seen: &Seen) -> bool {
    let Some(storage) = stored() else { return false };
    let json = serde_json::to_string(seen).unwrap_or_default();
    storage.set_item(LOG_KEY, &log.to_string()).is_ok() && storage.set_item(SEEN_KEY, &json).is_ok()
}

/// The page.
pub fn witness(_: Params) -> AnyView {
    let query = api::query(|| Overview {}, &["witness.", "checkpoint."]);
    let page = query.once(move |reply| shown(query, reply));
    view! { <Page title=words::WITNESS lead=words::WITNESS_LEAD>{page}</Page> }.into_any()
}

fn shown(query: api::Query<Overview>, reply: Signal<OverviewReply>) -> AnyView {
    let key = key_loader::slot();
    let memory = RwSignal::new(recall());
    let enrolled = Memo::new(move |_| reply.with(|reply| reply.witnesses.clone()));
    let making = RwSignal::new(false);
    let keys = move || {
        if making.get() || enrolled.with(Vec::is_empty) {
            view! { <Enrolling key=key query=query making=making/> }.into_any()
        } else {
            view! {
                {known(&enrolled.get())}
                <h3>{t(words::LOAD_WITNESS)}</h3>
                <KeyLoader kind=KeyKind::Witness key=key/>
                <Button
                    attr:data-test="new-witness" label=words::MAKE_WITNESS kind=Kind::Quiet
                    on_press=move || making.set(true)
                />
            }
            .into_any()
        }
    };
    let state = move || journal_state(&memory.get(), &reply.get());
    view! {
        <Section title=words::JOURNAL_STATE>{state}</Section>
        <Section title=words::WITNESS_KEY>{keys}</Section>
        <Checking key=key query=query reply=reply memory=memory/>
    }
    .into_any()
}

fn known(keys: &[WitnessKey]) -> AnyView {
    let rows = keys.iter().map(|key| {
        let when = view! { <Status label=words::ENROLLED tone=Tone::Done/> " " <Time ms=key.enrolled_ms/> };
        (Label::from(key.name.clone()), when.into_any())
    });
    view! { <Facts rows=rows.collect()/> }.into_any()
}

fn journal_state(memory: &Memory, reply: &OverviewReply) -> AnyView {
    let (size, cosigned) = (reply.journal.size, reply.journal.cosigned_size);
    let seen = match memory.seen {
        Some(seen) => view! { <span class="figures" data-test="seen-size">{seen.size}</span> }.into_any(),
        None => view! { <span data-test="seen-never">{t(words::SEEN_NEVER)}</span> }.into_any(),
    };
    let mut rows = vec![
        (Label::from(words::ENTRIES), view! { <span class="figures">{size}</span> }.into_any()),
        (
            words::COSIGNED.into(),
            view! { <span class="figures" data-test="cosigned-size">{cosigned}</span> }.into_any(),
        ),
        (words::SEEN.into(), seen),
    ];
    if let Some(log) = &memory.log {
        let log = log.to_string();
        rows.push((words::LOG_KEY.into(), view! { <code class="wrap">{log}</code> }.into_any()));
    }
    view! { <Facts rows=rows/> }.into_any()
}

/// Making a key and enrolling its public half.
#[component]
fn Enrolling(
    /// Where the key lands.
    key: KeySlot,
    /// Reads the wall again.
    query: api::Query<Overview>,
    /// Whether another key is being made.
    making: RwSignal<bool>,
) -> AnyView {
    let account = session::me().map(|me| me.account.to_string()).unwrap_or_default();
    let name = RwSignal::new(format!("witness-{account}"));
    let act = api::change::<EnrolWitness>();
    let press = move || {
        let Some(open) = key.get_untracked() else { return };
        let body = EnrolWitness { name: name.get_untracked().trim().to_owned(), key: open.public.to_string() };
        act.send(body, move |_| {
            making.set(false);
            toast::show(Tone::Done, words::ENROLLED);
            query.reload();
        });
    };
    let not_ready = Signal::derive(move || key.with(Option::is_none));
    view! {
        <h3>{t(words::MAKE_WITNESS)}</h3>
        <KeyMaker kind=KeyKind::Witness stem="bidroom-witness" key=key/>
        <TextField
            attr:data-test="witness-name" label=words::KEY_NAME hint=words::KEY_NAME_HINT value=name
            error=act.error_of("name") max_length=64
        />
        <Failed failure=act.failure()/>
        <Button attr:data-test="enrol-witness" label=words::ENROL busy=act.busy() disabled=not_ready on_press=press/>
    }
    .into_any()
}

/// What a check came to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Checked {
    Cosigned(u64),
    Current,
    Alarm(String),
}

/// The one button: check and cosign.
#[component]
fn Checking(
    /// The opened key.
    key: KeySlot,
    /// Reads the wall again.
    query: api::Query<Overview>,
    /// The wall, for the enrolled keys.
    reply: Signal<OverviewReply>,
    /// What this machine remembers.
    memory: RwSignal<Memory>,
) -> AnyView {
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let checked = RwSignal::new(None::<Checked>);
    let press = move || {
        let Some(open) = key.get_untracked() else { return };
        failure.set(None);
        checked.set(None);
        let public = open.public.to_string();
        let enrolled = reply.with_untracked(|reply| reply.witnesses.iter().find(|known| known.key == public).cloned());
        let Some(enrolled) = enrolled else {
            failure.set(Some(Failure::Local { code: "witness", text: words::KEY_UNKNOWN }));
            return;
        };
        busy.set(true);
        leptos::task::spawn_local(async move {
            let outcome = check_and_cosign(&enrolled.name, open.private, &memory.get_untracked()).await;
            busy.try_set(false);
            match outcome {
                Ok(done) => {
                    checked.try_set(Some(done));
                }
                Err(why) => {
                    failure.try_set(Some(why));
                }
            }
            memory.try_set(recall());
            query.reload();
        });
    };
    let result = move || checked.get().map(|checked| told(&checked));
    let not_ready = Signal::derive(move || key.with(Option::is_none));
    view! {
        {result}
        <Failed failure=failure/>
        <ActionBar>
            <Button
                attr:data-test="check-and-cosign" label=words::CHECK_AND_COSIGN kind=Kind::Primary busy=busy
                disabled=not_ready on_press=press
            />
        </ActionBar>
    }
    .into_any()
}

fn told(checked: &Checked) -> AnyView {
    match checked {
        Checked::Cosigned(size) => {
            let what = Label::with(words::COSIGN_DONE, [("n", size.to_string())]);
            view! { <div data-test="cosigned"><Notice tone=Tone::Done what=what/></div> }.into_any()
        }
        Checked::Current => {
            view! { <div data-test="cosigned"><Notice tone=Tone::Done what=words::COSIGN_CURRENT/></div> }.into_any()
        }
        Checked::Alarm(why) => view! {
            <div data-test="alarm">
                <Notice tone=Tone::Error what=words::ALARM why=why.clone() todo=words::ALARM_TODO/>
            </div>
        }
        .into_any(),
    }
}

async fn check_and_cosign(name: &str, key: PrivateKey, memory: &Memory) -> Result<Checked, Failure> {
    let since = memory.seen.map(|seen| seen.size);
    let reply: CheckpointReply = match api::call(ReadCheckpoint { since }).await {
        Ok(reply) => reply,
        Err(refused) if refused.is(Code::JournalShorter) => {
            return Ok(Checked::Alarm(refused.what(crate::prefs::lang_now())));
        }
        Err(other) => return Err(other),
    };
    let told_log = VerifierKey::from_str(&reply.log).map_err(Failure::own)?;
    let log = memory.log.clone().unwrap_or_else(|| told_log.clone());
    let note = Note::parse(reply.note.as_bytes()).map_err(Failure::own)?;
    let PrivateKey::Signing(seed) = key else {
        return Err(Failure::Local { code: "witness", text: words::KEY_UNKNOWN });
    };
    let signer = NoteSigner::cosigner_from_seed(name, seed.expose()).map_err(Failure::own)?;
    let seen = memory.seen.as_ref();
    let time_s = clock::now_ms().and_then(|ms| u64::try_from(ms / 1000).ok()).unwrap_or_default();
    let head = match witness::check(&note, &log, seen, &reply.proof) {
        Ok(head) => head,
        Err(why @ (WitnessError::Checkpoint(_) | WitnessError::Shorter { .. } | WitnessError::Inconsistent(_))) => {
            return Ok(Checked::Alarm(why.to_string()));
        }
    };
    let mine = |signature: &shared::journal::note::Signature| signer.verifier().claims(signature);
    if note.signatures().iter().any(mine) {
        return if remember(&log, &head) { Ok(Checked::Current) } else { Err(no_storage()) };
    }
    let (cosigned, head) =
        witness::check_and_cosign(&note, &log, seen, &reply.proof, &signer, time_s).map_err(Failure::own)?;
    // First remembered, then sent: what was cosigned can never be forgotten.
    if !remember(&log, &head) {
        return Err(no_storage());
    }
    let done = api::call(Cosign { note: cosigned.to_string() }).await?;
    Ok(Checked::Cosigned(done.size))
}

const fn no_storage() -> Failure {
    Failure::Local { code: "storage", text: words::NO_STORAGE }
}
