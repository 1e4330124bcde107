//! A round of drand as the public value of a ceremony: which round a context names, when it comes out, and its file.
//!
//! The chain is quicknet of the League of Entropy (scheme `bls-unchained-g1-rfc9380`). The public value is the 48 bytes of the
//! round's signature, so that whoever has the record can check it against the chain's public key, with no network. The check of
//! the signature itself is not here: the server and `bidroom draw` make it.

use serde::Deserialize;
use std::fmt;

/// The hash of quicknet's parameters, by which the chain is named.
pub const CHAIN: &str = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
/// When its first round came out, seconds since 1970 UTC.
const GENESIS_S: i64 = 1_692_803_367;
/// Seconds from round to round.
const PERIOD_S: i64 = 3;
/// Beijing is so many seconds ahead of UTC.
const BEIJING_S: i64 = 8 * 3600;
/// Bytes of a round's signature: a compressed point of G1.
pub const SIGNATURE: usize = 48;
/// The largest file of a round, bytes.
pub const FILE_MAX: usize = 4096;

/// The first round that comes out at that time or later, milliseconds since 1970 UTC.
#[must_use]
pub fn round_at(ms: i64) -> u64 {
    let after_s = ms.div_euclid(1000) + i64::from(ms.rem_euclid(1000) > 0) - GENESIS_S;
    let rounds = after_s.div_euclid(PERIOD_S) + i64::from(after_s.rem_euclid(PERIOD_S) > 0);
    u64::try_from(rounds + 1).unwrap_or(1).max(1)
}

/// When a round comes out, milliseconds since 1970 UTC; none for round 0 and beyond all time.
#[must_use]
pub fn published_ms(round: u64) -> Option<i64> {
    let after = i64::try_from(round.checked_sub(1)?).ok()?.checked_mul(PERIOD_S)?;
    GENESIS_S.checked_add(after)?.checked_mul(1000)
}

/// What the beacon line of a context says for a round: source, event, time and encoding.
#[must_use]
pub fn words(round: u64) -> Option<String> {
    let at = time::OffsetDateTime::from_unix_timestamp(published_ms(round)? / 1000 + BEIJING_S).ok()?;
    let (date, hour, minute, second) = (at.date(), at.hour(), at.minute(), at.second());
    Some(format!(
        "drand {CHAIN} round {round}, {date} {hour:02}:{minute:02}:{second:02} +08:00, 48 bytes of its signature"
    ))
}

/// The round that a beacon line names; none when it names no round of this chain exactly as [`words`] does.
#[must_use]
pub fn round_of(beacon: &str) -> Option<u64> {
    let rest = beacon.strip_prefix("drand ")?.strip_prefix(CHAIN)?.strip_prefix(" round ")?;
    let round = rest.split_once(',')?.0.parse().ok()?;
    (words(round).as_deref() == Some(beacon)).then_some(round)
}

/// Whether a beacon line names a round that is public at that time, milliseconds since 1970 UTC: who reveals then knows what
/// comes of it.
#[must_use]
pub fn is_out(beacon: &str, ms: i64) -> bool {
    round_of(beacon).and_then(published_ms).is_some_and(|out_ms| out_ms <= ms)
}

/// Whether a beacon line speaks of drand, in whatever words: then it must be a line of [`words`].
#[must_use]
pub fn claims(beacon: &str) -> bool {
    beacon.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("drand"))
}

/// Why a file is not the one of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileError {
    /// It is not the JSON that a drand node gives out.
    Form,
    /// It is of another round.
    OtherRound(u64),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => f.write_str("not a drand node's file of a round"),
            Self::OtherRound(round) => write!(f, "a file of round {round}"),
        }
    }
}

impl std::error::Error for FileError {}

/// What a drand node gives out for a round (`/<chain>/public/<round>`); what else stands in it does not matter here.
#[derive(Deserialize)]
struct File {
    round: u64,
    signature: String,
}

/// The signature in the file of a round. Whether it is the chain's is not known by this.
///
/// # Errors
/// The file is none, or of another round.
pub fn signature_in(file: &[u8], round: u64) -> Result<[u8; SIGNATURE], FileError> {
    if file.len() > FILE_MAX {
        return Err(FileError::Form);
    }
    let file: File = serde_json::from_slice(file).map_err(|_| FileError::Form)?;
    let mut signature = [0; SIGNATURE];
    hex::decode_to_slice(&file.signature, &mut signature).map_err(|_| FileError::Form)?;
    if file.round == round { Ok(signature) } else { Err(FileError::OtherRound(file.round)) }
}

#[cfg(test)]
mod tests;
