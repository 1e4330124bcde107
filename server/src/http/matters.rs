//! The streams of the desk of matters: a bidder's files with its answer, in and out.

use super::documents::{is_document_name, pdf_into_vault, respond, whole_file};
use super::mount::{Routes, Shared, query_body};
use super::{door, fault};
use crate::act;
use crate::desks::matters::{KeepAnswerFile, answer_file};
use crate::fault::Fault;
use crate::veil::Veil;
use crate::work::Work;
use axum::Json;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use shared::api::Endpoint;
use shared::api::matters::{AddAnswerFile, AnswerFile, FILE_BYTES_MAX, ReadAnswerFile};
use shared::refusal::{Code, Refusal};

/// The desk's streams.
#[must_use]
pub fn streams(routes: Routes) -> Routes {
    routes.stream(AddAnswerFile::PATH, AddAnswerFile::ACTION, post(add)).stream(
        ReadAnswerFile::PATH,
        ReadAnswerFile::ACTION,
        get(read),
    )
}

async fn add(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap, body: Body) -> Response {
    let caller = match door::caller(&house, &headers, true).await {
        Ok(caller) => caller,
        Err(error) => return fault::response(error, "-"),
    };
    let asked: AddAnswerFile = match query_body(raw.as_deref()) {
        Ok(asked) => asked,
        Err(error) => return fault::response(error, &caller.request),
    };
    match take(&house, &caller, &asked, body).await {
        Ok(file) => Json(file).into_response(),
        Err(error) => {
            if let Fault::Refused(refusal) = &error {
                let action = AddAnswerFile::ACTION.as_str();
                act::journal_refusal(&house, &caller, action, Some(&asked.lot), refusal).await;
            }
            fault::response(error, &caller.request)
        }
    }
}

/// Takes the bytes into the vault, outside any transaction, then makes the file known.
async fn take(house: &Shared, caller: &act::Caller, asked: &AddAnswerFile, body: Body) -> Result<AnswerFile, Fault> {
    {
        let mut conn = house.db.connection().await?;
        let action = AddAnswerFile::ACTION;
        Work::open(&mut conn, house, &caller.actor, &caller.request, action, Some(&asked.lot)).await?;
    }
    if !is_document_name(&asked.name) {
        return Err(Refusal::new(Code::DocumentName).with("name", &asked.name).into());
    }
    let taken = pdf_into_vault(house, &asked.name, body, FILE_BYTES_MAX).await?;
    let keep = KeepAnswerFile {
        lot: asked.lot.clone(),
        n: asked.n,
        name: asked.name.clone(),
        size: taken.bytes,
        sha256: taken.sha256,
    };
    Ok(act::change_quietly(house, caller, &keep).await?.reply)
}

async fn read(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    respond(&house, &headers, async |caller| {
        let asked: ReadAnswerFile = query_body(raw.as_deref())?;
        let veil = Veil::over(&house, caller, ReadAnswerFile::ACTION, Some(&asked.lot)).await?;
        let (file, sha256) = {
            let mut conn = house.db.connection().await?;
            let action = ReadAnswerFile::ACTION;
            let (actor, request) = (&caller.actor, &caller.request);
            let mut work = Work::open(&mut conn, &house, actor, request, action, Some(&asked.lot)).await?;
            answer_file(&mut work, &asked).await?
        };
        Ok(whole_file(&house.vault, sha256, file.size, &veil.text(&file.name)))
    })
    .await
}
