//! Receipts: what they prove, to whom, and what a changed one is told.

use crate::common::databases;
use crate::lot::{Open, code, key};
use shared::api::bids::{
    NoteSays, RECEIPT_PAPER_PATH, ReadReceipt, ReceiptFinding, ReceiptPaper, RevisionState, VerifyReceipt, WithdrawBid,
};
use shared::envelope::Envelope;
use shared::journal::checkpoint::Checkpoint;
use shared::journal::entry::{Entry, Salt};
use shared::journal::note::{Note, NoteSigner, VerifierKey};
use shared::journal::proof::LogProof;
use shared::refusal::Code;

#[tokio::test(flavor = "multi_thread")]
async fn receipts() {
    for server in databases() {
        let open = Open::new(server.as_deref()).await;
        let sealed = open.sealed(0).await;
        open.upload(0, &sealed).await.unwrap();
        a_receipt_proves_its_entry_without_a_server(&open).await;
        a_receipt_comes_as_pdf(&open).await;
        anybody_can_check_a_receipt(&open).await;
        a_withdrawal_has_its_receipt_and_leaves_no_ciphertext(&open).await;
    }
}

const SINGLE: Envelope = Envelope::Single;

async fn a_receipt_proves_its_entry_without_a_server(open: &Open) {
    let asked = ReadReceipt { lot: key(), envelope: SINGLE, revision: 1 };
    let got = open.bidders[0].person.ask(&asked).await.unwrap();
    let receipt_key: VerifierKey = got.key.parse().unwrap();
    let note = Note::parse(got.note.as_bytes()).unwrap();
    assert_eq!(note.verify(&[receipt_key]).unwrap().len(), 1);
    let entry = Entry::parse(got.entry.entry.as_bytes()).unwrap();
    assert_eq!(entry.seq, got.receipt.entry);
    let salt: [u8; 32] = hex::decode(&got.entry.salt).unwrap().try_into().unwrap();
    let body = entry.open(got.entry.body.as_bytes(), &Salt::new(salt)).unwrap();
    assert_eq!((body.kind.as_str(), &body.data["head"]), ("bid.submitted", &got.receipt.head.to_hex().into()));
    let proof = LogProof::parse(got.entry.proof.as_bytes()).unwrap();
    let log = open.house.keys.checkpoint.verifier();
    let opened = proof.verify(&entry.leaf().unwrap(), log, &[]).unwrap();
    assert!(opened.checkpoint.size > entry.seq);
    // Another bidder's receipt of that number does not exist.
    assert_eq!(code(open.bidders[1].person.ask(&asked).await), Some(Code::NoReceipt));
    assert_eq!(code(open.officer.ask(&asked).await), Some(Code::NotPermitted));
}

/// The paper says what the note says, and its code leads to this server's check with the whole note.
async fn a_receipt_comes_as_pdf(open: &Open) {
    let receipt = ReadReceipt { lot: key(), envelope: SINGLE, revision: 1 };
    let asked = ReceiptPaper { receipt: receipt.clone(), origin: open.base.clone() };
    let pdf = open.bidders[0].person.file(RECEIPT_PAPER_PATH, &asked).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("receipt.pdf");
    std::fs::write(&path, pdf).unwrap();
    let text: String =
        open.house.reader().unwrap().text(&path).await.unwrap().into_iter().map(|page| page.text).collect();
    let text: String = text.split_whitespace().collect();
    let got = open.bidders[0].person.ask(&receipt).await.unwrap();
    for said in
        [got.receipt.head.to_hex(), got.receipt.root.to_hex(), got.receipt.received_ms.to_string(), "甲公司".into()]
    {
        assert!(text.contains(&said), "{said} is not on the paper: {text}");
    }
    assert_eq!(code(open.bidders[1].person.file(RECEIPT_PAPER_PATH, &asked).await), Some(Code::NoReceipt));
    let elsewhere = ReceiptPaper { origin: "https://elsewhere.example".into(), ..asked };
    assert_eq!(code(open.bidders[0].person.file(RECEIPT_PAPER_PATH, &elsewhere).await), Some(Code::BadRequest));
}

async fn anybody_can_check_a_receipt(open: &Open) {
    let note = open.slot(0).await.revisions[0].receipt.clone().unwrap();
    let public = bidroom_server::demo::line::Person::public(&open.base);
    let check = async |note: &str| public.ask(&VerifyReceipt { note: note.into() }).await.unwrap();
    let pasted = format!("\n  {}", note.trim_end().replace('\n', "\r\n"));
    let genuine = check(&pasted).await;
    assert_eq!(genuine.finding, ReceiptFinding::Genuine);
    assert!(matches!(genuine.says, Some(NoteSays::Receipt(ref receipt)) if receipt.revision == 1));
    let proof = LogProof::parse(genuine.proof.unwrap().as_bytes()).unwrap();
    assert!(Checkpoint::open(&proof.checkpoint, open.house.keys.checkpoint.verifier(), &[]).is_ok());
    assert!(!genuine.cosigned);
    let changed = note.replace("revision 1", "revision 2");
    assert_eq!(check(&changed).await.finding, ReceiptFinding::BadSignature);
    assert_eq!(check("没有签名的文字").await.finding, ReceiptFinding::NotAReceipt);
    let stranger = NoteSigner::from_seed(open.house.keys.receipt.verifier().name(), &[3; 32]).unwrap();
    let parsed = Note::parse(note.as_bytes()).unwrap();
    let forged = Note::sign(parsed.text(), &[&stranger]).unwrap().to_string();
    assert_eq!(check(&forged).await.finding, ReceiptFinding::BadSignature);
    // The right key under a text that the journal does not have: a stolen key makes no entry.
    let invented = parsed.text().replace("length ", "length 9");
    let invented = Note::sign(&invented, &[&open.house.keys.receipt]).unwrap().to_string();
    let other = parsed.text().replace("received_ms 1", "received_ms 2");
    let other = Note::sign(&other, &[&open.house.keys.receipt]).unwrap().to_string();
    assert_eq!(check(&other).await.finding, ReceiptFinding::NotInJournal);
    assert_eq!(check(&invented).await.finding, ReceiptFinding::NotInJournal);
}

async fn a_withdrawal_has_its_receipt_and_leaves_no_ciphertext(open: &Open) {
    let withdraw = WithdrawBid { lot: key(), envelope: SINGLE };
    assert_eq!(code(open.bidders[1].person.act(&withdraw).await), Some(Code::NoBid));
    open.bidders[0].person.act(&withdraw).await.unwrap();
    assert_eq!(code(open.bidders[0].person.act(&withdraw).await), Some(Code::NoBid));
    open.jobs().await;
    let slot = open.slot(0).await;
    assert_eq!((slot.revisions[0].state, slot.next_revision), (RevisionState::Withdrawn, 2));
    let note = slot.revisions[0].withdrawal.clone().unwrap();
    assert!(note.starts_with("bidroom/withdrawal/1\n"));
    let checked = open.supervisor.ask(&VerifyReceipt { note }).await.unwrap();
    assert_eq!(checked.finding, ReceiptFinding::Genuine);
    assert!(matches!(checked.says, Some(NoteSays::Withdrawal(_))));
    assert_eq!(std::fs::read_dir(open.place.dir.path().join("vault/uploads")).map_or(0, |found| found.count()), 0);
    // After a withdrawal the bidder may submit again.
    let again = open.sealed(0).await;
    open.upload(0, &again).await.unwrap();
    assert_eq!(open.slot(0).await.revisions[0].state, RevisionState::Submitted);
    open.at_deadline(1);
    assert_eq!(code(open.bidders[0].person.act(&withdraw).await), Some(Code::BidLate));
}
