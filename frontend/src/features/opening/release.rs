//! A holder's release: load the key of this lot, release all shares in one act; or, when nothing may be opened, sign that
//! the key is destroyed.

use leptos::prelude::*;
use shared::api::opening::{DestroyKey, Destroyable, ReadRelease, ReleaseShares, ReleaseSheet};
use shared::envelope::{B64, Destroyed, KeyKind, Label as SealLabel, OpeningList, Release, ReleaseError, sign_object};
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
    ActionBar, Button, Confirm, Countdown, Facts, Failed, Kind, Label, Notice, Page, Section, State, StateKind, Tone,
};

/// The page.
pub fn release(params: Params) -> AnyView {
    let Some(lot) = params.lot() else { return account::not_found() };
    let ask = lot.clone();
    let query = api::query(move || ReadRelease { lot: ask.clone(), envelope: None }, super::KINDS);
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
    let decrypting = matches!(sheet.stage, StageName::Opening | StageName::PriceOpening);
    let body = match (sheet.stage, list) {
        (_, Some(list)) if !of_the_deadline(sheet, &list) => {
            view! { <Notice tone=Tone::Error what=opening::LIST_DIFFERS/> }.into_any()
        }
        _ if sheet.released_ms.is_some() => done(opening::RELEASE_DONE),
        _ if sheet.suspended && decrypting => view! { <Notice tone=Tone::Error what=opening::SUSPENDED/> }.into_any(),
        (StageName::Closed | StageName::PriceClosed, _) => {
            view! { <State kind=StateKind::Empty what=opening::RELEASE_NOT_YET/> }.into_any()
        }
        (StageName::Opening, _) if sheet.window.is_some() => waits(sheet),
        (StageName::Opening | StageName::PriceOpening, _) if !sheet.cosigned => {
            view! { <Notice tone=Tone::Warning what=opening::WAITS_COSIGN/> }.into_any()
        }
        (StageName::Opening | StageName::PriceOpening, Some(list)) => shares(lot, sheet, list),
        _ if !sheet.destroyable.is_empty() => ().into_any(),
        _ => view! { <State kind=StateKind::Locked/> }.into_any(),
    };
    let destroyable = sheet.destroyable.iter().map(|due| destroy(lot, sheet, due)).collect_view();
    view! {
        <Page title=opening::RELEASE lead=place>
            <Facts rows=rows/>
            {body}
            {destroyable}
        </Page>
    }
    .into_any()
}

/// Whether the list is a part of the one that was signed at the deadline: the same bids with the same heads.
fn of_the_deadline(sheet: &ReleaseSheet, list: &OpeningList) -> bool {
    let Some(json) = &sheet.closing_json else { return true };
    let closing = serde_json::from_str::<OpeningList>(json);
    closing.is_ok_and(|closing| list.bids.iter().all(|bid| closing.bids.contains(bid)))
}

/// The bidders' window is still open.
fn waits(sheet: &ReleaseSheet) -> AnyView {
    let left = sheet.window.filter(|_| !sheet.suspended).map(|window| {
        view! { <Countdown until_ms=Signal::stored(window.ends_ms) label=opening::WINDOW_ENDS/> }
    });
    view! { <State kind=StateKind::Empty what=opening::WAITS_WINDOW/>{left} }.into_any()
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
    let (own, envelope) = (lot.clone(), sheet.envelope);
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
            <KeyLoader kind=KeyKind::Holder key=holder expected=key lot=own envelope=envelope/>
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

fn destroy(lot: &LotKey, sheet: &ReleaseSheet, due: &Destroyable) -> AnyView {
    if due.destroyed_ms.is_some() {
        return done(opening::DESTROY_DONE);
    }
    let too_few = sheet.failure == Some(LotFailure::FewerThanThreeSubmitted);
    let warns = if too_few { opening::DESTROY_WARNS } else { opening::DESTROY_UNUSED };
    let identity = slot();
    let (open, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let act = api::change::<DestroyKey>();
    let name = key_of(&due.identity);
    let (lot, envelope, list, x) = (lot.clone(), due.envelope, due.list, due.x);
    let send = move || {
        let Some(identity) = identity.get_untracked() else { return };
        let statement = Destroyed { tender: lot.tender.clone(), lot: lot.lot.clone(), envelope, list, x };
        let signed = keys::signing(identity.private)
            .and_then(|seed| sign_object(SealLabel::Destroyed, &statement, &seed).map_err(Failure::own));
        match signed {
            Ok(signature) => {
                act.send(DestroyKey { lot: lot.clone(), envelope, signature }, move |_| {
                    open.try_set(false);
                });
            }
            Err(why) => failure.set(Some(why)),
        }
    };
    let ready = Signal::derive(move || identity.with(Option::is_none));
    view! {
        <Notice tone=Tone::Warning what=warns/>
        <p>{t(opening::envelope(envelope))}</p>
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
            title=opening::DESTROY open=open locks=warns action=opening::DESTROY on_confirm=send
            busy=act.busy() failure=act.failure()
        />
    }
    .into_any()
}
