//! Every role × action × stage; writes `docs/permissions.md`.

use super::*;
use crate::api::room::RoomState;
use crate::id::RoomId;
use crate::people::Seat;
use std::fmt::Write as _;

fn actor(role: Role) -> Actor {
    Actor { role, seat: (role == Role::Expert).then(seat), ..Actor::public() }
}

fn seat() -> Seat {
    Seat { room: RoomId::new("R1").unwrap(), seat: 2 }
}

/// Facts under which every relation holds.
fn related(stage: Option<StageName>) -> Facts {
    Facts {
        stage,
        is_officer: true,
        is_purchaser: true,
        is_supervisor: true,
        holder: Some(1),
        on_list: true,
        member: Some(MemberFacts {
            purchaser_side: false,
            head: true,
            cleared: true,
            out: false,
            seat: Some(seat()),
            room: RoomState::Sealed,
            frozen: false,
            locked: false,
        }),
        ..Facts::default()
    }
}

#[test]
fn every_role_action_and_stage_follows_the_rule() {
    for &action in Action::ALL {
        let rule = action.rule();
        assert!(!rule.roles.is_empty(), "{action:?} is permitted to nobody");
        for role in Role::ALL {
            for stage in StageName::ALL {
                let expected = rule.roles.contains(&role) && (rule.stages.is_empty() || rule.stages.contains(&stage));
                let relation_for_role = rule.relation != Relation::Assigned
                    || matches!(role, Role::Officer | Role::Purchaser | Role::Supervisor);
                let got = permit(&actor(role), action, &related(Some(stage)));
                assert_eq!(got.is_ok(), expected && relation_for_role, "{role:?} {action:?} {stage:?}: {got:?}");
            }
        }
    }
}

#[test]
fn without_the_relation_nobody_may() {
    for &action in Action::ALL.iter().filter(|a| a.rule().relation != Relation::Any) {
        for role in Role::ALL {
            for stage in StageName::ALL {
                let nobody = Facts { stage: Some(stage), ..Facts::default() };
                assert!(permit(&actor(role), action, &nobody).is_err(), "{role:?} {action:?} {stage:?}");
            }
        }
    }
}

#[test]
fn a_member_acts_only_at_the_assigned_seat_and_only_while_in() {
    let facts = related(Some(StageName::Scoring));
    assert_eq!(permit(&actor(Role::Expert), Action::SaveScore, &facts), Ok(()));
    let elsewhere = Actor { seat: Some(Seat { seat: 3, ..seat() }), ..actor(Role::Expert) };
    assert_eq!(permit(&elsewhere, Action::SaveScore, &facts).unwrap_err().code, Code::NotAtSeat);
    let home = Actor { seat: None, ..actor(Role::Expert) };
    assert_eq!(permit(&home, Action::SaveScore, &facts).unwrap_err().code, Code::NotATerminal);
    let mut out = facts.clone();
    out.member.as_mut().unwrap().out = true;
    let mut related = facts;
    related.member.as_mut().unwrap().cleared = false;
    for (facts, code) in [(out, Code::NotPermitted), (related, Code::NotCleared)] {
        assert_eq!(permit(&actor(Role::Expert), Action::SaveScore, &facts).unwrap_err().code, code);
    }
}

#[test]
fn a_member_works_only_in_a_sealed_room_at_a_seat_that_is_neither_frozen_nor_locked() {
    let with = |change: &dyn Fn(&mut MemberFacts)| {
        let mut facts = related(Some(StageName::Scoring));
        change(facts.member.as_mut().unwrap());
        permit(&actor(Role::Expert), Action::SaveScore, &facts).map_err(|refusal| refusal.code)
    };
    for (state, expected) in [
        (RoomState::Open, Err(Code::RoomNotSealed)),
        (RoomState::Sealed, Ok(())),
        (RoomState::Paused, Err(Code::RoomPaused)),
        (RoomState::Ended, Err(Code::RoomEnded)),
    ] {
        assert_eq!(with(&|member| member.room = state), expected, "{state:?}");
    }
    assert_eq!(with(&|member| member.frozen = true), Err(Code::SeatFrozen));
    assert_eq!(with(&|member| member.locked = true), Err(Code::SeatLocked));
    // Before the committee is convened members declare and vote in an open room; a frozen seat takes nothing even then.
    let mut facts = related(Some(StageName::Seated));
    facts.member.as_mut().unwrap().room = RoomState::Open;
    assert!(permit(&actor(Role::Expert), Action::DeclareRecusal, &facts).is_ok());
    facts.member.as_mut().unwrap().frozen = true;
    assert_eq!(permit(&actor(Role::Expert), Action::ReadRoom, &facts).unwrap_err().code, Code::SeatFrozen);
}

#[test]
fn only_the_head_aggregates() {
    let mut facts = related(Some(StageName::Scoring));
    assert!(permit(&actor(Role::Expert), Action::Aggregate, &facts).is_ok());
    facts.member.as_mut().unwrap().head = false;
    assert!(permit(&actor(Role::Expert), Action::Aggregate, &facts).is_err());
}

#[test]
fn the_administrator_touches_no_tender() {
    for &action in Action::ALL {
        let rule = action.rule();
        if rule.roles.contains(&Role::Administrator) {
            assert!(
                rule.roles.contains(&Role::Public) || rule.stages.is_empty() && rule.relation == Relation::Any,
                "{action:?}"
            );
        }
    }
}

#[test]
fn the_table_of_the_documents_is_this_table() {
    let mut text = String::from(
        "# Who may do what\n\nWritten by the test `shared/src/policy/tests.rs`; do not edit. A blank list of stages means: the action is\n\
         not about a lot, or any stage. `Assigned`: the tender's own officer, purchaser or supervisor. `Present`, `Member`, `Head`:\n\
         at the seat assigned at check-in, which is neither frozen nor locked; for the latter two after declaring no relation to any bidder,\n\
         and from `reviewing` to `reporting` in a sealed room alone. `Committee`: a member, wherever they sit.\n\n\
         | action | roles | stages | relation |\n|---|---|---|---|\n",
    );
    for &action in Action::ALL {
        let rule = action.rule();
        let roles: Vec<_> = Role::ALL.into_iter().filter(|r| rule.roles.contains(r)).map(Role::as_str).collect();
        let stages: Vec<_> = rule.stages.iter().map(|s| s.as_str()).collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            action.as_str(),
            roles.join(", "),
            stages.join(", "),
            if rule.relation == Relation::Any { String::new() } else { format!("{:?}", rule.relation) }
        );
    }
    crate::tests_support::write_document("permissions.md", &text);
}
