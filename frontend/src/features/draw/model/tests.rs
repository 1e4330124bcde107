//! Whose turn it is, and that the notes of the browser make a ceremony.

use super::*;
use shared::api::draw::{NoteView, PartyView};
use shared::draw::Context;
use shared::draw::ceremony::Ceremony;

fn view(state: DrawState) -> DrawView {
    let party = |party| PartyView { party, account: None, key: None, committed: false, revealed: false };
    DrawView {
        id: String::new(),
        state,
        attempt: 1,
        voided: vec![],
        pool: 0,
        excluded: 0,
        reasons: vec![],
        candidates: 0,
        groups: vec![],
        guess_one_in: None,
        beacon: String::new(),
        meet_ms: 0,
        parties: PartyName::ALL.map(party).to_vec(),
        context: None,
        ctx: None,
        commits: None,
        reveals: None,
        reveals_cosigned: false,
        notes: vec![],
        seed: None,
        seats: vec![],
        answers: vec![],
        outcome: None,
        short: vec![],
        options: vec![],
    }
}

#[test]
fn everybody_commits_in_any_order_and_reveals_in_turn() {
    let mut draw = view(DrawState::Committing);
    assert_eq!(act(&draw, Some(PartyName::Supervisor)), Act::Commit);
    draw.parties[2].committed = true;
    assert_eq!(act(&draw, Some(PartyName::Supervisor)), Act::Wait(vec![PartyName::Centre, PartyName::Purchaser]));
    draw.state = DrawState::Revealing;
    assert_eq!(act(&draw, Some(PartyName::Purchaser)), Act::Wait(vec![PartyName::Centre]));
    draw.parties[0].revealed = true;
    assert_eq!(act(&draw, Some(PartyName::Purchaser)), Act::Reveal);
    assert_eq!(act(&draw, None), Act::Wait(vec![PartyName::Purchaser]));
}

#[test]
fn the_public_value_waits_for_the_witness() {
    let mut draw = view(DrawState::Beacon);
    assert_eq!(act(&draw, Some(PartyName::Centre)), Act::WaitWitness);
    draw.reveals_cosigned = true;
    assert_eq!(act(&draw, Some(PartyName::Centre)), Act::EnterBeacon);
    assert_eq!(act(&view(DrawState::Calling), Some(PartyName::Centre)), Act::Nothing);
}

#[test]
fn the_notes_of_three_browsers_make_a_seed() {
    let text = include_str!("../../../../../tests/vectors/draw/record-1/context.txt");
    let seeds: [[u8; 32]; 3] = [[1; 32], [2; 32], [3; 32]];
    let parties = PartyName::ALL.into_iter().zip(&seeds).map(|(party, seed)| {
        let public = *signer(seed, party).unwrap().verifier().public();
        shared::draw::context::Party::new(party.as_str(), &public).unwrap()
    });
    let mut context = Context::parse(text.as_bytes()).unwrap();
    context.parties = parties.collect();
    context.beacon = Some("dice".into());
    let ctx = context.ctx();
    let mut ceremony = Ceremony::new(&context);
    for (party, seed) in PartyName::ALL.into_iter().zip(&seeds) {
        ceremony.take(commit(seed, party, &ctx).unwrap().as_bytes()).unwrap();
    }
    let commits = ceremony.commits().unwrap();
    for (party, seed) in PartyName::ALL.into_iter().zip(&seeds) {
        ceremony.take(reveal(seed, party, &ctx, &commits).unwrap().as_bytes()).unwrap();
    }
    let note = beacon(&seeds[0], &ctx, &ceremony.reveals().unwrap(), "七零四".as_bytes()).unwrap();
    let mut draw = view(DrawState::Cosigning);
    draw.notes.push(NoteView { kind: "beacon".into(), party: PartyName::Centre, text: note.clone(), at_ms: 0 });
    assert_eq!(act(&draw, Some(PartyName::Supervisor)), Act::CosignBeacon("七零四".into()));
    let line = cosign(&seeds[2], &draw).unwrap();
    ceremony.take(format!("{note}{line}\n").as_bytes()).unwrap();
    assert!(ceremony.seed().is_some());
}

#[test]
fn groups_must_add_up_to_the_experts_of_the_plan() {
    let rows = |list: &[(&str, &str)]| list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    assert_eq!(groups(&rows(&[("C01", "2"), ("D01", "2")]), 4).unwrap().len(), 2);
    for bad in [&[("C01", "3")][..], &[("", "4")], &[("C01", "0"), ("D01", "4")], &[("C01", "x")], &[]] {
        assert_eq!(groups(&rows(bad), 4), None, "{bad:?}");
    }
}
