//! Testing a key file with its passphrase, restoring one from paper, and what to do when one is lost.

use leptos::prelude::*;
use shared::envelope::{B64, KeyFile, KeyKind, Label as Purpose, PrivateKey, proves, sign_object, verify_object};
use shared::id::LotKey;
use shared::text::{keys as words, seal};

use super::key_loader::{KeyLoader, OpenKey, slot};
use crate::api::Failure;
use crate::crypto::{keys, random};
use crate::prefs::t;
use crate::ui::{Button, Failed, Kind, Label, Notice, TextArea, Tone, toast};

/// Whether an opened key opens, or signs, a fresh test value.
fn proven(open: &OpenKey) -> Result<bool, Failure> {
    let test: [u8; 32] = random()?;
    Ok(match &open.private {
        PrivateKey::Holder(secret) => proves(secret, &open.public, &random()?, test),
        PrivateKey::Signing(seed) => {
            let value = B64(test);
            let signed = sign_object(Purpose::Enrol, &value, seed).map_err(Failure::own)?;
            verify_object(Purpose::Enrol, &value, &open.public, &signed).is_ok()
        }
    })
}

/// Proves that a file and its passphrase open what is sealed to the key.
#[component]
pub fn KeyTest(
    /// What the key is for.
    kind: KeyKind,
    /// The public half that it must have.
    #[prop(into)]
    expected: Signal<Option<B64<32>>>,
    /// The lot, for a holder's key.
    #[prop(optional, into)]
    lot: Option<LotKey>,
) -> AnyView {
    let key = slot();
    let failure = RwSignal::new(None::<Failure>);
    let result = move || {
        key.with(|key| key.as_ref().map(proven)).map(|outcome| match outcome {
            Ok(true) => {
                view! { <div data-test="key-proven"><Notice tone=Tone::Done what=words::TEST_GOOD/></div> }.into_any()
            }
            Ok(false) => view! { <Notice tone=Tone::Error what=words::TEST_FAILED code="key-test"/> }.into_any(),
            Err(why) => crate::ui::failed(&why),
        })
    };
    let loader = match lot {
        Some(lot) => view! { <KeyLoader kind=kind key=key expected=expected lot=lot fresh=true/> },
        None => view! { <KeyLoader kind=kind key=key expected=expected fresh=true/> },
    };
    view! {
        <div data-test="key-test">
            <p>{t(words::TEST_LEAD)}</p>
            {result}
            <Failed failure=failure/>
            {loader}
        </div>
    }
    .into_any()
}

/// Makes a key file again from what its printed backup says.
#[component]
pub fn KeyRestore(
    /// What the key is for.
    kind: KeyKind,
    /// The file's name, without `.key.json`.
    #[prop(into)]
    stem: String,
) -> AnyView {
    let text = RwSignal::new(String::new());
    let failure = RwSignal::new(None::<Failure>);
    let press = move || {
        let refused =
            |why| Failure::Local { code: shared::envelope::KeyFileError::code(&why), text: seal::key_file(&why) };
        let typed: String = text.get_untracked().chars().filter(|c| *c != '\n' && *c != '\r').collect();
        let file = KeyFile::parse(typed.trim().as_bytes()).and_then(|file| file.expect(kind, None).map(|()| file));
        let kept = file.map_err(refused).and_then(|file| keys::keep(&file, &stem));
        match kept {
            Ok(()) => {
                failure.set(None);
                let file = format!("{stem}.key.json");
                toast::show(Tone::Done, Label::with(words::RESTORED, [("file", file)]));
            }
            Err(why) => failure.set(Some(why)),
        }
    };
    view! {
        <details class="paper-backup" data-test="key-restore">
            <summary>{t(words::RESTORE)}</summary>
            <p>{t(words::RESTORE_LEAD)}</p>
            <TextArea label=words::RESTORE_TEXT value=text rows=4 max_length=8_192/>
            <Failed failure=failure/>
            <Button attr:data-test="restore-key" label=words::DO_RESTORE kind=Kind::Quiet on_press=press/>
        </details>
    }
    .into_any()
}

/// What to do when a key is lost, sentence by sentence.
pub fn lost(sentences: &'static [shared::text::Text]) -> AnyView {
    let items = sentences.iter().map(|sentence| view! { <li>{t(*sentence)}</li> }).collect_view();
    view! {
        <details class="lost" data-test="key-lost">
            <summary>{t(words::LOST)}</summary>
            <ul>{items}</ul>
        </details>
    }
    .into_any()
}
