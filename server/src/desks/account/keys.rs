//! Identity keys: enrolled, replaced, revoked by their person or by a supervisor, countersigned by a supervisor.

use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::Ok as Nothing;
use shared::api::account::{
    CountersignIdentity, EnrolIdentity, IdentityRow, KeyRow, ListIdentities, ReadKeys, ReplaceIdentity, RevokeIdentity,
    RevokeIdentityOf,
};
use shared::envelope::identity::Standing;
use shared::envelope::{
    B64, Countersignature, Enrolment, Hex, IdentityKey, Label, Replacement, Signature, verify_object,
};
use shared::event::{Event, Kind};
use shared::id::AccountId;
use shared::people::Role;
use shared::policy::Action;
use shared::refusal::{Code, Refusal};
use store::AnyConnection;
use store::accounts::keys::{self, IdentityKey as Row};

/// The longest reason for a revocation, characters.
const REASON_CHARS_MAX: usize = 200;

/// The key that an account had at an index of the journal, as its entries tell.
///
/// # Errors
/// A fault of the database.
pub async fn key_at(conn: &mut AnyConnection, account: &str, index: u64) -> Result<Option<IdentityKey>, Fault> {
    let acts = keys::journalled(conn, account).await?;
    Ok(Standing::at(acts.iter().map(|(at, act)| (*at, act)), index).key)
}

/// Whether the key in force of somebody of that role counts for a key holder: a supervisor countersigned it. A
/// supervisor's own key is the root of that and needs nobody else's.
#[must_use]
pub fn counts(role: Role, key: &Row) -> bool {
    role == Role::Supervisor || key.countersigned_ms.is_some()
}

/// [`Code::HolderNotCountersigned`] unless the account's key in force counts for a key holder.
///
/// # Errors
/// The refusal, [`Code::HolderWithoutIdentity`] without any key, or a fault of the database.
pub async fn check_counts(conn: &mut AnyConnection, account: &str, role: Role, name: &str) -> Result<(), Fault> {
    match keys::in_force(conn, account).await? {
        None => Err(Refusal::new(Code::HolderWithoutIdentity).with("name", name).into()),
        Some(key) if !counts(role, &key) => Err(Refusal::new(Code::HolderNotCountersigned).with("name", name).into()),
        Some(_) => Ok(()),
    }
}

/// The key under which a holder signs now: the one in force, countersigned, which may have taken the place of the one on the
/// key sheet.
///
/// # Errors
/// [`Code::KeyNotEnrolled`], [`Code::HolderNotCountersigned`], or a fault of the database.
pub async fn holder_key(work: &mut Work<'_>) -> Result<IdentityKey, Fault> {
    let (account, role, name) = (work.account()?.to_owned(), work.actor().role, work.actor().name.clone());
    let key = keys::in_force(work.conn(), &account).await?.ok_or(Code::KeyNotEnrolled)?;
    match counts(role, &key) {
        true => public(&key),
        false => Err(Refusal::new(Code::HolderNotCountersigned).with("name", name).into()),
    }
}

fn public(row: &Row) -> Result<IdentityKey, Fault> {
    B64::parse(&row.public_key).map_err(Fault::internal)
}

impl Query for ReadKeys {
    async fn run(&self, work: &mut Work<'_>) -> Result<Vec<KeyRow>, Fault> {
        let account = work.account()?.to_owned();
        let rows = keys::of_account(work.conn(), &account).await?;
        let row = |row: Row| {
            Ok(KeyRow {
                key: public(&row)?,
                enrolled_ms: row.enrolled_ms,
                revoked_ms: row.revoked_ms,
                revoked_why: row.revoked_why,
                countersigned_ms: row.countersigned_ms,
            })
        };
        rows.into_iter().map(row).collect()
    }
}

/// A key that was ever somebody's does not come back, and one key never stands for two persons.
async fn unused(conn: &mut AnyConnection, key: &str) -> Result<(), Fault> {
    match keys::owner(conn, key).await? {
        Some(_) => Err(Refusal::new(Code::AlreadyExists).with("name", key).into()),
        None => Ok(()),
    }
}

/// Enrols a key; the event names the one that it replaces.
async fn enrolled(
    work: &mut Work<'_>,
    account: &str,
    key: &str,
    former: Option<String>,
) -> Result<Done<Nothing>, Fault> {
    let now_ms = work.now_ms();
    keys::enrol(work.conn(), account, key, now_ms).await?;
    let data = json!({ "account": account, "key": key, "former": former });
    Ok(Done::new(Nothing {}, Event::of_house(Kind::IdentityEnrolled, data)))
}

fn proven(label: Label, statement: &impl serde::Serialize, key: &IdentityKey, proof: &B64<64>) -> Result<(), Fault> {
    let signature: Signature = Hex(proof.0);
    Ok(verify_object(label, statement, key, &signature).map_err(|_| Code::BadSignature)?)
}

impl Change for EnrolIdentity {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let account = work.account()?.to_owned();
        proven(Label::Enrol, &Enrolment { account: &account, key: &self.key }, &self.key, &self.proof)?;
        let key = self.key.to_string();
        match keys::in_force(work.conn(), &account).await? {
            Some(known) if known.public_key == key => return Err(Code::AlreadyDone.into()),
            Some(_) => return Err(Code::IdentityInForce.into()),
            None => unused(work.conn(), &key).await?,
        }
        enrolled(work, &account, &key, None).await
    }
}

impl Change for ReplaceIdentity {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let account = work.account()?.to_owned();
        let statement = Replacement { account: &account, former: &self.former, key: &self.key };
        proven(Label::Replace, &statement, &self.key, &self.proof)?;
        let (former, key) = (self.former.to_string(), self.key.to_string());
        in_force(work, &account, &former).await?;
        unused(work.conn(), &key).await?;
        enrolled(work, &account, &key, Some(former)).await
    }
}

/// The account's key in force, which must be this one.
async fn in_force(work: &mut Work<'_>, account: &str, key: &str) -> Result<Row, Fault> {
    let found = keys::in_force(work.conn(), account).await?.filter(|row| row.public_key == key);
    Ok(found.ok_or(Code::IdentityNotInForce)?)
}

async fn revoked(work: &mut Work<'_>, account: &str, key: &str, reason: &str) -> Result<Done<Nothing>, Fault> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
        return Err(Refusal::new(Code::FieldMissing).with("field", "reason").into());
    }
    in_force(work, account, key).await?;
    let (now_ms, by) = (work.now_ms(), work.account()?.to_owned());
    keys::revoke(work.conn(), key, reason, now_ms).await?;
    let data = json!({ "account": account, "key": key, "by": by, "reason": reason });
    Ok(Done::new(Nothing {}, Event::of_house(Kind::IdentityRevoked, data)))
}

impl Change for RevokeIdentity {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let account = work.account()?.to_owned();
        revoked(work, &account, &self.key.to_string(), &self.reason).await
    }
}

impl Change for RevokeIdentityOf {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        revoked(work, self.account.as_str(), &self.key.to_string(), &self.reason).await
    }
}

/// Whether somebody of that role may hold a key of a lot.
#[must_use]
pub fn may_hold(role: Role) -> bool {
    Action::MakeHolderKey.rule().roles.contains(&role)
}

impl Query for ListIdentities {
    async fn run(&self, work: &mut Work<'_>) -> Result<Vec<IdentityRow>, Fault> {
        let all = keys::all_in_force(work.conn()).await?;
        let staff = all.into_iter().filter(|(_, role, _)| may_hold(*role));
        let mut rows = staff
            .map(|(row, role, name)| {
                Ok(IdentityRow {
                    key: public(&row)?,
                    counts: counts(role, &row),
                    account: AccountId::new(row.account).map_err(Fault::internal)?,
                    role,
                    name,
                    enrolled_ms: row.enrolled_ms,
                    countersigned_ms: row.countersigned_ms,
                })
            })
            .collect::<Result<Vec<_>, Fault>>()?;
        rows.sort_by_key(|row| row.counts);
        Ok(rows)
    }
}

impl Change for CountersignIdentity {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Nothing>, Fault> {
        let by = work.account()?.to_owned();
        if by == self.account.as_str() {
            return Err(Code::NotYourOwnKey.into());
        }
        let own = keys::in_force(work.conn(), &by).await?.ok_or(Code::KeyNotEnrolled)?;
        let statement = Countersignature { account: self.account.as_str(), by: &by, key: &self.key };
        proven(Label::Countersign, &statement, &public(&own)?, &self.signature)?;
        let key = self.key.to_string();
        let row = in_force(work, self.account.as_str(), &key).await?;
        if row.countersigned_ms.is_some() {
            return Err(Code::AlreadyDone.into());
        }
        let (now_ms, signature) = (work.now_ms(), self.signature.to_string());
        keys::countersign(work.conn(), &key, &by, &signature, now_ms).await?;
        let data = json!({ "account": self.account, "key": key, "by": by, "by_key": own.public_key,
            "signature": signature });
        Ok(Done::new(Nothing {}, Event::of_house(Kind::IdentityCountersigned, data)))
    }
}
