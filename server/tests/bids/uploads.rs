//! What arrives, what is refused, and what a crash leaves.

use crate::common::databases;
use crate::draft::{Draft, join, seal, split};
use crate::lot::{Open, code, key, metadata, replace, tus};
use base64::Engine as _;
use bidroom_server::act::{Caller, change};
use bidroom_server::desks::bids::upload::AppendUpload;
use reqwest::Method;
use shared::api::bids::{MyTenders, RevisionState, SlotState, UPLOADS_PATH};
use shared::envelope::{Head, Label, OpeningForm, sign_object};
use shared::id::{LotId, OrgId};
use shared::people::{Actor, Role};
use shared::refusal::{Code, Refusal};

const SHA256: base64::engine::GeneralPurpose = base64::engine::general_purpose::STANDARD;

#[tokio::test(flavor = "multi_thread")]
async fn uploads() {
    for server in databases() {
        let mut open = Open::new(server.as_deref()).await;
        the_protocol_is_tus(&open).await;
        what_is_not_a_sealed_bid_of_this_bidder_is_refused(&open).await;
        a_bid_arrives_in_parts_and_gets_its_receipt(&open).await;
        nobody_else_learns_of_it(&open).await;
        a_complete_upload_is_judged_after_a_restart(&mut open).await;
        a_later_revision_takes_the_place(&open).await;
        after_the_deadline_nothing_is_taken(&open).await;
    }
}

async fn the_protocol_is_tus(open: &Open) {
    let bidder = &open.bidders[0].person;
    let abilities = bidder.send(Method::OPTIONS, UPLOADS_PATH, tus(&[]), Vec::new()).await.unwrap();
    let header = |name: &str| abilities.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("tus-version"), "1.0.0");
    assert_eq!(header("tus-extension"), "creation,creation-with-upload,checksum,termination,expiration");
    assert_eq!(header("tus-max-size"), (1_u64 << 30).to_string());
    // Another version, no metadata, too long, an unknown lot.
    let (length, slot) = ("1000".to_owned(), metadata(&key()));
    let mut other = tus(&[("upload-length", &length), ("upload-metadata", &slot)]);
    other.insert("tus-resumable", "0.2.2".parse().unwrap());
    assert_eq!(code(bidder.send(Method::POST, UPLOADS_PATH, other, vec![]).await), Some(Code::UploadVersion));
    let bare = tus(&[("upload-length", &length)]);
    assert_eq!(code(bidder.send(Method::POST, UPLOADS_PATH, bare, vec![]).await), Some(Code::BadRequest));
    assert_eq!(code(open.create(0, (1 << 30) + 1).await), Some(Code::UploadTooLong));
    let mut stranger = key();
    stranger.lot = LotId::new("9").unwrap();
    let unknown = tus(&[("upload-length", &length), ("upload-metadata", &metadata(&stranger))]);
    assert_eq!(code(bidder.send(Method::POST, UPLOADS_PATH, unknown, vec![]).await), Some(Code::NotFound));
    let officers = tus(&[("upload-length", &length), ("upload-metadata", &slot)]);
    assert_eq!(code(open.officer.send(Method::POST, UPLOADS_PATH, officers, vec![]).await), Some(Code::NotPermitted));
    // Offset, length, type, checksum.
    let sealed = open.sealed(0).await;
    let path = open.create(0, sealed.len()).await.unwrap();
    assert_eq!(code(open.create(0, 10).await), Some(Code::UploadInProgress));
    assert_eq!(code(open.patch(0, &path, 5, b"x").await), Some(Code::UploadOffset));
    assert_eq!(open.patch(0, &path, 0, &sealed[..100]).await.unwrap(), 100);
    assert_eq!(code(open.patch(0, &path, 0, &sealed[..100]).await), Some(Code::UploadOffset));
    assert_eq!(code(open.patch(0, &path, 100, &sealed).await), Some(Code::UploadTooLong));
    let plain = tus(&[("upload-offset", "100"), ("content-type", "text/plain")]);
    assert_eq!(code(bidder.send(Method::PATCH, &path, plain, vec![1]).await), Some(Code::UploadType));
    let sum = |bytes: &[u8]| format!("sha256 {}", SHA256.encode(shared::journal::Hash::of(bytes).0));
    let (right, wrong) = (sum(&sealed[100..300]), sum(b"other"));
    let checked = open.patch_with(0, &path, 100, &sealed[100..300], &[("upload-checksum", &wrong)]).await;
    assert_eq!(code(checked), Some(Code::UploadChecksum));
    let checked = open.patch_with(0, &path, 100, &sealed[100..300], &[("upload-checksum", &right)]).await;
    assert_eq!(checked.unwrap(), 300);
    let head = bidder.send(Method::HEAD, &path, tus(&[]), vec![]).await.unwrap();
    assert_eq!(
        (&head.headers["upload-offset"], &head.headers["cache-control"]),
        (&"300".parse().unwrap(), &"no-store".parse().unwrap())
    );
    // Somebody else's upload does not exist.
    for method in [Method::HEAD, Method::DELETE] {
        let gone = open.bidders[1].person.send(method, &path, tus(&[]), vec![]).await;
        assert!(gone.is_err());
    }
    assert_eq!(code(open.patch(1, &path, 300, b"x").await), Some(Code::NotFound));
    bidder.send(Method::DELETE, &path, tus(&[]), vec![]).await.unwrap();
    assert_eq!(code(open.patch(0, &path, 300, b"x").await), Some(Code::UploadGone));
}

/// A draft that a test has spoiled.
async fn spoiled(open: &Open, who: usize, spoil: impl FnOnce(&mut Draft)) -> Vec<u8> {
    let mut draft = Draft::of(&open.slot(who).await, open.bidders[who].n);
    spoil(&mut draft);
    seal(&draft)
}

async fn what_is_not_a_sealed_bid_of_this_bidder_is_refused(open: &Open) {
    let good = open.sealed(0).await;
    let (head, payload) = split(&good);
    let other_payload = split(&spoiled(open, 0, |draft| draft.seed = 99).await).1;
    let mut flipped = good.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let read = Head::parse(&head).unwrap();
    let mut forged = read.clone();
    forged.header.length += 1;
    let longer = {
        // Signed again, so that only length and payload differ.
        let sig = sign_object(Label::Sign, &forged.header, &crate::lot::signer(open.bidders[0].n)).unwrap();
        Head { header: forged.header.clone(), sig }.to_bytes().unwrap()
    };
    let other_lot = {
        let mut draft = Draft::of(&open.slot(0).await, open.bidders[0].n);
        let id = LotId::new("2").unwrap();
        (draft.context.lot, draft.sheet.lot) = (id.clone(), id);
        let sigs: Vec<_> = (1..=3).map(|n| draft.sheet.sign(&crate::lot::signer(n)).unwrap()).collect();
        draft.sheet.sigs = sigs;
        draft.context.sheet = draft.sheet.hash().unwrap();
        seal(&draft)
    };
    let cases: Vec<(&str, Vec<u8>, Code, Option<&str>)> = vec![
        ("a PDF", crate::draft::pdf(), Code::BidNotSealed, Some("PDF")),
        ("a ZIP", b"PK\x03\x04 and more than eight".to_vec(), Code::BidNotSealed, Some("ZIP")),
        ("a picture", b"\x89PNG\r\n\x1a\n and more".to_vec(), Code::BidWrongType, None),
        ("five bytes", b"BIDSE".to_vec(), Code::BidTruncated, None),
        ("cut within the head", good[..200].to_vec(), Code::BidTruncated, None),
        ("cut within the payload", good[..good.len() - 1].to_vec(), Code::BidTruncated, None),
        ("bytes after the end", [&good[..], b"x"].concat(), Code::BidSwapped, Some("length")),
        ("a flipped bit", flipped, Code::BidSwapped, Some("root")),
        ("another payload", join(&head, &other_payload), Code::BidSwapped, Some("root")),
        ("a head of other length", join(&longer, &payload), Code::BidTruncated, None),
        ("a head that is changed", join(&forged_bytes(&forged), &payload), Code::BadSignature, None),
        ("a head that is no JSON", join(b"{}", &payload), Code::BidHeadInvalid, None),
        ("another lot", other_lot, Code::BidReplayed, Some("lot")),
        (
            "another bidder",
            spoiled(open, 0, |draft| draft.context.bidder = OrgId::new("91110000MA00000002").unwrap()).await,
            Code::BidReplayed,
            Some("bidder"),
        ),
        (
            "another revision",
            spoiled(open, 0, |draft| draft.context.revision = 7).await,
            Code::BidReplayed,
            Some("revision"),
        ),
        ("another deadline", spoiled(open, 0, |draft| draft.context.deadline_ms += 1).await, Code::BidOutdated, None),
        (
            "another key",
            spoiled(open, 0, |draft| {
                draft.signer = 77;
                draft.context.bidder_key = shared::envelope::identity_of(&crate::lot::signer(77));
            })
            .await,
            Code::BidOtherKey,
            None,
        ),
        ("replayed by another account", good.clone(), Code::BidReplayed, Some("bidder")),
    ];
    for (name, bytes, expected, field) in cases {
        let who = usize::from(name.starts_with("replayed"));
        let refused = open.upload(who, &bytes).await.expect_err(name);
        assert_eq!(refused.code(), Some(expected), "{name}: {refused}");
        let slot = open.slot(who).await;
        let told: Refusal = slot.refused.unwrap_or_else(|| panic!("{name}: the slot does not say why"));
        assert_eq!(told.code, expected, "{name}");
        if let Some(field) = field {
            assert!(told.fields.values().any(|value| value == field), "{name}: {told:?}");
        }
        assert!(slot.upload.is_none() && slot.revisions.is_empty(), "{name}");
    }
    // Nothing of them stays on disk.
    open.jobs().await;
    assert_eq!(std::fs::read_dir(open.place.dir.path().join("vault/uploads")).map_or(0, |found| found.count()), 0);
}

fn forged_bytes(head: &Head) -> Vec<u8> {
    head.to_bytes().unwrap()
}

async fn a_bid_arrives_in_parts_and_gets_its_receipt(open: &Open) {
    let sealed = open.sealed(0).await;
    let path = open.create(0, sealed.len()).await.unwrap();
    let mut at = 0;
    for piece in sealed.chunks(400_000) {
        let slot = open.slot(0).await;
        assert_eq!(slot.upload.unwrap().received as usize, at);
        at = open.patch(0, &path, at, piece).await.unwrap();
    }
    let slot = open.slot(0).await;
    assert_eq!((slot.next_revision, slot.revisions.len()), (2, 1));
    let revision = &slot.revisions[0];
    assert_eq!(revision.state, RevisionState::Submitted);
    assert_eq!(revision.head, shared::envelope::head_hash(&split(&sealed).0));
    assert!(revision.receipt.as_ref().is_some_and(|note| note.starts_with("bidroom/receipt/1\n")));
    let mine = open.bidders[0].person.ask(&MyTenders {}).await.unwrap();
    assert_eq!((mine.len(), mine[0].mine, mine[0].listed), (1, SlotState::Submitted, false));
}

async fn nobody_else_learns_of_it(open: &Open) {
    assert_eq!(open.bidders[3].person.ask(&MyTenders {}).await.unwrap()[0].mine, SlotState::Empty);
    let slot = open.slot(3).await;
    assert!(slot.revisions.is_empty() && slot.next_revision == 1);
    let asked = shared::api::opening::ReadOpening { lot: key() };
    assert_eq!(code(open.supervisor.ask(&asked).await), Some(Code::WrongStage));
    // No act of a bidder before the opening is heard by anybody but the bidder.
    let mut conn = open.house.db.connection().await.unwrap();
    let acts = store::journal::since(&mut conn, -1, Some(&key()), 10_000).await.unwrap();
    let names: Vec<_> = crate::lot::BIDDERS.iter().map(|(_, id, _)| *id).collect();
    for act in acts {
        let kind = shared::event::Kind::parse(&act.kind).unwrap();
        let about = act.kind.starts_with("bid.") || act.kind.starts_with("upload.");
        if about || names.contains(&act.actor.as_str()) {
            for role in Role::ALL {
                assert!(!kind.audience().includes(role), "{} is told of {}", role.as_str(), act.kind);
            }
        }
    }
}

/// The last byte is durable, then the power fails: the next start judges it, and its time is that of the last byte.
async fn a_complete_upload_is_judged_after_a_restart(open: &mut Open) {
    let sealed = open.sealed(1).await;
    let path = open.create(1, sealed.len()).await.unwrap();
    let at_ms = open.house.clock.now_ms();
    let (id, bidder) = (path.rsplit('/').next().unwrap().to_owned(), &open.bidders[1]);
    let mut part = open.house.vault.begin_part(&id).await.unwrap();
    part.write(sealed.clone().into()).await.unwrap();
    let name = part.finish().await.unwrap();
    let actor = Actor {
        account: Some("yi".parse().unwrap()),
        role: Role::Bidder,
        org: Some(OrgId::new(bidder.org).unwrap()),
        ..Actor::public()
    };
    let caller = Caller { actor, request: "crash".into(), key: None };
    let part = AppendUpload { lot: key(), id, offset: 0, bytes: sealed.len() as u64, name, leaves: Vec::new(), at_ms };
    change(&open.house, &caller, &part).await.unwrap();
    assert!(open.slot(1).await.upload.unwrap().judging);
    open.restart().await;
    assert!(open.slot(1).await.upload.unwrap().judging);
    bidroom_server::desks::bids::job(&open.house).await.unwrap();
    let slot = open.slot(1).await;
    assert!(slot.upload.is_none());
    assert_eq!((slot.revisions[0].state, slot.revisions[0].received_ms), (RevisionState::Submitted, at_ms));
    assert!(slot.revisions[0].receipt.is_some());
}

async fn a_later_revision_takes_the_place(open: &Open) {
    let first = open.slot(0).await.revisions[0].clone();
    let sealed = spoiled(open, 0, |draft| draft.form = OpeningForm { delivery_days: 20, ..draft.form.clone() }).await;
    open.upload(0, &sealed).await.unwrap();
    let slot = open.slot(0).await;
    assert_eq!(
        slot.revisions.iter().map(|r| r.state).collect::<Vec<_>>(),
        [RevisionState::Submitted, RevisionState::Superseded]
    );
    assert_eq!(slot.revisions[1].head, first.head);
    assert!(slot.revisions.iter().all(|revision| revision.receipt.is_some()));
    open.jobs().await;
    // Of two bidders one ciphertext each is left: the superseded one is deleted.
    assert_eq!(std::fs::read_dir(open.place.dir.path().join("vault/uploads")).map_or(0, |found| found.count()), 2);
    // A new identity key makes the old seal worthless, even under the right revision.
    let stale = open.sealed(2).await;
    replace(&open.bidders[2].person, "bing", open.bidders[2].n, 50).await;
    assert_eq!(code(open.upload(2, &stale).await), Some(Code::BidOtherKey));
}

async fn after_the_deadline_nothing_is_taken(open: &Open) {
    let (sealed, path) = {
        let sealed = open.sealed(3).await;
        let path = open.create(3, sealed.len()).await.unwrap();
        open.patch(3, &path, 0, &sealed[..1000]).await.unwrap();
        (sealed, path)
    };
    open.at_deadline(1);
    assert_eq!(code(open.patch(3, &path, 1000, &sealed[1000..]).await), Some(Code::BidLate));
    assert_eq!(code(open.create(2, 1000).await), Some(Code::BidLate));
    let slot = open.slot(3).await;
    assert_eq!(slot.upload.unwrap().received, 1000);
}
