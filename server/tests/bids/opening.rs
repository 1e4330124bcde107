//! The opening: three bids of which one was tampered with by its bidder, wrong keys, fewer than three, damaged storage.

use crate::common::databases;
use crate::draft::{Draft, seal, split};
use crate::lot::{Open, code, holder_secret, key, of_envelope, signer};
use shared::amount::Fen;
use shared::api::opening::*;
use shared::envelope::{Destroyed, Envelope, Head, Hex, Label, OpeningList, Release, sign_object};
use shared::journal::Hash;
use shared::lifecycle::{Failure, StageName};
use shared::refusal::Code;

const SINGLE: Envelope = Envelope::Single;

pub async fn console(open: &Open) -> Console {
    open.officer.ask(&ReadOpening { lot: key() }).await.unwrap()
}

pub async fn stage(open: &Open) -> StageName {
    console(open).await.hall.stage
}

pub async fn close(open: &Open) {
    open.at_deadline(2_000);
    open.jobs().await;
}

/// Officer and supervisor sign the list; a checkpoint is cosigned.
pub async fn sign_list(open: &Open) {
    let console = console(open).await;
    let envelope = console.hall.envelope;
    let read = |text: &str| -> OpeningList { serde_json::from_str(text).unwrap() };
    let list = read(&console.list_json);
    let closing = console.closing_json.filter(|_| envelope == Envelope::Technical).map(|text| read(&text));
    for n in [1, 2] {
        let sign = |list: &OpeningList| sign_object(Label::List, list, &signer(n)).unwrap();
        let (signature, closing) = (sign(&list), closing.as_ref().map(sign));
        open.staff(n).act(&SignList { lot: key(), envelope, signature, closing }).await.unwrap();
    }
}

pub async fn cosign(open: &Open) {
    let mut conn = open.house.db.connection().await.unwrap();
    let newest = store::journal::newest_checkpoint(&mut conn).await.unwrap().unwrap();
    store::journal::cosign(&mut conn, newest.size, &newest.note, 0).await.unwrap();
}

/// What a holder's page makes of the sheet with a key.
pub async fn made(open: &Open, n: u8, key_of: u8) -> ReleaseShares {
    let sheet = open.staff(n).ask(&ReadRelease { lot: key(), envelope: None }).await.unwrap();
    let list: OpeningList = serde_json::from_str(&sheet.list_json).unwrap();
    let heads: Vec<Vec<u8>> = sheet.heads.iter().map(|head| hex::decode(head).unwrap()).collect();
    let release = Release::build(&list, sheet.x, &holder_secret(key_of + of_envelope(sheet.envelope)), &heads).unwrap();
    signed(release, n)
}

pub fn signed(release: Release, n: u8) -> ReleaseShares {
    let signature = sign_object(Label::Release, &release, &signer(n)).unwrap();
    ReleaseShares { lot: key(), release, signature }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opening() {
    for server in databases() {
        let open = Open::new(server.as_deref()).await;
        four_bids_of_which_one_lies(&open).await;
        the_list_is_closed_signed_and_cosigned(&open).await;
        holders_release_with_their_own_keys(&open).await;
        every_bid_gets_its_verdict(&open).await;
        prices_come_all_at_once(&open).await;
        the_record_is_signed_as_it_was_read(&open).await;
    }
}

async fn four_bids_of_which_one_lies(open: &Open) {
    for who in [0, 1, 3] {
        let sealed = open.sealed(who).await;
        open.upload(who, &sealed).await.unwrap();
    }
    // A head that commits to nothing, honestly signed: it is taken, and found out at the opening.
    let draft = Draft::of(&open.slot(2).await, open.bidders[2].n);
    let (head, payload) = split(&seal(&draft));
    let mut header = Head::parse(&head).unwrap().header;
    header.commit = Hex([9; 32]);
    let sig = sign_object(Label::Sign, &header, &signer(draft.signer)).unwrap();
    let head = Head { header, sig }.to_bytes().unwrap();
    open.upload(2, &crate::draft::join(&head, &payload)).await.unwrap();
}

async fn the_list_is_closed_signed_and_cosigned(open: &Open) {
    open.at_deadline(500);
    open.jobs().await;
    assert_eq!(code(open.officer.ask(&ReadOpening { lot: key() }).await), Some(Code::WrongStage));
    close(open).await;
    let console = console(open).await;
    let list: OpeningList = serde_json::from_str(&console.list_json).unwrap();
    assert_eq!(Hash::of(console.list_json.as_bytes()), console.hall.list);
    let bidders: Vec<_> = list.bids.iter().map(|bid| bid.bidder.as_str()).collect();
    assert_eq!(bidders, crate::lot::BIDDERS.map(|(id, ..)| id));
    assert!(console.hall.bids.iter().all(|bid| bid.outcome == Outcome::Waiting));
    // Signing: the right key, once for each role.
    let wrong = sign_object(Label::List, &list, &signer(3)).unwrap();
    let sign = |signature| SignList { lot: key(), envelope: SINGLE, signature, closing: None };
    assert_eq!(code(open.officer.act(&sign(wrong)).await), Some(Code::BadSignature));
    assert_eq!(code(open.registrar.act(&sign(wrong)).await), Some(Code::NotPermitted));
    let right = sign_object(Label::List, &list, &signer(1)).unwrap();
    open.officer.act(&sign(right)).await.unwrap();
    assert_eq!(code(open.officer.act(&sign(right)).await), Some(Code::AlreadyDone));
    assert_eq!(stage(open).await, StageName::Closed);
    let right = sign_object(Label::List, &list, &signer(2)).unwrap();
    open.supervisor.act(&sign(right)).await.unwrap();
    assert_eq!(stage(open).await, StageName::Opening);
}

async fn holders_release_with_their_own_keys(open: &Open) {
    // Before the supervisor's cosignature there is nothing to release with.
    let sheet = open.officer.ask(&ReadRelease { lot: key(), envelope: None }).await.unwrap();
    assert!(!sheet.cosigned && sheet.heads.is_empty());
    let list: OpeningList = serde_json::from_str(&sheet.list_json).unwrap();
    let empty = Release {
        tender: list.tender.clone(),
        lot: list.lot.clone(),
        envelope: SINGLE,
        list: list.hash().unwrap(),
        x: 1,
        shares: Vec::new(),
    };
    assert_eq!(code(open.officer.act(&signed(empty.clone(), 1)).await), Some(Code::ListNotCosigned));
    cosign(open).await;
    assert_eq!(code(open.officer.act(&signed(empty.clone(), 1)).await), Some(Code::ReleaseOtherList));
    let other = Release { list: Hash::of(b"another list"), ..empty };
    assert_eq!(code(open.officer.act(&signed(other, 1)).await), Some(Code::ReleaseOtherList));
    // Another holder's key file reads nothing; a share that is made up fits no bid; another's signature is none.
    assert_eq!(code(open.officer.act(&made(open, 1, 2).await).await), Some(Code::ReleaseWrongKey));
    let mut invented = made(open, 1, 1).await.release;
    invented.shares[0].y = Some(shared::envelope::Share::new([5; 32]));
    assert_eq!(code(open.officer.act(&signed(invented, 1)).await), Some(Code::ReleaseWrongKey));
    let unsigned = signed(made(open, 1, 1).await.release, 2);
    assert_eq!(code(open.officer.act(&unsigned).await), Some(Code::BadSignature));
    let as_another = made(open, 2, 2).await;
    assert_eq!(code(open.officer.act(&as_another).await), Some(Code::NotPermitted));
    open.officer.act(&made(open, 1, 1).await).await.unwrap();
    assert_eq!(code(open.officer.act(&made(open, 1, 1).await).await), Some(Code::AlreadyDone));
    // One of two is not enough, and nobody may decide yet.
    open.jobs().await;
    assert!(console(open).await.hall.bids.iter().all(|bid| bid.outcome == Outcome::Waiting));
    let hasty = AttributeFault {
        lot: key(),
        envelope: SINGLE,
        bidder: open.bidders[0].org.parse().unwrap(),
        fault: shared::api::opening::Fault::BidderFault,
        reason: "草率".into(),
    };
    assert_eq!(code(open.officer.act(&hasty).await), Some(Code::NotYetUndecided));
    // Between the receipt and the opening the centre's disk fails one bid.
    spoil_storage(open, 3).await;
    open.registrar.act(&made(open, 3, 3).await).await.unwrap();
}

/// Flips a bit in the stored ciphertext of a bid.
async fn spoil_storage(open: &Open, who: usize) {
    let slot = store::bids::Slot { lot: key(), envelope: SINGLE, bidder: open.bidders[who].org.into() };
    let mut conn = open.house.db.connection().await.unwrap();
    let bid = store::bids::of_slot(&mut conn, &slot).await.unwrap().remove(0);
    let part = store::uploads::parts(&mut conn, &bid.upload).await.unwrap().pop().unwrap();
    let path = open.place.dir.path().join("vault/uploads").join(&bid.upload).join(part.name);
    let mut bytes = std::fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(path, bytes).unwrap();
}

async fn every_bid_gets_its_verdict(open: &Open) {
    open.jobs().await;
    let console = console(open).await;
    assert_eq!(console.hall.stage, StageName::Opened);
    let outcomes: Vec<_> = console.hall.bids.iter().map(|bid| &bid.outcome).collect();
    for opened in [outcomes[0], outcomes[1]] {
        assert!(matches!(opened, Outcome::Opened { files: 1, pages: 1, .. }), "{opened:?}");
    }
    let reason = |outcome: &Outcome| match outcome {
        Outcome::BidderFault { reason, .. } | Outcome::CentreFault { reason, .. } => reason.clone(),
        other => panic!("{other:?}"),
    };
    assert!(matches!(outcomes[2], Outcome::BidderFault { .. }));
    assert_eq!(reason(outcomes[2]), "verdict.bidder.rebuilt: commit");
    assert!(matches!(outcomes[3], Outcome::CentreFault { .. }));
    assert_eq!(reason(outcomes[3]), "verdict.centre.payload_root");
    // No price is known to anybody yet, in no reply.
    let price = 100_000_000 + 11 * 100;
    for person in [&open.officer, &open.supervisor] {
        let text = serde_json::to_string(&person.ask(&ReadOpening { lot: key() }).await.unwrap()).unwrap();
        assert!(text.contains(r#""prices":{"state":"sealed"}"#) && !text.contains(&price.to_string()));
    }
    let hall = open.bidders[0].person.ask(&ReadHall { lot: key() }).await.unwrap();
    assert_eq!(hall.hall.prices, Prices::Sealed {});
    let mut conn = open.house.db.connection().await.unwrap();
    let acts = store::journal::since(&mut conn, -1, Some(&key()), 10_000).await.unwrap();
    assert!(acts.iter().all(|act| !act.body.contains(&price.to_string())));
    // The files lie in the vault under their hashes.
    let files = store::opening::files(&mut conn, &key(), open.bidders[0].org).await.unwrap();
    let hash: Hash = files[0].sha256.parse().unwrap();
    assert_eq!((files[0].name.as_str(), open.house.vault.read(&hash).unwrap()), ("技术.pdf", crate::draft::pdf()));
}

async fn prices_come_all_at_once(open: &Open) {
    let objection = RaiseObjection { lot: key(), text: "对唱标结果有异议".into() };
    assert_eq!(code(open.bidders[0].person.act(&objection).await), Some(Code::WrongStage));
    assert_eq!(code(open.supervisor.act(&Announce { lot: key() }).await), Some(Code::NotPermitted));
    open.officer.act(&Announce { lot: key() }).await.unwrap();
    let hall = open.bidders[1].person.ask(&ReadHall { lot: key() }).await.unwrap();
    assert_eq!(hall.me.as_str(), open.bidders[1].org);
    let Prices::Announced { lines, .. } = hall.hall.prices else { panic!("announced") };
    let prices: Vec<_> = lines.iter().map(|line| line.price).collect();
    assert_eq!(prices, [Fen(100_001_100), Fen(100_001_200)]);
    assert!(lines.iter().all(|line| line.words_agree));
    open.bidders[0].person.act(&objection).await.unwrap();
    let blank = AnswerObjection { lot: key(), n: 1, text: "  ".into() };
    assert_eq!(code(open.officer.act(&blank).await), Some(Code::FieldMissing));
}

async fn the_record_is_signed_as_it_was_read(open: &Open) {
    let sign = |sha256| SignRecord { lot: key(), sha256 };
    let any = Hash::of(b"any");
    assert_eq!(code(open.officer.act(&sign(any)).await), Some(Code::ObjectionsOpen));
    let answer = AnswerObjection { lot: key(), n: 1, text: "经核对无误".into() };
    open.officer.act(&answer).await.unwrap();
    assert_eq!(code(open.officer.act(&answer).await), Some(Code::AlreadyDone));
    assert_eq!(code(open.officer.act(&sign(any)).await), Some(Code::RecordNotReady));
    open.jobs().await;
    assert_eq!(code(open.officer.act(&sign(any)).await), Some(Code::RecordChanged));
    let RecordState::Ready { sha256, .. } = console(open).await.hall.record else { panic!("the record is not made") };
    let pdf =
        open.bidders[0].person.file("/api/opening/record", &ReadRecord { lot: key(), envelope: None }).await.unwrap();
    assert_eq!(Hash::of(&pdf), sha256);
    open.officer.act(&sign(sha256)).await.unwrap();
    assert_eq!(code(open.officer.act(&sign(sha256)).await), Some(Code::AlreadyDone));
    assert_eq!(stage(open).await, StageName::Announced);
    open.supervisor.act(&sign(sha256)).await.unwrap();
    // Two opened bids are too few to go on.
    let hall = console(open).await.hall;
    assert_eq!((hall.stage, hall.failure), (StageName::Failed, Some(Failure::FewerThanThreeOpened)));
    let destroy = DestroyKey { lot: key(), envelope: SINGLE, signature: Hex([0; 64]) };
    assert_eq!(code(open.officer.act(&destroy).await), Some(Code::NothingToDestroy));
}

#[tokio::test(flavor = "multi_thread")]
async fn three_good_bids_go_on_to_qualification() {
    let open = Open::new(None).await;
    for who in [0, 1, 2] {
        let sealed = open.sealed(who).await;
        open.upload(who, &sealed).await.unwrap();
    }
    close(&open).await;
    sign_list(&open).await;
    cosign(&open).await;
    for n in [2, 3] {
        open.staff(n).act(&made(&open, n, n).await).await.unwrap();
    }
    open.jobs().await;
    open.officer.act(&Announce { lot: key() }).await.unwrap();
    open.jobs().await;
    let RecordState::Ready { sha256, .. } = console(&open).await.hall.record else { panic!("the record is not made") };
    for n in [1, 2] {
        open.staff(n).act(&SignRecord { lot: key(), sha256 }).await.unwrap();
    }
    assert_eq!(stage(&open).await, StageName::Recorded);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_fewer_than_three_nothing_is_opened_and_the_keys_are_destroyed() {
    let open = Open::new(None).await;
    for who in [0, 1] {
        let sealed = open.sealed(who).await;
        open.upload(who, &sealed).await.unwrap();
    }
    close(&open).await;
    let hall = console(&open).await.hall;
    assert_eq!((hall.stage, hall.failure), (StageName::Failed, Some(Failure::FewerThanThreeSubmitted)));
    assert_eq!(hall.bids.len(), 2);
    let statement = Destroyed { tender: key().tender, lot: key().lot, envelope: SINGLE, list: hall.list, x: 3 };
    let signature = sign_object(Label::Destroyed, &statement, &signer(3)).unwrap();
    let destroy = DestroyKey { lot: key(), envelope: SINGLE, signature };
    assert_eq!(code(open.officer.act(&destroy).await), Some(Code::BadSignature));
    open.registrar.act(&destroy).await.unwrap();
    assert_eq!(code(open.registrar.act(&destroy).await), Some(Code::AlreadyDone));
    assert!(console(&open).await.hall.holders[2].destroyed_ms.is_some());
    // Nobody releases anything.
    let sheet = open.officer.ask(&ReadRelease { lot: key(), envelope: None }).await.unwrap();
    assert!(sheet.heads.is_empty());
}
