//! Loading a key file: the person's own, or in a sample centre the sample person's by a click. An opened key stays in this
//! tab's memory until it is closed or the tab is.

use std::cell::RefCell;
use std::collections::HashMap;

use leptos::prelude::*;
use shared::api::account::{SAMPLE_KEYS, SAMPLE_PASSPHRASE, sample_holder_file, sample_key_file};
use shared::envelope::{B64, Envelope, KeyFile, KeyKind, PrivateKey};
use shared::id::LotKey;
use shared::text::account;

use crate::api::{self, Ask, Body, Failure};
use crate::crypto::keys;
use crate::prefs::t;
use crate::session;
use crate::ui::{Button, Failed, FilePicker, Kind, TextField};

/// How long to wait for a sample key, milliseconds.
const PATIENCE_MS: u32 = 10_000;

thread_local! {
    static HELD: RefCell<HashMap<[u8; 32], PrivateKey>> = RefCell::default();
}

/// A key that was opened in this tab.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenKey {
    /// The public half.
    pub public: B64<32>,
    /// The private half.
    pub private: PrivateKey,
}

/// Where an opened key lands.
pub type KeySlot = RwSignal<Option<OpenKey>, LocalStorage>;

/// An empty place for a key.
#[must_use]
pub fn slot() -> KeySlot {
    RwSignal::new_local(None)
}

/// The key with that public half, if it was opened in this tab before.
#[must_use]
pub fn held(public: &B64<32>) -> Option<OpenKey> {
    HELD.with_borrow(|held| held.get(&public.0).cloned()).map(|private| OpenKey { public: *public, private })
}

/// The identity key that the person has enrolled.
#[must_use]
pub fn my_identity() -> Option<B64<32>> {
    session::me().and_then(|me| me.identity).and_then(|text| B64::parse(&text).ok())
}

fn keep(key: &OpenKey) {
    HELD.with_borrow_mut(|held| held.insert(key.public.0, key.private.clone()));
}

fn forget(key: &OpenKey) {
    HELD.with_borrow_mut(|held| held.remove(&key.public.0));
}

/// What a loader works with.
#[derive(Clone, Copy)]
struct Loader {
    kind: KeyKind,
    key: KeySlot,
    expected: Signal<Option<B64<32>>>,
    files: RwSignal<Vec<web_sys::File>, LocalStorage>,
    passphrase: RwSignal<String>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

impl Loader {
    /// Opens the file that was chosen.
    fn open(self) {
        let fault = |code, text| self.failure.set(Some(Failure::Local { code, text }));
        let Some(file) = self.files.with_untracked(|files| files.first().cloned()) else {
            return fault("key_file.none", account::NO_KEY_FILE);
        };
        let words = self.passphrase.get_untracked();
        if words.is_empty() {
            return fault("key_file.no_passphrase", account::NO_PASSPHRASE);
        }
        let (kind, public) = (self.kind, self.expected.get_untracked());
        self.run(async move { open_own(&file, kind, public, &words).await });
    }

    /// Opens the sample person's key.
    fn open_sample(self, lot: Option<(LotKey, Envelope)>) {
        let (kind, public) = (self.kind, self.expected.get_untracked());
        self.run(async move { open_sample(kind, lot.as_ref(), public).await });
    }

    fn run(self, work: impl Future<Output = Result<OpenKey, Failure>> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        leptos::task::spawn_local(async move {
            let outcome = work.await;
            self.busy.try_set(false);
            match outcome {
                Ok(opened) => {
                    keep(&opened);
                    self.passphrase.try_set(String::new());
                    self.files.try_set(Vec::new());
                    self.key.try_set(Some(opened));
                }
                Err(why) => {
                    self.failure.try_set(Some(why));
                }
            }
        });
    }
}

/// Load a key file, enter its passphrase: the opened key lands in `key`. A key that was opened in this tab before is there
/// at once.
#[component]
pub fn KeyLoader(
    /// What the key is for.
    kind: KeyKind,
    /// Where the opened key lands.
    key: KeySlot,
    /// The public half that it must have, where it is known.
    #[prop(optional, into)]
    expected: Signal<Option<B64<32>>>,
    /// The lot, for a holder's or party's key.
    #[prop(optional, into)]
    lot: Option<LotKey>,
    /// The envelope of a holder's key.
    #[prop(default = Envelope::Single)]
    envelope: Envelope,
    /// Whether a sample centre offers the sample person's key here; not for a key that was just made.
    #[prop(default = true)]
    sample: bool,
    /// Whether a key that was opened in this tab before does not count: for a test of the file.
    #[prop(optional)]
    fresh: bool,
) -> AnyView {
    Effect::new(move |_| {
        if !fresh
            && let Some(public) = expected.get()
            && key.with_untracked(|key| key.as_ref().is_none_or(|key| key.public != public))
        {
            key.set(held(&public));
        }
    });
    let loader = Loader {
        kind,
        key,
        expected,
        files: RwSignal::new_local(Vec::new()),
        passphrase: RwSignal::new(String::new()),
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
    };
    let opened = Memo::new(move |_| key.with(Option::is_some));
    (move || if opened.get() { open_notice(key) } else { form(loader, lot.clone().map(|lot| (lot, envelope)), sample) })
        .into_any()
}

/// The fields of a loader, and the sample person's key by a click.
fn form(loader: Loader, lot: Option<(LotKey, Envelope)>, sample: bool) -> AnyView {
    let offered = sample && session::demo() && session::me().is_some();
    let by_click = offered.then(|| {
        let press = move || loader.open_sample(lot.clone());
        view! {
            <div class="key-sample">
                <p class="hint">{t(account::SAMPLE_HINT)}</p>
                <Button attr:data-test="sample-key" label=account::LOAD_SAMPLE busy=loader.busy on_press=press/>
            </div>
        }
    });
    view! {
        <div class="key-loader" data-test="key-loader">
            {by_click}
            <FilePicker
                attr:data-test="key-file" label=account::KEY_FILE hint=account::KEY_FILE_HINT files=loader.files
                accept=".json,application/json"
            />
            <TextField
                attr:data-test="passphrase" label=account::PASSPHRASE value=loader.passphrase kind="password"
            />
            <Failed failure=loader.failure/>
            <Button
                attr:data-test="open-key" label=account::OPEN_KEY busy=loader.busy on_press=move || loader.open()
            />
        </div>
    }
    .into_any()
}

/// Says that the key is open, and closes it.
fn open_notice(key: KeySlot) -> AnyView {
    let public = key.with_untracked(|key| key.as_ref().map(|key| key.public.to_string())).unwrap_or_default();
    let close = move || {
        if let Some(open) = key.get_untracked() {
            forget(&open);
        }
        key.set(None);
    };
    view! {
        <div class="key-open" data-test="key-open" role="status">
            <p><span class="mark done" aria-hidden="true">"✓"</span>" "{t(account::KEY_OPEN)}</p>
            <p><code class="wrap">{public}</code></p>
            <Button label=account::FORGET_KEY kind=Kind::Quiet on_press=close/>
        </div>
    }
    .into_any()
}

async fn open_own(
    file: &web_sys::File,
    kind: KeyKind,
    public: Option<B64<32>>,
    passphrase: &str,
) -> Result<OpenKey, Failure> {
    let file = keys::load(file, kind, public.as_ref()).await?;
    opened(&file, passphrase).await
}

async fn opened(file: &KeyFile, passphrase: &str) -> Result<OpenKey, Failure> {
    let private = keys::open(file, passphrase).await?;
    Ok(OpenKey { public: file.public, private })
}

async fn open_sample(
    kind: KeyKind,
    lot: Option<&(LotKey, Envelope)>,
    public: Option<B64<32>>,
) -> Result<OpenKey, Failure> {
    let me = session::me_now().ok_or(Failure::Cancelled)?;
    let name = match (kind, lot) {
        (KeyKind::Holder, Some((lot, envelope))) => sample_holder_file(&me.account, lot, *envelope),
        _ => sample_key_file(kind, &me.account, lot.map(|(lot, _)| lot)),
    };
    let path = format!("{SAMPLE_KEYS}{name}");
    let ask = Ask { method: "GET", path: &path, headers: &[], body: Body::None, patience_ms: PATIENCE_MS };
    let bytes = api::fetch(ask).await?.accepted().await?.bytes().await?;
    let file = keys::parse(&bytes, kind, public.as_ref())?;
    opened(&file, SAMPLE_PASSPHRASE).await
}
