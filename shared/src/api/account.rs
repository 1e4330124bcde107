//! The desk of accounts: log-in, who am I, registration, identity keys.

use super::Ok;
use crate::endpoint;
use crate::envelope::{B64, Envelope, IdentityKey, KeyKind};
use crate::id::{AccountId, LotKey, OrgId};
use crate::people::{Role, Seat};
use serde::{Deserialize, Serialize};

/// Logs in. The session's cookie comes with the reply.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Login {
    /// The account.
    pub account: String,
    /// The password.
    pub password: String,
}
endpoint!(Login, Change, "/api/account/login" => Me);

/// Ends the session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Logout {}
endpoint!(Logout, Change, "/api/account/logout" => Ok);

/// Who am I? Answers for the public too.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WhoAmI {}
endpoint!(WhoAmI, Query, "/api/account/who-am-i" => WhoAmIReply);

/// Who sits in front of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhoAmIReply {
    /// The person, when logged in.
    pub me: Option<Me>,
    /// The seat of this terminal, when it is an enrolled one.
    pub seat: Option<Seat>,
    /// What the room of the seat is called.
    #[serde(default)]
    pub room_name: Option<String>,
    /// What the centre is called.
    pub centre: String,
    /// Whether this is a sample centre with a clock that can be moved (`bidroom demo`).
    pub demo: bool,
    /// The server's time, milliseconds since 1970 UTC.
    pub now_ms: i64,
}

/// The person who is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The account.
    pub account: AccountId,
    /// The role.
    pub role: Role,
    /// The person's name.
    pub name: String,
    /// The organisation, for bidders and purchasers.
    pub org: Option<OrgId>,
    /// The organisation's name.
    pub org_name: Option<String>,
    /// The enrolled identity key (Ed25519, base64url), if any.
    pub identity: Option<String>,
}

/// The server's time, for the page's clock: the offset is taken from the round trip with the least delay.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadClock {}
endpoint!(ReadClock, Query, "/api/account/clock" => Clock);

/// The server's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Milliseconds since 1970 UTC.
    pub now_ms: i64,
}

/// A bidder registers itself: organisation, person, account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Register {
    /// The account to make.
    pub account: AccountId,
    /// The password, at least 8 characters.
    pub password: String,
    /// The organisation's name.
    pub org_name: String,
    /// The unified social credit code (统一社会信用代码), 18 characters; it becomes the organisation's id.
    pub uscc: String,
    /// The contact person's name.
    pub person: String,
}
endpoint!(Register, Change, "/api/account/register" => Me);

/// The identity keys of the account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadKeys {}
endpoint!(ReadKeys, Query, "/api/account/keys" => Vec<KeyRow>);

/// One identity key, present or former.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRow {
    /// The public key.
    pub key: IdentityKey,
    /// When it was enrolled, milliseconds.
    pub enrolled_ms: i64,
    /// When it was replaced or revoked, milliseconds.
    pub revoked_ms: Option<i64>,
    /// Why it was revoked; nothing when another key took its place.
    pub revoked_why: Option<String>,
    /// When a supervisor countersigned it, milliseconds.
    pub countersigned_ms: Option<i64>,
}

/// Enrols an identity key (Ed25519) for an account that has none in force.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EnrolIdentity {
    /// The public key, base64url without padding.
    pub key: IdentityKey,
    /// Proof of possession: the signature (label `bidroom/identity/1/enrol`) over
    /// [`Enrolment`](crate::envelope::Enrolment), base64url.
    pub proof: B64<64>,
}
endpoint!(EnrolIdentity, Change, "/api/account/enrol-identity", signs => Ok);

/// Enrols another identity key in place of the one in force (更换身份密钥), which is void from then on. What was signed with
/// it stays signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReplaceIdentity {
    /// The key in force.
    pub former: IdentityKey,
    /// The new key.
    pub key: IdentityKey,
    /// The new key's signature (label `bidroom/identity/1/replace`) over
    /// [`Replacement`](crate::envelope::Replacement), base64url.
    pub proof: B64<64>,
}
endpoint!(ReplaceIdentity, Change, "/api/account/replace-identity", signs => Ok);

/// Revokes one's own key in force (吊销), without another in its place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RevokeIdentity {
    /// The key in force.
    pub key: IdentityKey,
    /// Why, 1–200 characters.
    pub reason: String,
}
endpoint!(RevokeIdentity, Change, "/api/account/revoke-identity", signs => Ok);

/// A supervisor revokes somebody's key: it was stolen, or the person has left.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RevokeIdentityOf {
    /// Whose.
    pub account: AccountId,
    /// The key in force.
    pub key: IdentityKey,
    /// Why, 1–200 characters.
    pub reason: String,
}
endpoint!(RevokeIdentityOf, Change, "/api/account/revoke-identity-of", signs => Ok);

/// The identity keys in force of everybody who may hold a key of a lot, for the supervisor: those that wait first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListIdentities {}
endpoint!(ListIdentities, Query, "/api/account/identities" => Vec<IdentityRow>);

/// One identity key in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityRow {
    /// Whose.
    pub account: AccountId,
    /// The role.
    pub role: Role,
    /// The person's name.
    pub name: String,
    /// The key.
    pub key: IdentityKey,
    /// When it was enrolled, milliseconds.
    pub enrolled_ms: i64,
    /// When it was countersigned, milliseconds.
    pub countersigned_ms: Option<i64>,
    /// Whether it counts for a key holder: countersigned, or a supervisor's own.
    pub counts: bool,
}

/// A supervisor countersigns a person's key, having seen the person and compared the key's fingerprint. Only then may the
/// person hold a key of a lot.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CountersignIdentity {
    /// Whose.
    pub account: AccountId,
    /// The key in force.
    pub key: IdentityKey,
    /// The supervisor's signature (label `bidroom/identity/1/countersign`) over
    /// [`Countersignature`](crate::envelope::Countersignature), base64url.
    pub signature: B64<64>,
}
endpoint!(CountersignIdentity, Change, "/api/account/countersign-identity", signs => Ok);

/// The accounts of the house.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListAccounts {}
endpoint!(ListAccounts, Query, "/api/account/list" => Vec<AccountRow>);

/// One account, for the administrator and for choosing people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    /// The account.
    pub account: AccountId,
    /// The role.
    pub role: Role,
    /// The person's name.
    pub name: String,
    /// The organisation's name.
    pub org_name: Option<String>,
    /// Whether an identity key is enrolled.
    pub has_identity: bool,
}

/// The administrator makes an account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CreateAccount {
    /// The account.
    pub account: AccountId,
    /// The role; not expert (experts' accounts are made at check-in), public or system.
    pub role: Role,
    /// The person's name.
    pub name: String,
    /// The organisation's id and name, for purchasers.
    pub org: Option<(OrgId, String)>,
    /// The first password, at least 8 characters.
    pub password: String,
}
endpoint!(CreateAccount, Change, "/api/account/create" => Ok);

/// Where a sample centre serves the key files of its people.
pub const SAMPLE_KEYS: &str = "/demo/keys/";

/// The passphrase of every key file of a sample centre.
pub const SAMPLE_PASSPHRASE: &str = "bidroom-demo";

/// The name of a sample holder's key file of one envelope: that of a price envelope begins with `holder-price-`.
#[must_use]
pub fn sample_holder_file(account: &AccountId, lot: &LotKey, envelope: Envelope) -> String {
    let name = sample_key_file(KeyKind::Holder, account, Some(lot));
    match envelope {
        Envelope::Single | Envelope::Technical => name,
        Envelope::Price => name.replacen("holder-", "holder-price-", 1),
    }
}

/// The name of a sample person's key file: `identity-<account>.key.json`, `witness-<account>.key.json`, or with a lot
/// `holder-<tender>-<lot>-<account>.key.json`, `party-<tender>-<lot>-<account>.key.json`.
#[must_use]
pub fn sample_key_file(kind: KeyKind, account: &AccountId, lot: Option<&LotKey>) -> String {
    let kind = match kind {
        KeyKind::Identity => "identity",
        KeyKind::Holder => "holder",
        KeyKind::Party => "party",
        KeyKind::Witness => "witness",
    };
    match lot {
        Some(LotKey { tender, lot }) => format!("{kind}-{tender}-{lot}-{account}.key.json"),
        None => format!("{kind}-{account}.key.json"),
    }
}
