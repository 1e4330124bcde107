use proptest::prelude::*;
use proptest::sample::subsequence;

use super::*;
use crate::draw::bytes;
use crate::draw::walk::Draw;

const ORGS: [&str; 6] = ["bidder", "member", "subcontractor", "purchaser", "other", "third"];
const CODES: [&str; 3] = ["A0201", "A020101", "C01"];
const RULES: Rules = Rules {
    bidders: &["bidder", "member", "subcontractor"],
    purchaser: "purchaser",
    regions: &["hz", "nb"],
    cool_down_since_ms: Some(1_000),
    yearly_cap: Some(3),
};

/// A0201 with what is under it can fill group 0; C01 groups 1 and 0.
fn groups(code: &str) -> u16 {
    match code {
        "A0201" | "A020101" => 1,
        "C01" => 3,
        _ => 0,
    }
}

const CLEAN: Expert = Expert {
    active: true,
    employer: "other",
    region: "hz",
    specialties: &["A020101"],
    past_employers: &["third"],
    relations: &["third"],
    last_seat_ms: Some(999),
    seats_of_year: 2,
};

fn judge_under(rules: &Rules, expert: &Expert) -> Result<u16, Exclusion> {
    let mut experts = Experts::default();
    experts.push(expert);
    Filter::new(&experts, rules, groups).verdicts(0..1).next().unwrap()
}

fn judge(expert: &Expert) -> Result<u16, Exclusion> {
    judge_under(&RULES, expert)
}

/// Experts who differ from one who may be drawn in one thing, with the code of each.
fn one_step_away() -> Vec<(Exclusion, Expert<'static>)> {
    use Exclusion as E;
    vec![
        (E::Status, Expert { active: false, ..CLEAN }),
        (E::BidderEmployee, Expert { employer: "bidder", ..CLEAN }),
        (E::BidderEmployee, Expert { employer: "member", ..CLEAN }),
        (E::BidderEmployee, Expert { employer: "subcontractor", ..CLEAN }),
        (E::PurchaserEmployee, Expert { employer: "purchaser", ..CLEAN }),
        (E::PastEmployer, Expert { past_employers: &["third", "member"], ..CLEAN }),
        (E::PastEmployer, Expert { past_employers: &["purchaser"], ..CLEAN }),
        (E::Relation, Expert { relations: &["third", "subcontractor"], ..CLEAN }),
        (E::Relation, Expert { relations: &["purchaser", "third"], ..CLEAN }),
        (E::Region, Expert { region: "sz", ..CLEAN }),
        (E::CoolDown, Expert { last_seat_ms: Some(1_000), ..CLEAN }),
        (E::YearlyCap, Expert { seats_of_year: 3, ..CLEAN }),
        (E::Specialty, Expert { specialties: &["B01"], ..CLEAN }),
        (E::Specialty, Expert { specialties: &[], ..CLEAN }),
    ]
}

#[test]
fn one_thing_that_is_wrong_has_its_own_code() {
    assert_eq!(judge(&CLEAN), Ok(1));
    assert_eq!(judge(&Expert { specialties: &["A0201", "C01"], ..CLEAN }), Ok(3));
    assert_eq!(judge(&Expert { last_seat_ms: None, past_employers: &[], relations: &[], ..CLEAN }), Ok(1));
    for (code, expert) in one_step_away() {
        assert_eq!(judge(&expert), Err(code), "{expert:?}");
    }
    let named: std::collections::BTreeSet<Exclusion> = one_step_away().iter().map(|(code, _)| *code).collect();
    // Who was on an earlier committee of the lot is known to the desk alone.
    let mut judged = std::collections::BTreeSet::from(Exclusion::ALL);
    judged.remove(&Exclusion::FormerMember);
    assert!(named.iter().copied().eq(judged), "every code has an example");
    for code in Exclusion::ALL {
        assert_eq!(Exclusion::parse(code.as_str()), Some(code));
        assert_eq!(serde_json::to_value(code).unwrap(), code.as_str(), "one spelling in lists and replies");
    }
}

#[test]
fn a_rule_that_is_not_set_takes_nobody_out() {
    let rules = Rules { regions: &[], cool_down_since_ms: None, yearly_cap: None, ..RULES };
    let busy = Expert { region: "sz", last_seat_ms: Some(i64::MAX - 1), seats_of_year: 400, ..CLEAN };
    assert_eq!(judge_under(&rules, &busy), Ok(1));
    assert_eq!(judge_under(&Rules { yearly_cap: Some(0), ..rules }, &CLEAN), Err(Exclusion::YearlyCap));
}

#[derive(Debug, Clone)]
struct Anybody {
    active: bool,
    employer: usize,
    region: usize,
    specialties: Vec<&'static str>,
    past: Vec<&'static str>,
    relations: Vec<&'static str>,
    last_seat_ms: Option<i64>,
    seats: u32,
}

impl Anybody {
    fn expert(&self) -> Expert<'_> {
        Expert {
            active: self.active,
            employer: ORGS[self.employer],
            region: ["hz", "nb", "sz"][self.region],
            specialties: &self.specialties,
            past_employers: &self.past,
            relations: &self.relations,
            last_seat_ms: self.last_seat_ms,
            seats_of_year: self.seats,
        }
    }

    /// Every reason that there is against them, from the words of the rules.
    fn reasons(&self) -> Vec<Exclusion> {
        let (expert, concerned) = (self.expert(), |org: &&str| RULES.bidders.contains(org) || *org == RULES.purchaser);
        let reason = |code: &Exclusion| match code {
            Exclusion::Status => !expert.active,
            Exclusion::BidderEmployee => RULES.bidders.contains(&expert.employer),
            Exclusion::PurchaserEmployee => expert.employer == RULES.purchaser,
            Exclusion::PastEmployer => expert.past_employers.iter().any(concerned),
            Exclusion::Relation => expert.relations.iter().any(concerned),
            Exclusion::Region => !RULES.regions.contains(&expert.region),
            Exclusion::CoolDown => expert.last_seat_ms.is_some_and(|at| at >= 1_000),
            Exclusion::YearlyCap => expert.seats_of_year >= 3,
            Exclusion::Specialty => expert.specialties.iter().all(|code| groups(code) == 0),
            Exclusion::FormerMember => false,
        };
        Exclusion::ALL.into_iter().filter(reason).collect()
    }
}

fn anybody() -> impl Strategy<Value = Anybody> {
    // Mostly clean in each respect, so that experts with one reason, with several and with none all come.
    let few = |of: Vec<&'static str>| prop_oneof![4 => Just(vec![]), 1 => subsequence(of, 0..4)];
    let specialties = prop_oneof![6 => subsequence(CODES.to_vec(), 1..3), 1 => Just(vec!["B01"])];
    let seat = prop_oneof![4 => Just(None), 1 => (990i64..1_010).prop_map(Some)];
    let employer = prop_oneof![4 => 4usize..6, 1 => 0usize..6];
    (prop::bool::weighted(0.9), employer, 0usize..3, specialties, few(ORGS.to_vec()), few(ORGS.to_vec()), seat, 0u32..5)
        .prop_map(|(active, employer, region, specialties, past, relations, last_seat_ms, seats)| Anybody {
            active,
            employer,
            region,
            specialties,
            past,
            relations,
            last_seat_ms,
            seats,
        })
}

fn pids(n: usize) -> Vec<Hash> {
    (0..n).map(|at| bytes::pid(crate::draw::tests::UUID, &at.to_string(), &[3; 32])).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn everybody_is_eligible_or_out_for_the_first_reason_against_them(
        people in prop::collection::vec(anybody(), 0..40), cut in 0usize..40,
    ) {
        let mut experts = Experts::default();
        people.iter().for_each(|person| experts.push(&person.expert()));
        let filter = Filter::new(&experts, &RULES, groups);
        let verdicts: Vec<Result<u16, Exclusion>> = filter.verdicts(0..usize::MAX).collect();
        prop_assert_eq!(verdicts.len(), people.len());
        for (person, verdict) in people.iter().zip(&verdicts) {
            let mask = person.specialties.iter().fold(0, |mask, code| mask | groups(code));
            prop_assert_eq!(*verdict, person.reasons().first().map_or(Ok(mask), |reason| Err(*reason)), "{:?}", person);
            prop_assert_eq!(judge(&person.expert()), *verdict, "alone as among others");
        }
        // In two parts as in one, and nobody is lost.
        let all = pids(people.len());
        let mut kept = all.clone();
        let cut = cut.min(people.len());
        let parts = vec![filter.keep(0, &mut kept[..cut]), filter.keep(cut, &mut kept[cut..])];
        let joined = join(parts, &mut kept);
        let (mut whole_kept, mut expected) = (all.clone(), Vec::new());
        let whole = vec![filter.keep(0, &mut whole_kept)];
        prop_assert_eq!(&join(whole, &mut whole_kept), &joined);
        prop_assert_eq!(&whole_kept, &kept);
        for (pid, (verdict, employer)) in all.iter().zip(verdicts.iter().zip(experts.employers())) {
            if let Ok(mask) = verdict {
                expected.push((*pid, *mask, employer));
            }
        }
        let found = kept.iter().zip(joined.groups.iter().zip(&joined.units)).map(|(pid, (mask, unit))| (*pid, *mask, *unit));
        prop_assert!(found.eq(expected));
        let out = (0..).zip(&verdicts).filter_map(|(at, verdict)| Some((at, verdict.err()?)));
        prop_assert!(out.eq(joined.excluded.iter().copied()));
    }

    #[test]
    fn a_longer_list_of_bidders_never_lets_anybody_in(person in anybody(), more in subsequence(ORGS.to_vec(), 0..6)) {
        let bidders = [RULES.bidders, &more].concat();
        let stricter = Rules { bidders: &bidders, ..RULES };
        let (before, after) = (judge(&person.expert()), judge_under(&stricter, &person.expert()));
        prop_assert!(after == before || after.is_err());
        let named = more.contains(&ORGS[person.employer]) || person.past.iter().chain(&person.relations).any(|org| more.contains(org));
        prop_assert!(!named || after.is_err(), "whoever is tied to a bidder is out");
    }

    #[test]
    fn of_one_employer_one_is_seated(people in prop::collection::vec((0usize..6, 0usize..3), 1..30), seed in any::<[u8; 32]>()) {
        let mut experts = Experts::default();
        for (employer, code) in &people {
            experts.push(&Expert { employer: ORGS[*employer], specialties: &[CODES[*code]], ..CLEAN });
        }
        let mut kept = pids(people.len());
        let part = vec![Filter::new(&experts, &RULES, groups).keep(0, &mut kept)];
        let part = join(part, &mut kept);
        let (all, units) = (kept.clone(), part.units.clone());
        let draw = Draw::from_columns(vec![1, 1], kept, part.groups, part.units).unwrap();
        let seats = draw.committee(&Hash(seed), &[]).unwrap().seats;
        let unit = |pid: &Hash| units[all.iter().position(|other| other == pid).unwrap()];
        let seated: std::collections::BTreeSet<u32> = seats.iter().map(|seat| unit(&seat.pid)).collect();
        prop_assert_eq!(seated.len(), seats.len());
        prop_assert_eq!(seats.len() == 2, draw.completable());
    }
}
