//! Resumable uploads (tus 1.0): the server owns the state, so that a page that was closed, a machine that was restarted or
//! another machine goes on where the last one stopped.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use leptos::prelude::window;
use shared::api::Problem;
use shared::refusal::{Code, Refusal};
use web_sys::Blob;

use super::files::{bytes, length, slice};
use super::release::Release;
use super::subtle::sha256;
use crate::api::{self, Answer, Ask, Body, Failure, fetch};
use crate::clock::monotonic_ms;
use crate::session;

mod pace;

use pace::Pace;
pub use pace::Sent;

const VERSION: (&str, &str) = ("tus-resumable", "1.0.0");
/// For requests that carry nothing, milliseconds.
const PATIENCE_MS: u32 = 30_000;
/// For one piece, which is cut to take some seconds; and the server checks the whole bid before it answers the last one.
const PIECE_PATIENCE_MS: u32 = 10 * 60_000;
/// Between attempts while the connection is lost, milliseconds.
const WAITS_MS: [u32; 5] = [1000, 2000, 4000, 8000, 15_000];
/// The same piece refused this often is no accident.
const REPEATS_MAX: usize = 5;

/// Makes an upload of `length` bytes at `path`; returns its own path.
///
/// # Errors
/// The refusal, or [`Failure::Lost`].
pub async fn create(path: &str, length: u64, metadata: &[(&str, &str)]) -> Result<String, Failure> {
    let pairs: Vec<_> = metadata.iter().map(|(name, value)| format!("{name} {}", STANDARD.encode(value))).collect();
    let (length, metadata) = (length.to_string(), pairs.join(","));
    let headers = [VERSION, ("upload-length", length.as_str()), ("upload-metadata", metadata.as_str())];
    let answer = ask("POST", path, &headers, Body::None, PATIENCE_MS).await?.accepted().await?;
    let location = answer.header("location");
    let origin = window().location().origin().unwrap_or_default();
    // The location may be absolute; only a path of ours is followed.
    match location.strip_prefix(origin.as_str()).unwrap_or(&location) {
        path if path.starts_with('/') && !path.starts_with("//") => Ok(path.to_owned()),
        _ => Err(Failure::Unreadable),
    }
}

/// Sends what the server does not have yet, until it has all. A lost connection is waited for; `stop` is asked between
/// pieces, and what was sent stays for the next time.
///
/// # Errors
/// The refusal; [`Failure::Cancelled`] when `stop` said so; [`Failure::Own`] when the file cannot be read any more.
pub async fn send(url: &str, file: &Blob, progress: impl Fn(Sent), stop: impl Fn() -> bool) -> Result<(), Failure> {
    let checks = checksum_is_known(url).await;
    let (whole, release) = (length(file), Release::new());
    let mut pace = Pace::new(whole);
    let mut lost = 0;
    let mut repeats = 0;
    let mut offset = None;
    loop {
        if stop() {
            return Err(Failure::Cancelled);
        }
        let outcome = match offset {
            None => offset_of(url).await.map(|at| pace.resumed(at, monotonic_ms())),
            Some(at) if at >= whole => return Ok(()),
            Some(at) => piece(url, file, at..at + pace.piece_bytes(at), checks.then_some(&release)).await,
        };
        match outcome {
            Ok(at) => {
                (lost, repeats) = (0, 0);
                pace.reached(at, monotonic_ms());
                offset = Some(at);
                progress(pace.sent(false));
            }
            Err(failure) if failure.is_passing() => {
                pace.slow_down();
                progress(pace.sent(true));
                api::net::wait(WAITS_MS[lost.min(WAITS_MS.len() - 1)]).await;
                lost += 1;
                offset = None;
            }
            Err(failure) if failure.is(Code::NotLoggedIn) && session::log_in_again().await => offset = None,
            Err(failure) if is_accident(&failure) && repeats < REPEATS_MAX => {
                repeats += 1;
                offset = None;
            }
            Err(failure) => return Err(failure),
        }
    }
}

/// Gives an upload up.
///
/// # Errors
/// The refusal, or [`Failure::Lost`].
pub async fn terminate(url: &str) -> Result<(), Failure> {
    ask("DELETE", url, &[VERSION], Body::None, PATIENCE_MS).await?.accepted().await?;
    Ok(())
}

/// An offset that two tabs moved (409) or a piece that was damaged on the way (460): asking for the offset helps.
fn is_accident(failure: &Failure) -> bool {
    failure.refusal().is_some_and(|refusal| matches!(refusal.code.status(), 409 | 460))
}

async fn ask(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Body<'_>,
    patience_ms: u32,
) -> Result<Answer, Failure> {
    fetch(Ask { method, path, headers, body, patience_ms }).await
}

async fn checksum_is_known(url: &str) -> bool {
    let answer = ask("OPTIONS", url, &[], Body::None, PATIENCE_MS).await;
    answer.is_ok_and(|answer| answer.header("tus-checksum-algorithm").split(',').any(|name| name.trim() == "sha256"))
}

/// How much the server has. The answer to a HEAD has no body, so its status has to say why not.
async fn offset_of(url: &str) -> Result<u64, Failure> {
    let answer = ask("HEAD", url, &[VERSION], Body::None, PATIENCE_MS).await?;
    let refused = |code| Failure::Refused(Problem { refusal: Refusal::new(code), request: String::new() });
    match answer.status() {
        401 => Err(refused(Code::NotLoggedIn)),
        403 => Err(refused(Code::NotPermitted)),
        404 | 410 => Err(refused(Code::NotFound)),
        502..=504 => Err(Failure::Lost),
        _ => offset_in(&answer),
    }
}

/// Sends one piece, with its checksum where there is who lets its bytes go; returns the new offset.
async fn piece(url: &str, file: &Blob, range: Range<u64>, checked: Option<&Release>) -> Result<u64, Failure> {
    let part = slice(file, range.start, range.end.min(length(file)))?;
    let offset = range.start.to_string();
    let mut headers =
        vec![VERSION, ("content-type", "application/offset+octet-stream"), ("upload-offset", offset.as_str())];
    let checksum;
    if let Some(release) = checked {
        let bytes = bytes(&part).await?;
        checksum = format!("sha256 {}", STANDARD.encode(sha256(&bytes).await?.as_bytes()));
        release.bytes(&bytes);
        headers.push(("upload-checksum", checksum.as_str()));
    }
    offset_in(&ask("PATCH", url, &headers, Body::Blob(&part), PIECE_PATIENCE_MS).await?.accepted().await?)
}

fn offset_in(answer: &Answer) -> Result<u64, Failure> {
    answer.header("upload-offset").parse().map_err(|_| Failure::Unreadable)
}
