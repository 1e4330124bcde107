//! Passwords: Argon2id off the async threads, throttled per account.

use crate::clock::machine_ms;
use crate::fault::Fault;
use crate::house::House;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use shared::refusal::{Code, Refusal};
use std::sync::Arc;
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// Failures of one account within [`WINDOW_MS`] before it has to wait.
const FAILURES_MAX: i64 = 8;
/// The window, milliseconds.
const WINDOW_MS: i64 = 5 * 60_000;
/// Hashes computed at a time: each takes 19 MiB.
static PERMITS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));

/// OWASP's second recommendation for Argon2id: 19 MiB, two passes, one lane.
fn argon2() -> Result<Argon2<'static>, Fault> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(Fault::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password to a PHC string.
///
/// # Errors
/// [`Code::FieldInvalid`] below 8 characters.
pub async fn hash(password: &str) -> Result<String, Fault> {
    if password.chars().count() < 8 {
        return Err(Refusal::new(Code::FieldInvalid).with("field", "password").with("detail", "≥ 8").into());
    }
    hash_any(password).await
}

/// Hashes a password of any length (a person's PIN at a terminal has its own bound).
///
/// # Errors
/// When hashing fails.
pub async fn hash_any(password: &str) -> Result<String, Fault> {
    let password = password.to_owned();
    let salt = SaltString::encode_b64(&crate::random::bytes::<16>()?).map_err(Fault::internal)?;
    let _permit = PERMITS.acquire().await.map_err(Fault::internal)?;
    tokio::task::spawn_blocking(move || {
        let hash = argon2()?.hash_password(password.as_bytes(), &salt).map_err(Fault::internal)?;
        Ok(hash.to_string())
    })
    .await
    .map_err(Fault::internal)?
}

/// Checks a password against the account's hash, counting failures; an unknown account takes as long as a known one.
///
/// # Errors
/// [`Code::WrongPassword`], or [`Code::Throttled`] after too many failures.
pub async fn check(house: &Arc<House>, account: &str, hash: Option<&str>, password: &str) -> Result<(), Fault> {
    let now_ms = machine_ms();
    {
        let mut conn = house.db.connection().await?;
        if store::accounts::failures(&mut conn, account, now_ms - WINDOW_MS).await? >= FAILURES_MAX {
            return Err(Refusal::new(Code::Throttled).with("seconds", WINDOW_MS / 1000).into());
        }
    }
    let known = hash.is_some();
    let hash = match hash {
        Some(hash) => hash.to_owned(),
        None => hash_any("somebody else").await?,
    };
    let password = password.to_owned();
    let right = {
        let _permit = PERMITS.acquire().await.map_err(Fault::internal)?;
        tokio::task::spawn_blocking(move || {
            let parsed = PasswordHash::new(&hash).map_err(Fault::internal)?;
            Ok::<_, Fault>(argon2()?.verify_password(password.as_bytes(), &parsed).is_ok())
        })
        .await
        .map_err(Fault::internal)??
    };
    if known && right {
        return Ok(());
    }
    let task = crate::desks::account::NoteFailure { who: account.to_owned(), at_ms: now_ms };
    crate::sequence::run(house, Box::new(task)).await?;
    Err(Code::WrongPassword.into())
}
