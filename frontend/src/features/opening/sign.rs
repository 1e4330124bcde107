//! Signing the list under one's identity key.

use leptos::prelude::*;
use shared::api::opening::{Console, SignList};
use shared::envelope::{Envelope, KeyKind, Label as SealLabel, OpeningList, sign_object};
use shared::journal::Hash as Sha256;
use shared::people::Role;
use shared::refusal::{Code, Refusal};
use shared::text::opening;

use crate::api::{self, Failure};
use crate::crypto::keys;
use crate::features::account::key_loader::{KeyLoader, my_identity, slot};
use crate::prefs::t;
use crate::session;
use crate::ui::{ActionBar, Button, Confirm, Failed, Kind, Notice, Section, Tone};

/// The section, for officer and supervisor while the list waits for signatures.
pub fn list(console: &Console) -> AnyView {
    if console.i_signed_list {
        return view! { <Notice what=opening::WAITS_OTHER/> }.into_any();
    }
    if !matches!(session::me_now().map(|me| me.role), Some(Role::Officer | Role::Supervisor)) {
        return ().into_any();
    }
    let (key, open) = (slot(), RwSignal::new(false));
    let failure = RwSignal::new(None::<Failure>);
    let act = api::change::<SignList>();
    let (lot, envelope) = (console.hall.lot.clone(), console.hall.envelope);
    let (json, hash) = (console.list_json.clone(), console.hall.list);
    let closing = console.closing_json.clone().filter(|_| envelope == Envelope::Technical);
    let sign = move || {
        // What is signed is what was shown: the list's bytes are held against the hash on the page.
        let list = serde_json::from_str::<OpeningList>(&json).ok().filter(|_| Sha256::of(json.as_bytes()) == hash);
        let Some(list) = list else {
            failure.set(Some(Failure::Unreadable));
            return;
        };
        let Some(Ok(seed)) = key.get_untracked().map(|key| keys::signing(key.private)) else { return };
        let prices = closing.as_deref().map(serde_json::from_str::<OpeningList>).transpose().map_err(Failure::own);
        let signed = prices.and_then(|prices| {
            let over = prices.map(|prices| sign_object(SealLabel::List, &prices, &seed)).transpose();
            let closing = over.map_err(Failure::own)?;
            Ok((sign_object(SealLabel::List, &list, &seed).map_err(Failure::own)?, closing))
        });
        match signed {
            Ok((signature, closing)) => {
                act.send(SignList { lot: lot.clone(), envelope, signature, closing }, move |_| {
                    open.try_set(false);
                });
            }
            Err(why) => failure.set(Some(why)),
        }
    };
    let press = move || {
        failure.set(None);
        if key.with_untracked(Option::is_some) {
            open.set(true);
        } else {
            let missing =
                Refusal::new(Code::FieldMissing).with("field", opening::LOAD_IDENTITY.get(crate::prefs::lang_now()));
            failure.set(Some(crate::features::bids::refused(missing)));
        }
    };
    let expected = Signal::derive(my_identity);
    view! {
        <Section title=opening::SIGN_LIST>
            <p>{t(opening::SIGN_LIST_WARNS)}</p>
            <KeyLoader kind=KeyKind::Identity key=key expected=expected/>
            <Failed failure=failure/>
            <ActionBar>
                <Button attr:data-test="sign-list" label=opening::SIGN_LIST kind=Kind::Primary busy=act.busy() on_press=press/>
            </ActionBar>
            <Confirm
                title=opening::SIGN_LIST open=open locks=opening::SIGN_LIST_WARNS action=opening::SIGN_LIST on_confirm=sign
                busy=act.busy() failure=act.failure()
            />
        </Section>
    }
    .into_any()
}

/// What the opening waits for before shares may be released.
pub fn cosignature(console: &Console) -> AnyView {
    let missing = !console.cosigned;
    missing.then(|| view! { <Notice tone=Tone::Warning what=opening::WAITS_COSIGN/> }).into_any()
}
