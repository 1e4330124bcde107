//! The live stream: server-sent events with replay. A message says that something happened, not what; the page asks again.

use super::mount::Shared;
use super::{door, fault};
use crate::fault::Fault;
use crate::house::{Heard, House};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream, StreamExt};
use shared::api::LiveEvent;
use shared::event::Kind;
use shared::people::Actor;
use shared::policy::{Action, Facts, permit};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;

/// Missed messages replayed at most; who missed more is told to load everything anew.
const REPLAY_MAX: i64 = 1000;

/// `GET /api/live`.
pub async fn live(State(house): State<Shared>, headers: HeaderMap) -> Response {
    match open(house, &headers).await {
        Ok(stream) => Sse::new(stream)
            .keep_alive(KeepAlive::new().interval(Duration::from_secs(10)).text("alive"))
            .into_response(),
        Err(error) => fault::response(error, "-"),
    }
}

async fn open(
    house: Shared,
    headers: &HeaderMap,
) -> Result<impl Stream<Item = Result<Event, Infallible>> + use<>, Fault> {
    let actor = door::actor(&house, headers).await?;
    permit(&actor, Action::WatchLive, &Facts::default())?;
    // Subscribe before reading the past, so that nothing falls between.
    let told = house.live.subscribe();
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse::<i64>().ok());
    let past = match last {
        Some(last) => replay(&house, last).await?,
        None => Vec::new(),
    };
    let newest = past.last().map_or(last.unwrap_or(-1), |heard| heard.seq);
    let present = stream::unfold(told, |mut told| async move {
        loop {
            match told.recv().await {
                Ok(heard) => return Some((heard, told)),
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    });
    let all = stream::iter(past).chain(present.filter(move |heard| std::future::ready(heard.seq > newest)));
    Ok(all.filter_map(move |heard| std::future::ready(message(&actor, &heard).map(Ok))))
}

async fn replay(house: &Arc<House>, last: i64) -> Result<Vec<Heard>, Fault> {
    let mut conn = house.db.connection().await?;
    let acts = store::journal::since(&mut conn, last, None, REPLAY_MAX).await?;
    Ok(acts
        .into_iter()
        .filter_map(|act| Some(Heard { seq: act.seq?, kind: Kind::parse(&act.kind)?, lot: act.lot, actor: act.actor }))
        .collect())
}

/// The message for this reader, if it is for them.
fn message(actor: &Actor, heard: &Heard) -> Option<Event> {
    let own = actor.account.as_ref().is_some_and(|account| account.as_str() == heard.actor);
    if !own && !heard.kind.audience().includes(actor.role) {
        return None;
    }
    let seq = u64::try_from(heard.seq).ok()?;
    let live = LiveEvent { seq, kind: heard.kind.as_str().to_owned(), lot: heard.lot.clone() };
    Event::default().id(seq.to_string()).json_data(live).ok()
}
