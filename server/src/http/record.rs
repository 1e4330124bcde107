//! The opening record as PDF, from the vault.

use super::mount::{Shared, query_body};
use super::{door, fault};
use crate::fault::Fault;
use crate::work::Work;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use shared::api::opening::ReadRecord;
use shared::policy::Action;

/// `GET /api/opening/record?q=…`.
pub async fn record(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    let caller = match door::caller(&house, &headers, false).await {
        Ok(caller) => caller,
        Err(error) => return fault::response(error, "-"),
    };
    let read = async {
        let asked: ReadRecord = query_body(raw.as_deref())?;
        let sha256 = {
            let mut conn = house.db.connection().await?;
            let (actor, request) = (&caller.actor, &caller.request);
            let mut work = Work::open(&mut conn, &house, actor, request, Action::ReadRecord, Some(&asked.lot)).await?;
            crate::desks::opening::record::readable(&mut work, asked.envelope).await?
        };
        let vault = house.vault.clone();
        let pdf = tokio::task::spawn_blocking(move || vault.read(&sha256)).await.map_err(Fault::internal)??;
        let name = format!("inline; filename=\"opening-record-{}.pdf\"", &sha256.to_hex()[..12]);
        Ok(([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)], pdf)
            .into_response())
    };
    read.await.unwrap_or_else(|error: Fault| fault::response(error, &caller.request))
}
