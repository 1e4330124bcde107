//! Attacks on the server, one function each, in the order of the hour; `docs/attacks.md` lists them with those on the format.

use crate::draft::{Draft, join, seal, split};
use crate::lot::{Open, code, key, signer};
use crate::opening::{close, console, cosign, made, sign_list, signed};
use shared::api::bids::{ReadReceipt, ReceiptFinding, VerifyReceipt};
use shared::api::opening::*;
use shared::envelope::{B64, Envelope, HalfRelease, Hex, Label, Policy, Recovery, Seed, sign_object};
use shared::id::{LotId, OrgId};
use shared::lifecycle::StageName;
use shared::refusal::Code;
use shared::rules::criteria::OpeningPlan;

const MINUTE_MS: i64 = 60_000;

#[tokio::test(flavor = "multi_thread")]
async fn attacks_on_the_server() {
    let opening = OpeningPlan { policy: Policy::QuorumAndBidder, window_minutes: 30, ..OpeningPlan::default() };
    let open = Open::with(None, opening).await;
    bid_for_an_older_version_of_the_notice(&open).await;
    replays(&open).await;
    ciphertext_of_another_bidder_copied(&open).await;
    for who in 0..4 {
        open.bid(who).await;
    }
    receipt_forged(&open).await;
    late_by_one_millisecond(&open).await;
    close(&open).await;
    release_before_the_deadline_is_signed(&open).await;
    sign_list(&open).await;
    cosign(&open).await;
    wrong_half_corrected_later(&open).await;
    release_while_the_window_is_open(&open).await;
    half_released_late(&open).await;
    release_of_a_partial_list(&open).await;
    wrong_share_by_a_holder(&open).await;
    false_unreadable(&open).await;
    recovery_file_that_nobody_called_for(&open).await;
    announcement_before_all_verdicts(&open).await;
}

/// Seals a bid after `spoil` and sends it.
async fn sent(open: &Open, who: usize, spoil: impl FnOnce(&mut Draft)) -> Option<Code> {
    let mut draft = Draft::of(&open.slot(who).await, open.bidders[who].n);
    spoil(&mut draft);
    code(open.upload(who, &seal(&draft)).await)
}

async fn bid_for_an_older_version_of_the_notice(open: &Open) {
    let older = sent(open, 0, |draft| draft.context.notice = shared::journal::Hash::of(b"the version before")).await;
    assert_eq!(older, Some(Code::BidOutdated));
}

async fn replays(open: &Open) {
    bid_replayed_into_another_lot(open).await;
    bid_replayed_into_another_bidder(open).await;
    bid_replayed_into_another_revision(open).await;
    bid_replayed_into_another_envelope(open).await;
}

async fn bid_replayed_into_another_lot(open: &Open) {
    let found = sent(open, 0, |draft| {
        let lot = LotId::new("2").unwrap();
        (draft.context.lot, draft.sheet.lot) = (lot.clone(), lot);
        draft.sheet.sigs = (1..=3).map(|n| draft.sheet.sign(&signer(n)).unwrap()).collect();
        draft.context.sheet = draft.sheet.hash().unwrap();
    });
    assert_eq!(found.await, Some(Code::BidReplayed));
}

async fn bid_replayed_into_another_bidder(open: &Open) {
    let found = sent(open, 0, |draft| draft.context.bidder = OrgId::new(crate::lot::BIDDERS[1].0).unwrap()).await;
    assert_eq!(found, Some(Code::BidReplayed));
}

async fn bid_replayed_into_another_revision(open: &Open) {
    let found = sent(open, 0, |draft| draft.context.revision = 7).await;
    assert_eq!(found, Some(Code::BidReplayed));
}

async fn bid_replayed_into_another_envelope(open: &Open) {
    let found = sent(open, 0, |draft| {
        (draft.context.envelope, draft.sheet.envelope) = (Envelope::Price, Envelope::Price);
        draft.sheet.sigs = (1..=3).map(|n| draft.sheet.sign(&signer(n)).unwrap()).collect();
        draft.context.sheet = draft.sheet.hash().unwrap();
    });
    assert_eq!(found.await, Some(Code::BidReplayed));
}

async fn ciphertext_of_another_bidder_copied(open: &Open) {
    let victim = seal(&Draft::of(&open.slot(1).await, open.bidders[1].n));
    assert_eq!(code(open.upload(0, &victim).await), Some(Code::BidReplayed));
    // The victim's payload under a head of one's own.
    let own = seal(&Draft::of(&open.slot(0).await, open.bidders[0].n));
    let copied = join(&split(&own).0, &split(&victim).1);
    assert_eq!(code(open.upload(0, &copied).await), Some(Code::BidSwapped));
}

async fn receipt_forged(open: &Open) {
    open.jobs().await;
    let ask = ReadReceipt { lot: key(), envelope: Envelope::Single, revision: 1 };
    let note = open.bidders[0].person.ask(&ask).await.unwrap().note;
    let earlier = note.replacen("revision 1", "revision 2", 1);
    assert_ne!(earlier, note);
    let check = open.officer.ask(&VerifyReceipt { note: earlier }).await.unwrap();
    assert_eq!(check.finding, ReceiptFinding::BadSignature);
}

async fn late_by_one_millisecond(open: &Open) {
    // The house's clock runs on between the calls, so the last millisecond is judged by the act itself.
    open.at_deadline(1);
    let sealed = seal(&Draft::of(&open.slot(0).await, open.bidders[0].n));
    assert_eq!(code(open.upload(0, &sealed).await), Some(Code::BidLate));
}

async fn release_before_the_deadline_is_signed(open: &Open) {
    let early = Release {
        tender: key().tender,
        lot: key().lot,
        envelope: Envelope::Single,
        list: console(open).await.hall.list,
        x: 1,
        shares: Vec::new(),
    };
    assert_eq!(code(open.officer.act(&signed(early, 1)).await), Some(Code::WrongStage));
    let sheet = open.officer.ask(&ReadRelease { lot: key(), envelope: None }).await.unwrap();
    assert!(sheet.heads.is_empty(), "no head is handed out before");
}

use shared::envelope::Release;

/// The halves of a bidder as its seeds give them.
pub async fn halves(open: &Open, who: usize) -> ReleaseHalves {
    let mut halves = Vec::new();
    for own in open.bidders[who].person.ask(&ReadHalves { lot: key() }).await.unwrap().bids {
        let head = shared::envelope::Head::parse(&hex::decode(own.head).unwrap()).unwrap();
        let context = head.header.context;
        let price = if own.envelope == Envelope::Price { 100 } else { 0 };
        let seed = Seed::new([open.bidders[who].n + 20 + price; 32]);
        halves.push(sealed_half(open, who, HalfRelease::of(&seed, &context).unwrap()));
    }
    ReleaseHalves { lot: key(), halves }
}

fn sealed_half(open: &Open, who: usize, release: HalfRelease) -> SignedHalf {
    let signature = sign_object(Label::Half, &release, &signer(open.bidders[who].n)).unwrap();
    SignedHalf { release, signature }
}

async fn wrong_half_corrected_later(open: &Open) {
    let right = halves(open, 0).await;
    let mut wrong = right.halves[0].release.clone();
    wrong.half = shared::envelope::BidderHalf::new([9; 32]);
    let act = |release| ReleaseHalves { lot: key(), halves: vec![sealed_half(open, 0, release)] };
    let person = &open.bidders[0].person;
    // A wrong one is not taken at all: there is nothing to correct later.
    assert_eq!(code(person.act(&act(wrong)).await), Some(Code::HalfWrong));
    // Somebody else's, a second one beside it, or with another's signature: no.
    let foreign = halves(open, 1).await.halves.remove(0);
    assert_eq!(
        code(person.act(&ReleaseHalves { lot: key(), halves: vec![foreign.clone()] }).await),
        Some(Code::HalfWrong)
    );
    let both = ReleaseHalves { lot: key(), halves: vec![right.halves[0].clone(), foreign] };
    assert_eq!(code(person.act(&both).await), Some(Code::HalvesIncomplete));
    let mut unsigned = right.clone();
    unsigned.halves[0].signature = Hex([1; 64]);
    assert_eq!(code(person.act(&unsigned).await), Some(Code::BadSignature));
    person.act(&right).await.unwrap();
    // And final once it is there.
    assert_eq!(code(person.act(&right).await), Some(Code::AlreadyDone));
    let shown = serde_json::to_string(&console(open).await).unwrap();
    let half = serde_json::to_value(&right.halves[0].release.half).unwrap();
    assert!(!shown.contains(half.as_str().unwrap()), "a half is shown to somebody");
    let mut conn = open.house.db.connection().await.unwrap();
    let acts = store::journal::since(&mut conn, -1, Some(&key()), 10_000).await.unwrap();
    assert!(acts.iter().all(|act| !act.body.contains(half.as_str().unwrap())), "the journal tells a half");
}

async fn release_while_the_window_is_open(open: &Open) {
    let sheet = open.officer.ask(&ReadRelease { lot: key(), envelope: None }).await.unwrap();
    assert!(sheet.window.is_some() && sheet.heads.is_empty());
    let (tender, lot) = (key().tender, key().lot);
    let list = console(open).await.hall.list;
    let early = Release { tender, lot, envelope: Envelope::Single, list, x: 1, shares: Vec::new() };
    assert_eq!(code(open.officer.act(&signed(early, 1)).await), Some(Code::WindowIsOpen));
}

async fn half_released_late(open: &Open) {
    for who in [1, 2] {
        open.bidders[who].person.act(&halves(open, who).await).await.unwrap();
    }
    let late = halves(open, 3).await;
    let window = console(open).await.hall.window.unwrap();
    open.at_deadline(window.ends_ms - open.deadline_ms + 1);
    assert_eq!(code(open.bidders[3].person.act(&late).await), Some(Code::WindowIsClosed));
    let more = ExtendWindow { lot: key(), minutes: 5, reason: "再等等".into() };
    assert_eq!(code(open.officer.act(&more).await), Some(Code::WindowIsClosed));
    open.jobs().await;
    assert!(console(open).await.hall.window.unwrap().closed_ms.is_some());
    assert_eq!(code(open.bidders[3].person.act(&late).await), Some(Code::WindowIsClosed));
}

async fn release_of_a_partial_list(open: &Open) {
    let whole = made(open, 1, 1).await.release;
    let mut partial = whole.clone();
    partial.shares.pop();
    assert_eq!(code(open.officer.act(&signed(partial, 1)).await), Some(Code::ReleaseOtherList));
    let mut swapped = whole;
    swapped.shares.swap(0, 1);
    assert_eq!(code(open.officer.act(&signed(swapped, 1)).await), Some(Code::ReleaseOtherList));
}

async fn wrong_share_by_a_holder(open: &Open) {
    let mut invented = made(open, 1, 1).await.release;
    invented.shares[0].y = Some(shared::envelope::Share::new([5; 32]));
    assert_eq!(code(open.officer.act(&signed(invented, 1)).await), Some(Code::ReleaseWrongKey));
    assert_eq!(code(open.officer.act(&made(open, 1, 2).await).await), Some(Code::ReleaseWrongKey));
}

async fn false_unreadable(open: &Open) {
    // Holder 1 says of a good bid that it cannot be read; with holder 2 there are two releases, and one share too few.
    let mut lying = made(open, 1, 1).await.release;
    lying.shares[0].y = None;
    open.officer.act(&signed(lying, 1)).await.unwrap();
    open.supervisor.act(&made(open, 2, 2).await).await.unwrap();
    open.jobs().await;
    let hall = console(open).await.hall;
    assert_eq!(hall.bids[0].outcome, Outcome::Waiting, "nothing is held against the bidder");
    assert!(matches!(hall.bids[1].outcome, Outcome::Opened { .. }));
    assert!(
        matches!(hall.bids[3].outcome, Outcome::Unknown { .. }),
        "nobody but an officer says that a half is missing"
    );
    open.registrar.act(&made(open, 3, 3).await).await.unwrap();
    open.jobs().await;
    assert!(matches!(console(open).await.hall.bids[0].outcome, Outcome::Opened { .. }));
}

async fn recovery_file_that_nobody_called_for(open: &Open) {
    // Whoever withheld the half does not come in by the back door.
    let head = open.bidders[3].person.ask(&ReadHalves { lot: key() }).await.unwrap().bids.remove(0).head;
    let head = shared::envelope::Head::parse(&hex::decode(head).unwrap()).unwrap();
    let seed = Seed::new([open.bidders[3].n + 20; 32]);
    let file = Recovery::new(&seed, &head.header.context).unwrap().to_bytes().unwrap();
    let supply = SupplyRecovery { lot: key(), file: String::from_utf8(file.to_vec()).unwrap() };
    assert_eq!(code(open.bidders[3].person.act(&supply).await), Some(Code::RecoveryNotCalled));
    open.officer.act(&OpenRecovery { lot: key(), minutes: 5, reason: "试".into() }).await.unwrap();
    assert_eq!(code(open.bidders[3].person.act(&supply).await), Some(Code::RecoveryNotCalled));
}

async fn announcement_before_all_verdicts(open: &Open) {
    assert_eq!(code(open.officer.act(&Announce { lot: key() }).await), Some(Code::WrongStage));
    let fault = |fault| AttributeFault {
        lot: key(),
        envelope: Envelope::Single,
        bidder: open.bidders[3].org.parse().unwrap(),
        fault,
        reason: "未在规定时间内解密".into(),
    };
    open.officer.act(&fault(Fault::BidderFault)).await.unwrap();
    assert_eq!(code(open.officer.act(&fault(Fault::CentreFault)).await), Some(Code::WrongStage));
    let hall = console(open).await.hall;
    assert_eq!(hall.stage, StageName::Opened);
    assert!(matches!(hall.bids[3].outcome, Outcome::BidderFault { .. }));
    open.officer.act(&Announce { lot: key() }).await.unwrap();
    let Prices::Announced { lines, .. } = console(open).await.hall.prices else { panic!("announced") };
    assert_eq!(lines.len(), 3);
    let _ = (B64([0; 32]), MINUTE_MS);
}
