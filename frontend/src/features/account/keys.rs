//! My keys: the identity keys that are enrolled, and a new one.

use leptos::prelude::*;
use shared::api::account::{EnrolIdentity, KeyRow, ReadKeys};
use shared::envelope::{B64, Enrolment, KeyKind, Label as Purpose, sign_object};
use shared::text::account;

use super::key_loader::{self, OpenKey};
use super::key_maker::KeyMaker;
use crate::api::{self, Failure};
use crate::clock;
use crate::crypto::keys;
use crate::prefs::t;
use crate::routes::Params;
use crate::session;
use crate::ui::{ActionBar, Button, Failed, Kind, Label, Page, Section, State, StateKind, Table, Time, Tone, toast};

/// The page.
pub fn my_keys(_: Params) -> AnyView {
    let enrolled = api::query(|| ReadKeys {}, &["identity."]);
    let rows = enrolled.view(|rows| table(&rows));
    view! {
        <Page title=account::MY_KEYS lead=account::MY_KEYS_LEAD>
            <Section title=account::IDENTITY_KEYS>{rows}</Section>
            <Section title=account::NEW_IDENTITY><NewIdentity again=move || enrolled.reload()/></Section>
        </Page>
    }
    .into_any()
}

fn table(rows: &[KeyRow]) -> AnyView {
    if rows.is_empty() {
        return view! { <State kind=StateKind::Empty what=account::NO_IDENTITY/> }.into_any();
    }
    let lines = rows
        .iter()
        .map(|row| {
            let state = match row.revoked_ms {
                None => Label::Text(account::IN_FORCE),
                Some(at_ms) => Label::with(account::REPLACED, [("at", clock::date_time(at_ms))]),
            };
            view! {
                <tr>
                    <td><code class="wrap">{row.key.to_string()}</code></td>
                    <td><Time ms=row.enrolled_ms/></td>
                    <td>{state.view()}</td>
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
    let enrol = api::change::<EnrolIdentity>();
    let own = RwSignal::new(None::<Failure>);
    let stem = session::me_now().map_or_else(String::new, |me| format!("bidroom-identity-{}", me.account));
    let press = move || {
        let Some(open) = key.get_untracked() else { return };
        match enrolment(&open) {
            Ok(body) => enrol.send(body, move |_| {
                toast::show(Tone::Done, account::ENROLLED);
                again();
                leptos::task::spawn_local(session::refresh());
            }),
            Err(why) => own.set(Some(why)),
        }
    };
    let has_one = move || session::me().is_some_and(|me| me.identity.is_some());
    let not_ready = Signal::derive(move || key.with(Option::is_none));
    view! {
        {move || has_one().then(|| view! { <p>{t(account::REPLACES_FORMER)}</p> })}
        <KeyMaker kind=KeyKind::Identity stem=stem key=key/>
        <Failed failure=own/>
        <Failed failure=enrol.failure()/>
        <ActionBar>
            <Button
                attr:data-test="enrol" label=account::ENROL kind=Kind::Primary busy=enrol.busy() disabled=not_ready
                on_press=press
            />
        </ActionBar>
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
