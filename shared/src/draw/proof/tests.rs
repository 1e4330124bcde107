use super::*;
use crate::draw::list::{count_candidates, count_excluded, count_pool};
use crate::draw::tests::{UUID, candidates, context};

/// A draw with 9 candidates and 5 excluded, whose salts are known.
fn draw() -> (Context, Vec<Candidate>, Vec<Excluded>) {
    let list = candidates(&[(0, 1), (1, 3), (2, 2), (3, 1), (4, 3), (5, 1), (5, 2), (7, 1), (8, 1)]);
    let out = |at: u8| Excluded { pid: pid(UUID, &format!("out {at}"), &[at; 32]), reason: reason(at).to_owned() };
    let mut excluded: Vec<Excluded> = (0..5).map(out).collect();
    excluded.sort();
    let mut context = context(&[2, 1], &list, Some("dice"));
    let pool = context.pool.as_mut().unwrap();
    pool.excluded = count_excluded(&excluded);
    pool.pool = count_pool(&list, &excluded).unwrap();
    (context, list, excluded)
}

fn reason(at: u8) -> &'static str {
    ["status", "cool-down", "past-employer", "yearly-cap", "specialty"][usize::from(at)]
}

#[test]
fn everybody_of_the_pool_gets_a_proof_that_holds() {
    let (context, list, excluded) = draw();
    assert_eq!(count_candidates(&list), context.candidates);
    for at in 0..9u8 {
        let proof = prove(&context, &list, &excluded, &at.to_string(), &[1; 32]).unwrap();
        assert_eq!(proof.verify(&context), Ok(()));
        let own = list.iter().find(|c| c.pid == pid(UUID, &at.to_string(), &[1; 32])).unwrap();
        assert_eq!(proof.standing, Standing::Candidate { unit: own.unit, groups: group_numbers(own.groups) });
        let json = serde_json::to_string(&proof).unwrap();
        assert_eq!(serde_json::from_str::<StandingProof>(&json).unwrap(), proof);
    }
    for at in 0..5u8 {
        let proof = prove(&context, &list, &excluded, &format!("out {at}"), &[at; 32]).unwrap();
        assert_eq!(proof.verify(&context), Ok(()));
        assert_eq!(proof.standing, Standing::Excluded { reason: reason(at).to_owned() });
    }
}

#[test]
fn a_proof_opens_nobody_else() {
    let (context, list, excluded) = draw();
    let json = serde_json::to_string(&prove(&context, &list, &excluded, "out 2", &[2; 32]).unwrap()).unwrap();
    for other in list.iter().map(|c| c.pid).chain(excluded.iter().map(|e| e.pid)) {
        assert!(!json.contains(&other.to_hex()), "a pid in the proof");
    }
    assert!((0..5u8).filter(|at| *at != 2).all(|at| !json.contains(reason(at))));
}

#[test]
fn whoever_is_not_in_the_pool_gets_none() {
    let (context, list, excluded) = draw();
    let ask = |number: &str, salt| prove(&context, &list, &excluded, number, &[salt; 32]).unwrap_err();
    assert_eq!(ask("stranger", 1), StandingError::NotInThePool);
    assert_eq!(ask("0", 2), StandingError::NotInThePool, "the salt is part of the name");
    let shorter = &list[1..];
    let own = (0..9).map(|n| n.to_string()).find(|n| shorter[0].pid == pid(UUID, n, &[1; 32])).unwrap();
    assert_eq!(prove(&context, shorter, &excluded, &own, &[1; 32]), Err(StandingError::OtherLists));
}

#[test]
fn every_change_breaks_a_proof() {
    let (context, list, excluded) = draw();
    let holds = |change: &dyn Fn(&mut StandingProof)| {
        let mut proof = prove(&context, &list, &excluded, "out 1", &[1; 32]).unwrap();
        change(&mut proof);
        proof.verify(&context).is_ok()
    };
    assert!(holds(&|_| {}));
    assert!(!holds(&|proof| proof.expert_number = "out 2".to_owned()));
    assert!(!holds(&|proof| proof.salt.0[31] ^= 1));
    assert!(!holds(&|proof| proof.ctx.0[0] ^= 1));
    assert!(!holds(&|proof| proof.index ^= 1));
    assert!(!holds(&|proof| proof.standing = Standing::Excluded { reason: "status".to_owned() }));
    assert!(!holds(&|proof| proof.standing = Standing::Candidate { unit: list[0].unit, groups: vec![0] }));
    assert!(!holds(&|proof| proof.path.truncate(proof.path.len() - 1)));
    assert!(!holds(&|proof| proof.path[0].0[0] ^= 1));
    let mut other = context.clone();
    other.attempt = 2;
    other.previous = Some(context.ctx());
    let proof = prove(&context, &list, &excluded, "0", &[1; 32]).unwrap();
    assert_eq!(proof.verify(&other), Err(StandingError::OtherDraw));
    for groups in [vec![], vec![16], vec![0, 0], vec![1, 0]] {
        let unit = list[0].unit;
        let bad = StandingProof { standing: Standing::Candidate { unit, groups }, ..proof.clone() };
        assert_eq!(bad.verify(&context), Err(StandingError::Groups));
    }
}
