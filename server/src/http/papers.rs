//! The papers beside the report, made when somebody asks.

use super::documents::respond;
use super::mount::{Routes, Shared, query_body};
use crate::act::Caller;
use crate::desks::after::papers::{Setting, own_notice, paper};
use crate::fault::Fault;
use crate::work::Work;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use shared::api::Endpoint;
use shared::api::after::{ReadOwnNotice, ReadPaper};
use shared::id::LotKey;

/// The streams of the papers.
#[must_use]
pub fn streams(routes: Routes) -> Routes {
    routes.stream(ReadPaper::PATH, ReadPaper::ACTION, get(any)).stream(
        ReadOwnNotice::PATH,
        ReadOwnNotice::ACTION,
        get(own),
    )
}

async fn any(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    respond(&house, &headers, async |caller| {
        let asked: ReadPaper = query_body(raw.as_deref())?;
        let setting = {
            let mut conn = house.db.connection().await?;
            let mut work = open::<ReadPaper>(&mut conn, &house, caller, &asked.lot).await?;
            paper(&mut work, &asked).await?
        };
        send(&house, setting, &asked.lot, asked.what.word()).await
    })
    .await
}

async fn own(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    respond(&house, &headers, async |caller| {
        let asked: ReadOwnNotice = query_body(raw.as_deref())?;
        let setting = {
            let mut conn = house.db.connection().await?;
            let mut work = open::<ReadOwnNotice>(&mut conn, &house, caller, &asked.lot).await?;
            own_notice(&mut work, &asked).await?
        };
        send(&house, setting, &asked.lot, "notice").await
    })
    .await
}

async fn open<'c, E: Endpoint>(
    conn: &'c mut store::AnyConnection,
    house: &Shared,
    caller: &Caller,
    lot: &LotKey,
) -> Result<Work<'c>, Fault> {
    Work::open(conn, house, &caller.actor, &caller.request, E::ACTION, Some(lot)).await
}

async fn send(house: &Shared, setting: Setting, lot: &LotKey, what: &str) -> Result<Response, Fault> {
    let ending = setting.ending();
    let mime = match ending {
        "pdf" => "application/pdf",
        _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let name = format!("inline; filename=\"{}-{}-{what}.{ending}\"", lot.tender, lot.lot);
    let house = Shared::clone(house);
    let made = tokio::task::spawn_blocking(move || setting.set(&house)).await.map_err(Fault::internal)??;
    Ok(([(header::CONTENT_TYPE, mime.to_owned()), (header::CONTENT_DISPOSITION, name)], made).into_response())
}
