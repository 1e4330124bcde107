//! The load of the pool: on how many committees experts sat, how they answered, how their duty was rated.

use crate::fault::Fault;
use crate::work::{Query, Work};
use shared::api::pool::{Day, ReadWorkload, WORKLOAD_PAGE, Workload, WorkloadRow};
use shared::draw::Answer;
use shared::id::ExpertNo;
use std::collections::BTreeMap;
use store::pool::Seats;

impl Query for ReadWorkload {
    async fn run(&self, work: &mut Work<'_>) -> Result<Workload, Fault> {
        let since = Day::at(work.now_ms()).ok_or_else(|| Fault::internal("the clock shows no day"))?.new_year();
        let seats = store::pool::seats(work.conn(), since.begins_ms()).await?;
        let duty = store::pool::duty(work.conn()).await?;
        let answers = store::pool::answers_given(work.conn()).await?;
        let mut rows = rows(&seats, &duty, answers)?;
        let total = u64::try_from(rows.len()).map_err(Fault::internal)?;
        rows.sort_by(|a, b| b.year.cmp(&a.year).then_with(|| b.all.cmp(&a.all)).then_with(|| a.no.cmp(&b.no)));
        let from = usize::try_from(self.page).unwrap_or(usize::MAX).saturating_mul(WORKLOAD_PAGE);
        let mut rows: Vec<WorkloadRow> = rows.into_iter().skip(from).take(WORKLOAD_PAGE).collect();
        for row in &mut rows {
            row.name =
                store::pool::find(work.conn(), row.no.as_str()).await?.map(|found| found.name).unwrap_or_default();
        }
        let (_, active) = store::pool::counts(work.conn()).await?;
        let active = u64::try_from(active).map_err(Fault::internal)?;
        Ok(Workload { since, active, spread: spread(&seats), total, rows })
    }
}

/// How many experts sat how often this year.
fn spread(seats: &BTreeMap<String, Seats>) -> Vec<(u32, u64)> {
    let mut spread: BTreeMap<u32, u64> = BTreeMap::new();
    for seats in seats.values().filter(|seats| seats.since > 0) {
        *spread.entry(seats.since).or_default() += 1;
    }
    spread.into_iter().collect()
}

/// A row for everybody who was called or sat, without names.
fn rows(
    seats: &BTreeMap<String, Seats>,
    duty: &BTreeMap<String, (u32, u32)>,
    answers: Vec<(String, Answer, u32)>,
) -> Result<Vec<WorkloadRow>, Fault> {
    let mut rows: BTreeMap<String, WorkloadRow> = BTreeMap::new();
    for no in seats.keys().chain(answers.iter().map(|(no, ..)| no)) {
        if !rows.contains_key(no) {
            rows.insert(no.clone(), row(no, seats.get(no), duty.get(no).copied().unwrap_or_default())?);
        }
    }
    for (no, answer, count) in answers {
        let Some(row) = rows.get_mut(&no) else { continue };
        match answer {
            Answer::Accepted => row.accepted += count,
            Answer::Declined => row.declined += count,
            Answer::Unreachable => row.unreachable += count,
            Answer::Conflict => row.conflict += count,
        }
    }
    Ok(rows.into_values().collect())
}

fn row(no: &str, seats: Option<&Seats>, (rated, score_sum): (u32, u32)) -> Result<WorkloadRow, Fault> {
    Ok(WorkloadRow {
        no: ExpertNo::new(no).map_err(Fault::internal)?,
        name: String::new(),
        year: seats.map_or(0, |seats| seats.since),
        all: seats.map_or(0, |seats| seats.all),
        last_ms: seats.map(|seats| seats.last_ms),
        accepted: 0,
        declined: 0,
        unreachable: 0,
        conflict: 0,
        rated,
        score_sum,
    })
}
