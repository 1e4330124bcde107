//! What opens the bids: the bidders' halves and their window, the recovery files, the holders' shares; and the end of the keys.

use super::Window;
use crate::api::Ok;
use crate::endpoint;
use crate::envelope::{Envelope, HalfRelease, Release, Signature};
use crate::id::LotKey;
use crate::journal::Hash;
use crate::lifecycle::{Failure, StageName};
use serde::{Deserialize, Serialize};

/// What I need to release my halves: my own heads. Also whether my recovery file is called for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadHalves {
    /// The lot.
    pub lot: LotKey,
}
endpoint!(ReadHalves, Query, "/api/opening/halves", lot => HalvesSheet);

/// A bidder's own part in an opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HalvesSheet {
    /// My listed bids, one for each envelope, in the order of opening.
    pub bids: Vec<OwnBid>,
    /// Whether my halves can be released now.
    pub half_due: bool,
    /// When I released them, milliseconds.
    pub released_ms: Option<i64>,
    /// The envelope whose recovery file I may supply now.
    pub recovery_due: Option<Envelope>,
    /// When I supplied it, milliseconds; it is being checked, or was.
    pub supplied_ms: Option<i64>,
}

/// One of my listed bids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnBid {
    /// The envelope.
    pub envelope: Envelope,
    /// Its head, hex.
    pub head: String,
}

/// A half with its signature.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignedHalf {
    /// The half.
    pub release: HalfRelease,
    /// The signature over it (label `half`), under the identity key that signed the bid.
    pub signature: Signature,
}

/// Releases my halves for all envelopes of the lot, in one act; final (双重加密).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReleaseHalves {
    /// The lot.
    pub lot: LotKey,
    /// One for each envelope.
    pub halves: Vec<SignedHalf>,
}
endpoint!(ReleaseHalves, Change, "/api/opening/release-halves", lot, signs => Ok);

/// Makes the decryption window longer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExtendWindow {
    /// The lot.
    pub lot: LotKey,
    /// By how many minutes, 1 to 480.
    pub minutes: u32,
    /// Why, 1 to 500 characters.
    pub reason: String,
}
endpoint!(ExtendWindow, Change, "/api/opening/extend-window", lot => Ok);

/// Suspends the opening: its clocks stand still, nothing is released, decrypted or announced.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SuspendOpening {
    /// The lot.
    pub lot: LotKey,
    /// Why, 1 to 500 characters.
    pub reason: String,
}
endpoint!(SuspendOpening, Change, "/api/opening/suspend", lot => Ok);

/// Goes on with a suspended opening; what was left of its time limits is left again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ResumeOpening {
    /// The lot.
    pub lot: LotKey,
    /// Why, 1 to 500 characters.
    pub reason: String,
}
endpoint!(ResumeOpening, Change, "/api/opening/resume", lot => Ok);

/// Calls for recovery files, because holders fail.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpenRecovery {
    /// The lot.
    pub lot: LotKey,
    /// For how many minutes, 1 to 480.
    pub minutes: u32,
    /// Why, 1 to 500 characters.
    pub reason: String,
}
endpoint!(OpenRecovery, Change, "/api/opening/open-recovery", lot => Ok);

/// Supplies my recovery file; it counts only if the whole check passes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SupplyRecovery {
    /// The lot.
    pub lot: LotKey,
    /// The file, as it was saved.
    pub file: String,
}
endpoint!(SupplyRecovery, Change, "/api/opening/supply-recovery", lot, signs => Ok);

/// What a holder needs to release: their wraps are in the heads.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadRelease {
    /// The lot.
    pub lot: LotKey,
    /// The envelope; none for the one that is being opened.
    pub envelope: Option<Envelope>,
}
endpoint!(ReadRelease, Query, "/api/opening/release-sheet", lot => ReleaseSheet);

/// A holder's view of an opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseSheet {
    /// The tender's title.
    pub tender_title: String,
    /// The lot's title.
    pub title: String,
    /// Where the lot stands.
    pub stage: StageName,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
    /// The envelope.
    pub envelope: Envelope,
    /// My place on the key sheet.
    pub x: u8,
    /// My public key on the key sheet, base64url: the key file must be for this one.
    pub key: String,
    /// My identity key on the key sheet, base64url: it signs the release.
    pub identity: String,
    /// How many holders open.
    pub m: u8,
    /// How many holders there are.
    pub n: u8,
    /// The list, canonical JSON.
    pub list_json: String,
    /// Price opening: the list of the price envelopes at the deadline, canonical JSON. Every bid of the list stands on it
    /// with the same head, and the page holds the two against each other.
    pub closing_json: Option<String>,
    /// Policy 2: the decryption window, while it is open; shares are released only after it.
    pub window: Option<Window>,
    /// Whether the opening is suspended.
    pub suspended: bool,
    /// Envelopes whose keys will not be used any more: I destroy mine and sign that I did.
    pub destroyable: Vec<Destroyable>,
    /// The heads of the listed bids, hex, in the order of the list; none before release may begin.
    pub heads: Vec<String>,
    /// Whether the list's entry stands in a checkpoint that the supervisor cosigned.
    pub cosigned: bool,
    /// When I released, milliseconds.
    pub released_ms: Option<i64>,
}

/// A key that is to be destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destroyable {
    /// The envelope.
    pub envelope: Envelope,
    /// SHA-256 of its list.
    pub list: Hash,
    /// My place on its key sheet.
    pub x: u8,
    /// My identity key on its key sheet, base64url.
    pub identity: String,
    /// When I signed that it is destroyed, milliseconds.
    pub destroyed_ms: Option<i64>,
}

/// Releases all my shares for the list, in one act (label `release`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReleaseShares {
    /// The lot.
    pub lot: LotKey,
    /// The release.
    pub release: Release,
    /// The signature over it, under the identity key on the key sheet.
    pub signature: Signature,
}
endpoint!(ReleaseShares, Change, "/api/opening/release-shares", lot, signs => Ok);

/// Signs that my key is destroyed, when nothing may be opened (label `destroyed`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DestroyKey {
    /// The lot.
    pub lot: LotKey,
    /// The envelope.
    pub envelope: Envelope,
    /// The signature over `shared::envelope::Destroyed`, under the identity key on the key sheet.
    pub signature: Signature,
}
endpoint!(DestroyKey, Change, "/api/opening/destroy-key", lot, signs => Ok);
