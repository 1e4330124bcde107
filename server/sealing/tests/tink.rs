//! Google Tink and pyhpke at the other end (`tools/interop.sh`): what we seal is written for them, what they sealed is opened here.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use sealing::{open_payload, seal_payload};
use serde_json::{Value, json};
use shared::envelope::{
    B64, Binding, Context, Envelope, Header, Hex, Holder, HolderSecret, KeySheet, PayloadKey, PayloadKeys, Policy,
    SealPlan, Seed, SigningSeed, Wrap, holder_pair, identity_of, open_share,
};
use shared::id::{LotId, OrgId, TenderId};
use shared::journal::Hash;
use std::path::PathBuf;

/// The folder that both sides share.
fn folder() -> PathBuf {
    std::env::var_os("BIDROOM_INTEROP").expect("BIDROOM_INTEROP names a folder: run tools/interop.sh").into()
}

const FIRST: usize = (1 << 20) - 40 - 16;
/// Around every edge of a segment.
const LENGTHS: [usize; 6] = [0, 1, FIRST, FIRST + 1, FIRST + (1 << 20) - 16, 3_333_333];

fn plain(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n * 31 / 7) as u8).collect()
}

fn sheet() -> (KeySheet, Vec<HolderSecret>) {
    let (mut holders, mut secrets) = (Vec::new(), Vec::new());
    for x in 1..=3 {
        let (secret, key) = holder_pair(&[x; 32]);
        let identity = identity_of(&SigningSeed::new([x + 100; 32]));
        holders.push(Holder { x, name: format!("holder {x}"), key, identity });
        secrets.push(secret);
    }
    let (tender, lot) = (TenderId::new("T-1").unwrap(), LotId::new("1").unwrap());
    let mut sheet = KeySheet { tender, lot, envelope: Envelope::Single, m: 2, holders, sigs: Vec::new() };
    sheet.sigs = (1..=3).map(|x| sheet.sign(&SigningSeed::new([x + 100; 32])).unwrap()).collect::<Vec<B64<64>>>();
    (sheet, secrets)
}

fn plan() -> (SealPlan, Vec<HolderSecret>) {
    let (sheet, secrets) = sheet();
    let binding = Binding {
        bidder: OrgId::new("B-1").unwrap(),
        bidder_key: identity_of(&SigningSeed::new([200; 32])),
        revision: 1,
        deadline_ms: 1_790_000_000_000,
        notice: Hash::of(b"notice"),
        policy: Policy::Quorum,
    };
    let context = Context::new(binding, &sheet).unwrap();
    (SealPlan::new(&Seed::new([9; 32]), context, &sheet).unwrap(), secrets)
}

fn header(plan: &SealPlan) -> Header {
    plan.header(0, Hash::of(b""))
}

#[test]
#[ignore = "tools/interop.sh reads what it writes"]
fn ours_for_others() {
    let (plan, secrets) = plan();
    let keys = plan.payload_keys();
    for (n, length) in LENGTHS.into_iter().enumerate() {
        let payload = std::sync::Mutex::new(Vec::new());
        seal_payload(keys, &plain(length), 2, &payload).unwrap();
        let payload = payload.into_inner().unwrap();
        std::fs::write(folder().join(format!("ours-{n}.payload")), payload).unwrap();
        std::fs::write(folder().join(format!("ours-{n}.plain")), plain(length)).unwrap();
    }
    let header = header(&plan);
    let wraps = header.wraps.iter().zip(&header.shares).zip(&secrets).zip(1_u8..);
    let wraps: Vec<Value> = wraps
        .map(|(((wrap, share), secret), x)| {
            let info = [&b"bidroom/seal/1/wrap"[..], plan.ctx(), &[x]].concat();
            json!({
                "x": x, "secret": hex::encode(secret.expose()), "info": hex::encode(info), "enc": hex::encode(wrap.enc.0),
                "ct": hex::encode(wrap.ct.0), "share_hash": share,
            })
        })
        .collect();
    let meta = json!({
        "key": hex::encode(keys.payload_key().expose()), "ctx": hex::encode(plan.ctx()), "payloads": LENGTHS.len(),
        "wraps": wraps,
    });
    std::fs::write(folder().join("ours.json"), meta.to_string()).unwrap();
}

#[test]
#[ignore = "tools/interop.sh writes what it reads"]
fn others_for_us() {
    let meta: Value = serde_json::from_slice(&std::fs::read(folder().join("theirs.json")).unwrap()).unwrap();
    let (key, ctx): (Hex<32>, Hex<32>) =
        (serde_json::from_value(meta["key"].clone()).unwrap(), serde_json::from_value(meta["ctx"].clone()).unwrap());
    let count = meta["payloads"].as_u64().unwrap();
    assert!(count >= 4);
    for n in 0..count {
        let payload = std::fs::read(folder().join(format!("theirs-{n}.payload"))).unwrap();
        let expected = std::fs::read(folder().join(format!("theirs-{n}.plain"))).unwrap();
        let begin = payload[..40].try_into().unwrap();
        let keys = PayloadKeys::of_foreign(&PayloadKey::new(key.0), &begin, &ctx.0).unwrap();
        let mut opened = Vec::new();
        let take = &mut |bytes: &[u8]| {
            opened.extend_from_slice(bytes);
            Ok(())
        };
        let trace = open_payload(&keys, &payload, 2, take, &mut |_, _| {}).unwrap();
        assert_eq!((trace.broken, opened == expected), (None, true), "payload {n}");
        // The same bytes for something else are nothing.
        let other = PayloadKeys::of_foreign(&PayloadKey::new(key.0), &begin, &[1; 32]).unwrap();
        let trace = open_payload(&other, &payload, 2, &mut |_| Ok(()), &mut |_, _| {}).unwrap();
        assert!(trace.broken.is_some());
    }
    let (plan, secrets) = plan();
    let wraps: Vec<Wrap> = serde_json::from_value(meta["wraps"].clone()).unwrap();
    assert_eq!(wraps.len(), secrets.len());
    let mut header = header(&plan);
    let own: Vec<_> = (1..).zip(&secrets).map(|(x, secret)| open_share(&header, x, secret).unwrap()).collect();
    assert_ne!(header.wraps, wraps, "theirs have an ephemeral key of their own");
    header.wraps = wraps;
    for ((x, secret), own) in (1..).zip(&secrets).zip(own) {
        assert_eq!(open_share(&header, x, secret).unwrap().expose(), own.expose(), "holder {x}");
    }
}
