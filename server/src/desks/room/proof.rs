//! How a terminal shows that it is the one of its seat: it signs a challenge with a key that never leaves it, and gets a
//! token of a few minutes as a cookie. The token is worth nothing elsewhere for long, the key cannot be copied.

use super::code_hash;
use super::terminals::with_code;
use crate::act::{self, Caller};
use crate::clock::machine_ms;
use crate::fault::Fault;
use crate::http::mount::Shared;
use crate::http::{door, fault};
use crate::work::{Change, Done, Query, Work};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::api::room::{
    ActivateTerminal, Challenge, PROOF_MS, ProveTerminal, ReadChallenge, TerminalKey, TerminalSignature, signed_text,
};
use shared::event::{Event, Kind};
use shared::people::Seat;
use shared::refusal::{Code, Refusal};

/// A challenge is signed within this time, milliseconds.
const CHALLENGE_MS: i64 = 60_000;
/// Random bytes of a challenge.
const NONCE: usize = 16;

/// What the challenge says before its tag: the nonce, and when it was given.
fn challenge(key: &hmac::Key, nonce: [u8; NONCE], at_ms: i64) -> String {
    let mut bytes = nonce.to_vec();
    bytes.extend(at_ms.to_be_bytes());
    let tag = hmac::sign(key, &bytes);
    bytes.extend(tag.as_ref());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// When the challenge was given, if this centre gave it within [`CHALLENGE_MS`].
fn given_at(key: &hmac::Key, text: &str, now_ms: i64) -> Option<i64> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (said, tag) = bytes.split_at_checked(NONCE + 8)?;
    hmac::verify(key, said, tag).ok()?;
    let at_ms = i64::from_be_bytes(said.get(NONCE..)?.try_into().ok()?);
    (0..=CHALLENGE_MS).contains(&(now_ms - at_ms)).then_some(at_ms)
}

/// Checks a signature under a fresh challenge; gives when the challenge was given.
fn proved(
    house: &crate::house::House,
    key: &TerminalKey,
    text: &str,
    signature: &TerminalSignature,
) -> Result<i64, Fault> {
    let at_ms = given_at(&house.keys.challenge, text, machine_ms()).ok_or(Code::ChallengeStale)?;
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.0)
        .verify(signed_text(text).as_bytes(), &signature.0)
        .map_err(|_| Fault::from(Code::BadSignature))?;
    Ok(at_ms)
}

impl Query for ReadChallenge {
    async fn run(&self, work: &mut Work<'_>) -> Result<Challenge, Fault> {
        let nonce = crate::random::bytes::<NONCE>()?;
        Ok(Challenge { challenge: challenge(&work.house().keys.challenge, nonce, machine_ms()) })
    }
}

/// A token for a terminal: what is left of the proof when it was checked. With a code, the terminal is bound first.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Bind {
    code_hash: String,
    key: String,
    token_hash: String,
    challenged_ms: i64,
}

impl shared::api::Endpoint for Bind {
    const MOUNT: shared::api::Mount = shared::api::Mount::Change;
    const PATH: &'static str = "(bind-terminal)";
    const ACTION: shared::policy::Action = shared::policy::Action::ActivateTerminal;
    type Reply = Seat;
}

impl Change for Bind {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Seat>, Fault> {
        let bound = store::room::activate(work.conn(), &self.code_hash, &self.key).await?;
        let seat = bound.ok_or(Code::CodeWrong)?;
        let until_ms = machine_ms() + PROOF_MS;
        store::room::prove(work.conn(), &seat, &self.token_hash, self.challenged_ms, until_ms).await?;
        let data = json!({ "room": seat.room, "seat": seat.seat, "key": self.key });
        Ok(Done::new(seat, Event::of_house(Kind::TerminalActivated, data)))
    }
}

/// A new token for a terminal that is bound: as a heartbeat, it leaves no event (journal.md, Entry).
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Renew {
    key: String,
    token_hash: String,
    challenged_ms: i64,
}

impl shared::api::Endpoint for Renew {
    const MOUNT: shared::api::Mount = shared::api::Mount::Change;
    const PATH: &'static str = "(prove-terminal)";
    const ACTION: shared::policy::Action = shared::policy::Action::ProveTerminal;
    type Reply = Seat;
}

impl Change for Renew {
    async fn run(&self, work: &mut Work<'_>) -> Result<Done<Seat>, Fault> {
        let known = store::room::known_by(work.conn(), &self.key).await?;
        let (seat, proved_ms) = known.ok_or(Code::TerminalUnknown)?;
        // A challenge counts once.
        if self.challenged_ms <= proved_ms {
            return Err(Code::ChallengeStale.into());
        }
        let until_ms = machine_ms() + PROOF_MS;
        store::room::prove(work.conn(), &seat, &self.token_hash, self.challenged_ms, until_ms).await?;
        Ok(Done::exempt(seat))
    }
}

/// Binds a terminal with its activation code; gives its seat and its token.
///
/// # Errors
/// [`Code::CodeWrong`], [`Code::Throttled`] after too many wrong codes, [`Code::BadSignature`], [`Code::ChallengeStale`].
pub async fn activate(house: &Shared, caller: &Caller, ask: &ActivateTerminal) -> Result<(Seat, String), Fault> {
    let challenged_ms = proved(house, &ask.key, &ask.challenge, &ask.signature)?;
    let token = crate::random::token()?;
    let (code_hash, token_hash) = (code_hash(&ask.code), door::token_hash(&token));
    let bind = Bind { code_hash, key: ask.key.to_string(), token_hash, challenged_ms };
    let seat = with_code(house, caller, "(terminal activation)", &bind).await?;
    Ok((seat, token))
}

/// Takes a terminal's proof; gives its seat and its token.
///
/// # Errors
/// [`Code::TerminalUnknown`], [`Code::BadSignature`], [`Code::ChallengeStale`].
pub async fn prove(house: &Shared, caller: &Caller, ask: &ProveTerminal) -> Result<(Seat, String), Fault> {
    let challenged_ms = proved(house, &ask.key, &ask.challenge, &ask.signature)?;
    let token = crate::random::token()?;
    let renew = Renew { key: ask.key.to_string(), token_hash: door::token_hash(&token), challenged_ms };
    let acted = act::change(house, &Caller { key: None, ..caller.clone() }, &renew).await?;
    Ok((acted.reply, token))
}

/// The reply with the token as its cookie.
fn with_cookie((seat, token): (Seat, String)) -> Response {
    let mut cookie = door::cookie(door::TERMINAL, token);
    cookie.make_permanent();
    (CookieJar::new().add(cookie), Json(seat)).into_response()
}

fn body<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    serde_json::from_slice(bytes).map_err(|error| Refusal::new(Code::BadRequest).with("detail", error).into())
}

pub(super) async fn activate_here(State(house): State<Shared>, headers: HeaderMap, bytes: Bytes) -> Response {
    let caller = match door::caller(&house, &headers, true).await {
        Ok(caller) => caller,
        Err(error) => return fault::response(error, "-"),
    };
    let result = async { activate(&house, &caller, &body(&bytes)?).await.map(with_cookie) };
    result.await.unwrap_or_else(|error: Fault| fault::response(error, &caller.request))
}

pub(super) async fn prove_here(State(house): State<Shared>, headers: HeaderMap, bytes: Bytes) -> Response {
    let caller = match door::caller(&house, &headers, true).await {
        Ok(caller) => caller,
        Err(error) => return fault::response(error, "-"),
    };
    let result = async { prove(&house, &caller, &body(&bytes)?).await.map(with_cookie) };
    result.await.unwrap_or_else(|error: Fault| fault::response(error, &caller.request))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_counts_only_from_this_centre_and_only_for_a_minute() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &[7; 32]);
        let other = hmac::Key::new(hmac::HMAC_SHA256, &[8; 32]);
        let text = challenge(&key, [1; NONCE], 1_000_000);
        assert_eq!(given_at(&key, &text, 1_000_000), Some(1_000_000));
        assert_eq!(given_at(&key, &text, 1_000_000 + CHALLENGE_MS), Some(1_000_000));
        assert_eq!(given_at(&key, &text, 1_000_001 + CHALLENGE_MS), None);
        assert_eq!(given_at(&key, &text, 999_999), None, "not before it was given");
        assert_eq!(given_at(&other, &text, 1_000_000), None);
        for hostile in ["", "AA", "%%%", &text[..20], &format!("{text}AAAA")] {
            assert_eq!(given_at(&key, hostile, 1_000_000), None, "{hostile}");
        }
    }
}
