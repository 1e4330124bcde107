//! Two envelopes and policy 2 up to the record of the first opening, suspension and extension, one seed for both envelopes,
//! and the recovery files when holders fail.

use crate::attacks::halves;
use crate::common::databases;
use crate::draft::{Draft, seal};
use crate::lot::{Open, code, key, signer};
use crate::opening::{close, console, cosign, made, sign_list, signed, stage};
use shared::api::bids::{MyTenders, ReadEnvelopes, RevisionState, SlotState};
use shared::api::opening::*;
use shared::envelope::{Destroyed, Envelope, Head, Label, Policy, Recovery, Release, Seed, sign_object};
use shared::lifecycle::{Failure, StageName};
use shared::refusal::Code;
use shared::rules::criteria::OpeningPlan;

fn both() -> OpeningPlan {
    OpeningPlan { two_envelopes: true, policy: Policy::QuorumAndBidder, window_minutes: 30, ..OpeningPlan::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_envelopes_and_both_keys() {
    for server in databases() {
        let open = Open::with(server.as_deref(), both()).await;
        a_bid_is_complete_only_with_both(&open).await;
        one_envelope_alone_counts_as_withdrawn(&open).await;
        both_lists_are_signed_together(&open).await;
        the_window_stands_still_while_suspended(&open).await;
        no_share_of_a_price_is_taken(&open).await;
        one_seed_for_both_is_found_out(&open).await;
        the_technical_envelopes_are_read_out_without_a_price(&open).await;
    }
}

async fn a_bid_is_complete_only_with_both(open: &Open) {
    for who in 0..2 {
        open.bid(who).await;
    }
    // The third bidder's envelopes have one seed between them; the fourth sends one alone.
    for envelope in [Envelope::Technical, Envelope::Price] {
        let mut draft = Draft::of(&open.slot_in(2, envelope).await, open.bidders[2].n);
        draft.seed = 77;
        open.upload_in(2, envelope, &seal(&draft)).await.unwrap();
    }
    let sealed = seal(&Draft::of(&open.slot_in(3, Envelope::Technical).await, open.bidders[3].n));
    open.upload_in(3, Envelope::Technical, &sealed).await.unwrap();
    let states = open.bidders[3].person.ask(&ReadEnvelopes { lot: key() }).await.unwrap();
    let states: Vec<_> = states.iter().map(|slot| (slot.envelope, slot.state)).collect();
    assert_eq!(states, [(Envelope::Technical, SlotState::Submitted), (Envelope::Price, SlotState::Empty)]);
    let mine = open.bidders[3].person.ask(&MyTenders {}).await.unwrap();
    assert_eq!(mine[0].missing, [Envelope::Price]);
    assert_eq!(open.bidders[0].person.ask(&MyTenders {}).await.unwrap()[0].missing, []);
    // A technical form that tells the price is the bidder's fault at the opening; a single envelope there is none of.
    let single = shared::api::bids::ReadBidSlot { lot: key(), envelope: Envelope::Single };
    assert_eq!(code(open.bidders[0].person.ask(&single).await), Some(Code::NotFound));
}

async fn one_envelope_alone_counts_as_withdrawn(open: &Open) {
    close(open).await;
    open.jobs().await;
    let slot = open.slot_in(3, Envelope::Technical).await;
    assert_eq!(slot.revisions[0].state, RevisionState::Withdrawn);
    assert!(slot.revisions[0].withdrawal.is_some(), "it has its receipt");
    let hall = console(open).await.hall;
    assert_eq!((hall.envelope, hall.bids.len()), (Envelope::Technical, 3));
    // Nothing is left of its ciphertext.
    assert_eq!(std::fs::read_dir(open.place.dir.path().join("vault/uploads")).unwrap().count(), 6);
}

async fn both_lists_are_signed_together(open: &Open) {
    let console = console(open).await;
    let list = serde_json::from_str(&console.list_json).unwrap();
    let signature = sign_object::<shared::envelope::OpeningList>(Label::List, &list, &signer(1)).unwrap();
    let alone = SignList { lot: key(), envelope: Envelope::Technical, signature, closing: None };
    assert_eq!(code(open.officer.act(&alone).await), Some(Code::BadSignature));
    sign_list(open).await;
    cosign(open).await;
    assert_eq!(stage(open).await, StageName::Opening);
}

async fn the_window_stands_still_while_suspended(open: &Open) {
    let window = console(open).await.hall.window.unwrap();
    assert_eq!(window.ends_ms - window.opened_ms, 30 * 60_000);
    let suspend = SuspendOpening { lot: key(), reason: "停电".into() };
    assert_eq!(code(open.supervisor.act(&suspend).await), Some(Code::NotPermitted));
    let silent = SuspendOpening { lot: key(), reason: " ".into() };
    assert_eq!(code(open.officer.act(&silent).await), Some(Code::FieldMissing));
    open.officer.act(&suspend).await.unwrap();
    assert_eq!(code(open.officer.act(&suspend).await), Some(Code::IsSuspended));
    let all = halves(open, 0).await;
    assert_eq!(code(open.bidders[0].person.act(&all).await), Some(Code::IsSuspended));
    // An hour later the time is not over.
    open.at_deadline(window.ends_ms - open.deadline_ms + 3_600_000);
    open.jobs().await;
    assert!(console(open).await.hall.window.unwrap().closed_ms.is_none());
    let resume = ResumeOpening { lot: key(), reason: "来电".into() };
    open.officer.act(&resume).await.unwrap();
    assert_eq!(code(open.officer.act(&resume).await), Some(Code::NotSuspended));
    let resumed = console(open).await.hall.window.unwrap();
    assert!(resumed.ends_ms - window.ends_ms > 3_600_000 + 20 * 60_000, "what was left is left again");
    let extend = ExtendWindow { lot: key(), minutes: 10, reason: "网络拥堵".into() };
    open.officer.act(&extend).await.unwrap();
    let hall = console(open).await.hall;
    assert_eq!(hall.window.unwrap().ends_ms, resumed.ends_ms + 600_000);
    let kinds: Vec<_> = hall.interruptions.iter().map(|row| row.kind).collect();
    use InterruptionKind as K;
    assert_eq!(kinds, [K::Suspended, K::Resumed, K::Extended]);
    // One envelope's half without the other's is not taken; with the last bidder's the window closes by itself.
    let mut one = all.clone();
    one.halves.pop();
    assert_eq!(code(open.bidders[0].person.act(&one).await), Some(Code::HalvesIncomplete));
    open.bidders[0].person.act(&all).await.unwrap();
    open.bidders[1].person.act(&halves(open, 1).await).await.unwrap();
    assert!(console(open).await.hall.window.unwrap().closed_ms.is_none());
    let mut third = Vec::new();
    for own in open.bidders[2].person.ask(&ReadHalves { lot: key() }).await.unwrap().bids {
        let context = Head::parse(&hex::decode(own.head).unwrap()).unwrap().header.context;
        let release = shared::envelope::HalfRelease::of(&Seed::new([77; 32]), &context).unwrap();
        let signature = sign_object(Label::Half, &release, &signer(open.bidders[2].n)).unwrap();
        third.push(SignedHalf { release, signature });
    }
    open.bidders[2].person.act(&ReleaseHalves { lot: key(), halves: third }).await.unwrap();
    assert!(console(open).await.hall.window.unwrap().closed_ms.is_some());
}

async fn no_share_of_a_price_is_taken(open: &Open) {
    let asked = ReadRelease { lot: key(), envelope: Some(Envelope::Price) };
    let sheet = open.officer.ask(&asked).await.unwrap();
    assert!(sheet.heads.is_empty(), "no head of a price envelope is handed out");
    let list: shared::envelope::OpeningList = serde_json::from_str(&sheet.list_json).unwrap();
    let (tender, lot, envelope) = (list.tender.clone(), list.lot.clone(), Envelope::Price);
    let early = Release { tender, lot, envelope, list: list.hash().unwrap(), x: 1, shares: Vec::new() };
    assert_eq!(code(open.officer.act(&signed(early, 1)).await), Some(Code::PriceSealed));
    // The key of the price envelope opens nothing of the technical one.
    assert_eq!(code(open.officer.act(&made(open, 1, 101).await).await), Some(Code::ReleaseWrongKey));
    for n in [1, 2] {
        open.staff(n).act(&made(open, n, n).await).await.unwrap();
    }
}

async fn one_seed_for_both_is_found_out(open: &Open) {
    open.jobs().await;
    let hall = console(open).await.hall;
    assert_eq!(hall.stage, StageName::Opened);
    let Outcome::BidderFault { reason, .. } = &hall.bids[2].outcome else { panic!("{:?}", hall.bids[2].outcome) };
    assert_eq!(reason, "verdict.bidder.seed_reused");
}

async fn the_technical_envelopes_are_read_out_without_a_price(open: &Open) {
    open.officer.act(&Announce { lot: key() }).await.unwrap();
    open.jobs().await;
    let console = console(open).await;
    let Prices::Technical { lines, .. } = &console.hall.prices else { panic!("{:?}", console.hall.prices) };
    assert_eq!(lines.len(), 2);
    let shown = serde_json::to_string(&console).unwrap();
    assert!(!shown.contains("price_fen") && !shown.contains("1000011") && !shown.contains("1000012"), "{shown}");
    let RecordState::Ready { sha256, .. } = console.hall.record else { panic!("the record is not made") };
    let ask = ReadRecord { lot: key(), envelope: None };
    let pdf = open.bidders[0].person.file("/api/opening/record", &ask).await.unwrap();
    assert_eq!(shared::journal::Hash::of(&pdf), sha256);
    for n in [1, 2] {
        open.staff(n).act(&SignRecord { lot: key(), sha256 }).await.unwrap();
    }
    // Two are too few. The price envelopes stay sealed, and their keys are destroyed; those of the technical ones were used.
    let hall = crate::opening::console(open).await.hall;
    assert_eq!((hall.stage, hall.failure), (StageName::Failed, Some(Failure::FewerThanThreeOpened)));
    let sheet = open.registrar.ask(&ReadRelease { lot: key(), envelope: None }).await.unwrap();
    let due: Vec<_> = sheet.destroyable.iter().map(|due| due.envelope).collect();
    assert_eq!(due, [Envelope::Price]);
    let due = &sheet.destroyable[0];
    let (tender, lot, envelope) = (key().tender, key().lot, due.envelope);
    let statement = Destroyed { tender, lot, envelope, list: due.list, x: due.x };
    let signature = sign_object(Label::Destroyed, &statement, &signer(3)).unwrap();
    open.registrar.act(&DestroyKey { lot: key(), envelope, signature }).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn when_holders_fail_the_bidders_files_open_their_bids() {
    for server in databases() {
        let open = Open::new(server.as_deref()).await;
        for who in 0..4 {
            open.bid(who).await;
        }
        close(&open).await;
        sign_list(&open).await;
        cosign(&open).await;
        open.officer.act(&made(&open, 1, 1).await).await.unwrap();
        the_files_are_taken_only_when_they_are_called_for(&open).await;
        whoever_supplies_none_is_decided_by_the_officer(&open).await;
    }
}

async fn file(open: &Open, who: usize, seed: u8) -> SupplyRecovery {
    let own = open.bidders[who].person.ask(&ReadHalves { lot: key() }).await.unwrap().bids.remove(0);
    let context = Head::parse(&hex::decode(own.head).unwrap()).unwrap().header.context;
    let file = Recovery::new(&Seed::new([seed; 32]), &context).unwrap().to_bytes().unwrap();
    SupplyRecovery { lot: key(), file: String::from_utf8(file.to_vec()).unwrap() }
}

async fn the_files_are_taken_only_when_they_are_called_for(open: &Open) {
    let right = |who: usize| open.bidders[who].n + 20;
    let person = |who: usize| &open.bidders[who].person;
    let mine = file(open, 0, right(0)).await;
    assert_eq!(code(person(0).act(&mine).await), Some(Code::RecoveryNotCalled));
    let call = OpenRecovery { lot: key(), minutes: 30, reason: "两名责任人无法到场".into() };
    open.officer.act(&call).await.unwrap();
    let due = person(0).ask(&ReadHalves { lot: key() }).await.unwrap().recovery_due;
    assert_eq!(due, Some(Envelope::Single));
    // Another bid's file, a file of another seed, no file at all.
    let other = file(open, 1, right(1)).await;
    assert_eq!(code(person(0).act(&other).await), Some(Code::RecoveryOther));
    assert_eq!(code(person(0).act(&file(open, 0, 99).await).await), Some(Code::RecoveryFails));
    let broken = SupplyRecovery { lot: key(), file: "{}".into() };
    assert_eq!(code(person(0).act(&broken).await), Some(Code::RecoveryUnreadable));
    for who in 0..3 {
        let mine = file(open, who, right(who)).await;
        person(who).act(&mine).await.unwrap();
        assert_eq!(code(person(who).act(&mine).await), Some(Code::AlreadyDone));
    }
    open.jobs().await;
    let hall = console(open).await.hall;
    assert!(hall.bids[..3].iter().all(|bid| matches!(bid.outcome, Outcome::Opened { .. })));
    assert_eq!(hall.stage, StageName::Opening);
}

async fn whoever_supplies_none_is_decided_by_the_officer(open: &Open) {
    let fault = AttributeFault {
        lot: key(),
        envelope: Envelope::Single,
        bidder: open.bidders[3].org.parse().unwrap(),
        fault: Fault::CentreFault,
        reason: "责任人未能解密".into(),
    };
    assert_eq!(code(open.officer.act(&fault).await), Some(Code::NotYetUndecided));
    let until_ms = console(open).await.hall.recovery_until_ms.unwrap();
    open.at_deadline(until_ms - open.deadline_ms + 1);
    let late = file(open, 3, open.bidders[3].n + 20).await;
    assert_eq!(code(open.bidders[3].person.act(&late).await), Some(Code::RecoveryNotCalled));
    open.officer.act(&fault).await.unwrap();
    assert_eq!(stage(open).await, StageName::Opened);
    open.officer.act(&Announce { lot: key() }).await.unwrap();
    let Prices::Announced { lines, .. } = console(open).await.hall.prices else { panic!("announced") };
    assert_eq!(lines.len(), 3);
}
