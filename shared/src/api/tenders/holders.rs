//! Key holders: naming them, their keys, the key sheet that all of them sign.

use super::super::Ok;
use crate::endpoint;
use crate::envelope::{B64, Envelope, HolderKey, IdentityKey, KeySheet};
use crate::id::{AccountId, LotKey};
use crate::lifecycle::StageName;
use serde::{Deserialize, Serialize};

/// A key holder of a lot (解密责任人).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderRow {
    /// The number, from 1.
    pub x: u8,
    /// The account.
    pub account: AccountId,
    /// The person's name.
    pub name: String,
    /// How far they are.
    pub state: HolderState,
}

/// How far a holder is before the notice goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HolderState {
    /// Named, without a key.
    Named,
    /// The key is made.
    KeyMade,
    /// The key sheet is signed.
    Signed,
    /// The identity key was replaced since the key was made.
    IdentityReplaced,
}

/// Names the key holders, the same for every envelope of the lot; keys and signatures of former ones are void.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NameHolders {
    /// The lot.
    pub lot: LotKey,
    /// How many open a bid, 2 ≤ m ≤ n.
    pub m: u8,
    /// Who, in order of x; 2 to 16, each with an enrolled identity key.
    pub holders: Vec<AccountId>,
}
endpoint!(NameHolders, Change, "/api/tenders/name-holders", lot => Ok);

/// Where am I a key holder?
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListHoldings {}
endpoint!(ListHoldings, Query, "/api/tenders/holdings" => Vec<Holding>);

/// One lot of which the reader holds a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The lot.
    pub lot: LotKey,
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// Where it stands.
    pub stage: StageName,
    /// The deadline, once set, milliseconds.
    pub deadline_ms: Option<i64>,
    /// The envelope.
    pub envelope: Envelope,
    /// The reader's number.
    pub x: u8,
    /// How many open a bid.
    pub m: u8,
    /// All holders, in order of x.
    pub holders: Vec<HolderRow>,
    /// How far the reader is.
    pub state: HolderState,
    /// The reader's public key on the sheet, once made.
    pub key: Option<HolderKey>,
    /// The key sheet once all keys are in: without signatures while it is signed, complete once published.
    pub sheet: Option<KeySheet>,
}

/// The public half of the key that the holder made in their own browser; a former one is replaced, and all sign again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MakeHolderKey {
    /// The lot.
    pub lot: LotKey,
    /// The envelope.
    pub envelope: Envelope,
    /// The X25519 public key; low-order and repeated keys are refused.
    pub key: HolderKey,
    /// The holder's enrolled identity key.
    pub identity: IdentityKey,
}
endpoint!(MakeHolderKey, Change, "/api/tenders/make-holder-key", lot => Ok);

/// Signs the key sheet, when all keys are in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignKeySheet {
    /// The lot.
    pub lot: LotKey,
    /// The envelope.
    pub envelope: Envelope,
    /// The signature (label `sheet`) over the sheet without `sigs`, by the holder's identity key.
    pub sig: B64<64>,
}
endpoint!(SignKeySheet, Change, "/api/tenders/sign-key-sheet", lot, signs => Ok);
