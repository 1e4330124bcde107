//! Check-in, seats, recusal with a replacement, the head, convening.

use crate::ceremony::draw;
use crate::common::{caller, databases};
use crate::draw::{accept_all, sheet};
use crate::lot::{Situation, actor, staff};
use bidroom_server::demo::terminal::TerminalPair;
use bidroom_server::desks::room::{activate, take};
use bidroom_server::fault::Fault;
use shared::api::draw::{CountersignAnswer, ReadDraw};
use shared::api::room::{
    ActivateTerminal, CheckIn, Convene, CreateRoom, DeclareRecusal, EnrolTerminal, MemberKind, Missing, MyRooms,
    NameRepresentative, ReadChallenge, ReadCheckIn, ReadRoom, Recusal, RecusalAnswer, TakeSeat, VoteHead,
};
use shared::draw::Answer;
use shared::draw::Purpose;
use shared::id::{MemberId, OrgId, RoomId};
use shared::lifecycle::StageName;
use shared::people::{Actor, Role, Seat};
use shared::refusal::Code;

const PIN: &str = "271828";

fn room() -> RoomId {
    RoomId::new("R1").unwrap()
}

/// A room whose terminals are all bound.
async fn furnish(s: &Situation, seats: u32) {
    let officer = staff(Role::Officer);
    s.act(&officer, CreateRoom { id: room(), name: "一号评标室".into(), seats, network: String::new() }).await;
    for seat in 1..=seats {
        let code = s.act(&officer, EnrolTerminal { room: room(), seat }).await.code;
        let (bound, _) = activate(&s.house, &caller(Actor::public()), &asked(s, &code).await).await.unwrap();
        assert_eq!(bound, Seat { room: room(), seat });
        let again = activate(&s.house, &caller(Actor::public()), &asked(s, &code).await).await;
        assert!(matches!(again, Err(Fault::Refused(refusal)) if refusal.code == Code::CodeWrong));
    }
}

/// A fresh machine asks to be the terminal for which the code was given out.
async fn asked(s: &Situation, code: &str) -> ActivateTerminal {
    let challenge = s.read(&Actor::public(), ReadChallenge {}).await.challenge;
    TerminalPair::fresh().unwrap().activate(code, challenge).unwrap()
}

fn at(seat: &Seat) -> Actor {
    Actor { seat: Some(seat.clone()), ..Actor::public() }
}

async fn refused_seat(s: &Situation, here: &Actor, code: &str, pin: &str) -> Code {
    match take(&s.house, &caller(here.clone()), &TakeSeat { code: code.into(), pin: pin.into() }).await {
        Err(Fault::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

/// Checks somebody in and lets them take the seat; gives the member and who sits there.
async fn sit(s: &Situation, who: &str) -> (MemberId, Actor) {
    let came = s.act(&staff(Role::Officer), CheckIn { lot: s.key.clone(), who: who.into(), room: room() }).await;
    let ask = TakeSeat { code: came.code, pin: PIN.into() };
    let (me, _) = take(&s.house, &caller(at(&came.seat)), &ask).await.unwrap();
    assert_eq!(me.name, came.name);
    (came.id, actor(Role::Expert, me.account.as_str(), None, Some(came.seat)))
}

fn declaration(s: &Situation, related: Option<usize>) -> DeclareRecusal {
    let answer = |(n, bidder): (usize, &String)| RecusalAnswer {
        bidder: OrgId::new(bidder.as_str()).unwrap(),
        related: related == Some(n),
        reason: if related == Some(n) { "配偶在该单位任职".into() } else { String::new() },
    };
    DeclareRecusal { lot: s.key.clone(), answers: s.bidders.iter().enumerate().map(answer).collect() }
}

async fn missing(s: &Situation) -> Vec<Missing> {
    s.read(&staff(Role::Officer), ReadCheckIn { lot: s.key.clone() }).await.missing
}

#[tokio::test(flavor = "multi_thread")]
async fn members_check_in_sit_down_declare_elect_and_one_is_replaced() {
    for server in databases() {
        let s = Situation::with_700(server.as_deref()).await;
        draw(&s).await;
        let called = sheet(&s).await.calls;
        accept_all(&s).await;
        let (officer, buyer) = (staff(Role::Officer), staff(Role::Purchaser));
        let check_in = |who: &str| CheckIn { lot: s.key.clone(), who: who.into(), room: room() };
        assert_eq!(s.refused(&officer, check_in(called[0].no.as_str())).await, Code::NoFreeSeat);
        furnish(&s, 6).await;
        assert_eq!(s.refused(&officer, check_in("E99999")).await, Code::NotExpected);
        let stranger = s.pool.iter().find(|(no, _)| called.iter().all(|call| call.no != *no)).unwrap();
        assert_eq!(s.refused(&officer, check_in(stranger.0.as_str())).await, Code::NotExpected);
        assert_eq!(s.refused(&officer, check_in("representative")).await, Code::RepresentativeNotNamed);
        s.act(&buyer, NameRepresentative { lot: s.key.clone(), n: 1, name: "周建华".into() }).await;

        wrong_terminal(&s, called[0].no.as_str()).await;
        let mut members = Vec::new();
        for call in &called {
            members.push(sit(&s, call.no.as_str()).await);
        }
        let (representative, rep) = sit(&s, "representative").await;
        let list = s.read(&officer, ReadCheckIn { lot: s.key.clone() }).await;
        assert_eq!(list.members[0].name.as_deref(), Some(called[0].name.as_str()), "the name opens at check-in");
        let seats: std::collections::BTreeSet<_> = list.members.iter().map(|m| m.seat.clone().unwrap()).collect();
        assert_eq!(seats.len(), 5);
        assert_eq!(missing(&s).await, [Missing::Recusal, Missing::Head]);
        assert_eq!(s.refused(&officer, Convene { lot: s.key.clone() }).await, Code::NotReady);

        replace_one(&s, &mut members).await;
        elect(&s, &members, &representative, &rep).await;
        s.act(&officer, Convene { lot: s.key.clone() }).await;
        assert_eq!(s.stage().await, StageName::Reviewing);
    }
}

/// A code works at the terminal of its seat alone, once.
async fn wrong_terminal(s: &Situation, who: &str) {
    let officer = staff(Role::Officer);
    let came = s.act(&officer, CheckIn { lot: s.key.clone(), who: who.into(), room: room() }).await;
    let other = Seat { room: room(), seat: came.seat.seat % 6 + 1 };
    assert_eq!(refused_seat(s, &at(&other), &came.code, PIN).await, Code::NotAtSeat);
    assert_eq!(refused_seat(s, &Actor::public(), &came.code, PIN).await, Code::NotATerminal);
    assert_eq!(refused_seat(s, &at(&came.seat), &came.code, "12345").await, Code::FieldInvalid);
    assert_eq!(refused_seat(s, &at(&came.seat), "00000000", PIN).await, Code::CodeWrong);
    // A lost code: the desk gives out another one for the same seat, and the first is void.
    let again = s.act(&officer, CheckIn { lot: s.key.clone(), who: who.into(), room: room() }).await;
    assert_eq!(again.seat, came.seat);
    assert_eq!(refused_seat(s, &at(&came.seat), &came.code, PIN).await, Code::CodeWrong);
}

/// The first member declares a relation, leaves, and the next in the order of the lots takes the place.
async fn replace_one(s: &Situation, members: &mut [(MemberId, Actor)]) {
    let (officer, supervisor) = (staff(Role::Officer), staff(Role::Supervisor));
    let mut short = declaration(s, None);
    short.answers.pop();
    assert_eq!(s.refused(&members[0].1, short).await, Code::AnswersIncomplete);
    let reply = s.act(&members[0].1, declaration(s, Some(1))).await;
    assert_eq!(reply.recusal, Recusal::Related);
    assert_eq!(s.refused(&members[0].1, declaration(s, None)).await, Code::NotPermitted);
    assert_eq!(missing(s).await, [Missing::Members, Missing::Recusal, Missing::Head]);
    let draw = s.read(&officer, ReadDraw { lot: s.key.clone(), purpose: Purpose::Committee }).await.draw.unwrap();
    let pending = draw.answers.iter().find(|answer| !answer.applied).unwrap();
    assert_eq!(pending.answer, Answer::Conflict);
    s.act(&supervisor, CountersignAnswer { lot: s.key.clone(), n: pending.n }).await;
    assert_eq!(s.stage().await, StageName::Drawing);
    let fresh = sheet(s).await.calls.into_iter().find(|call| !call.accepted).unwrap();
    accept_all(s).await;
    assert_eq!(s.stage().await, StageName::Seated);
    let list = s.read(&officer, ReadCheckIn { lot: s.key.clone() }).await;
    assert_eq!(list.members.iter().filter(|member| !member.out).count(), 5);
    assert!(!serde_json::to_string(&list).unwrap().contains(&fresh.name), "not before check-in");
    members[0] = sit(s, fresh.no.as_str()).await;
    assert_eq!(members[0].0.as_str(), "m6");
}

async fn elect(s: &Situation, members: &[(MemberId, Actor)], representative: &MemberId, rep: &Actor) {
    let lot = || s.key.clone();
    for (_, member) in members {
        assert_eq!(s.act(member, declaration(s, None)).await.recusal, Recusal::None);
    }
    assert_eq!(s.refused(rep, VoteHead { lot: lot(), candidate: members[0].0.clone() }).await, Code::NotCleared);
    s.act(rep, declaration(s, None)).await;
    let candidate = &members[2].0;
    let never = VoteHead { lot: lot(), candidate: representative.clone() };
    assert_eq!(s.refused(&members[0].1, never).await, Code::NotACandidate);
    for (voter, expected) in [(&members[0].1, None), (&members[1].1, None), (rep, Some(candidate.clone()))] {
        let voted = s.act(voter, VoteHead { lot: lot(), candidate: candidate.clone() }).await;
        assert_eq!(voted.head, expected);
    }
    let room = s.read(&members[2].1, ReadRoom { lot: lot() }).await;
    assert!(room.me.head && room.me.kind == MemberKind::Expert);
    assert_eq!((room.majority, room.members.len(), room.bidders.len()), (3, 5, 3));
    assert!(room.votes.is_empty(), "who has not voted does not see the votes");
    assert_eq!(s.read(&members[2].1, MyRooms {}).await[0].lot, s.key);
    assert_eq!(missing(s).await, []);
}
