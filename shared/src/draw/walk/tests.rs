use proptest::prelude::*;

use super::*;
use crate::draw::tests::{candidates, context};
use crate::draw::{bytes, list};

/// By trying every way: whether people can be added to the chosen so that every seat is filled, one to a unit. This is the
/// meaning of *completable*, and knows nothing of sets of groups.
fn can_complete(needs: &mut [u32], chosen: &[Candidate], others: &[Candidate]) -> bool {
    if let Some((person, rest)) = chosen.split_first() {
        return try_groups(needs, person.groups, |needs| can_complete(needs, rest, others));
    }
    if needs.iter().all(|need| *need == 0) {
        return true;
    }
    let Some((person, rest)) = others.split_first() else {
        return false;
    };
    let other_units: Vec<Candidate> = rest.iter().filter(|other| other.unit != person.unit).copied().collect();
    try_groups(needs, person.groups, |needs| can_complete(needs, &[], &other_units)) || can_complete(needs, &[], rest)
}

fn try_groups(needs: &mut [u32], groups: u16, mut then: impl FnMut(&mut [u32]) -> bool) -> bool {
    (0..needs.len()).any(|g| {
        if groups >> g & 1 == 0 || needs[g] == 0 {
            return false;
        }
        needs[g] -= 1;
        let fits = then(needs);
        needs[g] += 1;
        fits
    })
}

/// The walk and the answers, from the words of the design and [`can_complete`].
struct Slow {
    needs: Vec<u32>,
    by_lot: Vec<Candidate>,
    chosen: Vec<Candidate>,
    accepted: Vec<Hash>,
    ended: bool,
}

impl Slow {
    fn completable(&self, chosen: &[Candidate]) -> bool {
        let taken = |unit: &Hash| chosen.iter().any(|c| c.unit == *unit);
        let others: Vec<Candidate> = self.by_lot.iter().filter(|c| !taken(&c.unit)).copied().collect();
        can_complete(&mut self.needs.clone(), chosen, &others)
    }

    fn go_on(&mut self) {
        self.ended = !self.completable(&self.chosen);
        if self.ended {
            return;
        }
        for candidate in self.by_lot.clone() {
            let with: Vec<Candidate> = self.chosen.iter().copied().chain([candidate]).collect();
            let full = self.chosen.len() == self.needs.iter().sum::<u32>() as usize;
            if !full && !self.chosen.iter().any(|c| c.unit == candidate.unit) && self.completable(&with) {
                self.chosen = with;
            }
        }
    }

    fn answer(&mut self, response: Response) -> bool {
        let chosen = self.chosen.iter().any(|c| c.pid == response.pid);
        let accepted = self.accepted.contains(&response.pid);
        if self.ended || !chosen || accepted && matches!(response.answer, Answer::Accepted | Answer::Declined) {
            return false;
        }
        if response.answer == Answer::Accepted {
            self.accepted.push(response.pid);
            return true;
        }
        self.chosen.retain(|c| c.pid != response.pid);
        self.by_lot.retain(|c| c.pid != response.pid);
        self.go_on();
        true
    }
}

fn slow(needs: &[u32], list: &[Candidate], seed: &Hash) -> Slow {
    let lots = bytes::Lots::new(seed);
    let mut by_lot = list.to_vec();
    by_lot.sort_by_key(|c| (lots.lot(&c.pid), c.pid));
    let mut slow = Slow { needs: needs.to_vec(), by_lot, chosen: vec![], accepted: vec![], ended: false };
    slow.go_on();
    slow
}

fn compare(walk: &Walk, slow: &Slow) {
    let committee = walk.committee();
    let mut expected: Vec<Hash> = slow.by_lot.iter().filter(|c| slow.chosen.contains(c)).map(|c| c.pid).collect();
    let found: Vec<Hash> = committee.seats.iter().map(|seat| seat.pid).collect();
    expected.truncate(slow.chosen.len());
    assert_eq!(found, expected);
    assert_eq!(committee.outcome == Outcome::CannotBeMet, slow.ended);
    assert_eq!(committee.short.is_empty(), !slow.ended);
    assert!(slow.chosen.iter().all(|c| walk.has_accepted(&c.pid) == slow.accepted.contains(&c.pid)));
    assert_eq!(committee.short, defined_short(&slow.needs, &slow.chosen, &slow.by_lot));
    let masks: Vec<u16> = slow.by_lot.iter().filter(|c| found.contains(&c.pid)).map(|c| c.groups).collect();
    let groups: Vec<u8> = committee.seats.iter().map(|seat| seat.group).collect();
    assert_eq!(Some(groups), first_groups(&mut slow.needs.clone(), &masks));
}

const ANSWERS: [Answer; 4] = [Answer::Accepted, Answer::Declined, Answer::Unreachable, Answer::Conflict];

/// The first set of groups, in numeric order, for which condition (a) or (b) of the design fails, counted as it is written.
fn defined_short(needs: &[u32], chosen: &[Candidate], by_lot: &[Candidate]) -> Vec<u8> {
    let fails = |set: &u16| {
        let need: usize =
            needs.iter().enumerate().filter(|(g, _)| set >> g & 1 == 1).map(|(_, need)| *need as usize).sum();
        let within = chosen.iter().filter(|k| k.groups & !set == 0).count();
        let meeting = chosen.iter().filter(|k| k.groups & set != 0).count();
        let free = by_lot.iter().filter(|c| c.groups & set != 0 && chosen.iter().all(|k| k.unit != c.unit));
        let units: std::collections::BTreeSet<Hash> = free.map(|c| c.unit).collect();
        within > need || meeting + units.len() < need
    };
    (1..1u16 << needs.len()).find(fails).map(list::group_numbers).unwrap_or_default()
}

/// The first way, group by group in lot order, of giving everybody a group: by trying all.
fn first_groups(needs: &mut [u32], people: &[u16]) -> Option<Vec<u8>> {
    let Some((person, rest)) = people.split_first() else {
        return Some(Vec::new());
    };
    for g in (0..needs.len()).filter(|g| person >> g & 1 == 1) {
        if needs[g] > 0 {
            needs[g] -= 1;
            let others = first_groups(needs, rest);
            needs[g] += 1;
            if let Some(others) = others {
                return Some([vec![g as u8], others].concat());
            }
        }
    }
    None
}

/// Nobody who was passed over could have been seated: with those who were chosen before them, by lot, either somebody has
/// the same employer, or no way of filling the seats is left. Before any answer.
fn nobody_was_wronged(walk: &Walk, slow: &Slow) {
    let seats = walk.committee().seats;
    let mut before: Vec<Candidate> = Vec::new();
    let mut expected = Vec::new();
    for candidate in &slow.by_lot {
        if before.len() == seats.len() {
            break;
        }
        if seats.iter().any(|seat| seat.pid == candidate.pid) {
            before.push(*candidate);
            continue;
        }
        let same_unit = before.iter().any(|k| k.unit == candidate.unit);
        let with: Vec<Candidate> = before.iter().copied().chain([*candidate]).collect();
        assert!(same_unit || !slow.completable(&with), "somebody who could have been seated was passed over");
        expected.push((candidate.pid, if same_unit { Reason::Unit } else { Reason::Seats }));
    }
    let told: Vec<(Hash, Reason)> = walk.passed_over().iter().map(|passed| (passed.pid, passed.reason)).collect();
    assert_eq!(told, expected, "who was passed over, and why");
}

/// One random request, with random answers to random people, walked both ways.
fn check_one(needs: &[u32], people: &[(u32, u16)], seed: u64, answers: &[(usize, usize)]) {
    let all = (1u16 << needs.len()) - 1;
    let people: Vec<(u32, u16)> = people.iter().map(|(unit, groups)| (*unit, groups & all)).collect();
    let people: Vec<(u32, u16)> = people.into_iter().filter(|(_, groups)| *groups != 0).collect();
    let list = candidates(&people);
    let seed = Hash::of(&seed.to_be_bytes());
    let draw = Draw::from_parts(needs.to_vec(), list.clone()).unwrap();
    let mut slow = slow(needs, &list, &seed);
    assert_eq!(draw.completable(), !slow.ended, "the same feasibility");
    assert_eq!(draw.short().unwrap_or_default(), defined_short(needs, &[], &list));
    let mut walk = draw.walk(&seed);
    compare(&walk, &slow);
    if !slow.ended {
        nobody_was_wronged(&walk, &slow);
    }
    let mut responses = Vec::new();
    for (who, what) in answers {
        if list.is_empty() {
            break;
        }
        // Mostly somebody chosen, now and then anybody.
        let pid = match slow.chosen.get(who % (slow.chosen.len() + 1)) {
            Some(chosen) => chosen.pid,
            None => list[who % list.len()].pid,
        };
        let response = Response { pid, answer: ANSWERS[what % 4] };
        let taken = slow.answer(response);
        assert_eq!(walk.answer(response).is_ok(), taken);
        if taken {
            responses.push(response);
        }
        compare(&walk, &slow);
    }
    assert_eq!(draw.committee(&seed, &responses), Ok(walk.committee()));
    the_input_may_come_in_any_form(&draw, list, &seed, &responses);
}

/// In another order, with employers as numbers, and with lots from elsewhere, the draw is the same.
fn the_input_may_come_in_any_form(draw: &Draw, mut list: Vec<Candidate>, seed: &Hash, responses: &[Response]) {
    let expected = draw.committee(seed, responses);
    list.reverse();
    let needs = draw.needs.clone();
    let again = Draw::from_parts(needs.clone(), list.clone()).unwrap();
    assert_eq!(again.committee(seed, responses), expected, "the order of the input is irrelevant");
    assert_eq!(again.short(), draw.short());
    let pids: Vec<Hash> = list.iter().map(|c| c.pid).collect();
    let groups = list.iter().map(|c| c.groups).collect();
    // Other numbers for the same employers: by their first member from the end, with gaps.
    let number = |c: &Candidate| 3 * list.iter().rposition(|other| other.unit == c.unit).unwrap() as u32 + 1;
    let columns = Draw::from_columns(needs, pids, groups, list.iter().map(number).collect()).unwrap();
    let lots = bytes::Lots::new(seed);
    let mut heads = vec![0; columns.pids().len()];
    let middle = heads.len() / 2;
    lots.heads(&columns.pids()[..middle], &mut heads[..middle]);
    lots.heads(&columns.pids()[middle..], &mut heads[middle..]);
    let mut walk = columns.walk_with(lots, heads).unwrap();
    responses.iter().for_each(|response| walk.answer(*response).unwrap());
    assert_eq!(Ok(walk.committee()), expected, "employers as numbers, lots in two parts");
}

/// Random requests to try: 20,000, or as many as BIDROOM_DRAW_CASES says.
fn cases() -> u32 {
    std::env::var("BIDROOM_DRAW_CASES").map_or(20_000, |text| text.parse().expect("BIDROOM_DRAW_CASES is a number"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]
    #[test]
    fn the_walk_is_the_definition_by_enumeration(
        needs in prop::collection::vec(1u32..3, 1..5),
        people in prop::collection::vec((0u32..7, 1u16..16), 0..11),
        seed in any::<u64>(),
        answers in prop::collection::vec((any::<usize>(), any::<usize>()), 0..6),
    ) {
        check_one(&needs, &people, seed, &answers);
    }
}

#[test]
fn the_random_requests_are_of_every_kind() {
    // What the enumeration above would miss if its requests were all alike: here by a fixed list of the same make.
    let mut kinds = std::collections::BTreeMap::new();
    for n in 0..2_000u64 {
        let number = |of: &str, below: u64| Hash::of(format!("{n} {of}").as_bytes()).head() % below;
        let needs: Vec<u32> =
            (0..1 + number("groups", 4)).map(|g| 1 + number(&format!("need {g}"), 2) as u32).collect();
        let all = (1u16 << needs.len()) - 1;
        let person =
            |at: u64| (number(&format!("unit {at}"), 7) as u32, (number(&format!("mask {at}"), 15) + 1) as u16);
        let people: Vec<(u32, u16)> = (0..number("people", 11)).map(person).collect();
        let people: Vec<(u32, u16)> = people.into_iter().map(|(unit, mask)| (unit, mask & all)).collect();
        let list = candidates(&people.into_iter().filter(|(_, mask)| *mask != 0).collect::<Vec<_>>());
        let draw = Draw::from_parts(needs, list).unwrap();
        let walk = draw.walk(&Hash::of(&n.to_be_bytes()));
        let passed = |reason| walk.passed_over().iter().any(|passed| passed.reason == reason);
        *kinds.entry((draw.completable(), passed(Reason::Unit), passed(Reason::Seats))).or_insert(0) += 1;
    }
    for kind in
        [(false, false, false), (true, false, false), (true, true, false), (true, false, true), (true, true, true)]
    {
        assert!(kinds.get(&kind).is_some_and(|count| *count >= 20), "{kind:?} in {kinds:?}");
    }
}

fn plain(n: u32) -> Draw {
    let people: Vec<(u32, u16)> = (0..n).map(|i| (i, 1)).collect();
    Draw::from_parts(vec![3], candidates(&people)).unwrap()
}

#[test]
fn answers_that_make_no_sense_are_refused() {
    let draw = plain(5);
    let seed = Hash([1; 32]);
    let mut walk = draw.walk(&seed);
    let seats = walk.committee().seats;
    let say = |walk: &mut Walk, pid, answer| walk.answer(Response { pid, answer });
    let outside = *draw.pids().iter().find(|pid| seats.iter().all(|seat| seat.pid != **pid)).unwrap();
    assert_eq!(say(&mut walk, outside, Answer::Accepted), Err(AnswerRefusal::NotChosen));
    assert_eq!(say(&mut walk, Hash([0; 32]), Answer::Declined), Err(AnswerRefusal::NotChosen));
    let first = seats[0].pid;
    assert_eq!(say(&mut walk, first, Answer::Accepted), Ok(()));
    assert_eq!(say(&mut walk, first, Answer::Accepted), Err(AnswerRefusal::Repeated));
    assert_eq!(say(&mut walk, first, Answer::Declined), Err(AnswerRefusal::Repeated));
    assert!(walk.has_accepted(&first) && walk.complete());
    assert_eq!(say(&mut walk, first, Answer::Conflict), Ok(()));
    assert!(!walk.has_accepted(&first));
    assert_eq!(say(&mut walk, first, Answer::Accepted), Err(AnswerRefusal::NotChosen), "who left does not come back");
    let seats = walk.committee().seats;
    assert_eq!(say(&mut walk, seats[0].pid, Answer::Unreachable), Ok(()));
    let seats = walk.committee().seats;
    assert_eq!(say(&mut walk, seats[0].pid, Answer::Declined), Ok(()));
    let ended = walk.committee();
    assert_eq!((ended.outcome, &ended.short[..], ended.seats.len()), (Outcome::CannotBeMet, &[0][..], 2));
    assert_eq!(say(&mut walk, ended.seats[0].pid, Answer::Accepted), Err(AnswerRefusal::Ended));
    assert!(!walk.complete());
}

#[test]
fn more_seats_than_employers_cannot_be_met() {
    let people: Vec<(u32, u16)> = (0..9).map(|i| (i % 2, 1)).collect();
    let draw = Draw::from_parts(vec![3], candidates(&people)).unwrap();
    assert_eq!(draw.short(), Some(vec![0]));
    assert_eq!(draw.eligible(), [9]);
    let committee = draw.committee(&Hash([0; 32]), &[]).unwrap();
    assert_eq!((committee.outcome, committee.seats.len()), (Outcome::CannotBeMet, 0));
    assert!(Draw::from_parts(vec![1], vec![]).unwrap().short().is_some());
}

#[test]
fn a_request_out_of_range_is_refused() {
    let list = candidates(&[(0, 1), (1, 2)]);
    for needs in [vec![], vec![0], vec![1; 17], vec![1], vec![u32::MAX, 1]] {
        assert!(Draw::from_parts(needs.clone(), list.clone()).is_err(), "{needs:?}");
    }
    let context = context(&[1, 1], &list, None);
    assert!(Draw::new(&context, list.clone()).is_ok());
    assert!(Draw::new(&context, list[..1].to_vec()).is_err(), "not the candidates of the context");
}

#[test]
fn reasons_are_tested_in_their_order() {
    // Group 1 can be filled by one person alone, so everybody else who could take that seat is passed over.
    let mut people: Vec<(u32, u16)> = (0..40).map(|i| (i / 4, 1)).collect();
    people.push((99, 3));
    let list = candidates(&people);
    let only = list.iter().find(|c| c.groups == 3).unwrap().pid;
    let draw = Draw::from_parts(vec![1, 1], list.clone()).unwrap();
    for seed in 0..20u8 {
        let seed = Hash([seed; 32]);
        let walk = draw.walk(&seed);
        let seats = walk.committee().seats;
        assert!(seats.iter().any(|seat| seat.pid == only && seat.group == 1));
        let other = list.iter().find(|c| seats.iter().any(|seat| seat.pid == c.pid && c.pid != only)).unwrap();
        for passed in walk.passed_over() {
            let candidate = list.iter().find(|c| c.pid == passed.pid).unwrap();
            let expected = if candidate.unit == other.unit { Reason::Unit } else { Reason::Seats };
            assert_eq!(passed.reason, expected);
        }
    }
}

#[test]
fn many_candidates_of_one_employer_and_a_rare_group_stay_quick() {
    let mut people: Vec<(u32, u16)> = vec![(0, 1); 5_000];
    people.extend([(1, 1), (2, 2), (3, 2)]);
    let draw = Draw::from_parts(vec![2, 2], candidates(&people)).unwrap();
    let seed = Hash([8; 32]);
    let mut walk = draw.walk(&seed);
    let committee = walk.committee();
    assert_eq!((committee.outcome, committee.seats.len()), (Outcome::Seated, 4));
    assert!(
        committee.seats.windows(2).all(|pair| pair[0].lot < pair[1].lot),
        "in lot order, beyond the first sorted part"
    );
    let mate = committee
        .seats
        .iter()
        .find(|seat| seat.group == 0 && walk.answer(Response { pid: seat.pid, answer: Answer::Declined }).is_ok());
    assert!(mate.is_some());
}
