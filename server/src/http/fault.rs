//! The only place that makes a response of an error: it logs once with the request's number and never leaks internals.

use crate::fault::Fault;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::api::Problem;
use shared::refusal::{Code, Refusal};

/// The response of a fault in the request with that number.
#[must_use]
pub fn response(fault: Fault, request: &str) -> Response {
    let refusal = match fault {
        // What the machine says of its disk or its database is for the log.
        Fault::Refused(mut refusal) if matches!(refusal.code, Code::StorageFull | Code::DatabaseAway) => {
            let detail = refusal.fields.remove("detail").unwrap_or_default();
            tracing::error!(request, code = refusal.code.as_str(), detail, "not kept");
            refusal
        }
        Fault::Refused(refusal) => {
            tracing::info!(request, code = refusal.code.as_str(), "refused");
            refusal
        }
        Fault::Conflict => Refusal::new(Code::Busy),
        Fault::Internal(what) => {
            tracing::error!(request, what, "fault");
            Refusal::new(Code::Internal).with("request", request)
        }
    };
    let status = StatusCode::from_u16(refusal.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(Problem { refusal, request: request.to_owned() })).into_response()
}
