//! The closed room on both databases: terminals prove themselves, seats are frozen and locked, rooms move, a seat is moved and
//! what the old terminal kept is asked about.

use super::{change, common, expert, lot, officer, org, person, query, run, score, scoring};
use bidroom_server::act::Caller;
use bidroom_server::demo::terminal::TerminalPair;
use bidroom_server::desks::room::{activate, prove};
use bidroom_server::fault::Fault;
use bidroom_server::house::House;
use common::databases;
use shared::api::room::{
    Beat, EnrolTerminal, LockSeat, MoveRoom, ReadChallenge, ReleaseSeat, ReportEgress, RoomMove, RoomState, UnlockSeat,
};
use shared::api::scoring::{DropStray, HandOver, ReadProgress, ReadSheet, StrayCell};
use shared::api::supervision::{AcknowledgeAlert, AlertKey, Overview, ReadSeat, SeatTrouble};
use shared::id::RoomId;
use shared::people::{Actor, Role, Seat};
use shared::refusal::{Code, Refusal};
use std::sync::Arc;

fn seat(number: u32) -> Seat {
    Seat { room: RoomId::new("R1").unwrap(), seat: number }
}

fn supervisor() -> Caller {
    person("super", Role::Supervisor, None, None)
}

fn code(result: Result<impl std::fmt::Debug, Refusal>) -> Code {
    result.unwrap_err().code
}

async fn moved(house: &Arc<House>, what: RoomMove, why: &str) -> Result<(), Refusal> {
    let body = MoveRoom { room: RoomId::new("R1").unwrap(), what, why: why.into() };
    change(house, &officer(), body).await.map(|_| ())
}

/// The five terminals, enrolled as if long ago.
async fn terminals(house: &Arc<House>) {
    let rows = (1..=5).map(|n| {
        format!("INSERT INTO terminals (room, seat, public_key, enrolled_ms) VALUES ('R1', {n}, 'key{n}', 0)")
    });
    run(house, rows.collect()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_work_only_while_the_room_is_sealed() {
    for server in databases() {
        let (_place, house) = scoring(server.as_deref()).await;
        let save = |version| score("A0", "plan", "12", "", version);
        change(&house, &expert(1), save(0)).await.unwrap();
        assert_eq!(code(moved(&house, RoomMove::Pause, " ").await), Code::FieldMissing, "a pause has a reason");
        moved(&house, RoomMove::Pause, "午餐").await.unwrap();
        assert_eq!(code(change(&house, &expert(1), save(1)).await), Code::RoomPaused);
        assert_eq!(code(query(&house, &expert(1), ReadSheet { lot: lot() }).await), Code::RoomPaused);
        assert_eq!(code(moved(&house, RoomMove::Seal, "").await), Code::WrongRoomState);
        moved(&house, RoomMove::Resume, "").await.unwrap();
        change(&house, &expert(1), save(1)).await.unwrap();
        let busy = moved(&house, RoomMove::End, "").await.unwrap_err();
        assert_eq!((busy.code, busy.fields["lot"].as_str()), (Code::RoomInUse, "T1/1"));
        super::set_stage(&house, "reported").await;
        moved(&house, RoomMove::End, "评审完毕").await.unwrap();
        super::set_stage(&house, "scoring").await;
        assert_eq!(code(change(&house, &expert(1), save(2)).await), Code::RoomEnded);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_proves_itself_and_a_copied_proof_is_worth_nothing() {
    for server in databases() {
        let (_place, house) = scoring(server.as_deref()).await;
        let public = common::caller(Actor::public());
        let pair = TerminalPair::fresh().unwrap();
        let challenge = || async { query(&house, &public, ReadChallenge {}).await.unwrap().challenge };
        let unknown = prove(&house, &public, &pair.prove(challenge().await).unwrap()).await;
        assert!(matches!(unknown, Err(Fault::Refused(refusal)) if refusal.code == Code::TerminalUnknown));
        let given = change(&house, &officer(), EnrolTerminal { room: seat(1).room, seat: 1 }).await.unwrap();
        let ask = pair.activate(&given.code, challenge().await).unwrap();
        let (bound, token) = activate(&house, &public, &ask).await.unwrap();
        assert_eq!(bound, seat(1));
        // The same proof again, as somebody who has seen it would send it.
        let copied = shared::api::room::ProveTerminal {
            key: ask.key,
            challenge: ask.challenge.clone(),
            signature: ask.signature,
        };
        let replayed = prove(&house, &public, &copied).await;
        assert!(matches!(replayed, Err(Fault::Refused(refusal)) if refusal.code == Code::ChallengeStale));
        let mut forged = pair.prove(challenge().await).unwrap();
        forged.challenge = challenge().await;
        let forged = prove(&house, &public, &forged).await;
        assert!(matches!(forged, Err(Fault::Refused(refusal)) if refusal.code == Code::BadSignature));
        // A new proof renews the token; the one before counts until it runs out.
        let (_, newer) = prove(&house, &public, &pair.prove(challenge().await).unwrap()).await.unwrap();
        let mut conn = house.db.connection().await.unwrap();
        for token in [&token, &newer] {
            let hash = bidroom_server::http::door::token_hash(token);
            assert_eq!(store::room::at_token(&mut conn, &hash).await.unwrap().unwrap().seat, seat(1));
        }
        // The machine becomes the terminal of another seat; the former one has none then.
        let given = change(&house, &officer(), EnrolTerminal { room: seat(2).room, seat: 2 }).await.unwrap();
        activate(&house, &public, &pair.activate(&given.code, challenge().await).unwrap()).await.unwrap();
        assert!(!store::room::terminal(&mut conn, &seat(1)).await.unwrap().unwrap().active);
        let hash = bidroom_server::http::door::token_hash(&newer);
        assert!(store::room::at_token(&mut conn, &hash).await.unwrap().is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seat_that_reaches_out_is_frozen_and_the_supervisor_sees_it_until_it_is_released() {
    for server in databases() {
        let (_place, house) = super::scoring_with(server.as_deref(), &["https://out.example"]).await;
        terminals(&house).await;
        change(&house, &expert(3), Beat {}).await.unwrap();
        let other = ReportEgress { address: "https://other.example".into() };
        assert_eq!(code(change(&house, &expert(3), other).await), Code::NotFound, "only what the centre asked about");
        let report = ReportEgress { address: "https://out.example".into() };
        change(&house, &expert(3), report).await.unwrap();
        let save = || score("A0", "plan", "12", "", 0);
        assert_eq!(code(change(&house, &expert(3), save()).await), Code::SeatFrozen);
        change(&house, &expert(4), save()).await.unwrap();
        let pulse = change(&house, &expert(3), Beat {}).await.unwrap();
        assert_eq!((pulse.frozen.as_deref(), pulse.state), (Some("https://out.example"), RoomState::Sealed));

        let wall = query(&house, &supervisor(), Overview {}).await.unwrap();
        let alert = wall.seats.iter().find(|alert| alert.seat == seat(3)).unwrap().clone();
        assert_eq!((alert.what, alert.acknowledged.is_none()), (SeatTrouble::Frozen, true));
        let key = AlertKey::Seat { seat: seat(3), what: SeatTrouble::Frozen, since_ms: alert.since_ms };
        change(&house, &supervisor(), AcknowledgeAlert { alert: key, note: "已派技术员".into() }).await.unwrap();
        let attempt = wall.alerts.iter().find(|alert| alert.code == "seat-frozen").unwrap().clone();
        let key = AlertKey::Attempt { seq: attempt.seq };
        change(&house, &supervisor(), AcknowledgeAlert { alert: key, note: String::new() }).await.unwrap();
        let wall = query(&house, &supervisor(), Overview {}).await.unwrap();
        let note = wall.seats[0].acknowledged.clone().unwrap();
        assert_eq!((note.note.as_str(), note.by.as_str()), ("已派技术员", "s"));
        assert!(wall.alerts.iter().find(|alert| alert.code == "seat-frozen").unwrap().acknowledged.is_some());
        // The same attempt once more alerts anew.
        assert_eq!(code(change(&house, &expert(3), save()).await), Code::SeatFrozen);
        let wall = query(&house, &supervisor(), Overview {}).await.unwrap();
        assert!(wall.alerts.iter().find(|alert| alert.code == "seat-frozen").unwrap().acknowledged.is_none());

        let release = |why: &str| ReleaseSeat { seat: seat(3), why: why.into() };
        assert_eq!(code(change(&house, &supervisor(), release("")).await), Code::FieldMissing);
        change(&house, &supervisor(), release("网线插错端口，已改正")).await.unwrap();
        change(&house, &expert(3), save()).await.unwrap();
        let line = query(&house, &supervisor(), ReadSeat { seat: seat(3), before: None }).await.unwrap();
        let kinds: Vec<_> = line.acts.iter().map(|act| act.kind.as_str()).collect();
        assert_eq!(kinds.first(), Some(&"score.saved"), "{kinds:?}");
        assert!(kinds.contains(&"seat.frozen") && kinds.contains(&"request.refused"), "{kinds:?}");
        assert!(line.now.online && line.acts.iter().any(|act| act.refused.is_some()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_seat_opens_by_its_own_member_alone() {
    let (_place, house) = scoring(None).await;
    terminals(&house).await;
    change(&house, &expert(1), LockSeat { idle: true }).await.unwrap();
    let save = || score("A0", "plan", "12", "", 0);
    assert_eq!(code(change(&house, &expert(1), save()).await), Code::SeatLocked);
    let other = person("e2", Role::Expert, None, Some(1));
    assert_eq!(code(change(&house, &other, UnlockSeat {}).await), Code::NotPermitted);
    let mut unsure = expert(1);
    unsure.actor.confirmed = false;
    assert_eq!(code(change(&house, &unsure, UnlockSeat {}).await), Code::ConfirmNeeded);
    change(&house, &expert(1), UnlockSeat {}).await.unwrap();
    change(&house, &expert(1), save()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_old_terminal_kept_is_asked_about_at_the_new_seat() {
    for server in databases() {
        let (_place, house) = scoring(server.as_deref()).await;
        change(&house, &expert(1), score("A0", "plan", "12", "", 0)).await.unwrap();
        // The member is moved from seat 1 to seat 9; the old terminal still has a session.
        run(&house, vec!["UPDATE members SET seat = 9 WHERE id = 'm1'".into()]).await;
        let (old, new) = (expert(1), person("e1", Role::Expert, None, Some(9)));
        let late = change(&house, &old, score("A0", "plan", "15", "", 1)).await;
        assert_eq!(code(late), Code::NotAtSeat);
        let cell = |bidder: &str, points: &str| StrayCell {
            bidder: org(bidder),
            criterion: "plan".into(),
            points: Some(points.into()),
            reason: String::new(),
            version: 1,
        };
        let cells = vec![cell("A0", "15"), cell("B0", "20"), cell("D0", "1")];
        let over = HandOver { lot: lot(), cells };
        assert_eq!(code(change(&house, &new, over.clone()).await), Code::AlreadyDone, "not from the own seat");
        let stranger = person("e9", Role::Expert, None, Some(1));
        assert_eq!(code(change(&house, &stranger, over.clone()).await), Code::NotPermitted);
        change(&house, &old, over).await.unwrap();

        let sheet = query(&house, &new, ReadSheet { lot: lot() }).await.unwrap();
        let strays: Vec<_> = sheet.strays.iter().map(|stray| (stray.cell.bidder.as_str(), stray.from.seat)).collect();
        assert_eq!(strays, [("A0", 1), ("B0", 1)], "what is not scored here is not asked about");
        assert!(sheet.strays.iter().all(|stray| stray.room_name == "一号评标室"), "{:?}", sheet.strays);
        assert_eq!(sheet.cells.len(), 1, "nothing is scored by handing over");
        assert_eq!(sheet.cells[0].points.as_deref(), Some("12"), "and nothing is overwritten");
        assert!(query(&house, &expert(2), ReadSheet { lot: lot() }).await.unwrap().strays.is_empty());
        let progress = query(&house, &officer(), ReadProgress { lot: lot() }).await.unwrap();
        assert_eq!((progress.members[0].scored, progress.members[0].bids[0].scored), (1, 1));

        for bidder in ["A0", "B0", "C0"] {
            let version = i64::from(bidder == "A0");
            change(&house, &new, score(bidder, "plan", "15", "", version)).await.unwrap();
            change(&house, &new, score(bidder, "quality", "15", "", 0)).await.unwrap();
        }
        let refused = super::sign_as(&house, &new).await.unwrap_err();
        assert_eq!((refused.code, refused.fields["count"].as_str()), (Code::StraysOpen, "2"));
        for (bidder, taken) in [("A0", true), ("B0", false)] {
            let drop = DropStray { lot: lot(), bidder: org(bidder), criterion: "plan".into(), taken };
            change(&house, &new, drop).await.unwrap();
        }
        super::sign_as(&house, &new).await.unwrap();
    }
}
