//! How fast the line to the server is: bytes that the server takes and forgets.

use shared::api::bids::PROBE_PATH;

use super::open::blob_of;
use crate::api::{Ask, Body, Failure, fetch};
use crate::clock::monotonic_ms;

/// The first probe, bytes; a slow line is measured well enough by it.
const SMALL: usize = 256 << 10;
/// The second one, bytes.
const LARGE: usize = 4 << 20;
/// Below this time the first probe says little, milliseconds.
const TELLING_MS: f64 = 2000.0;
/// The longest wait, milliseconds.
const PATIENCE_MS: u32 = 120_000;

/// Bytes per second of what is sent to the server.
///
/// # Errors
/// The refusal, or [`Failure::Lost`].
pub async fn speed() -> Result<f64, Failure> {
    let (small, took_ms) = probe(SMALL).await?;
    if took_ms >= TELLING_MS {
        return Ok(small);
    }
    Ok(probe(LARGE).await?.0)
}

/// The speed of one probe, and how long it took, milliseconds.
async fn probe(count: usize) -> Result<(f64, f64), Failure> {
    // Nothing on the way may make it smaller.
    let noise: Vec<u8> = (0..count as u64).map(|i| (i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8).collect();
    let blob = blob_of(&noise)?;
    let headers = [("content-type", "application/octet-stream")];
    let ask =
        Ask { method: "POST", path: PROBE_PATH, headers: &headers, body: Body::Blob(&blob), patience_ms: PATIENCE_MS };
    let began = monotonic_ms();
    fetch(ask).await?.accepted().await?;
    let took_ms = (monotonic_ms() - began).max(1.0);
    #[expect(clippy::cast_precision_loss, reason = "a few MiB")]
    let speed = count as f64 / took_ms * 1000.0;
    Ok((speed, took_ms))
}
