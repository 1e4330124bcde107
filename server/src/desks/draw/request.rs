//! The officer asks for seats: the filter is run, pids are made, and it is seen whether a committee can be formed.

use super::groups;
use crate::desks::pool::ancestors;
use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use serde_json::json;
use shared::api::draw::{DrawId, DrawState, FILTER_RULES, GroupAsk, RequestSeats};
use shared::api::pool::{ExpertRelation, ExpertStatus, RelationKind};
use shared::draw::filter::{self, Experts, Filter, Rules};
use shared::draw::{Candidate, Draw as Seats, Purpose, bytes};
use shared::event::{Event, Kind};
use shared::lifecycle::{Move, StageName};
use shared::refusal::{Code, Refusal};
use shared::rules::criteria::LotPlan;
use std::collections::{BTreeMap, BTreeSet};
use store::draw::{Draw, Person};
use store::pool::Expert;

/// The longest description of the public value, characters.
const BEACON_MAX: usize = 300;

fn invalid(field: &str, detail: impl std::fmt::Display) -> Fault {
    Refusal::new(Code::FieldInvalid).with("field", field).with("detail", detail).into()
}

/// What a request must be.
fn check(ask: &RequestSeats, plan: &LotPlan, now_ms: i64) -> Result<(), Fault> {
    let codes: BTreeSet<&str> = ask.groups.iter().map(|group| group.specialty.as_str()).collect();
    if !(1..=shared::draw::context::MAX_GROUPS).contains(&ask.groups.len()) || codes.len() != ask.groups.len() {
        return Err(invalid("groups", "1–16"));
    }
    let asked: u64 = ask.groups.iter().map(|group| u64::from(group.need)).sum();
    let none = ask.groups.iter().any(|group| group.need == 0);
    if none || asked != u64::from(plan.committee_experts) {
        let refusal = Refusal::new(Code::SeatsDiffer).with("asked", asked).with("planned", plan.committee_experts);
        return Err(refusal.into());
    }
    let beacon = ask.beacon.as_str();
    if beacon.trim().is_empty() {
        return Err(Refusal::new(Code::FieldMissing).with("field", "beacon").into());
    }
    // "none" is for rehearsals; the product refuses it for a real lot (draw.md, Ceremony).
    let fits = beacon.trim() == beacon && beacon != "none" && beacon.chars().count() <= BEACON_MAX;
    if !fits || beacon.chars().any(char::is_control) {
        return Err(invalid("beacon", "≤ 300"));
    }
    if ask.meet_ms < now_ms {
        return Err(invalid("meet_ms", "≥ now"));
    }
    Ok(())
}

/// The pool as the filter of `shared` sees it, in the order of `pool`.
fn columns(
    pool: &[Expert],
    codes: &BTreeMap<String, Vec<String>>,
    relations: &BTreeMap<String, Vec<ExpertRelation>>,
) -> Experts {
    let mut experts = Experts::default();
    for expert in pool {
        let specialties: Vec<&str> = codes.get(&expert.no).into_iter().flatten().map(String::as_str).collect();
        let own = relations.get(&expert.no).map(Vec::as_slice).unwrap_or_default();
        let of = |past: bool| {
            let own = own.iter().filter(move |relation| (relation.kind == RelationKind::PastEmployer) == past);
            own.map(|relation| relation.org.as_str()).collect::<Vec<&str>>()
        };
        experts.push(&filter::Expert {
            active: expert.status == ExpertStatus::Active,
            employer: &expert.employer,
            region: &expert.region,
            specialties: &specialties,
            past_employers: &of(true),
            relations: &of(false),
            last_seat_ms: None,
            seats_of_year: 0,
        });
    }
    experts
}

/// Everybody of the pool under fresh pids: each expert and each employer has a salt of its own.
async fn people(work: &mut Work<'_>, draw: &str, asked: &[GroupAsk], purchaser: &str) -> Result<Vec<Person>, Fault> {
    let key = work.key()?;
    let nodes = store::pool::specialties(work.conn()).await?;
    let known: BTreeSet<&str> = nodes.iter().map(|node| node.code.as_str()).collect();
    if let Some(group) = asked.iter().find(|group| !known.contains(group.specialty.as_str())) {
        return Err(Refusal::new(Code::SpecialtyUnknown).with("code", &group.specialty).into());
    }
    let bidders = store::draw::bidders(work.conn(), &key).await?;
    let pool = store::pool::all(work.conn()).await?;
    let codes = store::pool::specialties_of(work.conn(), &[]).await?;
    let relations = store::pool::relations_of(work.conn(), None).await?;
    let experts = columns(&pool, &codes, &relations);
    let above = ancestors(&nodes);
    let groups = |code: &str| {
        let of = |group: &GroupAsk| above.get(code).is_some_and(|above| above.contains(&group.specialty.as_str()));
        asked.iter().enumerate().filter(|(_, group)| of(group)).fold(0, |mask, (g, _)| mask | 1 << g)
    };
    let bidders: Vec<&str> = bidders.iter().map(|(org, _)| org.as_str()).collect();
    let rules = Rules { bidders: &bidders, purchaser, regions: &[], cool_down_since_ms: None, yearly_cap: None };
    let filter = Filter::new(&experts, &rules, groups);
    let mut units: BTreeMap<&str, shared::journal::Hash> = BTreeMap::new();
    let mut people = Vec::with_capacity(pool.len());
    for (expert, judged) in pool.iter().zip(filter.verdicts(0..pool.len())) {
        let unit = match units.get(expert.employer.as_str()) {
            Some(unit) => *unit,
            None => bytes::unit(draw, &expert.employer, &crate::random::bytes()?),
        };
        units.insert(&expert.employer, unit);
        let salt = crate::random::bytes()?;
        people.push(Person {
            pid: bytes::pid(draw, &expert.no, &salt),
            unit,
            expert: expert.no.clone(),
            salt,
            groups: judged.unwrap_or(0),
            excluded: judged.err().map(|reason| reason.as_str().to_owned()),
        });
    }
    people.sort_unstable_by_key(|person| person.pid);
    Ok(people)
}

/// Completable(∅): whether a committee can be formed at all.
fn check_completable(asked: &[GroupAsk], people: &[Person]) -> Result<u64, Fault> {
    let eligible = people.iter().filter(|person| person.excluded.is_none());
    let candidates: Vec<Candidate> =
        eligible.map(|person| Candidate { pid: person.pid, unit: person.unit, groups: person.groups }).collect();
    let count = candidates.len() as u64;
    let needs = asked.iter().map(|group| group.need).collect();
    let seats = Seats::from_parts(needs, candidates).map_err(|why| invalid("groups", why))?;
    match seats.short() {
        None => Ok(count),
        Some(short) => {
            let codes: Vec<&str> =
                short.iter().filter_map(|g| asked.get(usize::from(*g))).map(|group| group.specialty.as_str()).collect();
            Err(Refusal::new(Code::CannotBeMet).with("groups", codes.join("、")).into())
        }
    }
}

/// The former committee of the lot, whose draw ended because it could not be completed: it is rebuilt (87号令 art. 49).
async fn dissolve(work: &mut Work<'_>) -> Result<(), Fault> {
    let key = work.key()?;
    for mut member in store::room::members(work.conn(), &key).await? {
        if !member.out {
            (member.out, member.head) = (true, false);
            store::room::update_member(work.conn(), &member).await?;
            store::room::forget_votes(work.conn(), &key, member.id.as_str()).await?;
        }
    }
    Ok(())
}

impl Change for RequestSeats {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<DrawId>, Fault> {
        let key = work.key()?;
        let lot = work.lot()?;
        let plan: LotPlan = serde_json::from_str(&lot.plan_json)?;
        let (purchaser, stage) = (lot.purchaser.clone(), lot.stage.name());
        let now_ms = work.now_ms();
        check(self, &plan, now_ms)?;
        let before = store::draw::newest(work.conn(), &key).await?;
        if before.as_ref().is_some_and(|draw| draw.state != DrawState::Ended) {
            return Err(Code::DrawUnderWay.into());
        }
        let draw = Draw {
            id: crate::random::uuid()?,
            key: key.clone(),
            n: before.map_or(0, |draw| draw.n) + 1,
            groups_json: serde_json::to_string(&self.groups)?,
            beacon: self.beacon.clone(),
            meet_ms: self.meet_ms,
            rules: FILTER_RULES.to_owned(),
            attempt: 1,
            state: DrawState::Joining,
            context: None,
            seed: None,
            short: None,
            purpose: Purpose::Committee,
            options_json: None,
        };
        let people = people(work, &draw.id, &self.groups, &purchaser).await?;
        let candidates = check_completable(&self.groups, &people)?;
        store::draw::insert(work.conn(), &draw, now_ms).await?;
        store::draw::insert_people(work.conn(), &draw.id, &people).await?;
        if stage == StageName::Qualified {
            work.step(Move::BeginDraw).await?;
        } else {
            dissolve(work).await?;
        }
        let asked: Vec<String> = groups(&draw)?.iter().map(|g| format!("{} {}", g.need, g.specialty)).collect();
        let data = json!({
            "draw": draw.id, "groups": asked, "pool": people.len(), "candidates": candidates,
            "rules": draw.rules, "beacon": draw.beacon, "meet_ms": draw.meet_ms,
        });
        Ok(Done::new(DrawId { draw: draw.id }, Event::of_lot(Kind::DrawRequested, &key, data)))
    }
}
