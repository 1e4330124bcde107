//! The desk of the expert pool (评审专家库): the registrar's search, records and spreadsheets.

mod duty;
mod import;
mod load;
mod rows;
mod samples;
mod sheet;
mod tree;

pub use import::{Imports, import, import_sheet, sheet_of, streams};
pub use samples::samples;

use crate::fault::Fault;
use crate::work::{Change, Done, Query, Work};
use serde_json::json;
use shared::api::pool::{
    ExpertChange, ExpertData, ExpertRecord, ExpertRow, ExpertStatus, ListSpecialties, PAGE_MAX, PoolPage, ReadExpert,
    SaveExpert, SavedExpert, SearchPool, Specialty,
};
use shared::event::{Event, Kind};
use shared::id::{ExpertNo, OrgId};
use shared::refusal::{Code, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use store::pool::Specialty as Node;

/// Rows of a page when none are asked for.
const PAGE: u32 = 50;
/// Specialties of one expert, at most.
const SPECIALTIES_MAX: usize = 12;
/// Relations of one expert, at most.
const RELATIONS_MAX: usize = 50;

impl Query for SearchPool {
    async fn run(&self, work: &mut Work<'_>) -> Result<PoolPage, Fault> {
        let size = if self.size == 0 { PAGE } else { self.size.min(PAGE_MAX) };
        let (total, found) = store::pool::search(work.conn(), self, i64::from(size)).await?;
        let numbers: Vec<&str> = found.iter().map(|expert| expert.no.as_str()).collect();
        let mut specialties = match numbers.is_empty() {
            true => BTreeMap::new(),
            false => store::pool::specialties_of(work.conn(), &numbers).await?,
        };
        let (pool, active) = store::pool::counts(work.conn()).await?;
        let rows = found.into_iter().map(|expert| {
            let codes = specialties.remove(&expert.no).unwrap_or_default();
            Ok(ExpertRow {
                no: ExpertNo::new(expert.no).map_err(Fault::internal)?,
                name: expert.name,
                phone: expert.phone,
                employer_name: expert.employer_name,
                region: expert.region,
                status: expert.status,
                specialties: codes,
            })
        });
        Ok(PoolPage {
            total: count(total)?,
            pool: count(pool)?,
            active: count(active)?,
            regions: store::pool::regions(work.conn()).await?,
            rows: rows.collect::<Result<_, Fault>>()?,
        })
    }
}

fn count(number: i64) -> Result<u64, Fault> {
    u64::try_from(number).map_err(Fault::internal)
}

impl Query for ReadExpert {
    async fn run(&self, work: &mut Work<'_>) -> Result<ExpertRecord, Fault> {
        let no = self.no.as_str();
        let expert = store::pool::find(work.conn(), no).await?.ok_or(Code::NotFound)?;
        let mut specialties = store::pool::specialties_of(work.conn(), &[no]).await?;
        let mut relations = store::pool::relations_of(work.conn(), Some(no)).await?;
        Ok(ExpertRecord {
            no: self.no.clone(),
            data: ExpertData {
                name: expert.name,
                phone: expert.phone,
                employer: OrgId::new(expert.employer).map_err(Fault::internal)?,
                employer_name: expert.employer_name,
                region: expert.region,
                status: expert.status,
                status_reason: expert.status_reason.unwrap_or_default(),
                status_from: expert.status_from,
                specialties: specialties.remove(no).unwrap_or_default(),
                relations: relations.remove(no).unwrap_or_default(),
            },
            changed_ms: expert.changed_ms,
            history: store::pool::history(work.conn(), no)
                .await?
                .into_iter()
                .map(|change| ExpertChange {
                    at_ms: change.at_ms,
                    by: change.by,
                    status: change.status,
                    change: change.change,
                })
                .collect(),
        })
    }
}

fn invalid(field: &str, detail: &str) -> Fault {
    Refusal::new(Code::FieldInvalid).with("field", field).with("detail", detail).into()
}

/// What an expert's record must be.
fn check(data: &ExpertData, known: &BTreeSet<String>) -> Result<(), Fault> {
    let named = [("name", &data.name), ("employer_name", &data.employer_name), ("region", &data.region)];
    for (field, value) in named {
        if value.trim().is_empty() {
            return Err(Refusal::new(Code::FieldMissing).with("field", field).into());
        }
        if value.chars().count() > 100 || value.chars().any(char::is_control) {
            return Err(invalid(field, "≤ 100"));
        }
        // A spreadsheet takes a text that begins so for a formula.
        if value.trim().starts_with(['=', '+', '-', '@']) {
            return Err(invalid(field, "= + - @"));
        }
    }
    if data.phone.len() != 11 || !data.phone.starts_with('1') || !data.phone.bytes().all(|b| b.is_ascii_digit()) {
        return Err(invalid("phone", "1 + 10 × 0–9"));
    }
    let orgs = std::iter::once(("employer", &data.employer))
        .chain(data.relations.iter().map(|relation| ("relations", &relation.org)));
    for (field, org) in orgs {
        if org.as_str().len() != 18 || !org.as_str().bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) {
            return Err(invalid(field, "18 × A–Z 0–9"));
        }
    }
    if data.status != ExpertStatus::Active && data.status_reason.trim().is_empty() {
        return Err(Refusal::new(Code::FieldMissing).with("field", "status_reason").into());
    }
    if data.specialties.is_empty() || data.specialties.len() > SPECIALTIES_MAX {
        return Err(invalid("specialties", "1–12"));
    }
    if data.relations.len() > RELATIONS_MAX || data.status_reason.chars().count() > 500 {
        return Err(invalid("relations", "≤ 50"));
    }
    match data.specialties.iter().find(|code| !known.contains(*code)) {
        Some(code) => Err(Refusal::new(Code::SpecialtyUnknown).with("code", code).into()),
        None => Ok(()),
    }
}

impl Change for SaveExpert {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<SavedExpert>, Fault> {
        let nodes = store::pool::specialties(work.conn()).await?;
        check(&self.data, &nodes.into_iter().map(|node| node.code).collect())?;
        let no = match &self.no {
            Some(no) => {
                store::pool::find(work.conn(), no.as_str()).await?.ok_or(Code::NotFound)?;
                no.clone()
            }
            None => next_number(store::pool::last_number(work.conn()).await?.as_deref())?,
        };
        let record = import::recorded(&no, &self.data)?;
        // Who it is stays with the registrar: whoever reads the journal has the hash of salt and record.
        let data = json!({ "change": record.change, "new": self.no.is_none(), "status": self.data.status.as_str() });
        let (now_ms, account) = (work.now_ms(), work.account()?.to_owned());
        store::pool::save_all(work.conn(), &[record], &account, now_ms, |_| {}).await?;
        Ok(Done::new(SavedExpert { no }, Event::of_house(Kind::ExpertSaved, data)))
    }
}

/// What the number `E` and digits counts; 0 for none.
fn digits_after(last: Option<&str>) -> u64 {
    last.and_then(|no| no.strip_prefix('E')).and_then(|digits| digits.parse::<u64>().ok()).unwrap_or(0)
}

fn number(count: u64) -> Result<ExpertNo, Fault> {
    ExpertNo::new(format!("E{count:05}")).map_err(Fault::internal)
}

/// The number after `last`: `E` and at least five digits.
fn next_number(last: Option<&str>) -> Result<ExpertNo, Fault> {
    number(digits_after(last) + 1)
}

impl Query for ListSpecialties {
    async fn run(&self, work: &mut Work<'_>) -> Result<Vec<Specialty>, Fault> {
        let nodes = store::pool::specialties(work.conn()).await?;
        let direct = store::pool::active_specialties(work.conn()).await?;
        let above = ancestors(&nodes);
        let mut experts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (no, code) in &direct {
            for ancestor in above.get(code.as_str()).into_iter().flatten() {
                experts.entry(ancestor).or_default().insert(no);
            }
        }
        let count = |code: &str| experts.get(code).map_or(0, |numbers| numbers.len() as u64);
        Ok(nodes
            .iter()
            .map(|node| Specialty {
                code: node.code.clone(),
                parent: node.parent.clone(),
                zh: node.zh.clone(),
                en: node.en.clone(),
                experts: count(&node.code),
            })
            .collect())
    }
}

/// Depth of the tree of specialties, at most; a circle in it ends there.
const DEPTH_MAX: usize = 8;

/// For each specialty: itself and those above it.
pub(crate) fn ancestors(nodes: &[Node]) -> BTreeMap<&str, Vec<&str>> {
    let parent: BTreeMap<&str, Option<&str>> =
        nodes.iter().map(|node| (node.code.as_str(), node.parent.as_deref())).collect();
    let path = |code| {
        let up = |code: &&str| parent.get(*code).copied().flatten();
        std::iter::successors(Some(code), up).take(DEPTH_MAX).collect()
    };
    nodes.iter().map(|node| (node.code.as_str(), path(node.code.as_str()))).collect()
}

#[cfg(test)]
mod tests;
