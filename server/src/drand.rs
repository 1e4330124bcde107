//! The check of a drand round's signature, without a network: BLS over BLS12-381 by the public key of quicknet.

use drand_verify::{G2PubkeyRfc, Pubkey};
use shared::draw::Record;
use shared::draw::context::Context;
use shared::draw::drand::round_of;
use shared::draw::record::Check;
use shared::journal::note::Note;

/// The public key of quicknet (`/52db9ba7…/info` of any drand node), a compressed point of G2.
const PUBLIC_KEY: &str = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c\
                          8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb\
                          5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";

/// Whether these bytes are the signature of a round of quicknet.
#[must_use]
pub fn is_of_round(round: u64, signature: &[u8]) -> bool {
    let Ok(key) = hex::decode(PUBLIC_KEY) else { return false };
    let Ok(key) = G2PubkeyRfc::from_variable(&key) else { return false };
    key.verify(round, b"", signature).unwrap_or(false)
}

/// What a record with a drand round is checked for beside its re-run; none for another public value, and for a record that has
/// none yet.
#[must_use]
pub fn check(record: &Record) -> Option<Check> {
    let context = Context::parse(record.files().get("context.txt")?).ok()?;
    let round = round_of(context.beacon.as_deref()?)?;
    let values = record.files().iter().filter(|(name, _)| name.starts_with("notes/")).filter_map(|(_, bytes)| {
        let note = Note::parse(bytes).ok()?;
        note.text().lines().find_map(|line| line.strip_prefix("value ")).map(str::to_owned)
    });
    let values: Vec<String> = values.collect();
    let value = values.first()?;
    let holds = values.len() == 1 && hex::decode(value).is_ok_and(|value| is_of_round(round, &value));
    let detail = match holds {
        true => format!("the public value is drand's signature of round {round} of quicknet"),
        false => format!("the public value is not drand's signature of round {round} of quicknet"),
    };
    Some(Check { name: "drand".to_owned(), holds, detail })
}

#[cfg(test)]
mod tests;
