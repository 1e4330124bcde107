//! The filter afterwards: the supervisor runs it again, an expert gets a proof.

use super::eligible::{self, Judged};
use super::{context, groups, open};
use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::draw::{
    Exclusion, FILTER_PAGE, FilterReply, FilterRow, FilterRules, FilterStanding, ProveStanding, ReadFilter,
    StandingFile,
};
use shared::draw::proof::{StandingError, prove};
use shared::draw::{Excluded, Purpose};
use shared::event::{Event, Kind};
use shared::refusal::{Code, Refusal};
use std::collections::BTreeMap;
use store::draw::Person;

fn committed(person: &Person) -> Result<FilterStanding, Fault> {
    match &person.excluded {
        None => Ok(FilterStanding::Candidate(person.groups)),
        Some(code) => {
            let reason = Exclusion::parse(code).ok_or_else(|| Fault::internal(format!("exclusion {code}")))?;
            Ok(FilterStanding::Excluded(reason))
        }
    }
}

fn again(judged: &Judged) -> FilterStanding {
    match judged.verdict {
        Ok(groups) => FilterStanding::Candidate(groups),
        Err(reason) => FilterStanding::Excluded(reason),
    }
}

impl Query for ReadFilter {
    async fn run(&self, work: &mut Work<'_>) -> Result<FilterReply, Fault> {
        let draw = open(work, Purpose::Committee).await?;
        let rules: FilterRules = serde_json::from_str(&draw.rules_json)?;
        let judged = eligible::judge(work, &rules, &groups(&draw)?, Some(draw.requested_ms)).await?;
        let judged: BTreeMap<&str, &Judged> = judged.iter().map(|judged| (judged.no.as_str(), judged)).collect();
        let mut rows = Vec::new();
        let mut differences = Vec::new();
        for person in store::draw::people(work.conn(), &draw.id).await? {
            let committed = committed(&person)?;
            // Whoever is in no record of that moment has no reason to stand anywhere.
            let again = judged.get(person.expert.as_str()).map_or(FilterStanding::Candidate(0), |judged| again(judged));
            let row = FilterRow { pid: person.pid, committed, again };
            if committed != again {
                differences.push(row.clone());
            }
            rows.push(row);
        }
        let total = rows.len() as u64;
        rows.retain(|row| self.reason.is_none_or(|reason| row.committed == FilterStanding::Excluded(reason)));
        let found = rows.len() as u64;
        let from = (self.page as usize).saturating_mul(FILTER_PAGE);
        differences.truncate(FILTER_PAGE);
        Ok(FilterReply {
            version_holds: FilterRules::version_of(&draw.rules_json) == draw.rules,
            version: draw.rules,
            rules,
            judged: total,
            differences,
            found,
            rows: rows.into_iter().skip(from).take(FILTER_PAGE).collect(),
        })
    }
}

impl Change for ProveStanding {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<StandingFile>, Fault> {
        let draw = open(work, Purpose::Committee).await?;
        let fixed = context(&draw)?;
        let people = store::draw::people(work.conn(), &draw.id).await?;
        let unknown = || Refusal::new(Code::NotInThePool).with("no", &self.no);
        let own = people.iter().find(|person| person.expert == self.no.as_str()).ok_or_else(unknown)?;
        let candidates = store::draw::candidates(work.conn(), &draw.id).await?;
        let out = people.iter().filter_map(|p| Some(Excluded { pid: p.pid, reason: p.excluded.clone()? }));
        let excluded: Vec<Excluded> = out.collect();
        let made = prove(&fixed, &candidates, &excluded, self.no.as_str(), &own.salt);
        let proof = made.map_err(|why: StandingError| Fault::internal(why))?;
        let data = json!({ "draw": draw.id, "ctx": fixed.ctx() });
        let event = Event::of_lot(Kind::StandingProved, &draw.key, data);
        Ok(Done::new(StandingFile { context: fixed.to_string(), proof }, event))
    }
}
