//! Mounts: from an [`Endpoint`] to a route. There are three, and each has an action.

use super::{door, fault};
use crate::act::{self, Caller};
use crate::fault::Fault;
use crate::house::House;
use crate::veil::Veil;
use crate::work::{Change, Query};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Json, Router};
use shared::api::{Endpoint, Mount};
use shared::policy::Action;
use shared::refusal::{Code, Refusal};
use std::sync::Arc;

/// What the shared state of the router is.
pub type Shared = Arc<House>;

/// One mounted route, for the test that no route lacks a permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The path.
    pub path: &'static str,
    /// How it is mounted.
    pub mount: Mount,
    /// Its action.
    pub action: Action,
}

/// The list of routes, as it grows.
pub struct Routes {
    /// The router.
    pub router: Router<Shared>,
    /// The list.
    pub list: Vec<Route>,
}

impl Routes {
    /// An empty list.
    #[must_use]
    pub fn new() -> Self {
        Self { router: Router::new(), list: Vec::new() }
    }

    /// Mounts a query: `GET PATH?q=<body as JSON>`.
    #[must_use]
    pub fn query<Q: Query>(self) -> Self {
        debug_assert!(Q::MOUNT == Mount::Query, "{} is declared as another mount", Q::PATH);
        self.add(Q::PATH, Mount::Query, Q::ACTION, get(answer::<Q>))
    }

    /// Mounts a change: `POST PATH` with the body as JSON.
    #[must_use]
    pub fn change<C: Change>(self) -> Self {
        debug_assert!(C::MOUNT == Mount::Change, "{} is declared as another mount", C::PATH);
        self.add(C::PATH, Mount::Change, C::ACTION, post(carry_out::<C>))
    }

    /// Mounts a change whose response needs more than its reply (a cookie); `handler` must go through [`carry`].
    #[must_use]
    pub fn change_with<E: Endpoint>(self, handler: MethodRouter<Shared>) -> Self {
        self.add(E::PATH, Mount::Change, E::ACTION, handler)
    }

    /// Mounts a stream of bytes. Its handler asks the policy with the same action, through [`Work::open`](crate::work::Work::open).
    #[must_use]
    pub fn stream(self, path: &'static str, action: Action, handler: MethodRouter<Shared>) -> Self {
        self.add(path, Mount::Stream, action, handler)
    }

    fn add(mut self, path: &'static str, mount: Mount, action: Action, handler: MethodRouter<Shared>) -> Self {
        self.router = self.router.route(path, handler);
        self.list.push(Route { path, mount, action });
        self
    }
}

impl Default for Routes {
    fn default() -> Self {
        Self::new()
    }
}

/// The body of a query, from `?q=`.
///
/// # Errors
/// [`Code::BadRequest`] when it is not the endpoint's.
pub fn query_body<E: Endpoint>(raw: Option<&str>) -> Result<E, Fault> {
    query_body_of(raw)
}

/// What stands in `?q=`, for a stream whose question is no endpoint of its own.
///
/// # Errors
/// [`Code::BadRequest`] when it is not of that type.
pub fn query_body_of<T: serde::de::DeserializeOwned>(raw: Option<&str>) -> Result<T, Fault> {
    let raw = raw.unwrap_or_default();
    let encoded = raw.split('&').find_map(|pair| pair.strip_prefix("q=")).unwrap_or("%7B%7D");
    let bad = |detail: String| Fault::from(Refusal::new(Code::BadRequest).with("detail", detail));
    let text = door::percent_decode(&encoded.replace('+', "%20")).ok_or_else(|| bad("q".into()))?;
    serde_json::from_str(&text).map_err(|error| bad(error.to_string()))
}

async fn answer<Q: Query>(State(house): State<Shared>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    let caller = match door::caller(&house, &headers, false).await {
        Ok(caller) => caller,
        Err(error) => return fault::response(error, "-"),
    };
    let result = async {
        let body: Q = query_body(raw.as_deref())?;
        let veil = Veil::over(&house, &caller, Q::ACTION, body.lot()).await?;
        let body = veil.lift(body)?;
        let done = match act::query(&house, &caller, &body).await {
            Err(Fault::Refused(refusal)) if matches!(refusal.code, Code::NotPermitted | Code::NotAtSeat) => {
                act::journal_refusal(&house, &caller, Q::ACTION.as_str(), body.lot(), &refusal).await;
                Err(Fault::Refused(refusal))
            }
            other => other,
        };
        done.and_then(|reply| veil.hide(reply)).map_err(|error| veil.fault(error))
    };
    match result.await {
        Ok(reply) => Json(reply).into_response(),
        Err(error) => fault::response(error, &caller.request),
    }
}

async fn carry_out<C: Change>(State(house): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    match carry::<C>(&house, &headers, &body).await {
        Ok((reply, _)) => Json(reply).into_response(),
        Err((error, request)) => fault::response(error, &request),
    }
}

/// Carries out a change that came over HTTP; the error comes with the request's number.
///
/// # Errors
/// The refusal or fault.
pub async fn carry<C: Change>(
    house: &Shared,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<(C::Reply, Caller), (Fault, String)> {
    let mut caller = door::caller(house, headers, true).await.map_err(|error| (error, "-".to_owned()))?;
    let request = caller.request.clone();
    let result = async {
        let change: C = serde_json::from_slice(body)
            .map_err(|error| Fault::from(Refusal::new(Code::BadRequest).with("detail", error)))?;
        if C::SIGNS {
            door::confirm(house, headers, &mut caller).await?;
        }
        let veil = Veil::over(house, &caller, C::ACTION, change.lot()).await?;
        let change = veil.lift(change)?;
        let done = act::change(house, &caller, &change).await;
        done.and_then(|acted| veil.hide(acted.reply)).map_err(|error| veil.fault(error))
    };
    let reply = result.await.map_err(|error| (error, request))?;
    Ok((reply, caller))
}
