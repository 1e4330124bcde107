//! The door: who is asking. Session cookie and terminal key become an [`Actor`]; changes from other sites are refused.

use crate::act::Caller;
use crate::clock::machine_ms;
use crate::fault::Fault;
use crate::house::House;
use axum::http::{HeaderMap, header};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use shared::api::{CONFIRM, IDEMPOTENCY_KEY};
use shared::id::{AccountId, OrgId};
use shared::journal::Hash;
use shared::people::{Actor, Role};
use shared::refusal::{Code, Refusal};
use std::sync::Arc;

/// The session's cookie.
pub const SESSION: &str = "bidroom_session";
/// The terminal's cookie.
pub const TERMINAL: &str = "bidroom_terminal";
/// A session ends after this time without a request, milliseconds.
const IDLE_MS: i64 = 2 * 3_600_000;
/// A session ends after this time in any case, milliseconds.
const ABSOLUTE_MS: i64 = 12 * 3_600_000;
/// How often the time of last use is written, milliseconds.
const TOUCH_MS: i64 = 60_000;

/// A cookie that scripts cannot read and other sites cannot send.
#[must_use]
pub fn cookie(name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value)).path("/").http_only(true).secure(true).same_site(SameSite::Strict).build()
}

/// What is kept of a token.
#[must_use]
pub fn token_hash(token: &str) -> String {
    Hash::of(token.as_bytes()).to_hex()
}

/// Makes the caller of a request.
///
/// # Errors
/// [`Code::WrongOrigin`] for a change from another site; a fault of the database.
pub async fn caller(house: &Arc<House>, headers: &HeaderMap, changes: bool) -> Result<Caller, Fault> {
    if changes {
        same_origin(headers)?;
    }
    let request = crate::random::uuid()?;
    let key = headers.get(IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok()).map(str::to_owned);
    if key.as_ref().is_some_and(|key| !(8..=64).contains(&key.len())) {
        return Err(Refusal::new(Code::BadRequest).with("detail", "Idempotency-Key: 8–64").into());
    }
    let actor = match actor(house, headers).await {
        Err(Fault::Refused(refusal)) if refusal.code == Code::OutsideRoom => {
            let public = Caller { actor: Actor::public(), request, key: None };
            crate::act::journal_refusal(house, &public, "(terminal)", None, &refusal).await;
            return Err(refusal.into());
        }
        other => other?,
    };
    Ok(Caller { actor, request, key })
}

/// Who is asking: the session's account at the terminal's seat.
///
/// # Errors
/// A fault of the database.
pub async fn actor(house: &Arc<House>, headers: &HeaderMap) -> Result<Actor, Fault> {
    let jar = CookieJar::from_headers(headers);
    let mut conn = house.db.connection().await?;
    let mut actor = Actor::public();
    if let Some(cookie) = jar.get(TERMINAL)
        && let Some(proof) = store::room::at_token(&mut conn, &token_hash(cookie.value())).await?
        && machine_ms() <= proof.until_ms
    {
        actor.seat = Some(proof.seat);
        inside(&proof.network, headers)?;
    }
    let Some(cookie) = jar.get(SESSION) else { return Ok(actor) };
    let hash = token_hash(cookie.value());
    let Some(session) = store::accounts::session(&mut conn, &hash).await? else { return Ok(actor) };
    let now_ms = machine_ms();
    if now_ms - session.seen_ms > IDLE_MS || now_ms - session.created_ms > ABSOLUTE_MS {
        return Ok(actor);
    }
    let Some(account) = store::accounts::find(&mut conn, &session.account).await? else { return Ok(actor) };
    drop(conn);
    if now_ms - session.seen_ms > TOUCH_MS {
        let task = crate::desks::account::TouchSession { hash, now_ms };
        crate::sequence::run(house, Box::new(task)).await?;
    }
    actor.account = Some(AccountId::new(account.id).map_err(Fault::internal)?);
    actor.role = account.role;
    actor.name = account.name;
    actor.org = account.org.map(OrgId::new).transpose().map_err(Fault::internal)?;
    Ok(actor)
}

/// The header in which the outermost layer names the address at the other end; what a client says there is overwritten.
pub const PEER: &str = "bidroom-peer";

/// A terminal comes from its room's network, or not at all.
fn inside(ranges: &str, headers: &HeaderMap) -> Result<(), Fault> {
    let address = headers.get(PEER).and_then(|value| value.to_str().ok()?.parse::<std::net::IpAddr>().ok());
    match address {
        Some(address) if !crate::desks::room::closed::is_inside(ranges, address) => {
            Err(Refusal::new(Code::OutsideRoom).with("address", address).into())
        }
        None if !ranges.is_empty() => Err(Refusal::new(Code::OutsideRoom).with("address", "?").into()),
        _ => Ok(()),
    }
}

/// Names the address at the other end in [`PEER`].
pub async fn name_peer(mut request: axum::extract::Request, next: axum::middleware::Next) -> axum::response::Response {
    let peer = request.extensions().get::<axum::extract::ConnectInfo<std::net::SocketAddr>>();
    let named = peer.and_then(|peer| axum::http::HeaderValue::from_str(&peer.0.ip().to_string()).ok());
    request.headers_mut().remove(PEER);
    if let Some(named) = named {
        request.headers_mut().insert(PEER, named);
    }
    next.run(request).await
}

/// Says that the person authenticated again, when the header carries the right password.
///
/// # Errors
/// [`Code::ConfirmNeeded`] without the header, [`Code::WrongPassword`] with a wrong one.
pub async fn confirm(house: &Arc<House>, headers: &HeaderMap, caller: &mut Caller) -> Result<(), Fault> {
    let Some(account) = &caller.actor.account else { return Err(Code::NotLoggedIn.into()) };
    let encoded = headers.get(CONFIRM).and_then(|value| value.to_str().ok()).ok_or(Code::ConfirmNeeded)?;
    let password = percent_decode(encoded).ok_or(Code::ConfirmNeeded)?;
    let found = {
        let mut conn = house.db.connection().await?;
        store::accounts::find(&mut conn, account.as_str()).await?
    };
    let hash = found.as_ref().map(|account| account.password_hash.as_str());
    super::password::check(house, account.as_str(), hash, &password).await?;
    caller.actor.confirmed = true;
    Ok(())
}

/// Percent-decoding (RFC 3986), because a header carries only ASCII and a password may be anything.
pub(super) fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' {
            let pair = tail.get(..2)?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

/// A change must come from our own pages: `Origin` equals `Host`. A client that is no browser sends neither.
fn same_origin(headers: &HeaderMap) -> Result<(), Fault> {
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    let host = text(header::HOST.as_str()).unwrap_or_default();
    let origin = text(header::ORIGIN.as_str());
    let site = text("sec-fetch-site");
    let same = match (origin, site) {
        (Some(origin), _) => origin.split_once("://").is_some_and(|(_, rest)| rest == host && !host.is_empty()),
        (None, Some(site)) => matches!(site, "same-origin" | "none"),
        (None, None) => true,
    };
    if same { Ok(()) } else { Err(Code::WrongOrigin.into()) }
}

/// Whether this is somebody at all.
#[must_use]
pub fn is_logged_in(actor: &Actor) -> bool {
    actor.role != Role::Public
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_from_another_site_is_refused() {
        let ask = |pairs: &[(&'static str, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, value.parse().unwrap());
            }
            same_origin(&headers).is_ok()
        };
        assert!(ask(&[("host", "a.example:8443"), ("origin", "https://a.example:8443")]));
        assert!(!ask(&[("host", "a.example:8443"), ("origin", "https://evil.example")]));
        assert!(!ask(&[("host", "a.example:8443"), ("origin", "null")]));
        assert!(!ask(&[("host", "a.example"), ("sec-fetch-site", "cross-site")]));
        assert!(ask(&[("host", "a.example")]));
    }

    #[test]
    fn a_password_of_any_characters_survives_the_header() {
        assert_eq!(percent_decode("%E8%AF%84%E6%A0%87%25").as_deref(), Some("评标%"));
        assert_eq!(percent_decode("a%4"), None);
        assert_eq!(percent_decode("%ff"), None);
    }
}
