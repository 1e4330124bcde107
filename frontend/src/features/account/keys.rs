//! My keys: the identity keys that are enrolled, a new one or another in its place, a test, the way back, revocation.

use leptos::prelude::*;
use shared::api::account::{EnrolIdentity, KeyRow, ReadKeys, ReplaceIdentity, RevokeIdentity};
use shared::envelope::{B64, Enrolment, IdentityKey, KeyKind, Label as Purpose, Replacement, sign_object};
use shared::text::{account, keys as words};

use super::key_loader::{self, OpenKey};
use super::key_maker::KeyMaker;
use super::key_test::{KeyRestore, KeyTest, lost};
use crate::api::{self, Failure};
use crate::clock;
use crate::crypto::keys;
use crate::prefs::{lang, t};
use crate::routes::Params;
use crate::session;
use crate::ui::{
    ActionBar, Button, Confirm, Failed, Kind, Label, Page, Section, State, StateKind, Table, TextField, Time, Tone,
    toast,
};

/// The page.
pub fn my_keys(_: Params) -> AnyView {
    let enrolled = api::query(|| ReadKeys {}, &["identity."]);
    let rows = enrolled.view(|rows| table(&rows));
    let again = move || enrolled.reload();
    let has_one = Memo::new(move |_| session::me().is_some_and(|me| me.identity.is_some()));
    let expected = Signal::derive(key_loader::my_identity);
    let stem = session::me_now().map_or_else(String::new, |me| format!("bidroom-identity-{}", me.account));
    let kept = move || {
        let stem = stem.clone();
        has_one.get().then(|| {
            view! {
                <Section title=words::TEST><KeyTest kind=KeyKind::Identity expected=expected/></Section>
                <Section title=words::REVOKE><Revoke again=again/></Section>
                <KeyRestore kind=KeyKind::Identity stem=stem/>
            }
        })
    };
    let fresh = move || {
        let title = if has_one.get() { words::REPLACE } else { account::NEW_IDENTITY };
        view! { <Section title=title><NewIdentity again=again/></Section> }
    };
    view! {
        <Page title=account::MY_KEYS lead=account::MY_KEYS_LEAD>
            <Section title=account::IDENTITY_KEYS>{rows}</Section>
            {fresh}
            {kept}
            {lost(&[words::LOST_IDENTITY, words::LOST_PASSPHRASE])}
        </Page>
    }
    .into_any()
}

fn state(row: &KeyRow) -> Label {
    let at = |ms| ("at", clock::date_time(ms));
    match (row.revoked_ms, &row.revoked_why, row.countersigned_ms) {
        (Some(ms), Some(why), _) => Label::with(words::REVOKED, [at(ms), ("why", why.clone())]),
        (Some(ms), None, _) => Label::with(account::REPLACED, [at(ms)]),
        (None, _, Some(ms)) => Label::with(words::COUNTERSIGNED, [at(ms)]),
        (None, _, None) => Label::Text(account::IN_FORCE),
    }
}

fn table(rows: &[KeyRow]) -> AnyView {
    if rows.is_empty() {
        return view! { <State kind=StateKind::Empty what=account::NO_IDENTITY/> }.into_any();
    }
    let lines = rows
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <td><code class="wrap">{row.key.to_string()}</code></td>
                    <td><Time ms=row.enrolled_ms/></td>
                    <td>{state(row).view()}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let head = vec![account::KEY.into(), account::ENROLLED_AT.into(), account::KEY_STATE.into()];
    view! { <Table caption=account::IDENTITY_KEYS head=head>{lines}</Table> }.into_any()
}

#[component]
fn NewIdentity(
    /// Reads the list again.
    again: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let key = key_loader::slot();
    let (enrol, replace) = (api::change::<EnrolIdentity>(), api::change::<ReplaceIdentity>());
    let own = RwSignal::new(None::<Failure>);
    let stem = session::me_now().map_or_else(String::new, |me| format!("bidroom-identity-{}", me.account));
    let done = move || {
        toast::show(Tone::Done, account::ENROLLED);
        again();
        leptos::task::spawn_local(session::refresh());
    };
    let press = move || {
        own.set(None);
        let Some(open) = key.get_untracked() else { return };
        let sent = match untrack(key_loader::my_identity) {
            None => enrolment(&open).map(|body| enrol.send(body, move |_| done())),
            Some(former) => replacement(&open, former).map(|body| replace.send(body, move |_| done())),
        };
        own.set(sent.err());
    };
    let has_one = move || session::me().is_some_and(|me| me.identity.is_some());
    let not_ready = Signal::derive(move || key.with(Option::is_none));
    let busy = Signal::derive(move || enrol.busy().get() || replace.busy().get());
    view! {
        {move || has_one().then(|| view! { <p>{t(words::REPLACE_LEAD)}" "{t(account::REPLACES_FORMER)}</p> })}
        <KeyMaker kind=KeyKind::Identity stem=stem key=key/>
        <Failed failure=own/>
        <Failed failure=enrol.failure()/>
        <Failed failure=replace.failure()/>
        <ActionBar>
            <Button
                attr:data-test="enrol" label=account::ENROL kind=Kind::Primary busy=busy disabled=not_ready
                on_press=press
            />
        </ActionBar>
    }
    .into_any()
}

/// Revoking the key in force without another in its place.
#[component]
fn Revoke(
    /// Reads the list again.
    again: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let act = api::change::<RevokeIdentity>();
    let (reason, open) = (RwSignal::new(String::new()), RwSignal::new(false));
    let tried = RwSignal::new(false);
    let error = Signal::derive(move || {
        let empty = reason.with(|reason| reason.trim().is_empty());
        (tried.get() && empty).then(|| account::FILL_IN.get(lang()).to_owned())
    });
    let press = move || {
        tried.set(true);
        open.set(!reason.with_untracked(|reason| reason.trim().is_empty()));
    };
    let revoke = move || {
        let Some(key) = untrack(key_loader::my_identity) else { return };
        act.send(RevokeIdentity { key, reason: reason.get_untracked().trim().to_owned() }, move |_| {
            open.try_set(false);
            toast::show(Tone::Done, words::KEY_REVOKED);
            again();
            leptos::task::spawn_local(session::refresh());
        });
    };
    view! {
        <p>{t(words::REVOKE_LEAD)}</p>
        <TextField id="revoke-reason" label=words::REASON value=reason max_length=200 error=error/>
        <Button attr:data-test="revoke" label=words::REVOKE kind=Kind::Danger on_press=press/>
        <Confirm
            title=words::REVOKE open=open locks=words::REVOKE_LOCKS action=words::REVOKE on_confirm=revoke busy=act.busy()
            failure=act.failure()
        />
    }
    .into_any()
}

/// The proof that the person has the private half.
fn enrolment(open: &OpenKey) -> Result<EnrolIdentity, Failure> {
    let me = session::me_now().ok_or(Failure::Cancelled)?;
    let seed = keys::signing(open.private.clone())?;
    let statement = Enrolment { account: me.account.as_str(), key: &open.public };
    let proof = sign_object(Purpose::Enrol, &statement, &seed).map_err(Failure::own)?;
    Ok(EnrolIdentity { key: open.public, proof: B64(proof.0) })
}

/// The same, naming the key that is replaced.
fn replacement(open: &OpenKey, former: IdentityKey) -> Result<ReplaceIdentity, Failure> {
    let me = session::me_now().ok_or(Failure::Cancelled)?;
    let seed = keys::signing(open.private.clone())?;
    let statement = Replacement { account: me.account.as_str(), former: &former, key: &open.public };
    let proof = sign_object(Purpose::Replace, &statement, &seed).map_err(Failure::own)?;
    Ok(ReplaceIdentity { former, key: open.public, proof: B64(proof.0) })
}
