//! The vectors of an independent implementation (Tink, pyhpke, cryptography), everything in them.

use aes_gcm::aead::AeadInOut;
use aes_gcm::{Aes256Gcm, KeyInit};
use serde_json::Value;

use super::derive::Derivation;
use super::payload::{self, CipherFailed, Geometry, PayloadKeys, SegmentCipher};
use super::*;
use crate::jcs;
use crate::journal::Hash;

/// A slow AES-GCM, for tests of this crate only.
pub(super) struct TestCipher(Aes256Gcm);

impl TestCipher {
    pub(super) fn new(keys: &PayloadKeys) -> Self {
        Self(Aes256Gcm::new(keys.segment_key().expose().into()))
    }
}

impl SegmentCipher for TestCipher {
    fn seal(&self, nonce: &[u8; 12], body: &mut [u8]) -> Result<[u8; 16], CipherFailed> {
        let tag = self.0.encrypt_inout_detached(nonce.into(), b"", body.into());
        tag.map(Into::into).map_err(|_| CipherFailed)
    }

    fn open(&self, nonce: &[u8; 12], body: &mut [u8], tag: &[u8; 16]) -> Result<(), CipherFailed> {
        self.0.decrypt_inout_detached(nonce.into(), b"", body.into(), tag.into()).map_err(|_| CipherFailed)
    }
}

/// One vector of `tests/vectors/envelope.json`.
pub(super) struct Vector {
    pub(super) json: Value,
    pub(super) seed: Seed,
    pub(super) bidder: SigningSeed,
    pub(super) sheet: KeySheet,
    pub(super) context: Context,
    pub(super) plain: Vec<u8>,
}

fn plaintext(description: &str) -> Vec<u8> {
    match description.strip_prefix("byte i = 7*i mod 251, length ") {
        Some(length) => (0..length.parse().unwrap()).map(|i: u64| (7 * i % 251) as u8).collect(),
        None => description.as_bytes().to_vec(),
    }
}

pub(super) fn hex32(value: &Value) -> [u8; 32] {
    bytes::unhex(value.as_str().unwrap()).unwrap()
}

pub(super) fn vectors() -> Vec<Vector> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/envelope.json");
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    let typed = vectors.iter().map(|json| Vector {
        seed: Seed::new(hex32(&json["seed"])),
        bidder: SigningSeed::new(hex32(&json["bidder_private"])),
        sheet: KeySheet::parse(&jcs::to_bytes(&json["sheet"]).unwrap()).unwrap(),
        context: jcs::from_bytes(&jcs::to_bytes(&json["context"]).unwrap()).unwrap(),
        plain: plaintext(json["plain"].as_str().unwrap()),
        json: json.clone(),
    });
    typed.collect()
}

/// The payload and the leaf hashes of its segments.
pub(super) fn seal_payload(keys: &PayloadKeys, plain: &[u8]) -> (Vec<u8>, Vec<Hash>) {
    let cipher = TestCipher::new(keys);
    let cut = Geometry::of_plain(plain.len() as u64).unwrap();
    let (mut out, mut leaves) = (Vec::new(), Vec::new());
    for i in 0..cut.segments() {
        let range = cut.plain_range(i);
        let mut segment = plain[range.start as usize..range.end as usize].to_vec();
        keys.seal_segment(&cipher, &cut, i, &mut segment).unwrap();
        leaves.push(payload::segment_hash(&segment));
        out.extend_from_slice(&segment);
    }
    (out, leaves)
}

pub(super) fn seal(vector: &Vector) -> (Head, Vec<u8>) {
    let plan = SealPlan::new(&vector.seed, vector.context.clone(), &vector.sheet).unwrap();
    let (payload, leaves) = seal_payload(plan.payload_keys(), &vector.plain);
    let root = payload::root(&leaves);
    let head = plan.finish(payload.len() as u64, root, &vector.bidder);
    (head.unwrap(), payload)
}

#[test]
fn both_vectors_seal_byte_for_byte() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 2);
    for vector in &vectors {
        let (head, payload) = seal(vector);
        let bytes = head.to_bytes().unwrap();
        assert_eq!(bytes, jcs::to_bytes(&vector.json["head"]).unwrap());
        assert_eq!(head_hash(&bytes).to_hex(), vector.json["head_sha256"]);
        assert_eq!(Hash::of(&payload).to_hex(), vector.json["payload_sha256"]);
        assert_eq!(Head::parse(&bytes).unwrap(), head);
    }
}

#[test]
fn every_derived_value_is_the_vectors() {
    for vector in &vectors() {
        let ctx = vector.context.ctx().unwrap();
        let derived = Derivation::new(&vector.seed, &ctx);
        let json = &vector.json;
        assert_eq!(ctx, hex32(&json["ctx"]));
        assert_eq!(*derived.share_secret().expose(), hex32(&json["K"]));
        assert_eq!(*derived.bidder_half().expose(), hex32(&json["B"]));
        assert_eq!(*derived.coins(), hex32(&json["C"]));
        assert_eq!(*derived.payload_key().expose(), hex32(&json["key"]));
        let shares = derived.shares(vector.context.m, vector.context.n);
        let expected = json["shares_plain"].as_array().unwrap();
        assert_eq!(shares.len(), expected.len());
        for (share, expected) in shares.iter().zip(expected) {
            assert_eq!(*share.expose(), hex32(expected));
        }
    }
}

#[test]
fn holder_and_identity_keys_and_sheet_signatures_are_the_vectors() {
    for vector in &vectors() {
        let sheet = &vector.sheet;
        for (i, holder) in sheet.holders.iter().enumerate() {
            let (secret, key) = holder_pair(&hex32(&vector.json["holder_ikm"][i]));
            assert_eq!(key, holder.key);
            assert_eq!(holder_key_of(&secret), Some(key));
            let identity = SigningSeed::new(hex32(&vector.json["identity_private"][i]));
            assert_eq!(identity_of(&identity), holder.identity);
            assert_eq!(sheet.sign(&identity).unwrap(), sheet.sigs[i]);
        }
        assert_eq!(vector.context.check_sheet(sheet), Ok(()));
        assert_eq!(vector.context.check_ranges(), Ok(()));
        assert_eq!(vector.json["context"]["sheet"], sheet.hash().unwrap().to_hex());
    }
}
