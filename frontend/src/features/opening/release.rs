//! A holder's release: load the key of this lot, release all shares in one act; or, when nothing may be opened, sign that
//! the key is destroyed.

use leptos::prelude::*;
use shared::api::opening::{DestroyKey, ReadRelease, ReleaseShares, ReleaseSheet};
use shared::envelope::{
    B64, Destroyed, Envelope, KeyKind, Label as SealLabel, OpeningList, Release, ReleaseError, sign_object,
};
use shared::id::LotKey;
use shared::lifecycle::{Failure as LotFailure, StageName};
use shared::text::{self, opening};

use crate::api::{self, Failure};
use crate::crypto::keys;
use crate::features::account;
use crate::features::account::key_loader::{KeyLoader, OpenKey, slot};
use crate::prefs::t;
use crate::routes::Params;
use crate::session;
use crate::ui::{
    ActionBar, Button, Confirm, Facts, Failed, Kind, Label, Notice, Page, Section, State, StateKind, Tone,
};

const ENVELOPE: Envelope = Envelope::Single;

/// The page.
pub fn release(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let ask = lot.clone();
    let query = api::query(move || ReadRelease { lot: ask.clone(), envelope: ENVELOPE }, super::KINDS);
    query.view(move |sheet| page(&lot, &sheet))
}

fn page(lot: &LotKey, sheet: &ReleaseSheet) -> AnyView {
    let place = format!("{} · {}", sheet.tender_title, sheet.title);
    session::set_place({
        let place = place.clone();
        move || Some(place.clone())
    });
    let list: Option<OpeningList> = serde_json::from_str(&sheet.list_json).ok();
    let count = list.as_ref().map_or(0, |list| list.bids.len());
    let rows: Vec<(Label, AnyView)> = vec![
        (opening::MY_PLACE.into(), format!("{} / {}", sheet.x, sheet.n).into_any()),
        (opening::BIDS.into(), count.to_string().into_any()),
        (opening::STAGE.into(), t(text::stage(sheet.stage)).into_any()),
    ];
    let too_few = sheet.failure == Some(LotFailure::FewerThanThreeSubmitted);
    let body = match (sheet.stage, list) {
        _ if sheet.destroyed_ms.is_some() => done(opening::DESTROY_DONE),
        _ if sheet.released_ms.is_some() => done(opening::RELEASE_DONE),
        (StageName::Failed, Some(list)) if too_few => destroy(lot, sheet, list),
        (StageName::Closed, _) => view! { <State kind=StateKind::Empty what=opening::RELEASE_NOT_YET/> }.into_any(),
        (StageName::Opening, _) if !sheet.cosigned => {
            view! { <Notice tone=Tone::Warning what=opening::WAITS_COSIGN/> }.into_any()
        }
        (StageName::Opening, Some(list)) => shares(lot, sheet, list),
        _ => view! { <State kind=StateKind::Locked/> }.into_any(),
    };
    view! {
        <Page title=opening::RELEASE lead=place>
            <Facts rows=rows/>
            {body}
        </Page>
    }
    .into_any()
}

fn done(what: text::Text) -> AnyView {
    view! { <div data-test="release-done"><Notice tone=Tone::Done what=what/></div> }.into_any()
}

fn key_of(text: &str) -> Signal<Option<B64<32>>> {
    Signal::stored(B64::parse(text).ok())
}

/// The release of all shares with the holder's key.
fn made(list: &OpeningList, sheet: &ReleaseSheet, key: OpenKey) -> Result<Release, Failure> {
    let heads: Result<Vec<_>, _> = sheet.heads.iter().map(hex::decode).collect();
    let secret = keys::holder(key.private)?;
    let release = Release::build(list, sheet.x, &secret, &heads.map_err(Failure::own)?);
    let release = release.map_err(|why| match why {
        ReleaseError::WrongKey => Failure::Local { code: "release-wrong-key", text: opening::WRONG_FILE },
        other => Failure::own(other),
    })?;
    if release.shares.iter().all(|share| share.y.is_none()) {
        return Err(Failure::Local { code: "release-wrong-key", text: opening::WRONG_FILE });
    }
    Ok(release)
}

fn shares(lot: &LotKey, sheet: &ReleaseSheet, list: OpeningList) -> AnyView {
    let (holder, identity) = (slot(), slot());
    let (open, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let act = api::change::<ReleaseShares>();
    let (key, name) = (key_of(&sheet.key), key_of(&sheet.identity));
    let (lot, sheet) = (lot.clone(), sheet.clone());
    let own = lot.clone();
    let send = move || {
        let (Some(holder), Some(identity)) = (holder.get_untracked(), identity.get_untracked()) else { return };
        let signed = made(&list, &sheet, holder).and_then(|release| {
            let seed = keys::signing(identity.private)?;
            let signature = sign_object(SealLabel::Release, &release, &seed).map_err(Failure::own)?;
            Ok(ReleaseShares { lot: lot.clone(), release, signature })
        });
        match signed {
            Ok(body) => act.send(body, move |_| {
                open.try_set(false);
            }),
            Err(why) => {
                open.set(false);
                failure.set(Some(why));
            }
        }
    };
    let ready = Signal::derive(move || holder.with(Option::is_none) || identity.with(Option::is_none));
    let press = move || {
        failure.set(None);
        open.set(true);
    };
    view! {
        <Section title=opening::LOAD_KEY>
            <p class="hint">{t(opening::LOAD_KEY_HINT)}</p>
            <KeyLoader kind=KeyKind::Holder key=holder expected=key lot=own/>
        </Section>
        <Section title=opening::LOAD_IDENTITY>
            <KeyLoader kind=KeyKind::Identity key=identity expected=name/>
        </Section>
        <Failed failure=failure/>
        <ActionBar>
            <Button
                attr:data-test="release" label=opening::RELEASE kind=Kind::Primary disabled=ready busy=act.busy() on_press=press
            />
        </ActionBar>
        <Confirm
            title=opening::RELEASE open=open locks=opening::RELEASE_WARNS action=opening::RELEASE on_confirm=send
            busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}

fn destroy(lot: &LotKey, sheet: &ReleaseSheet, list: OpeningList) -> AnyView {
    let identity = slot();
    let (open, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let act = api::change::<DestroyKey>();
    let name = key_of(&sheet.identity);
    let (lot, x) = (lot.clone(), sheet.x);
    let send = move || {
        let Some(identity) = identity.get_untracked() else { return };
        let signed = list.hash().map_err(Failure::own).and_then(|hash| {
            let statement =
                Destroyed { tender: lot.tender.clone(), lot: lot.lot.clone(), envelope: ENVELOPE, list: hash, x };
            let seed = keys::signing(identity.private)?;
            sign_object(SealLabel::Destroyed, &statement, &seed).map_err(Failure::own)
        });
        match signed {
            Ok(signature) => {
                act.send(DestroyKey { lot: lot.clone(), envelope: ENVELOPE, signature }, move |_| {
                    open.try_set(false);
                });
            }
            Err(why) => failure.set(Some(why)),
        }
    };
    let ready = Signal::derive(move || identity.with(Option::is_none));
    view! {
        <Notice tone=Tone::Warning what=opening::DESTROY_WARNS/>
        <Section title=opening::LOAD_IDENTITY>
            <KeyLoader kind=KeyKind::Identity key=identity expected=name/>
        </Section>
        <Failed failure=failure/>
        <ActionBar>
            <Button
                attr:data-test="destroy" label=opening::DESTROY kind=Kind::Danger disabled=ready busy=act.busy()
                on_press=move || open.set(true)
            />
        </ActionBar>
        <Confirm
            title=opening::DESTROY open=open locks=opening::DESTROY_WARNS action=opening::DESTROY on_confirm=send
            busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}
