//! The officer asks for seats: the filter is run, pids are made, and it is seen whether a committee can be formed.

use super::eligible::{self, Judged};
use super::groups;
use crate::fault::Fault;
use crate::work::{Change, Done, Work};
use serde_json::json;
use shared::amount::Decimal;
use shared::api::draw::{DrawId, DrawState, FilterRules, GroupAsk, RequestSeats};
use shared::draw::{Candidate, Draw as Seats, Purpose, bytes, drand};
use shared::envelope::OpeningForm;
use shared::event::{Event, Kind};
use shared::lifecycle::{Move, StageName};
use shared::refusal::{Code, Refusal};
use shared::rules::criteria::LotPlan;
use std::collections::{BTreeMap, BTreeSet};
use store::draw::{Draw, Person};

/// The longest description of the public value, characters.
const BEACON_MAX: usize = 300;

fn invalid(field: &str, detail: impl std::fmt::Display) -> Fault {
    Refusal::new(Code::FieldInvalid).with("field", field).with("detail", detail).into()
}

/// What the description of a public value must be.
pub(super) fn check_beacon(beacon: &str, now_ms: i64) -> Result<(), Fault> {
    if beacon.trim().is_empty() {
        return Err(Refusal::new(Code::FieldMissing).with("field", "beacon").into());
    }
    // "none" is for rehearsals; the product refuses it for a real lot (draw.md, Ceremony).
    let fits = beacon.trim() == beacon && beacon != "none" && beacon.chars().count() <= BEACON_MAX;
    if !fits || beacon.chars().any(char::is_control) {
        return Err(invalid("beacon", "≤ 300"));
    }
    // A round of drand is checked by its key: it must be named so that it can be, and come out later than now.
    match drand::round_of(beacon) {
        None if drand::claims(beacon) => Err(invalid("beacon", "drand")),
        _ if drand::is_out(beacon, now_ms) => Err(Code::RoundPublished.into()),
        _ => Ok(()),
    }
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
    check_beacon(&ask.beacon, now_ms)?;
    if ask.meet_ms < now_ms {
        return Err(invalid("meet_ms", "≥ now"));
    }
    Ok(())
}

/// A bid that claims a small enterprise's share in a consortium or by subcontract has such partners: before the draw they are
/// named, because the filter must leave out who has to do with them (政府采购法实施条例 art. 9).
async fn check_parts(work: &mut Work<'_>) -> Result<(), Fault> {
    let key = work.key()?;
    let parts = store::draw::parts(work.conn(), &key).await?;
    for bid in store::review::opened(work.conn(), &key).await? {
        let form: Option<OpeningForm> = bid.form_json.as_deref().map(serde_json::from_str).transpose()?;
        let share = form.and_then(|form| form.consortium_small_share.parse::<Decimal>().ok());
        let named = parts.iter().any(|part| part.bidder.as_str() == bid.bidder);
        if share.is_some_and(|share| !share.is_zero()) && !named {
            return Err(Refusal::new(Code::PartsMissing).with("bidder", bid.name).into());
        }
    }
    Ok(())
}

/// Everybody of the pool under fresh pids: each expert and each employer has a salt of its own.
fn people(draw: &str, judged: Vec<Judged>) -> Result<Vec<Person>, Fault> {
    let mut units: BTreeMap<String, shared::journal::Hash> = BTreeMap::new();
    let mut people = Vec::with_capacity(judged.len());
    for Judged { no, employer, verdict } in judged {
        let unit = match units.get(&employer) {
            Some(unit) => *unit,
            None => bytes::unit(draw, &employer, &crate::random::bytes()?),
        };
        units.insert(employer, unit);
        let salt = crate::random::bytes()?;
        people.push(Person {
            pid: bytes::pid(draw, no.as_str(), &salt),
            unit,
            expert: no.to_string(),
            salt,
            groups: verdict.unwrap_or(0),
            excluded: verdict.err().map(|reason| reason.as_str().to_owned()),
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
async fn dissolve(work: &mut Work<'_>) -> Result<Option<Event>, Fault> {
    let key = work.key()?;
    let mut out = Vec::new();
    for mut member in store::room::members(work.conn(), &key).await? {
        if !member.out {
            (member.out, member.head) = (true, false);
            store::room::update_member(work.conn(), &member).await?;
            store::room::forget_votes(work.conn(), &key, member.id.as_str()).await?;
            out.push(member.id.to_string());
        }
    }
    crate::desks::matters::void(work, &out).await
}

impl Change for RequestSeats {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<DrawId>, Fault> {
        let key = work.key()?;
        let lot = work.lot()?;
        let plan: LotPlan = serde_json::from_str(&lot.plan_json)?;
        let (purchaser, stage) = (lot.purchaser.clone(), lot.stage.name());
        let now_ms = work.now_ms();
        check(self, &plan, now_ms)?;
        check_parts(work).await?;
        let before = store::draw::newest(work.conn(), &key).await?;
        if before.as_ref().is_some_and(|draw| draw.state != DrawState::Ended) {
            return Err(Code::DrawUnderWay.into());
        }
        eligible::known(work, &self.groups).await?;
        let rules = eligible::rules(work, &self.load, &purchaser).await?;
        let draw = Draw {
            id: crate::random::uuid()?,
            key: key.clone(),
            n: before.map_or(0, |draw| draw.n) + 1,
            groups_json: serde_json::to_string(&self.groups)?,
            beacon: self.beacon.clone(),
            meet_ms: self.meet_ms,
            rules: FilterRules::version_of(&rules.text()),
            attempt: 1,
            state: DrawState::Joining,
            context: None,
            seed: None,
            short: None,
            purpose: Purpose::Committee,
            options_json: None,
            rules_json: rules.text(),
            requested_ms: now_ms,
        };
        let judged = eligible::judge(work, &rules, &self.groups, None).await?;
        let people = people(&draw.id, judged)?;
        let candidates = check_completable(&self.groups, &people)?;
        store::draw::insert(work.conn(), &draw).await?;
        store::draw::insert_people(work.conn(), &draw.id, &people).await?;
        let voided = if stage == StageName::Qualified {
            work.step(Move::BeginDraw).await?;
            None
        } else {
            dissolve(work).await?
        };
        let asked: Vec<String> = groups(&draw)?.iter().map(|g| format!("{} {}", g.need, g.specialty)).collect();
        let data = json!({
            "draw": draw.id, "groups": asked, "pool": people.len(), "candidates": candidates,
            "rules": draw.rules, "values": rules.text(), "beacon": draw.beacon, "meet_ms": draw.meet_ms,
        });
        Ok(Done::new(DrawId { draw: draw.id }, Event::of_lot(Kind::DrawRequested, &key, data)).and_all(voided))
    }
}
