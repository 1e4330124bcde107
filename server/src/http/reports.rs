//! The report as a file: for the committee while it signs, for officer, purchaser and supervisor once it is signed.

use super::mount::{Shared, query_body};
use super::{door, fault};
use crate::act::{self, Caller};
use crate::desks::summary::{REPORT, REPORT_SIGNATURES};
use crate::fault::Fault;
use crate::work::Work;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use shared::api::summary::ReadReport;
use shared::id::LotKey;
use shared::lifecycle::Stage;
use shared::policy::Action;
use shared::refusal::Code;

/// The report for a member of the committee.
pub async fn report(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    send(&house, raw.as_deref(), &headers, Action::ReadReport, REPORT).await
}

/// The signed report for officer, purchaser and supervisor.
pub async fn copy(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    send(&house, raw.as_deref(), &headers, Action::ReadReportCopy, REPORT).await
}

/// The sheet of signatures for officer, purchaser and supervisor.
pub async fn signatures(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    send(&house, raw.as_deref(), &headers, Action::ReadReportCopy, REPORT_SIGNATURES).await
}

async fn send(house: &Shared, raw: Option<&str>, headers: &HeaderMap, action: Action, kind: &str) -> Response {
    let caller = match door::caller(house, headers, false).await {
        Ok(caller) => caller,
        Err(error) => return fault::response(error, "-"),
    };
    let result = async {
        let lot = query_body::<ReadReport>(raw)?.lot;
        let bytes = read(house, &caller, action, &lot, kind).await;
        if let Err(Fault::Refused(refusal)) = &bytes
            && matches!(refusal.code, Code::NotPermitted | Code::NotAtSeat)
        {
            act::journal_refusal(house, &caller, action.as_str(), Some(&lot), refusal).await;
        }
        Ok((bytes?, lot))
    };
    match result.await {
        Ok((bytes, lot)) => pdf(bytes, &lot, kind),
        Err(error) => fault::response(error, &caller.request),
    }
}

async fn read(house: &Shared, caller: &Caller, action: Action, lot: &LotKey, kind: &str) -> Result<Vec<u8>, Fault> {
    let sha256 = {
        let mut conn = house.db.connection().await?;
        let mut work = Work::open(&mut conn, house, &caller.actor, &caller.request, action, Some(lot)).await?;
        match (&work.lot()?.stage, kind) {
            (Stage::Reporting { report } | Stage::Reported { report }, REPORT) => *report,
            _ => store::summary::newest_paper(work.conn(), lot, kind).await?.ok_or(Code::NotFound)?.sha256,
        }
    };
    let house = Shared::clone(house);
    tokio::task::spawn_blocking(move || house.vault.read(&sha256)).await.map_err(Fault::internal)?
}

fn pdf(bytes: Vec<u8>, lot: &LotKey, kind: &str) -> Response {
    let name = format!("inline; filename=\"{}-{}-{kind}.pdf\"", lot.tender, lot.lot);
    ([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response()
}
