//! The published vectors of the sealed bid (`docs/formats`, `tests/vectors/envelope.json`), computed by the code that seals
//! bids: head in wasm, bulk by WebCrypto.

use serde::Deserialize;
use serde_json::Value;
use shared::envelope::{Context, KeySheet, SealPlan, Seed, SigningSeed, head_hash};

use super::open::hash_of;
use super::seal::seal_bytes;
use crate::api::Failure;

#[derive(Deserialize)]
struct Published {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    seed: String,
    bidder_private: String,
    sheet: KeySheet,
    context: Context,
    plain: String,
    head: Value,
    head_sha256: String,
    payload_sha256: String,
}

/// How one vector compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Whether the head is the published one, byte for byte.
    pub head: bool,
    /// Whether the payload is.
    pub payload: bool,
    /// The head's hash as it was computed here, hex.
    pub head_sha256: String,
    /// The payload's hash as it was computed here, hex.
    pub payload_sha256: String,
}

/// Computes every vector of the file.
///
/// # Errors
/// [`Failure::Unreadable`] when it is no file of vectors; [`Failure::Own`] when sealing fails.
pub async fn compare(file: &[u8]) -> Result<Vec<Compared>, Failure> {
    let published: Published = serde_json::from_slice(file).map_err(|_| Failure::Unreadable)?;
    let mut compared = Vec::with_capacity(published.vectors.len());
    for vector in published.vectors {
        let plan =
            SealPlan::new(&Seed::new(hex32(&vector.seed)?), vector.context, &vector.sheet).map_err(Failure::own)?;
        let bidder = SigningSeed::new(hex32(&vector.bidder_private)?);
        let (head, payload) = seal_bytes(&plan, &plain(&vector.plain), &bidder).await?;
        let bytes = head.to_bytes().map_err(Failure::own)?;
        let published = shared::jcs::to_bytes(&vector.head).map_err(Failure::own)?;
        let (head_sha256, payload_sha256) = (head_hash(&bytes).to_hex(), hash_of(&payload).await?.to_hex());
        compared.push(Compared {
            head: bytes == published && head_sha256 == vector.head_sha256,
            payload: payload_sha256 == vector.payload_sha256,
            head_sha256,
            payload_sha256,
        });
    }
    Ok(compared)
}

/// A plaintext as the vectors describe it: a rule, or the text itself.
fn plain(description: &str) -> Vec<u8> {
    let length =
        description.strip_prefix("byte i = 7*i mod 251, length ").and_then(|length| length.parse::<u64>().ok());
    match length {
        Some(length) => (0..length).map(|i| (7 * i % 251) as u8).collect(),
        None => description.as_bytes().to_vec(),
    }
}

fn hex32(text: &str) -> Result<[u8; 32], Failure> {
    let bytes = hex::decode(text).map_err(|_| Failure::Unreadable)?;
    bytes.try_into().map_err(|_| Failure::Unreadable)
}
