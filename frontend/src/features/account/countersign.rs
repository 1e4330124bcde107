//! The supervisor countersigns the identity keys of those who hold keys of lots, and revokes what is stolen or left behind.

use leptos::prelude::*;
use shared::api::account::{CountersignIdentity, IdentityRow, ListIdentities, RevokeIdentityOf};
use shared::envelope::{B64, Countersignature, KeyKind, Label as Purpose, sign_object};
use shared::text::{self, account, keys as words};

use super::key_loader::{self, KeyLoader, KeySlot};
use crate::api::{self, Failure};
use crate::crypto::keys;
use crate::prefs::{lang, t};
use crate::routes::Params;
use crate::session;
use crate::ui::{
    Button, Confirm, Failed, Kind, Label, Page, Section, State, StateKind, Status, Table, TextField, Time, Tone, toast,
};

/// What the rows of the page share.
#[derive(Clone, Copy)]
struct Desk {
    key: KeySlot,
    act: api::Change<CountersignIdentity>,
    own: RwSignal<Option<Failure>>,
    revoking: RwSignal<Option<IdentityRow>>,
    query: api::Query<ListIdentities>,
}

/// The page.
pub fn countersign(_: Params) -> AnyView {
    let query = api::query(|| ListIdentities {}, &["identity."]);
    let desk = Desk {
        key: key_loader::slot(),
        act: api::change::<CountersignIdentity>(),
        own: RwSignal::new(None),
        revoking: RwSignal::new(None),
        query,
    };
    let expected = Signal::derive(key_loader::my_identity);
    let rows = query.view(move |rows| table(&rows, desk));
    let revoke = move || desk.revoking.get().map(|row| view! { <RevokeOf row=row desk=desk/> });
    view! {
        <Page title=words::COUNTERSIGN lead=words::COUNTERSIGN_LEAD>
            <Section title=words::OWN_KEY>
                <KeyLoader kind=KeyKind::Identity key=desk.key expected=expected/>
                <Failed failure=desk.own/>
                <Failed failure=desk.act.failure()/>
            </Section>
            {revoke}
            <Section title=account::IDENTITY_KEYS>{rows}</Section>
        </Page>
    }
    .into_any()
}

impl Desk {
    fn countersign(self, row: &IdentityRow) {
        self.own.set(None);
        let made = || {
            let me = session::me_now().ok_or(Failure::Cancelled)?;
            let missing = Failure::Local { code: "key_file.none", text: account::NO_KEY_FILE };
            let open = self.key.get_untracked().ok_or(missing)?;
            let statement = Countersignature { account: row.account.as_str(), by: me.account.as_str(), key: &row.key };
            let signed = sign_object(Purpose::Countersign, &statement, &keys::signing(open.private)?);
            let signature = B64(signed.map_err(Failure::own)?.0);
            Ok(CountersignIdentity { account: row.account.clone(), key: row.key, signature })
        };
        match made() {
            Ok(body) => self.act.send(body, move |_| {
                toast::show(Tone::Done, words::DID_COUNTERSIGN);
                self.query.reload();
            }),
            Err(why) => self.own.set(Some(why)),
        }
    }
}

fn table(rows: &[IdentityRow], desk: Desk) -> AnyView {
    if rows.is_empty() {
        return view! { <State kind=StateKind::Empty what=words::NO_KEYS/> }.into_any();
    }
    let lines = rows.iter().map(|row| line(row, desk)).collect_view();
    let head =
        [account::NAME, account::ROLE, account::KEY, account::ENROLLED_AT, account::KEY_STATE, words::DO_COUNTERSIGN];
    view! { <Table caption=account::IDENTITY_KEYS head=head.map(Label::from).to_vec()>{lines}</Table> }.into_any()
}

fn line(row: &IdentityRow, desk: Desk) -> AnyView {
    let (state, tone) = match (row.counts, row.countersigned_ms) {
        (true, None) => (words::ROOT, Tone::Info),
        (true, Some(_)) => (words::COUNTS, Tone::Done),
        (false, _) => (words::WAITS, Tone::Warning),
    };
    let named = |verb: text::Text| {
        let name = row.name.clone();
        Label::live(move || format!("{} {name}", verb.get(lang())))
    };
    let (own, of) = (row.clone(), row.clone());
    let countersign = (!row.counts).then(|| {
        view! {
            <Button
                attr:data-test="countersign" label=words::DO_COUNTERSIGN name=named(words::DO_COUNTERSIGN) busy=desk.act.busy()
                on_press=move || desk.countersign(&own)
            />
        }
    });
    view! {
        <tr data-test="identity" data-account=row.account.to_string()>
            <th scope="row">{row.name.clone()}<span class="hint">" "{row.account.to_string()}</span></th>
            <td>{t(text::role(row.role))}</td>
            <td><code class="wrap">{row.key.to_string()}</code></td>
            <td><Time ms=row.enrolled_ms/></td>
            <td><Status label=state tone=Signal::stored(tone)/></td>
            <td>
                <div class="row">
                    {countersign}
                    <Button
                        label=words::REVOKE_OF name=named(words::REVOKE_OF) kind=Kind::Quiet
                        on_press=move || desk.revoking.set(Some(of.clone()))
                    />
                </div>
            </td>
        </tr>
    }
    .into_any()
}

/// Revoking somebody's key, with the reason.
#[component]
fn RevokeOf(
    /// Whose.
    row: IdentityRow,
    /// What the page shares.
    desk: Desk,
) -> AnyView {
    let act = api::change::<RevokeIdentityOf>();
    let (reason, open) = (RwSignal::new(String::new()), RwSignal::new(false));
    let empty = Signal::derive(move || reason.with(|reason| reason.trim().is_empty()));
    let title = format!("{} · {}", row.name, row.account);
    let revoke = move || {
        let body = RevokeIdentityOf {
            account: row.account.clone(),
            key: row.key,
            reason: reason.get_untracked().trim().to_owned(),
        };
        act.send(body, move |_| {
            open.try_set(false);
            toast::show(Tone::Done, words::KEY_REVOKED);
            desk.revoking.try_set(None);
            desk.query.reload();
        });
    };
    view! {
        <Section title=title>
            <TextField label=words::REASON value=reason max_length=200 required=true/>
            <Button label=words::REVOKE kind=Kind::Danger disabled=empty on_press=move || open.set(true)/>
            <Confirm
                title=words::REVOKE open=open locks=words::REVOKE_LOCKS action=words::REVOKE on_confirm=revoke
                busy=act.busy() failure=act.failure()
            />
        </Section>
    }
    .into_any()
}
