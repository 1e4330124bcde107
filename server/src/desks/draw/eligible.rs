//! Eligibility (资格与回避): the values of the rules, and what the filter of `shared` says of every record of the pool.

use crate::desks::pool::ancestors;
use crate::fault::Fault;
use crate::work::Work;
use shared::api::draw::{Exclusion, FILTER_RULES, FilterRules, GroupAsk, LOAD_MAX, LoadRules};
use shared::api::pool::{Day, ExpertData, ExpertStatus, RelationKind};
use shared::draw::filter::{Expert, Experts, Filter, Rules};
use shared::id::ExpertNo;
use shared::refusal::{Code, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use store::pool::Seats;

/// What the filter says of one expert.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    /// The number.
    pub no: ExpertNo,
    /// The employer's code.
    pub employer: String,
    /// The groups that the expert can fill, or why the filter takes them out.
    pub verdict: Result<u16, Exclusion>,
}

/// The values of the rules for a request that is made now.
pub(super) async fn rules(work: &mut Work<'_>, load: &LoadRules, purchaser: &str) -> Result<FilterRules, Fault> {
    for (field, value) in [("cool_down_days", load.cool_down_days), ("yearly_cap", load.yearly_cap)] {
        if value > LOAD_MAX {
            return Err(Refusal::new(Code::FieldInvalid).with("field", field).with("detail", "0–366").into());
        }
    }
    let key = work.key()?;
    let known = store::pool::regions(work.conn()).await?;
    if let Some(region) = load.regions.iter().find(|region| !known.contains(region)) {
        return Err(Refusal::new(Code::FieldInvalid).with("field", "regions").with("detail", region).into());
    }
    let sorted = |list: Vec<String>| list.into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>();
    let concerned = store::draw::concerned(work.conn(), &key).await?;
    let day = Day::at(work.now_ms()).ok_or_else(|| Fault::internal("the clock shows no day"))?;
    Ok(FilterRules {
        filter: FILTER_RULES.to_owned(),
        day,
        purchaser: purchaser.to_owned(),
        organisations: sorted(concerned.into_iter().map(|(org, _)| org).collect()),
        regions: sorted(load.regions.clone()),
        cool_down_since: (load.cool_down_days > 0).then(|| day.days_before(load.cool_down_days)),
        cap_since: day.new_year(),
        yearly_cap: (load.yearly_cap > 0).then_some(load.yearly_cap),
        n: store::draw::newest(work.conn(), &key).await?.map_or(0, |draw| draw.n) + 1,
    })
}

/// What the filter says of the pool: as it stands, or as it stood at a moment.
pub(super) async fn judge(
    work: &mut Work<'_>,
    rules: &FilterRules,
    asked: &[GroupAsk],
    at_ms: Option<i64>,
) -> Result<Vec<Judged>, Fault> {
    let seats = store::pool::seats(work.conn(), rules.cap_since.begins_ms()).await?;
    // Who fell out of the first committee while it was being completed is kept out by the walk itself.
    let former = match rules.n {
        1 => BTreeSet::new(),
        _ => {
            let key = work.key()?;
            store::draw::former(work.conn(), &key, rules.n).await?
        }
    };
    let nodes = store::pool::specialties(work.conn()).await?;
    let mut experts = Experts::default();
    let mut who = Vec::new();
    let take = |no: ExpertNo, data: ExpertData| {
        push(&mut experts, &data, rules, seats.get(no.as_str()));
        who.push((no, data.employer.to_string()));
        Ok(())
    };
    match at_ms {
        None => store::pool::records(work.conn(), take).await?,
        Some(at_ms) => store::pool::records_at(work.conn(), at_ms, take).await?,
    }
    let above = ancestors(&nodes);
    let groups = |code: &str| {
        let of = |group: &GroupAsk| above.get(code).is_some_and(|above| above.contains(&group.specialty.as_str()));
        asked.iter().enumerate().filter(|(_, group)| of(group)).fold(0, |mask, (g, _)| mask | 1 << g)
    };
    let organisations: Vec<&str> = rules.organisations.iter().map(String::as_str).collect();
    let regions: Vec<&str> = rules.regions.iter().map(String::as_str).collect();
    let values = Rules {
        bidders: &organisations,
        purchaser: &rules.purchaser,
        regions: &regions,
        cool_down_since_ms: rules.cool_down_since.map(Day::begins_ms),
        yearly_cap: rules.yearly_cap,
    };
    let filter = Filter::new(&experts, &values, groups);
    let verdicts = filter.verdicts(0..who.len());
    let judged = who.into_iter().zip(verdicts).map(|((no, employer), verdict)| {
        let verdict = match verdict {
            Ok(_) if former.contains(no.as_str()) => Err(Exclusion::FormerMember),
            verdict => verdict,
        };
        Judged { no, employer, verdict }
    });
    Ok(judged.collect())
}

/// A record as the filter sees it: relations that do not count on the day of the rules are not there.
fn push(experts: &mut Experts, data: &ExpertData, rules: &FilterRules, seats: Option<&Seats>) {
    let specialties: Vec<&str> = data.specialties.iter().map(String::as_str).collect();
    let of = |past: bool| {
        let counts = data.relations.iter().filter(|relation| relation.counts_on(rules.day));
        let own = counts.filter(move |relation| (relation.kind == RelationKind::PastEmployer) == past);
        own.map(|relation| relation.org.as_str()).collect::<Vec<&str>>()
    };
    experts.push(&Expert {
        active: data.status == ExpertStatus::Active,
        employer: data.employer.as_str(),
        region: &data.region,
        specialties: &specialties,
        past_employers: &of(true),
        relations: &of(false),
        last_seat_ms: seats.map(|seats| seats.last_ms),
        seats_of_year: seats.map_or(0, |seats| seats.since),
    });
}

/// Whether every specialty that is asked for exists.
pub(super) async fn known(work: &mut Work<'_>, asked: &[GroupAsk]) -> Result<(), Fault> {
    let nodes = store::pool::specialties(work.conn()).await?;
    let codes: BTreeMap<&str, ()> = nodes.iter().map(|node| (node.code.as_str(), ())).collect();
    match asked.iter().find(|group| !codes.contains_key(group.specialty.as_str())) {
        Some(group) => Err(Refusal::new(Code::SpecialtyUnknown).with("code", &group.specialty).into()),
        None => Ok(()),
    }
}
