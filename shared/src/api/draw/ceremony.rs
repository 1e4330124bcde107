//! The ceremony (抽取仪式) on the wire: who takes part, and their notes.

use super::super::Ok;
use crate::draw::Purpose;
use crate::endpoint;
use crate::id::LotKey;
use crate::journal::Hash;
use serde::{Deserialize, Serialize};

/// Somebody who takes part in the ceremony; the order is that of the reveals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartyName {
    /// The centre, by the tender's officer (中心).
    Centre,
    /// The purchaser (采购人).
    Purchaser,
    /// The supervisor (监督).
    Supervisor,
}

impl PartyName {
    /// The parties in the order in which they reveal.
    pub const ALL: [Self; 3] = [Self::Centre, Self::Purchaser, Self::Supervisor];

    /// The name in the context and in the notes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Centre => "centre",
            Self::Purchaser => "purchaser",
            Self::Supervisor => "supervisor",
        }
    }

    /// The party of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|party| party.as_str() == text)
    }

    /// The party that a role speaks for.
    #[must_use]
    pub const fn of_role(role: crate::people::Role) -> Option<Self> {
        match role {
            crate::people::Role::Officer => Some(Self::Centre),
            crate::people::Role::Purchaser => Some(Self::Purchaser),
            crate::people::Role::Supervisor => Some(Self::Supervisor),
            _ => None,
        }
    }
}

/// A party's secret of one attempt: r = HMAC-SHA256(the party's key seed, "bidroom/draw/1/r" ‖ ctx). Derived, so that a
/// party has nothing to store between commit and reveal, and fresh for each attempt, because ctx is.
#[must_use]
pub fn secret_of(seed: &[u8; 32], ctx: &Hash) -> [u8; 32] {
    Hash::hmac(seed, &[b"bidroom/draw/1/r", ctx.as_bytes()]).0
}

/// A party joins with the public half of a fresh Ed25519 key that was made in its browser. When the third has joined, the
/// context is fixed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JoinDraw {
    /// The lot.
    pub lot: LotKey,
    /// What is drawn.
    #[serde(default)]
    pub purpose: Purpose,
    /// The public key, 32 bytes, base64url without padding.
    pub key: String,
}
endpoint!(JoinDraw, Change, "/api/draw/join", lot => Ok);

/// A party commits: its signed note.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CommitDraw {
    /// The lot.
    pub lot: LotKey,
    /// What is drawn.
    #[serde(default)]
    pub purpose: Purpose,
    /// The note (`bidroom/draw/1/commit`) with one signature.
    pub note: String,
}
endpoint!(CommitDraw, Change, "/api/draw/commit", lot => Ok);

/// A party reveals: its signed note. In the order of the parties.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RevealDraw {
    /// The lot.
    pub lot: LotKey,
    /// What is drawn.
    #[serde(default)]
    pub purpose: Purpose,
    /// The note (`bidroom/draw/1/reveal`) with one signature.
    pub note: String,
}
endpoint!(RevealDraw, Change, "/api/draw/reveal", lot => Ok);

/// The officer enters the public value: the note with the centre's signature. It may be entered again until the
/// supervisor has countersigned.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EnterBeacon {
    /// The lot.
    pub lot: LotKey,
    /// What is drawn.
    #[serde(default)]
    pub purpose: Purpose,
    /// The note (`bidroom/draw/1/beacon`) with the centre's signature.
    pub note: String,
}
endpoint!(EnterBeacon, Change, "/api/draw/enter-beacon", lot => Ok);

/// The supervisor countersigns the public value; with it the committee is drawn.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CosignBeacon {
    /// The lot.
    pub lot: LotKey,
    /// What is drawn.
    #[serde(default)]
    pub purpose: Purpose,
    /// The signature line of the supervisor over the text of the beacon note.
    pub signature: String,
}
endpoint!(CosignBeacon, Change, "/api/draw/cosign-beacon", lot => Ok);

/// An attempt is void, in public, because a party withheld its note; the party joins again with another key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VoidAttempt {
    /// The lot.
    pub lot: LotKey,
    /// What is drawn.
    #[serde(default)]
    pub purpose: Purpose,
    /// Who withheld.
    pub party: PartyName,
    /// Why, in words.
    pub reason: String,
}
endpoint!(VoidAttempt, Change, "/api/draw/void-attempt", lot => Ok);
